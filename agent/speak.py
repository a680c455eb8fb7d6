"""The second model call: words for a decided move, streamed, guarded, and never missing."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict

from agent.dialogue import ModelCall, Move, Snapshot
from agent.facts import Facts
from agent.guardrails import faults_of
from agent.plain import in_words
from agent.playbook import Playbook
from agent.wording import Part, compose, most_chars, parts_of
from prompts import render

Emit = Callable[[str], Awaitable[None]]
RECENT = 4
"""Messages of the conversation that the prompt carries; facts carry the rest."""


class Speaker(Protocol):
    """A chat model that streams."""

    def astream(self, input: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]: ...


class Spoken(BaseModel):
    """The reply's text, what the call cost, and what the guard said of the model's own wording."""

    model_config = ConfigDict(frozen=True)
    text: str
    call: ModelCall | None
    faults: tuple[str, ...] = ()


def prompt_messages(
    move: Move, parts: Sequence[Part], facts: Facts, snapshot: Snapshot, playbook: Playbook
) -> tuple[list[BaseMessage], str]:
    """The call's messages and the prompt's hash. Size does not grow with the conversation."""
    stable = render("speak.j2", business=playbook.business)
    told = render(
        "speak_state.j2",
        recent=[{"from": m.sender, "text": m.text[:600]} for m in (*snapshot.recent, *snapshot.unread)[-RECENT:]],
        known={slot: in_words(fact.value) for slot, fact in facts.items() if slot in ("name", "need")},
        move={
            "kind": move.kind,
            "channel": snapshot.channel,
            "at_most_characters": most_chars(snapshot),
            "parts": [
                {"role": part.role, "say_one_of": list(part.options[:3]), "optional": part.optional} for part in parts
            ],
        },
    )
    return [SystemMessage(stable.text), HumanMessage(told.text)], f"{stable.hash}.{told.hash}"


async def speak(
    speaker: Speaker, model: str, move: Move, facts: Facts, snapshot: Snapshot, playbook: Playbook, emit: Emit
) -> Spoken:
    """Word the move. A wording that the guard refuses is replaced by the move's plain sentence."""
    parts = parts_of(move, snapshot, playbook)
    plain = compose(parts, most_chars(snapshot))
    if not parts:
        return Spoken(text="", call=None)
    messages, prompt_hash = prompt_messages(move, parts, facts, snapshot, playbook)
    started = time.perf_counter()
    text, usage = await _streamed(speaker, messages, emit)
    given = (*(m.text for m in (*snapshot.recent, *snapshot.unread)), playbook.business.name)
    faults = faults_of(text, parts, given, snapshot.state.said, most_chars(snapshot))
    call = ModelCall(
        step="speak",
        model=model,
        prompt_hash=prompt_hash,
        tokens_in=int(usage.get("input_tokens", 0)),
        tokens_out=int(usage.get("output_tokens", 0)),
        ms=round((time.perf_counter() - started) * 1000, 2),
    )
    return Spoken(text=plain if faults else text.strip(), call=call, faults=tuple(faults))


async def _streamed(speaker: Speaker, messages: list[BaseMessage], emit: Emit) -> tuple[str, Mapping[str, Any]]:
    text, usage = "", {}
    async for chunk in speaker.astream(messages):
        if chunk.usage_metadata:
            usage = dict(chunk.usage_metadata)
        if piece := chunk.text:
            text += piece
            await emit(piece)
    return text, usage
