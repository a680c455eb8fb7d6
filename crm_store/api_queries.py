"""What the programs' API reads in lists, and the order in which forms of one person are taken."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text, tuple_

from crm_store.handoffs import Handoff
from crm_store.leads import Lead
from crm_store.rows import columns, every
from crm_store.tables import consents, conversations, handoffs, leads, messages, turns

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


class NotACursor(ValueError):
    """The cursor is none that this list gave out."""


@dataclass(frozen=True, slots=True)
class LeadPage:
    """Some leads; `next`: the cursor of the page after them, None on the last page."""

    leads: list[Lead]
    next: str | None


@dataclass(frozen=True, slots=True)
class HandoffPage:
    handoffs: list[Handoff]
    next: str | None


def _cursor(*place: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def _place(cursor: str, kind: str, length: int) -> Sequence[str]:
    try:
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise NotACursor("not a cursor of this list") from error
    is_ours = isinstance(place, list) and len(place) == length and all(isinstance(one, str) for one in place)
    if not is_ours or place[0] != kind or any("\0" in one for one in place):
        raise NotACursor("not a cursor of this list")
    return [str(one) for one in place[1:]]


async def lead_page(
    connection: "AsyncConnection", *, stage: str | None, playbook: str | None, since: datetime | None, limit: int,
    cursor: str | None,
) -> LeadPage:  # fmt: skip
    """Leads in an order that stays while they change: the newest first by when they came.

    With `since`: those that changed from then on, the oldest change first, so that a program which follows the cursors
    misses none; a lead that changes meanwhile comes again at the end. Raises NotACursor.
    """
    query = select(*columns(leads, Lead)).limit(limit + 1)
    if stage is not None:
        query = query.where(leads.c.stage == stage)
    if playbook is not None:
        query = query.where(leads.c.playbook == playbook)
    if since is None:
        query = query.order_by(leads.c.id.desc())
        query = query if cursor is None else query.where(leads.c.id < _place(cursor, "new", 2)[0])
    else:
        query = query.where(leads.c.updated_at >= since).order_by(leads.c.updated_at, leads.c.id)
        query = query if cursor is None else query.where(_changed_after(cursor))
    found = every(await connection.execute(query), Lead)
    if len(found) <= limit:
        return LeadPage(found, None)
    last = found[limit - 1]
    after = _cursor("new", last.id) if since is None else _cursor("changed", last.updated_at.isoformat(), last.id)
    return LeadPage(found[:limit], after)


def _changed_after(cursor: str) -> Any:
    at, lead_id = _place(cursor, "changed", 3)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise NotACursor("not a cursor of this list") from error
    if moment.tzinfo is None:
        raise NotACursor("not a cursor of this list")
    return tuple_(leads.c.updated_at, leads.c.id) > tuple_(moment, lead_id)


async def handoff_page(
    connection: "AsyncConnection", *, status: str | None, limit: int, cursor: str | None
) -> HandoffPage:
    """Handoffs, the newest first. Raises NotACursor."""
    query = select(*columns(handoffs, Handoff)).order_by(handoffs.c.id.desc()).limit(limit + 1)
    if status is not None:
        query = query.where(handoffs.c.status == status)
    if cursor is not None:
        query = query.where(handoffs.c.id < _place(cursor, "handoff", 2)[0])
    found = every(await connection.execute(query), Handoff)
    last = found[limit - 1] if len(found) > limit else None
    return HandoffPage(found[:limit], None if last is None else _cursor("handoff", last.id))


async def lock_contacts(connection: "AsyncConnection", playbook: str, contacts: Sequence[str]) -> None:
    """Two forms of one person at once wait for one another until this transaction ends: one lead comes of them."""
    for contact in sorted(set(contacts)):  # always in the same order, so that no two wait for each other
        key = {"key": f"{playbook}|{contact}"}
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), key)


async def last_word_on(connection: "AsyncConnection", channel: str, address: str) -> datetime | None:
    """When consent for that address was given or withdrawn last, None if never."""
    query = select(func.max(consents.c.at)).where(consents.c.channel == channel, consents.c.address == address)
    found: datetime | None = await connection.scalar(query)
    return found


async def figures(connection: "AsyncConnection") -> dict[str, dict[tuple[str, ...], float]]:
    """The counts that are watched: leads, conversations, messages, handoffs, turns and jobs, by their labels."""
    grouped: dict[str, Any] = {
        "leads": select(leads.c.playbook, leads.c.stage, func.count()).group_by(leads.c.playbook, leads.c.stage),
        "conversations": select(conversations.c.channel, conversations.c.status, func.count()).group_by(
            conversations.c.channel, conversations.c.status
        ),
        "messages": select(messages.c.sender, func.count()).group_by(messages.c.sender),
        "handoffs": select(handoffs.c.reason, handoffs.c.status, func.count()).group_by(
            handoffs.c.reason, handoffs.c.status
        ),
        "turns": select(func.count()).select_from(turns),
        "tokens": select(
            func.coalesce(func.sum(turns.c.tokens_in), 0) + func.coalesce(func.sum(turns.c.tokens_out), 0)
        ),
        "jobs": text("SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2"),
    }
    return {
        name: {tuple(map(str, row[:-1])): float(row[-1]) for row in await connection.execute(query)}
        for name, query in grouped.items()
    }


async def is_ready(connection: "AsyncConnection") -> None:
    """Raises the driver's error where tables or jobs cannot be reached."""
    await connection.execute(text("SELECT 1 FROM leads LIMIT 1"))
    await connection.execute(text("SELECT 1 FROM procrastinate_jobs LIMIT 1"))
