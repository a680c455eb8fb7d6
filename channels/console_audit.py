"""The log of who saw and changed what: a page with filters, and an export for administrators."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_right
from channels.console_pages import FENCE, page
from channels.inbox import clean
from channels.spreadsheet import harmless
from crm_store import audit, console_queries
from crm_store.audit import Entry, Wanted

PER_PAGE = 200
COLUMNS = ("at", "actor", "name", "action", "lead_id", "details")
Text = Annotated[str, Query(max_length=100)]


def _wanted_of(who: Text = "", what: Text = "", lead: Text = "", since: Text = "", until: Text = "") -> Wanted:
    """The query as a filter; a day that is none filters nothing."""
    last = _day(until)
    return Wanted(
        actor=clean(who).strip() or None,
        action=clean(what).strip() or None,
        lead_id=clean(lead).strip() or None,
        since=_day(since),
        until=None if last is None else last + timedelta(days=1),
    )


def _day(words: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(words.strip()), time(), UTC)
    except ValueError:
        return None


def audit_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """The page and the export."""
    router = APIRouter(prefix=HOME + "/log")

    @router.get("")
    async def show(
        known: Annotated[Caller, Depends(caller)], wanted: Annotated[Wanted, Depends(_wanted_of)], before: Text = ""
    ) -> Response:
        check_right(known, "audit")
        async with deps.store.reading() as connection:
            entries = await audit.page(connection, wanted=wanted, limit=PER_PAGE + 1, before=_before(before))
            actors, actions = await audit.choices(connection)
            about = {str(one.details["user"]) for one in entries if one.details.get("user")}
            names = await console_queries.names_of(connection, {*actors, *about, *(one.actor for one in entries)})
            leads = await console_queries.lead_names(connection, {one.lead_id for one in entries if one.lead_id})
            waiting = await console_queries.waiting_leads(connection)
        shown = entries[:PER_PAGE]
        people = sorted(((one, names.get(one, one)) for one in actors), key=lambda one: one[1].casefold())
        return page(
            "log.html.j2", caller=known, zone=ZoneInfo("UTC"), entries=shown, names=names, leads=leads,
            waiting=waiting, people=people, actions=actions, asked=_asked(wanted), query=urlencode(_asked(wanted)),
            older=f"{shown[-1].at.isoformat()}~{shown[-1].id}" if len(entries) > PER_PAGE else "",
        )  # fmt: skip

    @router.get(".csv")
    async def export(
        known: Annotated[Caller, Depends(caller)], wanted: Annotated[Wanted, Depends(_wanted_of)]
    ) -> Response:
        """As a table for a spreadsheet; that it was taken is in the log as well."""
        check_right(known, "people")
        async with deps.store.transaction() as connection:
            await audit.record(connection, known.user.id, "log exported", deps.clock(), **_asked(wanted))
        headers = {**FENCE, "Content-Disposition": 'attachment; filename="bantam-log.csv"'}
        return StreamingResponse(_lines(deps, wanted), media_type="text/csv; charset=utf-8", headers=headers)

    return router


def _asked(wanted: Wanted) -> dict[str, str]:
    """The filter as the page's own address has it."""
    days = {
        "since": wanted.since.date().isoformat() if wanted.since else "",
        "until": (wanted.until - timedelta(days=1)).date().isoformat() if wanted.until else "",
    }
    words = {"who": wanted.actor or "", "what": wanted.action or "", "lead": wanted.lead_id or ""} | days
    return {name: value for name, value in words.items() if value}


def _before(words: str) -> tuple[datetime, str] | None:
    moment, _, entry = words.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, clean(entry)) if at.tzinfo is not None else None


async def _lines(deps: ConsoleDeps, wanted: Wanted) -> AsyncIterator[str]:
    names: dict[str, str] = {}
    yield _line(COLUMNS)
    async with deps.store.reading() as connection:
        async for entry in audit.walk(connection, wanted):
            if entry.actor not in names:
                names[entry.actor] = (await console_queries.names_of(connection, {entry.actor})).get(entry.actor, "")
            yield _line(_cells(entry, names))


def _cells(entry: Entry, names: Mapping[str, str]) -> tuple[str, ...]:
    details: Any = json.dumps(entry.details, ensure_ascii=False, sort_keys=True) if entry.details else ""
    at = entry.at.astimezone(UTC).isoformat(timespec="seconds")
    return at, entry.actor, names[entry.actor], entry.action, entry.lead_id or "", details


def _line(cells: tuple[str, ...]) -> str:
    """One line of CSV (RFC 4180). No cell can be taken for a formula by a spreadsheet: such ones get a quote mark."""
    written = io.StringIO()
    csv.writer(written).writerow(map(harmless, cells))
    return written.getvalue()
