"""The few numbers by which runs are followed over time, each with its 95 % interval."""

from collections.abc import Iterator, Mapping
from typing import Any

from evals.statistics import f1_interval, wilson

Number = dict[str, Any]
"""`value`, `low` and `high` (None where there is no interval), `of`: out of how many."""


def key_numbers(report: Mapping[str, Any]) -> dict[str, Number]:
    """The numbers of one suite's report, by the names that its gates use."""
    return {
        **dict(_of_runs(report)),
        **dict(_of_conversations(report)),
        **dict(_of_messages(report.get("messages") or {})),
    }


def _share(value: float, of: int) -> Number:
    low, high = wilson(round(value * of), of)
    return {"value": value, "low": low, "high": high, "of": of}


def _of_runs(report: Mapping[str, Any]) -> Iterator[tuple[str, Number]]:
    numbers = report["numbers"]
    yield "clean", _share(numbers["clean"], numbers["runs"])
    for name, value in report["reliability"].items():
        if name.startswith("pass^"):
            yield name, {"value": value, "low": None, "high": None, "of": numbers["runs"]}
    for part in ("fuzz", "tone"):
        for name, value in (numbers.get(part) or {}).items():
            of = (report.get(part) or {}).get("of", {}).get(name)
            yield f"{part}.{name}", _share(value, of) if of else {"value": value, "low": None, "high": None, "of": None}


def _of_conversations(report: Mapping[str, Any]) -> Iterator[tuple[str, Number]]:
    talks = report.get("conversations") or {}
    for name, of in _counts(report).items():
        if isinstance(talks.get(name), int | float) and of:
            yield name, _share(talks[name], of)


def _counts(report: Mapping[str, Any]) -> dict[str, int]:
    """Out of how many each share over conversations is."""
    wanted = [case["want"] for case in report["cases"] if case["kind"] == "conversation"]
    return {
        "stage_accuracy": len(wanted),
        "fact_accuracy": sum(len(set(want.get("facts") or {}) - {"signals"}) for want in wanted),
        "handoff_accuracy": sum(want.get("handoff") is not None for want in wanted),
        "score_accuracy": sum(want.get("score") is not None for want in wanted),
        "answers_said": sum(len(want.get("says") or ()) for want in wanted),
        "questions_kept": sum(want.get("kept_questions") is not None for want in wanted),
    }


def _of_messages(read: Mapping[str, Any]) -> Iterator[tuple[str, Number]]:
    if not read:
        return
    yield "joint_accuracy", _share(read["joint_accuracy"], read["cases"])
    for name in ("slots_micro", "signals_micro"):
        rates = read[name]
        right = round(rates["recall"] * rates["support"])
        wrong = round(right / rates["precision"]) - right if rates["precision"] else 0
        low, high = f1_interval(right, wrong, rates["support"] - right)
        yield f"{name}.f1", {"value": rates["f1"], "low": low, "high": high, "of": rates["support"]}
