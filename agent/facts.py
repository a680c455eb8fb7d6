"""Facts with evidence: append-only; what supersedes what is decided here and nowhere else."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.frame import OfSlot, Signal, Slot


class MessageEvidence(BaseModel):
    """The lead's own words: `quote` stands in the message at [start, end)."""

    model_config = ConfigDict(frozen=True)
    source: Literal["message"] = "message"
    message_id: str
    quote: str
    start: int
    end: int


class FormEvidence(BaseModel):
    """A field of a form that the lead sent: which form, which field, when."""

    model_config = ConfigDict(frozen=True)
    source: Literal["form"] = "form"
    form: str
    field: str
    quote: str
    at: datetime


class RepEvidence(BaseModel):
    """A rep's correction: who, when, and why where they say so."""

    model_config = ConfigDict(frozen=True)
    source: Literal["rep"] = "rep"
    user: str
    quote: str
    at: datetime


Evidence = Annotated[MessageEvidence | FormEvidence | RepEvidence, Field(discriminator="source")]


class Fact(OfSlot):
    """One recorded answer. Never changed: a newer one names it in `supersedes`."""

    id: str
    evidence: tuple[Evidence, ...]
    at: datetime
    supersedes: str | None = None
    verified: bool = True
    """False: claimed, but not proven by the words quoted. Kept for the record; counts nothing."""
    reason: str | None = None
    """Why an unverified claim was not believed."""

    @property
    def quote(self) -> str:
        return self.evidence[-1].quote if self.evidence else ""

    @property
    def message_id(self) -> str | None:
        last = self.evidence[-1] if self.evidence else None
        return last.message_id if isinstance(last, MessageEvidence) else None


Facts = Mapping[Slot, Fact]


def current(history: Iterable[Fact]) -> dict[Slot, Fact]:
    """The verified fact in force for each slot, whatever order the history comes in."""
    believed = [fact for fact in history if fact.verified]
    gone = {fact.supersedes for fact in believed}
    return {fact.slot: fact for fact in sorted(believed, key=lambda f: (f.at, f.id)) if fact.id not in gone}


class Heard(BaseModel):
    """A signal as it was heard: which, in which message, when."""

    model_config = ConfigDict(frozen=True)
    signal: Signal
    message_id: str
    at: datetime
