"""Looking back: what reps found of what the policy believed."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_right
from channels.console_pages import page
from channels.handoff_verdicts import WORDS
from crm_store import console_queries, rep_queries

SPANS = {30: "30 days", 90: "90 days", 365: "a year"}


def report_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """The page of verdicts."""
    router = APIRouter(prefix=HOME)

    @router.get("/verdicts")
    async def verdicts(
        known: Annotated[Caller, Depends(caller)], days: Annotated[int, Query(ge=1, le=3650)] = 90
    ) -> Response:
        check_right(known, "report")
        since = deps.clock() - timedelta(days=days)
        async with deps.store.reading() as connection:
            groups = {
                "Criterion": await rep_queries.verdicts_by_criterion(connection, since),
                "Playbook": await rep_queries.verdicts_by(connection, "playbook", since),
                "Source": await rep_queries.verdicts_by(connection, "source", since),
            }
            reasons = await rep_queries.reasons(connection, since)
            waiting = await console_queries.waiting_leads(connection)
        words = {str(reason): text for reason, text in WORDS.items()}
        return page(
            "verdicts.html.j2", caller=known, groups=groups, waiting=waiting, days=days, spans=SPANS,
            reasons=[(words.get(reason, reason), number) for reason, number in reasons],
        )  # fmt: skip

    return router
