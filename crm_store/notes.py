"""Notes of reps on a lead."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from crm_store.ids import new_id
from crm_store.rep_tables import notes
from crm_store.rows import columns, every

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Note:
    """A row of `notes`."""

    id: str
    lead_id: str
    user_id: str
    text: str
    at: datetime


async def add(connection: "AsyncConnection", lead_id: str, user_id: str, words: str, now: datetime) -> str:
    note_id = new_id("nt")
    row = {"id": note_id, "lead_id": lead_id, "user_id": user_id, "text": words, "at": now}
    await connection.execute(insert(notes).values(**row))
    return note_id


async def of_lead(connection: "AsyncConnection", lead_id: str) -> list[Note]:
    """Newest first."""
    query = select(*columns(notes, Note)).where(notes.c.lead_id == lead_id).order_by(notes.c.id.desc())
    return every(await connection.execute(query), Note)
