"""What models cost: by month, by lead, and per lead that qualified."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select, text

from crm_store.tables import handoffs, leads, turns

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_CALLS = text(
    "SELECT call->>'model', call->>'step', coalesce(call->>'outcome', 'ok'), count(*),"
    " coalesce(sum((call->>'tokens_in')::bigint), 0), coalesce(sum((call->>'tokens_cached')::bigint), 0),"
    " coalesce(sum((call->>'tokens_out')::bigint), 0)"
    " FROM turns, jsonb_array_elements(trace->'calls') AS call GROUP BY 1, 2, 3"
)


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens and US dollars. `unpriced`: turns whose models have no known price; `dollars` is without them."""

    turns: int
    tokens_in: int
    tokens_out: int
    dollars: float
    unpriced: int

    @property
    def is_priced(self) -> bool:
        """Whether a price is known of any of it."""
        return self.unpriced < self.turns

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.turns + other.turns, self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out,
            round(self.dollars + other.dollars, 6), self.unpriced + other.unpriced,
        )  # fmt: skip


NOTHING = Spent(0, 0, 0, 0.0, 0)


@dataclass(frozen=True, slots=True)
class CallCount:
    """How often a model was called for a step with that outcome, and the tokens."""

    model: str
    step: str
    outcome: str
    calls: int
    tokens_in: int
    tokens_cached: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Costs:
    """What turns cost; how many leads were talked with in them, and how many were handed over as qualified."""

    spent: Spent
    leads: int
    qualified: int

    @property
    def per_lead(self) -> float | None:
        """US dollars for each lead that was talked with; None where there is none."""
        return round(self.spent.dollars / self.leads, 6) if self.leads else None

    @property
    def per_qualified(self) -> float | None:
        """US dollars for each lead that was handed over as qualified; None where there is none."""
        return round(self.spent.dollars / self.qualified, 6) if self.qualified else None


def _spent() -> Any:
    return select(
        func.count(),
        func.coalesce(func.sum(turns.c.tokens_in), 0),
        func.coalesce(func.sum(turns.c.tokens_out), 0),
        func.coalesce(func.sum(turns.c.cost), 0),
        func.coalesce(func.sum(case((turns.c.cost.is_(None), 1), else_=0)), 0),
    )


async def _one(connection: "AsyncConnection", query: Any) -> Spent:
    return _of(*(await connection.execute(query)).one())


def _of(turns: Any, tokens_in: Any, tokens_out: Any, dollars: Any, unpriced: Any) -> Spent:
    return Spent(int(turns), int(tokens_in), int(tokens_out), round(float(dollars), 6), int(unpriced))


async def since(connection: "AsyncConnection", start: datetime) -> Spent:
    """All turns from `start` on."""
    return await _one(connection, _spent().where(turns.c.at >= start))


async def of_lead(connection: "AsyncConnection", lead_id: str) -> Spent:
    return await _one(connection, _spent().where(turns.c.lead_id == lead_id))


async def by_conversation(connection: "AsyncConnection", lead_id: str) -> dict[str, Spent]:
    """Of each of the lead's conversations that had a turn, by its id."""
    talk = turns.c.conversation_id
    query = _spent().add_columns(talk).where(turns.c.lead_id == lead_id).group_by(talk)
    return {row[-1]: _of(*row[:-1]) for row in await connection.execute(query)}


async def costs(connection: "AsyncConnection", *, start: datetime | None = None, playbook: str | None = None) -> Costs:
    """What all turns cost, or those from `start` on, or one playbook's; and the leads that they were for."""
    talked, handed = [], [handoffs.c.reason == "sql"]
    if start is not None:
        talked.append(turns.c.at >= start)
        handed.append(handoffs.c.offered_at >= start)
    if playbook is not None:
        mine = select(leads.c.id).where(leads.c.playbook == playbook)
        talked.append(turns.c.lead_id.in_(mine))
        handed.append(handoffs.c.lead_id.in_(mine))
    counted = select(func.count(func.distinct(turns.c.lead_id))).where(*talked)
    qualified = select(func.count(func.distinct(handoffs.c.lead_id))).where(*handed)
    return Costs(
        spent=await _one(connection, _spent().where(*talked)),
        leads=int(await connection.scalar(counted) or 0),
        qualified=int(await connection.scalar(qualified) or 0),
    )


async def calls(connection: "AsyncConnection") -> list[CallCount]:
    """Every model call of every turn, counted: the proof of what failed, and how often."""
    return [CallCount(*row[:3], *map(int, row[3:])) for row in await connection.execute(_CALLS)]


async def figures(connection: "AsyncConnection") -> dict[str, dict[tuple[str, ...], float]]:
    """What is watched of models, by its labels."""
    counted = await calls(connection)
    tokens: dict[tuple[str, ...], float] = {}
    for row in counted:
        for kind, count in (("read", row.tokens_in), ("cached", row.tokens_cached), ("written", row.tokens_out)):
            tokens[row.model, kind] = tokens.get((row.model, kind), 0.0) + count
    total = await costs(connection)
    each, qualified = total.per_lead, total.per_qualified
    return {
        "model_calls": {(row.model, row.step, row.outcome): float(row.calls) for row in counted},
        "model_tokens": tokens,
        "cost_dollars": {(): total.spent.dollars},
        "cost_per_lead_dollars": {} if each is None else {(): each},
        "cost_per_qualified_lead_dollars": {} if qualified is None else {(): qualified},
    }
