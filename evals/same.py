"""When a predicted value says what the label says: the corpus guide's rules of comparison."""

import re
from datetime import date
from typing import Any

SCORED = (
    "budget", "authority", "need", "timeline", "company_size", "name", "company", "title", "email", "phone", "kind",
)  # fmt: skip
_OBJECTS = frozenset({"budget", "authority", "need", "timeline", "company_size"})
_SMALL = frozenset("the a an my our and i me we of to is has with".split())
_WORD = re.compile(r"\w+")
FIGURE_TOLERANCE = 0.01
"""Share by which two figures may differ."""
DAYS_TOLERANCE = 7
"""Days by which two dates may differ, or a tenth of the distance from today, whichever is more."""


def is_same(slot: str, want: Any, got: Any, today: date) -> bool:
    """Whether `got` counts as `want`; both in the guide's form, a need as {"status", "summary"}."""
    if got is None or got == {} or (slot in _OBJECTS and not isinstance(got, dict)):
        return False
    match slot:
        case "budget":
            return _same_budget(want, got)
        case "authority":
            return _same_authority(want, got)
        case "need":
            return _same_need(want, got)
        case "timeline":
            return _same_timeline(want, got, today)
        case "company_size":
            return _same_figures(want, got) and bool(want["unit"] == got.get("unit"))
        case "name" | "company" | "title":
            return _words(want) == _words(got)
    return bool(want == got)


def _words(text: Any) -> list[str]:
    return [word for word in _WORD.findall(str(text or "").casefold()) if word not in _SMALL]


def _close(want: float | None, got: float | None) -> bool:
    if want is None or got is None:
        return want is got
    return abs(want - got) <= FIGURE_TOLERANCE * max(abs(want), abs(got))


def _same_figures(want: dict[str, Any], got: dict[str, Any]) -> bool:
    return _close(want["min"], got.get("min")) and _close(want["max"], got.get("max"))


def _same_budget(want: dict[str, Any], got: dict[str, Any]) -> bool:
    if want["status"] != got.get("status"):
        return False
    if want["status"] != "stated":
        return True
    same_period = (want["period"] or "once") == (got.get("period") or "once")
    same_unit = want["currency"] == got.get("currency") and want["per"] == got.get("per")
    return _same_figures(want, got) and same_period and same_unit


def _same_authority(want: dict[str, Any], got: dict[str, Any]) -> bool:
    if want["role"] != got.get("role"):
        return False
    return not want["decider"] or bool(set(_words(want["decider"])) & set(_words(got.get("decider"))))


def keeps(summary: str | None, phrase: str) -> bool:
    """Whether each word of the phrase stands in the summary, compared by stem: all but three letters, four at least."""
    said = _WORD.findall((summary or "").casefold())
    return all(
        any(word.startswith(part[: max(4, len(part) - 3)]) for word in said)
        for part in _WORD.findall(phrase.casefold())
    )


def _same_need(want: dict[str, Any], got: dict[str, Any]) -> bool:
    if want["status"] != got.get("status"):
        return False
    return want["status"] == "none" or all(keeps(got.get("summary"), phrase) for phrase in want["about"])


def _same_timeline(want: dict[str, Any], got: dict[str, Any], today: date) -> bool:
    if want["status"] != got.get("status"):
        return False
    if want["status"] != "stated":
        return True
    if want["bucket"] != got.get("bucket"):
        return False
    try:
        latest = date.fromisoformat(str(got.get("latest"))[:10])
    except ValueError:
        return False
    wanted = date.fromisoformat(want["latest"])
    return abs((latest - wanted).days) <= max(DAYS_TOLERANCE, 0.1 * (wanted - today).days)
