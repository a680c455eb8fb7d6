"""Words of ours that go out by text: a message in the transcript, and the job that sends it."""

from datetime import datetime
from typing import TYPE_CHECKING

from agent.dialogue import Move, Sender
from agent.frame import Asked
from channels.sms import SEND, Texting
from crm_store import events, messages
from crm_store.events import Event
from crm_store.messages import Message

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def say(
    texting: Texting,
    connection: "AsyncConnection",
    conversation_id: str,
    lead_id: str,
    text: str,
    seq: int,
    now: datetime,
    *,
    sender: Sender = "agent",
    move: Move | None = None,
    asks: Asked | None = None,
    user_id: str | None = None,
    channel: str | None = None,
) -> Message:
    """Store a message under number `seq` and enqueue its sending, in the caller's transaction.

    For the agent, a rep (`sender="rep"`, `user_id`) and a nurture alike: whether it may go out is decided by the gate
    in the job, at the last moment. `channel`: None for the one that the conversation goes on over.
    """
    message = messages.new_message(
        conversation_id, lead_id, seq, sender, text, now, asks=asks, user_id=user_id, delivery="queued",
        channel=channel,
        move=None if move is None else move.model_dump(mode="json"),
    )  # fmt: skip
    await messages.add(connection, message)
    await events.publish(connection, Event(conversation_id, "message", message.as_event()))
    await texting.store.jobs.enqueue(connection, SEND, {"message_id": message.id}, lock=f"out:{conversation_id}")
    return message
