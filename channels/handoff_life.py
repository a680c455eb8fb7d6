"""The life of a handoff: offered to one rep after the other, each with a deadline, until somebody answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.facts import Facts, current
from agent.frame import Need, Text
from agent.needs import match_need
from agent.playbook import Playbook
from agent.routing import Case, Choice, Rep, queue
from channels.effects import HANDOFF, NOTIFY
from crm_store import (
    audit,
    conversations,
    events,
    facts,
    handoff_steps,
    handoffs,
    leads,
    leases,
    messages,
    notices,
    reps,
)  # fmt: skip
from crm_store.events import Event
from crm_store.handoffs import Handoff
from crm_store.jobs import Later
from crm_store.leads import Lead
from crm_store.leases import Lease
from crm_store.reps import RepRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

PRESENT = timedelta(minutes=2)
"""A rep whose console gave a sign of life within that is there."""
LONGEST = timedelta(days=14)
"""After so long nobody is asked any more; the lead stays in the list."""
NOBODY = "nobody is free"
CLOSED = "outside working hours"


async def begin(store: "Store", connection: "AsyncConnection", handoff_id: str) -> None:
    """The job that finds the first rep, in this transaction."""
    await store.jobs.enqueue(connection, HANDOFF, {"handoff_id": handoff_id})


async def decline(store: "Store", handoff_id: str, user_id: str, reason: str, now: datetime) -> bool:
    """Whoever is asked says no: the next one is asked at once. False where it was not this person's turn."""
    async with store.transaction() as connection:
        handoff = await handoffs.lock(connection, handoff_id)
        if handoff is None or handoff.status != "offered" or handoff.assigned_to != user_id:
            return False
        await handoff_steps.end(connection, handoff_id, "declined", now, reason or None)
        await handoffs.assign(connection, handoff_id, None, None, now)
        await audit.record(
            connection, user_id, "handoff declined", now, lead_id=handoff.lead_id, handoff=handoff_id, reason=reason
        )
        await begin(store, connection, handoff_id)
        await _tell(connection, handoff, None)
    return True


@dataclass(frozen=True)
class HandoffLife:
    """The handler of the job `handoff`."""

    store: "Store"
    playbooks: Mapping[str, Playbook]
    clock: Callable[[], datetime]
    senders: Mapping[str, str]

    async def advance(self, handoff_id: str) -> None:
        """Ask whoever is next. Raises Later until the answer is due."""
        now = self.clock()
        async with self.store.transaction() as connection:
            handoff = await handoffs.lock(connection, handoff_id)
            if handoff is None or handoff.status != "offered" or now - handoff.offered_at > LONGEST:
                return
            lead = await leads.get(connection, handoff.lead_id)
            playbook = self.playbooks.get(lead.playbook) if lead is not None else None
            if lead is None or playbook is None:
                return
            again = await self._advance(connection, handoff, lead, playbook, now)
        raise Later(again)

    async def next_rep(self, connection: "AsyncConnection", lease: Lease, now: datetime) -> None:
        """The rep who had the conversation is gone: its lead is offered anew, to somebody else first."""
        accepted = next((one for one in await handoffs.of_lead(connection, lease.lead_id)), None)
        if accepted is None:
            return
        handoff_id, is_new = await handoffs.offer(
            connection, lease.lead_id, lease.id, accepted.reason, accepted.stage, accepted.score, accepted.summary, now
        )
        if is_new:
            gone = await handoff_steps.begin(connection, handoff_id, lease.holder_user, "had it and is gone", now, now)
            await handoff_steps.end(connection, handoff_id, "expired", now, gone)
            await begin(self.store, connection, handoff_id)
        told = {"id": handoff_id, "lead_id": lease.lead_id, "reason": accepted.reason, "status": "offered", "new": True}
        await events.publish(connection, Event(lease.id, "handoff", told))

    async def _advance(
        self, connection: "AsyncConnection", handoff: Handoff, lead: Lead, playbook: Playbook, now: datetime
    ) -> datetime:
        step = await handoff_steps.under_way(connection, handoff.id)
        if step is not None and step.due_at > now:
            return step.due_at
        if step is not None:
            await handoff_steps.end(connection, handoff.id, "expired", now)
        people = [rep_of(row, now) for row in await reps.everyone(connection)]
        tried = [one.user_id for one in await handoff_steps.of_handoff(connection, handoff.id) if one.user_id]
        is_open = playbook.business.times.is_open(now)
        asked = people if is_open else [one for one in people if one.is_online]
        choices = queue(case_of(lead, current(await facts.of_lead(connection, lead.id)), playbook), asked,
                        playbook.routing, tried)  # fmt: skip
        if choices:
            return await self._ask(connection, handoff, choices[0], playbook, now)
        return await self._nobody(connection, handoff, playbook, now, is_open=is_open, was_told=step is not None)

    async def _ask(
        self, connection: "AsyncConnection", handoff: Handoff, choice: Choice, playbook: Playbook, now: datetime
    ) -> datetime:
        due = playbook.business.times.after(now, playbook.routing.acknowledge_within)
        await handoff_steps.begin(
            connection, handoff.id, choice.rep, choice.why, now, due, is_escalation=choice.is_escalation
        )
        await handoffs.assign(connection, handoff.id, choice.rep, due, now)
        await reps.change(connection, choice.rep, offered_at=now)
        await self._notify(connection, handoff, choice.rep, now)
        await _tell(connection, handoff, choice.rep)
        return due

    async def _notify(self, connection: "AsyncConnection", handoff: Handoff, user_id: str, now: datetime) -> None:
        """By mail, where the rep wants that; the notice carries a link that accepts with one press."""
        row = await reps.get(connection, user_id)
        if row is None or not row.profile.get("by_email"):
            return
        notice_id = await notices.add(connection, handoff.id, "email", row.email, now)
        if notice_id is not None:
            arguments = {"notice_id": notice_id}
            await self.store.jobs.enqueue(connection, NOTIFY, arguments, lock=f"notice:{notice_id}")

    async def _nobody(
        self, connection: "AsyncConnection", handoff: Handoff, playbook: Playbook, now: datetime, *, is_open: bool,
        was_told: bool,
    ) -> datetime:  # fmt: skip
        """Nobody can be asked: the clock runs to the next try, and the visitor is told once, honestly."""
        times = playbook.business.times
        spell = times.spell(now)
        opens = spell[0] if spell is not None else now + timedelta(hours=12)
        again = times.after(now, playbook.routing.acknowledge_within) if is_open else opens
        why = NOBODY if is_open else CLOSED
        await handoff_steps.begin(connection, handoff.id, None, why, now, again, is_escalation=True)
        await handoffs.assign(connection, handoff.id, None, again, now)
        await _tell(connection, handoff, None)
        steps = await handoff_steps.of_handoff(connection, handoff.id)
        if is_open and sum(one.user_id is None and one.why == NOBODY for one in steps) == 1:
            words = f"Everyone is with other people right now. {playbook.notify.when_open}"
            await self._say(connection, handoff.conversation_id, words, now)
        return again

    async def _say(self, connection: "AsyncConnection", conversation_id: str, words: str, now: datetime) -> None:
        lease = await leases.lock(connection, conversation_id)
        if lease is None or lease.holder == "rep":
            return
        lead_id, seq = await conversations.next_seq(connection, conversation_id, now) or (lease.lead_id, 0)
        sender = self.senders.get(lease.channel)
        message = messages.new_message(
            conversation_id, lead_id, seq, "system", words, now, delivery="queued" if sender else None
        )
        await messages.add(connection, message)
        if sender:
            arguments = {"message_id": message.id}
            await self.store.jobs.enqueue(connection, sender, arguments, lock=f"out:{conversation_id}")
        await events.publish(connection, Event(conversation_id, "message", message.as_event()))


def rep_of(row: RepRow, now: datetime) -> Rep:
    """A row as the routing sees it."""
    words = {key: tuple(map(str, row.profile.get(key, ()))) for key in
             ("territories", "languages", "value_bands", "skills")}  # fmt: skip
    return Rep(
        id=row.user_id,
        is_manager=row.role in ("manager", "admin"),
        is_available=not row.is_away,
        is_online=row.seen_at is not None and now - row.seen_at <= PRESENT,
        territories=words["territories"],
        languages=words["languages"],
        value_bands=words["value_bands"],
        skills=words["skills"],
        capacity=row.capacity,
        load=row.load,
        last_offered=row.offered_at,
    )


def case_of(lead: Lead, known: Facts, playbook: Playbook) -> Case:
    """What of the lead decides who gets it."""
    place, need = known.get("place"), known.get("need")
    words = [place.value.text] if place is not None and isinstance(place.value, Text) else []
    summary = need.value.summary if need is not None and isinstance(need.value, Need) else None
    matched = match_need(summary, playbook.policy.needs).entries if summary else ()
    languages = [str(lead.source[key]) for key in ("language", "locale") if lead.source.get(key)]
    return Case(
        owner=lead.owner_id,
        territories=tuple([*words, *(part.strip() for word in words for part in word.split(","))]),
        languages=tuple([*languages, *(one.split("-")[0] for one in languages)]),
        value_bands=(lead.value_band,) if lead.value_band else (),
        skills=tuple(entry.name for entry in matched),
    )


async def _tell(connection: "AsyncConnection", handoff: Handoff, assigned_to: str | None) -> None:
    about = {"id": handoff.id, "lead_id": handoff.lead_id, "reason": handoff.reason, "status": "offered",
             "to": assigned_to}  # fmt: skip
    await events.publish(connection, Event(handoff.conversation_id, "handoff", about))
