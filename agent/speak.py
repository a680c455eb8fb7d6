"""The second model call: words for a decided move, streamed, guarded, and never missing."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict

from agent.calls import Answered, Calls, Line, NoAnswer, Wasted, usage_of
from agent.dialogue import Move, Snapshot
from agent.facts import Facts
from agent.frame import TEXTED
from agent.guardrails import Guard
from agent.plain import in_words
from agent.playbook import Playbook
from agent.prices import EMBEDDED
from agent.segments import folded
from agent.spans import span
from agent.wording import Part, compose, most_chars, parts_of
from prompts import HOME, render

Emit = Callable[[str], Awaitable[None]]
"""Takes the words as they come. An empty string takes back all that came before it: the words begin again."""
RECENT = 3
"""Messages of the conversation that the prompt carries; facts carry the rest."""
CLIPPED = 400
"""Characters of one message, and of one fact, that the prompt carries."""


class Spoken(BaseModel):
    """The reply's text, and what the guard said of the model's own wording."""

    model_config = ConfigDict(frozen=True)
    text: str
    faults: tuple[str, ...] = ()


def prompt_messages(
    move: Move, parts: Sequence[Part], facts: Facts, snapshot: Snapshot, playbook: Playbook, home: Path = HOME
) -> tuple[list[BaseMessage], str]:
    """The call's messages and the prompt's hash. Size does not grow with the conversation."""
    stable = render("speak.j2", home, business=playbook.business)
    told = render(
        "speak_state.j2",
        home,
        recent=[{m.sender: m.text[:CLIPPED]} for m in (*snapshot.recent, *snapshot.unread)[-RECENT:]],
        known=summary(facts),
        move={
            "is": move.kind,
            "max_chars": most_chars(snapshot, playbook),
            "parts": [_told(part, snapshot.channel in TEXTED) for part in parts],
        },
    )
    return [SystemMessage(stable.text), HumanMessage(told.text)], f"{stable.hash}.{told.hash}"


def summary(facts: Facts) -> str:
    """What is known of the lead, built from facts: it replaces the transcript, and is bounded by the slots."""
    return "; ".join(f"{slot}: {in_words(fact.value)[:60]}" for slot, fact in facts.items() if slot != "kind")


def _told(part: Part, is_scarce: bool) -> dict[str, object]:
    """A way to say a part; where room is scarce also the shortest, and whether it may be left out."""
    ways = list(dict.fromkeys((part.options[0], min(part.options, key=len)))) if is_scarce else [part.options[0]]
    return {part.role: ways, "optional": True} if is_scarce and part.optional else {part.role: ways}


async def speak(calls: Calls, move: Move, facts: Facts, snapshot: Snapshot, playbook: Playbook, emit: Emit) -> Spoken:
    """Word the move. A wording that the guard refuses is repaired once; then the move's plain sentence goes out."""
    parts = parts_of(move, snapshot, playbook)
    if not parts:
        return Spoken(text="")
    plain = compose(parts, most_chars(snapshot, playbook))
    messages, prompt_hash = prompt_messages(move, parts, facts, snapshot, playbook, calls.endurance.prompts)
    guard = Guard(
        parts,
        given=(*(m.text for m in (*snapshot.recent, *snapshot.unread)), *_named(playbook), summary(facts)),
        said=snapshot.state.said,
        most=most_chars(snapshot, playbook),
        asks=move.asks,
        is_texted=snapshot.channel in TEXTED,
    )
    with span("bantam.speak", bantam__move=move.kind):
        voice = _Voice(calls, messages, guard, emit)
        try:
            text, line = await calls.through("speak", prompt_hash, voice.attempt)
        except NoAnswer:
            return Spoken(text=plain, faults=("no model worded it",))
        text = _tidied(text, snapshot)
        faults = guard.faults(text)
        if faults and line.model != EMBEDDED:
            repaired = await _repaired(voice, line, text, faults, prompt_hash)
            text = text if repaired is None else _tidied(repaired, snapshot)
            if not guard.faults(text):
                return Spoken(text=text, faults=tuple(faults))
    return Spoken(text=plain if faults else text, faults=tuple(faults))


def _named(playbook: Playbook) -> tuple[str, ...]:
    business = playbook.business
    return (business.name, business.agent_name, business.does)


def _tidied(text: str, snapshot: Snapshot) -> str:
    """On its way into a text message, typographic signs become plain ones: a curly quote would double its price."""
    return folded(text.strip()) if snapshot.channel in TEXTED else text.strip()


async def _repaired(voice: "_Voice", line: Line, text: str, faults: Sequence[str], prompt_hash: str) -> str | None:
    """The same model's second try, told what was wrong with its first; None where that fails or time is short."""
    calls = voice.calls
    if calls.remaining < calls.endurance.patience.turn / 5:
        return None
    asked = render("speak_repair.j2", calls.endurance.prompts, faults=faults)
    again = [*voice.messages, AIMessage(text), HumanMessage(asked.text)]
    try:
        second = _Voice(calls, again, voice.guard, voice.emit, has_spoken=voice.has_spoken)
        return await calls.once(line, "repair", f"{prompt_hash}.{asked.hash}", second.attempt)
    except Exception:
        return None  # recorded by `once`; the plain sentence goes out


class _Voice:
    """Streams one reply. A stream that breaks, or says what the guard forbids, is not shown any further."""

    def __init__(
        self, calls: Calls, messages: list[BaseMessage], guard: Guard, emit: Emit, *, has_spoken: bool = False
    ) -> None:
        self.calls = calls
        self.messages = messages
        self.guard = guard
        self.emit = emit
        self.has_spoken = has_spoken
        """Whether words went out that a new try must take back first."""

    async def attempt(self, line: Line, seconds: float) -> Answered[str]:
        """One stream to its end. Raises TimeoutError, Wasted, or what the provider's package raises."""
        if self.has_spoken:
            await self.emit("")
            self.has_spoken = False
        started, text, shown, first_ms = time.perf_counter(), "", 0, None
        whole: AIMessageChunk | None = None
        loop = asyncio.get_running_loop()
        first = min(seconds, self.calls.endurance.patience.first_word) if line.model != EMBEDDED else seconds
        async with asyncio.timeout(first) as clock:
            async for chunk in line.speaker.astream(self.messages):
                whole = _last_of(whole, chunk)
                if not (piece := chunk.text):
                    continue
                if first_ms is None:
                    first_ms = round((time.perf_counter() - started) * 1000, 2)
                    clock.reschedule(loop.time() + max(0.001, seconds - first_ms / 1000))
                text += piece
                shown = await self._show(text, shown)
                if len(text) > 3 * self.guard.most:
                    break
        answer = whole or AIMessageChunk(content="")
        self.calls.told(line, self.messages, AIMessage(text))
        _check(text, answer)
        if len(text) > shown and not self.guard.leaks(text):
            await self.emit(text[shown:])
        return Answered(text, usage_of(answer), first_ms=first_ms)

    async def _show(self, text: str, shown: int) -> int:
        """Show what may be shown of `text` beyond its first `shown` characters; how much of it is shown then."""
        showable = self.guard.showable(text)
        if showable <= shown:
            return shown
        await self.emit(text[shown:showable])
        self.has_spoken = True
        return showable


def _last_of(whole: AIMessageChunk | None, chunk: AIMessageChunk) -> AIMessageChunk:
    """Usage and the reason for the end, kept from whichever chunks carry them."""
    if whole is None:
        return AIMessageChunk(
            content="", usage_metadata=chunk.usage_metadata, response_metadata=dict(chunk.response_metadata),
            additional_kwargs=dict(chunk.additional_kwargs),
        )  # fmt: skip
    whole.usage_metadata = chunk.usage_metadata or whole.usage_metadata
    whole.response_metadata.update(chunk.response_metadata)
    whole.additional_kwargs.update(chunk.additional_kwargs)
    return whole


def _check(text: str, answer: AIMessage) -> None:
    reason = str(answer.response_metadata.get("finish_reason"))
    if reason == "content_filter":
        raise Wasted("filtered", usage=usage_of(answer))
    if answer.additional_kwargs.get("refusal"):
        raise Wasted("refused", usage=usage_of(answer))
    if not text.strip() and reason != "length":
        raise Wasted("unusable", "it streamed nothing", usage_of(answer))
    if reason == "length":
        raise Wasted("unusable", "its reply was cut off", usage_of(answer))
