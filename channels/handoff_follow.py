"""What becomes of a handoff when the lead changes under it: withdrawn, upgraded, or its rep told what is new.

Whoever brought the change about: a rep who corrects a fact, the lead who writes more, a form, an activity.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.assessment import Assessment
from agent.dialogue import DialogueState
from agent.facts import Fact, Facts, current
from agent.frame import BANT, Slot
from agent.handoff import LABELS, one_line, points
from agent.plain import in_words
from channels.handoff_locks import locked
from channels.notice_plan import About, News, tell_all
from crm_store import assessments, audit, conversations, events, facts, handoff_steps, handoffs, leases
from crm_store.events import Event
from crm_store.handoffs import Handoff

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

TOLD: tuple[Slot, ...] = (*BANT, "email", "phone", "company_size", "guests", "place")
"""Facts whose change a rep hears of."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who brought it about (`by`: as the log names them), why in a line, what is new in lines, and its id."""

    by: str
    why: str
    lines: tuple[str, ...] = ()
    cause: str = ""


async def follow(
    store: "Store", connection: "AsyncConnection", lead_id: str, scored: Assessment, change: Change, now: datetime
) -> None:
    """Bring every open handoff of the lead in line with what is known now, and tell whoever has it why."""
    for seen in await handoffs.of_lead(connection, lead_id):
        if seen.status not in handoffs.OPEN:
            continue
        handoff = await locked(connection, seen.id)
        if handoff is None or handoff.status not in handoffs.OPEN:
            continue  # decided at this very moment
        about = about_of(handoff, scored, change)
        if about is None:
            continue
        await _move(connection, handoff, about, scored, change, now)
        await _announce(store, connection, handoff, about, news_of(handoff, about, scored, change), change, now)


def about_of(handoff: Handoff, scored: Assessment, change: Change) -> About | None:
    """What the change means for that handoff. One that was accepted stays with its rep, who is told."""
    if handoff.reason == "sql" and scored.stage != "SQL" and handoff.status == "offered":
        return "withdrawn"
    if handoff.reason != "sql" and scored.stage == "SQL":
        return "upgraded"
    return "changed" if change.lines or handoff.stage != scored.stage else None


def news_of(handoff: Handoff, about: About, scored: Assessment, change: Change) -> News:
    """In lines: what is new, how it counts now, and why."""
    before, after = (f"{stage}, {points(score)} of 100" for stage, score in
                     ((handoff.stage, handoff.score), (scored.stage, scored.score)))  # fmt: skip
    moved = [f"Score: {before} -> {after}"] if before != after else []
    return News(about, "\n".join([*change.lines, *moved, *([change.why] if change.why else [])]), change.cause)


def lines_since(history: Sequence[Fact], new: Collection[str]) -> tuple[str, ...]:
    """What the facts of those ids changed, in lines."""
    return _lines_of(current([fact for fact in history if fact.id not in new]), current(history))


def _lines_of(before: Facts, after: Facts) -> tuple[str, ...]:
    """`Budget: 30,000 USD a year -> no budget`, for each fact that a rep hears of."""
    told = [(slot, _words(before, slot), _words(after, slot)) for slot in TOLD]
    return tuple(f"{LABELS[slot]}: {old or 'not known'} -> {new}" for slot, old, new in told if new and old != new)


def _words(known: Facts, slot: Slot) -> str | None:
    return one_line(in_words(known[slot].value), 120) if slot in known else None


async def _move(
    connection: "AsyncConnection", handoff: Handoff, about: About, scored: Assessment, change: Change, now: datetime
) -> None:
    if about == "withdrawn":
        await handoffs.withdraw(connection, handoff.id, change.by, change.why, now)
        await handoff_steps.end(connection, handoff.id, "withdrawn", now, change.why)
        await _go_on(connection, handoff, now)
    elif about == "upgraded":
        await handoffs.upgrade(connection, handoff.id, scored.stage, scored.score, change.why, now)
    else:
        await handoffs.rescored(connection, handoff.id, scored.stage, scored.score, now)


async def _go_on(connection: "AsyncConnection", handoff: Handoff, now: datetime) -> None:
    """Nobody is coming after all: the agent goes on, and may hand over again once there is a reason."""
    lease = await leases.lock(connection, handoff.conversation_id)
    if lease is None or lease.holder == "rep":
        return
    state = DialogueState.model_validate(lease.state).model_copy(update={"handed_over": None})
    await conversations.change(connection, lease.id, now, state=state.model_dump(mode="json"), status="open")
    await events.publish(connection, Event(lease.id, "state", {"status": "open"}))


async def _announce(
    store: "Store", connection: "AsyncConnection", handoff: Handoff, about: About, news: News, change: Change,
    now: datetime,
) -> None:  # fmt: skip
    status = "withdrawn" if about == "withdrawn" else handoff.status
    told = {"id": handoff.id, "lead_id": handoff.lead_id, "status": status, "about": about, "why": change.why[:500]}
    await events.publish(connection, Event(handoff.conversation_id, "handoff", told))
    if about != "changed" or handoff.status == "accepted":
        await audit.record(connection, change.by, f"handoff {about}", now, lead_id=handoff.lead_id, why=change.why)
    holder = handoff.assigned_to if handoff.status == "offered" else handoff.decided_by
    if about == "changed" and holder == change.by:
        holder = None  # they need not be told what they did themselves
    await tell_all(store, connection, handoff.id, holder, news, now)


@dataclass(frozen=True)
class Following:
    """The handler of the job `follow`: a turn stored facts of a lead that people have, or are asked to take."""

    store: "Store"

    async def look(self, lead_id: str, fact_ids: Iterable[str], at: str) -> None:
        """Compare what was known before those facts with what is known now."""
        now, new = datetime.fromisoformat(at), set(fact_ids)
        async with self.store.transaction() as connection:
            history = await facts.of_lead(connection, lead_id)
            row = await assessments.latest(connection, lead_id)
            if row is None or await self._is_seen_live(connection, lead_id):
                return
            lines = lines_since(history, new)
            scored = Assessment.model_validate(row.result)
            change = Change("agent", f"The lead wrote more: {scored.reason}", lines, min(new, default=""))
            await follow(self.store, connection, lead_id, scored, change, now)

    async def _is_seen_live(self, connection: "AsyncConnection", lead_id: str) -> bool:
        """The rep who has it reads every word as it comes, and needs no notice."""
        return any(one.holder == "rep" for one in await conversations.of_lead(connection, lead_id))
