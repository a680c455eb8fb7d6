"""The guard on every reply: what a model worded is checked against the move before anybody reads it. Pure."""

import re
from collections.abc import Iterable, Sequence

from agent.wording import Part, fingerprints

_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.]+\b|\b[\w-]+\.(?:com|io|ie|co\.uk|com\.au|org|net)\b", re.I
)
_PROMISE = re.compile(
    r"\b(?:guarantee[ds]?|promise[ds]?|discounts?|free|waive[ds]?|refund\w*|% off|percent off|special offer|"
    r"no obligation)\b",
    re.I,
)
_PERSON = re.compile(r"\bI(?:'m| am) (?:a (?:real |actual )?(?:human|person)|not an? (?:bot|ai|robot|machine))\b", re.I)
_INSIDE = re.compile(
    r"</?(?:state|move|lead_messages|conversation|known)>|record_answers|\b(?:MQL|SQL)\b|system prompt", re.I
)
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][a-zà-ÿ]+\b")
_MONTHS_AND_DAYS = frozenset(
    "January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)


def faults_of(text: str, parts: Sequence[Part], given: Iterable[str], said: Iterable[str], most: int) -> list[str]:
    """Why this reply must not go out; empty where it may.

    `given`: texts that the reply may draw figures, links and promises from (the parts' own sentences are always among
    them). `said`: fingerprints of the sentences said before. `most`: length in characters.
    """
    allowed = "\n".join([*given, *(option for part in parts for option in part.options)])
    questions = int(any("?" in option for part in parts for option in part.options))
    checks = (
        (not text.strip(), "it says nothing"),
        (len(text) > most, f"it is longer than {most} characters"),
        (text.count("?") > questions, "it asks more than the move does"),
        (questions == 1 and "?" not in text, "it does not ask what the move asks"),
        (bool(_news(_FIGURE, text, allowed)), "it names a figure that nobody gave it"),
        (bool(_news(_LINK, text, allowed)), "it names a link or an address that nobody gave it"),
        (bool(_news(_PROMISE, text, allowed)), "it promises what nobody promised"),
        (bool(_days(text) - _days(allowed)), "it names a day or a month that nobody gave it"),
        (bool(_PERSON.search(text)), "it claims to be a person"),
        (bool(_INSIDE.search(text)), "it speaks of its own workings"),
        (bool(_repeated(text, parts, said)), "it repeats a sentence"),
    )
    return [fault for failed, fault in checks if failed]


def _news(pattern: re.Pattern[str], text: str, allowed: str) -> set[str]:
    known = {match.casefold().strip(".,") for match in pattern.findall(allowed)}
    return {match.casefold().strip(".,") for match in pattern.findall(text)} - known


def _days(text: str) -> set[str]:
    return set(_NAME.findall(text)) & _MONTHS_AND_DAYS


def _repeated(text: str, parts: Sequence[Part], said: Iterable[str]) -> set[str]:
    """Sentences said before, unless the move leaves no other way to say them."""
    forced = {mark for part in parts for option in part.options for mark in fingerprints(option)}
    return (set(fingerprints(text)) & set(said)) - forced
