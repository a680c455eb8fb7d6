"""The short forms that a YAML case may write its labels in, spelled out as the corpus guide has them.

need: [forecasting]                         {status: stated, about: [forecasting]}
budget: {exactly: 20000, period: year}      {status: stated, min: 20000, max: 20000, currency: the case's, ...}
budget: unsure                              {status: unsure}
authority: shared                           {role: shared, decider: null}
timeline: 2026-08-31                        {status: stated, latest: 2026-08-31, bucket: counted from `today`}
company_size: {seats: 40}                   {min: 40, max: 40, unit: seats}
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from agent.frame import bucket_of

_STATUSES = {
    "budget": ("none", "withheld", "unsure"),
    "timeline": ("none", "unsure"),
    "need": ("none",),
}
_ROLES = ("decision_maker", "shared", "influencer", "none")


class Unclear(ValueError):
    """A label that is neither the guide's form nor one of the short ones."""


def spelled_out(labels: Mapping[str, Any], today: date, currency: str) -> dict[str, Any]:
    """Labels of one frame in the guide's form. Raises Unclear with the slot's name."""
    full = {}
    for slot, value in labels.items():
        make = _FORMS.get(slot)
        full[slot] = value if make is None else make(_named_status(slot, value), today, currency)
    return full


def _named_status(slot: str, value: Any) -> Any:
    if value is None and slot in _STATUSES:
        value = "none"
    if not isinstance(value, str):
        return value
    if value in _STATUSES.get(slot, ()):
        return {"status": value}
    return value


def _budget(value: Any, today: date, currency: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unclear(f"budget: none, withheld, unsure, or figures such as {{max: 5000}}, not {value!r}")
    if value.get("status") not in (None, "stated"):
        return {"status": value["status"]}
    unknown = set(value) - {"status", "exactly", "min", "max", "currency", "period", "per"}
    if unknown:
        raise Unclear(
            f"budget: unknown {', '.join(sorted(unknown))}; allowed: exactly, min, max, currency, period, per"
        )
    low, high = value.get("min", value.get("exactly")), value.get("max", value.get("exactly"))
    if low is None and high is None:
        raise Unclear("budget: a figure is missing: exactly, min or max")
    return {"status": "stated", "min": low, "max": high, "currency": value.get("currency", currency),
            "period": value.get("period"), "per": value.get("per")}  # fmt: skip


def _authority(value: Any, today: date, currency: str) -> dict[str, Any]:
    if value is None:
        value = "none"
    role = value if isinstance(value, str) else value.get("role") if isinstance(value, dict) else None
    if role not in _ROLES:
        raise Unclear(f"authority: one of {', '.join(_ROLES)}, not {value!r}")
    return {"role": role, "decider": value.get("decider") if isinstance(value, dict) else None}


def _need(value: Any, today: date, currency: str) -> dict[str, Any]:
    if isinstance(value, list):
        return {"status": "stated", "about": [str(word) for word in value]}
    if isinstance(value, dict) and value.get("status") in ("stated", "none"):
        return value
    raise Unclear(f"need: none, or a list of words that its summary must keep, not {value!r}")


def _timeline(value: Any, today: date, currency: str) -> dict[str, Any]:
    if isinstance(value, dict) and value.get("status") in ("none", "unsure"):
        return value
    latest = value.get("latest") if isinstance(value, dict) else value
    try:
        day = date.fromisoformat(str(latest))
    except ValueError:
        raise Unclear(f"timeline: none, unsure, or the day on which the window ends, not {value!r}") from None
    return {"status": "stated", "latest": day.isoformat(), "bucket": bucket_of(today, day)}


def _size(value: Any, today: date, currency: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unclear(f"company_size: such as {{seats: 40}} or {{employees: 12}}, not {value!r}")
    for unit in ("seats", "employees"):
        if unit in value:
            return {"min": value[unit], "max": value[unit], "unit": unit}
    return {"min": value.get("min"), "max": value.get("max"), "unit": value.get("unit")}


_FORMS: dict[str, Callable[[Any, date, str], dict[str, Any]]] = {
    "budget": _budget, "authority": _authority, "need": _need, "timeline": _timeline, "company_size": _size,
}  # fmt: skip
