"""One evaluation from files to reports: loads suites, runs, grades and compares them."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agent.playbook import Playbook
from agent.prices import Price, PriceList
from evals.against import Other
from evals.call_cache import CallCache
from evals.cases import ConversationCase
from evals.compare import COMPARED, comparison, read_reports
from evals.cost import Meter, OverCeiling
from evals.fuzz import changed_cases, fuzz_report
from evals.journal import Journal
from evals.judge import TOKENS, Judge, tone_report
from evals.key_numbers import key_numbers
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
    model: str | None = None
    """A model that was named: it goes before the one that a suite names."""
    repeats: int | None = None
    journal: Path | None = None
    price: Price | None = None
    ceiling: float | None = None
    baseline: Path | None = None
    against: Other | None = None
    tags: Sequence[str] = ()
    only: str | None = None
    """Only cases whose id holds this."""
    fuzz: bool = False
    judge: str | None = None
    """The model that judges the tone."""

    @property
    def is_whole(self) -> bool:
        """Whether every case of the files is asked for."""
        return not self.tags and self.only is None

    def price_of(self, model: str) -> Price | None:
        """What a model costs: as the command says, else by the price lists."""
        return self.price or PriceList(self.plan.settings.bantam_prices).of(model)

    @property
    def prompts(self) -> Path:
        """The folder of prompts that is in use."""
        return self.plan.prompts or self.plan.settings.bantam_prompts or HOME

    def other(self, spent: float = 0.0) -> "Asked":
        """The other side of `against`, with what is left of the ceiling."""
        if self.against is None:
            raise ValueError("there is no other side")
        left = None if self.ceiling is None else max(0.0, self.ceiling - spent)
        model = self.against.model or self.model
        return replace(self, plan=self.against.plan, model=model, ceiling=left, against=None, baseline=None)


@dataclass
class Evaluation:
    """The reports by suite name, the outcomes, and the comparison with the baseline where one was given."""

    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    compared: dict[str, Any] | None = None
    notes: list[str] = field(default_factory=list)
    spent: float = 0.0
    """US dollars."""

    @property
    def passes(self) -> bool:
        """Whether every gate holds."""
        return all(gate["held"] for report in self.reports.values() for gate in report["gates"])


def suites_asked(asked: Asked, playbooks: Mapping[str, Playbook]) -> list[Suite]:
    """The suites of the files, less the cases that were left out. Raises CaseError."""
    suites = [load_suite(path, homes_of(dict(playbooks))) for path in asked.files]
    if asked.model is not None:
        suites = [replace(suite, model=None) for suite in suites]
    return suites if asked.is_whole else [_narrowed(suite, asked) for suite in suites]


def _narrowed(suite: Suite, asked: Asked) -> Suite:
    """Fewer cases; the gates stay away, since they speak of the whole suite."""
    cases = tuple(
        case for case in suite.cases
        if (not asked.tags or set(asked.tags) & set(case.tags)) and (asked.only is None or asked.only in case.id)
    )  # fmt: skip
    return replace(suite, cases=cases, gates=())


def tasks_asked(asked: Asked, suites: Sequence[Suite]) -> dict[str, list[Task]]:
    """The tasks of each model: a suite may name its own."""
    found: dict[str, list[Task]] = {}
    for suite in suites:
        found.setdefault(_model_of(asked, suite), []).extend(_tasks(asked, suite))
        if asked.fuzz:
            found[_model_of(asked, suite)] += tasks_of(suite.name, changed_cases(suite.cases), 1)
    return found


def _model_of(asked: Asked, suite: Suite) -> str:
    return suite.model or asked.plan.settings.bantam_model


def _tasks(asked: Asked, suite: Suite) -> list[Task]:
    return tasks_of(suite.name, suite.cases, asked.repeats or suite.repeats)


def evaluate(asked: Asked, suites: Sequence[Suite], done: Done = lambda count: None) -> Evaluation:
    """Run and grade; twice where another side is asked for. Raises CaseError, OverCeiling."""
    evaluation = _evaluated(asked, suites, done)
    if asked.against is not None:
        other = asked.other(evaluation.spent)
        there = _evaluated(replace(other, fuzz=False), suites_asked(other, playbooks_of(other.plan.settings)), done)
        sides = ("as set up", asked.against.name)
        evaluation.compared = comparison(evaluation.reports, there.reports, sides)
        evaluation.notes += there.notes
        evaluation.spent += there.spent
    elif asked.baseline is not None:
        evaluation.compared = comparison(read_reports(asked.baseline), evaluation.reports)
    return evaluation


def _evaluated(asked: Asked, suites: Sequence[Suite], done: Done) -> Evaluation:
    playbooks = playbooks_of(asked.plan.settings)
    outcomes: dict[tuple[str, str, int], Outcome] = {}
    evaluation = Evaluation()
    for model, tasks in tasks_asked(asked, suites).items():
        outcomes |= _played(asked, model, tasks, evaluation, done)
    for suite in suites:
        results = [(task, outcomes[task.key]) for task in _tasks(asked, suite)]
        model = _model_of(asked, suite)
        more = _more(asked, suite, results, outcomes, evaluation)
        report = report_of(suite, results, playbooks, asked.price_of(model), more)
        report["made_with"] = dict(made_with(model, asked.prompts, playbooks.values()))
        report["key_numbers"] = key_numbers(report)
        report["times"] = times_of(results)
        evaluation.reports[suite.name] = report
        evaluation.results += results
    return evaluation


def estimates(asked: Asked, suites: Sequence[Suite]) -> list[str]:
    """What the run will cost, a sentence for each model that costs something, judge and other side included.

    Raises OverCeiling where all of it would cost more than allowed.
    """
    told: list[str] = []
    total = 0.0
    sides = [(asked, suites)]
    if asked.against is not None:
        other = asked.other()
        sides.append((other, suites_asked(other, playbooks_of(other.plan.settings))))
    for side, theirs in sides:
        for model, tasks in tasks_asked(side, theirs).items():
            meter = Meter(side.price_of(model), asked.ceiling)
            if (line := meter.before(tasks, model)) is not None:
                told.append(line)
                total += meter.estimated
    if asked.judge is not None:
        talks = sum(isinstance(case, ConversationCase) for suite in suites for case in suite.cases)
        meter = Meter(asked.price_of(asked.judge), asked.ceiling)
        told.append(meter.before_calls(asked.judge, talks, TOKENS))
        total += meter.estimated
    if asked.ceiling is not None and total > asked.ceiling:
        raise OverCeiling(f"the run would cost about ${total:.2f}, more than the ceiling of ${asked.ceiling:.2f}.")
    return told


def _played(
    asked: Asked, model: str, tasks: Sequence[Task], evaluation: Evaluation, done: Done
) -> dict[tuple[str, str, int], Outcome]:
    """The outcomes of one model's tasks; what they cost goes to the evaluation."""
    made = made_with(model, asked.prompts, playbooks_of(asked.plan.settings).values())
    meter = Meter(asked.price_of(model), _left(asked, evaluation))
    if (told := meter.before(tasks, model)) is not None:
        evaluation.notes.append(told)
    plan = replace(asked.plan, settings=with_model(asked.plan.settings, model))
    ended = run_tasks(tasks, plan, Journal(asked.journal, made), meter, done)
    evaluation.spent += meter.spent
    return {task.key: outcome for task, outcome in zip(tasks, ended, strict=True)}


def _left(asked: Asked, evaluation: Evaluation) -> float | None:
    return None if asked.ceiling is None else max(0.0, asked.ceiling - evaluation.spent)


def _more(
    asked: Asked, suite: Suite, results: Sequence[Result], outcomes: Mapping[tuple[str, str, int], Outcome],
    evaluation: Evaluation,
) -> dict[str, Any]:  # fmt: skip
    """What a report has besides where it was asked for: how readings stand changes, and what the judge says."""
    found: dict[str, Any] = {}
    changed = changed_cases(suite.cases) if asked.fuzz else []
    if changed:
        names = [case.id for case in (*suite.cases, *changed)]
        read = {name: outcomes[suite.name, name, 0].end.get("frame") or {} for name in names}
        found["fuzz"] = fuzz_report(suite.cases, changed, read)
    talks = [
        (task.case.id, outcome.end["transcript"]) for task, outcome in results
        if task.repeat == 0 and outcome.end.get("transcript")
    ]  # fmt: skip
    if asked.judge is not None and talks:
        judge = judge_asked(asked, _left(asked, evaluation))
        judged = asyncio.run(judge.judge([transcript for _, transcript in talks]))
        evaluation.spent += judge.meter.spent
        found["tone"] = tone_report(asked.judge, [name for name, _ in talks], judged, judge.meter.price)
    return found


def judge_asked(asked: Asked, ceiling: float | None) -> Judge:
    """The judge that was asked for, with a ceiling in US dollars. Raises UnknownModel."""
    name = asked.judge or ""
    cache = CallCache(asked.plan.cache) if asked.plan.cache is not None else None
    meter = Meter(asked.price_of(name), ceiling)
    return Judge.of(name, asked.plan.settings, cache, meter, asked.plan.concurrency)


def as_json(evaluation: Evaluation) -> str:
    """Every number, case and transcript, and the comparison under `COMPARED` where one was made; the same bytes for
    the same outcomes but for `times`."""
    told = evaluation.reports | ({COMPARED: evaluation.compared} if evaluation.compared is not None else {})
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_predictions(results: Sequence[Result]) -> str:
    """What was read, a line a case, in the form that the corpus's scorer reads."""
    lines = [json.dumps(scored_form(outcome), ensure_ascii=False) for _, outcome in results if outcome.repeat == 0]
    return "".join(f"{line}\n" for line in lines)
