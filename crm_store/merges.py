"""Leads that turned out to be one person: all that hangs on the newer moves to the older. Recorded, and undoable."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, any_, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import (
    activities,
    assessments,
    consents,
    conversations,
    facts,
    handoffs,
    leads,
    messages,
    outcomes,
    signals,
    turns,
)
from crm_store.text_tables import merges

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_HANGING = (conversations, messages, facts, signals, activities, assessments, turns, handoffs, consents, outcomes)
"""Every table whose rows belong to a lead; conversations first: whoever speaks in one waits at its row."""


@dataclass(frozen=True, slots=True)
class Merge:
    """`lead_id` is who they are now; `gone_id` the lead that went, `gone` its row; `moved`: row ids by table."""

    id: str
    lead_id: str
    gone_id: str
    known_by: str
    gone: dict[str, Any]
    moved: dict[str, list[Any]]
    at: datetime
    undone_at: datetime | None


async def same_person(
    connection: "AsyncConnection", lead_id: str, playbook: str, email: str | None, phone: str | None
) -> list[tuple[str, str]]:
    """Other leads of this business with that email or phone, oldest first, each with what they were known by."""
    wanted = [leads.c.email == email] * bool(email) + [leads.c.phone == phone] * bool(phone)
    if not wanted:
        return []
    query = select(leads.c.id, leads.c.email).where(leads.c.playbook == playbook, leads.c.id != lead_id, or_(*wanted))
    rows = await connection.execute(query.order_by(leads.c.created_at, leads.c.id))
    return [(row.id, "email" if email and row.email == email else "phone") for row in rows]


async def join(connection: "AsyncConnection", kept: str, gone: str, known_by: str, now: datetime) -> str | None:
    """Move all of `gone` to `kept`, take `gone` off the list; the merge's id, None where one of them is not there."""
    rows = (
        await connection.execute(
            select(leads).where(leads.c.id.in_((kept, gone))).order_by(leads.c.id).with_for_update()
        )
    ).all()
    by_id = {row.id: dict(row._mapping) for row in rows}
    if kept not in by_id or gone not in by_id or kept == gone:
        return None
    moved = {table.name: await _move(connection, table, gone, kept) for table in _HANGING}
    await connection.execute(update(merges).where(merges.c.lead_id == gone).values(lead_id=kept))
    await connection.execute(delete(leads).where(leads.c.id == gone))
    merge_id = new_id("mg")
    row = {"id": merge_id, "lead_id": kept, "gone_id": gone, "known_by": known_by, "at": now}
    await connection.execute(insert(merges).values(**row, gone=_as_json(by_id[gone]), moved=moved))
    await _fill_in(connection, by_id[kept], by_id[gone], now)
    return merge_id


async def _move(connection: "AsyncConnection", table: Any, gone: str, kept: str) -> list[Any]:
    statement = update(table).where(table.c.lead_id == gone).values(lead_id=kept).returning(table.c.id)
    return list((await connection.execute(statement)).scalars())


async def _fill_in(connection: "AsyncConnection", kept: dict[str, Any], gone: dict[str, Any], now: datetime) -> None:
    """What the kept lead lacks and the other had; facts stay the truth and are scored again by the caller."""
    lacking = ("name", "email", "phone", "company", "title", "visitor_id", "owner_id")
    values = {name: gone[name] for name in lacking if kept[name] is None and gone[name] is not None}
    if not kept["source"] and gone["source"]:
        values["source"] = gone["source"]
    await connection.execute(update(leads).where(leads.c.id == kept["id"]).values(**values, updated_at=now))


def _as_json(row: dict[str, Any]) -> dict[str, Any]:
    plain = {name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()}


async def of_lead(connection: "AsyncConnection", lead_id: str) -> list[Merge]:
    """Oldest first."""
    query = select(*columns(merges, Merge)).where(merges.c.lead_id == lead_id).order_by(merges.c.at, merges.c.id)
    return every(await connection.execute(query), Merge)


async def get(connection: "AsyncConnection", merge_id: str) -> Merge | None:
    return only(await connection.execute(select(*columns(merges, Merge)).where(merges.c.id == merge_id)), Merge)


async def undo(connection: "AsyncConnection", merge_id: str, now: datetime) -> str | None:
    """Bring the lead that went back, with all that was moved; its id, or None where nothing is to be undone."""
    query = select(*columns(merges, Merge)).where(merges.c.id == merge_id, merges.c.undone_at.is_(None))
    merge = only(await connection.execute(query.with_for_update()), Merge)
    if merge is None:
        return None
    row = {name: _of_json(name, value) for name, value in merge.gone.items() if name in leads.c}
    await connection.execute(insert(leads).values(**row))
    for table in _HANGING:
        ids = [str(one) for one in merge.moved.get(table.name, ())]
        named = table.c.id.cast(Text) == any_(bindparam("_ids", ids, type_=ARRAY(Text)))
        await connection.execute(update(table).where(named).values(lead_id=merge.gone_id))
    await connection.execute(update(merges).where(merges.c.id == merge_id).values(undone_at=now))
    return merge.gone_id


def _of_json(name: str, value: Any) -> Any:
    is_time = isinstance(leads.c[name].type, TIMESTAMP)
    return datetime.fromisoformat(value) if is_time and value is not None else value
