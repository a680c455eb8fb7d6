"""Leads: one person or firm that turned to one business."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, or_, select, tuple_, update

from crm_store import consents
from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import leads

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Lead:
    """A row of `leads`. Stage, score, value band and contact fields mirror the newest assessment and facts."""

    id: str
    playbook: str
    stage: str
    score: float
    value_band: str | None
    kind: str | None
    name: str | None
    email: str | None
    phone: str | None
    company: str | None
    title: str | None
    source: dict[str, Any]
    visitor_id: str | None
    owner_id: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some leads and the cursor of the page after them, None on the last page."""

    leads: list[Lead]
    next: str | None


_SELECT = select(*columns(leads, Lead))
_CHANGE = update(leads).where(leads.c.id == bindparam("_id"))
CONTACT = ("name", "email", "phone", "company", "title")


async def create(
    connection: "AsyncConnection",
    playbook: str,
    now: datetime,
    *,
    source: Mapping[str, Any] | None = None,
    visitor_id: str | None = None,
    contact: Mapping[str, str | None] | None = None,
) -> str:
    """A new lead; returns its id. `contact`: any of name, email (lower case), phone (E.164), company, title."""
    lead_id = new_id("ld")
    row = {"id": lead_id, "playbook": playbook, "source": dict(source or {}), "visitor_id": visitor_id}
    known = {key: value for key, value in (contact or {}).items() if key in CONTACT}
    await connection.execute(insert(leads).values(**row, **known, created_at=now, updated_at=now))
    return lead_id


async def get(connection: "AsyncConnection", lead_id: str) -> Lead | None:
    return only(await connection.execute(_SELECT.where(leads.c.id == lead_id)), Lead)


async def by_contact(
    connection: "AsyncConnection", playbook: str, *, email: str | None = None, phone: str | None = None
) -> Lead | None:
    """The lead of this business with that email (lower case) or phone (E.164); the oldest where there are several."""
    wanted = [leads.c.email == email] * bool(email) + [leads.c.phone == phone] * bool(phone)
    if not wanted:
        return None
    query = _SELECT.where(leads.c.playbook == playbook, or_(*wanted)).order_by(leads.c.created_at).limit(1)
    return only(await connection.execute(query), Lead)


async def by_visitor(connection: "AsyncConnection", playbook: str, visitor_id: str) -> Lead | None:
    """The lead that this browser belonged to last."""
    query = _SELECT.where(leads.c.playbook == playbook, leads.c.visitor_id == visitor_id)
    return only(await connection.execute(query.order_by(leads.c.created_at.desc()).limit(1)), Lead)


async def page(
    connection: "AsyncConnection",
    *,
    stage: str | None = None,
    playbook: str | None = None,
    since: datetime | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page:
    """Leads, the latest changed first. Raises ValueError on a cursor that is not one of ours."""
    query = _SELECT.order_by(leads.c.updated_at.desc(), leads.c.id.desc()).limit(limit + 1)
    if stage is not None:
        query = query.where(leads.c.stage == stage)
    if playbook is not None:
        query = query.where(leads.c.playbook == playbook)
    if since is not None:
        query = query.where(leads.c.updated_at >= since)
    if cursor is not None:
        query = query.where(tuple_(leads.c.updated_at, leads.c.id) < tuple_(*_place(cursor)))
    found = every(await connection.execute(query), Lead)
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], None if last is None else _cursor(last))


def _cursor(lead: Lead) -> str:
    return base64.urlsafe_b64encode(f"{lead.updated_at.isoformat()}|{lead.id}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        words = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, lead_id = words.split("|")
        place = datetime.fromisoformat(at)
    except (ValueError, binascii.Error) as error:
        raise ValueError("not a cursor of this list") from error
    if place.tzinfo is None or "\0" in lead_id:
        raise ValueError("not a cursor of this list")
    return place, lead_id


async def change(connection: "AsyncConnection", lead_id: str, now: datetime, **values: Any) -> None:
    """Set columns of one lead (stage, score, value_band, kind, contact, owner_id, source …) and when it changed."""
    await connection.execute(_CHANGE, values | {"_id": lead_id, "updated_at": now})


async def erase(connection: "AsyncConnection", lead_id: str) -> bool:
    """Remove the lead and all that hangs on it; False where there was none.

    An opt-out in force outlives the person's data, reduced to the address: who asked for silence keeps it.
    """
    await consents.keep_silence(connection, lead_id)
    return bool((await connection.execute(delete(leads).where(leads.c.id == lead_id))).rowcount)
