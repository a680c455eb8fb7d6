"""The words of a move: for each of its parts the sentences that say it, less those said before. Pure.

A model may word the parts its own way; the embedded model and the guard's plain sentence take them as they stand.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from agent.dialogue import Answer, DialogueState, Doubt, Move, Snapshot
from agent.frame import TEXTED, Asked
from agent.playbook import Playbook, Wording
from agent.segments import folded, room
from prompts import HOME

WEB_LENGTH = 700
REMEMBERED = 80
_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
_MEDIA = re.compile(r"^\[(?:picture|voice message|video|file)\]$", re.M)
"""How the transcript notes an attachment."""
_SELF_NAMED = ("acknowledge_opt_out", "acknowledge_opt_in", "help")
"""Moves whose own text says who writes."""
_FAREWELLS = ("goodbye", "callback_later", "not_interested")
_TOPICS = {
    "budget": "your budget", "authority": "who decides", "need": "what you need", "timeline": "your date",
    "company_size": "the head count", "guests": "the number of guests",
}  # fmt: skip


class Part(BaseModel):
    """One thing to say, and the ways to say it."""

    model_config = ConfigDict(frozen=True)
    role: str
    options: tuple[str, ...]
    optional: bool = False
    """May be dropped where the message would get too long."""


@lru_cache(maxsize=4)
def _table(home: Path) -> dict[str, tuple[str, ...]]:
    table = yaml.safe_load((home / "wording.yaml").read_text(encoding="utf-8"))
    return {role: tuple(sentences) for role, sentences in table.items()}


def fingerprint(sentence: str) -> str:
    """Eight hex digits that stand for a sentence, whatever its case, spacing and punctuation."""
    words = " ".join(re.findall(r"\w+", sentence.casefold()))
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def fingerprints(text: str) -> tuple[str, ...]:
    """One fingerprint for each sentence of a reply."""
    return tuple(fingerprint(sentence) for sentence in _SENTENCE.split(text) if sentence.strip())


def parts_of(move: Move, snapshot: Snapshot, playbook: Playbook) -> tuple[Part, ...]:
    """The parts of a move in the order in which they are said."""
    say = _Say(snapshot, playbook)
    parts: list[Part] = []
    is_new = snapshot.is_new_channel or not snapshot.state.said
    is_first = snapshot.channel in TEXTED and is_new and move.kind not in _SELF_NAMED
    if is_first:
        parts.append(say("intro"))
    if snapshot.channel in TEXTED and any(_MEDIA.search(message.text) for message in snapshot.unread):
        parts.append(say("media"))
    parts += [_answer(answer, move, say) for answer in move.answers]
    if not move.answers:
        parts += [say(role, optional=True) for role in move.acknowledge[:2]]
    parts += _MAIN[move.kind](move, say)
    if is_first:
        parts.append(say("way_out", optional=True))
    return tuple(part for part in parts if part.options)


class _Say:
    """Looks sentences up, fills in the business's words, and leaves out what was said before."""

    def __init__(self, snapshot: Snapshot, playbook: Playbook) -> None:
        self.playbook = playbook
        self.state: DialogueState = snapshot.state
        self.texted = snapshot.channel in TEXTED
        self._now = snapshot.now

    def __call__(self, role: str, optional: bool = False, **values: str) -> Part:
        return self.options(role, _table(HOME)[role], optional, **values)

    def options(self, role: str, sentences: Iterable[str], optional: bool = False, **values: str) -> Part:
        business = self.playbook.business
        filled = [
            sentence.format(business=business.name, agent=business.agent_name, within=self.within, **values)
            if "{" in sentence
            else sentence
            for sentence in sentences
        ]
        if self.texted:
            filled = [folded(sentence) for sentence in filled]  # one curly quote halves what a segment holds
        return Part(role=role, options=self._fresh(filled, keep=not optional), optional=optional)

    @property
    def within(self) -> str:
        notify = self.playbook.notify
        return notify.when_open if self.playbook.business.is_open(self._now) else notify.when_closed

    def _fresh(self, sentences: Sequence[str], keep: bool) -> tuple[str, ...]:
        """Not said before, rotated so that a conversation does not always begin the same way."""
        said = set(self.state.said)
        turn = self.state.turns
        rotated = [*sentences[turn % len(sentences) :], *sentences[: turn % len(sentences)]] if sentences else []
        fresh = tuple(s for s in rotated if not said & set(fingerprints(s)))
        # A fact asked for twice is told twice: silence would be the worse repetition.
        return fresh or (tuple(rotated) if keep else ())


def _answer(answer: Answer, move: Move, say: _Say) -> Part:
    if answer.text is None:
        # Behind an answer, "that I don't know" would take the answer back.
        is_beside = any(other.text is not None for other in move.answers)
        return say.options("unknown", _table(HOME)["unknown_besides" if is_beside else "unknown"])
    return say.options("answer", (answer.text,))


def _question(slot: Asked, again: bool, say: _Say) -> Part:
    question = say.playbook.question(slot)
    if question is None:
        return say("reach") if slot == "contact" else Part(role="ask", options=())
    wording: Wording = (question.sms if say.texted else None) or question.web
    ordered = (*wording.again, *wording.first) if again else (*wording.first, *wording.again)
    for group in (wording.again if again else wording.first, ordered):
        part = say.options("ask", group, optional=True)
        if part.options:
            return part
    return say.options("ask", ordered)


def _ask(move: Move, say: _Say) -> list[Part]:
    return [_question(move.asks, move.again, say)] if move.asks is not None else []


def _confirm(move: Move, say: _Say) -> list[Part]:
    doubt: Doubt | None = move.doubt
    if doubt is None:
        return []
    return [say("confirm", topic=_TOPICS.get(doubt.slot, doubt.slot), value=doubt.text)]


def _hand_over(move: Move, say: _Say) -> list[Part]:
    role = {"sql": "hand_over", "support": "support_person"}.get(move.reason, "person")
    parts = [say(role)]
    if move.reason == "support":
        parts.append(say.options("address", (say.playbook.non_buyers["support"].say,)))
    else:
        parts.append(say.options("within", (move.person,)) if move.person else say("within"))
    return parts + ([say("reach")] if move.asks == "contact" else [])


def _step_aside(move: Move, say: _Say) -> list[Part]:
    kind, _, need = move.reason.partition(":")
    if kind == "not_served":
        entries = say.playbook.policy.needs.not_served
        sentences = tuple(entry.say for entry in entries if entry.name == need and entry.say)
    else:
        sentences = tuple(address.say for name, address in say.playbook.non_buyers.items() if name == kind)
    part = say.options("step_aside", sentences, optional=True)
    return [part if part.options else say("close")]


def _close(move: Move, say: _Say) -> list[Part]:
    return [say({"all_known": "close_known"}.get(move.reason, move.reason if move.reason in _FAREWELLS else "close"))]


def _offer(move: Move, say: _Say) -> list[Part]:
    handed = say.state.handed_over is not None
    parts = [] if move.answers else [say("waiting" if handed else "offer_help")]
    if move.person:
        parts.append(say.options("within", (move.person,), optional=True))  # once: said before, it is left out
    return parts + ([say("reach")] if move.asks == "contact" else [])


def _disclosed(field: str) -> "Callable[[Move, _Say], list[Part]]":
    def parts(move: Move, say: _Say) -> list[Part]:
        return [say.options(field, (getattr(say.playbook.disclosure, field),))]

    return parts


_MAIN: dict[str, Callable[[Move, _Say], list[Part]]] = {
    "ask": _ask,
    "confirm": _confirm,
    "hand_over": _hand_over,
    "step_aside": _step_aside,
    "close": _close,
    "offer_help": _offer,
    "acknowledge_opt_out": _disclosed("opt_out"),
    "acknowledge_opt_in": _disclosed("opt_in"),
    "help": _disclosed("help"),
}


def compose(parts: Sequence[Part], most_chars: int) -> str:
    """The plain sentence: the first way to say each part; optional parts are dropped while it is too long."""
    kept = list(parts)
    while len(text := " ".join(part.options[0] for part in kept)) > most_chars:
        spare = next((part for part in kept if part.optional), None)
        if spare is None:
            return _shortest(kept, most_chars) or text
        kept.remove(spare)
    return text


def _shortest(parts: Sequence[Part], most_chars: int) -> str | None:
    text = " ".join(min(part.options, key=len) for part in parts)
    return text if len(text) <= most_chars else None


def most_chars(snapshot: Snapshot, playbook: Playbook) -> int:
    """How long a reply on this channel may be, in characters."""
    return room(playbook.text_segments) if snapshot.channel == "sms" else WEB_LENGTH
