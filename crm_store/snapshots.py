"""All that a turn may look at, read in one statement. Its size does not grow with the conversation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

RECENT = 8
UNREAD = 50
FACTS = 120
PER_KIND = 40

_MESSAGE = "jsonb_build_object('id', m.id, 'sender', m.sender, 'text', m.text, 'at', m.at, 'asks', m.asks)"

_LOAD = text(
    f"""
SELECT c.lead_id, c.channel, c.address, c.status, c.holder, c.opted_out, c.last_seq, c.last_turn, c.state,
  l.playbook, l.source,
  NOT EXISTS (SELECT 1 FROM messages m
    WHERE m.conversation_id = c.id AND m.sender = 'agent' AND m.channel = c.channel) AS is_new_channel,
  (SELECT jsonb_agg({_MESSAGE} ORDER BY m.seq) FROM (
      SELECT * FROM messages m WHERE m.conversation_id = c.id AND m.sender = 'lead' AND m.answered_by IS NULL
      ORDER BY m.seq LIMIT {UNREAD}) m) AS unread,
  (SELECT jsonb_agg({_MESSAGE} ORDER BY m.seq) FROM (
      SELECT * FROM messages m WHERE m.conversation_id = c.id AND NOT (m.sender = 'lead' AND m.answered_by IS NULL)
      ORDER BY m.seq DESC LIMIT {RECENT}) m) AS recent,
  (SELECT jsonb_agg(jsonb_build_object('id', f.id, 'slot', f.slot, 'value', f.value, 'evidence', f.evidence,
        'at', f.at, 'supersedes', f.supersedes, 'verified', f.verified, 'reason', f.reason) ORDER BY f.at, f.id) FROM (
      SELECT f.*, row_number() OVER (ORDER BY f.verified AND NOT EXISTS (
          SELECT 1 FROM facts n WHERE n.lead_id = f.lead_id AND n.supersedes = f.id AND n.verified
        ) DESC, f.at DESC, f.id DESC) AS place
      FROM facts f WHERE f.lead_id = c.lead_id) f WHERE f.place <= {FACTS}) AS history,
  (SELECT jsonb_agg(jsonb_build_object('signal', s.signal, 'message_id', s.message_id, 'at', s.at)
        ORDER BY s.at, s.id) FROM (
      SELECT s.*, row_number() OVER (PARTITION BY s.signal ORDER BY s.at DESC, s.id DESC) AS place
      FROM signals s WHERE s.lead_id = c.lead_id) s WHERE s.place <= {PER_KIND}) AS heard,
  (SELECT jsonb_agg(jsonb_build_object('type', a.type, 'at', a.at) ORDER BY a.at, a.id) FROM (
      SELECT a.*, row_number() OVER (PARTITION BY a.type ORDER BY a.at DESC, a.id DESC) AS place
      FROM activities a WHERE a.lead_id = c.lead_id) a WHERE a.place <= {PER_KIND}) AS activities
FROM conversations c JOIN leads l ON l.id = c.lead_id
WHERE c.id = :conversation_id
"""
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A conversation as of one instant, as JSON values in the shapes of `agent.dialogue` (lists: oldest first).

    Bounded: the facts in force and the newest others, the newest signals and activities of each kind (their points
    are capped and fade, so older ones change nothing), the last messages, the first unread ones.
    """

    lead_id: str
    channel: str
    address: str | None
    status: str
    holder: str
    opted_out: bool
    last_seq: int
    last_turn: str | None
    state: dict[str, Any]
    playbook: str
    is_new_channel: bool
    """The agent has said nothing on this channel yet."""
    source: dict[str, Any]
    unread: list[dict[str, Any]]
    recent: list[dict[str, Any]]
    history: list[dict[str, Any]]
    heard: list[dict[str, Any]]
    activities: list[dict[str, Any]]


async def load(connection: "AsyncConnection", conversation_id: str) -> Loaded | None:
    """None where there is no such conversation (its lead was erased)."""
    row = (await connection.execute(_LOAD, {"conversation_id": conversation_id})).one_or_none()
    if row is None:
        return None
    return Loaded(**{name: [] if value is None and name in _LISTS else value for name, value in row._mapping.items()})


_LISTS = {"unread", "recent", "history", "heard", "activities"}
