"""Firms told by naming their people: "just me", "me and two lads", "the wife and I"; and "3 teams of 5"."""

import re

from agent.reading.number_words import SMALL
from agent.reading.size_counts import Count
from agent.reading.size_groups import counted_by_group
from agent.reading.size_words import (
    JUST_ME,
    JUST_ME_WHOLE,
    ME_AND,
    ME_ITEM,
    ME_LIST,
    NAMED_AND_ME,
    OF_ANOTHER,
    ONE_AND_ME,
    ONE_MORE,
    TWO_OF_US,
)
from agent.reading.text import Message, Span


def few_of_us(message: Message) -> Count | None:
    """ "Just me", "me and two others", "me and the wife", "both of us"; and "3 teams of 5"."""
    text = message.text
    grouped = counted_by_group(message)
    if grouped is not None:
        return Count(grouped[0], grouped[0], grouped[1], noun="people", ours=True)
    together = _me_and_all(text) or _me_and(text) or _named_and_me(message)
    if together is not None:
        return together
    alone = _alone(text) or JUST_ME_WHOLE.match(text)
    if alone:
        return Count(1, 1, Span(alone.start(), alone.end()), noun="people", ours=True)
    two = TWO_OF_US.search(text)
    return Count(2, 2, Span(two.start(), two.end()), noun="people", ours=True) if two else None


def _alone(text: str) -> re.Match[str] | None:
    """ "Just me", "self-employed"; not of "he's self-employed"."""
    return next(
        (
            found
            for found in JUST_ME.finditer(text)
            if not OF_ANOTHER.search(text[max(0, found.start() - 40) : found.start()])
        ),
        None,
    )


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
