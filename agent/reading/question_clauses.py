"""The questions in a message: where each one stands and what it asks about."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agent.frame import ReadingContext
from agent.reading.cue_words import Words
from agent.reading.cues import Heard, heard_in
from agent.reading.text import Message, Span, fold

Sort = Literal["price", "product", "bot", "other"]
"""`other`: asks for a person, a meeting, a later call, or nothing that we could answer."""

_OTHER = (
    "wants_human", "wants_meeting", "callback_later", "opt_out", "rhetorical", "opt_in", "job", "call_me", "write_me",
)  # fmt: skip
_PRICE_TOLD = re.compile(r"\b(?:fee|price|prices|cost|costs|from [€£$]?\d|per cent|percent|commission)\b|\d ?%")
_ABOUT = frozenset("that it there this one top".split())
"""Near the start of a question these point back at what was just spoken of."""
_DOING = frozenset("do have work works handle sync connect support talk integrate fit hold take run plug".split())
_YOU = frozenset("you your ye yours yous".split())
_ASKERS = frozenset(
    "is are do does can could will would has have did how what which who where when any got still".split()
)
_TO_BE_HAD = frozenset("possible available included existing allowed".split())
"""Statements that end so ask by their mark: "delivery to Bremen is possible?"."""
_THING_MEANT = frozenset("it that this they these those".split())
_JOINS = frozenset("okay alright fine correct yes no".split())
_OURS = frozenset(
    "deliver delivery delivering cover include included including charge offer warranty guarantee parking integrate "
    "integration available availability fitting fitted regulated trial refund refundable licensed discount free "
    "finance open hours showroom address located contract cancel support training install installation".split()
)


@dataclass(frozen=True)
class Question:
    """One question: the words [first, after) of the message and what it asks about."""

    first: int
    after: int
    sort: Sort
    marked: bool
    """It ends with a question mark."""


@lru_cache(maxsize=16)
def questions_in(message: Message, context: ReadingContext) -> tuple[Question, ...]:
    """All questions of the message, in order."""
    heard = heard_in(message)
    found: list[Question] = []
    topic: Sort = "price" if _PRICE_TOLD.search(fold(context.agent or "")) else "product"
    for index, (first, after) in enumerate(heard.words.sentence_bounds()):
        marked = heard.words.asking[index]
        for begin, end in _segments(heard, first, after, marked):
            sort = _sort(heard, begin, end, context)
            if sort == "product" and topic == "price" and _points_back(heard.words.norms[begin : begin + 4]):
                sort = "price"
            topic = sort if sort in ("price", "product") else topic
            found.append(Question(begin, end, sort, marked))
    return tuple(found)


def _points_back(norms: list[str]) -> bool:
    """True for "is that per month?" after a price; "does it do email?" asks about the thing again."""
    return not _ABOUT.isdisjoint(norms[:3]) and _DOING.isdisjoint(norms)


def question_span(words: Words, question: Question) -> Span:
    """Where the question stands in the message."""
    return words.span(question.first, question.after)


def _segments(heard: Heard, first: int, after: int, marked: bool) -> list[tuple[int, int]]:
    """The parts of a sentence that ask: each begins with an asking phrase; all of it where only the mark asks."""
    starts = sorted({start for start, _ in heard.hits.get("asks", ()) if first <= start < after})
    starts = [s for i, s in enumerate(starts) if i == 0 or s - starts[i - 1] > (2 if _joined(heard.words, s) else 4)]
    if not starts:
        return [(_tail(heard.words, first, after), after)] if marked else []
    ends = [*starts[1:], after]
    if not marked:
        ends = [_before_wish(heard, start, end) for start, end in zip(starts, ends, strict=True)]
    return [(start, _drop_joining(heard.words, start, end)) for start, end in zip(starts, ends, strict=True)]


def _before_wish(heard: Heard, start: int, end: int) -> int:
    """ "what if I die, need something for that": a comma and a wish end the question."""
    wishes = (first for first, _ in heard.hits.get("need_want", ()) if start + 1 < first < end)
    return min((first for first in wishes if heard.words.breaks[first]), default=end)


def _joined(words: Words, index: int) -> bool:
    """True where a comma, "and", "or" or "also" stands before the word: another question begins sooner there."""
    return words.breaks[index] or words.norms[index - 1] in ("and", "or", "also", "plus")


def _tail(words: Words, first: int, after: int) -> int:
    """Where a question that only its mark shows begins: after the last comma that leaves three words."""
    breaks = [i for i in range(first + 1, after - 2) if words.breaks[i]]
    return breaks[-1] if breaks else first


def _drop_joining(words: Words, start: int, end: int) -> int:
    while end - 1 > start and words.norms[end - 1] in ("and", "or", "also", "but", "so", "plus"):
        end -= 1
    return end


def _overlaps(heard: Heard, topic: str, first: int, after: int) -> bool:
    return any(start < after and first < end for start, end in heard.hits.get(topic, ()))


def _sort(heard: Heard, first: int, after: int, context: ReadingContext) -> Sort:
    norms = heard.words.norms[first:after]
    if _overlaps(heard, "bot_question", first, after):
        return "bot"
    detail = _overlaps(heard, "wants_detail", first, after)
    if not detail and any(_overlaps(heard, topic, first, after) for topic in _OTHER):
        return "other"
    if _overlaps(heard, "price_question", first, after) or _overlaps(heard, "price_word", first, after):
        return "price"
    if len(norms) < 2:
        return "other"
    if heard.within("asks", first, after):
        return "product"
    return "product" if _asks_by_its_mark(norms, context) else "other"


def _speaks_of_it(norms: list[str]) -> bool:
    """ "so it syncs both ways?": what was just spoken of, in the words of a statement."""
    return not _THING_MEANT.isdisjoint(norms[:2]) and _JOINS.isdisjoint(norms[-1:])


def _asks_by_its_mark(norms: list[str], context: ReadingContext) -> bool:
    """A statement with a question mark asks us where it speaks of us; else it is an unsure answer."""
    if not _YOU.isdisjoint(norms):
        return len(norms) > 2
    if len(norms) > 2 and norms[-1] in _TO_BE_HAD:
        return True
    if len(norms) > 2 and (norms[0] in _ASKERS or (context.asked in (None, "need") and _speaks_of_it(norms))):
        return True
    return not _OURS.isdisjoint(norms) and (context.asked in (None, "need") or len(norms) < 8)
