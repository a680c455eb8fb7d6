"""Messages: the transcript, numbered per conversation without gaps, in the order of their commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, any_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from crm_store.ids import new_id
from crm_store.rows import columns, every, only, values_of
from crm_store.tables import conversations, messages

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Message:
    """A row of `messages`. `seq` counts from 1 in its conversation and is the id of its server-sent event."""

    id: str
    conversation_id: str
    lead_id: str
    seq: int
    sender: str
    text: str
    at: datetime
    asks: str | None = None
    user_id: str | None = None
    provider_id: str | None = None
    move: dict[str, Any] | None = None
    turn_id: str | None = None
    """The turn that said it (agent)."""
    answered_by: str | None = None
    """The turn that took it in (lead); None: nobody has yet."""
    delivery: str | None = None
    delivery_error: str | None = None
    channel: str | None = None
    """What it went over; None in a fresh one: what its conversation goes on over now."""

    def as_event(self) -> dict[str, Any]:
        """What a browser gets of it, in the form of the interface."""
        return {
            "id": self.id,
            "seq": self.seq,
            "from": self.sender,
            "text": self.text,
            "at": self.at.isoformat(),
            "asks": self.asks,
            "channel": self.channel,
        }


_SELECT = select(*columns(messages, Message))
_ITS_CHANNEL = func.coalesce(
    bindparam("_channel", type_=Text),
    select(conversations.c.channel)
    .where(conversations.c.id == bindparam("_conversation", type_=Text))
    .scalar_subquery(),
)
_INSERT = (
    insert(messages)
    .values(channel=_ITS_CHANNEL)
    .on_conflict_do_nothing(index_elements=["conversation_id", "provider_id"])
    .returning(messages.c.id)
)
_ANSWERED = update(messages).where(messages.c.id == any_(bindparam("_ids", type_=ARRAY(Text))))


def new_message(
    conversation_id: str, lead_id: str, seq: int, sender: str, text: str, at: datetime, **more: Any
) -> Message:
    """A message with a fresh id, not stored yet."""
    return Message(new_id("ms"), conversation_id, lead_id, seq, sender, text, at, **more)


async def add(connection: "AsyncConnection", message: Message) -> bool:
    """Store it; False where the conversation already has a message of that `provider_id`."""
    values = values_of(message)
    values |= {"_channel": values.pop("channel"), "_conversation": message.conversation_id}
    return (await connection.execute(_INSERT, values)).one_or_none() is not None


_HEAR = text(
    """
WITH place AS (
  UPDATE conversations SET last_seq = last_seq + 1, updated_at = :at WHERE id = :conversation_id
  RETURNING lead_id, last_seq)
INSERT INTO messages (id, conversation_id, lead_id, seq, sender, text, at, provider_id, channel)
SELECT :id, :conversation_id, place.lead_id, place.last_seq, 'lead', :text, :at, :provider_id, :channel FROM place
RETURNING lead_id, seq
"""
)


async def hear(
    connection: "AsyncConnection", conversation_id: str, words: str, at: datetime, provider_id: str, channel: str
) -> Message | None:
    """Store a lead's message under the next number of its conversation, which is locked by that: one round trip.

    None where there is no such conversation. The caller knows that nothing of this `provider_id` came before.
    """
    fresh = new_message(conversation_id, "", 0, "lead", words, at, provider_id=provider_id, channel=channel)
    wanted = ("id", "conversation_id", "text", "at", "provider_id", "channel")
    row = (await connection.execute(_HEAR, {name: getattr(fresh, name) for name in wanted})).one_or_none()
    return None if row is None else replace(fresh, lead_id=row.lead_id, seq=row.seq)


async def by_provider(connection: "AsyncConnection", conversation_id: str, provider_id: str) -> Message | None:
    query = _SELECT.where(messages.c.conversation_id == conversation_id, messages.c.provider_id == provider_id)
    return only(await connection.execute(query), Message)


async def get(connection: "AsyncConnection", message_id: str) -> Message | None:
    return only(await connection.execute(_SELECT.where(messages.c.id == message_id)), Message)


async def after(connection: "AsyncConnection", conversation_id: str, seq: int, limit: int = 500) -> list[Message]:
    """The messages behind number `seq`, oldest first: what a browser missed. `seq` 0: from the start."""
    query = _SELECT.where(messages.c.conversation_id == conversation_id, messages.c.seq > seq)
    return every(await connection.execute(query.order_by(messages.c.seq).limit(limit)), Message)


async def of_lead(connection: "AsyncConnection", lead_id: str, limit: int = 2000) -> list[Message]:
    """All conversations of a lead, oldest first."""
    query = _SELECT.where(messages.c.lead_id == lead_id).order_by(messages.c.at, messages.c.id).limit(limit)
    return every(await connection.execute(query), Message)


async def unread_after(connection: "AsyncConnection", conversation_id: str, seq: int) -> bool:
    """Has the lead written behind number `seq` what no turn has taken in?"""
    query = select(messages.c.id).where(
        messages.c.conversation_id == conversation_id,
        messages.c.sender == "lead",
        messages.c.answered_by.is_(None),
        messages.c.seq > seq,
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def mark_answered(connection: "AsyncConnection", ids: Sequence[str], turn_id: str) -> None:
    """These were taken in by that turn, whether or not it had anything to say."""
    await connection.execute(_ANSWERED, {"_ids": list(ids), "answered_by": turn_id})


async def change(connection: "AsyncConnection", message_id: str, values: Mapping[str, Any]) -> None:
    """Set columns of one message: provider_id, delivery, delivery_error."""
    await connection.execute(update(messages).where(messages.c.id == message_id).values(**values))
