"""Activities: what a lead did, for engagement points and for the timeline."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from crm_store.ids import new_id
from crm_store.rows import columns, every
from crm_store.tables import activities

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A row of `activities`; `type` is one of agent.scoring.ActivityType."""

    id: str
    lead_id: str
    conversation_id: str | None
    type: str
    url: str | None
    title: str | None
    at: datetime


async def add(
    connection: "AsyncConnection",
    lead_id: str,
    kind: str,
    at: datetime,
    *,
    conversation_id: str | None = None,
    url: str | None = None,
    title: str | None = None,
) -> str:
    """Store one; returns its id."""
    activity_id = new_id("ac")
    values = {"id": activity_id, "lead_id": lead_id, "conversation_id": conversation_id, "type": kind}
    await connection.execute(insert(activities).values(**values, url=url, title=title, at=at))
    return activity_id


async def of_lead(connection: "AsyncConnection", lead_id: str, limit: int = 1000) -> list[ActivityRow]:
    """Oldest first; where there are more than `limit`, the newest of them."""
    newest = (
        select(*columns(activities, ActivityRow))
        .where(activities.c.lead_id == lead_id)
        .order_by(activities.c.at.desc(), activities.c.id.desc())
    )
    return every(await connection.execute(newest.limit(limit)), ActivityRow)[::-1]
