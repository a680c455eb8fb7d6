"""Notices: who is told of a handoff, how, and whether it got there."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import notices

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of `notices`. `kind`: email, sms, slack, teams, webhook; `status`: see `notice_claims`."""

    id: str
    handoff_id: str
    kind: str
    target: str
    status: str
    attempts: int
    last_error: str | None
    next_at: datetime | None
    created_at: datetime
    sent_at: datetime | None
    about: str = "offered"
    """What it tells: offered, withdrawn, upgraded, changed."""
    user_id: str | None = None
    """The rep whose own way it is; None: an address of the playbook's."""
    note: str | None = None
    """What changed and why, in lines."""


_SELECT = select(*columns(notices, Notice))


async def add(
    connection: "AsyncConnection",
    handoff_id: str,
    kind: str,
    target: str,
    now: datetime,
    *,
    about: str = "offered",
    user_id: str | None = None,
    note: str = "",
    cause: str = "",
) -> str | None:
    """Returns its id, None where that target is being told of that already.

    `cause`: the id of what brought it about, so that a second change is told as well.
    """
    row = {"id": new_id("no"), "handoff_id": handoff_id, "kind": kind, "target": target, "about": about}
    more = {"user_id": user_id, "note": note or None, "cause": cause, "created_at": now}
    stored = insert(notices).values(**row, **more).on_conflict_do_nothing().returning(notices.c.id)
    found: str | None = (await connection.execute(stored)).scalar_one_or_none()
    return found


async def append(connection: "AsyncConnection", handoff_id: str, kind: str, target: str, about: str, note: str) -> bool:
    """Add lines to a notice of that kind of news that nobody has begun to send; False where there is none."""
    n = notices.c
    waiting = (n.handoff_id == handoff_id) & (n.kind == kind) & (n.target == target) & (n.about == about)
    lines = func.concat(n.note, "\n", note)
    added = update(notices).where(waiting, n.status == "pending", n.attempts == 0).values(note=lines)
    return bool((await connection.execute(added)).rowcount)


async def get(connection: "AsyncConnection", notice_id: str) -> Notice | None:
    return only(await connection.execute(_SELECT.where(notices.c.id == notice_id)), Notice)


async def of_handoff(connection: "AsyncConnection", handoff_id: str) -> list[Notice]:
    query = _SELECT.where(notices.c.handoff_id == handoff_id).order_by(notices.c.id)
    return every(await connection.execute(query), Notice)


async def sent(connection: "AsyncConnection", notice_id: str, now: datetime) -> None:
    await _attempted(connection, notice_id, status="sent", sent_at=now, last_error=None, next_at=None)


async def failed(connection: "AsyncConnection", notice_id: str, error: str, *, next_at: datetime | None = None) -> None:
    """An attempt failed; `next_at` None: given up."""
    status = "failed" if next_at is None else "pending"
    await _attempted(connection, notice_id, status=status, last_error=error[:2000], next_at=next_at)


async def _attempted(connection: "AsyncConnection", notice_id: str, **values: Any) -> None:
    query = update(notices).where(notices.c.id == notice_id)
    await connection.execute(query.values(**values, attempts=notices.c.attempts + 1))
