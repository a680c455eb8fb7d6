"""The frame: what one message can say, slot by slot (terms of dialogue state tracking)."""

from datetime import date
from typing import Annotated, Any, Literal, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, model_validator

Slot = Literal[
    "budget", "authority", "need", "timeline", "company_size", "guests", "place",
    "name", "company", "title", "email", "phone", "kind",
]  # fmt: skip
SLOTS: tuple[Slot, ...] = get_args(Slot)
BANT: tuple[Slot, ...] = ("need", "budget", "timeline", "authority")

Asked = Literal["budget", "authority", "need", "timeline", "contact", "company_size", "guests", "place"]
ASKED: tuple[Asked, ...] = get_args(Asked)

Channel = Literal["web", "sms", "whatsapp", "terminal"]
TEXTED: tuple[Channel, ...] = ("sms", "whatsapp")
"""Channels that reach a phone number: carriers' lengths, consent by number, quiet hours."""
Kind = Literal["support", "job", "vendor", "student", "abuse", "wrong_number"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Signal = Literal[
    "wants_human", "wants_meeting", "callback_later", "opt_out", "opt_in", "price_question",
    "product_question", "bot_question", "refuses", "not_interested", "correction", "goodbye",
]  # fmt: skip
SIGNALS: tuple[Signal, ...] = get_args(Signal)

Bucket = Literal["now", "quarter", "half", "year", "later"]
BUCKET_DAYS: tuple[tuple[int, Bucket], ...] = ((30, "now"), (90, "quarter"), (183, "half"), (366, "year"))


def bucket_of(today: date, latest: date) -> Bucket:
    """Name the window that ends on `latest`, counted in days from `today` (30, 90, 183, 366, more)."""
    days = (latest - today).days
    return next((name for limit, name in BUCKET_DAYS if days <= limit), "later")


class Value(BaseModel):
    """A slot's value. Frozen, so that facts can be shared and compared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Budget(Value):
    """What the lead can or would spend with us: `min` to `max` in `currency` (ISO 4217), per `period`, per `per`."""

    status: Literal["stated", "none", "withheld", "unsure"]
    min: Annotated[float, Field(ge=0)] | None = None
    max: Annotated[float, Field(ge=0)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    period: Literal["month", "year", "quarter", "week", "day", "once"] | None = None
    per: Literal["seat", "unit"] | None = None

    @model_validator(mode="after")
    def _figures_belong_to_stated(self) -> "Budget":
        if self.status == "stated" and self.min is None and self.max is None:
            raise ValueError("a stated budget needs a figure in min or max")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is above max")
        return self


class Authority(Value):
    """The lead's part in the decision to buy; `decider` in the lead's words, None for a sole decision maker."""

    role: Literal["decision_maker", "shared", "influencer", "none"]
    decider: str | None = None


class Need(Value):
    """The problem to solve or the thing wanted; `summary` in the lead's own words, None unless stated."""

    status: Literal["stated", "none"]
    summary: str | None = None


class Timeline(Value):
    """When they want to buy, start or move. `latest`: the day the window ends; `bucket`: from the day it was said."""

    status: Literal["stated", "none", "unsure"]
    latest: date | None = None
    bucket: Bucket | None = None


class Size(Value):
    """A head count: people in the firm (`employees`), people who would use it (`seats`), or `guests` of an event."""

    unit: Literal["employees", "seats", "guests"]
    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _counts_something(self) -> "Size":
        if self.min is None and self.max is None:
            raise ValueError("a size needs min or max")
        return self


class Text(Value):
    """A string as written: name, company, title, place; email in lower case; phone in E.164; kind by its name."""

    text: Annotated[str, Field(min_length=1, max_length=300)]


SlotValue = Budget | Authority | Need | Timeline | Size | Text
VALUE_TYPES: dict[Slot, type[Value]] = {
    "budget": Budget, "authority": Authority, "need": Need, "timeline": Timeline, "company_size": Size, "guests": Size,
    "place": Text, "name": Text, "company": Text, "title": Text, "email": Text, "phone": Text, "kind": Text,
}  # fmt: skip


def value_of(slot: Slot, value: object) -> SlotValue:
    """The slot's own type made of `value`; raises pydantic's ValidationError (a ValueError) where it does not fit."""
    kind = VALUE_TYPES[slot]
    return cast(SlotValue, value if isinstance(value, kind) else kind.model_validate(value))


class OfSlot(BaseModel):
    """A slot and a value of that slot's type (the types look alike, so the slot decides which one is meant)."""

    model_config = ConfigDict(frozen=True)
    slot: Slot
    value: SerializeAsAny[SlotValue]

    @model_validator(mode="before")
    @classmethod
    def _slot_decides_the_type(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("slot") in VALUE_TYPES and "value" in data:
            return data | {"value": value_of(data["slot"], data["value"])}
        return data


class Claim(OfSlot):
    """One answer that a reader claims a message gives, with the words that say so (verbatim from the message)."""

    quote: str


class Frame(BaseModel):
    """All that one message says: at most one claim a slot, and what the message does besides."""

    model_config = ConfigDict(frozen=True)
    claims: tuple[Claim, ...] = ()
    signals: frozenset[Signal] = frozenset()
    questions: tuple[str, ...] = ()
    """The lead's questions to us, verbatim (price, product, bot questions): what the reply must answer."""

    def get(self, slot: Slot) -> Claim | None:
        return next((claim for claim in self.claims if claim.slot == slot), None)


class ReadingContext(BaseModel):
    """What decides the meaning of a message besides its words."""

    model_config = ConfigDict(frozen=True)
    today: date
    """In the business's time zone: relative dates count from here."""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    vertical: str = ""
    """The playbook's `vertical`: b2b_saas, real_estate, financial_services, retail, events, or one of its own."""
    channel: Channel = "web"
    asked: Asked | None = None
    agent: str | None = None
    """The agent's last message: names the period, unit or slot that a bare answer takes."""
    served: tuple[str, ...] = ()
    """Words of the needs that the playbook serves, for need reading."""
    not_served: tuple[str, ...] = ()
