"""kill -9: a worker that dies anywhere loses nothing, says nothing twice, and keeps the order."""

import asyncio
import contextlib
import os
import random
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from channels.inbox import accept
from crm_store import facts, turns
from crm_store.store import Store
from support_turns import NOW, is_idle, opened, transcript, until

ROOT = Path(__file__).parent.parent
STEPS = 26
"""A turn has about as many steps; with three at once the later ones fall anywhere."""


class Workers:
    """A process that forks workers, each of which dies at a step of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def one_that_dies_at(self, step: int) -> None:
        """Start one and wait for its death."""
        await self.start(step)
        assert self._process.stdout is not None
        assert await asyncio.wait_for(self._process.stdout.readline(), 30) == b"dead\n"

    async def start(self, step: int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{step}\n".encode())
        await self._process.stdin.drain()


@contextlib.asynccontextmanager
async def workers(address: str) -> AsyncIterator[Workers]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "tests" / "support_worker.py"),
        address,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), 30) == b"ready\n"
        yield Workers(process)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]


async def test_workers_killed_at_every_step_lose_nothing_and_repeat_nothing(store: Store) -> None:
    chats = [await opened(store) for _ in range(3)]
    draw = random.Random(20260302)
    written = 0
    async with workers(store.url) as killed:
        for step in draw.sample(range(1, STEPS + 1), STEPS):
            for chat in chats:
                await accept(store, chat.conversation_id, f"m{written:03}", f"c{written}", NOW)
            written += 1
            await killed.one_that_dies_at(step)
        await killed.start(0)
        await until(lambda: is_idle(store), 60)
    for chat in chats:
        await everything_was_answered_once_in_order(store, chat.conversation_id, written)


async def everything_was_answered_once_in_order(store: Store, conversation_id: str, written: int) -> None:
    lines = await transcript(store, conversation_id)
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    heard = " ".join(line.text.removeprefix("heard: ") for line in lines if line.sender == "agent" and line.seq > 1)
    assert heard == " ".join(f"m{number:03}" for number in range(written))
    answers = {line.turn_id: line.seq for line in lines if line.sender == "agent" and line.seq > 1}
    for line in lines:
        if line.sender == "lead":
            assert line.seq < answers[line.answered_by], "the turn that took it in is one that spoke after it"
    async with store.reading() as connection:
        stored = await turns.of_conversation(connection, conversation_id)
        assert {turn.id for turn in stored} == set(answers)
        known = await facts.of_lead(connection, lines[0].lead_id)
        assert len(known) == written
