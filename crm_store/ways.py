"""Ways: the numbers that a conversation reaches, one a channel. Its own row names the one that it goes on over now.

A web chat that goes on by text stays one conversation: it gets a way, and each message keeps the channel it went over.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from crm_store.rows import columns, every
from crm_store.tables import messages
from crm_store.text_tables import ways

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class Way:
    """`address`: theirs, `line`: ours (both E.164)."""

    conversation_id: str
    channel: str
    address: str
    line: str | None
    opened_at: datetime


_SWITCH = text(
    """
UPDATE conversations c SET channel = new.channel, address = new.address, line = new.line, opted_out = new.stopped,
  status = CASE WHEN c.opted_out AND NOT new.stopped AND c.status = 'closed' THEN 'open' ELSE c.status END,
  state = CASE WHEN c.opted_out AND NOT new.stopped THEN c.state || '{"closed": false}' ELSE c.state END
FROM (
  SELECT o.id, o.status, w.address, w.line, cast(:channel AS text) AS channel, coalesce((
      SELECT k.state = 'revoked' FROM consents k
      WHERE k.channel = :channel AND k.address = coalesce(w.address, o.lead_id) ORDER BY k.at DESC, k.id DESC LIMIT 1
    ), false) AS stopped
  FROM conversations o LEFT JOIN ways w ON w.conversation_id = o.id AND w.channel = :channel WHERE o.id = :id
) new
WHERE c.id = new.id AND (c.channel <> new.channel OR c.address IS DISTINCT FROM new.address
  OR c.line IS DISTINCT FROM new.line)
RETURNING c.status, new.status AS before
"""
)


async def open_way(
    connection: "AsyncConnection", conversation_id: str, channel: str, address: str, line: str | None, now: datetime
) -> None:
    """From now on that number's messages on this channel belong to this conversation. `line` None: as it was."""
    row = {"conversation_id": conversation_id, "channel": channel, "address": address, "line": line, "opened_at": now}
    given = insert(ways).values(**row)
    kept = {"address": address, "line": func.coalesce(given.excluded.line, ways.c.line), "opened_at": now}
    await connection.execute(given.on_conflict_do_update(index_elements=["conversation_id", "channel"], set_=kept))


async def switch(connection: "AsyncConnection", conversation_id: str, channel: str) -> str | None:
    """The conversation goes on over this channel; its new status where that changed with it.

    Consent is per way: who stopped the texts and writes on the web again is answered there.
    """
    row = (await connection.execute(_SWITCH, {"id": conversation_id, "channel": channel})).one_or_none()
    return row.status if row is not None and row.status != row.before else None


async def of_conversation(connection: "AsyncConnection", conversation_id: str) -> list[Way]:
    """In the order in which they were opened."""
    query = select(*columns(ways, Way)).where(ways.c.conversation_id == conversation_id)
    return every(await connection.execute(query.order_by(ways.c.opened_at)), Way)


async def channel_at(connection: "AsyncConnection", conversation_id: str, seq: int) -> str | None:
    """The channel that message number `seq` went over; None where there is no such message."""
    query = select(messages.c.channel).where(messages.c.conversation_id == conversation_id, messages.c.seq == seq)
    found: str | None = await connection.scalar(query)
    return found
