"""The tool by which any model records what a message says: one call, every slot optional, each with its quote."""

from typing import Any, Literal

from langchain_core.tools import BaseTool, tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, Field

from agent.frame import Kind, Signal


class BudgetAnswer(BaseModel):
    status: Literal["stated", "none", "withheld", "unsure"]
    min: float | None = None
    max: float | None = None
    currency: str | None = None
    period: Literal["month", "year", "quarter", "week", "day", "once"] | None = None
    per: Literal["seat", "unit"] | None = None
    quote: str


class AuthorityAnswer(BaseModel):
    role: Literal["decision_maker", "shared", "influencer", "none"]
    decider: str | None = Field(None, description="who else decides")
    quote: str


class NeedAnswer(BaseModel):
    status: Literal["stated", "none"]
    summary: str | None = None
    quote: str


class TimelineAnswer(BaseModel):
    status: Literal["stated", "none", "unsure"]
    latest: str | None = Field(None, description="YYYY-MM-DD")
    quote: str


class SizeAnswer(BaseModel):
    unit: Literal["employees", "seats", "guests"]
    min: int | None = None
    max: int | None = None
    quote: str


class KindAnswer(BaseModel):
    kind: Kind
    quote: str


class Answers(BaseModel):
    """What the lead's messages say of each slot; the slots that they do not speak of are left out."""

    budget: BudgetAnswer | None = None
    authority: AuthorityAnswer | None = None
    need: NeedAnswer | None = None
    timeline: TimelineAnswer | None = None
    size: SizeAnswer | None = None
    place: str | None = None
    name: str | None = None
    company: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None
    kind: KindAnswer | None = None
    signals: list[Signal] | None = None
    questions: list[str] | None = None


@tool("record_answers", args_schema=Answers)
def record_answers(**answers: object) -> str:
    """Record what the lead's messages say. Changes nothing by itself: code checks each quote first."""
    return f"{sum(1 for value in answers.values() if value)} answers taken down, to be checked."


RECORD_ANSWERS: BaseTool = record_answers


def compact(schema: Any) -> Any:
    """A JSON schema without what only costs tokens: titles, defaults, a type that is implied, `null` beside a type.

    A slot may be left out, so nothing need be null; a model that sends null all the same is understood.
    """
    if isinstance(schema, list):
        return [compact(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "anyOf" in schema:
        kept = [option for option in schema["anyOf"] if option != {"type": "null"}]
        if len(kept) == 1:
            return compact({**kept[0], **{key: value for key, value in schema.items() if key != "anyOf"}})
    implied = ("type",) if "enum" in schema or "properties" in schema else ()
    return {key: _part(key, value) for key, value in schema.items() if key not in ("title", "default", *implied)}


def _part(key: str, value: Any) -> Any:
    """Under `properties` stand names, and `title` is one of our slots."""
    return {name: compact(inner) for name, inner in value.items()} if key == "properties" else compact(value)


def _described() -> dict[str, Any]:
    described = convert_to_openai_tool(RECORD_ANSWERS)
    function = described["function"]
    parameters = {"type": "object", **compact(function["parameters"])}
    return {"type": "function", "function": {"name": function["name"], "parameters": parameters}}


RECORD_ANSWERS_SCHEMA: dict[str, Any] = _described()
"""The same tool as providers are told of it: OpenAI's shape, as small as it goes."""
