"""Opening hours: days and times in the business's own time zone, and the days on which it is closed all the same."""

import re
from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from agent.strict import Strict

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LEAP_YEAR = 2000
"""In which every day of the year can be looked up, February 29 too."""
_DAY = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})")


class Hours(Strict):
    """Opening time of one day in the business's time zone."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Hours":
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")
        return self


def _holiday(words: str) -> str:
    first, _, last = words.strip().partition("..")
    ends = [_read(end) for end in (first, last or first)]
    if (ends[0][0] is None) != (ends[1][0] is None) or (ends[0][0] is not None and ends[0] > ends[1]):
        raise ValueError(f"not a holiday: {words!r} (2026-12-25, each year 12-25, or 2026-12-24..2027-01-01)")
    return words.strip()


def _read(day: str) -> tuple[int | None, int, int]:
    found = _DAY.fullmatch(day.strip())
    if found is None:
        raise ValueError(f"not a day: {day!r} (2026-12-25, or each year 12-25)")
    year = int(found[1]) if found[1] else None
    date(year or _LEAP_YEAR, int(found[2]), int(found[3]))  # raises ValueError where there is no such day
    return year, int(found[2]), int(found[3])


Holiday = Annotated[str, AfterValidator(_holiday)]
"""A day off: `2026-12-25`, `12-25` (each year), or from one to the other: `2026-12-24..2027-01-01`, `12-24..01-01`."""


def is_holiday(day: date, holidays: tuple[str, ...]) -> bool:
    """Whether that day is one of them."""
    return any(_falls_on(day, words) for words in holidays)


def _falls_on(day: date, words: str) -> bool:
    first, _, last = words.partition("..")
    (year, *start), (end_year, *end) = _read(first), _read(last or first)
    if year is not None and end_year is not None:
        return date(year, *start) <= day <= date(end_year, *end)
    here = [day.month, day.day]
    return start <= here <= end if start <= end else here >= start or here <= end
