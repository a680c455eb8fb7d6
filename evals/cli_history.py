"""`bantam eval history` and `bantam eval agreement`: how numbers moved, and how far to trust a judge."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from evals import options as o
from evals.usage import UsageFault, cache_at, price_given


def history(
    suites: Annotated[list[str] | None, typer.Argument(help="Only these suites; else all.")] = None,
    each: Annotated[int, typer.Option("--last", min=1, max=1000, help="So many runs of each suite.")] = 10,
    json_out: o.JsonOut = None,
) -> None:
    """Show what kept runs came to: every number with its interval, gates, costly mistakes, and what changed."""
    from evals.history import kept
    from evals.history_table import as_json, print_history
    from service.settings import load

    runs = asyncio.run(kept(load(), each, suites or ()))
    if json_out is not None:
        json_out.write_text(as_json(runs), encoding="utf-8")
    if not runs:
        named = f" of {', '.join(suites)}" if suites else ""
        typer.echo(f"No run{named} has been kept yet: `bantam eval --keep` keeps one.")
        return
    print_history(runs)


def agreement(
    labels: Annotated[Path, typer.Argument(help="Transcripts with the tone that people gave them: NAME.tone.jsonl.")],
    judge: Annotated[str, typer.Option(help="The model that judges.")],
    cache: o.Cache = None,
    no_cache: o.NoCache = False,
    price: o.PriceOf = None,
    ceiling: o.Ceiling = None,
    concurrency: o.Concurrency = 8,
    json_out: o.JsonOut = None,
) -> None:
    """Ask a judge for the tone of labelled transcripts, and say how far it agrees with people."""
    import json

    from evals import judge as judging
    from evals.cost import OverCeiling
    from evals.evaluation import Asked, judge_asked
    from evals.report import print_agreement
    from evals.run import Plan
    from service.settings import load

    settings = load()
    plan = Plan(settings, concurrency=concurrency, cache=cache_at(settings, cache, no_cache))
    labelled = judging.read_labels(labels)
    if not labelled:
        raise UsageFault(f"{labels}: no line has a tone yet: good, fair or poor")
    asked = Asked(files=(), plan=plan, price=price_given(price), judge=judge)
    try:
        one = judge_asked(asked, ceiling)
        judged = asyncio.run(one.judge([label.transcript for label in labelled]))
    except OverCeiling as error:
        raise UsageFault(str(error)) from error
    found = judging.agreement(labelled, judged) | {"judge": judge, "cost": round(one.meter.spent, 4)}
    if json_out is not None:
        json_out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print_agreement(found)
