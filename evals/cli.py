"""`bantam eval`: labelled cases run against the real reader and the real turn."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from evals import options as o
from evals.usage import UsageFault, cache_at, price_given, with_folders

if TYPE_CHECKING:
    from evals.evaluation import Asked, Evaluation
    from evals.suites import Suite


class RunUnlessNamed(TyperGroup):
    """`bantam eval FILE` runs; `bantam eval history` and `bantam eval agreement` are commands of their own."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args if args and args[0] in self.commands else ["run", *args])


def register(app: typer.Typer) -> None:
    from evals.cli_history import agreement, history

    evaluation = typer.Typer(cls=RunUnlessNamed, help="Run suites; see how they moved; ask how good a judge is.")
    evaluation.command("run")(evaluate)
    evaluation.command("history")(history)
    evaluation.command("agreement")(agreement)
    app.add_typer(evaluation, name="eval")
    app.command("bench")(bench)
    app.command("cases")(cases)


def evaluate(
    files: o.Files = None,
    model: o.Model = None,
    predictions: o.Predictions = None,
    json_out: o.JsonOut = None,
    html: o.Html = None,
    junit: o.Junit = None,
    summary: o.Summary = None,
    baseline: o.Baseline = None,
    against: o.Against = None,
    repeat: o.Repeat = None,
    show: o.Show = 20,
    tag: o.Tag = None,
    only: o.Only = None,
    prompts: o.Prompts = None,
    playbooks: o.Playbooks = None,
    leads: o.Leads = None,
    fuzz: o.Fuzz = False,
    judge: o.Judge = None,
    tone_sheet: o.ToneSheet = None,
    workers: o.Workers = 0,
    concurrency: o.Concurrency = 8,
    resume: o.Resume = None,
    cache: o.Cache = None,
    no_cache: o.NoCache = False,
    price: o.PriceOf = None,
    ceiling: o.Ceiling = None,
    yes: o.Yes = False,
    keep: o.Keep = None,
) -> None:
    """Run suites and labelled cases; exit 1 where a gate fails, and say which.

    `bantam eval history` shows how the numbers moved; `bantam eval agreement FILE` how far a judge agrees with people.
    """
    from evals.evaluation import Asked, suites_asked
    from evals.run import Plan, playbooks_of, with_model
    from evals.suites import shipped
    from service.settings import load

    settings = with_folders(with_model(load(), model), playbooks, prompts)
    plan = Plan(settings, workers, concurrency, cache_at(settings, cache, no_cache), leads, prompts)
    asked = Asked(
        files=files or shipped(), plan=plan, model=model, repeats=repeat, journal=resume, price=price_given(price),
        ceiling=ceiling, baseline=baseline, against=_other(plan, against, baseline), tags=tag or (), only=only,
        fuzz=fuzz, judge=judge,
    )  # fmt: skip
    suites = suites_asked(asked, playbooks_of(settings))
    evaluation = _run(asked, suites, yes)
    outputs = {"predictions": predictions, "json": json_out, "html": html, "junit": junit, "summary": summary,
               "tone sheet": tone_sheet}  # fmt: skip
    _write(evaluation, outputs)
    holds = _print(evaluation, show)
    _keep(asked, evaluation, keep)
    if not holds:
        raise typer.Exit(1)


def _other(plan: Any, against: list[str] | None, baseline: Path | None) -> Any:
    from evals.against import other_side

    if against and baseline is not None:
        raise UsageFault("--against and --baseline: one comparison at a time")
    return other_side(plan, against) if against else None


def _run(asked: "Asked", suites: "list[Suite]", yes: bool) -> "Evaluation":
    """Say what it costs, run it, and show how far it is. Raises UsageFault where it costs too much."""
    from rich.console import Console
    from rich.progress import Progress

    from evals.cost import OverCeiling
    from evals.evaluation import evaluate, tasks_asked

    total = sum(len(tasks) for tasks in tasks_asked(asked, suites).values())
    total += (
        0 if asked.against is None else sum(len(suite.cases) * (asked.repeats or suite.repeats) for suite in suites)
    )
    try:
        _agree_to_pay(asked, suites, yes)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            line = bar.add_task(f"{total} cases", total=total)
            return evaluate(asked, suites, lambda count: bar.advance(line, count))
    except OverCeiling as error:
        raise UsageFault(str(error)) from error


def _agree_to_pay(asked: "Asked", suites: "list[Suite]", yes: bool) -> None:
    """Say what the run will cost, and ask, where somebody is there to be asked. Raises OverCeiling."""
    import sys

    from evals.evaluation import estimates

    told = estimates(asked, suites)
    for line in told:
        typer.echo(line, err=True)
    if told and not yes and sys.stdin.isatty():
        typer.confirm("Go on?", abort=True)


def _write(evaluation: "Evaluation", outputs: "dict[str, Path | None]") -> None:
    from evals.evaluation import as_json, as_predictions
    from evals.judge import tone_sheet
    from evals.junit import junit
    from evals.page import page
    from evals.summary import summary

    forms = {
        "predictions": lambda: as_predictions(evaluation.results),
        "json": lambda: as_json(evaluation),
        "html": lambda: page(evaluation.reports, evaluation.compared),
        "junit": lambda: junit(evaluation.reports),
        "summary": lambda: summary(evaluation.reports, evaluation.compared),
        "tone sheet": lambda: tone_sheet(case for report in evaluation.reports.values() for case in report["cases"]),
    }
    for name, path in outputs.items():
        if path is not None:
            path.write_text(forms[name](), encoding="utf-8", errors="replace")


def _print(evaluation: "Evaluation", show: int) -> bool:
    """The tables; whether every gate holds."""
    from evals.report import print_comparison, print_gates, print_overview, print_report

    for name, report in evaluation.reports.items():
        if len(evaluation.reports) <= 4 or show > 0:
            print_report(name, report, show)
    print_overview(evaluation.reports)
    if evaluation.compared is not None:
        print_comparison(evaluation.compared, show)
    return print_gates(evaluation.reports)


def _keep(asked: "Asked", evaluation: "Evaluation", keep: bool | None) -> None:
    """Put the numbers into the history; what --tag or --only narrowed says nothing of the suite and stays out."""
    import asyncio

    from evals import history

    settings = asked.plan.settings
    if not asked.is_whole or keep is False or (keep is None and not history.is_at_hand(settings)):
        return
    fault = asyncio.run(history.keep(evaluation.reports, settings, asked=keep is True))
    typer.echo(fault or "kept in the history: `bantam eval history` shows it", err=True)


def cases(
    out: Annotated[Path, typer.Argument(help="Where to write them: NAME.conversations.jsonl.")],
    limit: Annotated[int, typer.Option(min=1, help="How many, newest leads first.")] = 200,
    days: Annotated[int | None, typer.Option(min=1, help="Only leads of the last so many days.")] = None,
) -> None:
    """Take real conversations from the database as cases, without what names a person."""
    import asyncio

    if not out.name.endswith(".conversations.jsonl"):
        raise UsageFault(f"{out}: the name must end in .conversations.jsonl")
    written = asyncio.run(_replayed(limit, days))
    from evals.replay import as_lines

    out.write_text(as_lines(written), encoding="utf-8")
    typer.echo(
        f"{len(written)} cases. Their labels are what the agent made of them: look them over before you use them."
    )


async def _replayed(limit: int, days: int | None) -> "list[dict[str, Any]]":
    from datetime import timedelta

    from agent.playbook_file import load_all
    from crm_store.store import open_store
    from evals.replay_store import replayed
    from service.settings import load

    settings = load()
    since = settings.clock() - timedelta(days=days) if days is not None else None
    async with open_store(settings.database_url, settings.bantam_home) as store:
        return [case async for case in replayed(store, load_all(settings.bantam_playbooks), since, limit)]


def bench(
    names: Annotated[
        list[str] | None, typer.Argument(help="turn, throughput, reader; all of them where none is named.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json")] = None,
) -> None:
    """Measure Bantam on this machine: medians and spread."""
    from evals.bench.run import BENCHES, run_benches

    unknown = set(names or []) - set(BENCHES)
    if unknown:
        raise UsageFault(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(BENCHES)}")
    results = run_benches(names or list(BENCHES))
    if json_out is not None:
        json_out.write_text(json.dumps(results, indent=1), encoding="utf-8")
