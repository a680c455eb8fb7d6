"""The audit log: who saw and who changed what. Only ever written to."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from crm_store.ids import new_id
from crm_store.rows import columns, every
from crm_store.tables import audit_log

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `audit_log`; `actor`: a user's or an API key's id, or "agent"."""

    id: str
    at: datetime
    actor: str
    action: str
    lead_id: str | None
    details: dict[str, Any]


async def record(
    connection: "AsyncConnection", actor: str, action: str, at: datetime, *, lead_id: str | None = None, **details: Any
) -> None:
    row = {"id": new_id("au"), "actor": actor, "action": action, "lead_id": lead_id, "details": details}
    await connection.execute(insert(audit_log).values(**row, at=at))


async def page(connection: "AsyncConnection", *, lead_id: str | None = None, limit: int = 200) -> list[Entry]:
    """Newest first."""
    query = select(*columns(audit_log, Entry)).order_by(audit_log.c.id.desc()).limit(limit)
    if lead_id is not None:
        query = query.where(audit_log.c.lead_id == lead_id)
    return every(await connection.execute(query), Entry)
