"""The life of a handoff: offered to one rep after the other, each with a deadline, until somebody answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.consent import REPLY_WITHIN
from agent.dialogue import DialogueState
from agent.facts import Facts, current
from agent.frame import TEXTED
from agent.playbook import Playbook
from agent.promise import case_of, expected, words_of
from agent.returning import asked_for_contact
from agent.routing import Choice, OpenTimes, Rep, back_at, due_at, has_new_day, queue, works_at
from channels import handoff_locks, staff
from channels.effects import HANDOFF
from channels.notice_plan import News, tell_rep
from crm_store import (
    addresses,
    audit,
    conversations,
    events,
    facts,
    handoff_steps,
    handoffs,
    leads,
    leases,
    messages,
    reps,
)  # fmt: skip
from crm_store.events import Event
from crm_store.handoffs import Handoff
from crm_store.jobs import Later
from crm_store.leads import Lead
from crm_store.leases import Lease

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

UNKNOWN = timedelta(hours=1)
"""Where nobody is known to come back: how long until it is looked again."""
LONGEST = timedelta(days=14)
"""After so long nobody is asked any more; the lead stays in the list."""
MOST_TOLD = 2
"""So often the visitor hears during one handoff how it stands."""
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
            handoff = await handoff_locks.locked(connection, handoff_id)
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
        people = await staff.everyone(connection, now, playbook)
        tried = _tried(await handoff_steps.of_handoff(connection, handoff.id), playbook.business.times, now)
        known = current(await facts.of_lead(connection, lead.id))
        case = case_of(known, lead.source, lead.owner_id, lead.value_band, playbook)
        here = [one for one in people if works_at(one, now, playbook.business.times)]
        choices = queue(case, here, playbook.routing, tried)
        if choices:
            return await self._ask(connection, handoff, choices[0], playbook, people, now)
        found = expected(case, people, playbook.routing, playbook.business.times, now, tried)
        words = words_of(found, playbook, now) if found.standing != "here" else ""
        again = await self._nobody(connection, handoff, people, playbook, now)
        if words and people:
            await self._say(connection, handoff, words, _way_back(known, playbook), now)
        return again

    async def _ask(
        self, connection: "AsyncConnection", handoff: Handoff, choice: Choice, playbook: Playbook,
        people: Sequence[Rep], now: datetime,
    ) -> datetime:  # fmt: skip
        """The clock runs on the working time of whoever is asked."""
        rep = next(one for one in people if one.id == choice.rep)
        due = due_at(rep, now, playbook.business.times, playbook.routing.acknowledge_within)
        step_id = await handoff_steps.begin(
            connection, handoff.id, choice.rep, choice.why, now, due, is_escalation=choice.is_escalation
        )
        await handoffs.assign(connection, handoff.id, choice.rep, due, now)
        await reps.change(connection, choice.rep, offered_at=now)
        await tell_rep(self.store, connection, handoff.id, choice.rep, News("offered", cause=step_id), now)
        await _tell(connection, handoff, choice.rep)
        return due

    async def _nobody(
        self, connection: "AsyncConnection", handoff: Handoff, people: Sequence[Rep], playbook: Playbook, now: datetime
    ) -> datetime:
        """Nobody can be asked: the clock runs to the next try."""
        times = playbook.business.times
        coming = [back for one in people if (back := back_at(one, now, times)) is not None and back > now]
        is_open = times.is_open(now) or any(works_at(one, now, times) for one in people)
        soon = times.after(now, playbook.routing.acknowledge_within) if times.is_open(now) else now + UNKNOWN
        again = min([*coming, *([soon] if is_open or not coming else [])])
        await handoff_steps.begin(
            connection, handoff.id, None, NOBODY if is_open else CLOSED, now, again, is_escalation=True
        )
        await handoffs.assign(connection, handoff.id, None, again, now)
        await _tell(connection, handoff, None)
        return again

    async def _say(
        self, connection: "AsyncConnection", handoff: Handoff, words: str, question: str | None, now: datetime
    ) -> None:
        """Tell the visitor, once, how it stands; and ask how to reach them where nobody knows and nobody asked."""
        conversation_id = handoff.conversation_id
        lease = await leases.lock(connection, conversation_id)
        if lease is None or lease.holder == "rep" or await self._was_said(connection, handoff, words):
            return
        if lease.channel in TEXTED and not await _wrote_lately(connection, lease, now):
            return  # it would wait for the morning, and say tomorrow then
        state = DialogueState.model_validate(lease.state)
        asks = question is not None and lease.channel not in TEXTED and not state.asked.get("contact")
        text = f"{words} {question}" if asks else words
        lead_id, seq = await conversations.next_seq(connection, conversation_id, now) or (lease.lead_id, 0)
        sender = self.senders.get(lease.channel)
        message = messages.new_message(
            conversation_id, lead_id, seq, "system", text, now, delivery="queued" if sender else None,
            channel=lease.channel, asks="contact" if asks else None,
        )  # fmt: skip
        await messages.add(connection, message)
        if asks:
            remembered = asked_for_contact(state).model_dump(mode="json")
            await conversations.change(connection, conversation_id, now, state=remembered)
        if sender:
            arguments = {"message_id": message.id}
            await self.store.jobs.enqueue(connection, sender, arguments, lock=f"out:{conversation_id}")
        await events.publish(connection, Event(conversation_id, "message", message.as_event()))

    async def _was_said(self, connection: "AsyncConnection", handoff: Handoff, words: str) -> bool:
        """By the agent as it handed over, or here before; and nobody is told over and over that nobody comes."""
        since = [one for one in await messages.of_lead(connection, handoff.lead_id)
                 if one.conversation_id == handoff.conversation_id and one.at >= handoff.offered_at]  # fmt: skip
        told = [one for one in since if one.sender == "system"]
        return len(told) >= MOST_TOLD or any(words in one.text for one in since if one.sender != "lead")


async def _wrote_lately(connection: "AsyncConnection", lease: Lease, now: datetime) -> bool:
    """Whether a text to the lead still answers one of theirs."""
    heard = await addresses.last_heard(connection, lease.channel, lease.address or "")
    return heard is not None and now - heard <= REPLY_WITHIN


def _tried(steps: Sequence[handoff_steps.Step], times: OpenTimes, now: datetime) -> list[str]:
    """Who has had their turn: who said no, and who let it pass since people came to work last."""
    return [
        one.user_id for one in steps
        if one.user_id and (one.outcome == "declined" or not has_new_day(one.offered_at, now, times))
    ]  # fmt: skip


def _way_back(known: Facts, playbook: Playbook) -> str | None:
    """The question how to reach the lead, None where that is known."""
    question = playbook.question("contact")
    return None if question is None or {"email", "phone"} & set(known) else question.web.first[0]


async def _tell(connection: "AsyncConnection", handoff: Handoff, assigned_to: str | None) -> None:
    about = {"id": handoff.id, "lead_id": handoff.lead_id, "reason": handoff.reason, "status": "offered",
             "to": assigned_to}  # fmt: skip
    await events.publish(connection, Event(handoff.conversation_id, "handoff", about))
