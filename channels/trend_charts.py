"""Numbers over runs as charts: where each point, interval and gate stands in a drawing of fixed size. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm_store.evaluations import Evaluated, changed_since

WIDTH, HEIGHT = 340.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 14.0, 12.0, 24.0
"""Room for the scale, the last point, the highest value, and the dates."""
COSTLY = "costly"
NAMES = {
    "clean": "Clean runs", "stage_accuracy": "Stages right", "fact_accuracy": "Facts right",
    "handoff_accuracy": "Hand-overs right", "score_accuracy": "Scores right", "answers_said": "Questions answered",
    "questions_kept": "Questions kept for the rep", "joint_accuracy": "Messages read right",
    "slots_micro.f1": "Slots, F1", "signals_micro.f1": "Signals, F1", COSTLY: "Costly mistakes",
    "fuzz.all": "Read the same when changed", "tone.poor": "Poor tone",
}  # fmt: skip
"""Charts, in this order; other numbers follow."""
_BOUND = re.compile(r"\A(?P<name>[\w.^@]+) (?P<sign>[<>]=?|==) (?P<bound>-?[\d.]+)\Z")


@dataclass(frozen=True, slots=True)
class Point:
    """One run in a chart. `low`, `high`: the ends of its interval, None where it has none. All in drawing units."""

    x: float
    y: float
    low: float | None
    high: float | None
    holds: bool
    told: str
    run: str
    is_new_cases: bool
    """The cases are others than in the run before: the line breaks here."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One number of one suite. `lines`, `bands`: drawing commands, one for each stretch with the same cases."""

    name: str
    title: str
    told: str
    points: list[Point]
    lines: list[str]
    bands: list[str]
    ticks: list[tuple[float, str]]
    dates: list[tuple[float, str, str]]
    gate: tuple[float, str] | None


def charts_of(runs: Sequence[Evaluated]) -> list[Chart]:
    """A chart for each number that the newest run has. `runs`: of one suite, oldest first, one at least."""
    known = {name for name in runs[-1].numbers if not name.startswith("pass^")} | {COSTLY}
    names = [name for name in NAMES if name in known] + sorted(known - set(NAMES))
    return [_chart(name, runs) for name in names]


def number_of(run: Evaluated, name: str) -> tuple[float, float | None, float | None] | None:
    """A number of one run with the ends of its interval; None where the run does not have it."""
    if name == COSTLY:
        return float(sum(run.costly.values())), None, None
    number = run.numbers.get(name)
    return None if number is None else (number["value"], number["low"], number["high"])


def in_words(name: str, value: float) -> str:
    """A share as per cent, a count as it is."""
    return f"{value:.0f}" if name == COSTLY else f"{100 * value:.1f} %"


def _chart(name: str, runs: Sequence[Evaluated]) -> Chart:
    found = [(run, number) for run in runs if (number := number_of(run, name)) is not None]
    bound = _bound(name, runs[-1])
    low, high = _scale(name, [value for _, number in found for value in number if value is not None], bound)
    points = []
    before: Evaluated | None = None
    for index, (run, number) in enumerate(found):
        x = LEFT + (WIDTH - LEFT - RIGHT) * (index / (len(found) - 1) if len(found) > 1 else 0.5)
        y, least, most = (None if v is None else _y(v, low, high) for v in number)
        told = f"{run.at:%d %b %Y, %H:%M}: {_told(name, number)}"
        is_new = before is not None and "cases" in changed_since(before, run)
        points.append(Point(x, y or 0.0, least, most, _holds(name, run), told, run.id, is_new))
        before = run
    stretches = _stretches(points)
    dates = [(points[0].x, f"{found[0][0].at:%d %b}", "start")]
    if len(found) > 1:
        dates.append((points[-1].x, f"{found[-1][0].at:%d %b}", "end"))
    return Chart(
        name=name, title=NAMES.get(name, name.replace("_", " ").replace(".", ": ").capitalize()),
        told=_told(name, found[-1][1]), points=points, lines=[_line(part) for part in stretches if len(part) > 1],
        bands=[_band(part) for part in stretches if len(part) > 1 and all(p.low is not None for p in part)],
        ticks=[(_y(value, low, high), in_words(name, value).replace(".0 %", " %")) for value in (low, high)],
        dates=dates, gate=None if bound is None else (_y(bound, low, high), f"gate {in_words(name, bound)}"),
    )  # fmt: skip


def _told(name: str, number: tuple[float, float | None, float | None]) -> str:
    value, low, high = number
    if low is None or high is None:
        return in_words(name, value)
    return f"{in_words(name, value)} ({100 * low:.1f} to {100 * high:.1f} %)"


def _bound(name: str, run: Evaluated) -> float | None:
    """Where the suite's own gate on the number stands."""
    for gate in run.gates:
        match = _BOUND.match(gate["gate"])
        if match is not None and match["name"] == name:
            return float(match["bound"])
    return None


def _holds(name: str, run: Evaluated) -> bool:
    """Whether the gates on the number hold; of costly mistakes: on any of them."""
    names = set(run.costly) if name == COSTLY else {name}
    return all(gate["held"] for gate in run.gates if names & set(gate["gate"].split(" ")))


def _scale(name: str, values: Sequence[float], bound: float | None) -> tuple[float, float]:
    """From a round number below all values to the top: shares end at 1, counts begin at 0."""
    if name == COSTLY:
        return 0.0, max(2.0, *values)
    least = min([*values, *([bound] if bound is not None else [])])
    return max(0.0, min(0.95, int((least - 0.005) * 20) / 20)), 1.0


def _y(value: float, low: float, high: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low)), 1)


def _stretches(points: Sequence[Point]) -> list[list[Point]]:
    found: list[list[Point]] = []
    for point in points:
        if not found or point.is_new_cases:
            found.append([])
        found[-1].append(point)
    return found


def _line(points: Sequence[Point]) -> str:
    return "M" + " L".join(f"{point.x:.1f} {point.y:.1f}" for point in points)


def _band(points: Sequence[Point]) -> str:
    there = " L".join(f"{point.x:.1f} {point.high:.1f}" for point in points)
    back = " L".join(f"{point.x:.1f} {point.low:.1f}" for point in reversed(points))
    return f"M{there} L{back} Z"
