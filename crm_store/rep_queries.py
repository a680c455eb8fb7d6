"""What the rep's pages read besides lists: unread marks, and what reps found of what the policy believed."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from crm_store.rep_tables import reads
from crm_store.rows import every

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def mark_read(connection: "AsyncConnection", user_id: str, lead_id: str, now: datetime) -> None:
    """That user has looked at the lead."""
    row = insert(reads).values(user_id=user_id, lead_id=lead_id, at=now)
    await connection.execute(row.on_conflict_do_update(index_elements=["user_id", "lead_id"], set_={"at": now}))


@dataclass(frozen=True, slots=True)
class Tally:
    """Verdicts on handoffs for SQL of one group. `held`: accepted; precision = held / decided.

    `won` and `lost` count leads, each once by its newest outcome, whatever the number of its handoffs; `amounts`: what
    was won, by currency (ISO 4217).
    """

    name: str
    decided: int
    held: int
    won: int
    lost: int
    amounts: tuple[tuple[str, Decimal], ...] = ()

    @property
    def precision(self) -> float | None:
        """Share of the decided ones that reps accepted, percent."""
        return round(100 * self.held / self.decided, 1) if self.decided else None


_TALLY = """
WITH decided AS (
  SELECT h.lead_id, h.status, h.reject_reason, l.playbook, l.source, o.result AS outcome, o.amount, o.currency,
    (SELECT a.result FROM assessments a WHERE a.lead_id = h.lead_id AND a.at <= h.offered_at
      ORDER BY a.id DESC LIMIT 1) AS believed
  FROM handoffs h JOIN leads l ON l.id = h.lead_id
  LEFT JOIN LATERAL (SELECT result, amount, currency FROM outcomes WHERE lead_id = h.lead_id
    ORDER BY at DESC, id DESC LIMIT 1) o ON true
  WHERE h.reason = 'sql' AND h.status IN ('accepted', 'rejected') AND h.decided_at >= :since
)
"""
_OUTCOMES = """count(DISTINCT lead_id) FILTER (WHERE outcome = 'won') AS won,
  count(DISTINCT lead_id) FILTER (WHERE outcome = 'lost') AS lost"""
_AMOUNTS = """SELECT name, currency, sum(amount) AS amount FROM
  (SELECT DISTINCT {name} AS name, lead_id, currency, amount FROM decided
    WHERE outcome = 'won' AND amount IS NOT NULL AND currency IS NOT NULL AND {believed}) won
  GROUP BY 1, 2 ORDER BY 1, 2"""
_COUNTS = f"count(*) AS decided, count(*) FILTER (WHERE status = 'accepted') AS held, {_OUTCOMES}"
_BY = {
    "playbook": "playbook",
    "source": "coalesce(source ->> 'utm_source', source ->> 'conversion', 'unknown')",
}


async def verdicts_by(connection: "AsyncConnection", group: str, since: datetime) -> list[Tally]:
    """Per `playbook` or `source`, most decided first."""
    query = text(f"{_TALLY} SELECT {_BY[group]} AS name, {_COUNTS} FROM decided GROUP BY 1 ORDER BY 2 DESC, 1")
    found = every(await connection.execute(query, {"since": since}), Tally)
    return await _with_amounts(connection, found, _BY[group], "true", {"since": since})


async def _with_amounts(
    connection: "AsyncConnection", found: list[Tally], name: str, believed: str, values: dict[str, object]
) -> list[Tally]:
    query = text(_TALLY + _AMOUNTS.format(name=name, believed=believed))
    amounts: dict[str, list[tuple[str, Decimal]]] = {}
    for row in await connection.execute(query, values):
        amounts.setdefault(row.name, []).append((row.currency, row.amount))
    return [replace(one, amounts=tuple(amounts.get(one.name, ()))) for one in found]


_BELIEVED = "CAST(believed -> 'gates' ->> :gate AS boolean)"
_DENIES = {"budget": "no_budget", "authority": "no_authority", "need": "no_need", "timeline": "bad_timing"}
"""Which verdict says that the policy was wrong on a criterion."""


async def verdicts_by_criterion(connection: "AsyncConnection", since: datetime) -> list[Tally]:
    """Per criterion that the policy took as met: how often reps did not reject the lead for it."""
    found = []
    for gate, denied in _DENIES.items():
        query = text(
            f"""{_TALLY} SELECT CAST(:gate AS text) AS name, count(*) AS decided,
            count(*) FILTER (WHERE reject_reason IS DISTINCT FROM :denied) AS held,
            {_OUTCOMES} FROM decided WHERE {_BELIEVED}"""
        )
        tallies = every(await connection.execute(query, {"since": since, "gate": gate, "denied": denied}), Tally)
        values: dict[str, object] = {"since": since, "gate": gate}
        found += await _with_amounts(connection, tallies, "CAST(:gate AS text)", _BELIEVED, values)
    return found


async def reasons(connection: "AsyncConnection", since: datetime) -> list[tuple[str, int]]:
    """Why handoffs for SQL were rejected, most frequent first."""
    query = text(
        f"{_TALLY} SELECT reject_reason, count(*) FROM decided WHERE status = 'rejected' GROUP BY 1 ORDER BY 2 DESC"
    )
    return [(reason or "other", number) for reason, number in await connection.execute(query, {"since": since})]
