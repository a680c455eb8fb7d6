"""Rules on top of days and periods: parts of them, time before and after them, ranges, "by", "before", "after"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from agent.reading.date_calendar import Bound, Clock, When, month_end, months_on, one_day
from agent.reading.date_cascade import Builder, Built, has, rule, value, values
from agent.reading.date_days import window
from agent.reading.date_numbers import GROUPS, moved
from agent.reading.date_periods import unit_around
from agent.reading.date_words import Token

_DAY = timedelta(days=1)
_KINDS = tuple(GROUPS["WINDOW"].split())
_PARTS = tuple(GROUPS["PART"].split())


def part_of(part: str, when: When) -> When:
    """The start, early, mid, late part or the end of a window.

    A month's parts are its thirds (10th, 20th, last day); early in a quarter, half or season is its first month, mid
    its second; early in a year its first quarter, mid-year the end of June, its start the end of January.
    """
    if when.latest is None or part in ("late", "end"):
        return replace(when, is_end=True)
    first = when.earliest
    length = (when.latest - first).days + 1
    if length <= 3:
        return replace(when, latest=first)
    if length <= 8:
        end = first + {"start": 1, "early": 2, "mid": 3}[part] * _DAY
    elif length <= 31:
        end = first + {"start": 6, "early": 9, "mid": 19}[part] * _DAY
    else:
        months = {"start": 1, "early": 3, "mid": 6} if length > 200 else {"start": 1, "early": 1, "mid": 2}
        end = months_on(first, months[part]) - _DAY
    return replace(when, latest=min(end, when.latest), is_end=False)


def _part(tokens: Sequence[Token], clock: Clock) -> Built:
    when: When = tokens[-1].value
    part = part_of(_last_part(tokens), when)
    if part.latest is not None and part.latest < clock.today and not when.named_year and when.bound != "past":
        part = _a_year_on(part) if when.kind in ("month", "season", "quarter", "half") else part
    return window(part)


def _last_part(tokens: Sequence[Token]) -> str:
    return [token.name for token in tokens if token.name in _PARTS][-1]


def _a_year_on(when: When) -> When:
    latest = None if when.latest is None else months_on(when.latest, 12)
    if latest is not None and when.latest == month_end(when.earliest.year, when.earliest.month):
        latest = month_end(latest.year, latest.month)
    return replace(when, earliest=months_on(when.earliest, 12), latest=latest)


def _part_of_unit(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "end of the month", "start of the year", "mid-week": of the next unit where it is over."""
    unit, part = tokens[-1].value, _last_part(tokens)
    if unit == "day":
        return None  # "early days", "late in the day": no time
    for step in (0, 1):
        found = unit_around(clock.today, unit, step)
        if found is None:
            return None
        found = part_of(part, found)
        if found.latest is not None and found.latest >= clock.today:
            return window(found)
    return None


def _end_of(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "EOM", "year end"; "year end 2027" of that year."""
    named = value(tokens, "year")
    found = unit_around(clock.today, tokens[-1 if named is None else 0].value, 0)
    if named is not None and found is not None:
        found = one_day(date(int(named), 12, 31))
    return window(found and replace(found, is_end=True))


def _half_of_window(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the first half of next year", "second half of May"."""
    when: When = tokens[-1].value
    if when.latest is None or value(tokens, "half_n") == 2:
        return window(replace(when, is_end=True))
    length = (when.latest - when.earliest).days + 1
    end = months_on(when.earliest, 6) - _DAY if length > 300 else when.earliest + (length // 2 - 1) * _DAY
    return window(replace(when, latest=end, is_end=False))


def _half_of_unit(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the second half of the year", "first half of the month"."""
    whole = unit_around(clock.today, tokens[-1].value, 0)
    return None if whole is None else _half_of_window([tokens[0], Token("", 0, 0, whole)], clock)


def _quarter_of_window(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the last quarter of the year", "first quarter of next year"."""
    year: When | None = unit_around(clock.today, "year", 0) if has(tokens, "u_year") else tokens[-1].value
    if year is None:
        return None
    number = 4 if tokens[0].name == "last" else value(tokens, "quarter_n")
    start = months_on(year.earliest, 3 * (number - 1))
    return window(When(start, months_on(start, 3) - _DAY, "quarter"))


def _shifted(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "two weeks before Christmas", "a month after Easter", "a week on Friday"."""
    anchor = tokens[-1]
    base: date | None = clock.today if anchor.name in ("now", "today") else anchor.value.latest
    if base is None:
        return None
    sign = -1 if has(tokens, "before") else 1
    if sign < 0 and not anchor.value.is_end:
        base = anchor.value.earliest
    day = moved(base, value(tokens, "amount"), sign)
    return window(one_day(day)) if day >= clock.today else None


def _range(tokens: Sequence[Token], clock: Clock) -> Built:
    """Two windows joined: it ends at the later end; "November to February" ends after it begins."""
    first, second = values(tokens, *_KINDS)
    if first.latest is None or second.latest is None or "past" in (first.bound, second.bound):
        return None
    if second.latest >= first.latest or not has(tokens, "or", "slash", "comma"):
        return window(replace(second, earliest=min(first.earliest, second.earliest), bound="range"))
    return window(replace(first, earliest=second.earliest, bound="range"))


def _from_now(tokens: Sequence[Token], clock: Clock) -> Built:
    when: When = tokens[-1].value
    return window(replace(when, earliest=min(clock.today, when.earliest), bound="range"))


def _or_next(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "this month or next": to the end of the one after."""
    when: When = tokens[0].value
    if when.latest is None:
        return None
    step = {"week": (1, "week"), "month": (1, "month"), "quarter": (1, "quarter")}.get(when.kind, (1, "year"))
    after = when.latest + _DAY
    found = When(after, moved(after, (step,)) - _DAY, when.kind)
    parts = [token.name for token in tokens if token.name in _PARTS]
    latest = part_of(parts[-1], found).latest if parts else found.latest
    return window(replace(when, latest=latest, bound="range", is_end=False))


def _before(tokens: Sequence[Token], clock: Clock) -> Built:
    """Up to the day before; "before the end of May" up to its last day."""
    when: When = next(token.value for token in tokens if token.name in _KINDS)
    if when.is_end or has(tokens, "ends") or when.kind == "span":
        return window(replace(when, earliest=min(clock.today, when.earliest), bound="before"))
    last = when.earliest - _DAY
    if last < clock.today:
        last = when.latest or last
    return window(replace(when, earliest=min(clock.today, last), latest=last, bound="before"))


def _until_end(tokens: Sequence[Token], clock: Clock) -> Built:
    when: When = tokens[0].value
    return window(replace(when, is_end=True))


def _bound(bound: Bound) -> Builder:
    def build(tokens: Sequence[Token], clock: Clock) -> Built:
        when: When = next(token.value for token in tokens if token.name in _KINDS)
        if when.bound in ("past", "after"):
            return None
        earliest = min(clock.today, when.earliest) if bound == "by" else when.earliest
        return window(replace(when, earliest=earliest, bound=bound))

    return build


def _open(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "after X", "not until X", "from X on": a beginning and no end."""
    when: When = next(token.value for token in tokens if token.name in _KINDS)
    start = (
        when.earliest if has(tokens, "not_before", "from", "onwards", "and_after") else (when.latest or when.earliest)
    )
    return window(replace(when, earliest=start, latest=None, bound="after"))


def _open_length(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "not for another year"."""
    return window(When(moved(clock.today, tokens[-1].value), None, "span", "after"))


RULES: tuple[tuple[str, Builder], ...] = (
    ("end_of OF? year?", _end_of),
    ("(last u_quarter | quarter_n) OF (w_year|u_year)", _quarter_of_window),
    ("PART (to|dash|slash|or) PART dash? OF? WINDOW", _part),
    ("start of WINDOW", _part),
    ("(early|mid|late|end) dash? OF? WINDOW", _part),
    ("start of this? UNIT", _part_of_unit),
    ("(early|mid|late|end) dash? (in|of)? this? UNIT", _part_of_unit),
    ("w_half OF w_year", _half_of_window),
    ("half_n OF WINDOW", _half_of_window),
    ("half_n OF UNIT", _half_of_unit),
    ("WINDOW ends", _until_end),
    ("amount (before|after|from) (WINDOW|now|today)", _shifted),
    ("amount in? (w_day|w_holiday|today)", _shifted),
    ("between now and WINDOW", _from_now),
    ("between WINDOW and WINDOW", _range),
    ("from? WINDOW (to|until|dash) (in|by)? WINDOW", _range),
    ("(from? now) (to|until|dash) WINDOW", _from_now),
    ("WINDOW comma? (or|slash) (in|by)? WINDOW", _range),
    ("(w_week|w_month|w_quarter|w_season|w_year) comma? or (in|early|start of?|end of?)? next (?!UNIT)", _or_next),
    ("(w_week|w_month|w_quarter|w_year) comma? or (u_week|u_month|u_quarter|u_year) after", _or_next),
    ("before dash? (start OF)? WINDOW (ends|begins)?", _before),
    ("not_before so? amount", _open_length),
    ("(not_before|after) (in|dash)? WINDOW", _open),
    ("from? in? WINDOW in? onwards", _open),
    ("from? in? WINDOW and_after (?=[stop comma]|$)", _open),
    ("since in? WINDOW", _bound("past")),
    ("by in? WINDOW", _bound("by")),
    ("until in? WINDOW", _bound("until")),
    ("from in? WINDOW", _bound("from")),
)
"""(pattern, builder), in the order in which they apply."""
COMPILED = tuple(rule(pattern, build, GROUPS) for pattern, build in RULES)
