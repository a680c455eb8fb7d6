"""What a firm's name looks like: capitals, legal forms, words that end many firms' names."""

import re
from collections.abc import Sequence

from agent.reading.contact_lexicon import entry_set, is_place, places
from agent.reading.contact_words import Word, is_shouted, words_in
from agent.reading.text import Message, Span

VENTURE = (
    r"(?:company|business|firm|practice|organi[sz]ation|org|brand|shop|agency|charity|school|store|startup|start-up|"
    r"employer|"
    r"outfit|studio|salon|caf[eé]|restaurant|clinic|surgery|church|club|gym|non-?profit|ngo|co-?op|hotel|pub|bar|"
    r"bakery|garage|"
    r"venue|farm|nursery|label|boutique|brewery|food truck|foodtruck|consultancy|association|foundation|society|"
    r"community|dealership|"
    r"workshop|pharmacy|academy|parish|museum|gallery|theatre|theater|ranch|winery|creche|franchise|stables|"
    r"hospital|hospice)"
)
"""What people call a firm of theirs."""
_INSTITUTION = re.compile(
    r"(?:university|college|bank|church|institute|diocese|port|embassy|museum|city|county|borough) of"
    r" (?:the )?[^\W\d_]{3,}"
)
_CONNECTING = frozenset(
    "& and + of the de la for na nan an agus y e und et des du di da del von van der und och og".split()
)
_LOWER_STOP = frozenset(
    "the a an my our your this that here there home work moment least all once first last next now one some another "
    "two three several various different".split()
)
_BRANCH = re.compile(r"\s(?:office|branch|side|area|region|way|road|street)\b")
_UPPER_FORMS = frozenset("AS AG SA AB OY NV BV".split())
_POSTCODE = re.compile(r"(?:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[\dw] ?[a-z\d]{4}|[a-z]\d[a-z] ?\d[a-z]\d)")
_DATED = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\s\d|"
    r"(?:april|may|june|august|march)(?=\s*(?:$|[.,;!?]))"
)
""" "Surgery is April 6"."""
_NOT_FIRMS = frozenset(
    "name names company role title position mobile mob phone email tel number contact business firm i monday "
    "tuesday wednesday thursday friday saturday sunday".split()
)


def has_firm_word(message: Message, span: Span) -> bool:
    """Whether the run ends like a firm ("… Dental", "… Ltd")."""
    words = words_in(message, span.start, span.end)
    return len(words) > 1 and (words[-1].text in entry_set("firms", "endings") or words[-1].raw in _UPPER_FORMS)


def capital_run(message: Message, words: Sequence[Word]) -> Span | None:
    """The run of capital words at the start, connecting words inside it included."""
    if not words or is_shouted(message):
        return None
    end = -1
    for index, word in enumerate(words[:7]):
        gap = message.text[words[index - 1].span.end : word.span.start] if index else ""
        if (index and gap.strip(" .")) or "\n" in gap or (". " in gap and _ends_sentence(words[index - 1])):
            break
        if (
            (word.is_capital or word.raw[1:2].isupper())
            and word.text
            not in entry_set("name_cues", "never") - entry_set("firms", "forms") - entry_set("firms", "peoples")
        ) or word.text.isdigit():
            if index == 0 and word.text.isdigit() and not (len(words) > 1 and words[1].is_capital):
                break
            end = index
        elif not (
            index and (word.text in _CONNECTING or word.raw in _UPPER_FORMS or word.text in entry_set("firms", "forms"))
        ):
            break
        elif (word.text in entry_set("firms", "forms") and word.text != "co") or word.raw in _UPPER_FORMS:
            end = index
    if end < 0 or not any(word.is_capital for word in words[: end + 1]):
        return None
    while end and words[end].text.isdigit() and words[end].span.start > words[end - 1].span.end:
        end -= 1
    return Span(words[0].span.start, words[end].span.end)


def _ends_sentence(word: Word) -> bool:
    """Whether a point behind the word ends a sentence, and shortens nothing ("St. Anne's")."""
    return len(word.text) > 3 or word.text in entry_set("firms", "forms")


def lower_run(message: Message, words: Sequence[Word]) -> Span | None:
    """One to four lower-case words up to a break, where they are no everyday words or end like a firm."""
    if words and (body := _INSTITUTION.match(message.text, words[0].span.start)) is not None:
        return Span(body.start(), body.end())
    if len(words) > 1 and words[0].text in ("st", "saint") and not words[1].is_common and words[1].text.isalpha():
        return Span(words[0].span.start, words[1].span.end)
    taken: list[Word] = []
    for word in words:
        gap = message.text[taken[-1].span.end : word.span.start] if taken else ""
        if gap.strip() or "\n" in gap or word.text in entry_set("name_cues", "never") or word.text in _LOWER_STOP:
            break
        taken.append(word)
        if len(taken) == 5:
            break
    while taken and taken[-1].text in ("&", "and", "+", "/"):
        taken.pop()
    if not taken or taken[0].text.isdigit():
        return None
    ends = max((i for i, word in enumerate(taken) if word.text in entry_set("firms", "endings")), default=-1)
    if ends > 0:
        return Span(taken[0].span.start, taken[ends].span.end)
    if taken[0].is_common or len(taken) > 3:
        return None
    span = Span(taken[0].span.start, taken[-1].span.end)
    return None if is_no_firm(message, span) or any(word.is_common for word in taken[1:]) else span


def _is_in_a_place(message: Message, span: Span) -> bool:
    """ "from Mississauga, Ontario": one word before a known place is a town."""
    beyond = words_in(message, span.end, span.end + 30)
    follows = message.text[span.end : span.end + 2] == ", " and bool(beyond) and is_place(beyond[0].text)
    return follows and " " not in message.text[span.start : span.end]


def _is_peoples_firm(message: Message, span: Span, first: str) -> bool:
    """ "Dutch Hill Dairy Supply": a people's name before what ends like a firm."""
    return first in entry_set("firms", "peoples") and has_firm_word(message, span)


def is_no_firm(message: Message, span: Span) -> bool:
    text = message.text[span.start : span.end]
    if (
        _DATED.match(message.text, span.start)
        or _POSTCODE.fullmatch(text)
        or _BRANCH.match(message.text, span.end)
        or _is_in_a_place(message, span)
    ):
        return True
    first = text.split()[0]
    if (
        is_place(text)
        or text in _NOT_FIRMS
        or (text.split(" and ")[0] in places() and not has_firm_word(message, span))
    ):
        return True
    return (
        (first in entry_set("name_cues", "never") and not _is_peoples_firm(message, span, first))
        or text in entry_set("titles", "heads")
        or text in entry_set("titles", "modifiers")
    )
