"""Head counts told by groups: "3 teams of 5", "two offices, 20 people in each"."""

import re

from agent.reading.number_words import SMALL, TENS
from agent.reading.text import Message, Span

_WORDS = {**SMALL, **TENS}
_NUMBER = r"\d{1,4}|" + "|".join(sorted(_WORDS, key=len, reverse=True))
_GROUP = (
    r"(?:teams?|crews?|squads?|offices?|sites?|branches|locations|shifts|shops|stores|departments|clinics|practices|"
    r"depots)"
)
_PEOPLE = r"(?: (?:people|staff|of us|guys|lads|reps|agents|employees|heads))?"
_ABOUT = r"(?:about |around |roughly |some |maybe )?"
_EACH = rf"(?:each|in each|apiece|at each|per {_GROUP}|on each|in every one)"
_OF = re.compile(
    rf"\b(?P<groups>{_NUMBER}) (?:[a-z]+ )?{_GROUP},? (?:of|x) {_ABOUT}(?P<size>{_NUMBER})\b(?! (?:which|them|"
    rf"those))|"
    rf"\b(?P<groups2>{_NUMBER}) (?:[a-z]+ )?{_GROUP},?(?: with| and| at|:| -)? {_ABOUT}(?P<size2>{_NUMBER}){_PEOPLE} "
    rf"{_EACH}\b"
)


def counted_by_group(message: Message) -> tuple[int, Span] | None:
    """The product of groups and people in each, with the words that give both; None where none are told."""
    match = _OF.search(message.text)
    if match is None:
        return None
    groups, size = match["groups"] or match["groups2"], match["size"] or match["size2"]
    return _value(groups) * _value(size), Span(match.start(), match.end())


def _value(word: str) -> int:
    return int(word) if word.isdecimal() else int(_WORDS[word])
