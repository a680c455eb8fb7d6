"""Conversations by text that we begin: after a form with consent, and where a web visitor wants to go on by text."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.dialogue import DialogueState, Move
from agent.facts import Facts, current
from agent.frame import TEXTED, Asked, Channel, Slot
from agent.playbook import Playbook
from agent.segments import fits, folded
from agent.wording import fingerprints
from channels.inbox import TURN
from channels.sms import Texting
from channels.sms_lead import open_texted, remembered_of, taken_over
from channels.sms_say import say
from crm_store import addresses, consents, conversations, facts, leads
from crm_store.conversations import Conversation
from crm_store.leads import Lead

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

FORM = "you sent us a form"
CHAT = "you asked to go on by text"
_WAY_OUT = "Reply HELP for help, STOP to opt out."
_STILL_TALKING = timedelta(hours=24)
_WITH_A_PERSON = ("waiting", "with_human")
_SLOTS: dict[Asked, tuple[Slot, ...]] = {"contact": ("email", "phone")}


@dataclass(frozen=True, slots=True)
class First:
    """The first words, the slot that they ask for, and which way of asking they use."""

    text: str
    asks: Asked | None


async def start_by_text(
    connection: "AsyncConnection",
    texting: Texting,
    lead_id: str,
    phone: str,
    now: datetime,
    *,
    channel: Channel = "sms",
) -> str | None:
    """Begin to text a lead who filled in a form and agreed to it; the conversation's id, or None where nothing is sent.

    Call it in the transaction that stores the lead and its consent. `phone` in E.164. Nothing is sent without a consent
    on record, nor while a conversation by text is going on. The form's own message is answered in the conversation.
    """
    lead = await leads.get(connection, lead_id)
    if lead is None or not await _may_begin(connection, texting, lead, channel, phone):
        return None
    before = await conversations.by_address(connection, lead.playbook, channel, phone)
    if before is not None and (before.status in _WITH_A_PERSON or now - before.updated_at < _STILL_TALKING):
        return before.id
    line = texting.line_of(lead.playbook, channel)
    written = await addresses.form_without_answer(connection, lead_id)
    if before is None:
        state = await remembered_of(connection, lead_id)
        if written is None:
            before = await open_texted(connection, lead_id, channel, phone, line, now, state)
        else:
            before = await taken_over(connection, written, channel, phone, line, now)
    else:
        state = DialogueState.model_validate(before.state)
    first = first_words(
        texting.playbooks[lead.playbook], lead, await _known(connection, lead), state, FORM, asks=written is None
    )
    await _say(connection, texting, before, first, state, now)
    if written is not None:
        arguments = {"conversation_id": before.id}
        await texting.store.jobs.enqueue(connection, TURN, arguments, lock=before.id)
    return before.id


async def go_on_by_text(
    connection: "AsyncConnection", texting: Texting, conversation_id: str, now: datetime, channel: Channel = "sms"
) -> bool:
    """Take a web chat on by text: the same conversation, with one more way. False where nothing is said.

    Nothing is said without a number and a consent to be texted on record, or while a rep has the conversation (what
    they write goes out by text from now on). The number's earlier conversation ends where this one takes it over,
    unless a person is in it.
    """
    standing = await conversations.lock(connection, conversation_id)
    lead = None if standing is None else await leads.get(connection, standing.lead_id)
    if standing is None or lead is None:
        return False
    known = await _known(connection, lead)
    phone = getattr(known["phone"].value, "text", None) if "phone" in known else None
    if not phone or not await _may_begin(connection, texting, lead, channel, phone):
        return False
    before = await conversations.by_address(connection, lead.playbook, channel, phone)
    if before is not None and _is_under_way(before, conversation_id):
        return False
    line = texting.line_of(lead.playbook, channel) if before is None else before.line
    talk = await taken_over(connection, conversation_id, channel, phone, line, now)
    if standing.holder == "rep":
        return False
    state = DialogueState.model_validate(talk.state)
    asks = state.handed_over is None and not state.not_interested
    first = first_words(texting.playbooks[lead.playbook], lead, known, state, CHAT, asks=asks)
    await _say(connection, texting, talk, first, state, now)
    return True


def _is_under_way(before: Conversation, conversation_id: str) -> bool:
    if before.id == conversation_id:
        return before.channel in TEXTED
    return before.status in _WITH_A_PERSON


async def _may_begin(connection: "AsyncConnection", texting: Texting, lead: Lead, channel: Channel, phone: str) -> bool:
    if lead.playbook not in texting.playbooks or not texting.is_set_up:
        return False
    return await consents.state(connection, channel, phone) == "granted"


async def _known(connection: "AsyncConnection", lead: Lead) -> Facts:
    return current(await facts.of_lead(connection, lead.id))


async def _say(
    connection: "AsyncConnection",
    texting: Texting,
    talk: Conversation,
    first: First,
    state: DialogueState,
    now: datetime,
) -> None:
    """Store the first words and their sending. A question that stood open already is not counted a second time."""
    place = await conversations.next_seq(connection, talk.id, now)
    if place is None:
        return
    lead_id, seq = place
    move = Move(kind="ask", asks=first.asks, reason="we begin by text")
    channel = talk.channel
    await say(texting, connection, talk.id, lead_id, first.text, seq, now, move=move, asks=first.asks, channel=channel)
    stands_open = first.asks is not None and first.asks == state.last_asked
    asked = state.asked if first.asks is None or stands_open else state.asked | {
        first.asks: state.asked.get(first.asks, 0) + 1
    }  # fmt: skip
    told = {"asked": asked, "last_asked": first.asks, "said": (*state.said, *fingerprints(first.text)), "closed": False}
    remembered = state.model_copy(update=told).model_dump(mode="json")
    status = talk.status if talk.status in _WITH_A_PERSON else "open"
    await conversations.change(connection, talk.id, now, state=remembered, status=status)


def first_words(
    playbook: Playbook, lead: Lead, known: Facts, state: DialogueState, why: str, *, asks: bool = True
) -> First:
    """Who writes (an AI, for whom), why they hear from us, one question, and the way out; two segments at most."""
    business = playbook.business
    hello = f"Hi {lead.name.split()[0]}" if lead.name else "Hi"
    intro = f"{hello}, it's {business.agent_name}, the AI assistant at {business.name}. You get this because {why}."
    for slot, question in _questions(playbook, known, state) if asks else ():
        text = folded(" ".join((intro, question, _WAY_OUT)))
        if fits(text):
            return First(text, slot)
    return First(folded(f"{intro} {_WAY_OUT}"), None)


def _questions(playbook: Playbook, known: Facts, state: DialogueState) -> list[tuple[Asked, str]]:
    """Ways to ask the first open question, then shorter ones."""
    for question in playbook.questions:
        slots = _SLOTS.get(question.slot) or (question.slot,)
        if question.slot != "contact" and question.slot not in state.declined and not set(slots) & set(known):
            wording = question.sms or question.web
            again = state.asked.get(question.slot, 0) > 0
            ways = (*wording.again, *wording.first) if again else wording.first
            return [(question.slot, way) for way in (ways[0], *sorted(ways[1:], key=len))]
    return []


@dataclass(frozen=True)
class GoingOn:
    """The handler of the job that takes a web chat on by text."""

    texting: Texting

    async def go_on(self, lead_id: str, conversation_id: str | None = None) -> None:
        """The lead has agreed on the web and its number is known. Where that is not so any more, nothing happens.

        `lead_id`: who they were then; by now they may be joined to who they were before.
        """
        async with self.texting.store.transaction() as connection:
            if conversation_id is None:
                talks = await conversations.of_lead(connection, lead_id)
                conversation_id = next((talk.id for talk in talks if talk.channel == "web"), None)
            if conversation_id is not None:
                await go_on_by_text(connection, self.texting, conversation_id, self.texting.now())
