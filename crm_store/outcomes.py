"""Outcomes: what became of a lead, won or lost."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from sqlalchemy import insert, select

from crm_store.ids import new_id
from crm_store.rows import columns, every
from crm_store.tables import outcomes

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row of `outcomes`; `amount` in `currency` (ISO 4217)."""

    id: str
    lead_id: str
    result: str
    amount: Decimal | None
    currency: str | None
    reason: str | None
    recorded_by: str | None
    at: datetime


async def add(
    connection: "AsyncConnection",
    lead_id: str,
    result: Literal["won", "lost"],
    at: datetime,
    *,
    amount: Decimal | None = None,
    currency: str | None = None,
    reason: str | None = None,
    recorded_by: str | None = None,
) -> str:
    """Store one; returns its id."""
    outcome_id = new_id("oc")
    what = {"id": outcome_id, "lead_id": lead_id, "result": result, "amount": amount, "currency": currency}
    await connection.execute(insert(outcomes).values(**what, reason=reason, recorded_by=recorded_by, at=at))
    return outcome_id


async def of_lead(connection: "AsyncConnection", lead_id: str) -> list[Outcome]:
    """Newest first."""
    query = select(*columns(outcomes, Outcome)).where(outcomes.c.lead_id == lead_id)
    return every(await connection.execute(query.order_by(outcomes.c.id.desc())), Outcome)
