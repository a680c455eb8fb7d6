"""Finds time expressions: a pure grammar from words to stretches of days, for any day and country."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from agent.reading import date_bounds, date_numbers, date_rules
from agent.reading.date_calendar import FISCAL_YEAR_ENDS, Bound, Clock, Kind, When, date_of
from agent.reading.date_cascade import reduce
from agent.reading.date_words import Token, tokens_of
from agent.reading.text import Message, Span

_RULES = (*date_numbers.RULES, *date_rules.COMPILED, *date_bounds.COMPILED)
_QUIET = frozenset(
    "other stop comma dash slash apostrophe open shut in for of the a and or to more so over each number ordinal "
    "old from ordinal_word ordinal_noun within before after by until since between onwards begins ends half start "
    "early late this last make_it and_after therefore".split()
)
"""Word classes that alone tell no time: a message of these is not read any further."""
_MONTHS = "january february march april may june july august september october november december".split()
_INSIDE = re.compile(r"[a-z0-9,]['\"(]?\s\Z")
_FISCAL = re.compile(
    r"\b(?:fiscal|financial|fy|tax year|our year|year[- ]?end)\b[^.!?\n]{0,25}?\b"
    r"(?:(?P<start>starts?|begins?|runs from|kicks off|goes from|resets?)"
    r"|(?P<end>ends?|closes?|finish(?:es)?|is|wraps(?: up)?))\b"
    r"[^.!?\n]{0,12}?\b(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + r")\b"
)


_MONTH_LONG = 31
_LONE_DAY = re.compile(
    r"(?:(?:on|by|before|around|about|for|until|till|or|so) )*(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)"
)


@dataclass(frozen=True, slots=True)
class Window:
    """A time expression at `span`: any day from `earliest` to `latest`, both included.

    `latest` is None where it has no end ("after Easter"); `bound` is "past" where it lies behind. `bare`: a length of
    time or a year that is a time only as an answer ("3 months", "2027").
    """

    span: Span
    earliest: date
    latest: date | None
    kind: Kind
    bound: Bound
    bare: bool = False
    is_end: bool = False
    """The end of a longer stretch: "end of May"."""


def find_windows(text: str, today: date, country: str = "US", bare: bool = False) -> list[Window]:
    """The time expressions of `text` in their order; with `bare`, lengths of time and lone years too.

    Numeric dates, holidays, seasons and the financial year are the country's (ISO 3166, two letters).
    """
    folded = Message(text).text
    tokens = [_capital(token, text) for token in tokens_of(folded)]
    if all(token.name in _QUIET or (token.name.startswith("u_") and not bare) for token in tokens) and not _may_tell(
        tokens
    ):
        return []
    clock = clock_of(folded, today, country)
    reduced = reduce(tokens, _RULES, clock)
    found = (_window(token, clock, bare) for token in reduced)
    return _within_months([window for window in found if window is not None], folded, clock.today)


def _within_months(windows: list[Window], text: str, today: date) -> list[Window]:
    """A day without its month, right after a longer time, is a day of that month: "late October, by the 20th"."""
    found: list[Window] = []
    for window in windows:
        day = _LONE_DAY.fullmatch(text, window.span.start, window.span.end)
        before = found[-1] if found else None
        of_a_month = before and before.latest and before.bound != "past" and before.kind not in ("day", "span")
        if day and before and before.latest and of_a_month and (before.latest - before.earliest).days < _MONTH_LONG:
            near = re.fullmatch(r"[^.!?\n\d]{0,16}", text[before.span.end : window.span.start])
            moved = date_of(before.latest.year, before.latest.month, int(day["day"])) if near else None
            if moved is not None and window.latest and max(today, before.earliest.replace(day=1)) <= moved:
                moved -= timedelta(days=window.latest.day != moved.day)
                window = replace(window, earliest=min(window.earliest, moved), latest=moved)
        found.append(window)
    return found


def _capital(token: Token, text: str) -> Token:
    """ "May" with a capital inside a sentence is the month."""
    if token.name != "weak_month" or text[token.start : token.end] != "May" or not _INSIDE.search(text[: token.start]):
        return token
    return replace(token, name="month")


def _may_tell(tokens: Sequence[Token]) -> bool:
    """True where a unit or an ordinal may be part of an expression ("in 3 weeks", "end of the month", "by the 3rd")."""
    return any(token.name.startswith("u_") or token.name == "ordinal" for token in tokens)


def clock_of(text: str, today: date, country: str) -> Clock:
    """Today, the country, and the fiscal year as the text or the country's custom has it."""
    said = _FISCAL.search(text) if "fiscal" in text or "year" in text or "fy" in text else None
    if said is None:
        return Clock(today, country, FISCAL_YEAR_ENDS.get(country, 12))
    month = next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(said["month"][:3]))
    return Clock(today, country, (month - 2) % 12 + 1 if said["start"] else month, fiscal_named=True)


def _window(token: Token, clock: Clock, bare: bool) -> Window | None:
    span = Span(token.start, token.end)
    if isinstance(token.value, When):
        when: When = token.value
        bound = "past" if when.latest is not None and when.latest < clock.today else when.bound
        if token.name == "slash_day" and not bare:
            return None
        return Window(span, when.earliest, when.latest, when.kind, bound, token.name == "slash_day", when.is_end)
    if not bare:
        return None
    if token.name == "amount":
        return Window(span, clock.today, date_numbers.moved(clock.today, token.value), "span", "in", bare=True)
    if token.name == "year" and clock.today.year <= token.value < clock.today.year + 15:
        year = date(token.value, 1, 1)
        return Window(span, max(year, clock.today), date(token.value, 12, 31), "year", "in", bare=True)
    return None
