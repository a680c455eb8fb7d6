"""All that is known of one lead, loaded once, and the summary that a rep gets of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.assessment import Activity, Assessment
from agent.dialogue import DialogueState, HandoffReason
from agent.facts import Fact, Heard
from agent.frame import TEXTED
from agent.handoff import HandoffSummary, summarise
from agent.handoff import Lead as SummarisedLead
from agent.playbook import Playbook
from agent.scoring import ScoringInputs, assess, inputs_of
from crm_store import activities, assessments, consents, conversations, facts, handoffs, leads, messages, outcomes
from crm_store.activities import ActivityRow
from crm_store.consents import Consent
from crm_store.conversations import Conversation
from crm_store.handoffs import Handoff
from crm_store.leads import Lead
from crm_store.messages import Message
from crm_store.outcomes import Outcome

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class LeadFile:
    """One lead with all that hangs on it. Lists are oldest first; conversations, handoffs and outcomes newest first."""

    lead: Lead
    conversations: list[Conversation]
    messages: list[Message]
    history: tuple[Fact, ...]
    heard: tuple[Heard, ...]
    activities: list[ActivityRow]
    assessment: Assessment | None
    """The newest that is stored; None before the first turn."""
    handoffs: list[Handoff]
    consents: list[Consent]
    outcomes: list[Outcome]

    def conversation(self, conversation_id: str | None = None) -> Conversation | None:
        """The one that is named, else the newest that has a word of the lead in it, else the newest."""
        if conversation_id is not None:
            return next((one for one in self.conversations if one.id == conversation_id), None)
        spoken = {message.conversation_id for message in self.messages if message.sender == "lead"}
        return next((one for one in self.conversations if one.id in spoken), next(iter(self.conversations), None))


async def load(connection: "AsyncConnection", lead_id: str) -> LeadFile | None:
    """None where there is no such lead (it was erased)."""
    lead = await leads.get(connection, lead_id)
    if lead is None:
        return None
    scored = await assessments.latest(connection, lead_id)
    return LeadFile(
        lead=lead,
        conversations=await conversations.of_lead(connection, lead_id),
        messages=await messages.of_lead(connection, lead_id),
        history=tuple(await facts.of_lead(connection, lead_id)),
        heard=tuple(await facts.heard_of(connection, lead_id)),
        activities=await activities.of_lead(connection, lead_id),
        assessment=None if scored is None else Assessment.model_validate(scored.result),
        handoffs=await handoffs.of_lead(connection, lead_id),
        consents=await consents.of_lead(connection, lead_id),
        outcomes=await outcomes.of_lead(connection, lead_id),
    )


def inputs_for(file: LeadFile, now: datetime) -> ScoringInputs:
    """What the scorer needs of this lead at `now`."""
    done = tuple(Activity.model_validate({"type": one.type, "at": one.at}) for one in file.activities)
    return inputs_of(file.history, done, not_interested(file), now)


def not_interested(file: LeadFile) -> Heard | None:
    """That the lead wants nothing of us, where a conversation still holds it for true."""
    if not any(one.state.get("not_interested") for one in file.conversations):
        return None
    return next((one for one in reversed(file.heard) if one.signal == "not_interested"), None)


def assessment_of(file: LeadFile, playbook: Playbook, now: datetime) -> Assessment:
    """The stored assessment, or where no turn has scored the lead yet, one made now."""
    return file.assessment or assess(inputs_for(file, now), playbook.policy)


def summary_of(
    file: LeadFile,
    playbook: Playbook,
    reason: HandoffReason,
    link: str,
    now: datetime,
    conversation_id: str | None = None,
) -> HandoffSummary:
    """The summary as of `now`, of the conversation that was handed over."""
    conversation = file.conversation(conversation_id)
    texted = conversation is not None and conversation.channel in TEXTED
    lead = SummarisedLead.model_validate({
        "id": file.lead.id,
        "channel": conversation.channel if conversation else "web",
        "source": file.lead.source,
        "number": conversation.address if conversation and texted else None,
    })  # fmt: skip
    state = DialogueState.model_validate(conversation.state if conversation else {})
    assessment = assessment_of(file, playbook, now)
    told = told_when(file, conversation.id if conversation else "")
    return summarise(lead, playbook, reason, assessment, file.history, file.heard, state, link, now, told=told)


def told_when(file: LeadFile, conversation_id: str) -> str:
    """What the lead was told there of when a person answers, the last time; empty where that is not known."""
    moves = (one.move or {} for one in reversed(file.messages) if one.conversation_id == conversation_id)
    return next((str(move["person"]) for move in moves if move.get("person")), "")


def console_link(public_url: str, lead_id: str) -> str:
    """Where a rep opens the lead."""
    return f"{public_url.rstrip('/')}/console/leads/{lead_id}"
