"""Head counts of a message: every figure that counts people, with what its noun and its clause say they are."""

import itertools
import re
from dataclasses import dataclass, replace

from agent.frame import ReadingContext
from agent.reading.money import Amount, find_amounts
from agent.reading.number_words import SMALL
from agent.reading.size_groups import counted_by_group
from agent.reading.size_words import (
    AND_ME,
    ASKS_EMPLOYEES,
    AT_EVENT,
    AT_WORK,
    EVENT_FOR,
    FIRM_OF,
    FOR,
    IN_SEASON,
    JUST_ME,
    JUST_ME_WHOLE,
    LATER,
    MAN_FIRM,
    MAN_TEAM,
    ME_AND,
    ME_ITEM,
    ME_LIST,
    NAMED_AND_ME,
    NO_PEOPLE,
    NOT_STAFF,
    NOUNS,
    ONE_AND_ME,
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
    TWO_OF_US,
    USED_BY,
    WAS,
    WAS_AFTER,
    WE_HAVE,
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
_TOTALLED = re.compile(r"\btotal\Z")
_WORD = re.compile(r"[\s-]*([a-z]+)")
_ADDS = re.compile(
    r"\s*[a-z' -]{0,30}?(?:,|\band\b|\bplus\b|\+|&|\bn\b)\s*(?:and |plus |another |then |maybe |a |the |about )*\Z"
)
_CHANGES = re.compile(
    r"\b(?:now|next|soon|by|hiring|hire|year|later|growing|plan\w*|grow\w*|hoping|end of|will be|might)\b"
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
    `family`: a family, committee or customers are spoken of nearby."""

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


def find_counts(message: Message, context: ReadingContext) -> list[Count]:
    """Every figure that could count people, left to right; sums of money and figures of other things left out."""
    amounts = [_for_now(amount, message) for amount in find_amounts(message, context.currency) if _may_count(amount)]
    counts = (_count(amount, message, asked=_is_asked(amount, message, context)) for amount in amounts)
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
    return counts


def _may_count(amount: Amount) -> bool:
    return (
        not (amount.currency or amount.period or amount.per)
        and 0 < amount.top < _MOST
        and amount.top == int(amount.top)
    )


def _count(amount: Amount, message: Message, *, asked: bool) -> Count | None:
    text, end = message.text, amount.span.end
    sentence = message.sentence_at(amount.figure.start)
    before = text[max(sentence.start, amount.span.start - 60) : amount.span.start]
    if amount.approximate and not before.endswith("of ") and text.startswith("of ", amount.span.start):
        before += "of "
    if YOURS.search(before):
        return None
    noun, noun_end = _noun_after(text, end, sentence.end)
    if noun and not asked and _OF_OURS.match(text, end) and not _is_use(text, noun_end, before):
        return None
    if noun is None and (users := WHO_WILL_USE.match(text, end, sentence.end)):
        noun, noun_end = "roles", users.end("who")
    if noun is None:
        noun = "employees" if STAFF_OF.search(before) else "seats" if SEATS_TO.search(before) else None
    tail = text[noun_end : min(sentence.end, noun_end + 60)]
    follower = _WORD.match(text, end, sentence.end)
    firm_of = FIRM_OF.search(before)
    family = NOT_STAFF.search(text, amount.span.start, min(sentence.end, noun_end + 28)) is not None
    ours = bool(WE_HAVE.search(before) or (noun in ("seats", "employees") and OURS.search(before))) and not family
    man_firm, man_team = MAN_FIRM.match(text, end, sentence.end), MAN_TEAM.match(text, end, sentence.end)
    leads = before.strip(" '\"") in _OPENERS or before.rstrip().endswith(_LEADS)
    known = ours or firm_of or man_firm or (asked and leads)
    if noun is None and amount.counted and ((follower and follower[1] in NO_PEOPLE) or not known):
        return None
    match_end = max(noun_end, man_firm.end() if man_firm else 0, man_team.end() if man_team else 0)
    using = WOULD_USE.match(tail)
    had = WE_HAVE.search(before) if text[:noun_end].endswith(_PART_OF) else None
    if noun == "people" and not (using or ours) and text[:noun_end].endswith(_PART_OF):
        return None
    start = min(amount.span.start, amount.span.start - len(before) + firm_of.start()) if firm_of else amount.span.start
    start = amount.span.start - len(before) + had.start() if had else start
    return Count(
        min=None if amount.min is None else int(amount.min),
        max=None if amount.max is None else int(amount.max),
        span=Span(start, noun_end + using.end() if using and not man_firm else match_end),
        noun=noun,
        firm=bool((firm_of and not family) or man_firm or (AT_WORK.match(tail) and noun != "guests")),
        using=bool(using or man_team or _is_for(noun, before) or USED_BY.search(before)),
        event=bool(AT_EVENT.match(tail) or EVENT_FOR.search(before)),
        ours=ours,
        family=family,
        asked=text[: sentence.end].rstrip().endswith("?"),
        total=bool(TOTAL.search(before)
            or _TOTALLED.search(text, amount.figure.end, end)
            or TOTAL_AFTER.match(text, noun_end)),
        old=bool(WAS.search(before) or WAS_AFTER.match(tail)),
        counted=amount.counted and noun is None and not (firm_of or man_firm or using),
        leads=leads,
    )  # fmt: skip


def _is_use(text: str, noun_end: int, before: str) -> bool:
    return bool(WOULD_USE.match(text[noun_end : noun_end + 60]) or FOR.search(before) or USED_BY.search(before))


def _is_for(noun: Noun | None, before: str) -> bool:
    """ "Seats for 20", "for 20 people"."""
    return bool(
        (noun == "seats" and SEATS_FOR.search(before)) or (noun in ("people", "employees") and FOR.search(before))
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
    return replace(
        parts[0], min=total, max=total, counted=False, span=Span(parts[0].span.start, parts[-1].span.end), total=True,
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


def few_of_us(message: Message) -> Count | None:
    """ "Just me", "me and two others", "me and the wife", "both of us"; and "3 teams of 5"."""
    text = message.text
    grouped = counted_by_group(message)
    if grouped is not None:
        return Count(grouped[0], grouped[0], grouped[1], noun="people", ours=True)
    together = _me_and_all(text) or _me_and(text) or _named_and_me(message)
    if together is not None:
        return together
    alone = JUST_ME.search(text) or JUST_ME_WHOLE.match(text)
    if alone:
        return Count(1, 1, Span(alone.start(), alone.end()), noun="people", ours=True)
    two = TWO_OF_US.search(text)
    return Count(2, 2, Span(two.start(), two.end()), noun="people", ours=True) if two else None


def _me_and_all(text: str) -> Count | None:
    """ "Me, the wife and 2 lads" is four."""
    match = ME_LIST.search(text)
    if match is None:
        return None
    said = [item["count"] for item in ME_ITEM.finditer(match["rest"])]
    count = 1 + sum(int(word) if word.isdecimal() else SMALL.get(word, 1) for word in said)
    return Count(count, count, Span(match.start(), match.end()), noun="people", ours=True)


def _named_and_me(message: Message) -> Count | None:
    """ "Me, Tom and Sue" is three."""
    match = NAMED_AND_ME.search(message.raw)
    if match is None:
        return None
    count = len(re.findall(r"[A-Z][a-z]+", match["names"])) + 1
    return Count(count, count, Span(match.start(), match.end()), noun="people", ours=True)


def _me_and(text: str) -> Count | None:
    other = ONE_AND_ME.search(text)
    if other is not None and other["who"] in ONE_MORE:
        return Count(2, 2, Span(other.start(), other.end()), noun="people", ours=True)
    for match in ME_AND.finditer(text):
        word = match["count"]
        number = int(word) if word.isdecimal() and len(word) < 4 else SMALL.get(word)
        if (
            number is None
            and (match["other"] or word in ("another",))
            and (word in ONE_MORE or match["who"] in ONE_MORE)
        ):
            number = 1
        if number is not None:
            return Count(number + 1, number + 1, Span(match.start(), match.end()), noun="people", ours=True)
    return None
