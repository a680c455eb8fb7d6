"""The programs' API, its part on verdicts: what reps found of what the policy believed, and what was won."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from channels.api_keys import ApiDeps, Program
from channels.api_problems import problems
from crm_store import rep_queries
from crm_store.rep_queries import Tally

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

EXAMPLE: dict[str, Any] = {
    "name": "budget", "decided": 40, "held": 34, "precision": 85.0, "won": 9, "lost": 11, "amounts": {"USD": 216000.0},
}  # fmt: skip


class TallyShape(BaseModel):
    """Handoffs for SQL of one group. `held`: those that reps did not turn down (of a criterion: not for it).

    `precision`: held of decided, percent; null where none was decided. `won`, `lost`: leads. `amounts`: won, by
    currency.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})
    name: str
    decided: int
    held: int
    precision: float | None
    won: int
    lost: int
    amounts: dict[str, float]


class Verdicts(BaseModel):
    """By what the policy believed, by playbook and by source; and why handoffs were rejected, with how often."""

    model_config = ConfigDict(json_schema_extra={"examples": [{
        "since": "2026-02-12T00:00:00Z", "criteria": [EXAMPLE], "playbooks": [{**EXAMPLE, "name": "b2b_saas"}],
        "sources": [{**EXAMPLE, "name": "google"}], "reasons": {"no_budget": 4, "bad_timing": 2},
    }]})  # fmt: skip
    since: datetime
    criteria: list[TallyShape]
    playbooks: list[TallyShape]
    sources: list[TallyShape]
    reasons: dict[str, int]


def add_verdicts(router: APIRouter, deps: ApiDeps, caller: Any) -> None:
    """`GET /api/verdicts`."""

    @router.get("/verdicts", summary="What reps found of what was believed", responses=problems(422))
    async def get_verdicts(
        by: Annotated[Program, Depends(caller)],
        days: Annotated[int, Query(ge=1, le=3650, description="Decided in so many days until now.")] = 90,
    ) -> Verdicts:
        """Precision per criterion, playbook and source, with what was won and lost of those leads since."""
        since = deps.clock() - timedelta(days=days)
        async with deps.store.reading() as connection:
            return await _verdicts(connection, since)


async def _verdicts(connection: "AsyncConnection", since: datetime) -> Verdicts:
    return Verdicts(
        since=since,
        criteria=_shapes(await rep_queries.verdicts_by_criterion(connection, since)),
        playbooks=_shapes(await rep_queries.verdicts_by(connection, "playbook", since)),
        sources=_shapes(await rep_queries.verdicts_by(connection, "source", since)),
        reasons=dict(await rep_queries.reasons(connection, since)),
    )


def _shapes(tallies: list[Tally]) -> list[TallyShape]:
    return [
        TallyShape(
            name=one.name, decided=one.decided, held=one.held, precision=one.precision, won=one.won, lost=one.lost,
            amounts={currency: float(amount) for currency, amount in one.amounts},
        )
        for one in tallies
    ]  # fmt: skip
