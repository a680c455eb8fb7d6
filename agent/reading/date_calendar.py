"""Calendar sums: stretches of days, and what a month, quarter, season or year without its year means today."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Kind = Literal["now", "day", "week", "month", "quarter", "half", "season", "year", "holiday", "span"]
Bound = Literal["in", "by", "before", "after", "from", "until", "range", "past"]

SOUTHERN = frozenset({"AU", "NZ", "ZA", "AR", "BR", "CL", "UY", "PY", "BO", "PE", "FJ", "ZW", "BW", "NA"})
MONTH_FIRST = frozenset({"US"})
"""Countries that write the month before the day in figures (Unicode CLDR: M/d/yy)."""
FISCAL_YEAR_ENDS = {"AU": 6, "NZ": 3, "GB": 3, "IN": 3, "ZA": 2, "SG": 3, "HK": 3, "JP": 3}
"""Month in which the common financial year ends, where it is not December."""
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of days, both ends included; `latest` is None where it has none, `is_end` marks a longer one's end."""

    earliest: date
    latest: date | None
    kind: Kind
    bound: Bound = "in"
    is_end: bool = False
    named_year: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """What an expression is counted from. `fiscal_end`: month in which the fiscal year ends (1 to 12)."""

    today: date
    country: str
    fiscal_end: int = 12
    fiscal_named: bool = False
    """True where the message itself says when the fiscal year begins or ends: then its quarters are fiscal."""


def date_of(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    if not (1 <= year < 9000 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def months_on(day: date, months: int) -> date:
    """The same day of the month `months` on (or back), its last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year = min(max(year, 1), 8000)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_from(year: int, month: int, count: int, kind: Kind) -> When:
    """`count` whole months from the first of `month`; `month` may lie outside 1 to 12."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    first = date(year, month, 1)
    return When(first, months_on(first, count) - timedelta(days=1), kind)


def month_of(year: int, month: int) -> When:
    return months_from(year, month, 1, "month")


def quarter_of(year: int, quarter: int, fiscal_end: int = 12) -> When:
    """The quarter of the (fiscal) year that ends in `year`."""
    start = fiscal_end % 12 + 1
    return months_from(year if start == 1 else year - 1, start + 3 * (quarter - 1), 3, "quarter")


def half_of(year: int, half: int, fiscal_end: int = 12) -> When:
    start = fiscal_end % 12 + 1
    return months_from(year if start == 1 else year - 1, start + 6 * (half - 1), 6, "half")


def year_of(year: int, fiscal_end: int = 12) -> When:
    start = fiscal_end % 12 + 1
    return months_from(year if start == 1 else year - 1, start, 12, "year")


def season_of(year: int, season: str, country: str) -> When:
    """Meteorological season that begins in `year`: in the south six months apart from the north."""
    start = _SEASON_STARTS[season]
    if country in SOUTHERN:
        start = (start + 5) % 12 + 1
    return months_from(year, start, 3, "season")


def week_of(day: date) -> When:
    """Monday to Sunday around `day`."""
    monday = day - timedelta(days=day.weekday())
    return When(monday, monday + timedelta(days=6), "week")


def one_day(day: date, kind: Kind = "day") -> When:
    return When(day, day, kind)


def next_to_come(today: date, made: "list[When]") -> When:
    """The first of `made` (in the order of time) that is not over."""
    return next((when for when in made if when.latest is not None and when.latest >= today), made[-1])


def bounded(when: When, bound: Bound) -> When:
    return replace(when, bound=bound)
