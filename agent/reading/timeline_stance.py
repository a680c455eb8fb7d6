"""What a message says of when without a date: no hurry, no date yet, at once."""

import re
from functools import lru_cache
from typing import Literal

from agent.frame import ReadingContext
from agent.reading.cue_words import Words, words_of
from agent.reading.cues import CueBook, Heard, read_lexicon
from agent.reading.text import Message, Span, fold

Stance = Literal["none", "unsure", "now"]
_TOPICS: tuple[tuple[Stance, str, str], ...] = (
    ("now", "at_once", "at_once_asked"),
    ("none", "no_matter", "no_matter_asked"),
    ("none", "no_hurry", "no_hurry_asked"),
    ("unsure", "no_date", "no_date_asked"),
)
"""(stance, topic that says so anywhere, topic that says so in answer to the question)."""


_THINGS = (
    r"brochures?|quotes?|emails?|e-mails?|reply|replies|replying|response|responding|answers?"
    r"|answering|callback|calling|call|"
    r"samples?|catalogues?|info|information|details|proposal|list|shortlist|link|pdf|paperwork|pack|price list|deck|"
    r"getting back|sending|writing back|getting (?:it|that|them|those) (?:over|out|to)|texting"
    r"|ringing|invoice|document\w*"
)
_SENT = re.compile(
    rf"\W*(?:(?:on|for|with|about|in|to|re|getting|the|your|that|those|a|of)\s+)*(?:{_THINGS})\b"
    rf"|\s*to (?:reply|respond|answer|send|call)"
)
_THAT = re.compile(
    r"\s*(?:on|with|for|about|getting|sending)?\s*(?:that|it|those|them)\b|(?: at all)?\W*$|\W+(?:whenever|when)\b"
)
_SENT_BY_US = re.compile(
    r"\b(?:i'll|i will|we'll|we will|let me|shall i|i can|we can|can i|i'm going to|going to|will)\b[^.?!]{0,40}"
    r"\b(?:send|email|e-mail|post|share|forward|get|pass|drop|put|call|ring|text|check|find|look|ask|prepare|draft)\b"
)
_ADJACENT = 2
"""Characters between the words of doubt and the time that they doubt."""


_SAME_BREATH = re.compile(r"[\w' ]{0,24}")
"""What may stand between "couldn't tell you if" and the length of time that it doubts."""


@lru_cache(maxsize=1)
def _book() -> CueBook:
    topics = read_lexicon("time_stance")
    groups = topics.pop("groups")
    return CueBook(topics, groups)


@lru_cache(maxsize=16)
def _heard(message: Message) -> Heard:
    return _book().listen(message)


def stances(message: Message, asked: bool) -> dict[Stance, Span]:
    """Each stance that the message takes, with the words that say so; `asked`: it answers the question of when."""
    heard = _heard(message)
    found: dict[Stance, Span] = {}
    for stance, anywhere, answering in _TOPICS:
        hits = list(heard.hits.get(anywhere, ()))
        if asked:
            hits += heard.hits.get(answering, ())
            if anywhere in heard.whole or answering in heard.whole:
                hits.append((0, len(heard.words)))
        if hits and stance not in found:
            found[stance] = _span(words_of(message), min(hits))
    return found


def never_minds(message: Message) -> bool:
    """True where any date would do, whatever dates are named: "this year, next year, all the same to us"."""
    return "no_matter" in _heard(message).hits


def is_doubted(message: Message, told: Span, is_length: bool = False) -> bool:
    """True where the writer says, behind the time at `told` or around it, that nobody can tell; before a length of
    time also that they cannot say whether it is that long."""
    heard = _heard(message)
    words = words_of(message)
    spans = [words.span(*hit) for hit in heard.hits.get("doubt", ())]
    asks_itself = [words.span(*hit).end for hit in heard.hits.get("doubt_whether", ())]
    if is_length and any(_SAME_BREATH.fullmatch(message.text, end, told.start) for end in asks_itself):
        return True
    return any(
        span.start > told.end or span.overlaps(told) or 0 <= told.start - span.end <= _ADJACENT for span in spans
    )


def is_an_errand(message: Message, told: Span, context: ReadingContext) -> bool:
    """For "no rush on the brochure": the haste is that of something to be sent or answered, not of the plan.

    "No rush on that", first of all, speaks of what the agent has just said that it will do.
    """
    if context.asked == "timeline":
        return False
    after = message.text[told.end : told.end + 60]
    if _SENT.match(after):
        return True
    return (
        bool(context.agent)
        and _THAT.match(after) is not None
        and _SENT_BY_US.search(fold(context.agent or "")) is not None
    )


def _span(words: Words, hit: tuple[int, int]) -> Span:
    return words.span(*hit)
