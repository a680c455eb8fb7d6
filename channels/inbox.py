"""The way in: a message is stored together with the job that will answer it, or refused with a reason."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from agent.dialogue import DialogueState
from agent.frame import Asked, Channel
from crm_store import activities, consents, conversations, events, leads, messages, ways
from crm_store.errors import NotFound, StoreError
from crm_store.events import Event
from crm_store.messages import Message

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

LONGEST = 100_000
"""Characters of one message."""
TURN = "turn"
"""The name of the job that answers a conversation."""


class Refused(StoreError):
    """A message that we cannot take; the sender is told why and nothing is stored."""

    status: ClassVar[int] = 422
    may_retry: ClassVar[bool] = False


class TooLong(Refused):
    """More than LONGEST characters."""

    status: ClassVar[int] = 413


class Empty(Refused):
    """Nothing to read in it."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A stored message. `duplicate`: it was stored before, under the same provider id."""

    message_id: str
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the agent says first, and the slot that it asks for."""

    text: str
    asks: Asked | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A new conversation. `token` is shown this once; only its hash is stored."""

    conversation_id: str
    lead_id: str
    token: str
    messages: tuple[Message, ...]


def clean(text: str) -> str:
    """Text that any database and any browser can take: no NUL, no half characters (lone surrogates)."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def clean_values(value: Any) -> Any:
    """`clean` for every string inside a JSON value."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): clean_values(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [clean_values(one) for one in value]
    return value


async def accept(
    store: "Store",
    conversation_id: str,
    text: str,
    provider_id: str | None,
    now: datetime,
    *,
    answer_at: datetime | None = None,
    channel: Channel | None = None,
) -> Accepted:
    """Store a lead's message and its turn in one transaction.

    `provider_id`: the sender's own name for it (client_id, MessageSid): the same again is the same message.
    `answer_at`: no answer before that (a burst may still be under way).
    `channel`: what it came over, if that may be another than the conversation went on over: it goes on there.
    Raises TooLong, Empty, or NotFound where there is no such conversation.
    """
    words = readable(text)
    conversation_id = clean(conversation_id)
    known = None if provider_id is None else clean(provider_id)
    async with store.engine.connect() as connection, connection.begin() as transaction:
        place = await conversations.next_place(connection, conversation_id, now)
        if place is None:
            raise NotFound("There is no such conversation.")
        lead_id, seq, over = place
        came = channel or over
        message = messages.new_message(
            conversation_id, lead_id, seq, "lead", words, now, provider_id=known, channel=came
        )
        if not await messages.add(connection, message):
            await transaction.rollback()
            return await _known_already(store, conversation_id, known or "")
        if came != over:
            await go_on_over(connection, conversation_id, came)
        arguments = {"conversation_id": conversation_id}
        await store.jobs.enqueue(connection, TURN, arguments, lock=conversation_id, schedule_at=answer_at)
        await events.publish(connection, Event(conversation_id, "message", message.as_event()))
    return Accepted(message.id, duplicate=False)


async def go_on_over(connection: "AsyncConnection", conversation_id: str, channel: str) -> None:
    """The conversation goes on over this channel from now on: replies, and what a rep writes."""
    status = await ways.switch(connection, conversation_id, channel)
    if status is not None:
        await events.publish(connection, Event(conversation_id, "state", {"status": status}))


def readable(text: str) -> str:
    """The text as it is stored. Raises TooLong or Empty."""
    if len(text) > LONGEST:
        raise TooLong(f"The message has {len(text):,} characters.", f"Send at most {LONGEST:,} at once.")
    words = clean(text)
    if not words.strip():
        raise Empty("The message is empty.", "Write something.")
    return words


async def _known_already(store: "Store", conversation_id: str, provider_id: str) -> Accepted:
    async with store.reading() as connection:
        message = await messages.by_provider(connection, conversation_id, provider_id)
    if message is None:
        raise NotFound("The message was erased.")
    return Accepted(message.id, duplicate=True)


async def open_conversation(
    store: "Store",
    playbook: str,
    channel: Channel,
    now: datetime,
    *,
    greetings: Sequence[Greeting] = (),
    state: DialogueState | None = None,
    lead_id: str | None = None,
    source: Mapping[str, Any] | None = None,
    address: str | None = None,
    visitor_id: str | None = None,
) -> Opened:
    """Start a conversation, with a new lead unless one is named: lead, conversation, greeting and activity at once.

    `state`: what the dialogue remembers after the greeting; by default that its last question was asked once.
    """
    token = secrets.token_urlsafe(32)
    visitor = None if visitor_id is None else clean(visitor_id)
    async with store.transaction() as connection:
        lead = lead_id or await leads.create(
            connection, playbook, now, source=clean_values(dict(source or {})), visitor_id=visitor
        )
        stopped = await consents.state(connection, channel, consents.address_of(channel, address, lead)) == "revoked"
        conversation_id = await conversations.create(
            connection,
            lead,
            channel,
            now,
            token=token,
            address=address,
            visitor_id=visitor,
            state=(state or _after(greetings)).model_dump(mode="json"),
            opted_out=stopped,
        )
        said = [] if stopped else await _greet(connection, conversation_id, lead, greetings, now, channel)
        await activities.add(connection, lead, "conversation", now, conversation_id=conversation_id)
        await events.publish(connection, Event(conversation_id, "state", {"status": "open", "lead_id": lead}))
    return Opened(conversation_id, lead, token, tuple(said))


def _after(greetings: Sequence[Greeting]) -> DialogueState:
    asked = next((greeting.asks for greeting in reversed(greetings) if greeting.asks), None)
    return DialogueState() if asked is None else DialogueState(asked={asked: 1}, last_asked=asked)


async def _greet(
    connection: "AsyncConnection", conversation_id: str, lead_id: str, greetings: Sequence[Greeting], now: datetime,
    channel: Channel,
) -> list[Message]:  # fmt: skip
    said = []
    for seq, greeting in enumerate(greetings, 1):
        message = messages.new_message(conversation_id, lead_id, seq, "agent", greeting.text, now, asks=greeting.asks,
                                       channel=channel)  # fmt: skip
        await messages.add(connection, message)
        said.append(message)
    if said:
        await conversations.change(connection, conversation_id, now, last_seq=len(said))
    return said
