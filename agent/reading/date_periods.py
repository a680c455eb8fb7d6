"""Builders of periods: "Q1 2027", "next week", "Easter", "summer", "in 6 weeks", "the last week of May"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from agent.reading import date_calendar as calendar
from agent.reading.date_calendar import Clock, When, one_day
from agent.reading.date_cascade import Built, has, value, values
from agent.reading.date_days import window, year_in
from agent.reading.date_holidays import holiday_dates, next_holiday, nth_weekday
from agent.reading.date_numbers import moved
from agent.reading.date_words import Token

_DAY = timedelta(days=1)


def _in_year(name: str, number: Any, year: int, clock: Clock) -> When | None:
    """A named period of one year; a fiscal one where the message names the fiscal year."""
    fiscal = clock.fiscal_end if clock.fiscal_named else 12
    if name == "month":
        return calendar.month_of(year, number)
    if name == "season":
        return calendar.season_of(year, number, clock.country)
    if name == "quarter_n":
        return calendar.quarter_of(year, number, fiscal)
    if name == "half_n":
        return calendar.half_of(year, number, fiscal)
    days = holiday_dates(number, year, clock.country)
    return one_day(days[0], "holiday") if days else None


_PERIODS = ("month", "season", "quarter_n", "half_n", "holiday")


def period(tokens: Sequence[Token], clock: Clock) -> Built:
    """A month, season, quarter, half or holiday, of a named year or the next to come."""
    token = next(token for token in tokens if token.name in _PERIODS)
    year = year_in(tokens)
    if year is None and tokens[-1].name == "number" and tokens[-1] is not token:
        short = int(tokens[-1].value)
        if not 20 <= short < 50:
            return None
        year = 2000 + short
    if year is not None:
        found = _in_year(token.name, token.value, year, clock)
        return window(found and When(found.earliest, found.latest, found.kind, named_year=True))
    return window(_coming(token, tokens[0].name, clock))


def _coming(token: Token, relation: str, clock: Clock) -> When | None:
    """The next to come, the running one included; "next" skips the running one, "last" is over."""
    if token.name == "holiday" and relation != "last":
        day = next_holiday(token.value, clock.today, clock.country)
        return None if day is None else one_day(day, "holiday")
    years = range(clock.today.year - 2, clock.today.year + 4)
    made = [found for year in years if (found := _in_year(token.name, token.value, year, clock)) is not None]
    if relation == "last":
        past = [when for when in made if when.latest is not None and when.latest < clock.today]
        return calendar.bounded(past[-1], "past") if past else None
    if relation == "next":
        made = [when for when in made if when.earliest > clock.today]
    return calendar.next_to_come(clock.today, made) if made else None


def fiscal_period(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Q2 FY27", "FY27", "H1 of fiscal 2027"."""
    year = value(tokens, "fiscal_year")
    if has(tokens, "quarter_n"):
        return window(calendar.quarter_of(year, value(tokens, "quarter_n"), clock.fiscal_end))
    if has(tokens, "half_n"):
        return window(calendar.half_of(year, value(tokens, "half_n"), clock.fiscal_end))
    return window(calendar.year_of(year, clock.fiscal_end))


def fiscal_quarter(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "fiscal Q2": the next to come."""
    number = value(tokens, "quarter_n")
    made = [calendar.quarter_of(clock.today.year + step, number, clock.fiscal_end) for step in range(3)]
    return window(calendar.next_to_come(clock.today, made))


def fiscal_close(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "EOFY", "end of the financial year"."""
    made = [calendar.year_of(clock.today.year + step, clock.fiscal_end) for step in range(3)]
    found = calendar.next_to_come(clock.today, made)
    end = found.latest or clock.today
    return window(When(end, end, "day", is_end=True))


def dated_quarter(tokens: Sequence[Token], clock: Clock) -> Built:
    quarter, year = tokens[0].value
    return window(calendar.quarter_of(year, quarter))


def nth_week(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the first week of May" ends on the 7th; "the last week of May" with the month."""
    month: When = tokens[-1].value
    if month.latest is None:
        return None
    if has(tokens, "u_weekend") and month.kind == "month":
        return _nth_weekend(tokens, month, clock)
    if tokens[0].name in ("last", "end"):
        return window(When(month.latest - 6 * _DAY, month.latest, "week", is_end=True))
    nth = 1 if tokens[0].name == "start" else int(tokens[0].value)
    end = month.earliest + (7 * nth - 1) * _DAY
    if end < clock.today and not month.named_year and month.kind == "month":
        end = calendar.months_on(month.earliest, 12) + (7 * nth - 1) * _DAY
    return window(When(end - 6 * _DAY, min(end, max(month.latest, end - 6 * _DAY)), "week"))


def _nth_weekend(tokens: Sequence[Token], month: When, clock: Clock) -> Built:
    """For "the first weekend in October": its Saturday and Sunday, the next year's where they are over."""
    nth = {"last": -1, "end": -1, "start": 1}.get(tokens[0].name) or int(tokens[0].value)
    for year in (month.earliest.year, month.earliest.year + 1):
        saturday = nth_weekday(year, month.earliest.month, 5, nth)
        if saturday is not None and (saturday + _DAY >= clock.today or month.named_year):
            return window(When(saturday, saturday + _DAY, "week"))
    return None


def part_of_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the first week of 2027", "the third month of next year"."""
    year = calendar.year_of(int(tokens[-1].value))
    if tokens[1].name != "u_month":
        return nth_week([*tokens[:-1], replace(tokens[-1], value=replace(year, named_year=True))], clock)
    nth = {"last": 12, "end": 12, "start": 1}.get(tokens[0].name) or int(tokens[0].value)
    return window(calendar.month_of(tokens[-1].value, nth)) if 1 <= nth <= 12 else None


def numbered_week(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "week 31", "KW 31/2027": the week of ISO 8601, this year's or the next to come; the later of two."""
    number = values(tokens, "number")[-1]
    year = year_in(tokens)
    for each in [year] if year else [clock.today.year, clock.today.year + 1]:
        if number % 1 or not 1 <= number <= 53 or (number == 53 and date(each, 12, 28).isocalendar().week < 53):
            continue
        monday = date.fromisocalendar(each, int(number), 1)
        if year or monday + 6 * _DAY >= clock.today:
            return window(replace(calendar.week_of(monday), named_year=year is not None))
    return None


def week_in(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "next month first week": the same said the other way round."""
    return nth_week([tokens[-2], tokens[-1], tokens[0]], clock)


def week_around(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "week commencing 4 May", "the week of the 12th"."""
    return window(calendar.week_of(tokens[-1].value.earliest))


def weekend_around(tokens: Sequence[Token], clock: Clock) -> Built:
    sunday = calendar.week_of(tokens[-1].value.earliest).latest or clock.today
    return window(When(sunday - _DAY, sunday, "week"))


def weekend_of_day(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "July 4th weekend"."""
    return weekend_around(tokens[:1], clock)


def holiday_weekend(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Memorial Day weekend": the weekend at or before it, or the week that it is in."""
    when: When = tokens[0].value
    week = calendar.week_of(when.earliest)
    end = when.earliest if when.earliest.weekday() < 3 and tokens[-1].value == "weekend" else week.latest
    return window(When(when.earliest, end, "holiday", named_year=when.named_year))


def relative_unit(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "this week", "next month", "the month after next", "this quarter", "the weekend"."""
    unit = tokens[-1].value if not has(tokens, "after_next") else tokens[0].value
    step = 2 if has(tokens, "after_next") else {"this": 0, "next": 1, "last": -1}.get(tokens[0].name, 0)
    if tokens[0].name == unit and not tokens[0].the:
        return None
    found = unit_around(clock.today, unit, step)
    return window(found and (calendar.bounded(found, "past") if step < 0 else found))


def unit_around(today: date, unit: str, step: int) -> When | None:
    """The calendar unit `step` units from the one that holds `today`."""
    if unit in ("week", "weekend", "fortnight", "workday"):
        week = calendar.week_of(today + 7 * step * _DAY)
        return When(week.earliest + 5 * _DAY, week.latest, "week") if unit == "weekend" else week
    if unit == "month":
        return calendar.months_from(today.year, today.month + step, 1, "month")
    if unit == "quarter":
        return calendar.months_from(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3, "quarter")
    if unit == "year":
        return calendar.year_of(today.year + step)
    return one_day(today + step * _DAY) if unit == "day" else None


def span(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "in 3 months", "within the next 6 weeks", "10 days from now": from today to the end of that time."""
    amount = value(tokens, "amount")
    if amount is None:
        count = value(tokens, "number") or 1
        amount = ((count, next(t.value for t in tokens if t.name.startswith("u_"))),)
    return window(When(clock.today, moved(clock.today, amount), "span"))


def the_next_unit(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "in the next month": within a month; "in next month" is the calendar's."""
    return span(tokens, clock) if tokens[-2].the else None


def ago(tokens: Sequence[Token], clock: Clock) -> Built:
    amount = value(tokens, "amount")
    if amount is None:
        return None
    start = moved(clock.today, amount, -1)
    return window(When(start, start if tokens[0].name == "amount" else clock.today, "span", "past"))


def this_time(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "this time next year"."""
    if has(tokens, "year_ref"):
        year = value(tokens, "year_ref")
        return window(one_day(calendar.months_on(clock.today, 12 * (year - clock.today.year)), "span"))
    when: When = tokens[-1].value
    unit = {"week": "week", "month": "month", "quarter": "quarter"}.get(when.kind)
    return None if unit is None else window(one_day(moved(clock.today, ((1, unit),)), "span"))


def year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "next year", "in 2028"."""
    found = calendar.year_of(int(tokens[-1].value))
    if found.latest is not None and found.latest < clock.today:
        found = calendar.bounded(found, "past")
    return window(found)


def years(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "2027 or 2028"."""
    first, last = int(tokens[0].value), int(tokens[-1].value)
    if not clock.today.year <= last < clock.today.year + 15 or first > last:
        return None
    return window(When(date(first, 1, 1), date(last, 12, 31), "year", "range", named_year=True))


def new_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "in the new year": its first month; with "by" or "before", its first day."""
    january = calendar.month_of(clock.today.year + 1, 1)
    if tokens[0].name in ("by", "before", "after", "until", "not_before"):
        return None
    return window(january if tokens[0].name in ("in", "early", "start", "new_year") else None)


def new_years_day(tokens: Sequence[Token], clock: Clock) -> Built:
    return window(one_day(date(clock.today.year + 1, 1, 1), "holiday"))
