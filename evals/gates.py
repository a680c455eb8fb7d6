"""Gates: what must hold before anything ships, a line each: `stage accuracy >= 0.95`, `[sms] false_sql = 0`."""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_LINE = re.compile(
    r"\s*(?:\[(?P<tag>[^\]]+)\]\s*)?(?P<metric>[A-Za-z_][\w .\-^@]*?)\s*(?P<sign>>=|<=|==|=|≥|≤|<|>)"
    r"\s*(?P<bound>-?[\d.]+)\s*(?P<percent>%)?\s*\Z"
)
_SIGNS: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    ">=": (">=", operator.ge), "≥": (">=", operator.ge), "<=": ("<=", operator.le), "≤": ("<=", operator.le),
    "==": ("==", operator.eq), "=": ("==", operator.eq), "<": ("<", operator.lt), ">": (">", operator.gt),
}  # fmt: skip


class GateFault(ValueError):
    """A gate that cannot be read, or that asks for a number that there is none of."""


@dataclass(frozen=True)
class Gate:
    """One bound on one number; `tag`: only over the cases that carry it."""

    metric: str
    sign: str
    bound: float
    tag: str | None = None

    @classmethod
    def of(cls, line: str) -> "Gate":
        """Read one line; raises GateFault."""
        match = _LINE.match(line)
        if match is None:
            raise GateFault(f"{line!r} is no gate: write a number's name, a sign and a bound, such as `false_sql = 0`")
        metric = re.sub(r"[\s-]+", "_", match["metric"].strip().casefold())
        bound = float(match["bound"]) / (100 if match["percent"] else 1)
        return cls(metric, _SIGNS[match["sign"]][0], bound, match["tag"])

    def __str__(self) -> str:
        tag = f"[{self.tag}] " if self.tag else ""
        return f"{tag}{self.metric} {self.sign} {self.bound:g}"

    def check(self, report: Mapping[str, Any]) -> "Checked":
        """Hold a suite's report against it. Raises GateFault where the report lacks the number."""
        part = report
        if self.tag is not None:
            part = (report.get("tags") or {}).get(self.tag) or {}
            if not part:
                raise GateFault(f"gate `{self}`: no case carries the tag {self.tag!r}")
        value = value_of(self.metric, part)
        if value is None:
            known = ", ".join(sorted(known_numbers(part)))
            raise GateFault(f"gate `{self}`: there is no number {self.metric!r}; there are {known}")
        return Checked(str(self), value, bool(_SIGNS[self.sign][1](value, self.bound)))


@dataclass(frozen=True)
class Checked:
    """A gate with the number that it found."""

    gate: str
    value: float
    held: bool


def value_of(metric: str, report: Mapping[str, Any]) -> float | None:
    """A number by its name, dotted for those inside (`slots.budget.f1`). Costly mistakes first, then end states."""
    aliases = {"never_said_violations": "never_said", "optout_broken": "broken_opt_out"}
    for part in ("numbers", "costly", "conversations", "messages", "reliability"):
        value: Any = report.get(part) or {}
        for key in aliases.get(metric, metric).split(".") if part == "costly" else metric.split("."):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, int | float):
            return float(value)
    return None


def known_numbers(report: Mapping[str, Any]) -> set[str]:
    """The names that a gate on this report may use (the inner ones, such as `slots.budget.f1`, besides)."""
    return {
        name
        for part in ("numbers", "costly", "conversations", "messages", "reliability")
        for name, value in (report.get(part) or {}).items()
        if isinstance(value, int | float)
    }
