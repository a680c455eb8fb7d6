"""One evaluation from files to reports: loads suites, runs, grades and compares them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.playbook import Playbook
from agent.prices import Price
from evals.compare import comparison, read_reports
from evals.cost import Meter, price_of
from evals.journal import Journal
from evals.made_of import made_with
from evals.outcome import Outcome, scored_form
from evals.play import Task
from evals.reports import Result, report_of, times_of
from evals.run import Done, Plan, homes_of, playbooks_of, run_tasks, tasks_of, with_model
from evals.suites import Suite, load_suite
from prompts import HOME


@dataclass(frozen=True)
class Asked:
    """What the command asked for."""

    files: Sequence[Path]
    plan: Plan
    repeats: int | None = None
    journal: Path | None = None
    price: Price | None = None
    ceiling: float | None = None
    baseline: Path | None = None
    tags: Sequence[str] = ()
    only: str | None = None
    """Only cases whose id holds this."""


@dataclass
class Evaluation:
    """The reports by suite name, the outcomes, and the comparison with the baseline where one was given."""

    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    compared: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def passes(self) -> bool:
        """Whether every gate holds."""
        return all(gate["held"] for report in self.reports.values() for gate in report["gates"])


def suites_asked(asked: Asked, playbooks: Mapping[str, Playbook]) -> list[Suite]:
    """The suites of the files, less the cases that were left out. Raises CaseError."""
    suites = [load_suite(path, homes_of(dict(playbooks))) for path in asked.files]
    return [_narrowed(suite, asked) for suite in suites] if asked.tags or asked.only else suites


def _narrowed(suite: Suite, asked: Asked) -> Suite:
    """Fewer cases; the gates stay away, since they speak of the whole suite."""
    cases = tuple(
        case for case in suite.cases
        if (not asked.tags or set(asked.tags) & set(case.tags)) and (asked.only is None or asked.only in case.id)
    )  # fmt: skip
    return Suite(suite.name, cases, (), suite.model, suite.repeats, suite.describes)


def tasks_asked(asked: Asked, suites: Sequence[Suite]) -> dict[str, list[Task]]:
    """The tasks of each model: a suite may name its own."""
    found: dict[str, list[Task]] = {}
    for suite in suites:
        model = suite.model or asked.plan.settings.bantam_model
        found.setdefault(model, []).extend(tasks_of(suite.name, suite.cases, asked.repeats or suite.repeats))
    return found


def evaluate(asked: Asked, suites: Sequence[Suite], done: Done = lambda count: None) -> Evaluation:
    """Run and grade. Raises CaseError, OverCeiling."""
    playbooks = playbooks_of(asked.plan.settings)
    prompts = asked.plan.prompts or HOME
    outcomes: dict[tuple[str, str, int], tuple[Task, Outcome]] = {}
    evaluation = Evaluation()
    prices: dict[str, Price | None] = {}
    for model, tasks in tasks_asked(asked, suites).items():
        made = made_with(model, prompts, playbooks.values())
        meter = Meter(asked.price or price_of(model), asked.ceiling)
        if (told := meter.before(tasks, model)) is not None:
            evaluation.notes.append(told)
        plan = Plan(**{**asked.plan.__dict__, "settings": with_model(asked.plan.settings, model)})
        ended = run_tasks(tasks, plan, Journal(asked.journal, made), meter, done)
        outcomes |= {task.key: (task, outcome) for task, outcome in zip(tasks, ended, strict=True)}
        prices |= {task.suite: meter.price for task in tasks}
    for suite in suites:
        results = [outcomes[task.key] for task in tasks_of(suite.name, suite.cases, asked.repeats or suite.repeats)]
        report = report_of(suite, results, playbooks, prices.get(suite.name))
        model = suite.model or asked.plan.settings.bantam_model
        report["made_with"] = dict(made_with(model, prompts, playbooks.values()))
        report["times"] = times_of(results)
        evaluation.reports[suite.name] = report
        evaluation.results += results
    if asked.baseline is not None:
        evaluation.compared = comparison(read_reports(asked.baseline), evaluation.reports)
    return evaluation


def as_json(evaluation: Evaluation) -> str:
    """Every number, case and transcript; the same bytes for the same outcomes but for `times`."""
    return json.dumps(evaluation.reports, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_predictions(results: Sequence[Result]) -> str:
    """What was read, a line a case, in the form that the corpus's scorer reads."""
    lines = [json.dumps(scored_form(outcome), ensure_ascii=False) for _, outcome in results if outcome.repeat == 0]
    return "".join(f"{line}\n" for line in lines)
