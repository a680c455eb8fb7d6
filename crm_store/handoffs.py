"""Handoffs: one lead for a person, offered, then accepted, rejected or withdrawn. One on offer per conversation."""

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
    assigned_to: str | None = None
    """Whose turn it is to answer; None: anybody's."""


_SELECT = select(*columns(handoffs, Handoff))
_IS_OFFERED = text("status = 'offered'")


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
    """Offer the lead; returns the handoff's id and whether it is new. One on offer takes the newer stage and score."""
    newer = {"stage": stage, "score": score, "summary": dict(summary), "updated_at": now}
    row = {"id": new_id("ho"), "lead_id": lead_id, "conversation_id": conversation_id, "reason": reason}
    stored = await connection.execute(
        insert(handoffs)
        .values(**row, **newer, offered_at=now)
        .on_conflict_do_update(index_elements=["lead_id", "conversation_id"], index_where=_IS_OFFERED, set_=newer)
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


async def lock(connection: "AsyncConnection", handoff_id: str) -> Handoff | None:
    """The row, held until the transaction ends: a decision and the next offer wait for one another here."""
    return only(await connection.execute(_SELECT.where(handoffs.c.id == handoff_id).with_for_update()), Handoff)


async def offered_in(connection: "AsyncConnection", conversation_id: str) -> Handoff | None:
    """The handoff of that conversation that waits for an answer."""
    waits = (handoffs.c.conversation_id == conversation_id) & (handoffs.c.status == "offered")
    return only(await connection.execute(_SELECT.where(waits)), Handoff)


async def assign(
    connection: "AsyncConnection", handoff_id: str, user_id: str | None, due_at: datetime | None, now: datetime
) -> None:
    """It is that person's turn to answer, until then."""
    query = update(handoffs).where(handoffs.c.id == handoff_id)
    await connection.execute(query.values(assigned_to=user_id, due_at=due_at, updated_at=now))


async def withdraw(connection: "AsyncConnection", handoff_id: str, by: str, why: str, now: datetime) -> Handoff | None:
    """Off the table, with the reason in words; None where it is closed already."""
    return await _decide(connection, handoff_id, now, OPEN, status="withdrawn", decided_by=by, note=why)


async def upgrade(
    connection: "AsyncConnection", handoff_id: str, stage: str, score: float, why: str, now: datetime
) -> None:
    """The same handoff of a lead that has become more: its reason is now that it is qualified."""
    query = update(handoffs).where(handoffs.c.id == handoff_id)
    await connection.execute(query.values(reason="sql", stage=stage, score=score, note=why, updated_at=now))


async def rescored(connection: "AsyncConnection", handoff_id: str, stage: str, score: float, now: datetime) -> None:
    """What the lead counts now; the handoff stands as it is."""
    query = update(handoffs).where(handoffs.c.id == handoff_id)
    await connection.execute(query.values(stage=stage, score=score, updated_at=now))


async def _decide(
    connection: "AsyncConnection", handoff_id: str, now: datetime, given: tuple[str, ...] = ("offered",), **values: Any
) -> Handoff | None:
    query = update(handoffs).where(handoffs.c.id == handoff_id, handoffs.c.status.in_(given))
    done = await connection.execute(
        query.values(**values, decided_at=now, updated_at=now).returning(*columns(handoffs, Handoff))
    )
    return only(done, Handoff)
