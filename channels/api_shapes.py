"""What programs send and get: the shapes of the interface, each with an example."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from agent.assessment import ActivityType
from channels.api_cost_shapes import CostShape
from channels.handoff_verdicts import Reason
from channels.inbox import LONGEST, clean, clean_values

LARGEST_SOURCE = 20_000
"""Characters of a lead's source as JSON."""


def _cleaned(value: Any) -> Any:
    return clean(value).strip() if isinstance(value, str) else value


def _or_none(value: Any) -> Any:
    """A form sends an empty field as an empty text: nothing was said there."""
    return _cleaned(value) or None if isinstance(value, str) else value


def _aware(at: datetime) -> datetime:
    """A time without a zone is UTC, as all times here."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _source(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if len(json.dumps(value, default=str)) > LARGEST_SOURCE:
        raise ValueError(f"must be at most {LARGEST_SOURCE:,} characters as JSON")
    return clean_values(value)


Time = Annotated[datetime, AfterValidator(_aware)]
Short = Annotated[Annotated[str, Field(max_length=300)] | None, BeforeValidator(_or_none)]
Long = Annotated[Annotated[str, Field(max_length=2000)] | None, BeforeValidator(_or_none)]
Source = Annotated[dict[str, Any], BeforeValidator(_source)]


class Sent(BaseModel):
    """A body of a request. Unknown members are refused: a misspelt field would be lost without a word."""

    model_config = ConfigDict(extra="forbid")


class FormConsent(Sent):
    """What the person agreed to on the form, word for word, and when. A box that was not ticked is `sms: false`."""

    sms: bool
    text: Annotated[str, BeforeValidator(_cleaned), Field(max_length=2000)] = ""
    at: Time | None = None


class LeadForm(Sent):
    """A lead that came by a form. At least one of email, phone, name, company and message says something."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{
        "playbook": "b2b_saas", "name": "Dana Reyes", "email": "dana@brightloom.example", "phone": "+1 512 555 0100",
        "company": "Brightloom", "title": "VP Sales", "message": "We want to move off spreadsheets.",
        "source": {"conversion": "demo request", "utm_source": "google", "utm_campaign": "spring"},
        "consent": {"sms": True, "text": "I agree to get texts about my inquiry.", "at": "2026-05-13T14:30:00Z"},
    }]})  # fmt: skip
    playbook: Annotated[str, BeforeValidator(_cleaned), Field(min_length=1, max_length=100)]
    name: Short = None
    email: Short = None
    phone: Short = None
    company: Short = None
    title: Short = None
    message: Annotated[Annotated[str, Field(max_length=LONGEST)] | None, BeforeValidator(_or_none)] = None
    source: Source = {}
    consent: FormConsent | None = None


class ActivityForm(Sent):
    """Something the lead did. `at`: now, if it is left out; a time to come is taken for now."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"type": "webinar", "title": "Forecasting in practice"}]}
    )
    type: ActivityType
    url: Long = None
    title: Short = None
    at: Time | None = None


class OutcomeForm(Sent):
    """What became of the lead. `currency` is the playbook's, if an amount comes without one."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"result": "won", "amount": 30000, "currency": "USD"}]}
    )
    result: Literal["won", "lost"]
    amount: Annotated[Decimal | None, Field(ge=0, max_digits=18, decimal_places=2)] = None
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    at: Time | None = None
    reason: Long = None


class RejectForm(Sent):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "bad_timing", "note": "Budget opens in autumn"}]}
    )
    reason: Reason
    note: Long = None


class LeadTaken(BaseModel):
    """`created`: false where the person was known already by email or phone."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "id": "ld_01jv4m8x2k5r9t3w7y1z6b0c4d", "created": True, "stage": "lead", "score": 10.0,
    }]})  # fmt: skip
    id: str
    created: bool
    stage: str
    score: float


class Taken(BaseModel):
    """Something was stored under this lead; its stage and score after that."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "id": "ac_01jv4m8x2k5r9t3w7y1z6b0c4d", "lead_id": "ld_01jv4m8x2k5r9t3w7y1z6b0c4d", "stage": "MQL",
        "score": 34.0,
    }]})  # fmt: skip
    id: str
    lead_id: str
    stage: str
    score: float


class LeadLine(BaseModel):
    """A lead in a list."""

    id: str
    playbook: str
    stage: str
    score: float
    value_band: str | None
    kind: str | None
    name: str | None
    email: str | None
    phone: str | None
    company: str | None
    title: str | None
    source: dict[str, Any]
    created_at: datetime
    updated_at: datetime


LEAD_LINE: dict[str, Any] = {
    "id": "ld_01jv4m8x2k5r9t3w7y1z6b0c4d", "playbook": "b2b_saas", "stage": "SQL", "score": 81.0, "value_band": "long",
    "kind": None, "name": "Dana Reyes", "email": "dana@brightloom.example", "phone": None, "company": "Brightloom",
    "title": "VP Sales", "source": {"conversion": "demo request"}, "created_at": "2026-05-13T14:21:00Z",
    "updated_at": "2026-05-13T14:30:00Z",
}  # fmt: skip


class LeadList(BaseModel):
    """`next_cursor`: null on the last page."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"leads": [LEAD_LINE], "next_cursor": "WyJuZXciLCJsZF8wMSJd"}]}
    )
    leads: list[LeadLine]
    next_cursor: str | None


class ScoreLine(BaseModel):
    part: str
    points: float
    of: float
    reason: str
    quote: str | None
    message_id: str | None
    open: bool


class HandoffShape(BaseModel):
    """A handoff. `summary` is what the rep was told; it is empty until that has happened."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "id": "ho_01jv4m8x2k5r9t3w7y1z6b0c4d", "lead_id": "ld_01jv4m8x2k5r9t3w7y1z6b0c4d",
        "conversation_id": "cv_01jv4m8x2k5r9t3w7y1z6b0c4d", "reason": "sql", "stage": "SQL", "score": 81.0,
        "status": "offered", "offered_at": "2026-05-13T14:30:00Z", "decided_at": None, "decided_by": None,
        "reject_reason": None, "note": None, "summary": {"who": "Dana Reyes, VP Sales at Brightloom"},
    }]})  # fmt: skip
    id: str
    lead_id: str
    conversation_id: str
    reason: str
    stage: str
    score: float
    status: str
    offered_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    reject_reason: str | None
    note: str | None
    summary: dict[str, Any]


class HandoffList(BaseModel):
    handoffs: list[HandoffShape]
    next_cursor: str | None


class MessageShape(BaseModel):
    id: str
    sender: Annotated[str, Field(serialization_alias="from")]
    text: str
    at: datetime
    asks: str | None


class ConversationShape(BaseModel):
    id: str
    channel: str
    status: str
    opted_out: bool
    created_at: datetime
    messages: list[MessageShape]


class ClaimShape(BaseModel):
    """A claim that the lead's words do not prove. It counts nothing."""

    slot: str
    value: dict[str, Any]
    reason: str | None
    at: datetime


class LeadShape(LeadLine):
    """One lead: score line by line and facts by slot, each with the words that prove it and the message they are in."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        **LEAD_LINE,
        "reason": "81 points and all four gates open",
        "missing": [],
        "lines": [{
            "part": "budget", "points": 20.0, "of": 20.0, "reason": "reaches the smallest budget", "open": False,
            "quote": "30k a year", "message_id": "ms_01jv4m8x2k5r9t3w7y1z6b0c4d",
        }],
        "facts": {"budget": {
            "status": "stated", "min": 30000.0, "max": 30000.0, "currency": "USD", "period": "year", "per": None,
            "quote": "30k a year", "message_id": "ms_01jv4m8x2k5r9t3w7y1z6b0c4d", "verified": True, "source": "message",
            "at": "2026-05-13T14:23:00Z",
        }},
        "claims": [], "signals": ["wants_meeting"], "handoff": None, "opted_out": False,
        "conversations": [], "activities": [{"type": "price_page", "at": "2026-05-13T14:20:00Z"}], "outcomes": [],
        "cost": {"turns": 6, "tokens_in": 5770, "tokens_out": 310, "dollars": 0.0028, "unpriced_turns": 0},
    }]})  # fmt: skip
    reason: str
    missing: list[str]
    lines: list[ScoreLine]
    facts: dict[str, dict[str, Any]]
    claims: list[ClaimShape]
    signals: list[str]
    handoff: HandoffShape | None
    opted_out: bool
    conversations: list[ConversationShape]
    activities: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    cost: CostShape
