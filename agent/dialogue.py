"""A turn's values: the frozen snapshot that goes in, the move that is decided, the result that comes out."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from agent.assessment import Activity, Assessment
from agent.facts import Fact, Heard
from agent.frame import Asked, Channel, Slot
from agent.scoring import ScoringInputs

Sender = Literal["lead", "agent", "rep", "system"]
Status = Literal["open", "waiting", "with_human", "closed"]
"""open: the agent talks. waiting: handed over, no rep yet. with_human: a rep holds it. closed: ended well."""

MoveKind = Literal[
    "ask", "confirm", "hand_over", "step_aside", "close", "acknowledge_opt_out", "acknowledge_opt_in", "help",
    "offer_help",
]  # fmt: skip
Acknowledged = Literal["noted", "corrected", "unsure", "declined", "meeting", "callback"]
HandoffReason = Literal["sql", "asked_for_person", "support"]
Step = Literal["understand", "speak", "repair"]
"""What a model is called for."""


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Utterance(Frozen):
    """One message of the transcript."""

    id: str
    sender: Sender
    text: str
    at: datetime
    asks: Asked | None = None


class OpenQuestion(Frozen):
    """A question of the lead's that the playbook's facts do not answer: kept for the rep."""

    text: str
    message_id: str


class Doubt(Frozen):
    """A claim that the agent asks the lead to confirm: contradictory, or not readable from the words."""

    slot: Slot
    text: str
    """What the agent believes it heard, in plain words ("20,000 a year")."""


class DialogueState(Frozen):
    """What the conversation remembers besides facts. Size-bounded: it does not grow with the conversation."""

    asked: dict[Asked, int] = {}
    """How often each slot was asked for; asking again after the lead's own question does not count twice."""
    declined: tuple[Asked, ...] = ()
    last_asked: Asked | None = None
    doubt: Doubt | None = None
    doubted: tuple[Slot, ...] = ()
    """Slots that were confirmed once: nobody is asked to confirm twice."""
    open_questions: tuple[OpenQuestion, ...] = ()
    said: tuple[str, ...] = ()
    """Fingerprints of the sentences said so far (the newest 80): none is said again."""
    handed_over: HandoffReason | None = None
    not_interested: bool = False
    wants: tuple[Literal["wants_meeting", "callback_later"], ...] = ()
    """Kept for the rep; they hand nobody over by themselves."""
    asked_again: dict[Asked, int] = {}
    """How often each question came again after the lead's own without counting as a second asking."""
    offered_help: int = 0
    turns: int = 0
    closed: bool = False
    handled: tuple[HandoffReason, ...] = ()
    """Reasons for which a person has had the conversation and given it back: nobody is called for them again."""
    returned_at: datetime | None = None
    """When a person gave it back last: a wish for a person that is older has been met."""
    touched: int = 0
    """How often a person took over, gave back or corrected something: a turn that ran meanwhile runs again."""


class LeadView(Frozen):
    """The lead as the turn sees it."""

    id: str
    playbook: str
    opted_out: bool = False
    source: dict[str, Any] = {}
    phone_known: bool = False
    """True on SMS and WhatsApp: the number is how we talk."""


class Snapshot(Frozen):
    """All that a turn may look at, loaded once. The turn reads nothing else, not even the clock."""

    turn_id: str
    conversation_id: str
    channel: Channel
    lead: LeadView
    held_by_rep: bool
    history: tuple[Fact, ...]
    """Every fact of the lead, superseded and unverified ones too."""
    heard: tuple[Heard, ...]
    activities: tuple[Activity, ...]
    recent: tuple[Utterance, ...]
    """The last few messages before the unread ones, oldest first."""
    unread: tuple[Utterance, ...]
    """The lead's messages that no turn has answered, oldest first."""
    state: DialogueState
    now: datetime
    today: date
    """`now` in the business's time zone."""
    is_new_channel: bool = False
    """The conversation came from another channel, and the agent has said nothing on this one yet."""


class Answer(Frozen):
    """The lead's question and what the playbook says; `text` None: nobody told the agent, so it says so."""

    question: str
    text: str | None = None
    topic: str = ""


class Move(Frozen):
    """What the agent does next. Decided by code; a model only words it."""

    kind: MoveKind
    asks: Asked | None = None
    again: bool = False
    """The second asking, worded differently."""
    answers: tuple[Answer, ...] = ()
    heard: tuple[Slot, ...] = ()
    """Slots that this turn filled: may be acknowledged."""
    doubt: Doubt | None = None
    reason: str = ""
    """Why this move: for the trace and `--explain`; of a hand-over or a step aside, its machine-readable reason."""
    acknowledge: tuple[Acknowledged, ...] = ()
    """What of the lead's message deserves a word before the move."""
    person: str = ""
    """When a person answers, in words; empty where that is not known, or nothing to say here."""


class Reply(Frozen):
    """Words ready to go out."""

    text: str
    asks: Asked | None
    move: Move


class HandoffOffer(Frozen):
    """One lead for a person: why, and the summary's own data at this moment (rendered by the channels)."""

    reason: HandoffReason
    stage: str
    score: float


class ConsentChange(Frozen):
    """What the lead said about being written to."""

    state: Literal["granted", "revoked"]
    message_id: str
    quote: str


class ModelCall(Frozen):
    """One call of a model: what it was for, who answered, what it used and cost, and what went wrong."""

    step: Step
    model: str
    prompt_hash: str
    tokens_in: int = 0
    tokens_out: int = 0
    ms: float = 0.0
    error: str | None = None
    tokens_cached: int = 0
    """Of `tokens_in`, those that the provider had in its cache."""
    cost: float | None = 0.0
    """US dollars; None where the model's price is not known."""
    first_ms: float | None = None
    """Until the first streamed word."""
    outcome: str = "ok"
    """ok, or the kind of failure (agent/failures.py), or why it was not called; for counting."""


class Trace(Frozen):
    """Why the turn came out as it did: enough to answer questions about it a year later."""

    playbook_hash: str
    move: Move | None
    calls: tuple[ModelCall, ...] = ()
    unverified: tuple[str, ...] = ()
    guard: tuple[str, ...] = ()
    silent_because: str | None = None

    @property
    def cost(self) -> float | None:
        """US dollars of all calls; None where the price of one is not known."""
        costs = [call.cost for call in self.calls]
        known = [cost for cost in costs if cost is not None]
        return round(sum(known), 6) if len(known) == len(costs) else None


class TurnResult(Frozen):
    """All effects of one turn, as data; the store commits them at once or not at all."""

    facts: tuple[Fact, ...] = ()
    heard: tuple[Heard, ...] = ()
    assessment: Assessment | None = None
    reply: Reply | None = None
    inputs: ScoringInputs | None = None
    """What the assessment was computed from: stored with it, so that it can be computed again."""
    state: DialogueState
    status: Status | None
    """None: unchanged."""
    handoff: HandoffOffer | None = None
    consent: ConsentChange | None = None
    trace: Trace
