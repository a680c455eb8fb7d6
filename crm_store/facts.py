"""Facts and signals of a lead: append-only. What supersedes what is decided in `agent.facts`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from agent.facts import Fact, Heard
from crm_store.tables import facts, signals

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

COLUMNS = ("id", "slot", "value", "evidence", "at", "supersedes", "verified", "reason")
"""The columns that make a Fact again."""
_INSERT = insert(facts)
_HEAR = upsert(signals).on_conflict_do_nothing()


async def add(
    connection: "AsyncConnection",
    lead_id: str,
    new: Sequence[Fact],
    *,
    conversation_id: str | None = None,
    turn_id: str | None = None,
) -> None:
    """Store facts as they are. `conversation_id` and `turn_id`: where they come from (not a form, not a rep)."""
    if not new:
        return
    origin = {"lead_id": lead_id, "conversation_id": conversation_id, "turn_id": turn_id}
    await connection.execute(_INSERT, [origin | _values(fact) for fact in new])


def _values(fact: Fact) -> dict[str, Any]:
    return fact.model_dump(mode="json") | {"at": fact.at}


async def of_lead(connection: "AsyncConnection", lead_id: str) -> list[Fact]:
    """Every fact ever stored, superseded and unverified ones too, oldest first."""
    query = select(*(facts.c[name] for name in COLUMNS)).where(facts.c.lead_id == lead_id)
    rows = await connection.execute(query.order_by(facts.c.at, facts.c.id))
    return [Fact.model_validate(dict(row._mapping)) for row in rows]


async def hear(connection: "AsyncConnection", lead_id: str, conversation_id: str, heard: Sequence[Heard]) -> None:
    """Store signals; one that the message already gave is not stored twice."""
    if not heard:
        return
    origin = {"lead_id": lead_id, "conversation_id": conversation_id}
    rows = [origin | {"signal": one.signal, "message_id": one.message_id, "at": one.at} for one in heard]
    await connection.execute(_HEAR, rows)


async def heard_of(connection: "AsyncConnection", lead_id: str) -> list[Heard]:
    """Every signal of the lead, oldest first."""
    query = select(signals.c.signal, signals.c.message_id, signals.c.at).where(signals.c.lead_id == lead_id)
    rows = await connection.execute(query.order_by(signals.c.at, signals.c.id))
    return [Heard.model_validate(dict(row._mapping)) for row in rows]
