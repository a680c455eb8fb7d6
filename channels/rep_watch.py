"""The watch on leases: a rep who is gone is warned, then the conversation goes back to the agent or on to the next."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.playbook import Playbook
from channels.rep_desk import WARNING, Desk
from crm_store import audit, conversations, events, leads, leases
from crm_store.events import Event
from crm_store.jobs import Later
from crm_store.leases import Lease

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

NextRep = Callable[["AsyncConnection", Lease, datetime], Awaitable[None]]
"""Offers the conversation's lead to the next rep."""


@dataclass(frozen=True)
class Watch:
    """The handler of the job `lease`."""

    desk: Desk
    playbooks: Mapping[str, Playbook]
    clock: Callable[[], datetime]
    next_rep: NextRep | None = None

    async def look(self, conversation_id: str) -> None:
        """End a lease that has run out; raises Later where it has not."""
        now = self.clock()
        async with self.desk.store.transaction() as connection:
            lease = await leases.lock(connection, conversation_id)
            if lease is None or lease.holder != "rep" or lease.held_until is None:
                return
            again = await self._look(connection, lease, now)
        if again is not None:
            raise Later(again)

    async def _look(self, connection: "AsyncConnection", lease: Lease, now: datetime) -> datetime | None:
        until = lease.held_until or now
        if now >= until:
            await self._end(connection, lease, now)
            return None
        if now < until - WARNING:
            return until - WARNING
        warning = {"status": lease.status, "lease": "ending", "user": lease.holder_user, "lead_id": lease.lead_id}
        await events.publish(connection, Event(lease.id, "state", warning))
        return until

    async def _end(self, connection: "AsyncConnection", lease: Lease, now: datetime) -> None:
        lead = await leads.get(connection, lease.lead_id)
        playbook = self.playbooks.get(lead.playbook) if lead is not None else None
        await audit.record(
            connection, lease.holder_user or "agent", "lease ended", now,
            lead_id=lease.lead_id, conversation=lease.id,
        )  # fmt: skip
        if playbook is None or playbook.routing.when_rep_vanishes == "agent" or self.next_rep is None:
            await self.desk.give_back(connection, lease, now)
            return
        free = {"holder": "agent", "holder_user": None, "held_until": None, "status": "waiting"}
        await conversations.change(connection, lease.id, now, **free)
        await events.publish(connection, Event(lease.id, "state", {"status": "waiting"}))
        await self.next_rep(connection, lease, now)
