"""Sending a notice once: a worker claims its row, and what became of the attempt is written to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update

from crm_store.notices import Notice
from crm_store.rows import columns, only
from crm_store.tables import handoffs, leads, notices

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

ENDED = ("sent", "failed", "dropped")
"""No attempt follows. `dropped`: the handoff was closed before anybody was told.

`not_configured` is looked at again at `next_at`, and has ended where there is none.
"""


async def claim(connection: "AsyncConnection", notice_id: str, now: datetime, until: datetime) -> Notice | None:
    """Take the notice for one attempt, until `until`; None where it is not due, or another worker has it.

    A claim whose time is over belongs to a worker that died in mid-attempt: it may be taken again.
    """
    due = or_(
        (notices.c.status == "pending") & or_(notices.c.next_at.is_(None), notices.c.next_at <= now),
        notices.c.status.in_(("sending", "not_configured")) & (notices.c.next_at <= now),
    )
    taken = (
        update(notices)
        .where(notices.c.id == notice_id, due)
        .values(status="sending", attempts=notices.c.attempts + 1, next_at=until)
        .returning(*columns(notices, Notice))
    )
    return only(await connection.execute(taken), Notice)


async def settle(
    connection: "AsyncConnection", notice: Notice, status: str, *, error: str | None = None,
    sent_at: datetime | None = None, next_at: datetime | None = None, counts: bool = True,
) -> bool:  # fmt: skip
    """Write what became of this attempt; False where the claim was lost meanwhile (somebody else's attempt counts).

    `counts`: False where nothing was tried, since its time had not come or nobody had set up the way.
    """
    mine = (notices.c.id == notice.id) & (notices.c.status == "sending") & (notices.c.attempts == notice.attempts)
    words = None if error is None else error.replace("\0", "")[:1000]
    tries = notice.attempts if counts else notice.attempts - 1
    done = (
        update(notices)
        .where(mine)
        .values(status=status, last_error=words, sent_at=sent_at, next_at=next_at, attempts=tries)
    )
    return bool((await connection.execute(done)).rowcount)


async def reopen(connection: "AsyncConnection", notice_id: str) -> bool:
    """Somebody asks for another try; False where the notice is not one that was given up."""
    given_up = notices.c.status.in_(("failed", "not_configured"))
    again = update(notices).where(notices.c.id == notice_id, given_up)
    return bool((await connection.execute(again.values(status="pending", attempts=0, next_at=None))).rowcount)


async def keep_summary(connection: "AsyncConnection", handoff_id: str, summary: Mapping[str, Any]) -> None:
    """What the rep was told, kept as it was told."""
    await connection.execute(update(handoffs).where(handoffs.c.id == handoff_id).values(summary=dict(summary)))


async def by_status(connection: "AsyncConnection") -> dict[tuple[str, str], int]:
    """How many notices there are of each (kind, status)."""
    query = select(notices.c.kind, notices.c.status, func.count()).group_by(notices.c.kind, notices.c.status)
    return {(kind, status): count for kind, status, count in await connection.execute(query)}


async def playbook_of(connection: "AsyncConnection", notice_id: str) -> str | None:
    """The playbook of the lead that the notice is about."""
    query = (
        select(leads.c.playbook)
        .join(handoffs, handoffs.c.lead_id == leads.c.id)
        .join(notices, notices.c.handoff_id == handoffs.c.id)
        .where(notices.c.id == notice_id)
    )
    found: str | None = await connection.scalar(query)
    return found
