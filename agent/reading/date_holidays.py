"""Named days: fixed dates, days counted from Easter, n-th weekdays of a month, and feasts that follow the moon."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NTH = re.compile(r"(?:\+(\d+) )?(last|\d) (\w{3}) (\d{1,2})(?: (\d{1,2}))?")


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm of 1876; Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    length = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * length) // 451
    month, day = divmod(h + length - 7 * m + 114, 31)
    return date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The `nth` (from 1; -1 the last) `weekday` (Monday 0) of a month, None where it has none."""
    days = [day for day in range(1, monthrange(year, month)[1] + 1) if date(year, month, day).weekday() == weekday]
    if nth == 0 or not -len(days) <= nth <= len(days):
        return None
    return date(year, month, days[nth - 1 if nth > 0 else nth])


@cache
def _calendar() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("agent.reading") / "lexicon" / "time_holidays.yaml").read_text("utf-8")
    return dict(yaml.load(text, Loader=loader))  # noqa: S506 - a safe loader


def holiday_dates(holiday: int, year: int, country: str) -> list[date]:
    """Every day of `year` on which the lexicon's holiday number `holiday` falls in `country`; empty where unknown."""
    rules = _calendar()["days"][holiday]["when"]
    rule = rules.get(country) or rules.get("any")
    parts = str(rule).removeprefix("bank ").split("|") if rule else []
    return sorted(day for part in parts for day in _dates(part, year))


def next_holiday(holiday: int, today: date, country: str) -> date | None:
    """The next such day, today included; None past the end of its table."""
    days = (
        day for year in (today.year, today.year + 1, today.year + 2) for day in holiday_dates(holiday, year, country)
    )
    return next((day for day in days if day >= today), None)


def _dates(rule: str, year: int) -> list[date]:
    if rule.startswith("table "):
        return [day for day in _calendar()["tables"][rule[6:]] if day.year == year]
    if rule.startswith("easter"):
        return [easter(year) + timedelta(days=int(rule[6:]))]
    nth = _NTH.fullmatch(rule)
    if nth is None:
        month, day = rule.split("-")
        return [date(year, int(month), int(day))]
    return _counted(nth, year)


def _counted(rule: re.Match[str], year: int) -> list[date]:
    """For "+1 4 thu 11": a day after the fourth Thursday of November; "last mon 5 24": the last Monday up to 24 May."""
    plus, nth, weekday, month, up_to = rule.groups()
    found = nth_weekday(year, int(month), _WEEKDAYS.index(weekday), -1 if nth == "last" else int(nth))
    while found is not None and up_to and found.day > int(up_to):
        found -= timedelta(days=7)
    return [] if found is None else [found + timedelta(days=int(plus or 0))]
