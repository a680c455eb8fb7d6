"""What the lead page shows, as values ready for its template. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.assessment import Assessment, Line
from agent.facts import Fact, current
from agent.frame import BANT, SLOTS
from agent.handoff import LABELS, origin_of
from agent.plain import in_words
from agent.playbook import Playbook
from channels.console_transcript import Anchors, Segment, segments
from channels.handoff_verdicts import WORDS
from crm_store.conversations import Conversation
from crm_store.handoff_steps import Step
from crm_store.handoffs import Handoff
from crm_store.messages import Message
from crm_store.notices import Notice
from crm_store.spending import Spent

SENDERS = {"lead": "Lead", "agent": "Agent", "rep": "Colleague", "system": "System"}
WAYS = {"email": "Email", "sms": "Text message", "webhook": "Webhook", "slack": "Slack", "teams": "Teams"}
"""How people are told of a handoff."""
CHANNELS = {"web": "Web chat", "sms": "Text message", "whatsapp": "WhatsApp", "terminal": "Terminal", "form": "Form"}
STATUSES = {
    "open": "The agent talks",
    "waiting": "Waits for a person",
    "with_human": "With a person",
    "closed": "Ended",
}
HANDOFFS = {
    "offered": "Waiting for you", "accepted": "Accepted", "rejected": "Rejected", "withdrawn": "Withdrawn",
    "expired": "Expired",
}  # fmt: skip
REASONS = {"sql": "Qualified", "asked_for_person": "Asked for a person", "support": "Needs support"}
STAGES = {"SQL": "SQL", "MQL": "MQL", "lead": "Lead", "disqualified": "Disqualified"}
NOTICES = {
    "pending": "Will be tried again", "sending": "Being sent", "sent": "Sent", "failed": "Given up",
    "not_configured": "Not set up", "dropped": "Not needed any more",
}  # fmt: skip
DELIVERIES = {"failed": "Not delivered", "undelivered": "Not delivered", "queued": "On its way"}


@dataclass(frozen=True, slots=True)
class MessageView:
    id: str
    sender: str
    who: str
    segments: tuple[Segment, ...]
    at: datetime
    trouble: str | None
    """Why it did not reach the lead, if it did not."""


@dataclass(frozen=True, slots=True)
class ConversationView:
    id: str
    channel: str
    status: str
    started: datetime
    messages: tuple[MessageView, ...]
    cost: Spent | None
    """None where no turn was made in it."""


@dataclass(frozen=True, slots=True)
class DeskView:
    """The conversation that a rep can talk in: who has it, and what the rep who looks may do."""

    conversation_id: str
    status: str
    words: str
    holder: str | None
    """The rep who has it, by name."""
    is_mine: bool
    can_take: bool
    channel: str
    opted_out: bool


def desk_view(
    conversation: Conversation | None, names: Mapping[str, str], user_id: str, now: datetime
) -> DeskView | None:
    """None where there is nothing to talk in (a form)."""
    if conversation is None:
        return None
    held = conversation.holder == "rep"
    until = conversation.held_until
    is_mine = held and conversation.holder_user == user_id
    return DeskView(
        conversation_id=conversation.id,
        status=conversation.status,
        words=STATUSES.get(conversation.status, conversation.status),
        holder=names.get(conversation.holder_user or "", "a colleague") if held else None,
        is_mine=is_mine,
        can_take=not held or is_mine or (until is not None and until < now),
        channel=CHANNELS.get(conversation.channel, conversation.channel),
        opted_out=conversation.opted_out,
    )


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact in words; `gone_at`: when a newer one replaced it."""

    label: str
    words: str
    quote: str
    origin: str
    anchor: str | None
    at: datetime
    gone_at: datetime | None = None
    earlier: tuple["FactView", ...] = ()
    """What it replaced, newest first."""


@dataclass(frozen=True, slots=True)
class ClaimView:
    label: str
    words: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LineView:
    part: str
    points: float
    of: float
    reason: str
    quote: str | None
    anchor: str | None
    open: bool

    @property
    def share(self) -> float:
        """Percent of the points there are."""
        return round(100 * self.points / self.of, 1) if self.of else 0.0


@dataclass(frozen=True, slots=True)
class NoticeView:
    id: str
    kind: str
    target: str
    status: str
    words: str
    error: str | None
    at: datetime | None
    can_resend: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """Whom the handoff was offered to and what came of it."""

    who: str
    why: str
    at: datetime
    due_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class HandoffView:
    id: str
    status: str
    words: str
    reason: str
    offered_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    verdict: str | None
    note: str | None
    notices: tuple[NoticeView, ...]
    assigned_to: str | None = None
    due_at: datetime | None = None
    steps: tuple[StepView, ...] = ()

    @property
    def can_accept(self) -> bool:
        return self.status == "offered"

    @property
    def can_reject(self) -> bool:
        return self.status in ("offered", "accepted")


def conversation_views(
    conversations: Sequence[Conversation], messages: Sequence[Message], anchors: Anchors, speakers: Mapping[str, str],
    costs: Mapping[str, Spent],
) -> tuple[ConversationView, ...]:  # fmt: skip
    """Oldest first, as they were talked. `speakers`: names of reps by their ids, of the others by `Message.sender`."""
    return tuple(
        ConversationView(
            id=one.id,
            channel=CHANNELS.get(one.channel, one.channel),
            status=STATUSES.get(one.status, one.status),
            started=one.created_at,
            messages=tuple(
                _message(message, anchors, speakers)
                for message in sorted(messages, key=lambda message: message.seq)
                if message.conversation_id == one.id
            ),
            cost=costs.get(one.id),
        )
        for one in sorted(conversations, key=lambda one: (one.created_at, one.id))
    )


def _message(message: Message, anchors: Anchors, speakers: Mapping[str, str]) -> MessageView:
    trouble = DELIVERIES.get(message.delivery or "")
    if trouble and message.delivery_error:
        trouble = f"{trouble}: {message.delivery_error}"
    who = speakers.get(message.user_id or message.sender) or SENDERS.get(message.sender, message.sender)
    return MessageView(message.id, message.sender, who, segments(message, anchors.marks), message.at, trouble)


def fact_views(history: Sequence[Fact], anchors: Anchors) -> tuple[FactView, ...]:
    """The facts in force in a fixed order, each with what it replaced."""
    facts, by_id = current(history), {fact.id: fact for fact in history}
    order = dict.fromkeys((*BANT, *SLOTS))
    return tuple(_fact(facts[slot], by_id, anchors) for slot in order if slot in facts)


def _fact(fact: Fact, by_id: Mapping[str, Fact], anchors: Anchors) -> FactView:
    earlier: list[FactView] = []
    newer, old = fact, by_id.get(fact.supersedes or "")
    while old is not None and len(earlier) < len(by_id):
        earlier.append(_plain(old, anchors, gone_at=newer.at))
        newer, old = old, by_id.get(old.supersedes or "")
    return _plain(fact, anchors, earlier=tuple(earlier))


def _plain(
    fact: Fact, anchors: Anchors, *, gone_at: datetime | None = None, earlier: tuple[FactView, ...] = ()
) -> FactView:
    label, words, origin = LABELS[fact.slot], in_words(fact.value), origin_of(fact)
    return FactView(label, words, fact.quote, origin, anchors.of_fact(fact), fact.at, gone_at, earlier)


def claim_views(history: Sequence[Fact]) -> tuple[ClaimView, ...]:
    """Claims that were not believed, newest first."""
    claims = [fact for fact in history if not fact.verified]
    return tuple(
        ClaimView(LABELS[fact.slot], in_words(fact.value), fact.reason or "not proven by the words quoted", fact.at)
        for fact in sorted(claims, key=lambda fact: (fact.at, fact.id), reverse=True)
    )


def line_views(lines: Sequence[Line], anchors: Anchors) -> tuple[LineView, ...]:
    return tuple(
        LineView(
            part=line.part,
            points=line.points,
            of=line.of,
            reason=line.reason,
            quote=line.quote,
            anchor=anchors.of_quote(line.message_id, line.quote),
            open=line.open,
        )
        for line in lines
    )


def why_words(assessment: Assessment) -> str:
    """The stage and its reason as one sentence."""
    if assessment.stage == "SQL":
        return f"SQL: need, budget, authority and timeline are there, and {assessment.score:g} points."
    return f"{STAGES.get(assessment.stage, assessment.stage)}: {assessment.reason}."


def waiting_words(assessment: Assessment) -> str:
    """What to do with a lead that was not handed over: mostly nothing, the agent is at it."""
    if assessment.stage == "disqualified":
        return "Nothing to do: this lead is out."
    if not assessment.missing:
        return "Nothing to do yet: the agent goes on. Take over whenever you want to."
    return (
        f"Nothing to do yet: the agent still asks about {_listed(assessment.missing)}. Take over whenever you want to."
    )


def _listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def missing_for_sql(assessment: Assessment, playbook: Playbook) -> tuple[str, ...]:
    """What still stands between this lead and SQL, in words; empty where nothing does."""
    if assessment.stage in ("SQL", "disqualified"):
        return ()
    reasons = {str(line.part): line.reason for line in assessment.lines}
    gaps = [f"{gate.capitalize()}: {reasons.get(gate, 'not known yet')}" for gate in assessment.missing]
    short = playbook.policy.thresholds.sql_total - assessment.score
    if short > 0:
        gaps.append(f"Points: {round(short, 2):g} short of {playbook.policy.thresholds.sql_total:g}")
    return tuple(gaps)


def handoff_words(status: str, assigned_to: str | None, user_id: str, who: str = "a colleague") -> str:
    """What a handoff's status is to that user; `who`: the rep who is asked, by name."""
    if status == "offered" and assigned_to not in (None, user_id):
        return f"Waiting for {who}"
    return HANDOFFS.get(status, status)


def handoff_view(
    handoff: Handoff, notices: Sequence[Notice], names: Mapping[str, str], user_id: str, steps: Sequence[Step] = ()
) -> HandoffView:
    """`user_id`: who looks."""
    verdicts = {str(reason): words for reason, words in WORDS.items()}
    return HandoffView(
        id=handoff.id,
        status=handoff.status,
        words=handoff_words(
            handoff.status, handoff.assigned_to, user_id, names.get(handoff.assigned_to or "", "a rep")
        ),
        reason=REASONS.get(handoff.reason, handoff.reason),
        offered_at=handoff.offered_at,
        decided_at=handoff.decided_at,
        decided_by=names.get(handoff.decided_by or "", handoff.decided_by),
        verdict=verdicts.get(handoff.reject_reason or "", handoff.reject_reason),
        note=handoff.note,
        notices=tuple(_notice(notice) for notice in notices),
        assigned_to=names.get(handoff.assigned_to or ""),
        due_at=handoff.due_at,
        steps=tuple(_step(step, names) for step in steps),
    )


def _step(step: Step, names: Mapping[str, str]) -> StepView:
    who = names.get(step.user_id, "A former colleague") if step.user_id else "Nobody"
    outcome = step.outcome or "waiting"
    words = f"{outcome}: {step.reason}" if step.reason and outcome == "declined" else outcome
    return StepView(who, step.why, step.offered_at, step.due_at, words)


def _notice(notice: Notice) -> NoticeView:
    words = NOTICES.get(notice.status, notice.status)
    if notice.status == "pending" and notice.attempts == 0:
        words = "About to be sent"
    at = notice.sent_at if notice.status == "sent" else notice.next_at if notice.status == "pending" else None
    kind = WAYS.get(notice.kind, notice.kind)
    can_resend = notice.status in ("failed", "not_configured")
    return NoticeView(notice.id, kind, notice.target, notice.status, words, notice.last_error, at, can_resend)


def ago(at: datetime, now: datetime) -> str:
    """How long ago in one short word: now, 5 min, 3 h, 2 d, else the date."""
    passed = max(now - at, timedelta(0))
    if passed < timedelta(minutes=1):
        return "now"
    if passed < timedelta(hours=1):
        return f"{passed.seconds // 60} min"
    if passed < timedelta(days=1):
        return f"{passed.seconds // 3600} h"
    if passed < timedelta(days=14):
        return f"{passed.days} d"
    return f"{at.day} {at:%b %Y}"
