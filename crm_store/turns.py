"""Turns: the record of why each one came out as it did."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from crm_store.rows import columns, every, only, values_of
from crm_store.tables import turns

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class TurnRow:
    """A row of `turns`. `ms`: from load to commit; `runs`: 1, or more where newer messages came in meanwhile."""

    id: str
    lead_id: str
    conversation_id: str
    trace: dict[str, Any]
    at: datetime
    ms: float
    runs: int
    tokens_in: int
    tokens_out: int
    cost: Decimal | None = None
    """US dollars; None where a model's price is not known."""


_INSERT = insert(turns)


async def add(connection: "AsyncConnection", turn: TurnRow) -> None:
    await connection.execute(_INSERT, values_of(turn))


async def get(connection: "AsyncConnection", turn_id: str) -> TurnRow | None:
    return only(await connection.execute(select(*columns(turns, TurnRow)).where(turns.c.id == turn_id)), TurnRow)


async def of_conversation(connection: "AsyncConnection", conversation_id: str, limit: int = 500) -> list[TurnRow]:
    """Newest first."""
    query = select(*columns(turns, TurnRow)).where(turns.c.conversation_id == conversation_id)
    return every(await connection.execute(query.order_by(turns.c.id.desc()).limit(limit)), TurnRow)
