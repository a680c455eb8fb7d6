"""The rep's desk: taking a conversation over, writing in it, giving it back. One holder at a time, by lease.

Everything here locks the conversation's row first, as the turn does: a reply under way and a rep who takes over see
each other, and one of them waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast

from agent.assessment import Stage
from agent.dialogue import DialogueState
from agent.returning import returned, taken
from channels.inbox import TURN, readable
from crm_store import audit, conversations, events, handoff_steps, handoffs, leads, leases, messages, notes, reps, users
from crm_store.errors import Conflict, NotFound
from crm_store.events import Event
from crm_store.leases import Lease
from crm_store.messages import Message

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

LEASE = timedelta(minutes=3)
"""How long a rep holds a conversation without a sign of life. Their page gives one every half minute."""
WARNING = timedelta(minutes=1)
"""So long before the lease ends its holder is warned."""
WATCH = "lease"
"""The name of the job that ends leases; its argument is `conversation_id`."""


class Held(Conflict):
    """Somebody else has the conversation."""

    status: ClassVar[int] = 409


class NotYours(Conflict):
    """The conversation is not (or no longer) in this rep's hands."""


@dataclass(frozen=True)
class Desk:
    """What taking over needs."""

    store: "Store"
    senders: Mapping[str, str] = field(default_factory=dict)
    """Channel -> the job that delivers a message there. The web needs none."""

    async def take(self, conversation_id: str, user_id: str, now: datetime) -> None:
        """The rep holds it from the commit on; the agent's reply under way is dropped.

        Raises Held with the other's name, or NotFound.
        """
        async with self.store.transaction() as connection:
            await self._take(connection, await _locked(connection, conversation_id), user_id, now)

    async def say(
        self, conversation_id: str, user_id: str, text: str, now: datetime, client_id: str | None = None
    ) -> Message:
        """Write to the lead; who writes, holds. The same `client_id` again is the same message.

        Raises Held, NotFound, or inbox.Refused where there is nothing to send.
        """
        words = readable(text)
        async with self.store.transaction() as connection:
            lease = await _locked(connection, conversation_id)
            if client_id is not None:
                known = await messages.by_provider(connection, conversation_id, f"rep:{client_id}")
                if known is not None:
                    return known
            if lease.holder == "rep" and lease.holder_user == user_id:
                await leases.beat(connection, conversation_id, user_id, now + LEASE)
            else:
                await self._take(connection, lease, user_id, now)
            return await self._write(connection, lease, user_id, words, now, client_id)

    async def beat(self, conversation_id: str, user_id: str, now: datetime) -> None:
        """The rep's page is open. Raises NotYours where the conversation went to somebody else meanwhile."""
        async with self.store.transaction() as connection:
            if not await leases.beat(connection, conversation_id, user_id, now + LEASE):
                raise NotYours("You do not have this conversation any more.")
            await reps.seen(connection, user_id, now)

    async def typing(self, conversation_id: str, user_id: str) -> None:
        """Shows the visitor that the rep writes."""
        async with self.store.reading() as connection:
            lease = await leases.get(connection, conversation_id)
            if lease is not None and lease.holder == "rep" and lease.holder_user == user_id:
                await events.publish(connection, Event(conversation_id, "typing", {"from": "rep"}))

    async def release(self, conversation_id: str, user_id: str, now: datetime, note: str = "") -> None:
        """Back to the agent, which goes on from what is known now. Raises NotYours or NotFound."""
        async with self.store.transaction() as connection:
            lease = await _locked(connection, conversation_id)
            if lease.holder != "rep" or lease.holder_user != user_id:
                raise NotYours("You do not have this conversation any more.")
            if note:
                await notes.add(connection, lease.lead_id, user_id, note, now)
            await self.give_back(connection, lease, now)
            await audit.record(
                connection, user_id, "conversation given back", now,
                lead_id=lease.lead_id, conversation=conversation_id, note=note,
            )  # fmt: skip

    async def give_back(self, connection: "AsyncConnection", lease: Lease, now: datetime) -> None:
        """The agent has it again; what the lead wrote last and nobody answered is answered by it."""
        lead = await leads.get(connection, lease.lead_id)
        stage = cast(Stage, lead.stage) if lead is not None else None
        state = returned(DialogueState.model_validate(lease.state), now, stage).model_dump(mode="json")
        free = {"holder": "agent", "holder_user": None, "held_until": None, "status": "open", "state": state}
        await conversations.change(connection, lease.id, now, **free)
        if await leases.reopen_last_words(connection, lease.id):
            await self.store.jobs.enqueue(connection, TURN, {"conversation_id": lease.id}, lock=lease.id)
        await events.publish(connection, Event(lease.id, "state", {"status": "open"}))

    async def _take(self, connection: "AsyncConnection", lease: Lease, user_id: str, now: datetime) -> None:
        is_mine = lease.holder == "rep" and lease.holder_user == user_id
        if not await conversations.take_over(connection, lease.id, user_id, now, now + LEASE):
            raise Held(f"{await _name(connection, lease.holder_user)} has this conversation.")
        await reps.seen(connection, user_id, now)
        if is_mine:
            return
        state = taken(DialogueState.model_validate(lease.state)).model_dump(mode="json")
        await conversations.change(connection, lease.id, now, state=state)
        await self._accept(connection, lease, user_id, now)
        await audit.record(
            connection, user_id, "conversation taken over", now, lead_id=lease.lead_id, conversation=lease.id
        )
        arguments = {"conversation_id": lease.id}
        await self.store.jobs.enqueue(connection, WATCH, arguments, schedule_at=now + LEASE - WARNING)
        await events.publish(connection, Event(lease.id, "state", {"status": "with_human", "user": user_id}))

    async def _accept(self, connection: "AsyncConnection", lease: Lease, user_id: str, now: datetime) -> None:
        """Who takes a conversation over takes the handoff that waits in it."""
        waiting = await handoffs.offered_in(connection, lease.id)
        if waiting is None or await handoffs.accept(connection, waiting.id, user_id, now) is None:
            return
        await handoff_steps.end(connection, waiting.id, "accepted", now, f"by {user_id}")
        await reps.own_lead(connection, lease.lead_id, user_id)
        await audit.record(connection, user_id, "handoff accepted", now, lead_id=lease.lead_id, handoff=waiting.id)
        told = {"id": waiting.id, "status": "accepted", "lead_id": lease.lead_id, "by": user_id}
        await events.publish(connection, Event(lease.id, "handoff", told))

    async def _write(
        self, connection: "AsyncConnection", lease: Lease, user_id: str, words: str, now: datetime,
        client_id: str | None,
    ) -> Message:  # fmt: skip
        lead_id, seq = await conversations.next_seq(connection, lease.id, now) or (lease.lead_id, lease.last_seq + 1)
        sender = self.senders.get(lease.channel)
        more: dict[str, Any] = {"user_id": user_id, "delivery": "queued" if sender else None, "channel": lease.channel}
        if client_id is not None:
            more["provider_id"] = f"rep:{client_id}"
        message = messages.new_message(lease.id, lead_id, seq, "rep", words, now, **more)
        await messages.add(connection, message)
        if sender:
            await self.store.jobs.enqueue(connection, sender, {"message_id": message.id}, lock=f"out:{lease.id}")
        await events.publish(connection, Event(lease.id, "message", message.as_event()))
        return message


async def _locked(connection: "AsyncConnection", conversation_id: str) -> Lease:
    lease = await leases.lock(connection, conversation_id)
    if lease is None:
        raise NotFound("There is no such conversation.")
    return lease


async def _name(connection: "AsyncConnection", user_id: str | None) -> str:
    user = await users.get(connection, user_id) if user_id else None
    return "Somebody else" if user is None else user.name or user.email
