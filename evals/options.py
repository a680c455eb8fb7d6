"""The options of `bantam eval`, each with what it says of itself under --help."""

from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[
    list[Path] | None,
    typer.Argument(help="Suites (.yaml) and cases (*.utterances.jsonl, *.conversations.jsonl); else all that ship."),
]
Model = Annotated[str | None, typer.Option(help="`embedded` or provider:model; else BANTAM_MODEL.")]
Predictions = Annotated[Path | None, typer.Option(help="Write what was read, in score.py's form.")]
JsonOut = Annotated[Path | None, typer.Option("--json", help="Write every number, case and transcript.")]
Html = Annotated[Path | None, typer.Option(help="Write one page to look at and to send on.")]
Junit = Annotated[Path | None, typer.Option(help="Write JUnit's XML, for a CI system.")]
Summary = Annotated[Path | None, typer.Option(help="Write a summary in Markdown, for a pull request.")]
Baseline = Annotated[Path | None, typer.Option(help="An earlier --json: compare, case by case.")]
Against = Annotated[
    list[str] | None,
    typer.Option(help="Run it twice and compare: model=NAME, prompts=DIR or playbooks=DIR; several change together."),
]
Repeat = Annotated[int | None, typer.Option(min=1, max=100, help="Run each case so often.")]
Show = Annotated[int, typer.Option(help="How many misses of each suite to print.")]
Tag = Annotated[list[str] | None, typer.Option(help="Only cases with this tag (no gates).")]
Only = Annotated[str | None, typer.Option(help="Only cases whose id holds this (no gates).")]
Prompts = Annotated[Path | None, typer.Option(help="Another folder of prompts.")]
Playbooks = Annotated[Path | None, typer.Option(help="Another folder of playbooks.")]
Leads = Annotated[str | None, typer.Option(help="A model that plays the leads from their persona and facts.")]
Fuzz = Annotated[
    bool, typer.Option("--fuzz", help="Read each message with slips, other case, punctuation and spacing, too.")
]
Judge = Annotated[str | None, typer.Option(help="A model that judges the tone of what was said; off by default.")]
ToneSheet = Annotated[Path | None, typer.Option(help="Write transcripts to be labelled: NAME.tone.jsonl.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes; 0: one a processor.")]
Concurrency = Annotated[int, typer.Option(min=1, max=64, help="Cases at a time in a process.")]
Resume = Annotated[Path | None, typer.Option(help="Keep outcomes here, and take those that are here.")]
Cache = Annotated[Path | None, typer.Option(help="Where model calls are kept; else BANTAM_HOME/evals.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Ask the model anew each time.")]
PriceOf = Annotated[str | None, typer.Option("--price", help="IN/OUT, US dollars for a million tokens.")]
Ceiling = Annotated[float | None, typer.Option(min=0, help="US dollars that the run may cost.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before a run that costs money.")]
Keep = Annotated[
    bool | None,
    typer.Option(
        "--keep/--no-keep",
        help="Keep the numbers in the history; by default where DATABASE_URL is set or the embedded database runs.",
    ),
]
