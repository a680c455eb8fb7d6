"""Head counts: people in the firm, people who would use what we sell, guests of an event."""

import re
from dataclasses import replace
from typing import Literal

from agent.frame import Claim, ReadingContext, Size
from agent.reading.money_spaces import single_spaced
from agent.reading.put_right import as_asked, puts_right
from agent.reading.size_counts import Count, and_one_more, find_counts, season_range, sum_of
from agent.reading.size_few import few_of_us
from agent.reading.size_scene import pointed_at
from agent.reading.size_words import (
    ASKS_EMPLOYEES,
    ASKS_SEATS,
    OWN_FIRM,
    PER_HEAD,
    PLAN_OF,
    PRICE_FOR,
    SOLD_BY_SEAT,
    WOULD_USE,
)
from agent.reading.text import Message, Span, fold

Unit = Literal["employees", "seats", "guests"]
_NOUN_UNITS: dict[str, Unit] = {"seats": "seats", "employees": "employees", "guests": "guests"}
_FIRMS = ("b2b_saas", "financial_services")
_SEATS_ARE_CHAIRS = ("events", "retail", "real_estate")
_FIRM_WORDS = ("company", "firm", "business", "staff", "office", "team", "payroll", "practice", "warehouse", "agency")
_JOINED = re.compile(r"(?:\band|\bplus|&|\+|\bn)\s*\Z")
_PUT_RIGHT = re.compile(r"\s*(?:[a-z]+\s*)?(?:[,.!-]+|\s)\s*(?:not|and not|rather than|instead of)\s|\s*!")
_CONFIRMED = re.compile(
    r"\s*(?:[a-z]+\s*)?[,.!-]?\s*(?:yes|yep|yeah|yup|correct|right|that's right|is right|confirmed|is fine)\b"
)
_KIN = re.compile(r"\b(?:boys|girls|sons?|daughters?|kids?|children|little ones|wife|husband|parents|babies)\b")
_KIN_AT_WORK = re.compile(
    r"\b(?:we|all of us|all (?:three|four)|together)\b[^.!?]{0,16}\b(?:run|work|own|trade)|family (?:business|"
    r"firm|company|"
    r"run)|works? (?:for|with) (?:me|us)|\b(?:my|our|a|the) (?:\w+ )?(?:firm|company|business|shop|farm|"
    r"practice|salon|garage)\b"
)
_PARTY = re.compile(r"(?:team|group|crew|party|squad) of\b")
_OWN_TEAM = re.compile(
    r"\b(?:we(?:'re| are|'ve| have)|were|our|my|i run|i have)(?: (?:an?|the|got|whole|entire|small|little))*\s*\Z"
)
_FEWEST_UNSAID = 5
"""Fewer "of us" than this are as likely a family as a firm, unless the message speaks of one."""


def read_sizes(message: Message, context: ReadingContext) -> list[Claim]:
    """The company size and the guests that the message states: at most one claim of each."""
    message = single_spaced(message)
    counts = find_counts(message, context)
    if context.asked not in ("company_size", "guests") and counts and _answers_what_was_said(counts, message, context):
        context = as_asked(context, "company_size")
    claims = []
    size = (
        _chosen(message, context) or _asked_size(counts, message, context)
        if context.asked == "company_size"
        else _volunteered(counts, message, context)
    )
    if size is not None:
        claims.append(_claim(*size, message))
    guests = _guests(counts, context)
    if guests is not None:
        claims.append(_claim(guests, "guests", message))
    return claims


def _answers_what_was_said(counts: list[Count], message: Message, context: ReadingContext) -> bool:
    """True where the agent has said one head count and the message puts it right or confirms it.

    "No, fifteen", "fifteen, not fifty", "sixteen!", "60, yes".
    """
    spoken = find_counts(Message(context.agent or ""), context)
    if len(spoken) != 1 or spoken[0].noun in (None, "guests"):
        return False
    if puts_right(message, context):
        return True
    first = counts[0]
    if message.text[: first.span.start].strip(" \"'"):
        return False
    same = (first.min, first.max) == (spoken[0].min, spoken[0].max)
    return (_CONFIRMED if same else _PUT_RIGHT).match(message.text, first.span.end) is not None


def _chosen(message: Message, context: ReadingContext) -> tuple[Count, Unit] | None:
    """ "The latter", to "was that 5 staff or 15?": the count that the agent said."""
    which = pointed_at(message)
    spoken = find_counts(Message(context.agent or ""), context) if which else []
    if len(spoken) == 1 and spoken[0].min != spoken[0].max:  # "5 or 15" was read as a range
        spoken = [replace(spoken[0], max=spoken[0].min), replace(spoken[0], min=spoken[0].max)]
    if len(spoken) != 2:
        return None
    low, high = sorted(spoken, key=lambda count: count.min or 0)
    meant = {"low": low, "high": high, "first": spoken[0], "last": spoken[1]}[which or "first"]
    return replace(meant, span=Span(0, len(message.text))), asked_unit(context)


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
    if context.asked in ("company_size", "guests"):
        return asked_unit(context)
    return "seats" if context.vertical == "b2b_saas" and SOLD_BY_SEAT.search(fold(context.agent or "")) else "employees"


def _asked_size(counts: list[Count], message: Message, context: ReadingContext) -> tuple[Count, Unit] | None:
    """The answer to "how many": a total, else the unit asked for, else what is nearest to it."""
    people = [count for count in counts if count.noun != "seats" or context.vertical not in _SEATS_ARE_CHAIRS]
    ours = [and_one_more(count, message) for count in people if not count.old and unit_of(count, context) != "guests"]
    ours = [count for count in ours if not count.aside or count.total] or ours
    ours = [count for count in ours if not (count.asked and count.max is None)]
    asked = asked_unit(context)
    whole = (
        next((count for count in reversed(ours) if count.total and not _is_outdone(count, ours, asked)), None)
        or sum_of(ours, message)
        or season_range(ours, message)
    )
    few = few_of_us(message)
    if few is not None and few.min == 1 and asked == "employees" and _has_more(ours, few):
        few = None
    if whole is not None and not (
        few is not None and few.span.start <= whole.span.start <= whole.span.end <= few.span.end
    ):
        return whole, unit_of(whole, context)
    if few is not None and not any(count.noun or count.ours for count in ours if count.span.start >= few.span.end):
        return few, asked
    if not ours:
        return None
    best = max(ours, key=lambda count: _fitness(count, asked, context))
    return best, unit_of(best, context)


def _has_more(ours: list[Count], alone: Count) -> bool:
    """True where people are counted before "just me": what is said of one of them, or of who uses it."""
    return any(count.span.end <= alone.span.start and (count.noun or count.ours) and count.min != 1 for count in ours)


def _is_outdone(total: Count, ours: list[Count], asked: Unit) -> bool:
    """True for the whole firm before the seats that were asked for: "180 in all, so 14 logins"."""
    behind = (count for count in ours if count.span.start > total.span.start and not count.counted)
    return asked == "seats" and total.noun != "seats" and any(count.using or count.noun == "seats" for count in behind)


def _fitness(count: Count, asked: Unit, context: ReadingContext) -> tuple[bool, bool, bool, bool]:
    """How well a count answers: whole firm or users, the unit asked for, no part of a whole, people before a figure."""
    whole_for_part = asked == "seats" and count.firm and not count.using
    part_for_whole = asked == "employees" and not count.firm
    of_asked_unit = unit_of(count, context) == asked and (count.noun is not None or count.ours or count.using)
    part = count.noun == "roles" or count.counted
    named = count.noun is not None or count.ours or (count.using and asked == "seats")
    return not (whole_for_part or part_for_whole), of_asked_unit and not part, not part, named


def _volunteered(counts: list[Count], message: Message, context: ReadingContext) -> tuple[Count, Unit] | None:
    """A size that nobody asked for: only where the words leave no doubt that it is one."""
    able = [(count, unit_of(count, context)) for count in counts if _is_size(count, message, context)]
    if context.vertical == "b2b_saas" and PER_HEAD.search(message.text):
        able = [
            (count, "seats" if message.quote(count.span).lower().endswith("heads") else unit) for count, unit in able
        ]
    few = _volunteered_few(able, counts, message, context)
    if few is not None:
        return few
    using = [pair for pair in able if pair[0].using]
    seats = [pair for pair in able if pair[1] == "seats"]
    best = using or seats or able
    whole = _whole([count for count, _ in able], counts, message)
    if whole is not None and (not best or best[0][1] == unit_of(whole, context)):
        return whole, unit_of(whole, context)
    return best[0] if best else None


def _volunteered_few(
    able: list[tuple[Count, Unit]], counts: list[Count], message: Message, context: ReadingContext
) -> tuple[Count, Unit] | None:
    """ "Me and two lads", where the words around make it a firm or its users."""
    few = few_of_us(message) if context.vertical in _FIRMS else None
    if (
        few is None
        or few.min == 1
        or (_KIN.search(message.quote(few.span).lower()) and not _KIN_AT_WORK.search(message.text))
    ):
        return None
    inside = [count for count in counts if count.span.start < few.span.end and few.span.start < count.span.end]
    end = max((count.span.end for count in inside if not count.using), default=few.span.end)
    used = any(count.using for count in inside) or WOULD_USE.match(message.text, max(end, few.span.end))
    if context.vertical == "b2b_saas" and used:
        return few, "seats"
    if any(count not in inside for count, _ in able):
        return None
    at_work = any(count.noun == "employees" for count in inside)
    return (few, "employees") if at_work or OWN_FIRM.search(message.text) else None


def _whole(able: list[Count], counts: list[Count], message: Message) -> Count | None:
    """The sum of "4 dentists and 9 nurses" where one of them is surely the writer's own."""
    joined = len(counts) == 2 and _JOINED.search(message.text[counts[0].span.start : counts[1].span.start])
    return sum_of(counts, message) if able and joined else None


def _is_size(count: Count, message: Message, context: ReadingContext) -> bool:
    """True for a count that nobody asked for and that can be nothing but the writer's own people."""
    unit = unit_of(count, context)
    if (
        unit == "guests"
        or count.counted
        or count.old
        or count.aside
        or (count.asked and count.max is None)
        or (context.asked == "guests" and not count.firm and count.noun != "employees")
    ):
        return False
    if count.noun == "employees":
        return count.ours or count.using or (not count.family and (count.firm or count.leads))
    if context.vertical not in _FIRMS:
        return count.firm and count.noun in (None, "people") and count.min != 1 and not _is_party(count, message)
    if unit == "seats":
        return (
            count.using
            or count.ours
            or (count.noun == "seats" and not count.asked)
            or _is_priced(count, message)
            or _is_us(count, message)
        )
    return count.firm or _is_us(count, message)


def _is_party(count: Count, message: Message) -> bool:
    """ "A retreat, team of 18": who comes, where nothing says that this is all of the firm."""
    return (
        _PARTY.match(message.text, count.span.start) is not None
        and _OWN_TEAM.search(message.text, 0, count.span.start) is None
    )


def _is_priced(count: Count, message: Message) -> bool:
    """ "How much would 12 seats run us?": asked for the price of so many, they want so many."""
    before, after = message.text[: count.span.start], message.text[count.span.end :]
    exact = count.min == count.max and count.noun == "seats"
    return exact and PRICE_FOR.search(before) is not None and PLAN_OF.match(after) is None


def _is_us(count: Count, message: Message) -> bool:
    """ "There's 18 of us", "we're 14", "19 of us": a firm's people rather than a family's or a committee's."""
    if count.noun not in ("people", "roles") or not (count.ours or (count.leads and count.noun == "people")):
        return False
    speaks_of_firm = any(word in message.text for word in _FIRM_WORDS)
    top = count.max if count.max is not None else count.min or 0
    return not count.family and (top >= _FEWEST_UNSAID or (speaks_of_firm and top > 1))


def _guests(counts: list[Count], context: ReadingContext) -> Count | None:
    """The guests of an event; a bare figure only where they were asked for."""
    if context.vertical != "events" and context.asked != "guests":
        return None
    named = [count for count in counts if not count.old and (unit_of(count, context) == "guests")]
    bare_allowed = context.asked == "guests"
    able = [count for count in named if count.noun is not None or count.event or (bare_allowed and not count.counted)]
    return next((count for count in able if count.noun == "guests" or count.event), able[0] if able else None)


def size_stands(value: Size, quote: str, context: ReadingContext) -> str | None:
    """None where `value` can be read from `quote` by the reader's own grammar, else what cannot, in plain words.

    A bare figure may count what the agent asked for, or what the playbook's vertical counts.
    """
    message = single_spaced(Message(quote))
    as_answer = context.model_copy(update={"asked": "guests" if value.unit == "guests" else "company_size"})
    if context.asked not in ("company_size", "guests"):
        as_answer = as_answer.model_copy(update={"agent": None})
    if (chosen := _chosen(message, context)) is not None and (chosen[0].min, chosen[0].max) == (value.min, value.max):
        return None
    counts = find_counts(message, context)
    derived = (sum_of(counts, message), season_range(counts, message), few_of_us(message))
    readings = [
        *counts,
        *(and_one_more(count, message) for count in counts),
        *(count for count in derived if count is not None),
    ]
    same = [count for count in readings if (count.min, count.max) == (value.min, value.max)]
    if not same:
        said = sorted({str(count.min if count.min is not None else count.max) for count in readings})
        return (
            f"the head count read from the quote is {' or '.join(said)}"
            if said
            else "no head count can be read from the quote"
        )
    if any(_may_mean(count, value.unit, as_answer) for count in same):
        return None
    return f"the quote does not count {value.unit}"


def _may_mean(count: Count, unit: Unit, context: ReadingContext) -> bool:
    """True where nothing that the quote says keeps `count` from counting `unit`."""
    if count.noun in ("people", "roles", None) and not count.counted:
        return unit == "guests" or not count.event
    return unit_of(count, context) == unit
