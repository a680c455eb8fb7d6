"""Leases: a rep holds a conversation for as long as their console says that they are there."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from crm_store.rows import columns, only
from crm_store.tables import conversations, messages

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds a conversation, and until when without another sign of life."""

    id: str
    lead_id: str
    channel: str
    address: str | None
    holder: str
    holder_user: str | None
    held_until: datetime | None
    status: str
    last_seq: int
    state: dict[str, object]


_SELECT = select(*columns(conversations, Lease))


async def lock(connection: "AsyncConnection", conversation_id: str) -> Lease | None:
    """The lease, held still until the transaction ends."""
    return only(await connection.execute(_SELECT.where(conversations.c.id == conversation_id).with_for_update()), Lease)


async def get(connection: "AsyncConnection", conversation_id: str) -> Lease | None:
    return only(await connection.execute(_SELECT.where(conversations.c.id == conversation_id)), Lease)


async def beat(connection: "AsyncConnection", conversation_id: str, user_id: str, until: datetime) -> bool:
    """The rep is there; False where they do not hold it (any more). Never shortens the lease."""
    mine = (conversations.c.id == conversation_id) & (conversations.c.holder_user == user_id)
    held = update(conversations).where(mine, conversations.c.holder == "rep")
    return bool((await connection.execute(held.values(held_until=until))).rowcount)


async def reopen_last_words(connection: "AsyncConnection", conversation_id: str) -> bool:
    """What the lead wrote last and nobody has answered is unread again; False where there is no such message."""
    answered = (
        select(messages.c.seq)
        .where(messages.c.conversation_id == conversation_id, messages.c.sender.in_(("agent", "rep")))
        .order_by(messages.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    pending = (messages.c.conversation_id == conversation_id) & (messages.c.sender == "lead")
    again = update(messages).where(pending, messages.c.seq > answered).values(answered_by=None)
    return bool((await connection.execute(again)).rowcount)
