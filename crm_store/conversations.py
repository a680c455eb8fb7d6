"""Conversations: who talks with whom, over what, who holds it, and what the dialogue remembers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, func, insert, or_, select, update

from agent.frame import TEXTED
from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import conversations, leads
from crm_store.text_tables import ways

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Conversation:
    """A row of `conversations`. `holder` is "agent" or "rep"; `state` is an agent.dialogue.DialogueState as JSON.

    `channel`, `address` (theirs), `line` (ours) and `opted_out` are of the way that it goes on over now.
    """

    id: str
    lead_id: str
    channel: str
    address: str | None
    line: str | None
    status: str
    holder: str
    holder_user: str | None
    held_until: datetime | None
    state: dict[str, Any]
    opted_out: bool
    visitor_id: str | None
    last_seq: int
    seen_seq: int
    last_turn: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What a turn checks again before it speaks, read under the conversation's row lock."""

    lead_id: str
    last_seq: int
    last_turn: str | None
    holder: str
    opted_out: bool
    status: str
    state: dict[str, Any]


_SELECT = select(*columns(conversations, Conversation))
# Built once: what stands in a turn's way is the building of statements, more than the database.
_THIS = conversations.c.id == bindparam("_id")
_INSERT = insert(conversations)
_OPEN_WAY = insert(ways)
_CHANGE = update(conversations).where(_THIS)
_STANDING = select(*columns(conversations, Standing)).where(_THIS).with_for_update()
_BY_ADDRESS = (
    _SELECT.join(leads, leads.c.id == conversations.c.lead_id)
    .join(ways, ways.c.conversation_id == conversations.c.id)
    .where(
        leads.c.playbook == bindparam("playbook"),
        ways.c.channel == bindparam("channel"),
        ways.c.address == bindparam("address"),
    )
    .order_by(ways.c.opened_at.desc(), conversations.c.created_at.desc())
    .limit(1)
)
_NEXT_SEQ = (
    update(conversations)
    .where(_THIS)
    .values(last_seq=conversations.c.last_seq + 1, updated_at=bindparam("updated_at"))
    .returning(conversations.c.lead_id, conversations.c.last_seq, conversations.c.channel)
)


def token_hash(token: str) -> str:
    """What is stored of a conversation's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


async def create(
    connection: "AsyncConnection",
    lead_id: str,
    channel: str,
    now: datetime,
    *,
    token: str | None = None,
    address: str | None = None,
    visitor_id: str | None = None,
    state: dict[str, Any] | None = None,
    opted_out: bool = False,
    line: str | None = None,
) -> str:
    """A new conversation; returns its id. With the way to its `address`, where that is a phone number."""
    conversation_id = new_id("cv")
    values: dict[str, Any] = {"id": conversation_id, "lead_id": lead_id, "channel": channel, "address": address}
    more = {"visitor_id": visitor_id, "state": state or {}, "opted_out": opted_out}
    hashed = None if token is None else token_hash(token)
    times = {"created_at": now, "updated_at": now}
    await connection.execute(_INSERT, values | more | times | {"line": line, "token_hash": hashed})
    if address is not None and channel in TEXTED:
        way = {"conversation_id": conversation_id, "channel": channel, "address": address, "line": line}
        await connection.execute(_OPEN_WAY, way | {"opened_at": now})
    return conversation_id


async def get(connection: "AsyncConnection", conversation_id: str) -> Conversation | None:
    return await _one(connection, _SELECT.where(conversations.c.id == conversation_id))


async def by_token(connection: "AsyncConnection", token: str) -> Conversation | None:
    return await _one(connection, _SELECT.where(conversations.c.token_hash == token_hash(token)))


async def by_address(connection: "AsyncConnection", playbook: str, channel: str, address: str) -> Conversation | None:
    """The conversation of this business that a number (E.164) on that channel belongs to now."""
    return await _one(connection, _BY_ADDRESS, {"playbook": playbook, "channel": channel, "address": address})


async def of_lead(connection: "AsyncConnection", lead_id: str) -> list[Conversation]:
    """Newest first."""
    query = _SELECT.where(conversations.c.lead_id == lead_id).order_by(conversations.c.created_at.desc())
    return every(await connection.execute(query), Conversation)


async def _one(
    connection: "AsyncConnection", query: "Select[Any]", values: dict[str, Any] | None = None
) -> Conversation | None:
    return only(await connection.execute(query, values), Conversation)


async def lock(connection: "AsyncConnection", conversation_id: str) -> Standing | None:
    """Hold the row until the transaction ends: accepting, answering and taking over wait for one another here."""
    return only(await connection.execute(_STANDING, {"_id": conversation_id}), Standing)


async def next_place(connection: "AsyncConnection", conversation_id: str, now: datetime) -> tuple[str, int, str] | None:
    """As next_seq, with the channel that the conversation goes on over."""
    row = (await connection.execute(_NEXT_SEQ, {"_id": conversation_id, "updated_at": now})).one_or_none()
    return None if row is None else (row.lead_id, row.last_seq, row.channel)


async def next_seq(connection: "AsyncConnection", conversation_id: str, now: datetime) -> tuple[str, int] | None:
    """Take the next message number, under the row lock: numbers have no gap and follow the order of commits.

    Returns the lead's id and the number, None where there is no such conversation.
    """
    place = await next_place(connection, conversation_id, now)
    return None if place is None else place[:2]


async def change(connection: "AsyncConnection", conversation_id: str, now: datetime, **values: Any) -> None:
    """Set columns of one conversation (state, status, last_seq, last_turn, address …) and when it changed."""
    await connection.execute(_CHANGE, values | {"_id": conversation_id, "updated_at": now})


async def take_over(
    connection: "AsyncConnection", conversation_id: str, user_id: str, now: datetime, until: datetime | None = None
) -> bool:
    """The rep holds it from now on; False where another rep does (whose time is not up) or it does not exist."""
    free = or_(
        conversations.c.holder != "rep",
        conversations.c.holder_user == user_id,
        conversations.c.holder_user.is_(None),
        conversations.c.held_until < now,
    )
    done = await connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id, free)
        .values(holder="rep", holder_user=user_id, held_until=until, status="with_human", updated_at=now)
    )
    return bool(done.rowcount)


async def release(connection: "AsyncConnection", conversation_id: str, user_id: str, now: datetime) -> bool:
    """Back to the agent; False where this rep does not hold it."""
    done = await connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id, conversations.c.holder_user == user_id)
        .values(holder="agent", holder_user=None, held_until=None, status="open", updated_at=now)
    )
    return bool(done.rowcount)


async def mark_seen(connection: "AsyncConnection", conversation_id: str, seq: int) -> None:
    """A rep has read up to message number `seq`. Never goes back."""
    await connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(seen_seq=func.greatest(conversations.c.seen_seq, func.least(seq, conversations.c.last_seq)))
    )
