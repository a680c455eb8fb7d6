"""A text message comes in: one transaction stores it with its lead, its conversation, its consent and its job."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from agent.dialogue import DialogueState, Move
from agent.frame import Channel
from agent.playbook import Playbook
from agent.wording import fingerprints
from channels import sms_flood
from channels.inbox import TURN, Empty, readable
from channels.sms import SEND, Texting
from channels.sms_burst import answer_at
from channels.sms_consent import Keyword, keyword_in, revoke
from channels.sms_lead import conversation_of, is_over
from channels.sms_media import answer_to_media, is_only_media
from channels.sms_say import say
from crm_store import addresses, consents, conversations, events, messages
from crm_store.addresses import Arrival
from crm_store.conversations import Conversation
from crm_store.events import Event
from crm_store.messages import Message

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

log = logging.getLogger("bantam.sms")

BY_FLOOD = "flood"
BY_KEYWORD = "keyword"
"""Stands for the turn in `answered_by`: code answered, no model ran."""
_MOVES: dict[Keyword, Literal["acknowledge_opt_out", "acknowledge_opt_in", "help"]] = {
    "STOP": "acknowledge_opt_out", "START": "acknowledge_opt_in", "HELP": "help",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message as it came. `address`: who wrote, `line`: which number of ours (E.164); `token`: of this request."""

    sid: str
    token: str | None
    channel: Channel
    address: str
    line: str
    text: str
    opt_out_type: Keyword | None = None
    """The carrier has acted on it and answered it by itself."""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The stored message and where it stands."""

    conversation: Conversation
    message: Message
    playbook: Playbook
    now: datetime


async def take(texting: Texting, inbound: Inbound) -> None:
    """Store it, once; a message that came before changes nothing. Nothing is read and no model runs here."""
    try:
        words = readable(inbound.text)
    except Empty:
        log.info("An empty message came in: %s", inbound.sid)
        return
    name = texting.playbook_of(inbound.line)
    playbook = texting.playbooks.get(name or "")
    if playbook is None:
        log.error("No playbook is set for our number %s: the message %s is lost", inbound.line, inbound.sid)
        return
    now = texting.now()
    keys = [inbound.sid] if inbound.token is None else [inbound.sid, f"token:{inbound.token}"]
    async with texting.store.transaction() as connection:
        if not await addresses.receive(connection, keys, now):
            return
        met = await _met(texting, connection, playbook, inbound, now)
        if met is None:
            return  # erased at this very moment
        message = await messages.hear(connection, met.conversation.id, words, now, inbound.sid, inbound.channel)
        if message is None:
            return  # erased at this very moment
        await events.publish(connection, Event(met.conversation.id, "message", message.as_event()))
        await _answer(texting, connection, Taken(met.conversation, message, playbook, now), inbound, met)


async def _met(
    texting: Texting, connection: "AsyncConnection", playbook: Playbook, inbound: Inbound, now: datetime
) -> Arrival | None:
    """What the message meets; the usual case, a conversation that goes on where it was, is one look."""
    since = now - texting.flood_window
    met = await addresses.arrival(connection, playbook.name, inbound.channel, inbound.address, since)
    if met is not None and is_over(met.conversation, inbound.channel, inbound.address, inbound.line):
        return met
    await conversation_of(connection, playbook, inbound.channel, inbound.address, inbound.line, now)
    return await addresses.arrival(connection, playbook.name, inbound.channel, inbound.address, since)


async def _answer(
    texting: Texting, connection: "AsyncConnection", taken: Taken, inbound: Inbound, met: Arrival
) -> None:
    """A keyword is acted on here and now; everything else is for a turn."""
    flood = await sms_flood.look(texting, connection, met, inbound.address, taken.now)
    opted_out = met.word is not None and met.word.state == "revoked"
    keyword = inbound.opt_out_type or keyword_in(inbound.text, opted_out=opted_out)
    if keyword is None or (keyword == "START" and not opted_out and inbound.opt_out_type is None):
        if met.word is None:
            await _first_contact(connection, taken, inbound)
        if flood != "none":
            await _flooded(texting, connection, taken, met, tells=flood == "begins" and not opted_out)
            return
        if not opted_out and await _answered_as_media(texting, connection, taken):
            return
        await _let_answer(texting, connection, taken, met.first_unread or taken.now)
        return
    by_carrier = inbound.opt_out_type is not None or texting.carrier_answers_keywords
    await _on_keyword(connection, taken, inbound, keyword, "twilio" if by_carrier else "message")
    silent = by_carrier or flood != "none" or (opted_out and keyword != "START")
    await _close(texting, connection, await _now(connection, taken), keyword, silent=silent)


async def _now(connection: "AsyncConnection", taken: Taken) -> Taken:
    """The same under the lock that the message took: a turn may have ended between the look and the lock."""
    talk = await conversations.get(connection, taken.conversation.id)
    return taken if talk is None else replace(taken, conversation=talk)


async def _first_contact(connection: "AsyncConnection", taken: Taken, inbound: Inbound) -> None:
    """Who writes to us first may be answered: consent by first contact, on record with their words."""
    await consents.record(
        connection, inbound.channel, inbound.address, "granted", "message", taken.now,
        lead_id=taken.message.lead_id, quote=taken.message.text[:300], message_id=taken.message.id,
    )  # fmt: skip


async def _flooded(texting: Texting, connection: "AsyncConnection", taken: Taken, met: Arrival, *, tells: bool) -> None:
    """Kept, and not answered now; the number is told so once. Where a rep has the conversation, they see it all."""
    if met.unread >= sms_flood.KEPT_UNREAD:
        await messages.mark_answered(connection, [taken.message.id], BY_FLOOD)
    if tells and taken.conversation.holder != "rep":
        seq, move = taken.message.seq + 1, Move(kind="offer_help", reason="a flood of messages")
        talk = taken.conversation
        await say(texting, connection, talk.id, taken.message.lead_id, sms_flood.SENTENCE, seq, taken.now, move=move)
        await conversations.change(connection, talk.id, taken.now, last_seq=seq)


async def _let_answer(texting: Texting, connection: "AsyncConnection", taken: Taken, first: datetime) -> None:
    """A turn, once the burst is over; and what of ours still waited for morning goes now, before the answer."""
    conversation, now = taken.conversation, taken.now
    asked = conversation.state.get("last_asked") is not None
    at = answer_at(taken.message.text, now, first, answers_question=asked)
    if not await addresses.rearrange(connection, conversation.id, TURN, at, SEND, now):
        arguments = {"conversation_id": conversation.id}
        await texting.store.jobs.enqueue(connection, TURN, arguments, lock=conversation.id, schedule_at=at)


async def _answered_as_media(texting: Texting, connection: "AsyncConnection", taken: Taken) -> bool:
    """An attachment without words is answered here; one among words goes with them to the turn."""
    if not is_only_media(taken.message.text):
        return False
    taken = await _now(connection, taken)
    conversation, message, now = taken.conversation, taken.message, taken.now
    alone = await addresses.first_unread_at(connection, conversation.id, before=message.seq) is None
    if conversation.holder == "rep" or not alone:
        return False
    await messages.mark_answered(connection, [message.id], BY_KEYWORD)
    state = DialogueState.model_validate(conversation.state)
    text = answer_to_media(taken.playbook, state)
    if text is None:
        return True
    seq, move = message.seq + 1, Move(kind="offer_help", reason="an attachment without words")
    await say(texting, connection, conversation.id, message.lead_id, text, seq, now, move=move)
    state = state.model_copy(update={"said": (*state.said, *fingerprints(text))[-80:]})
    values = {"last_seq": seq, "state": state.model_dump(mode="json")}
    await conversations.change(connection, conversation.id, now, **values)
    return True


async def _on_keyword(
    connection: "AsyncConnection", taken: Taken, inbound: Inbound, keyword: Keyword, source: str
) -> None:
    message = taken.message
    about = {"lead_id": message.lead_id, "quote": message.text[:300], "message_id": message.id}
    if keyword == "STOP":
        await revoke(connection, inbound.address, source, taken.now, **about)
    elif keyword == "START":
        await consents.record(
            connection, inbound.channel, inbound.address, "granted", source, taken.now,
            lead_id=message.lead_id, quote=message.text[:300], message_id=message.id,
        )  # fmt: skip


async def _close(
    texting: Texting, connection: "AsyncConnection", taken: Taken, keyword: Keyword, *, silent: bool
) -> None:
    """The message is answered: by the playbook's own sentence, or by the carrier. The conversation ends or reopens."""
    conversation, now = taken.conversation, taken.now
    await messages.mark_answered(connection, [taken.message.id], BY_KEYWORD)
    status, seq = conversation.status, taken.message.seq
    if conversation.holder != "rep" and keyword != "HELP":
        status = "closed" if keyword == "STOP" else "open"
    state = DialogueState.model_validate(conversation.state)
    if keyword != "HELP":
        state = state.model_copy(update={"closed": keyword == "STOP"})
    if not silent:
        seq += 1
        text = _sentence(taken.playbook, keyword)
        state = state.model_copy(update={"said": (*state.said, *fingerprints(text))[-80:]})
        move = Move(kind=_MOVES[keyword], reason=f"the keyword {keyword}")
        await say(texting, connection, conversation.id, taken.message.lead_id, text, seq, now, move=move)
    values = {"status": status, "last_seq": seq, "state": state.model_dump(mode="json")}
    await conversations.change(connection, conversation.id, now, **values)
    if status != conversation.status:
        await events.publish(connection, Event(conversation.id, "state", {"status": status}))


def _sentence(playbook: Playbook, keyword: Keyword) -> str:
    disclosure = playbook.disclosure
    return {"STOP": disclosure.opt_out, "START": disclosure.opt_in, "HELP": disclosure.help}[keyword]
