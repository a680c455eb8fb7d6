"""How evaluations moved: a chart for each number of each suite, and for each run its gates and changed cases."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Response

from channels.console_door import HOME, Caller, ConsoleDeps, Identify, check_right
from channels.console_pages import page
from channels.trend_charts import HEIGHT, LEFT, RIGHT, WIDTH, Chart, charts_of
from crm_store import console_queries, evaluations
from crm_store.evaluations import Evaluated, changed_since

MOST = 100
"""So many cases of a kind are shown; the numbers count all."""
SPANS = (10, 20, 50)
"""How many runs of a suite the page may show."""
Kind = Literal["broke", "mended", "otherwise"]
KINDS: Mapping[Kind, str] = {
    "broke": "Right before, wrong now", "mended": "Wrong before, right now",
    "otherwise": "Neither better nor worse, but not the same",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A run in the table, with what it was made with that the run before was not."""

    run: Evaluated
    changed: list[str]

    @property
    def costly(self) -> str:
        return costly_words(self.run)


@dataclass(frozen=True, slots=True)
class Trend:
    """A suite: its charts, and the same numbers as a table, newest run first."""

    suite: str
    charts: list[Chart]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Side:
    """What one run made of one case. `faults`: what was wrong; `told`: a message's frame, or a stage in words."""

    is_right: bool
    faults: list[str]
    told: str
    talk: list[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Pair:
    """One case in two runs; `before` is None where only one run is looked at."""

    name: str
    said: str
    before: Side | None
    now: Side


def trend_router(deps: ConsoleDeps, caller: Identify) -> APIRouter:
    """The page of trends, and one for each run."""
    router = APIRouter(prefix=HOME)

    @router.get("/evaluations")
    async def trends(
        known: Annotated[Caller, Depends(caller)], last: Annotated[int, Query(ge=1, le=200)] = 20
    ) -> Response:
        check_right(known, "audit")
        async with deps.store.reading() as connection:
            runs = await evaluations.recent(connection, last)
            waiting = await console_queries.waiting_leads(connection)
        drawing = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT}
        return page(
            "trends.html.j2", caller=known, trends=trends_of(runs), last=last, spans=SPANS, waiting=waiting,
            drawing=drawing,
        )  # fmt: skip

    @router.get("/evaluations/{evaluation_id}")
    async def one_run(
        evaluation_id: str,
        known: Annotated[Caller, Depends(caller)],
        against: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        check_right(known, "audit")
        async with deps.store.reading() as connection:
            run = await evaluations.one(connection, evaluation_id)
            if run is None:
                raise HTTPException(404, "There is no such run.")
            other = await evaluations.one(connection, against) if against else await evaluations.before(connection, run)
            other = other if other is not None and other.suite == run.suite and other.id != run.id else None
            cases = await evaluations.cases_of(connection, run.id)
            theirs = await evaluations.cases_of(connection, other.id) if other is not None else None
            others = await evaluations.recent(connection, SPANS[-1], (run.suite,))
            waiting = await console_queries.waiting_leads(connection)
        groups = changed_cases(theirs, cases) if cases is not None and theirs is not None else {}
        return page(
            "trend_run.html.j2", caller=known, run=run, other=other, cases=cases, theirs=theirs, waiting=waiting,
            others=[one for one in reversed(others) if one.id != run.id], kinds=KINDS, most=MOST, groups=groups,
            wrong=wrong_cases(cases or ()), changed=changed_since(other, run), costly=costly_words(run),
        )  # fmt: skip

    return router


def trends_of(runs: Iterable[Evaluated]) -> list[Trend]:
    """Runs by suite, oldest first, as charts and tables; suites with a gate that does not hold come first."""
    found = []
    for suite, theirs in groupby(runs, key=lambda run: run.suite):
        each = list(theirs)
        befores = [None, *each[:-1]]
        rows = [Row(run, changed_since(before, run)) for before, run in zip(befores, each, strict=True)]
        found.append(Trend(suite, charts_of(each), rows[::-1]))
    return sorted(found, key=lambda trend: (trend.rows[0].run.holds, trend.suite))


def costly_words(run: Evaluated) -> str:
    """The costly mistakes that were made, by name and number."""
    return ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in run.costly.items() if count) or "none"


def changed_cases(
    before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> dict[Kind, list[Pair]]:  # fmt: skip
    """The cases of both runs that came out otherwise, by which way."""
    old = {(case["id"], case["repeat"]): case for case in before}
    found: dict[Kind, list[Pair]] = {kind: [] for kind in KINDS}
    for case in now:
        was = old.get((case["id"], case["repeat"]))
        if was is None or (was["passed"] == case["passed"] and was["got"] == case["got"]):
            continue
        kind: Kind = "otherwise" if was["passed"] == case["passed"] else "broke" if was["passed"] else "mended"
        found[kind].append(_pair(was, case))
    return found


def wrong_cases(cases: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """The cases that went wrong in one run."""
    return [_pair(None, case) for case in cases if not case["passed"]]


def _pair(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Pair:
    name = now["id"] + (f" #{now['repeat'] + 1}" if now["repeat"] else "")
    return Pair(name, str(now.get("text") or ""), None if before is None else _side(before), _side(now))


def _side(case: Mapping[str, Any]) -> Side:
    got = case["got"]
    if case["kind"] == "message":
        told = f"read {_as_json(got.get('frame', {}))}; wanted {_as_json(case['want'])}"
    else:
        handed = "handed over" if got.get("handoff") else "not handed over"
        told = f"{got.get('stage', 'no stage')}, {handed}; wanted {case['want'].get('stage')}"
    return Side(case["passed"], [*case["wrong"], *case["also"]], told, got.get("transcript") or [])


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
