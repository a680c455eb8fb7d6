"""Kept runs as tables in the terminal."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby

from rich.markup import escape
from rich.table import Table

from crm_store.evaluations import Evaluated, changed_since
from evals.report import screen


def as_json(runs: Iterable[Evaluated]) -> str:
    """Every kept run, oldest first, as JSON."""
    told = [asdict(run) | {"at": run.at.isoformat()} for run in runs]
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def print_history(runs: Sequence[Evaluated]) -> None:
    """A table a suite, the newest run last, as in a log."""
    for suite, found in groupby(runs, key=lambda run: run.suite):
        screen().print(_table(suite, list(found)))


SHORT = {
    "clean": "clean (95 %)", "stage_accuracy": "stages", "fact_accuracy": "facts", "handoff_accuracy": "hand-overs",
    "score_accuracy": "scores", "answers_said": "answered", "questions_kept": "kept", "joint_accuracy": "joint",
    "slots_micro.f1": "slots F1", "signals_micro.f1": "signals F1",
}  # fmt: skip
"""What a terminal has room for; `--json` has every number with its interval."""


def _table(suite: str, runs: Sequence[Evaluated]) -> Table:
    names = [name for name in SHORT if any(name in run.numbers for run in runs)]
    table = Table(title=escape(suite), title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in ("when (UTC)", "model", *(SHORT[name] for name in names), "gates", "costly", "what changed"):
        table.add_column(column, overflow="fold")
    before: Evaluated | None = None
    for run in runs:
        held = sum(gate["held"] for gate in run.gates)
        colour = "green" if run.holds else "red"
        gates = f"[{colour}]{held}/{len(run.gates)}[/{colour}]" if run.gates else ""
        table.add_row(
            f"{run.at:%d %b %H:%M}", escape(run.model), *(_number(run, name) for name in names), gates, _costly(run),
            ", ".join(changed_since(before, run)),
        )  # fmt: skip
        before = run
    return table


def _number(run: Evaluated, name: str) -> str:
    number = run.numbers.get(name)
    if number is None:
        return ""
    interval = f" ({number['low']:.2f}-{number['high']:.2f})" if name == "clean" else ""
    return f"{number['value']:.3f}{interval}"


def _costly(run: Evaluated) -> str:
    from evals.grade import COSTLY

    return (
        ", ".join(f"{run.costly[kind]} {kind.replace('_', ' ')}" for kind in COSTLY if run.costly.get(kind)) or "none"
    )
