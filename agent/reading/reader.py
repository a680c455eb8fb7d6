"""Reads one message by rule: every slot by its own module, then what one slot's reading says about another's."""

from collections.abc import Iterable

from agent.frame import Claim, Frame, ReadingContext, Slot
from agent.reading.authority import read_authority
from agent.reading.budget import read_budget
from agent.reading.contact import read_contact
from agent.reading.kind import read_kind
from agent.reading.learned import opinion_of
from agent.reading.need import read_need
from agent.reading.place import read_place
from agent.reading.questions import read_questions
from agent.reading.signals import read_signals
from agent.reading.size import read_sizes
from agent.reading.text import Message
from agent.reading.timeline import read_timeline

_DOUBTED: tuple[Slot, ...] = ("need", "timeline", "authority")
"""Slots that rules read into words about other things: where the second opinion all but excludes one, it is not said.
What takes something back says a thing that few messages say, and is believed."""
_COUNTED: tuple[Slot, ...] = ("budget", "company_size", "guests")


def read(text: str, context: ReadingContext) -> Frame:
    """The frame of one message: at most one claim a slot, each with its verbatim quote."""
    message = Message(text)
    kind = read_kind(message, context)
    claims = [*_one(kind), *read_contact(message, context)]
    if kind is None:
        claims = [*_buyer_claims(message, context), *claims]
    return Frame(
        claims=tuple(_first_of_each(claims)),
        signals=read_signals(message, context),
        questions=read_questions(message, context),
    )


def _buyer_claims(message: Message, context: ReadingContext) -> list[Claim]:
    """What only a buyer can mean: who writes for another reason has no need, money, say or date for us to fill."""
    claims = [
        *_one(read_need(message, context)),
        *_one(read_budget(message, context)),
        *_one(read_authority(message, context)),
        *_one(read_timeline(message, context)),
        *read_sizes(message, context),
        *_one(read_place(message, context)),
    ]
    if "correction" not in read_signals(message, context):
        opinion = opinion_of(message, context)
        claims = [claim for claim in claims if claim.slot not in _DOUBTED or not opinion.excludes(claim.slot)]
    return _one_slot_a_number(claims, context)


def _one_slot_a_number(claims: list[Claim], context: ReadingContext) -> list[Claim]:
    """The same bare words read as money and as a head count mean what was asked for."""
    asked = next((claim for claim in claims if claim.slot == context.asked), None)
    if asked is None or asked.slot not in _COUNTED or not asked.quote[:1].isdigit():
        return claims
    return [
        claim
        for claim in claims
        if claim is asked or claim.slot not in _COUNTED or claim.quote.strip() != asked.quote.strip()
    ]


def _first_of_each(claims: Iterable[Claim]) -> list[Claim]:
    kept: dict[Slot, Claim] = {}
    for claim in claims:
        kept.setdefault(claim.slot, claim)
    return list(kept.values())


def _one(claim: Claim | None) -> tuple[Claim, ...]:
    return () if claim is None else (claim,)
