"""Handoffs: one lead for a person, offered, then accepted or rejected. One open at a time per conversation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert

from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import handoffs

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

OPEN = ("offered", "accepted")


@dataclass(frozen=True, slots=True)
class Handoff:
    """A row of `handoffs`. `summary` is data (facts, lines, what is open); the channels render it."""

    id: str
    lead_id: str
    conversation_id: str
    reason: str
    stage: str
    score: float
    status: str
    summary: dict[str, Any]
    offered_at: datetime
    updated_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reject_reason: str | None
    note: str | None


_SELECT = select(*columns(handoffs, Handoff))
_IS_OPEN = text("status IN ('offered', 'accepted')")


async def offer(
    connection: "AsyncConnection",
    lead_id: str,
    conversation_id: str,
    reason: str,
    stage: str,
    score: float,
    summary: Mapping[str, Any],
    now: datetime,
) -> tuple[str, bool]:
    """Offer the lead; returns the handoff's id and whether it is new. An open one takes the newer stage and score."""
    newer = {"stage": stage, "score": score, "summary": dict(summary), "updated_at": now}
    row = {"id": new_id("ho"), "lead_id": lead_id, "conversation_id": conversation_id, "reason": reason}
    stored = await connection.execute(
        insert(handoffs)
        .values(**row, **newer, offered_at=now)
        .on_conflict_do_update(index_elements=["lead_id", "conversation_id"], index_where=_IS_OPEN, set_=newer)
        .returning(handoffs.c.id)
    )
    handoff_id = stored.scalar_one()
    return handoff_id, handoff_id == row["id"]


async def get(connection: "AsyncConnection", handoff_id: str) -> Handoff | None:
    return only(await connection.execute(_SELECT.where(handoffs.c.id == handoff_id)), Handoff)


async def of_lead(connection: "AsyncConnection", lead_id: str) -> list[Handoff]:
    """Newest first."""
    query = _SELECT.where(handoffs.c.lead_id == lead_id).order_by(handoffs.c.id.desc())
    return every(await connection.execute(query), Handoff)


async def page(
    connection: "AsyncConnection", *, status: str | None = None, limit: int = 100, before: str | None = None
) -> list[Handoff]:
    """Newest first; `before`: the id of the last one of the page before."""
    query = _SELECT.order_by(handoffs.c.id.desc()).limit(limit)
    if status is not None:
        query = query.where(handoffs.c.status == status)
    if before is not None:
        query = query.where(handoffs.c.id < before)
    return every(await connection.execute(query), Handoff)


async def accept(connection: "AsyncConnection", handoff_id: str, by: str, now: datetime) -> Handoff | None:
    """The accepted handoff, None where it is not on offer (any more): of two who press at once, one gets None."""
    return await _decide(connection, handoff_id, now, status="accepted", decided_by=by)


async def reject(
    connection: "AsyncConnection", handoff_id: str, by: str, reason: str, now: datetime, note: str | None = None
) -> Handoff | None:
    """The rejected handoff, None where it was rejected or withdrawn before. An accepted one may still be rejected."""
    values = {"status": "rejected", "decided_by": by, "reject_reason": reason, "note": note}
    return await _decide(connection, handoff_id, now, OPEN, **values)


async def _decide(
    connection: "AsyncConnection", handoff_id: str, now: datetime, given: tuple[str, ...] = ("offered",), **values: Any
) -> Handoff | None:
    query = update(handoffs).where(handoffs.c.id == handoff_id, handoffs.c.status.in_(given))
    done = await connection.execute(
        query.values(**values, decided_at=now, updated_at=now).returning(*columns(handoffs, Handoff))
    )
    return only(done, Handoff)
