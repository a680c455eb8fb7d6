"""What models cost, for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from channels.api_cost_shapes import CostReport
from channels.api_keys import ApiDeps, Program
from channels.api_problems import problems
from channels.api_shapes import Time
from channels.api_views import cost_report
from channels.inbox import clean
from crm_store import spending


def add_costs(router: APIRouter, deps: ApiDeps, caller: Any) -> None:
    """The operation that reports costs; `caller` tells who asks."""

    @router.get("/costs", summary="What models cost", responses=problems(422))
    async def get_costs(
        by: Annotated[Program, Depends(caller)],
        since: Annotated[Time | None, Query(examples=["2026-05-01T00:00:00Z"])] = None,
        playbook: Annotated[str | None, Query(max_length=100, examples=["b2b_saas"])] = None,
    ) -> CostReport:
        """In all, for each lead that was talked with, and for each that was handed over as qualified."""
        async with deps.store.reading() as connection:
            costs = await spending.costs(
                connection, start=since, playbook=None if playbook is None else clean(playbook)
            )
        return cost_report(costs)
