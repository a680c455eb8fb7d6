"""Whose text it is: the conversation over that address, the lead met before by that number, or a new lead."""

from datetime import datetime
from typing import TYPE_CHECKING

from agent.dialogue import DialogueState
from agent.frame import Channel
from agent.playbook import Playbook
from agent.whereabouts import place_of_number
from channels.inbox import go_on_over
from crm_store import activities, api_queries, consents, conversations, events, leads, ways
from crm_store.conversations import Conversation
from crm_store.errors import NotFound
from crm_store.events import Event

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

CARRIED = ("asked", "declined", "last_asked", "doubted", "open_questions", "handed_over", "wants", "asked_again",
           "offered_help", "not_interested")  # fmt: skip
"""What a conversation remembers that holds on another channel too; what was said is introduced anew there."""


async def conversation_of(
    connection: "AsyncConnection", playbook: Playbook, channel: Channel, address: str, line: str, now: datetime
) -> Conversation:
    """The conversation that the number belongs to, or a new one. Two first texts at once become one lead.

    Whoever chatted on the web or wrote on the other channel goes on in the same conversation, over this channel.
    """
    found = await conversations.by_address(connection, playbook.name, channel, address)
    if found is None:
        await api_queries.lock_contacts(connection, playbook.name, [address])
        found = await conversations.by_address(connection, playbook.name, channel, address)
    if found is None:
        lead_id = await _lead(connection, playbook, channel, address, now)
        found = await _begun_elsewhere(connection, playbook.name, lead_id, channel, address)
        if found is None:
            return await open_texted(connection, lead_id, channel, address, line, now)
    if is_over(found, channel, address, line):
        return found
    return await taken_over(connection, found.id, channel, address, line, now)


def is_over(talk: Conversation, channel: Channel, address: str, line: str) -> bool:
    """Whether the conversation goes on over this very way now."""
    return (talk.channel, talk.address, talk.line) == (channel, address, line)


async def _begun_elsewhere(
    connection: "AsyncConnection", playbook: str, lead_id: str, channel: Channel, address: str
) -> Conversation | None:
    """The conversation of the other channel's same number, else the lead's newest chat that reaches no other number."""
    other = "whatsapp" if channel == "sms" else "sms"
    same_number = await conversations.by_address(connection, playbook, other, address)
    if same_number is not None:
        return same_number
    for talk in await conversations.of_lead(connection, lead_id):
        numbers = {way.address for way in await ways.of_conversation(connection, talk.id)}
        if talk.channel != "terminal" and numbers <= {address}:
            return talk
    return None


async def taken_over(
    connection: "AsyncConnection", conversation_id: str, channel: Channel, address: str, line: str | None, now: datetime
) -> Conversation:
    """The conversation, over that number from now on. Raises NotFound where it was erased."""
    await conversations.lock(connection, conversation_id)  # before its way, as everybody does
    await ways.open_way(connection, conversation_id, channel, address, line, now)
    await go_on_over(connection, conversation_id, channel)
    return await _existing(connection, conversation_id)


async def _existing(connection: "AsyncConnection", conversation_id: str) -> Conversation:
    found = await conversations.get(connection, conversation_id)
    if found is None:
        raise NotFound("The conversation was erased.")
    return found


async def _lead(
    connection: "AsyncConnection", playbook: Playbook, channel: Channel, address: str, now: datetime
) -> str:
    """Known by that number already (by form, on the web, by the other channel), else new, with where it is from."""
    known = await leads.by_contact(connection, playbook.name, phone=address)
    if known is None:
        other = "whatsapp" if channel == "sms" else "sms"
        talk = await conversations.by_address(connection, playbook.name, other, address)
        known = None if talk is None else await leads.get(connection, talk.lead_id)
    if known is not None:
        if known.phone is None:
            await leads.change(connection, known.id, now, phone=address)
        return known.id
    where = place_of_number(address)
    source = {"conversion": "text message" if channel == "sms" else "WhatsApp"}
    if where is not None:
        source |= {"country": where.country or "", "timezone": where.zones[0], "state": where.state or ""}
    kept = {key: value for key, value in source.items() if value}
    return await leads.create(connection, playbook.name, now, source=kept, contact={"phone": address})


async def open_texted(
    connection: "AsyncConnection",
    lead_id: str,
    channel: Channel,
    address: str,
    line: str | None,
    now: datetime,
    state: DialogueState | None = None,
) -> Conversation:
    """A new conversation by text, going on from what the lead's last one remembers."""
    stopped = await consents.state(connection, channel, address) == "revoked"
    remembered = state or await remembered_of(connection, lead_id)
    conversation_id = await conversations.create(
        connection, lead_id, channel, now, address=address, line=line, state=remembered.model_dump(mode="json"),
        opted_out=stopped,
    )  # fmt: skip
    await activities.add(connection, lead_id, "conversation", now, conversation_id=conversation_id)
    await events.publish(connection, Event(conversation_id, "state", {"status": "open", "lead_id": lead_id}))
    return await _existing(connection, conversation_id)


async def remembered_of(connection: "AsyncConnection", lead_id: str) -> DialogueState:
    """What was asked and refused so far, whatever the channel: nobody is asked again because they changed it."""
    last = next((talk for talk in await conversations.of_lead(connection, lead_id) if talk.state), None)
    if last is None:
        return DialogueState()
    before = DialogueState.model_validate(last.state)
    return DialogueState().model_copy(update={name: getattr(before, name) for name in CARRIED})
