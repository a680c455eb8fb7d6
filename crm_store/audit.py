"""The audit log: who saw and who changed what. Only ever written to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, and_, insert, literal, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from crm_store.ids import new_id
from crm_store.rows import columns, every
from crm_store.tables import audit_log

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

RECENT = 20_000
"""How far back the kinds of entries are looked for that a page offers to choose from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `audit_log`; `actor`: a user's or an API key's id, or "agent"."""

    id: str
    at: datetime
    actor: str
    action: str
    lead_id: str | None
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: by whom, which action, about which lead, from `since` on, before `until`. None: all."""

    actor: str | None = None
    action: str | None = None
    lead_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def record(
    connection: "AsyncConnection", actor: str, action: str, at: datetime, *, lead_id: str | None = None, **details: Any
) -> None:
    row = {"id": new_id("au"), "actor": actor, "action": action, "lead_id": lead_id, "details": details}
    await connection.execute(insert(audit_log).values(**row, at=at))


async def saw(
    connection: "AsyncConnection", actor: str, action: str, at: datetime, within: timedelta, **details: Any
) -> None:
    """That somebody looked at a page; the same page again `within` that time is the same look (it refreshes itself)."""
    a = audit_log.c
    same = select(a.id).where(a.actor == actor, a.action == action, a.at > at - within, a.details == details)
    row = select(
        literal(new_id("au")), literal(at, a.at.type), literal(actor), literal(action), type_coerce(details, JSONB)
    ).where(~same.exists())
    await connection.execute(insert(audit_log).from_select(["id", "at", "actor", "action", "details"], row))


async def page(
    connection: "AsyncConnection", *, lead_id: str | None = None, limit: int = 200, wanted: Wanted | None = None,
    before: tuple[datetime, str] | None = None,
) -> list[Entry]:  # fmt: skip
    """Newest first; `before`: time and id of the last one of the page before."""
    asked = wanted or Wanted()
    query = _query(asked if lead_id is None else replace(asked, lead_id=lead_id)).limit(limit)
    if before is not None:
        a = audit_log.c
        query = query.where(or_(a.at < before[0], and_(a.at == before[0], a.id < before[1])))
    return every(await connection.execute(query), Entry)


async def walk(connection: "AsyncConnection", wanted: Wanted, batch: int = 1000) -> AsyncIterator[Entry]:
    """Every entry, newest first, without holding them all: what an export goes through."""
    before: tuple[datetime, str] | None = None
    while True:
        found = await page(connection, wanted=wanted, limit=batch, before=before)
        for entry in found:
            yield entry
        if len(found) < batch:
            return
        before = (found[-1].at, found[-1].id)


async def choices(connection: "AsyncConnection") -> tuple[list[str], list[str]]:
    """The actors and the actions that the newest entries name, by name."""
    a = audit_log.c
    recent = select(a.actor, a.action).order_by(a.at.desc()).limit(RECENT).subquery()
    pairs = list(await connection.execute(select(recent.c.actor, recent.c.action).distinct()))
    return sorted({pair.actor for pair in pairs}), sorted({pair.action for pair in pairs})


def _query(wanted: Wanted) -> "Select[Any]":
    a = audit_log.c
    equal = ((a.actor, wanted.actor), (a.action, wanted.action), (a.lead_id, wanted.lead_id))
    query = select(*columns(audit_log, Entry)).where(*(column == value for column, value in equal if value is not None))
    if wanted.since is not None:
        query = query.where(a.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(a.at < wanted.until)
    return query.order_by(a.at.desc(), a.id.desc())
