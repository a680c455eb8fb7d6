"""Two runs on the same cases, side by side: what changed, which way, and whether that could be chance."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.cases import CaseError
from evals.statistics import mcnemar, paired_difference

Reports = Mapping[str, Mapping[str, Any]]
SIGNIFICANT = 0.05
COMPARED = "$comparison"
"""What a run's `--json` file calls its comparison with another run; every other key is a suite's name."""


def read_reports(path: Path) -> dict[str, Any]:
    """A run's `--json` file; raises CaseError where it is none."""
    try:
        reports = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise CaseError(f"{path}: not JSON: {error}") from error
    if isinstance(reports, dict):
        reports.pop(COMPARED, None)
    if not isinstance(reports, dict) or not all(isinstance(r, dict) and "cases" in r for r in reports.values()):
        raise CaseError(f"{path}: no report of `bantam eval --json`")
    return reports


def comparison(before: Reports, after: Reports, sides: tuple[str, str] = ("before", "now")) -> dict[str, Any]:
    """Paired over all suites that both runs have. `changed` holds each case that did, with both runs' outcome.

    `sides`: what to call the two runs. A case that ran more than once broke where it passed less often: its repeats
    are no cases of their own, so they count once in the test of significance.
    """
    pairs = list(_pairs(before, after))
    whole = _of_suite(pairs)
    changed = sorted((pair for pair in pairs if _order(pair) < UNCHANGED), key=_order)
    return {
        "sides": list(sides),
        "cases": whole["cases"],
        "only_before": sum(len(r["cases"]) for r in before.values()) - len(pairs),
        "only_after": sum(len(r["cases"]) for r in after.values()) - len(pairs),
        "broke": whole["broke"], "mended": whole["mended"],
        "otherwise": sum(_order(pair) == OTHERWISE for pair in changed),
        "p": whole["p"], "verdict": _verdict(whole["broke"], whole["mended"], whole["p"]),
        "difference": {name: whole[name] for name in ("before", "after", "low", "high")},
        "suites": {suite: _of_suite([p for p in pairs if p["suite"] == suite]) for suite in after if suite in before},
        "costly": _costly(pairs),
        "changed": changed,
    }  # fmt: skip


BROKE, MENDED, OTHERWISE, UNCHANGED = range(4)


def _order(pair: Mapping[str, Any]) -> int:
    before, after = pair["before"], pair["after"]
    if before["passed"] != after["passed"]:
        return BROKE if before["passed"] else MENDED
    return OTHERWISE if before["got"] != after["got"] else UNCHANGED


def _turned(pairs: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """By case: how many more of its runs pass now."""
    found: dict[tuple[str, str], int] = {}
    for pair in pairs:
        key = (pair["suite"], pair["id"])
        found[key] = found.get(key, 0) + pair["after"]["passed"] - pair["before"]["passed"]
    return found


def _difference(pairs: list[dict[str, Any]], broke: int, mended: int, cases: int) -> dict[str, float]:
    """Shares of clean runs on both sides, and the 95 % interval of their difference over cases."""
    low, high = paired_difference(broke, mended, cases)
    n = len(pairs) or 1
    shares = {side: round(sum(pair[side]["passed"] for pair in pairs) / n, 4) for side in ("before", "after")}
    return {**shares, "low": low, "high": high}


def _of_suite(pairs: list[dict[str, Any]]) -> dict[str, Any]:
    turned = _turned(pairs)
    broke, mended = sum(turn < 0 for turn in turned.values()), sum(turn > 0 for turn in turned.values())
    difference = _difference(pairs, broke, mended, len(turned))
    return {"cases": len(turned), "broke": broke, "mended": mended, "p": mcnemar(broke, mended), **difference}


def _pairs(before: Reports, after: Reports) -> Iterator[dict[str, Any]]:
    for suite, report in after.items():
        old = {(case["id"], case["repeat"]): case for case in (before.get(suite) or {}).get("cases", [])}
        for case in report["cases"]:
            was = old.get((case["id"], case["repeat"]))
            if was is not None:
                yield {"suite": suite, "id": case["id"], "repeat": case["repeat"], "before": was, "after": case}


def _costly(pairs: list[dict[str, Any]]) -> dict[str, list[int]]:
    """Each costly mistake: how many before, how many now; those that stayed at 0 are left out."""
    kinds = sorted({kind for pair in pairs for side in ("before", "after") for kind in pair[side]["costly"]})
    return {
        kind: [sum(pair[side]["costly"].get(kind, 0) for pair in pairs) for side in ("before", "after")]
        for kind in kinds
    }


def _verdict(broke: int, mended: int, chance: float) -> str:
    if broke == mended == 0:
        return "no case changed between right and wrong"
    way = "better" if mended > broke else "worse" if broke > mended else "as good"
    if way == "as good":
        return "as many cases broke as were mended"
    if chance >= SIGNIFICANT:
        return f"{way}, but that may be chance (p = {chance:.3g})"
    return f"{way}, and hardly by chance (p = {chance:.3g})"
