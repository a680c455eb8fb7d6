"""Two runs on the same cases, side by side: what changed, which way, and whether that could be chance."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.cases import CaseError
from evals.statistics import mcnemar

Reports = Mapping[str, Mapping[str, Any]]
SIGNIFICANT = 0.05


def read_reports(path: Path) -> dict[str, Any]:
    """A run's `--json` file; raises CaseError where it is none."""
    try:
        reports = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise CaseError(f"{path}: not JSON: {error}") from error
    if not isinstance(reports, dict) or not all(isinstance(r, dict) and "cases" in r for r in reports.values()):
        raise CaseError(f"{path}: no report of `bantam eval --json`")
    return reports


def comparison(before: Reports, after: Reports) -> dict[str, Any]:
    """Paired over all suites that both runs have. `changed` holds each case that did, with both runs' outcome."""
    pairs = list(_pairs(before, after))
    broke = [pair for pair in pairs if pair["before"]["passed"] and not pair["after"]["passed"]]
    mended = [pair for pair in pairs if not pair["before"]["passed"] and pair["after"]["passed"]]
    other = [
        pair for pair in pairs
        if pair["before"]["passed"] == pair["after"]["passed"] and pair["before"]["got"] != pair["after"]["got"]
    ]  # fmt: skip
    chance = mcnemar(len(broke), len(mended))
    return {
        "cases": len(pairs),
        "only_before": sum(len(r["cases"]) for r in before.values()) - len(pairs),
        "only_after": sum(len(r["cases"]) for r in after.values()) - len(pairs),
        "broke": len(broke), "mended": len(mended), "otherwise": len(other),
        "p": chance, "verdict": _verdict(len(broke), len(mended), chance),
        "costly": _costly(pairs),
        "changed": [*broke, *mended, *other],
    }  # fmt: skip


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
