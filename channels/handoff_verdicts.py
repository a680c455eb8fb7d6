"""Accepting and rejecting a handoff: one verdict each, with who and why, on record and seen by every open console."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from crm_store import audit, events, handoff_steps, handoffs, reps, users
from crm_store.errors import Conflict, NotFound
from crm_store.events import Event
from crm_store.handoffs import Handoff

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

Reason = Literal["no_budget", "no_authority", "no_need", "bad_timing", "wrong_person", "duplicate", "spam", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)
WORDS: Mapping[Reason, str] = {
    "no_budget": "No budget", "no_authority": "No authority", "no_need": "No need", "bad_timing": "Bad timing",
    "wrong_person": "Wrong person", "duplicate": "Duplicate", "spam": "Spam", "other": "Other",
}  # fmt: skip


async def accept(store: "Store", handoff_id: str, by: str, now: datetime) -> Handoff:
    """The handoff, accepted by `by` (a user or a key, by id). Raises NotFound, or Conflict where it is decided."""
    async with store.transaction() as connection:
        decided = await handoffs.accept(connection, handoff_id, by, now)
        if decided is not None:
            await handoff_steps.end(connection, handoff_id, "accepted", now, f"by {by}")
            if await users.get(connection, by) is not None:
                await reps.own_lead(connection, decided.lead_id, by)
        return await _on_record(connection, handoff_id, decided, by, now, {})


async def reject(
    store: "Store", handoff_id: str, by: str, reason: Reason, now: datetime, note: str | None = None
) -> Handoff:
    """The handoff, rejected; one that was accepted may still be. Raises NotFound or Conflict."""
    async with store.transaction() as connection:
        decided = await handoffs.reject(connection, handoff_id, by, reason, now, note)
        if decided is not None:
            await handoff_steps.end(connection, handoff_id, "rejected", now, reason)
        return await _on_record(connection, handoff_id, decided, by, now, {"reason": reason})


async def _on_record(
    connection: "AsyncConnection",
    handoff_id: str,
    decided: Handoff | None,
    by: str,
    now: datetime,
    details: dict[str, str],
) -> Handoff:
    if decided is None:
        known = await handoffs.get(connection, handoff_id)
        if known is None:
            raise NotFound("There is no such handoff.")
        raise Conflict(f"This handoff is {known.status} already.", "Look at it again: somebody else was faster.")
    done = f"handoff {decided.status}"
    await audit.record(connection, by, done, now, lead_id=decided.lead_id, handoff=decided.id, **details)
    told = {"id": decided.id, "status": decided.status, "lead_id": decided.lead_id, "by": by}
    await events.publish(connection, Event(decided.conversation_id, "handoff", told))
    return decided
