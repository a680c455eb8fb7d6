"""Reads one message by rule: every slot by its own module, then what one slot's reading says about another's."""

from agent.frame import Claim, Frame, ReadingContext
from agent.reading.authority import read_authority
from agent.reading.budget import read_budget
from agent.reading.contact import read_contact
from agent.reading.kind import read_kind
from agent.reading.need import read_need
from agent.reading.place import read_place
from agent.reading.questions import read_questions
from agent.reading.signals import read_signals
from agent.reading.size import read_sizes
from agent.reading.text import Message
from agent.reading.timeline import read_timeline


def read(text: str, context: ReadingContext) -> Frame:
    """The frame of one message: at most one claim a slot, each with its verbatim quote."""
    message = Message(text)
    claims: list[Claim] = [
        *_one(read_kind(message, context)),
        *_one(read_need(message, context)),
        *_one(read_budget(message, context)),
        *_one(read_authority(message, context)),
        *_one(read_timeline(message, context)),
        *read_sizes(message, context),
        *read_contact(message, context),
        *_one(read_place(message, context)),
    ]
    return Frame(
        claims=tuple(claims), signals=read_signals(message, context), questions=read_questions(message, context)
    )


def _one(claim: Claim | None) -> tuple[Claim, ...]:
    return () if claim is None else (claim,)
