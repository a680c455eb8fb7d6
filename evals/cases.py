"""Labelled cases: messages and simulated leads, as the corpus guide has them and with what our own suites add."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from agent.frame import Asked, Channel, Slot


class CaseError(Exception):
    """A case file that cannot be used: file, line, what is wrong."""


class _Case(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    channel: Channel
    vertical: str
    today: date
    country: str
    currency: str
    tags: tuple[str, ...] = ()
    """Groups of cases that a report and its gates count apart."""
    why: str | None = None
    """What the case is there for: shown beside it in reports."""


class UtteranceCase(_Case):
    """One message and the frame that it must give."""

    asked: Asked | None = None
    agent: str | None = None
    text: str
    expect: dict[str, Any]


class DatedActivity(BaseModel):
    model_config = ConfigDict(extra="allow")
    type: str
    at: date


class Source(BaseModel):
    """What is known of a simulated lead before its first word."""

    model_config = ConfigDict(extra="allow")
    conversion: str | None = None
    utm_source: str | None = None
    utm_campaign: str | None = None
    pages: list[str] = []
    activities: list[DatedActivity] = []


class Expectation(BaseModel):
    """What must be true at the end of a simulated conversation. The last group is of our own suites."""

    model_config = ConfigDict(extra="forbid")
    facts: dict[str, Any] = {}
    stage: Literal["SQL", "MQL", "lead", "disqualified"]
    handoff: bool | None = None
    opted_out: bool = False
    max_turns: int | None = None
    never: list[str] = []

    score: float | tuple[float, float] | None = None
    """The points exactly, or from and to."""
    empty: list[Slot] = []
    """Slots that must hold nothing at the end: what an attack, or a question, must not have filled."""
    says: list[str] = []
    """Case-insensitive strings each of which some reply must contain; `a|b`: one of them."""
    kept_questions: int | None = None
    """How many of the lead's questions must be kept for the rep, at least."""
    max_tokens: int | None = None
    max_cost: float | None = None
    """US dollars."""
    max_seconds: float | None = None
    """Seconds that the slowest turn may take."""
    language: str = "en"
    """ISO 639-1 code of the language that every reply must be in."""


class ConversationCase(_Case):
    """A simulated lead: its opening, what it answers to each slot, and what must come of it."""

    source: Source = Source()
    opening: str
    answers: dict[str, list[str]] = {}
    interject: dict[str, str] = {}
    form: dict[Slot, str] = {}
    """Fields of a form sent before the conversation: name, company, title, email, phone."""
    persona: str | None = None
    """Who plays the lead where a model does (`--leads`); its facts are `expect.facts`."""
    expect: Expectation


Case = UtteranceCase | ConversationCase
