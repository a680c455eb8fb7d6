"""The tool by which any model records what a message says: one call, every slot optional, each with its quote."""

from typing import Literal

from langchain_core.tools import BaseTool, tool
from pydantic import BaseModel, Field

from agent.frame import Kind, Signal

Quote = Field(description="The lead's own words that say so, copied letter by letter.")


class BudgetAnswer(BaseModel):
    """What the lead can or would spend with us."""

    status: Literal["stated", "none", "withheld", "unsure"]
    min: float | None = Field(None, description="Lower figure; equal to max for one figure; null for 'up to'.")
    max: float | None = Field(None, description="Upper figure; null for 'at least'.")
    currency: str | None = Field(None, description="ISO 4217.")
    period: Literal["month", "year", "quarter", "week", "day", "once"] | None = None
    per: Literal["seat", "unit"] | None = None
    quote: str = Quote


class AuthorityAnswer(BaseModel):
    """The writer's part in the decision to buy."""

    role: Literal["decision_maker", "shared", "influencer", "none"]
    decider: str | None = Field(None, description="Who decides, in the lead's words; null where the lead alone does.")
    quote: str = Quote


class NeedAnswer(BaseModel):
    """The problem to solve or the thing wanted; `none` for just browsing."""

    status: Literal["stated", "none"]
    summary: str | None = Field(None, description="The need in the lead's own words.")
    quote: str = Quote


class TimelineAnswer(BaseModel):
    """When they want to buy, start or move."""

    status: Literal["stated", "none", "unsure"]
    latest: str | None = Field(None, description="ISO date on which the stated window ends.")
    quote: str = Quote


class SizeAnswer(BaseModel):
    """How many people are in the firm (employees) or would use it (seats)."""

    unit: Literal["employees", "seats"]
    min: int | None = None
    max: int | None = None
    quote: str = Quote


class GuestsAnswer(BaseModel):
    """How many guests an event has."""

    min: int | None = None
    max: int | None = None
    quote: str = Quote


class TextAnswer(BaseModel):
    """A detail as the lead wrote it."""

    text: str
    quote: str = Quote


class KindAnswer(BaseModel):
    """What the writer is, where they are no buyer."""

    kind: Kind
    quote: str = Quote


class Answers(BaseModel):
    """All that these messages say. Leave out whatever they do not speak of."""

    budget: BudgetAnswer | None = None
    authority: AuthorityAnswer | None = None
    need: NeedAnswer | None = None
    timeline: TimelineAnswer | None = None
    company_size: SizeAnswer | None = None
    guests: GuestsAnswer | None = None
    place: TextAnswer | None = None
    name: TextAnswer | None = None
    company: TextAnswer | None = None
    title: TextAnswer | None = None
    email: TextAnswer | None = None
    phone: TextAnswer | None = None
    kind: KindAnswer | None = None
    signals: list[Signal] = []
    questions: list[str] = Field([], description="The lead's questions to us, copied.")


@tool("record_answers", args_schema=Answers)
def record_answers(**answers: object) -> str:
    """Record what the lead's messages say. Changes nothing by itself: code checks each quote first."""
    return f"{sum(1 for value in answers.values() if value)} answers taken down, to be checked."


RECORD_ANSWERS: BaseTool = record_answers
