"""Floods: numbers that write far more than a person does, and until when nothing of theirs is answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import conversations
from crm_store.text_tables import floods

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Flood:
    """A row of `floods`. `released_by`: the rep who let the number be answered again, None: only time did or will."""

    id: str
    conversation_id: str
    address: str
    began_at: datetime
    until: datetime
    released_at: datetime | None
    released_by: str | None

    def holds(self, now: datetime) -> bool:
        """Whether nothing is answered at `now`."""
        return self.released_at is None and now < self.until


_SELECT = select(*columns(floods, Flood))


async def begin(
    connection: "AsyncConnection", conversation_id: str, address: str, now: datetime, until: datetime
) -> str:
    """From now on nothing of that number is answered, until then; returns the flood's id."""
    flood_id = new_id("fl")
    row = {"id": flood_id, "conversation_id": conversation_id, "address": address, "began_at": now, "until": until}
    await connection.execute(insert(floods).values(**row))
    return flood_id


async def release(connection: "AsyncConnection", flood_id: str, by: str, now: datetime) -> Flood | None:
    """The number is answered again; None where it is already."""
    holds = (floods.c.id == flood_id) & floods.c.released_at.is_(None) & (floods.c.until > now)
    done = update(floods).where(holds).values(released_at=now, released_by=by).returning(*columns(floods, Flood))
    return only(await connection.execute(done), Flood)


async def of_lead(connection: "AsyncConnection", lead_id: str) -> list[Flood]:
    """Newest first."""
    query = _SELECT.join(conversations, conversations.c.id == floods.c.conversation_id)
    query = query.where(conversations.c.lead_id == lead_id).order_by(floods.c.began_at.desc())
    return every(await connection.execute(query), Flood)
