"""Rules for the small parts of time expressions: numbers, amounts of time, years, quarters and halves by number."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from agent.reading.date_calendar import Clock, months_on
from agent.reading.date_cascade import Builder, Built, has, rule, value, values
from agent.reading.date_words import Token

GROUPS = {
    "WINDOW": "w_day w_week w_month w_quarter w_half w_season w_year w_holiday w_span",
    "UNIT": "u_hour u_day u_workday u_week u_fortnight u_weekend u_month u_quarter u_year u_decade",
    "COUNTED": "u_hour u_day u_workday u_week u_fortnight u_month u_quarter u_year u_decade",
    "CALENDAR": "u_week u_month u_quarter u_weekend u_fortnight",
    "ORD": "ordinal ordinal_word",
    "NUM": "ordinal ordinal_word number",
    "YEAR": "year year_ref",
    "PART": "start early mid late end",
    "OF": "of in",
    "LINK": "dash slash to or until",
    "NODAY": "ordinal_noun u_hour u_day u_workday u_week u_fortnight u_weekend u_month u_quarter u_year u_decade hence "
    "w_day w_month dash half number weekday last start early mid late end",
    "TIMELY": "in by before after until from since of next this last early mid late end start number ordinal "
    "ordinal_word weekday between not_before over within for",
}
"""Word classes that rules name together."""

Amount = tuple[tuple[float, str], ...]
"""Lengths of time to be added up: (count, unit)."""
_UNIT_DAYS = {"hour": 1 / 24, "day": 1, "workday": 1.4, "week": 7, "fortnight": 14, "weekend": 7}
_UNIT_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_UNITS = tuple(GROUPS["UNIT"].split())


def moved(day: date, amount: Amount, sign: int = 1) -> date:
    """`day` moved by `amount`: months by the calendar, parts of a month by thirty days."""
    for count, unit in amount:
        if unit in _UNIT_MONTHS:
            months = count * _UNIT_MONTHS[unit]
            day = months_on(day, sign * int(months)) + timedelta(days=sign * round(months % 1 * 30))
        else:
            day += timedelta(days=sign * int(count * _UNIT_DAYS[unit] + 0.5))
    return day


def _as(name: str, of: str) -> Builder:
    """Keep the value of the token of class `of` under the class `name`."""

    def build(tokens: Sequence[Token], clock: Clock) -> Built:
        return name, value(tokens, of)

    return build


def _the_season(tokens: Sequence[Token], clock: Clock) -> Built:
    return ("season", tokens[0].value) if tokens[0].the else None


def _sum(name: str) -> Builder:
    def build(tokens: Sequence[Token], clock: Clock) -> Built:
        small = value(tokens[1:], "number", "ordinal_word", "ordinal")
        return (name, tokens[0].value + small) if small < 10 else None

    return build


def _spoken_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "twenty twenty-seven"."""
    rest = sum(values(tokens[1:], "tens", "number"))
    return ("year", int(2000 + rest)) if tokens[0].value == 20 and 20 <= rest < 70 else None


def _spoken_thousands(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "two thousand and twenty-seven"."""
    rest = sum(values(tokens[1:], "tens", "number"))
    return ("year", int(2000 + rest)) if tokens[0].value == 2 and 10 <= rest < 100 else None


def _hundred(tokens: Sequence[Token], clock: Clock) -> Built:
    return "number", 100 * (value(tokens, "number") or 1)


def _and_half(tokens: Sequence[Token], clock: Clock) -> Built:
    return "number", tokens[0].value + 0.5


def _amount(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "3 weeks", "a couple of months", "6-12 months" (the higher count), "a month or 2"."""
    counts = values(tokens, "number") or [1]
    if len(counts) > 1 and counts[-1] <= counts[0]:
        return None
    return "amount", ((counts[-1], value(tokens, *_UNITS)),)


def _half_unit(tokens: Sequence[Token], clock: Clock) -> Built:
    return "amount", ((0.5, value(tokens, *_UNITS)),)


def _more_amount(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "a year and a half"."""
    *head, (count, unit) = tokens[0].value
    return "amount", (*head, (count + 0.5, unit))


def _more_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "year and a half"."""
    return "amount", ((1.5, "year"),)


def _higher_count(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "a month or 2": the second count, of the same unit."""
    *head, (count, unit) = tokens[0].value
    new = tokens[-1].value
    return ("amount", (*head, (new, unit))) if not head and count < new < 60 else None


def _most_count(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "six weeks, eight at a stretch"."""
    return _higher_count(tokens[:-1], clock)


def _added(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "a year and 3 months": a longer unit first."""
    first, second = tokens[0].value, tokens[-1].value
    unit = moved(date(2001, 1, 1), ((1, first[-1][1]),))
    longer = unit > moved(date(2001, 1, 1), ((1, second[0][1]),))
    if longer and moved(date(2001, 1, 1), second) > unit:
        return "amount", second if has(tokens, "comma") else first + second
    return ("amount", first + second) if longer else None


def _later_amount(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "6 months to a year": the longer one."""
    return "amount", max(tokens[0].value, tokens[-1].value, key=lambda amount: moved(clock.today, amount))


def _first_value(name: str) -> Builder:
    def build(tokens: Sequence[Token], clock: Clock) -> Built:
        return name, tokens[0].value

    return build


def _relative_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "this year", "next year", "the year after next"."""
    step = 2 if has(tokens, "after_next") else {"this": 0, "next": 1, "last": -1}[tokens[0].name]
    if tokens[0].name == "next" and tokens[0].the:
        return None
    return "year_ref", clock.today.year + step


def _short_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "'27", and "27" after what must have a year."""
    number = tokens[-1].value
    return ("year", 2000 + int(number)) if 20 <= number < 70 and number % 1 == 0 else None


def _fiscal_year(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "FY27", "fiscal 2027", "next financial year": the year in which the fiscal year ends."""
    named = value(tokens, "year", "number")
    if named is not None:
        year = int(named) if named > 99 else 2000 + int(named)
        return ("fiscal_year", year) if 2000 <= year < 2100 else None
    running = clock.today.year + (1 if clock.today.month > clock.fiscal_end else 0)
    return "fiscal_year", running + {"this": 0, "next": 1, "last": -1, "new_year": 1}[tokens[0].name]


def _counted(name: str, most: int) -> Builder:
    """A quarter or half by its number."""

    def build(tokens: Sequence[Token], clock: Clock) -> Built:
        number: Any = value(tokens, "number", "ordinal", "ordinal_word")
        return (name, int(number)) if number in range(1, most + 1) else None

    return build


def _glued(name: str, most: int) -> Builder:
    """For "Q3", "H1": the letter stands right before the figure."""

    def build(tokens: Sequence[Token], clock: Clock) -> Built:
        touching = tokens[1].start - tokens[0].end <= (0 if name == "half_n" else 1)
        return (name, int(tokens[1].value)) if touching and tokens[1].value in range(1, most + 1) else None

    return build


def _year_before(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "18q4": an old form of Q4 2018."""
    quarter, year = int(tokens[2].value), 2000 + int(tokens[0].value)
    return ("dated_quarter", (quarter, year)) if quarter in range(1, 5) and 2010 <= year < 2070 else None


def _no_amount(tokens: Sequence[Token], clock: Clock) -> Built:
    """For "every 3 weeks", "a 12-month contract", "6 years old": lengths that say nothing of when."""
    return "length", None


RULES = tuple(
    rule(pattern, build, GROUPS)
    for pattern, build in (
        ("tens dash? (tens (dash? number)?|number)", _spoken_year),
        ("number thousand and? (tens (dash? number)?|number)", _spoken_thousands),
        ("tens dash? number", _sum("number")),
        ("tens dash? ORD", _sum("ordinal_word")),
        ("tens", _first_value("number")),
        ("[a number]? hundred", _hundred),
        ("(?<=TIMELY) weak_month", _as("month", "weak_month")),
        ("weak_month (?=[ordinal ordinal_word year number dash slash])", _as("month", "weak_month")),
        ("weak_month (?=(this|next) u_year|LINK (month|weak_month)|or (month|weak_month))", _as("month", "weak_month")),
        ("(?<=make_it) weak_month", _as("month", "weak_month")),
        ("(?<=month [or slash dash to and]) weak_month", _as("month", "weak_month")),
        ("^weak_month (?=[stop comma]*$)", _as("month", "weak_month")),
        ("(?<=TIMELY) weak_weekday", _as("weekday", "weak_weekday")),
        ("weak_weekday (?=[number ordinal month daytime])", _as("weekday", "weak_weekday")),
        ("^weak_weekday (?=[stop comma]*$)", _as("weekday", "weak_weekday")),
        ("(?<=TIMELY) weak_season", _as("season", "weak_season")),
        ("weak_season (?=[year of])", _as("season", "weak_season")),
        ("(?<=therefore) weak_season (?=[stop comma]|$)", _as("season", "weak_season")),
        ("weak_season (?=(this|next) u_year)", _as("season", "weak_season")),
        ("^weak_season", _as("season", "weak_season")),
        ("weak_season", _the_season),
        ("number and a half (?=UNIT)", _and_half),
        ("apostrophe number", _short_year),
        ("(this|next|last|new_year)? fiscal in? apostrophe? (year|number)", _fiscal_year),
        ("(this|next|last|new_year) fiscal", _fiscal_year),
        ("number q_letter number", _year_before),
        ("q_letter number", _glued("quarter_n", 4)),
        ("h_letter number", _glued("half_n", 2)),
        ("ORD u_quarter", _counted("quarter_n", 4)),
        ("u_quarter number", _counted("quarter_n", 4)),
        ("ORD half", _counted("half_n", 2)),
        ("late half", lambda tokens, clock: ("half_n", 2)),
        ("between number and number more* UNIT", _amount),
        ("number (dash|to|or|slash|and) number more* UNIT", _amount),
        ("number dash UNIT (?!so|hence)", _no_amount),
        ("each number? UNIT", _no_amount),
        ("a? more* number more* UNIT (?!old)", _amount),
        ("a? more* number more* UNIT old", _no_amount),
        ("number next UNIT", _amount),
        ("half a? UNIT", _half_unit),
        ("a more* UNIT (?!of)", _amount),
        ("^(u_week|u_fortnight|u_month) (?=or number [stop comma]*$)", _amount),
        ("^(u_week|u_month) (?=so [stop comma]*$)", _amount),
        ("^u_fortnight (?=[so hence stop comma]*$)", _amount),
        ("u_year and a half", _more_year),
        ("amount and a half", _more_amount),
        ("amount and number? half", _more_amount),
        ("amount (or|to|dash|slash) number (?!UNIT|month|ordinal)", _higher_count),
        ("amount (or|to|dash|slash) a? number (?!UNIT|month|ordinal)", _higher_count),
        ("amount comma number (?=[stop comma]|$)", _higher_count),
        ("amount (comma|or|maybe)? number at_most", _most_count),
        ("amount (and|comma)? amount", _added),
        ("amount (or|to|dash|slash) amount", _later_amount),
        ("amount so+", _first_value("amount")),
        ("u_year after_next", _relative_year),
        ("(this|next|last) u_year (?!so|or number)", _relative_year),
    )
)
