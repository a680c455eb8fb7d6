"""Our own time around a remote model: a scripted server answers at once, so that what is left is ours.

A turn is timed from the lead's message to the reply as a listener hears of it, both commits included. The lead takes a
short breath before it writes again: what a turn leaves to other jobs (asking reps, joining leads) is no part of the
next one.
"""

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import Any

from evals.bench.openai_server import Play, scripted_server
from evals.bench.scripts import Echo
from evals.bench.world import PATIENCE, Talk, bench_bantam, talk
from service.loop import run
from service.warm import settle

CONVERSATIONS = 6
BREATH = 0.05
"""Seconds between a reply and the lead's next message."""
EARLY = range(7, 10)
LATE = range(63, 66)
"""Turns around the 8th and the 64th, each measured in every conversation."""


@dataclass
class Measured:
    """Milliseconds: a whole turn early and late in a conversation, and from the model's first word to the listener."""

    early: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    first_word: list[float] = field(default_factory=list)


def measure_remote() -> Measured:
    """Turns against the scripted server, PostgreSQL commit included."""
    return run(_measured())


class _Timed:
    """The echo, which notes when a stream's first word was written."""

    def __init__(self) -> None:
        self.echo = Echo()
        self.spoke_at: float | None = None

    def __call__(self, body: dict[str, Any]) -> Play:
        play = self.echo(body)
        return replace(play, on_first=self._note) if body.get("stream") else play

    def since_first_word(self) -> float | None:
        """Milliseconds; None where nothing was streamed yet."""
        return None if self.spoke_at is None else (time.perf_counter() - self.spoke_at) * 1000

    def _note(self) -> None:
        self.spoke_at = time.perf_counter()


async def _measured() -> Measured:
    measured, script = Measured(), _Timed()
    async with scripted_server(script) as server:
        changes = {"bantam_model": "openai:scripted", "openai_api_key": "none", "openai_base_url": server.base_url}
        async with bench_bantam(**changes) as bantam:
            async with talk(bantam) as conversation:
                await _converse(conversation, script, Measured())
            settle()  # as a server does once it is warm
            for _ in range(CONVERSATIONS):
                async with talk(bantam) as conversation:
                    await _converse(conversation, script, measured)
    return measured


async def _converse(conversation: Talk, script: _Timed, measured: Measured) -> None:
    for turn in range(1, LATE.stop):
        taken, first = await _say(conversation, script)
        if turn in EARLY:
            measured.early.append(taken)
        if turn in LATE:
            measured.late.append(taken)
        if first is not None:
            measured.first_word.append(first)
        await asyncio.sleep(BREATH)


async def _say(conversation: Talk, script: _Timed) -> tuple[float, float | None]:
    """Milliseconds of the turn, and from the model's first word to its coming out here."""
    started, first = time.perf_counter(), None
    script.spoke_at = None
    await conversation.send()
    while True:
        event = await conversation.subscription.next(patience=PATIENCE)
        if event is None:
            raise TimeoutError(f"no reply within {PATIENCE:g} s")
        if event.kind == "delta" and first is None:
            first = script.since_first_word()
        if event.kind == "message" and event.data.get("from") == "agent":
            return (time.perf_counter() - started) * 1000, first
