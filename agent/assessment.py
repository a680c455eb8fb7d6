"""What the scorer says: 100 points, a stage, and a line per part with the words behind it."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Stage = Literal["lead", "MQL", "SQL", "disqualified"]
ValueBand = Literal["short", "medium", "long"]
ActivityType = Literal[
    "conversation", "form", "price_page", "demo_page", "page", "download", "webinar", "event", "voucher",
    "return_visit", "email_open", "email_click",
]  # fmt: skip


class Activity(BaseModel):
    """Something the lead did, and when."""

    model_config = ConfigDict(frozen=True)
    type: ActivityType
    at: datetime


class Line(BaseModel):
    """One part's points and the reason, with the words behind them where there are any."""

    model_config = ConfigDict(frozen=True)
    part: Literal["need", "budget", "authority", "timeline", "fit", "engagement"]
    points: float
    of: float
    reason: str
    quote: str | None = None
    message_id: str | None = None
    open: bool = False
    """Not yet known."""


class Assessment(BaseModel):
    """A score with its reasons. `inputs` and `policy_hash` reproduce it (`bantam replay`)."""

    model_config = ConfigDict(frozen=True)
    stage: Stage
    score: float
    lines: tuple[Line, ...]
    value_band: ValueBand | None
    reason: str
    """Why this stage, in one sentence."""
    gates: dict[str, bool]
    at: datetime
    policy_hash: str
    missing: tuple[str, ...] = ()
    """What is still open for SQL."""
