"""The list of leads: by stage and score, filtered, in pages, refreshed whenever something happens."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from sse_starlette import EventSourceResponse

from agent.handoff import one_line
from channels.console_changes import console_changes
from channels.console_door import HOME, Caller, ConsoleDeps, Identify
from channels.console_pages import page
from channels.console_views import CHANNELS, HANDOFFS, REASONS, STAGES, STATUSES, handoff_words
from channels.inbox import clean
from crm_store import console_queries, lead_search
from crm_store.console_queries import PER_PAGE, Filter, Order, Row

LAST_PAGE = 10_000
Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class Wish:
    """What the list was asked for, and the addresses of its neighbours."""

    filter: Filter
    order: Order
    page: int
    age: str = ""
    """One of AGES: how long ago they were first seen at most."""
    search: str = ""
    """Part of who they are, or words that they said."""

    def address(self, **changes: Any) -> str:
        """This list with something changed; a change of the filter starts at its first page."""
        shown = replace(self.filter, **{key: value for key, value in changes.items() if key not in ("order", "page")})
        order, number = changes.get("order", self.order), changes.get("page", 1)
        asked = {
            "stage": shown.stage, "playbook": shown.playbook, "channel": shown.channel, "handoff": shown.handoff,
            "box": shown.box, "score": f"{shown.least:g}" if shown.least else "", "source": shown.source,
            "age": self.age, "q": self.search, "silent": "1" if shown.silent else "",
            "order": order if order != "best" else "", "page": number if number > 1 else "",
        }  # fmt: skip
        query = urlencode({key: value for key, value in asked.items() if value})
        return f"{HOME}?{query}" if query else HOME


AGES = {"1": "24 hours", "7": "7 days", "30": "30 days"}
SCORES = (25, 50, 75)
BOXES = {"new": "New", "mine": "Mine", "waiting": "Waiting", "": "All"}


def wish_of(
    stage: Text = "", playbook: Text = "", channel: Text = "", handoff: Text = "", q: Text = "", silent: Text = "",
    box: Text = "", score: Text = "", source: Text = "", age: Text = "", order: Text = "",
    page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
) -> Wish:  # fmt: skip
    """The query as a filter; a word that names no stage, channel or status finds nothing, which is the truth."""
    wanted = Filter(
        stage=clean(stage) or None,
        playbook=clean(playbook) or None,
        channel=clean(channel) or None,
        silent=bool(silent),
        handoff=clean(handoff) or None,
        box=box if box in BOXES and box else None,
        least=float(score) if score.isascii() and score.isdigit() else 0.0,
        source=clean(source).strip(),
    )
    by: Literal["best", "newest"] = "newest" if order == "newest" else "best"
    return Wish(wanted, by, page, age if age in AGES else "", clean(q).strip())


def list_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """The list and the stream of events that refreshes every open page."""
    router = APIRouter(prefix=HOME)

    @router.get("")
    async def show_leads(
        request: Request, known: Annotated[Caller, Depends(caller)], wish: Annotated[Wish, Depends(wish_of)]
    ) -> Response:
        part = "hx-request" in request.headers and "hx-history-restore-request" not in request.headers
        template = "leads_list.html.j2" if part else "leads.html.j2"
        since = deps.clock() - timedelta(days=int(wish.age)) if wish.age else None
        wish = replace(wish, filter=replace(wish.filter, user_id=known.user.id, since=since))
        values = await _values(deps, wish)
        headers = {"Vary": "HX-Request"} | ({"HX-Replace-Url": wish.address(page=wish.page)} if part else {})
        return page(template, caller=known, part=part, headers=headers, **values)

    @router.get("/events")
    async def hear_events(known: Annotated[Caller, Depends(caller)], talk: Text = "") -> Response:
        changes = console_changes(deps, known, clean(talk) or None)
        return EventSourceResponse(changes, ping=int(deps.heartbeat), headers={"Cache-Control": "no-store"})

    return router


async def _values(deps: ConsoleDeps, wish: Wish) -> dict[str, Any]:
    async with deps.store.reading() as connection:
        as_of = await console_queries.last_change(connection)  # first: what comes later is told by the stream
        if wish.search:
            found_by = await lead_search.found_by(connection, wish.search)
            wish = replace(wish, filter=replace(wish.filter, found=tuple(found_by)))
        counts = await console_queries.counts(connection, wish.filter)
        found = await console_queries.rows(connection, wish.filter, order=wish.order, page=wish.page)
        boxes = await console_queries.box_counts(connection, wish.filter.user_id)
    total = counts.get(wish.filter.stage, 0) if wish.filter.stage else sum(counts.values())
    return {
        "rows": [_row(row, deps, wish.filter.user_id) for row in found],
        "counts": counts,
        "all_count": sum(counts.values()),
        "total": total,
        "pages": max(1, -(-total // PER_PAGE)),
        "wish": wish,
        "is_cut": len(wish.filter.found or ()) == lead_search.MOST,
        "ages": AGES,
        "scores": SCORES,
        "boxes": BOXES,
        "box_counts": boxes,
        "narrowed": _narrowed(wish),
        "waiting": boxes["waiting"],
        "as_of": as_of,
        "stages": STAGES,
        "channels": {key: words for key, words in CHANNELS.items() if key != "form"},
        "handoffs": HANDOFFS,
        "businesses": {name: playbook.business.name for name, playbook in deps.playbooks.items()},
        "now": deps.clock(),
    }


def _narrowed(wish: Wish) -> int:
    """How many of the folded filters are set."""
    asked = wish.filter
    return sum(
        map(bool, (asked.playbook, asked.channel, asked.handoff, asked.least, wish.age, asked.source, asked.silent))
    )


def _row(row: Row, deps: ConsoleDeps, user_id: str) -> dict[str, Any]:
    playbook = deps.playbooks.get(row.playbook)
    need = (row.need or {}).get("summary")
    return {
        "id": row.id,
        "who": _who(row),
        "role": _role(row),
        "line": one_line(str(need), 140) if need else None,
        "said": one_line(row.said, 140) if row.said else None,
        "stage": row.stage,
        "stage_words": STAGES.get(row.stage, row.stage),
        "score": row.score,
        "channel": CHANNELS.get(row.channel or "form", row.channel or "Form"),
        "business": playbook.business.name if playbook else row.playbook,
        "status": STATUSES.get(row.conversation_status or "", ""),
        "unseen": row.unseen,
        "handoff": row.handoff_status,
        "handoff_words": handoff_words(row.handoff_status or "", row.assigned_to, user_id),
        "handoff_reason": REASONS.get(row.handoff_reason or "", row.handoff_reason),
        "updated_at": row.updated_at,
    }


def _who(row: Row) -> str:
    return one_line(row.name or row.email or row.phone or row.company or "Unnamed visitor", 60)


def _role(row: Row) -> str:
    if not row.name:
        return ""
    return one_line(", ".join(part for part in (row.title, row.company) if part), 70)
