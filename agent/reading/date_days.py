"""Builders of single days: "12 November", "the 3rd", "03/04/2027", "Friday week", "the first Monday of May"."""

from collections.abc import Sequence
from datetime import date, timedelta

from agent.reading import date_calendar as calendar
from agent.reading.date_calendar import Clock, When, date_of, one_day
from agent.reading.date_cascade import Built, has, value, values
from agent.reading.date_holidays import nth_weekday
from agent.reading.date_numbers import moved
from agent.reading.date_words import Token

_DAY = timedelta(days=1)


def window(when: When | None) -> Built:
    """The token of a window, named after its kind."""
    return None if when is None else (f"w_{when.kind}", when)


def _day_in(month: int, day: int, year: int | None, clock: Clock) -> When | None:
    """That day of `year`, or of the next year that has it still to come."""
    for each in [year] if year else range(clock.today.year, clock.today.year + 5):
        found = date_of(each, month, day)
        if found is not None and (year or found >= clock.today):
            return When(found, found, "day", named_year=year is not None)
    return None


def year_in(tokens: Sequence[Token]) -> int | None:
    named = value(tokens, "year", "year_ref")
    if named is None and has(tokens, "year_short"):
        named = value(tokens, "year_short")
    return None if named is None else int(named)


def day_month(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "12 November 2027", "Nov 12th", "from 3 to 5 June": with two days, the range of both."""
    days = values(tokens, "number", "ordinal", "ordinal_word")
    year = year_in(tokens)
    if any(day % 1 for day in days):
        return None
    found = [_day_in(value(tokens, "month"), int(day), year, clock) for day in days]
    if any(when is None for when in found):
        return None
    first, last = found[0], found[-1]
    assert first is not None  # noqa: S101 - told above, for the type checker
    assert last is not None  # noqa: S101
    return window(When(min(first.earliest, last.earliest), last.latest, "day", named_year=year is not None))


def day_month_short_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "31-Oct-27", "31/Oct/27"."""
    year = 2000 + int(tokens[-1].value)
    return window(_day_in(tokens[2].value, int(tokens[0].value), year, clock)) if tokens[-1].value < 100 else None


def _nearest_day(day: int, start: date) -> date | None:
    """The next day of a month numbered `day`, from `start` on."""
    for step in range(14):
        first = calendar.months_on(start.replace(day=1), step)
        found = date_of(first.year, first.month, day)
        if found is not None and found >= start:
            return found
    return None


def ordinal_day(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the 3rd"."""
    return led_day(tokens, clock) if tokens[0].the and tokens[0].name == "ordinal" else None


def led_day(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "on the 15th", "by 15th", "by the first"."""
    if tokens[0].name == "ordinal_word" and not tokens[0].the:
        return None
    found = _nearest_day(int(tokens[0].value), clock.today)
    return window(None if found is None else one_day(found))


def weekday_ordinal(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Friday the 13th"; "Fri 13" only where that day is a Friday."""
    weekday, number = value(tokens, "weekday"), value(tokens, "ordinal", "ordinal_word", "number")
    if number % 1:
        return None
    found = _nearest_day(int(number), clock.today)
    for _ in range(14):
        if found is None or found.weekday() == weekday:
            break
        found = _nearest_day(int(number), found + _DAY)
    matches = found is not None and found.weekday() == weekday
    return window(one_day(found)) if found is not None and matches else None


def ordinal_of_month(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the 20th of next month"."""
    step = {"next": 1, "last": -1}.get(tokens[-2].name, 0)
    first = calendar.months_on(clock.today.replace(day=1), step)
    found = date_of(first.year, first.month, int(tokens[0].value))
    if found and step == 0 and found < clock.today and tokens[-2].name != "this":
        found = _nearest_day(int(tokens[0].value), clock.today)
    return window(None if found is None else one_day(found))


def first_of_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the first of the year": the first of January to come; not "the first of the year's events"."""
    year = tokens[-1]
    if tokens[0].value != 1 or not year.the or year.end - year.start > len("year"):
        return None
    return window(one_day(date(clock.today.year + 1, 1, 1)))


def day_of_window(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "this month 25th"."""
    month: When = tokens[0].value
    found = date_of(month.earliest.year, month.earliest.month, int(tokens[1].value))
    return window(None if found is None else one_day(found))


def days_of_week(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the second week of December, 10th to 12th": days of the month in which that week ends."""
    week: When = tokens[0].value
    end = week.latest or week.earliest
    days = [date_of(end.year, end.month, int(day)) for day in values(tokens, "ordinal")]
    if any(day is None for day in days):
        return None
    told = [day for day in days if day is not None]
    return window(When(min(told), max(told), "day", "range" if len(told) > 1 else "in"))


def as_named(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "10 October, the second Saturday": the day is told twice."""
    return window(tokens[0].value)


def iso(tokens: Sequence[Token], clock: Clock) -> Built:
    year, month, day = tokens[0].value
    found = date_of(year, month, day)
    return window(None if found is None else When(found, found, "day", named_year=True))


def numeric(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "03/04/2027" in the country's order; in the other where only that makes a date."""
    first, second, *rest = tokens[0].value
    year = (rest[0] if rest[0] > 99 else 2000 + rest[0]) if rest else None
    order = (
        ((first, second), (second, first))
        if clock.country in calendar.MONTH_FIRST
        else ((second, first), (first, second))
    )
    for month, day in order:
        if month <= 12 and 1 <= day <= 31 and (found := _day_in(month, day, year, clock)) is not None:
            return window(found) if rest else ("slash_day", found)
    return None


def led_slash(tokens: Sequence[Token], clock: Clock) -> Built:
    return window(tokens[0].value)


def dated_weekday(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Friday 19/6": the date decides, the day of the week shows that it is one."""
    return window(tokens[-1].value)


def slash_range(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "10/7-12/7": to the second day, in the next year where it lies before the first."""
    first, last = tokens[0].value, tokens[-1].value
    end = last.latest if last.latest >= first.earliest else calendar.months_on(last.latest, 12)
    return "slash_day", When(first.earliest, end, "day", "range")


def year_month(tokens: Sequence[Token], clock: Clock) -> Built:
    year, month = sorted(tokens[0].value, reverse=True)
    return window(calendar.month_of(year, month))


def today(tokens: Sequence[Token], clock: Clock) -> Built:
    step = {"today": 0, "tomorrow": 1, "yesterday": -1, "day_after": 2, "day_end": 0}[
        next(t.name for t in tokens if t.name != "daytime")
    ]
    day = clock.today + step * _DAY
    return window(When(day, day, "day", "past" if step < 0 else "in"))


def weekday(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Friday" (the next to come), "this Friday", "next Friday" (next week's), "last Friday", "Friday week"."""
    ahead = (value(tokens, "weekday") - clock.today.weekday() - 1) % 7 + 1
    if has(tokens, "last"):
        day = clock.today + (ahead - 7 if ahead < 7 else -7) * _DAY
        return window(When(day, day, "day", "past"))
    day = clock.today + ahead * _DAY
    if value(tokens, "next") == 1 and day.isocalendar()[:2] == clock.today.isocalendar()[:2]:
        day += 7 * _DAY
    if has(tokens, "after_next", "u_week"):
        day += 7 * _DAY
    return window(one_day(day))


def nth_weekday_from_now(tokens: Sequence[Token], clock: Clock) -> Built:
    ahead = (tokens[1].value - clock.today.weekday() - 1) % 7 + 1
    return window(one_day(clock.today + (ahead + 7 * (int(tokens[0].value) - 1)) * _DAY))


def weekday_after(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Monday in two weeks", "Monday two weeks from now": that day of the week which the length leads to."""
    amount = value(tokens, "amount")
    if any(unit not in ("week", "fortnight", "month") for _, unit in amount):
        return None
    week = calendar.week_of(moved(clock.today, amount))
    return window(one_day(week.earliest + tokens[0].value * _DAY))


def weekday_of_week(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Tuesday next week", "next week Tuesday"."""
    week: When = value(tokens, "w_week")
    day = week.earliest + value(tokens, "weekday") * _DAY
    return window(When(day, day, "day", week.bound))


def weekday_of_month(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the first Monday of May", "last Friday in June"."""
    month: When = value(tokens, "w_month", "w_holiday")
    nth = -1 if tokens[0].name == "last" else int(tokens[0].value)
    year = month.earliest.year
    found = nth_weekday(year, month.earliest.month, value(tokens, "weekday"), nth)
    if found is not None and found < clock.today and not month.named_year:
        found = nth_weekday(year + 1, month.earliest.month, value(tokens, "weekday"), nth)
    return window(None if found is None else one_day(found))
