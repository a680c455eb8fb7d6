"""Who looked at what: lists, searches and pages of figures go into the log like every lead that was opened."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from channels.console_door import HOME, Caller, ConsoleDeps, Identify
from channels.inbox import clean
from channels.rep_roles import Right
from crm_store import audit

WITHIN = timedelta(minutes=10)
"""A list that is left open asks for itself again and again: that is one look."""
PAGES: dict[str, tuple[str, Right | None]] = {
    HOME: ("leads listed", None),
    f"{HOME}/verdicts": ("verdicts seen", "report"),
    f"{HOME}/evaluations": ("evaluations seen", "audit"),
    f"{HOME}/people": ("people seen", "people"),
    f"{HOME}/log": ("log seen", "audit"),
}
"""What it is called in the log, and the right without which nothing is shown."""
LONGEST = 200


def sight_of(deps: ConsoleDeps, caller: Identify) -> Callable[..., Awaitable[None]]:
    """The dependency that writes it down, before anything is shown."""

    async def sight(request: Request, known: Annotated[Caller, Depends(caller)]) -> None:
        seen = PAGES.get(request.url.path)
        if request.method != "GET" or seen is None or (seen[1] is not None and not known.may(seen[1])):
            return
        action, details = seen[0], _asked(request)
        if action == "leads listed" and details.get("q"):
            action = "leads searched"
        async with deps.store.transaction() as connection:
            await audit.saw(connection, known.user.id, action, deps.clock(), WITHIN, **details)

    return sight


def _asked(request: Request) -> dict[str, str]:
    """The filters, as they were asked for."""
    given = ((clean(key)[:40], clean(value).strip()[:LONGEST]) for key, value in request.query_params.items())
    return {key: value for key, value in given if value and key != "said" and key not in ("connection", "actor", "at")}
