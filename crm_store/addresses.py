"""Text messages by address: what has come in already, whose conversation it is, over which line, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, bindparam, func, select, text

from crm_store.conversations import Conversation
from crm_store.rows import columns, columns_of, only
from crm_store.tables import consents, conversations, facts, leads, messages
from crm_store.text_tables import ways

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_TALK = (
    select(
        conversations.c.id,
        conversations.c.lead_id,
        leads.c.playbook,
        bindparam("_channel", type_=Text).label("channel"),
        ways.c.address,
        ways.c.line,
        leads.c.name,
    )
    .join(leads, leads.c.id == conversations.c.lead_id)
    .outerjoin(ways, (ways.c.conversation_id == conversations.c.id) & (ways.c.channel == bindparam("_channel")))
    .where(conversations.c.id == bindparam("_id"))
    .with_for_update(of=conversations)
)
_RECEIVE = text(
    "INSERT INTO receipts (key, at) SELECT k, :at FROM unnest(cast(:keys AS text[])) k ORDER BY k "
    "ON CONFLICT DO NOTHING RETURNING key"
)
_JOIN_AT = text(
    """
UPDATE procrastinate_jobs SET scheduled_at = CASE WHEN lock = :lock THEN cast(:at AS timestamptz) ELSE :now END
WHERE status = 'todo' AND ((lock = :lock AND task_name = :turn) OR (lock = :out AND task_name = :send))
RETURNING lock = :lock AND attempts = 0
"""
)
_ARRIVAL = text(
    f"""
SELECT {", ".join(f"c.{name}" for name in columns_of(Conversation))},
  word.state AS word, word.at AS word_at, word.source AS word_source, (
    SELECT min(m.at) FROM messages m
    WHERE m.conversation_id = c.id AND m.sender = 'lead' AND m.answered_by IS NULL) AS first_unread, (
    SELECT count(*) FROM messages m
    WHERE m.conversation_id = c.id AND m.sender = 'lead' AND m.answered_by IS NULL) AS unread,
  flood.until AS flood_until, (
    SELECT count(*) FROM messages m
    WHERE m.conversation_id = c.id AND m.seq > c.last_seq - 200 AND m.sender = 'lead' AND m.channel <> 'web'
    AND m.at > greatest(:since, flood.until)) AS recent
FROM ways w JOIN conversations c ON c.id = w.conversation_id JOIN leads l ON l.id = c.lead_id
LEFT JOIN LATERAL (
  SELECT k.state, k.at, k.source FROM consents k
  WHERE k.channel = w.channel AND k.address = w.address ORDER BY k.at DESC, k.id DESC LIMIT 1) word ON true
LEFT JOIN LATERAL (
  SELECT coalesce(f.released_at, f.until) AS until FROM floods f
  WHERE f.address = w.address ORDER BY f.began_at DESC LIMIT 1) flood ON true
WHERE l.playbook = :playbook AND w.channel = :channel AND w.address = :address
ORDER BY w.opened_at DESC, c.created_at DESC LIMIT 1
"""
)


async def receive(connection: "AsyncConnection", keys: Sequence[str], now: datetime) -> bool:
    """Keep what a sender calls its request; False where any of the names was here before.

    Of two that come at once the second waits for the first's commit, and is told no.
    """
    wanted = set(keys)
    taken = (await connection.execute(_RECEIVE, {"keys": sorted(wanted), "at": now})).all()
    return len(taken) == len(wanted)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a text message meets: its conversation, the consent in force, and since when a message is unanswered."""

    conversation: Conversation
    word: "LastWord | None"
    first_unread: datetime | None
    unread: int
    recent: int
    """Texts of theirs since the moment that was asked for, and since their last flood ended."""
    flood_until: datetime | None
    """When their last flood ended, or will."""


async def arrival(
    connection: "AsyncConnection", playbook: str, channel: str, address: str, since: datetime
) -> Arrival | None:
    """All of it in one round trip; None where the number has no conversation with this business on this channel."""
    values = {"playbook": playbook, "channel": channel, "address": address, "since": since}
    row = (await connection.execute(_ARRIVAL, values)).one_or_none()
    if row is None:
        return None
    found = {name: getattr(row, name) for name in columns_of(Conversation)}
    word = None if row.word is None else LastWord(row.word, row.word_at, row.word_source)
    return Arrival(Conversation(**found), word, row.first_unread, row.unread, row.recent, row.flood_until)


async def rearrange(
    connection: "AsyncConnection", conversation_id: str, turn: str, at: datetime, send: str, now: datetime
) -> bool:
    """Let the turn that waits for this conversation run at `at`, and what waits to go out in it go now.

    True where a fresh turn waited: it will take in all that is unread when it runs, so no other is needed.
    """
    lock = {"lock": conversation_id, "out": f"out:{conversation_id}"}
    rows = await connection.execute(_JOIN_AT, lock | {"turn": turn, "send": send, "at": at, "now": now})
    return any([row[0] for row in rows])


async def first_unread_at(
    connection: "AsyncConnection", conversation_id: str, *, before: int | None = None
) -> datetime | None:
    """When the oldest message came that no turn has answered, of all or of those before number `before`."""
    query = select(func.min(messages.c.at)).where(
        messages.c.conversation_id == conversation_id,
        messages.c.sender == "lead",
        messages.c.answered_by.is_(None),
    )
    if before is not None:
        query = query.where(messages.c.seq < before)
    found: datetime | None = await connection.scalar(query)
    return found


async def form_without_answer(connection: "AsyncConnection", lead_id: str) -> str | None:
    """The newest conversation that holds what a form said, unread: nobody watches it, so nobody was answered in it."""
    c = conversations.c
    query = (
        select(c.id)
        .join(messages, messages.c.conversation_id == c.id)
        .where(c.lead_id == lead_id, c.channel == "web", c.token_hash.is_(None), c.address.is_(None))
        .where(messages.c.sender == "lead", messages.c.answered_by.is_(None))
    )
    found: str | None = await connection.scalar(query.order_by(c.created_at.desc()).limit(1))
    return found


async def last_heard(connection: "AsyncConnection", channel: str, address: str) -> datetime | None:
    """When a message came from that address on that channel last, in any of its conversations."""
    query = (
        select(func.max(messages.c.at))
        .join(ways, (ways.c.conversation_id == messages.c.conversation_id) & (ways.c.channel == messages.c.channel))
        .where(
            ways.c.channel == channel,
            ways.c.address == address,
            messages.c.sender == "lead",
            messages.c.provider_id.is_not(None),
        )
    )
    found: datetime | None = await connection.scalar(query)
    return found


@dataclass(frozen=True, slots=True)
class LastWord:
    """The consent in force: granted or revoked, when, and who said so (message, form, twilio, rep)."""

    state: str
    at: datetime
    source: str


async def last_word(connection: "AsyncConnection", channel: str, address: str) -> LastWord | None:
    """None: nobody at that address ever said."""
    query = (
        select(*columns(consents, LastWord))
        .where(consents.c.channel == channel, consents.c.address == address)
        .order_by(consents.c.at.desc(), consents.c.id.desc())
        .limit(1)
    )
    return only(await connection.execute(query), LastWord)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as the way out needs it, on one channel. `places`: where the lead says they are."""

    id: str
    lead_id: str
    playbook: str
    channel: str
    address: str | None
    line: str | None
    name: str | None
    places: tuple[str, ...] = ()


async def talk(connection: "AsyncConnection", conversation_id: str, channel: str) -> Talk | None:
    """The conversation on one of its ways, under its row lock: a stop that comes in meanwhile waits, or was before."""
    row = (await connection.execute(_TALK, {"_id": conversation_id, "_channel": channel})).one_or_none()
    return None if row is None else Talk(**row._mapping, places=await _places(connection, row.lead_id))


async def _places(connection: "AsyncConnection", lead_id: str) -> tuple[str, ...]:
    """The places that the lead named, newest first."""
    query = (
        select(facts.c.value)
        .where(facts.c.lead_id == lead_id, facts.c.slot == "place", facts.c.verified)
        .order_by(facts.c.at.desc(), facts.c.id.desc())
    )
    values: list[dict[str, Any]] = list((await connection.execute(query)).scalars())
    return tuple(value["text"] for value in values)
