"""What tests of evaluations share: a lead, its outcome, and reports of runs that went well or badly."""

from collections.abc import Sequence
from typing import Any

from evals.cases import ConversationCase, UtteranceCase
from evals.gates import Gate
from evals.made_of import made_with
from evals.outcome import Outcome
from evals.play import Task, play
from evals.reports import report_of
from evals.run import homes_of, playbooks_of
from evals.suites import Suite
from prompts import HOME
from service.settings import Settings
from service.wiring import agents_of

SETTINGS = Settings(_env_file=None, bantam_model="embedded", database_url=None)
PLAYBOOKS = playbooks_of(SETTINGS)
HOMES = homes_of(PLAYBOOKS)
HEAD = {"channel": "web", "vertical": "b2b_saas", "today": "2026-06-03", "country": "US", "currency": "USD"}


def lead(**changes: Any) -> ConversationCase:
    """A simulated lead that says what it needs and then only "ok"."""
    raw: dict[str, Any] = HEAD | {
        "id": "c-1", "opening": "We need lead management.", "answers": {"other": ["ok"]}, "expect": {"stage": "lead"},
    }  # fmt: skip
    return ConversationCase.model_validate(raw | changes)


def message(name: str, text: str, **changes: Any) -> UtteranceCase:
    """A labelled message."""
    return UtteranceCase.model_validate(HEAD | {"id": name, "text": text, "expect": {}} | changes)


async def outcome_of(case: ConversationCase) -> Outcome:
    """What the embedded model makes of a lead."""
    return await play(Task("s", case), agents_of(SETTINGS)[0], PLAYBOOKS)


async def reports_of(
    ends: Sequence[bool],
    suite: str = "s",
    case: ConversationCase | None = None,
    gates: Sequence[str] = ("false_sql = 0", "clean >= 0.9"),
) -> dict[str, dict[str, Any]]:
    """One suite's report: its one case runs once for each of `ends`; False: it ends as a false SQL."""
    case = case or lead()
    outcome = await outcome_of(case)
    results = []
    for repeat, good in enumerate(ends):
        end = outcome.end if good else outcome.end | {"stage": "SQL"}
        results.append((Task(suite, case, repeat), outcome.model_copy(update={"repeat": repeat, "end": end})))
    report = report_of(Suite(suite, (case,), tuple(Gate.of(gate) for gate in gates)), results, PLAYBOOKS)
    report["made_with"] = dict(made_with("embedded", HOME, PLAYBOOKS.values()))
    return {suite: report}
