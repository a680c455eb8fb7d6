"""Rules for days and named periods: "12 November", "the 3rd", "03/04/2027", "Q1 2027", "next week", "Easter", "in 6 weeks"."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from agent.reading import date_calendar as calendar
from agent.reading.date_calendar import Clock, When, date_of, one_day
from agent.reading.date_cascade import Builder, Built, has, rule, value, values
from agent.reading.date_holidays import holiday_dates, next_holiday, nth_weekday
from agent.reading.date_numbers import GROUPS, moved
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


def _year_in(tokens: Sequence[Token]) -> int | None:
    named = value(tokens, "year", "year_ref")
    if named is None and has(tokens, "year_short"):
        named = value(tokens, "year_short")
    return None if named is None else int(named)


def _day_month(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "12 November 2027", "Nov 12th", "from 3 to 5 June": with two days, the range of both."""
    days = values(tokens, "number", "ordinal", "ordinal_word")
    year = _year_in(tokens)
    if any(day % 1 for day in days):
        return None
    found = [_day_in(value(tokens, "month"), int(day), year, clock) for day in days]
    if any(when is None for when in found):
        return None
    first, last = found[0], found[-1]
    assert first is not None  # noqa: S101 - told above, for the type checker
    assert last is not None  # noqa: S101
    return window(When(min(first.earliest, last.earliest), last.latest, "day", named_year=year is not None))


def _day_month_short_year(tokens: Sequence[Token], clock: Clock) -> Built:
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


def _ordinal_day(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the 3rd"."""
    return _led_day(tokens, clock) if tokens[0].the and tokens[0].name == "ordinal" else None


def _led_day(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "on the 15th", "by 15th", "by the first"."""
    if tokens[0].name == "ordinal_word" and not tokens[0].the:
        return None
    found = _nearest_day(int(tokens[0].value), clock.today)
    return window(None if found is None else one_day(found))


def _weekday_ordinal(tokens: Sequence[Token], clock: Clock) -> Built:
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


def _ordinal_of_month(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the 20th of next month"."""
    step = {"next": 1, "last": -1}.get(tokens[-2].name, 0)
    first = calendar.months_on(clock.today.replace(day=1), step)
    found = date_of(first.year, first.month, int(tokens[0].value))
    if found and step == 0 and found < clock.today and tokens[-2].name != "this":
        found = _nearest_day(int(tokens[0].value), clock.today)
    return window(None if found is None else one_day(found))


def _iso(tokens: Sequence[Token], clock: Clock) -> Built:
    year, month, day = tokens[0].value
    found = date_of(year, month, day)
    return window(None if found is None else When(found, found, "day", named_year=True))


def _numeric(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "03/04/2027" in the country's order; in the other where only that makes a date."""
    first, second, *rest = tokens[0].value
    year = (rest[0] if rest[0] > 99 else 2000 + rest[0]) if rest else None
    order = ((first, second), (second, first)) if clock.country in calendar.MONTH_FIRST else ((second, first), (first, second))
    for month, day in order:
        if month <= 12 and 1 <= day <= 31 and (found := _day_in(month, day, year, clock)) is not None:
            return window(found) if rest else ("slash_day", found)
    return None


def _led_slash(tokens: Sequence[Token], clock: Clock) -> Built:
    return window(tokens[0].value)


def _year_month(tokens: Sequence[Token], clock: Clock) -> Built:
    year, month = sorted(tokens[0].value, reverse=True)
    return window(calendar.month_of(year, month))


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


def _period(tokens: Sequence[Token], clock: Clock) -> Built:
    """A month, season, quarter, half or holiday, of a named year or the next to come."""
    token = next(token for token in tokens if token.name in _PERIODS)
    year = _year_in(tokens)
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
        return day and one_day(day, "holiday")
    years = range(clock.today.year - 2, clock.today.year + 4)
    made = [found for year in years if (found := _in_year(token.name, token.value, year, clock)) is not None]
    if relation == "last":
        past = [when for when in made if when.latest is not None and when.latest < clock.today]
        return calendar.bounded(past[-1], "past") if past else None
    if relation == "next":
        made = [when for when in made if when.earliest > clock.today]
    return calendar.next_to_come(clock.today, made) if made else None


def _fiscal_period(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Q2 FY27", "FY27", "H1 of fiscal 2027"."""
    year = value(tokens, "fiscal_year")
    if has(tokens, "quarter_n"):
        return window(calendar.quarter_of(year, value(tokens, "quarter_n"), clock.fiscal_end))
    if has(tokens, "half_n"):
        return window(calendar.half_of(year, value(tokens, "half_n"), clock.fiscal_end))
    return window(calendar.year_of(year, clock.fiscal_end))


def _fiscal_quarter(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "fiscal Q2": the next to come."""
    number = value(tokens, "quarter_n")
    made = [calendar.quarter_of(clock.today.year + step, number, clock.fiscal_end) for step in range(3)]
    return window(calendar.next_to_come(clock.today, made))


def _fiscal_close(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "EOFY", "end of the financial year"."""
    made = [calendar.year_of(clock.today.year + step, clock.fiscal_end) for step in range(3)]
    found = calendar.next_to_come(clock.today, made)
    end = found.latest or clock.today
    return window(When(end, end, "day", is_end=True))


def _dated_quarter(tokens: Sequence[Token], clock: Clock) -> Built:
    quarter, year = tokens[0].value
    return window(calendar.quarter_of(year, quarter))


def _today(tokens: Sequence[Token], clock: Clock) -> Built:
    step = {"today": 0, "tomorrow": 1, "yesterday": -1, "day_after": 2, "day_end": 0}[
        next(t.name for t in tokens if t.name != "daytime")
    ]
    day = clock.today + step * _DAY
    return window(When(day, day, "day", "past" if step < 0 else "in"))


def _weekday(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Friday" (the next to come), "this Friday", "next Friday" (next week's), "last Friday", "Friday week"."""
    ahead = (value(tokens, "weekday") - clock.today.weekday() - 1) % 7 + 1
    if has(tokens, "last"):
        day = clock.today + (ahead - 7 if ahead < 7 else -7) * _DAY
        return window(When(day, day, "day", "past"))
    day = clock.today + ahead * _DAY
    if has(tokens, "next") and day.isocalendar()[:2] == clock.today.isocalendar()[:2]:
        day += 7 * _DAY
    if has(tokens, "after_next", "u_week"):
        day += 7 * _DAY
    return window(one_day(day))


def _nth_weekday_from_now(tokens: Sequence[Token], clock: Clock) -> Built:
    ahead = (tokens[1].value - clock.today.weekday() - 1) % 7 + 1
    return window(one_day(clock.today + (ahead + 7 * (int(tokens[0].value) - 1)) * _DAY))


def _weekday_of_week(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Tuesday next week", "next week Tuesday"."""
    week: When = value(tokens, "w_week")
    day = week.earliest + value(tokens, "weekday") * _DAY
    return window(When(day, day, "day", week.bound))


def _nth_weekday(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the first Monday of May", "last Friday in June"."""
    month: When = value(tokens, "w_month", "w_holiday")
    nth = -1 if tokens[0].name == "last" else int(tokens[0].value)
    year = month.earliest.year
    found = nth_weekday(year, month.earliest.month, value(tokens, "weekday"), nth)
    if found is not None and found < clock.today and not month.named_year:
        found = nth_weekday(year + 1, month.earliest.month, value(tokens, "weekday"), nth)
    return window(None if found is None else one_day(found))


def _nth_week(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "the first week of May" ends on the 7th; "the last week of May" with the month."""
    month: When = tokens[-1].value
    if month.latest is None:
        return None
    if tokens[0].name in ("last", "end"):
        return window(When(month.latest - 6 * _DAY, month.latest, "week", is_end=True))
    nth = 1 if tokens[0].name == "start" else int(tokens[0].value)
    end = month.earliest + (7 * nth - 1) * _DAY
    if end < clock.today and not month.named_year and month.kind == "month":
        end = calendar.months_on(month.earliest, 12) + (7 * nth - 1) * _DAY
    return window(When(end - 6 * _DAY, min(end, max(month.latest, end - 6 * _DAY)), "week"))


def _week_around(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "week commencing 4 May", "the week of the 12th"."""
    return window(calendar.week_of(tokens[-1].value.earliest))


def _weekend_around(tokens: Sequence[Token], clock: Clock) -> Built:
    sunday = calendar.week_of(tokens[-1].value.earliest).latest or clock.today
    return window(When(sunday - _DAY, sunday, "week"))


def _holiday_weekend(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "Memorial Day weekend": the weekend at or before it, or the week that it is in."""
    when: When = tokens[0].value
    week = calendar.week_of(when.earliest)
    end = when.earliest if when.earliest.weekday() < 3 and tokens[-1].value == "weekend" else week.latest
    return window(When(when.earliest, end, "holiday", named_year=when.named_year))


def _relative_unit(tokens: Sequence[Token], clock: Clock) -> Built:
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


def _span(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "in 3 months", "within the next 6 weeks", "10 days from now": from today to the end of that time."""
    amount = value(tokens, "amount")
    if amount is None:
        count = value(tokens, "number") or 1
        amount = ((count, next(t.value for t in tokens if t.name.startswith("u_"))),)
    return window(When(clock.today, moved(clock.today, amount), "span"))


def _the_next_unit(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "in the next month": within a month; "in next month" is the calendar's."""
    return _span(tokens, clock) if tokens[-2].the else None


def _ago(tokens: Sequence[Token], clock: Clock) -> Built:
    amount = value(tokens, "amount")
    if amount is None:
        return None
    start = moved(clock.today, amount, -1)
    return window(When(start, start if tokens[0].name == "amount" else clock.today, "span", "past"))


def _this_time(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "this time next year"."""
    if has(tokens, "year_ref"):
        year = value(tokens, "year_ref")
        return window(one_day(calendar.months_on(clock.today, 12 * (year - clock.today.year)), "span"))
    when: When = tokens[-1].value
    unit = {"week": "week", "month": "month", "quarter": "quarter"}.get(when.kind)
    return None if unit is None else window(one_day(moved(clock.today, ((1, unit),)), "span"))


def _year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "next year", "in 2028"."""
    found = calendar.year_of(int(tokens[-1].value))
    if found.latest is not None and found.latest < clock.today:
        found = calendar.bounded(found, "past")
    return window(found)


def _years(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "2027 or 2028"."""
    first, last = int(tokens[0].value), int(tokens[-1].value)
    if not clock.today.year <= last < clock.today.year + 15 or first > last:
        return None
    return window(When(date(first, 1, 1), date(last, 12, 31), "year", "range", named_year=True))


def _new_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "in the new year": its first month; with "by" or "before", its first day."""
    january = calendar.month_of(clock.today.year + 1, 1)
    if tokens[0].name in ("by", "before", "after", "until", "not_before"):
        return None
    return window(january if tokens[0].name in ("in", "early", "start", "new_year") else None)


def _new_years_day(tokens: Sequence[Token], clock: Clock) -> Built:
    return window(one_day(date(clock.today.year + 1, 1, 1), "holiday"))


RULES: tuple[tuple[str, Builder], ...] = (
    ("iso", _iso),
    ("numeric", _numeric),
    ("short_date", _numeric),
    ("year_month", _year_month),
    ("dated_quarter", _dated_quarter),
    ("(weekday comma?)? NUM (dash|to|and|slash|until|or) weekday? NUM of? month comma? YEAR?", _day_month),
    ("month NUM (dash|to|and|slash|until|or) NUM (?!UNIT|month) comma? YEAR?", _day_month),
    ("NUM (dash|slash) month (dash|slash) number", _day_month_short_year),
    ("year (dash|slash) month (dash|slash) NUM", _day_month),
    ("(weekday comma?)? NUM dash? of? month (dash|slash|comma|of|in)? YEAR?", _day_month),
    ("(weekday comma?)? month dash? NUM (?!COUNTED|NUM) (comma? weekday)? (comma|of)? YEAR?", _day_month),
    ("weekday (comma|in)? ORD (?!UNIT|ordinal_noun)", _weekday_ordinal),
    ("weekday number (?=[stop comma or]|$)", _weekday_ordinal),
    ("NUM u_day? of (this|next|last)? u_month", _ordinal_of_month),
    ("ORD u_day of month YEAR?", _day_month),
    ("(quarter_n|half_n) (of|in|comma)? fiscal_year", _fiscal_period),
    ("fiscal_year comma? (quarter_n|half_n)", _fiscal_period),
    ("fiscal_year", _fiscal_period),
    ("fiscal quarter_n", _fiscal_quarter),
    ("end of? this? fiscal", _fiscal_close),
    ("fiscal_end", _fiscal_close),
    ("fiscal end", _fiscal_close),
    ("(month|season|holiday|quarter_n|half_n) (of|in|comma|dash|slash)? YEAR", _period),
    ("YEAR (of|in|comma|dash)? (month|season|holiday|quarter_n|half_n)", _period),
    ("(season|holiday|quarter_n|half_n) number (?!UNIT|dash)", _period),
    ("(this|next|last)? (month|season|holiday|quarter_n|half_n)", _period),
    ("daytime? in? day_end in? weekday", _weekday),
    ("daytime? (today|tomorrow|yesterday) daytime?", _today),
    ("day_after", _today),
    ("number weekday hence", _nth_weekday_from_now),
    ("(this|next|last) (u_week|u_month|u_quarter|u_weekend|u_fortnight) (?!so|or number|OF (this|next|w_month))", _relative_unit),
    ("(u_week|u_month|u_quarter|u_weekend) after_next", _relative_unit),
    ("(ORD|last) weekday OF w_month", _nth_weekday),
    ("weekday OF? w_week", _weekday_of_week),
    ("w_week in? weekday", _weekday_of_week),
    ("this_time in? (year_ref|w_week|w_month|w_quarter)", _this_time),
    ("year_ref", _year),
    ("(ORD|last|start|end) (u_week|u_weekend|week_of) OF? (w_month|w_quarter|w_year)", _nth_week),
    ("day_end", _today),
    ("(this|next|last) weekday after_next?", _weekday),
    ("weekday (u_week|after_next)", _weekday),
    ("(daytime in?)? weekday daytime?", _weekday),
    ("(in|within|over) next UNIT (?!or)", _the_next_unit),
    ("(in|within|over)? next (u_week|u_month|u_year|u_quarter|u_day) or number", _span),
    ("(in|within|over)? next UNIT so", _span),
    ("amount ago", _ago),
    ("last amount", _ago),
    ("(in|within)? next? amount hence", _span),
    ("(in|within) next? amount", _span),
    ("(over|for)? next amount", _span),
    ("within (u_week|u_month|u_quarter|u_year)", _span),
    ("(?<=[in for by before until from after to]) ORD (?!ordinal_noun|UNIT|hence|w_day|w_month|dash|half|number|weekday|last|part)", _led_day),
    ("ORD (?!ordinal_noun|UNIT|hence|w_day|w_month|dash|half|number|weekday|last|part)", _ordinal_day),
    ("(?<=[by before in for until from after to]) slash_day", _led_slash),
    ("(in|early in?|start of?)? new_year", _new_year),
    ("new_year", _new_years_day),
    ("(week_of|u_week of) in? w_day", _week_around),
    ("u_weekend (of|in)? w_day", _weekend_around),
    ("w_day u_weekend", lambda tokens, clock: _weekend_around(tokens[:1], clock)),
    ("w_holiday (u_weekend|u_week)", _holiday_weekend),
    ("u_weekend", _relative_unit),
    ("year (dash|slash|to|or|and) year", _years),
    ("(?<=TIMELY) year", _year),
)
"""(pattern, builder), in the order in which they apply."""
COMPILED = tuple(rule(pattern, build, GROUPS) for pattern, build in RULES)
