"""Conversations by text that we begin: after a form with consent, and where a web visitor wants to go on by text."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.dialogue import DialogueState, Move
from agent.facts import Facts, current
from agent.frame import Asked, Channel, Slot
from agent.playbook import Playbook
from agent.segments import fits, folded
from agent.wording import fingerprints
from channels.inbox import TURN
from channels.sms import Texting
from channels.sms_lead import open_texted, remembered_of
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
    why: str = FORM,
    channel: Channel = "sms",
) -> str | None:
    """Begin to text a lead who agreed to it; the conversation's id, or None where nothing is sent.

    Call it in the transaction that stores the lead and its consent. `phone` in E.164; `why` goes into "You get this
    because ...". Nothing is sent without a consent on record, nor while a conversation by text is going on. The lead's
    unanswered message (a form's) is joined to the conversation and answered in it.
    """
    lead = await leads.get(connection, lead_id)
    playbook = None if lead is None else texting.playbooks.get(lead.playbook)
    if lead is None or playbook is None or not texting.is_set_up:
        return None
    if await consents.state(connection, channel, phone) != "granted":
        return None
    before = await conversations.by_address(connection, lead.playbook, channel, phone)
    if before is not None and (before.status in ("waiting", "with_human") or now - before.updated_at < _STILL_TALKING):
        return before.id
    line = texting.line_of(lead.playbook, channel)
    written = await addresses.form_without_answer(connection, lead_id)
    state = DialogueState() if before is None else DialogueState.model_validate(before.state)
    if before is None:
        state = await remembered_of(connection, lead_id)
        before = await _joined(connection, written, channel, phone, line, now) or await open_texted(
            connection, lead_id, channel, phone, line, now, state
        )
    known = current(await facts.of_lead(connection, lead_id))
    first = first_words(playbook, lead, known, state, why, asks=written is None)
    await _say(connection, texting, before, first, state, now)
    if written is not None:
        arguments = {"conversation_id": before.id}
        await texting.store.jobs.enqueue(connection, TURN, arguments, lock=before.id)
    return before.id


async def _joined(
    connection: "AsyncConnection",
    written: str | None,
    channel: Channel,
    phone: str,
    line: str | None,
    now: datetime,
) -> Conversation | None:
    if written is None:
        return None
    await conversations.change(connection, written, now, channel=channel, address=phone)
    if line is not None:
        await addresses.set_line(connection, written, line)
    return await conversations.get(connection, written)


async def _say(
    connection: "AsyncConnection",
    texting: Texting,
    talk: Conversation,
    first: First,
    state: DialogueState,
    now: datetime,
) -> None:
    place = await conversations.next_seq(connection, talk.id, now)
    if place is None:
        return
    lead_id, seq = place
    move = Move(kind="ask", asks=first.asks, reason="we begin by text")
    await say(texting, connection, talk.id, lead_id, first.text, seq, now, move=move, asks=first.asks)
    asked = state.asked | ({first.asks: state.asked.get(first.asks, 0) + 1} if first.asks else {})
    told = {"asked": asked, "last_asked": first.asks, "said": (*state.said, *fingerprints(first.text)), "closed": False}
    remembered = state.model_copy(update=told).model_dump(mode="json")
    await conversations.change(connection, talk.id, now, state=remembered, status="open")


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

    async def go_on(self, lead_id: str) -> None:
        """The lead has agreed on the web and its number is known. Where that is not so any more, nothing happens."""
        async with self.texting.store.transaction() as connection:
            phone = current(await facts.of_lead(connection, lead_id)).get("phone")
            number = None if phone is None else getattr(phone.value, "text", None)
            if number:
                await start_by_text(connection, self.texting, lead_id, number, self.texting.now(), why=CHAT)
