"""Times told by a time named before them: "the 16th ... the weekend before", "on 30 April, two weeks after that"."""

import re
from dataclasses import replace
from datetime import date, timedelta

from agent.reading.date_calendar import date_of, months_on, week_of
from agent.reading.dates import Window
from agent.reading.text import Message, Span

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BESIDE = re.compile(
    r"\bthe (?P<unit>day|night|evening|week|weekend|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day) "
    r"(?P<side>before|after)"
    r"(?=\s*(?:$|[.,;:!?)-]|(?:and|n|so|but|at|to|if|or|please|pls|ideally|then|latest|for|with)\b)"
    r"| (?:that|this|then)\b(?! \w))"
)
_WEEKDAY = r"(?:mon|tue|tues|wed|weds|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?s?"
_DAYS_OF_WEEK = re.compile(
    rf"(?:(?:on|the|from|a) )*{_WEEKDAY}(?:\s*(?:and|to|&|\+|-|/|n|through|thru|until|till|or)\s*{_WEEKDAY})*"
)
_AGAIN = re.compile(
    r"[\s,(–-]*(?:(?:that'?s|thats|so|which is|it'?s|both|a|on|ie|i\.e\.)\s+|" + _WEEKDAY + r"\s*(?:and|&|n|,)\s*)*"
)
_LONE_DAYS = re.compile(
    r"(?:(?:on|by|before|around|about|for|until|till|or|so|from|the) )*(?P<first>\d{1,2})(?:st|nd|rd|th)"
    r"(?:\s*(?:to|and|&|-|until|till|n|or)\s*(?:the )?(?P<last>\d{1,2})(?:st|nd|rd|th))?"
)
_WORD = re.compile(r"[a-z]{3}")
_NEAR = 90
"""Characters within which a day without its month is one near the time named before."""
_FROM_THAT = re.compile(
    r"\s+(?P<side>after|before|later than|prior to|from)\s+(?:this|that|then|it|which)\b(?!\s+\w)"
    r"|\s+(?P<lone>after|before)(?=\s*(?:$|[.,;!?)]))"
)


def with_times_beside(message: Message, windows: list[Window], today: date) -> list[Window]:
    """`windows` with the times that are told by one named before; they stand in place of what overlaps them."""
    windows = _not_said_twice(message, [_in_the_month_named(message, windows, at, today) for at in range(len(windows))])
    told = [*_beside(message, windows), *_from_that(message, windows, today)]
    kept = [window for window in windows if not any(window.span.overlaps(new.span) for new in told)]
    return sorted([*kept, *told], key=lambda window: window.span.start) if told else windows


def _not_said_twice(message: Message, windows: list[Window]) -> list[Window]:
    """Without "Friday and Saturday" right after "16 and 17 October": the days of the week say the dates once more."""
    kept: list[Window] = []
    for window in windows:
        former = kept[-1] if kept else None
        own = message.text[window.span.start : window.span.end]
        is_again = (
            former is not None
            and former.latest is not None
            and window.latest is not None
            and window.latest < former.earliest
            and _DAYS_OF_WEEK.fullmatch(own) is not None
            and _AGAIN.fullmatch(message.text, former.span.end, window.span.start) is not None
        )
        if not is_again:
            kept.append(window)
    return kept


def _in_the_month_named(message: Message, windows: list[Window], at: int, today: date) -> Window:
    """The window; "the 17th", "the 3rd to the 6th" after "3 August" or "the first week of May" stand near those."""
    window = windows[at]
    days = _LONE_DAYS.fullmatch(message.text, window.span.start, window.span.end)
    if days is None or window.latest is None:
        return window
    former = _former(windows, window.span.start)
    gap = message.text[former.span.end : window.span.start] if former else ""
    if former is None or former.kind not in ("day", "week", "holiday") or len(gap) > _NEAR or "?" in gap:
        return window
    if _WORD.search(message.text[former.span.start : former.span.end]) is None:
        return window
    anchor = former.latest or former.earliest
    near = [_nearest(int(day), anchor, today) for day in (days["first"], days["last"]) if day]
    told = [day - timedelta(days=window.bound == "before") for day in near if day is not None]
    if len(told) < len(near) or told != sorted(told):
        return window
    return replace(window, earliest=min(window.earliest, told[0]), latest=told[-1])


def _nearest(day: int, anchor: date, today: date) -> date | None:
    """The day of that number nearest to `anchor`, from today on."""
    first = anchor.replace(day=1)
    months = [months_on(first, step) for step in (-1, 0, 1)]
    made = [date_of(month.year, month.month, day) for month in months]
    return min((d for d in made if d is not None and d >= today), key=lambda d: abs((d - anchor).days), default=None)


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
        is_before = (match["side"] or match["lone"]) in ("before", "prior to")
        day = former.latest - length if is_before else former.latest + length
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
