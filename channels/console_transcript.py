"""The transcript as the console shows it: each message cut into segments, the quotes marked where they stand. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from agent.facts import Fact, MessageEvidence, current
from agent.frame import Slot
from agent.handoff import LABELS
from crm_store.messages import Message

FAMILIES: dict[Slot, str] = {
    "need": "need", "budget": "budget", "authority": "authority", "timeline": "timeline", "company_size": "fit",
    "guests": "fit", "place": "fit",
}  # fmt: skip
"""Which colour a slot's mark has; the rest are contact data. The label says the same in words."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A quote in a message: of which slot, at [start, end), and whether its fact is still in force."""

    anchor: str
    """The id by which a link finds it."""
    slot: Slot
    message_id: str
    quote: str
    start: int
    end: int
    in_force: bool

    @property
    def label(self) -> str:
        return LABELS[self.slot] + ("" if self.in_force else ", replaced")

    @property
    def family(self) -> str:
        return FAMILIES.get(self.slot, "contact")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters under the same marks; `begins`: the marks that start here and carry their label here."""

    text: str
    marks: tuple[Mark, ...] = ()
    begins: tuple[Mark, ...] = ()

    @property
    def family(self) -> str:
        return self.marks[0].family if self.marks else ""

    @property
    def label(self) -> str:
        """What begins here, in words; a quote that was replaced by one at the same place is not named twice."""
        renewed = {mark.slot for mark in self.begins if mark.in_force}
        named = [mark.label for mark in self.begins if mark.in_force or mark.slot not in renewed]
        return ", ".join(dict.fromkeys(named))

    @property
    def in_force(self) -> bool:
        return any(mark.in_force for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where each quote stands, for links from facts and score lines."""

    marks: tuple[Mark, ...]

    def of_fact(self, fact: Fact) -> str | None:
        """The newest quote of the fact."""
        own = [mark.anchor for mark in self.marks if mark.anchor.startswith(f"q-{fact.id}-")]
        return own[-1] if own else None

    def of_quote(self, message_id: str | None, quote: str | None) -> str | None:
        """The quote of a score line, one in force before one that was replaced."""
        same = [mark for mark in self.marks if mark.message_id == message_id and mark.quote == quote]
        return min(same, key=lambda mark: not mark.in_force).anchor if same else None


def anchors_of(history: Sequence[Fact]) -> Anchors:
    """Every quote of every proven fact that stands in a message."""
    in_force = {fact.id for fact in current(history).values()}
    return Anchors(tuple(
        Mark(f"q-{fact.id}-{number}", fact.slot, one.message_id, one.quote, one.start, one.end, fact.id in in_force)
        for fact in history
        if fact.verified
        for number, one in enumerate(fact.evidence)
        if isinstance(one, MessageEvidence)
    ))  # fmt: skip


def segments(message: Message, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """The message's text in segments; together they are the text, letter by letter."""
    text = message.text
    mine = [mark for mark in marks if mark.message_id == message.id and 0 <= mark.start < mark.end <= len(text)]
    if not mine:
        return (Segment(text),)
    cuts = sorted({0, len(text), *(mark.start for mark in mine), *(mark.end for mark in mine)})
    return tuple(_segment(text, start, end, mine) for start, end in pairwise(cuts))


def _segment(text: str, start: int, end: int, marks: Sequence[Mark]) -> Segment:
    over = [mark for mark in marks if mark.start <= start and end <= mark.end]
    ordered = tuple(sorted(over, key=lambda mark: (not mark.in_force, mark.end - mark.start)))
    return Segment(text[start:end], ordered, tuple(mark for mark in ordered if mark.start == start))
