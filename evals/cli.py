"""`bantam eval`: labelled cases run against the real reader and the real turn."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from agent.prices import Price
    from evals.evaluation import Asked, Evaluation
    from evals.suites import Suite


class UsageFault(Exception):
    """The command was called with something it cannot use."""


def register(app: typer.Typer) -> None:
    app.command("eval")(evaluate)
    app.command("bench")(bench)
    app.command("cases")(cases)


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Suites (.yaml) and cases (*.utterances.jsonl, *.conversations.jsonl); else all that ship."
        ),
    ] = None,
    model: Annotated[str | None, typer.Option(help="`embedded` or provider:model; else BANTAM_MODEL.")] = None,
    predictions: Annotated[Path | None, typer.Option(help="Write what was read, in score.py's form.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write every number, case and transcript.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write one page to look at and to send on.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit's XML, for a CI system.")] = None,
    summary: Annotated[Path | None, typer.Option(help="Write a summary in Markdown, for a pull request.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="An earlier --json: compare, case by case.")] = None,
    repeat: Annotated[int | None, typer.Option(min=1, max=100, help="Run each case so often.")] = None,
    show: Annotated[int, typer.Option(help="How many misses of each suite to print.")] = 20,
    tag: Annotated[list[str] | None, typer.Option(help="Only cases with this tag (no gates).")] = None,
    only: Annotated[str | None, typer.Option(help="Only cases whose id holds this (no gates).")] = None,
    prompts: Annotated[Path | None, typer.Option(help="Another folder of prompts.")] = None,
    playbooks: Annotated[Path | None, typer.Option(help="Another folder of playbooks.")] = None,
    leads: Annotated[
        str | None, typer.Option(help="A model that plays the leads from their persona and facts.")
    ] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0: one a processor.")] = 0,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Cases at a time in a process.")] = 8,
    resume: Annotated[Path | None, typer.Option(help="Keep outcomes here, and take those that are here.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where model calls are kept; else BANTAM_HOME/evals.")] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Ask the model anew each time.")] = False,
    price: Annotated[str | None, typer.Option(help="IN/OUT, US dollars for a million tokens.")] = None,
    ceiling: Annotated[float | None, typer.Option(min=0, help="US dollars that the run may cost.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before a run that costs money.")] = False,
) -> None:
    """Run suites and labelled cases; exit 1 where a gate fails, and say which."""
    from evals.evaluation import Asked, suites_asked
    from evals.run import Plan, playbooks_of, with_model
    from evals.suites import shipped
    from service.settings import load

    settings = with_model(load(), model)
    if playbooks is not None:
        settings = settings.model_copy(update={"bantam_playbooks": playbooks})
    if prompts is not None and not prompts.is_dir():
        raise UsageFault(f"{prompts}: no such folder of prompts")
    kept = None if no_cache else cache or settings.bantam_home / "evals" / "calls.sqlite"
    plan = Plan(settings, workers, concurrency, kept, leads, prompts)
    asked = Asked(
        files=files or shipped(), plan=plan, repeats=repeat, journal=resume, price=_price(price), ceiling=ceiling,
        baseline=baseline, tags=tag or (), only=only,
    )  # fmt: skip
    suites = suites_asked(asked, playbooks_of(settings))
    _agree_to_pay(asked, suites, yes)
    evaluation = _run(asked, suites)
    outputs = {"predictions": predictions, "json": json_out, "html": html, "junit": junit, "summary": summary}
    _write(evaluation, outputs)
    if not _print(evaluation, show):
        raise typer.Exit(1)


def _price(text: str | None) -> "Price | None":
    from evals.cost import price_from

    try:
        return price_from(text) if text is not None else None
    except ValueError as error:
        raise UsageFault(f"--price {text}: two figures such as 0.40/1.60, US dollars for a million tokens") from error


def _agree_to_pay(asked: "Asked", suites: "list[Suite]", yes: bool) -> None:
    """Say what the run will cost, and ask, where somebody is there to be asked. Raises OverCeiling."""
    import sys

    from evals.cost import Meter, price_of
    from evals.evaluation import tasks_asked

    for model, tasks in tasks_asked(asked, suites).items():
        told = Meter(asked.price or price_of(model), asked.ceiling).before(tasks, model)
        if told is None:
            continue
        typer.echo(told, err=True)
        if not yes and sys.stdin.isatty():
            typer.confirm("Go on?", abort=True)


def _run(asked: "Asked", suites: "list[Suite]") -> "Evaluation":
    from rich.console import Console
    from rich.progress import Progress

    from evals.evaluation import evaluate, tasks_asked

    total = sum(len(tasks) for tasks in tasks_asked(asked, suites).values())
    with Progress(console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task(f"{total} cases", total=total)
        return evaluate(asked, suites, lambda count: bar.advance(line, count))


def _write(evaluation: "Evaluation", outputs: "dict[str, Path | None]") -> None:
    from evals.evaluation import as_json, as_predictions
    from evals.junit import junit
    from evals.page import page
    from evals.summary import summary

    forms = {
        "predictions": lambda: as_predictions(evaluation.results),
        "json": lambda: as_json(evaluation),
        "html": lambda: page(evaluation.reports, evaluation.compared),
        "junit": lambda: junit(evaluation.reports),
        "summary": lambda: summary(evaluation.reports, evaluation.compared),
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
