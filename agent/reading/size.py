"""Head counts: people in the firm, people who would use what we sell, guests of an event."""

from typing import Literal

from agent.frame import Claim, ReadingContext, Size
from agent.reading.size_counts import Count, few_of_us, find_counts, sum_of
from agent.reading.size_words import ASKS_EMPLOYEES, ASKS_SEATS
from agent.reading.text import Message, fold

Unit = Literal["employees", "seats", "guests"]
_NOUN_UNITS: dict[str, Unit] = {"seats": "seats", "employees": "employees", "guests": "guests"}
_FIRMS = ("b2b_saas", "financial_services")
_FIRM_WORDS = ("company", "firm", "business", "staff", "office", "team", "payroll", "practice", "warehouse", "agency")
_FEWEST_UNSAID = 5
"""Fewer "of us" than this are as likely a family as a firm, unless the message speaks of one."""


def read_sizes(message: Message, context: ReadingContext) -> list[Claim]:
    """The company size and the guests that the message states: at most one claim of each."""
    counts = find_counts(message, context)
    claims = []
    size = _asked_size(counts, message, context) if context.asked == "company_size" else _volunteered(counts, message, context)
    if size is not None:
        claims.append(_claim(*size, message))
    guests = _guests(counts, context)
    if guests is not None:
        claims.append(_claim(guests, "guests", message))
    return claims


def _claim(count: Count, unit: Unit, message: Message) -> Claim:
    value = Size(unit=unit, min=count.min, max=count.max)
    return Claim(slot="guests" if unit == "guests" else "company_size", value=value, quote=message.quote(count.span))


def asked_unit(context: ReadingContext) -> Unit:
    """What a bare figure counts: as the agent's question says, else what the vertical sells to."""
    asked = fold(context.agent or "")
    if context.asked == "guests":
        return "guests"
    if ASKS_SEATS.search(asked) and context.vertical in ("b2b_saas", ""):
        return "seats"
    if ASKS_EMPLOYEES.search(asked):
        return "employees"
    return "seats" if context.vertical == "b2b_saas" else "employees"


def unit_of(count: Count, context: ReadingContext) -> Unit:
    """What `count` counts, by its noun and surroundings, else by what was asked."""
    if count.event and context.vertical == "events":
        return "guests"
    if count.using and context.vertical == "b2b_saas":
        return "seats"
    if count.noun == "seats" and context.vertical != "b2b_saas":
        return "employees"
    if count.noun in _NOUN_UNITS:
        return _NOUN_UNITS[count.noun]
    if count.firm and context.asked != "company_size":
        return "employees"
    if context.vertical == "events" and count.noun == "people" and context.asked != "company_size":
        return "guests"
    return asked_unit(context) if context.asked in ("company_size", "guests") else "employees"


def _asked_size(counts: list[Count], message: Message, context: ReadingContext) -> tuple[Count, Unit] | None:
    """The answer to "how many": a total, else the unit asked for, else what is nearest to it."""
    ours = [count for count in counts if not count.old and unit_of(count, context) != "guests"]
    asked = asked_unit(context)
    total = next((count for count in reversed(ours) if count.total), None)
    if total is None:
        total = sum_of(ours, message)
    if total is not None:
        return total, unit_of(total, context)
    few = few_of_us(message)
    if few is not None and not any(few.span.start > count.span.end for count in ours if count.noun):
        return few, asked
    ranked = [
        (unit_of(count, context) == asked and count.noun is not None, count.noun is not None, not count.counted or count.noun is not None)
        for count in ours
    ]
    if not ours:
        return None
    best = max(range(len(ours)), key=lambda index: (ranked[index], -index))
    return ours[best], unit_of(ours[best], context)


def _volunteered(counts: list[Count], message: Message, context: ReadingContext) -> tuple[Count, Unit] | None:
    """A size that nobody asked for: only where the words leave no doubt that it is one."""
    able = [(count, unit_of(count, context)) for count in counts if not count.old and _is_size(count, message, context)]
    seats = [pair for pair in able if pair[1] == "seats"]
    return (seats or able or [None])[0]


def _is_size(count: Count, message: Message, context: ReadingContext) -> bool:
    unit = unit_of(count, context)
    if unit == "guests" or (context.asked == "guests" and not count.firm and count.noun != "employees"):
        return False
    if count.noun == "employees":
        return count.ours or count.firm or count.using
    if context.vertical not in _FIRMS:
        return count.firm and count.noun is None and count.min != 1
    if unit == "seats":
        return count.using or count.ours
    if count.firm:
        return True
    top = count.max if count.max is not None else count.min or 0
    speaks_of_firm = any(word in message.text for word in _FIRM_WORDS)
    return count.noun == "people" and count.ours and (top >= _FEWEST_UNSAID or (speaks_of_firm and top > 1))


def _guests(counts: list[Count], context: ReadingContext) -> Count | None:
    """The guests of an event; a bare figure only where they were asked for."""
    if context.vertical != "events" and context.asked != "guests":
        return None
    named = [count for count in counts if not count.old and (unit_of(count, context) == "guests")]
    bare_allowed = context.asked == "guests"
    able = [count for count in named if count.noun is not None or count.event or (bare_allowed and not count.counted)]
    return next((count for count in able if count.noun == "guests" or count.event), able[0] if able else None)
