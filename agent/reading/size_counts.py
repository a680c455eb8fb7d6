"""Head counts of a message: every figure that counts people, with what its noun and its clause say they are."""

import itertools
import re
from dataclasses import dataclass, replace

from agent.frame import ReadingContext
from agent.reading.money import Amount, find_amounts
from agent.reading.size_scene import is_aside, on_committee
from agent.reading.size_words import (
    ALL_OF_US,
    AND_ME,
    ASKING,
    ASKS_EMPLOYEES,
    AT_EVENT,
    AT_LEAST,
    AT_MOST,
    AT_WORK,
    DAILY_WORK,
    EVENT_FOR,
    FIRM_OF,
    FIRM_SAID,
    FOR,
    FOR_TEAM,
    HEADS_NO_MORE,
    IN_SEASON,
    IT_IS,
    LATER,
    MAN_FIRM,
    MAN_TEAM,
    NO_PEOPLE,
    NOT_STAFF,
    NOUNS,
    NOW_AT,
    ONE_MORE,
    OURS,
    PART_IN,
    PLUS_ONE,
    SEATS_FOR,
    SEATS_TO,
    STAFF_OF,
    TAKEN_BACK,
    TOTAL,
    TOTAL_AFTER,
    USED_BY,
    WAS,
    WAS_AFTER,
    WE_HAVE,
    WE_WOULD_BE,
    WHO_WILL_USE,
    WOULD_USE,
    YOURS,
    Noun,
    noun_patterns,
)
from agent.reading.text import Message, Span, fold

_SPREAD = re.compile(
    r"\s*(?:across|over|in|at|worldwide|(?:inter)?nationally|locally|globally|nationwide|between|spread|all|total|"
    r"including|incl|plus)\b"
)
"""Behind a bare figure of staff: where they are."""
_TOTALLED = re.compile(r"\b(?:total|altogether|all told|in all|overall)\Z")
_SOLD_TO = re.compile(r"\s?(?:seats?|licen[cs]es?|log[- ]?(?:in|on)s?|(?:end )?users?)\b")
_FEW = 3
_WORD = re.compile(r"[\s-]*([a-z]+)")
_ADDS = re.compile(
    r"\s*[a-z' -]{0,30}?(?:,|\band\b|\bplus\b|\+|&|\bn\b)\s*(?:and |plus |another |then |maybe |a |the |about )*\Z"
)
_CHANGES = re.compile(
    r"\b(?:now|next|soon|by|hiring|hire|year|later|growing|plan(?:s|ned|ning)?|grow\w*|hoping|end of|will be|might)\b"
)
_FIRMS = ("", "b2b_saas", "financial_services")
_PART_OF = ("of them", "of em", "of those")
_LEADS = (",", "-", "(", ":", "/", "+", "&", " so", " and", " n", "of", "w")
_UP_FROM = re.compile(r"\b(?:up|gone|grown|grew|grow|went|down) from\s*\Z")
_NEXT_WORD = re.compile(r"\s[a-z]+")
_OF_OURS = re.compile(r" of (?:my|our|the) ")
_OPENERS = ("", "my", "the", "our", "just", "only", "there's", "its", "it's", "just the", "only the")
_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Count:
    """A head count. `noun`: the group of the noun that it counts, `firm`/`using`/`event`: what the words around say;
    `ours`: said of the writer's own ("we have", "there's"); `total`: a sum of others; `old`: no longer true;
    `counted`: an unknown noun follows; `leads`: it begins its clause; `asked`: a question holds it;
    `family`: a family, committee or customers are spoken of nearby; `aside`: another firm's, of another
    time or a hope."""

    min: int | None
    max: int | None
    span: Span
    noun: Noun | None = None
    firm: bool = False
    using: bool = False
    event: bool = False
    ours: bool = False
    total: bool = False
    old: bool = False
    counted: bool = False
    leads: bool = False
    family: bool = False
    asked: bool = False
    aside: bool = False


def find_counts(message: Message, context: ReadingContext) -> list[Count]:
    """Every figure that could count people, left to right; sums of money and figures of other things left out."""
    amounts = [_for_now(amount, message) for amount in find_amounts(message, context.currency) if _may_count(amount)]
    ends = [*(amount.span.start for amount in amounts[1:]), len(message.text)]
    counts = (
        _count(amount, message, stop, asked=_is_asked(amount, message, context))
        for amount, stop in zip(amounts, ends, strict=False)
    )
    return _put_right([count for count in counts if count is not None], message)


def _is_asked(amount: Amount, message: Message, context: ReadingContext) -> bool:
    """Whether the figure may be the answer to how many they are."""
    if context.asked != "company_size":
        return False
    if context.vertical in _FIRMS:
        return True
    spread = _SPREAD.match(message.text, amount.span.end)
    return spread is not None and ASKS_EMPLOYEES.search(fold(context.agent or "")) is not None


def _put_right(counts: list[Count], message: Message) -> list[Count]:
    """Marks the first of "30, no wait, 35" as old; a bare figure put in its place counts the same."""
    for index, (left, right) in enumerate(itertools.pairwise(counts)):
        old = left.old or TAKEN_BACK.match(message.text[left.span.end : right.span.start]) is not None
        if old and not right.old:
            counts[index] = replace(left, old=True)
            if right.noun is None and not right.counted:
                counts[index + 1] = replace(right, noun=left.noun, using=right.using or left.using)
        elif left.total and right.total and not TOTAL.search(_behind_total(left, right, message)):
            counts[index + 1] = replace(right, total=False)
    return counts


def _behind_total(left: Count, right: Count, message: Message) -> str:
    """What stands between two counts, without the "in all" that belongs to the first."""
    after = TOTAL_AFTER.match(message.text, left.span.end)
    return message.text[after.end() if after else left.span.end : right.span.start].lstrip(" ,")


def _may_count(amount: Amount) -> bool:
    return (
        not (amount.currency or amount.period or amount.per)
        and 0 < amount.top < _MOST
        and amount.top == int(amount.top)
    )


def _count(amount: Amount, message: Message, stop: int, *, asked: bool) -> Count | None:
    """The count that `amount` gives; what is said of it ends before `stop`, where the next figure begins."""
    text, end = message.text, amount.span.end
    sentence = message.sentence_at(amount.figure.start)
    before = text[max(sentence.start, amount.span.start - 60) : amount.span.start]
    if amount.approximate and not before.endswith("of ") and text.startswith("of ", amount.span.start):
        before += "of "
    if YOURS.search(before):
        return None
    noun, noun_end = _named(text, end, sentence.end, before)
    if noun and not asked and _OF_OURS.match(text, end) and not _is_use(text, noun_end, before):
        return _at_daily_work(amount, noun, text, noun_end)
    tail = text[noun_end : max(noun_end, min(sentence.end, noun_end + 60, stop))]
    firm_of = FIRM_OF.search(before)
    family = NOT_STAFF.search(text, amount.span.start, min(sentence.end, noun_end + 28)) is not None
    ours = _is_ours(noun, text[end:noun_end], before) and not family
    man_firm, man_team = MAN_FIRM.match(text, end, sentence.end), MAN_TEAM.match(text, end, sentence.end)
    leads = before.strip(" '\"") in _OPENERS or before.rstrip().endswith(_LEADS)
    known = ours or firm_of or man_firm or (asked and (leads or TOTAL.search(before) or NOW_AT.search(before)))
    if noun is None and amount.counted and (_is_no_person(text, end, sentence.end) or not known):
        return None
    using = WOULD_USE.match(tail)
    had = (WE_HAVE.search(before) or ALL_OF_US.search(before)) if had_part(text, noun_end) else None
    if noun == "people" and not (using or ours or (asked and ALL_OF_US.search(before))) and had_part(text, noun_end):
        return None
    if noun == "people" and (on_committee(text, amount.span.start, noun_end)):
        return None
    span_start = _start(amount, before, firm_of, had)
    match_end = max(noun_end, man_firm.end() if man_firm else 0, man_team.end() if man_team else 0)
    low, high, edge = _bounds(amount, text, noun_end)
    firm = (firm_of and not family) or man_firm or (AT_WORK.match(tail) and noun != "guests")
    return Count(
        min=low,
        max=high,
        span=Span(span_start, noun_end + using.end() if using and not man_firm else max(match_end, edge)),
        noun=noun,
        firm=bool(firm or (text[:noun_end].endswith("of us") and FIRM_SAID.search(before))),
        using=bool(using or man_team or _is_for(noun, before, firm_of) or USED_BY.search(before)),
        event=bool(AT_EVENT.match(tail) or EVENT_FOR.search(before)),
        ours=ours,
        family=family,
        asked=_is_question(text, sentence, noun_end, stated=(ours or leads) and low == high),
        total=bool(TOTAL.search(before)
            or _TOTALLED.search(text, amount.figure.end, end)
            or TOTAL_AFTER.match(text, noun_end)),
        old=bool(WAS.search(before) or WAS_AFTER.match(tail)),
        counted=_is_uncertain(amount, noun, text) and not (firm_of or man_firm or using),
        leads=leads,
        aside=(is_aside(message, sentence, amount.figure, tail) and not _would_be(noun, before, using=bool(using)))
            or _tells_a_story(amount, noun, text, noun_end),
    )  # fmt: skip


def _would_be(noun: Noun | None, before: str, *, using: bool) -> bool:
    """ "We would be 60 users": what they would buy for, no hope of growth."""
    return (using or noun == "seats") and WE_WOULD_BE.search(before) is not None


def _at_daily_work(amount: Amount, noun: Noun | None, text: str, noun_end: int) -> Count | None:
    """ "18 of my people juggle three tools every day": a part of the firm, and those who need what we sell."""
    low, high, _ = _bounds(amount, text, noun_end)
    work = DAILY_WORK.match(text, noun_end)
    if work is None or low != high:
        return None
    return Count(low, high, Span(amount.span.start, work.end()), noun=noun, using=True, ours=True)


def had_part(text: str, noun_end: int) -> bool:
    """Whether the noun is "of them", which may be a part of anything."""
    return text[:noun_end].endswith(_PART_OF)


def _named(text: str, end: int, stop: int, before: str) -> tuple[Noun | None, int]:
    """(group, end) of what the figure counts, told behind it or in front of it."""
    noun, noun_end = _noun_after(text, end, stop)
    if noun is None and (users := WHO_WILL_USE.match(text, end, stop)):
        return "roles", users.end("who")
    if noun is None:
        noun = "employees" if STAFF_OF.search(before) else "seats" if SEATS_TO.search(before) else None
    return noun, noun_end


def _is_ours(noun: Noun | None, said: str, before: str) -> bool:
    """ "We have 14", "our 14 reps", "all 14 of us", "it's 14 lads"."""
    return bool(
        WE_HAVE.search(before)
        or (noun in ("seats", "employees") and OURS.search(before))
        or (said.endswith("of us") and ALL_OF_US.search(before))
        or (noun == "roles" and IT_IS.search(before))
    )


def _is_no_person(text: str, end: int, stop: int) -> bool:
    follower = _WORD.match(text, end, stop)
    return follower is not None and follower[1] in NO_PEOPLE


def _is_uncertain(amount: Amount, noun: Noun | None, text: str) -> bool:
    """Whether an unknown noun follows, and not where the people are ("90 across two sites")."""
    return amount.counted and noun is None and _SPREAD.match(text, amount.span.end) is None


def _tells_a_story(amount: Amount, noun: Noun | None, text: str, noun_end: int) -> bool:
    """ "Two reps claim every deal": a few people who did something."""
    few = noun == "seats" and amount.top <= _FEW and not _SOLD_TO.match(text, amount.span.end)
    return few and HEADS_NO_MORE.match(text, noun_end) is not None


def _start(amount: Amount, before: str, firm_of: re.Match[str] | None, had: re.Match[str] | None) -> int:
    """Where the quote of a count begins: with "team of" or "we have" where these are needed to read it."""
    begun = had or firm_of
    return amount.span.start - len(before) + begun.start() if begun else amount.span.start


def _bounds(amount: Amount, text: str, noun_end: int) -> tuple[int | None, int | None, int]:
    """(min, max, end) of a count with the bound said behind its noun: "ten users max", "30 seats or more"."""
    low = None if amount.min is None else int(amount.min)
    high = None if amount.max is None else int(amount.max)
    if low is not None and low == high:
        if (most := AT_MOST.match(text, noun_end)) is not None:
            return None, high, most.end()
        if (least := AT_LEAST.match(text, noun_end)) is not None:
            return low, None, least.end()
    return low, high, noun_end


def _is_question(text: str, sentence: Span, noun_end: int, *, stated: bool) -> bool:
    """Whether a question holds the count; not where it is told first and something else is asked then."""
    if not text[: sentence.end].rstrip().endswith("?"):
        return False
    return not (stated and ASKING.match(text, noun_end, sentence.end))


def _is_use(text: str, noun_end: int, before: str) -> bool:
    return bool(WOULD_USE.match(text[noun_end : noun_end + 60]) or FOR.search(before) or USED_BY.search(before))


def _is_for(noun: Noun | None, before: str, firm_of: re.Match[str] | None) -> bool:
    """ "Seats for 20", "for 20 people", "for a team of 20"."""
    return bool(
        (noun == "seats" and SEATS_FOR.search(before))
        or (noun in ("people", "employees") and FOR.search(before))
        or (noun is None and firm_of and FOR_TEAM.search(before))
    )


def _for_now(amount: Amount, message: Message) -> Amount:
    """ "About 25, maybe 30 by Christmas" is 25 today."""
    if amount.min is not None and amount.max is not None and _UP_FROM.search(message.text, 0, amount.figure.start):
        return replace(amount, min=amount.max)
    figure = message.text[amount.figure.start : amount.figure.end]
    if (
        amount.min is None
        or amount.max in (None, amount.min)
        or "," not in figure
        or not LATER.match(message.text, amount.span.end)
    ):
        return amount
    return replace(amount, max=amount.min)


def _noun_after(text: str, end: int, stop: int) -> tuple[Noun | None, int]:
    """(group, end) of the noun that the figure counts; the nearest one where several groups fit."""
    found: list[tuple[int, Noun]] = []
    for name in NOUNS:
        match = noun_patterns()[name].match(text, end, stop)
        if match:
            found.append((match.end(), name))
    if not found:
        return None, end
    found.sort(key=lambda item: item[0])
    first, *others = found
    if others and first[1] == "roles" and _NEXT_WORD.fullmatch(text, first[0], others[0][0]):
        first = others[0]
    return first[1], first[0]


def sum_of(counts: list[Count], message: Message) -> Count | None:
    """The sum of "12 sales and 4 ops"; None where the counts are not parts of one whole."""
    parts = [count for count in counts if not count.old and count.noun not in ("guests",)]
    named = [count for count in parts if count.noun is not None]
    if len(named) > 1 and parts[-len(named) :] == named:
        parts = named
    if len(parts) < 2 or any(part.min != part.max or not _is_part(part, message) for part in parts):
        return None
    if len({part.using for part in parts}) > 1:
        return None
    for left, right in itertools.pairwise(parts):
        between = message.text[left.span.end : right.span.start]
        if not (_ADDS.match(between) or not between.strip()) or _CHANGES.search(
            message.text[left.span.start : right.span.end + 25]
        ):
            return None
    total = sum(part.min or 0 for part in parts)
    nouns = {part.noun for part in parts}
    where = PART_IN.match(message.text, parts[-1].span.end) if parts[-1].noun is None else None
    end = where.end() if where else parts[-1].span.end
    return replace(
        parts[0], min=total, max=total, counted=False, span=Span(parts[0].span.start, end), total=True,
        noun=parts[0].noun if len(nouns) == 1 else "people", using=any(part.using for part in parts),
    )  # fmt: skip


def _is_part(count: Count, message: Message) -> bool:
    """True for a figure that counts something by name: "12 sales", "5 in support"."""
    return count.counted or count.noun is not None or PART_IN.match(message.text, count.span.end) is not None


def and_one_more(count: Count, message: Message) -> Count:
    """ "Two of us plus the apprentice" is three."""
    more, me = PLUS_ONE.match(message.text, count.span.end), AND_ME.match(message.text, count.span.end)
    more = me or (more if more and more["who"] in ONE_MORE else None)
    if not more or count.min is None or count.min != count.max:
        return count
    return replace(count, min=count.min + 1, max=count.min + 1, span=Span(count.span.start, more.end()), total=True)


def season_range(counts: list[Count], message: Message) -> Count | None:
    """ "30 in winter, up to 55 when the berries come in" is 30 to 55."""
    for low, high in itertools.pairwise(counts):
        seasons = IN_SEASON.search(message.text[low.span.end : high.span.start]) is not None
        rises = (
            low.min is not None
            and low.min == low.max
            and (high.min is None or seasons)
            and high.max is not None
            and high.max > low.min
        )
        if rises and len(message.text[low.span.end : high.span.start]) <= 40:
            return replace(low, max=high.max, span=Span(low.span.start, high.span.end), noun=low.noun or high.noun)
    return None
