"""`bantam train`: fits the reader's second opinion to labelled messages."""

from pathlib import Path
from typing import Annotated

import typer

from evals.usage import UsageFault


def register(app: typer.Typer) -> None:
    app.command("train")(train)


def train(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Examples to learn from beside those that ship (see evals/training.py).")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where the weights go; else where the reader looks.")] = None,
) -> None:
    """Fit the reader's second opinion to the labelled messages that ship, and to your own."""
    from agent.reading.learned import WEIGHTS
    from evals.training import EXAMPLES, fitted, stored

    paths = [*sorted(EXAMPLES.glob("*.jsonl")), *(files or ())]
    try:
        model = fitted(paths)
    except ModuleNotFoundError as error:
        raise UsageFault("training needs scikit-learn: pip install scikit-learn") from error
    target = out or WEIGHTS
    target.write_bytes(stored(model))
    typer.echo(
        f"{len(model['labels'])} labels, {len(model['features'])} features from {len(paths)} files. "
        "`bantam eval` says what changed; `git diff --stat` whether the weights did."
    )
