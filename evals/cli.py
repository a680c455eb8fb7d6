"""`bantam eval`: labelled cases run against the real reader and the real turn."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from agent.playbook import Playbook
    from agent.turn import Agent
    from evals.cases import ConversationCase, UtteranceCase


class UsageFault(Exception):
    """The command was called with something it cannot use."""


def register(app: typer.Typer) -> None:
    app.command("eval")(evaluate)
    app.command("bench")(bench)


def evaluate(
    files: Annotated[list[Path], typer.Argument(help="*.utterances.jsonl and *.conversations.jsonl")],
    model: Annotated[str | None, typer.Option(help="`embedded` or provider:model; else BANTAM_MODEL.")] = None,
    predictions: Annotated[Path | None, typer.Option(help="Write what was read, in score.py's form.")] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write every number and miss.")] = None,
    show: Annotated[int, typer.Option(help="How many misses to print.")] = 20,
) -> None:
    """Run labelled cases and print the scores."""
    from evals.report import print_report
    from service.settings import load

    settings = load()
    if model is not None:
        settings = settings.model_copy(update={"bantam_model": model})
    predicted: list[dict[str, Any]] = []
    reports = {}
    for path in files:
        report, lines = asyncio.run(_evaluated(path, settings))
        predicted += lines
        reports[path.name] = report
        print_report(path.name, report, show)
    if predictions is not None:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in predicted)
        predictions.write_text(text, encoding="utf-8")
    if json_out is not None:
        json_out.write_text(json.dumps(reports, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")


async def _evaluated(path: Path, settings: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from agent.playbook_file import load_all

    from evals.cases import read_cases
    from service.wiring import agents_of

    cases = read_cases(path)
    playbooks = {playbook.vertical: playbook for playbook in load_all(settings.bantam_playbooks).values()}
    unknown = {case.vertical for case in cases} - set(playbooks)
    if unknown:
        raise UsageFault(f"{path}: no playbook serves {', '.join(sorted(unknown))}")
    return await run_cases(cases, agents_of(settings)[0], playbooks)


async def run_cases(
    cases: "list[UtteranceCase] | list[ConversationCase]", agent: "Agent", playbooks: "dict[str, Playbook]"
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Each case through the agent: the report (numbers and misses) and the predictions."""
    from evals.cases import UtteranceCase
    from evals.grade import ConversationGrades, MessageGrades
    from evals.simulate import converse, prediction, read_message

    messages, conversations, predicted = MessageGrades(), ConversationGrades(), []
    for case in cases:
        playbook = playbooks[case.vertical]
        if isinstance(case, UtteranceCase):
            predicted.append(await read_message(case, agent, playbook))
            messages.add(case, predicted[-1]["frame"])
        else:
            predicted.append(prediction(await converse(case, agent, playbook)))
            conversations.add(case, predicted[-1])
    graded = messages if messages.totals["cases"] else conversations
    return {"result": graded.result(), "misses": graded.misses}, predicted


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
