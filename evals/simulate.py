"""Runs cases against the real reader and the real turn, in memory: the same values as the store's, no database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any, Protocol, cast, get_args

from agent.assessment import Activity, ActivityType
from agent.dialogue import DialogueState, LeadView, Snapshot, TurnResult, Utterance
from agent.facts import Fact, FormEvidence, Heard, current
from agent.frame import TEXTED, Claim, Frame, ReadingContext, Slot, Text
from agent.listen import heed
from agent.playbook import Playbook
from agent.scoring import BUYER, assess, inputs_of
from agent.turn import Agent, run_turn
from agent.understand import understand
from agent.wording import fingerprints
from evals.cases import ConversationCase, UtteranceCase

MOST_MESSAGES = 24
"""A simulated lead gives up after so many of its own messages."""
_HIDDEN: tuple[Slot, ...] = ("guests", "place")
"""Slots of the project's own, which the guide's frames do not have."""


def as_frame(claims: dict[Slot, Claim | Fact]) -> dict[str, Any]:
    """Values in the guide's form: text slots as strings, the others as objects."""
    frame: dict[str, Any] = {}
    for slot, claim in claims.items():
        if slot in _HIDDEN or (slot == "kind" and isinstance(claim.value, Text) and claim.value.text == BUYER):
            continue
        frame[slot] = claim.value.text if isinstance(claim.value, Text) else claim.value.model_dump(mode="json")
    return frame


async def read_message(case: UtteranceCase, agent: Agent, playbook: Playbook) -> dict[str, Any]:
    """What the model reads in one labelled message, evidence check included: a prediction in `score.py`'s form,
    and the tokens that it took."""
    now = datetime.combine(case.today, time(12), playbook.business.zone)
    asked = Utterance(id="ms_agent", sender="agent", text=case.agent or "", at=now, asks=case.asked)
    message = Utterance(id="ms_lead", sender="lead", text=case.text, at=now)
    snapshot = Snapshot(
        turn_id="tn_eval", conversation_id="cv_eval", channel=case.channel, held_by_rep=False, history=(), heard=(),
        lead=LeadView(id="ld_eval", playbook=playbook.name, phone_known=case.channel == "sms"), activities=(),
        recent=(asked,) if case.agent else (), unread=(message,), state=DialogueState(last_asked=case.asked),
        now=now, today=case.today,
    )  # fmt: skip
    context = ReadingContext(
        today=case.today, country=case.country, currency=case.currency, vertical=case.vertical, channel=case.channel,
        asked=case.asked, agent=case.agent,
    )  # fmt: skip
    calls = agent.calls()
    read = await understand(calls, context, snapshot, playbook)
    heeded = heed(read, snapshot, context, playbook)
    proven = {fact.slot for fact in heeded.recorded.facts if fact.verified}
    frame = as_frame({claim.slot: claim for claim in read.claims if claim.slot in proven})
    signals = _signals(read)
    usage = {
        "tokens_in": sum(call.tokens_in for call in calls.made),
        "tokens_out": sum(call.tokens_out for call in calls.made),
    }
    return {"id": case.id, "frame": frame | ({"signals": signals} if signals else {}), "usage": usage}


def _signals(frame: Frame) -> list[str]:
    return sorted(frame.signals)


@dataclass
class World:
    """One simulated conversation's memory: what the store would hold."""

    case: ConversationCase
    playbook: Playbook
    now: datetime
    facts: tuple[Fact, ...] = ()
    heard: tuple[Heard, ...] = ()
    activities: tuple[Activity, ...] = ()
    state: DialogueState = field(default_factory=DialogueState)
    messages: list[Utterance] = field(default_factory=list)
    results: list[TurnResult] = field(default_factory=list)
    opted_out: bool = False
    status: str = "open"
    handoffs: list[str] = field(default_factory=list)
    error: str | None = None
    """What broke the conversation off, where something did."""

    def add(self, sender: str, text: str, asks: Any = None) -> Utterance:
        self.now += timedelta(seconds=20)
        message = Utterance.model_validate(
            {"id": f"ms_{len(self.messages) + 1}", "sender": sender, "text": text, "at": self.now, "asks": asks}
        )
        self.messages.append(message)
        return message

    def snapshot(self, unread: Utterance) -> Snapshot:
        before = [message for message in self.messages if message is not unread]
        return Snapshot(
            turn_id=f"tn_{len(self.results) + 1}", conversation_id=f"cv_{self.case.id}", channel=self.case.channel,
            lead=LeadView(id=f"ld_{self.case.id}", playbook=self.playbook.name, opted_out=self.opted_out,
                          source=self.case.source.model_dump(mode="json"),
                          phone_known=self.case.channel in TEXTED),
            held_by_rep=False, history=self.facts, heard=self.heard, activities=self.activities,
            recent=tuple(before[-8:]), unread=(unread,), state=self.state, now=self.now,
            today=self.now.astimezone(self.playbook.business.zone).date(),
        )  # fmt: skip

    def apply(self, result: TurnResult) -> None:
        self.results.append(result)
        self.facts += result.facts
        self.heard += result.heard
        self.state = result.state
        self.status = result.status or self.status
        if result.consent is not None:
            self.opted_out = result.consent.state == "revoked"
        if result.handoff is not None:
            self.handoffs.append(result.handoff.reason)
        if result.reply is not None:
            self.add("agent", result.reply.text, result.reply.asks)


def _world(case: ConversationCase, playbook: Playbook) -> World:
    start = datetime.combine(case.today, time(12), playbook.business.zone).astimezone(UTC)
    dated = [
        Activity(type=cast(ActivityType, a.type), at=datetime.combine(a.at, time(12), playbook.business.zone))
        for a in case.source.activities
        if a.type in get_args(ActivityType)
    ]
    world = World(case, playbook, start, facts=tuple(_of_form(case, start)),
                  activities=(*dated, Activity(type="conversation", at=start)))  # fmt: skip
    greeting = playbook.greeting.get("web")
    if case.channel == "web" and greeting:
        world.add("agent", greeting)
        world.state = world.state.model_copy(update={"said": fingerprints(greeting)})
    return world


def _of_form(case: ConversationCase, at: datetime) -> Iterator[Fact]:
    """The fields of a form as facts: they are the lead's words too, and as little to be trusted."""
    for slot, text in case.form.items():
        proof = FormEvidence(form=case.source.conversion or "form", field=slot, quote=text, at=at)
        yield Fact(id=f"fc_form_{slot}", slot=slot, value=Text(text=text), evidence=(proof,), at=at)


class Lead(Protocol):
    """Whoever plays the lead. `asks`: the slot that the agent's last message asked for; None ends the conversation."""

    async def answer(self, world: World, asks: str | None, *, interjects: bool) -> str | None: ...


async def converse(case: ConversationCase, agent: Agent, playbook: Playbook, lead: Lead | None = None) -> World:
    """Play the lead against the agent until the agent is done, or the lead gives up."""
    world = _world(case, playbook)
    lead = lead or Scripted(case)
    text: str | None = case.opening
    for number in range(1, MOST_MESSAGES + 1):
        text = case.interject.get(str(number), text) if number > 1 else text
        if text is None:
            break
        message = world.add("lead", text)
        world.apply(await run_turn(agent, world.snapshot(message), playbook, _unheard))
        reply = world.results[-1].reply
        asks = reply.asks if reply is not None else None
        if world.opted_out or reply is None or (world.status != "open" and asks is None):
            break
        text = await lead.answer(world, asks, interjects=str(number + 1) in case.interject)
    return world


class Scripted:
    """A lead that answers by slot: the same words for the same question, every time."""

    def __init__(self, case: ConversationCase) -> None:
        self._case = case
        self._used: dict[str, int] = {}

    async def answer(self, world: World, asks: str | None, *, interjects: bool) -> str | None:
        """The n-th answer to a slot, the last one repeated; an interjection uses no answer up."""
        slot = asks if asks in self._case.answers else "other"
        answers = self._case.answers.get(slot) or ["ok"]
        text = answers[min(self._used.get(slot, 0), len(answers) - 1)]
        if not interjects:
            self._used[slot] = self._used.get(slot, 0) + 1
        return text


async def _unheard(text: str) -> None:
    return None


def prediction(world: World) -> dict[str, Any]:
    """The end state in `score.py`'s form. A hand-over to support's people is no sales handoff."""
    inputs = inputs_of(world.facts, world.activities, None, world.now)
    last = world.results[-1].assessment if world.results else assess(inputs, world.playbook.policy)
    return {
        "id": world.case.id,
        "transcript": [{"from": message.sender, "text": message.text} for message in world.messages],
        "facts": as_frame(dict(current(world.facts))),
        "stage": last.stage if last is not None else "lead",
        "handoff": any(reason != "support" for reason in world.handoffs),
    }
