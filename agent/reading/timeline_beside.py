"""Times told by a time named before them: "the 16th ... the weekend before", "on 30 April, two weeks after that"."""

import re
from datetime import date, timedelta

from agent.reading.date_calendar import months_on, week_of
from agent.reading.dates import Window
from agent.reading.text import Message, Span

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BESIDE = re.compile(
    r"\bthe (?P<unit>day|night|evening|week|weekend|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day) "
    r"(?P<side>before|after)"
    r"(?=\s*(?:$|[.,;:!?)-]|(?:and|n|so|but|at|to|if|or|please|pls|ideally|then|latest|for|with)\b)"
    r"| (?:that|this|then)\b(?! \w))"
)
_FROM_THAT = re.compile(r"\s+(?P<side>after|before|later than|prior to|from)\s+(?:this|that|then|it|which)\b(?!\s+\w)")


def with_times_beside(message: Message, windows: list[Window], today: date) -> list[Window]:
    """`windows` with the times that are told by one named before; they stand in place of what overlaps them."""
    told = [*_beside(message, windows), *_from_that(message, windows, today)]
    kept = [window for window in windows if not any(window.span.overlaps(new.span) for new in told)]
    return sorted([*kept, *told], key=lambda window: window.span.start) if told else windows


def _beside(message: Message, windows: list[Window]) -> list[Window]:
    found = []
    for match in _BESIDE.finditer(message.text):
        former = _former(windows, match.start())
        if former is not None:
            day = _day_beside(former, match["unit"], -1 if match["side"] == "before" else 1)
            found.append(_at(day, Span(former.span.start, match.end())))
    return found


def _from_that(message: Message, windows: list[Window], today: date) -> list[Window]:
    found = []
    for window in windows:
        match = _FROM_THAT.match(message.text, window.span.end)
        former = _former(windows, window.span.start)
        if match is None or former is None or window.kind != "span" or window.latest is None or former.latest is None:
            continue
        length = window.latest - today
        day = former.latest - length if match["side"] in ("before", "prior to") else former.latest + length
        found.append(_at(day, Span(former.span.start, match.end())))
    return found


def _former(windows: list[Window], start: int) -> Window | None:
    """The last dated time that ends before `start` and does not lie behind."""
    before = [w for w in windows if w.span.end <= start and w.latest is not None and w.bound != "past" and not w.bare]
    return before[-1] if before else None


def _day_beside(former: Window, unit: str, side: int) -> date:
    """The last day of the unit that lies beside `former`; of a week and a weekend the Sunday."""
    edge = former.earliest if side < 0 else former.latest or former.earliest
    if unit in ("day", "night", "evening"):
        return edge + timedelta(days=side)
    if unit == "month":
        return months_on(edge.replace(day=1), 0 if side < 0 else 2) - timedelta(days=1)
    if unit == "week":
        sunday = week_of(edge + timedelta(days=7 * side)).latest
        return sunday or edge
    weekday = 6 if unit == "weekend" else _WEEKDAYS.index(unit[:3])
    apart = (edge.weekday() - weekday) % 7 if side < 0 else (weekday - edge.weekday()) % 7
    return edge + timedelta(days=side * (apart or 7))


def _at(day: date, span: Span) -> Window:
    return Window(span, day, day, "day", "by")
