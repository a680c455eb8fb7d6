"""The effects of a turn, written in one transaction that the caller opens and commits."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from agent.dialogue import Snapshot, TurnResult
from agent.facts import Fact, current
from agent.frame import TEXTED
from channels.business import Business
from crm_store import assessments, consents, conversations, events, facts, handoffs, leads, messages, notices, turns
from crm_store.conversations import Standing
from crm_store.events import Event
from crm_store.jobs import Jobs
from crm_store.messages import Message
from crm_store.turns import TurnRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

CONTACT = ("name", "email", "phone", "company", "title")
HANDOFF = "handoff"
"""The name of the job that asks one rep after the other; its argument is `handoff_id`."""
FOLLOW = "follow"
"""The name of the job that looks what a turn changed under a handoff; arguments `lead_id`, `fact_ids` and `at`."""
NOTIFY = "notify"
"""The name of the job that tells one target of one handoff; its argument is `notice_id`."""
GO_ON = "go_on_by_text"
"""The name of the job that takes a web chat on by text; its arguments are `lead_id` and `conversation_id`."""
JOIN = "join_leads"
"""The name of the job that looks whether a lead is somebody whom we know already; its argument is `lead_id`."""


@dataclass(frozen=True, slots=True)
class Effects:
    """One turn that may be committed. `started`: of time.perf_counter; `runs`: how many it took."""

    snapshot: Snapshot
    result: TurnResult
    standing: Standing
    address: str | None
    business: Business
    senders: Mapping[str, str]
    kept: Collection[str]
    """Hashes of the policies that are known to be stored."""
    started: float
    runs: int

    @property
    def conversation_id(self) -> str:
        return self.snapshot.conversation_id

    @property
    def lead_id(self) -> str:
        return self.snapshot.lead.id


async def write(connection: "AsyncConnection", jobs: Jobs, effects: Effects) -> None:
    """Facts, score, trace, reply, state, consent and handoff, with the jobs and events that follow from them."""
    snapshot, result = effects.snapshot, effects.result
    origin = {"conversation_id": effects.conversation_id, "turn_id": snapshot.turn_id}
    await facts.add(connection, effects.lead_id, result.facts, **origin)
    await facts.hear(connection, effects.lead_id, effects.conversation_id, result.heard)
    await messages.mark_answered(connection, [message.id for message in snapshot.unread], snapshot.turn_id)
    await turns.add(connection, _turn(effects))
    reply = await _say(connection, jobs, effects)
    await _remember(connection, effects, reply)
    scored = await _score(connection, effects, origin)
    await _consent(connection, effects)
    handed = await _hand_over(connection, jobs, effects)
    await _follow(connection, jobs, effects)
    await _reach(connection, jobs, effects)
    said = [] if reply is None else [Event(effects.conversation_id, "message", reply.as_event())]
    await events.publish(connection, *said, *_state_event(effects), *scored, *handed)


def _turn(effects: Effects) -> TurnRow:
    calls = effects.result.trace.calls
    return TurnRow(
        id=effects.snapshot.turn_id,
        lead_id=effects.lead_id,
        conversation_id=effects.conversation_id,
        trace=effects.result.trace.model_dump(mode="json"),
        at=effects.snapshot.now,
        ms=round((time.perf_counter() - effects.started) * 1000, 3),
        runs=effects.runs,
        tokens_in=sum(call.tokens_in for call in calls),
        tokens_out=sum(call.tokens_out for call in calls),
        cost=None if effects.result.trace.cost is None else Decimal(str(effects.result.trace.cost)),
    )


async def _say(connection: "AsyncConnection", jobs: Jobs, effects: Effects) -> Message | None:
    reply, snapshot = effects.result.reply, effects.snapshot
    if reply is None:
        return None
    sender = effects.senders.get(snapshot.channel)
    message = messages.new_message(
        effects.conversation_id,
        effects.lead_id,
        effects.standing.last_seq + 1,
        "agent",
        reply.text,
        snapshot.now,
        asks=reply.asks,
        move=reply.move.model_dump(mode="json"),
        turn_id=snapshot.turn_id,
        delivery="queued" if sender else None,
        channel=snapshot.channel,
    )
    await messages.add(connection, message)
    if sender:
        await jobs.enqueue(connection, sender, {"message_id": message.id}, lock=f"out:{effects.conversation_id}")
    return message


def _status(effects: Effects) -> str:
    if effects.standing.holder == "rep":
        return "with_human"
    return effects.result.status or effects.standing.status


def _state_event(effects: Effects) -> list[Event]:
    status = _status(effects)
    changed = status != effects.standing.status
    return [Event(effects.conversation_id, "state", {"status": status})] if changed else []


async def _remember(connection: "AsyncConnection", effects: Effects, reply: Message | None) -> None:
    await conversations.change(
        connection,
        effects.conversation_id,
        effects.snapshot.now,
        state=effects.result.state.model_dump(mode="json"),
        status=_status(effects),
        last_seq=effects.standing.last_seq + (reply is not None),
        last_turn=effects.snapshot.turn_id,
    )


async def _score(connection: "AsyncConnection", effects: Effects, origin: Mapping[str, str]) -> list[Event]:
    snapshot, result = effects.snapshot, effects.result
    in_force = current((*snapshot.history, *result.facts)) if result.facts else {}
    columns = _lead_columns(list(in_force.values()))
    marks: dict[str, Any] = {}
    if result.assessment is not None:
        given = result.assessment.model_dump(mode="json")
        inputs = {} if result.inputs is None else result.inputs.model_dump(mode="json")
        hashed, playbook = result.assessment.policy_hash, snapshot.lead.playbook
        if hashed not in effects.kept:
            await assessments.keep_policy(connection, hashed, playbook, effects.business.policy(), snapshot.now)
        await assessments.add(connection, effects.lead_id, given, inputs, snapshot.now, **origin)
        marks = {name: given[name] for name in ("stage", "score", "value_band")}
    await leads.change(connection, effects.lead_id, snapshot.now, **columns, **marks)
    return [Event(effects.conversation_id, "lead", {"lead_id": effects.lead_id, **marks})] if marks else []


def _lead_columns(in_force: list[Fact]) -> dict[str, Any]:
    """What lists show and look up of a lead; the facts stay the truth."""
    words = {fact.slot: getattr(fact.value, "text", None) for fact in in_force}
    columns: dict[str, Any] = {slot: text for slot, text in words.items() if slot in CONTACT}
    if "kind" in words:
        columns["kind"] = None if words["kind"] == "buyer" else words["kind"]
    return columns


async def _consent(connection: "AsyncConnection", effects: Effects) -> None:
    """A revocation holds on every way that we could text the lead, whatever way it came."""
    change, snapshot = effects.result.consent, effects.snapshot
    if change is None:
        return
    own = consents.address_of(snapshot.channel, effects.address, effects.lead_id)
    ways: list[tuple[str, str]] = [(snapshot.channel, own)]
    phone = _phone(effects)
    if change.state == "revoked" and phone:
        ways += [(channel, phone) for channel in TEXTED if (channel, phone) != ways[0]]
    for channel, address in ways:
        await consents.record(
            connection,
            channel,
            address,
            change.state,
            "message",
            snapshot.now,
            lead_id=effects.lead_id,
            quote=change.quote,
            message_id=change.message_id,
        )


def _phone(effects: Effects) -> str | None:
    if effects.snapshot.channel in TEXTED:
        return effects.address
    known = current((*effects.snapshot.history, *effects.result.facts)).get("phone")
    return None if known is None else getattr(known.value, "text", None)


async def _reach(connection: "AsyncConnection", jobs: Jobs, effects: Effects) -> None:
    """A contact newly given may be somebody we know; who agreed on the web to be texted is, once we have a number."""
    if not effects.senders:
        return
    new = {fact.slot for fact in effects.result.facts if fact.verified} & {"email", "phone"}
    lead = {"lead_id": effects.lead_id}
    if new:
        await jobs.enqueue(connection, JOIN, lead, lock=f"lead:{effects.lead_id}")
    change, phone = effects.result.consent, _phone(effects)
    if effects.snapshot.channel != "web" or not phone or not (change or "phone" in new):
        return
    if await consents.state(connection, "web", effects.lead_id) != "granted":
        return
    quote = {} if change is None else {"quote": change.quote, "message_id": change.message_id}
    at = effects.snapshot.now
    await consents.record(connection, "sms", phone, "granted", "message", at, lead_id=effects.lead_id, **quote)
    here = {"conversation_id": effects.conversation_id}
    await jobs.enqueue(connection, GO_ON, lead | here, lock=f"lead:{effects.lead_id}")


async def _follow(connection: "AsyncConnection", jobs: Jobs, effects: Effects) -> None:
    """People have the lead, or are asked to take it: what is new about it is for them too."""
    state, new = effects.snapshot.state, [fact.id for fact in effects.result.facts if fact.verified]
    if new and effects.business.is_routed and (state.handed_over is not None or state.handled):
        about = {"lead_id": effects.lead_id, "fact_ids": new, "at": effects.snapshot.now.isoformat()}
        await jobs.enqueue(connection, FOLLOW, about, lock=f"lead:{effects.lead_id}")


async def _hand_over(connection: "AsyncConnection", jobs: Jobs, effects: Effects) -> list[Event]:
    """One handoff while it is open: a second offer brings the first up to date and tells nobody again."""
    snapshot, offer = effects.snapshot, effects.result.handoff
    if offer is None:
        return []
    handoff_id, is_new = await handoffs.offer(
        connection,
        effects.lead_id,
        effects.conversation_id,
        offer.reason,
        offer.stage,
        offer.score,
        effects.business.summary(snapshot, effects.result, effects.address),
        snapshot.now,
    )
    for kind, target in effects.business.targets(offer.reason) if is_new else ():
        notice_id = await notices.add(connection, handoff_id, kind, target, snapshot.now)
        if notice_id is not None:
            await jobs.enqueue(connection, NOTIFY, {"notice_id": notice_id})
    if is_new and effects.business.is_routed:
        await jobs.enqueue(connection, HANDOFF, {"handoff_id": handoff_id})
    about = {"id": handoff_id, "lead_id": effects.lead_id, "reason": offer.reason, "status": "offered", "new": is_new}
    return [Event(effects.conversation_id, "handoff", about)]
