"""The steps of a handoff: whom it was offered to, when, until when, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from crm_store.ids import new_id
from crm_store.rep_tables import handoff_steps
from crm_store.rows import columns, every, only

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Step:
    """A row of `handoff_steps`. `user_id` None: nobody could be asked, and the clock ran all the same."""

    id: str
    handoff_id: str
    user_id: str | None
    why: str
    is_escalation: bool
    offered_at: datetime
    due_at: datetime
    ended_at: datetime | None
    outcome: str | None
    reason: str | None


_SELECT = select(*columns(handoff_steps, Step))


async def begin(
    connection: "AsyncConnection",
    handoff_id: str,
    user_id: str | None,
    why: str,
    now: datetime,
    due_at: datetime,
    *,
    is_escalation: bool = False,
) -> str:
    step_id = new_id("hs")
    row = {"id": step_id, "handoff_id": handoff_id, "user_id": user_id, "why": why, "is_escalation": is_escalation}
    await connection.execute(insert(handoff_steps).values(**row, offered_at=now, due_at=due_at))
    return step_id


async def under_way(connection: "AsyncConnection", handoff_id: str) -> Step | None:
    """The step that waits for an answer."""
    query = _SELECT.where(handoff_steps.c.handoff_id == handoff_id, handoff_steps.c.ended_at.is_(None))
    return only(await connection.execute(query.order_by(handoff_steps.c.id.desc()).limit(1)), Step)


async def end(
    connection: "AsyncConnection", handoff_id: str, outcome: str, now: datetime, reason: str | None = None
) -> None:
    """End whatever step is under way."""
    query = update(handoff_steps).where(handoff_steps.c.handoff_id == handoff_id, handoff_steps.c.ended_at.is_(None))
    await connection.execute(query.values(ended_at=now, outcome=outcome, reason=reason))


async def of_handoff(connection: "AsyncConnection", handoff_id: str) -> list[Step]:
    """Oldest first."""
    query = _SELECT.where(handoff_steps.c.handoff_id == handoff_id).order_by(handoff_steps.c.id)
    return every(await connection.execute(query), Step)
