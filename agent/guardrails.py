"""The guard on every reply: what a model worded is checked against the move before anybody reads it. Pure."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from agent.frame import Asked
from agent.guard_words import ABOUT, ASKING, ENGLISH, NO_NAMES, OPENERS
from agent.segments import most_units
from agent.wording import Part, fingerprints

_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
_WORDED_FIGURE = re.compile(
    r"\b(?:\w+[ -])?(?:per ?cent|dollars|euros|pounds|thousand|million|hundred)\b|\bhalf (?:the )?(?:price|off)\b", re.I
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.]+\b"
    r"|\b[\w-]+\.(?:com|io|ie|ai|app|dev|co|uk|au|nz|org|net|eu|de|fr)\b",
    re.I,
)
_PROMISE = re.compile(
    r"\b(?:guarantee[ds]?|promise[ds]?|discounts?|free|waive[ds]?|refund\w*|% off|percent off|special offer|"
    r"no obligation|money back|best price|price match|assure you|rest assured)\b",
    re.I,
)
_CONTACT = re.compile(
    r"(?:\bwill|'ll|’ll) (?:\w+ )?(?:call|ring|phone|e-?mail|text|contact|send|ship|deliver|visit|reach out)\b", re.I
)
_SENDS_SOMEONE = frozenset(
    {"hand_over", "person", "support_person", "within", "meeting", "callback", "callback_later", "waiting", "unknown"}
)
"""Parts that themselves say that a colleague gets in touch."""
_WHEN = re.compile(
    r"\b(?:tomorrow|tonight|by (?:noon|midnight|end of (?:the )?day)|this (?:afternoon|evening)"
    r"|next (?:week|month|year)|(?:with)?in (?:an?|the next|\w+) (?:minutes?|hours?|days?|weeks?|months?)"
    r"|right away|immediately"
    r"|within minutes|(?:will|'ll|’ll)\b[^.?!]*\btoday)\b",
    re.I,
)
_PERSON = re.compile(
    r"\bI(?:'m|’m| am) (?:a (?:real |actual )?(?:human|person)|not an? (?:bot|ai|robot|machine))\b", re.I
)
_INSIDE = re.compile(
    r"</?(?:state|move|lead_messages|conversation|known)>|record_answers|\b(?:MQL|SQL)\b|system prompt|max_chars"
    r"|untrusted text|\b(?:lead|your) score\b|\"(?:say|parts|optional|is)\":",
    re.I,
)
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][a-zà-ÿ]+\b")
_ACTING = re.compile(r"(?:^|[.!?]\s+)([A-Z][a-z]+)(?: [A-Z][a-z]+)? (?:will|can|is going to|has|from)\b")
_WORD = re.compile(r"[a-zà-ÿ']+")
_LAST_WORD = re.compile(r"\S+$")
_BARE_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?[?!,;]?")
_MONTHS_AND_DAYS = frozenset(
    "January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
_UNPROMISED = "it promises what nobody promised"
_SEGMENT = 153
"""Characters of one segment of a longer text message, as `most` counts them."""


def faults_of(text: str, parts: Sequence[Part], given: Iterable[str], said: Iterable[str], most: int) -> list[str]:
    """Why this reply must not go out; empty where it may. See `Guard`."""
    return Guard(parts, given, said, most).faults(text)


class Guard:
    """What one reply may say.

    `given`: texts that the reply may draw figures, links, names and promises from (the parts' own sentences are always
    among them). `said`: fingerprints of the sentences said before. `most`: length in characters. `asks`: the slot of
    the move's question, where it is known. `is_texted`: length is counted as telephone networks do.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        given: Iterable[str],
        said: Iterable[str],
        most: int,
        asks: Asked | None = None,
        *,
        is_texted: bool = False,
    ) -> None:
        self.most = most
        self._parts = parts
        self._said = frozenset(said)
        self._asks = asks
        self._is_texted = is_texted
        self._options = [option for part in parts for option in part.options]
        self._allowed = "\n".join([*given, *self._options])
        self._given: dict[re.Pattern[str], set[str]] = {}
        words = _WORD.findall(self._allowed.casefold())
        self._words = frozenset((*words, *(word.partition("'")[0] for word in words)))
        self._questions = int(any("?" in option for option in self._options))

    @cached_property
    def _days_given(self) -> set[str]:
        return _days(self._allowed)

    def faults(self, text: str) -> list[str]:
        """Why this reply must not go out; empty where it may."""
        most = min(self.most, most_units(text, max(1, self.most // _SEGMENT))) if self._is_texted else self.most
        checks = (
            (not text.strip(), "it says nothing"),
            (len(text) > most, f"it is longer than {most} characters"),
            (text.count("?") > self._questions, "it asks more than the move does"),
            (self._questions == 1 and "?" not in text, "it does not ask what the move asks"),
            (self._asks_otherwise(text), "it asks about something else than the move does"),
            (bool(_repeated(text, self._parts, self._said)), "it repeats a sentence"),
        )
        return [fault for failed, fault in checks if failed] + self.leaks(text)

    def leaks(self, text: str) -> list[str]:
        """What in it nobody may see even for a moment: things that were not given, and the agent's own workings."""
        sends_nobody = not _SENDS_SOMEONE & {part.role for part in self._parts}
        checks = (
            (self._news(_FIGURE, text) or self._news(_WORDED_FIGURE, text), "it names a figure that nobody gave it"),
            (self._news(_LINK, text), "it names a link or an address that nobody gave it"),
            (self._news(_PROMISE, text) or (sends_nobody and self._news(_CONTACT, text)), _UNPROMISED),
            (_days(text) - self._days_given, "it names a day or a month that nobody gave it"),
            (self._news(_WHEN, text), "it names a time that nobody gave it"),
            (self._strangers(text), "it names somebody or something that nobody gave it"),
            (_PERSON.search(text), "it claims to be a person"),
            (_INSIDE.search(text), "it speaks of its own workings"),
        )
        return [fault for failed, fault in checks if failed]

    def _news(self, pattern: re.Pattern[str], text: str) -> set[str]:
        """What the pattern finds in the reply and not in what was given."""
        found = _found(pattern, text)
        if not found:
            return found
        if pattern not in self._given:
            self._given[pattern] = _found(pattern, self._allowed)
        return found - self._given[pattern]

    def showable(self, text: str) -> int:
        """How many characters of a reply still being written may be shown: none from the first fault on.

        A last word that is not all letters may be half a figure or half an address, so it waits for its end.
        """
        last = _LAST_WORD.search(text)
        end = last.start() if last is not None and not _BARE_WORD.fullmatch(last.group()) else len(text)
        return end if end and not self.leaks(text[:end]) else 0

    def _asks_otherwise(self, text: str) -> bool:
        """A question with none of its slot's words, and with another slot's or with none of the given question's."""
        about = ABOUT.get(self._asks or "")
        if about is None or "?" not in text:
            return False
        question = re.split(r"(?<=[.!])\s", text[: text.rindex("?")])[-1]
        if about.search(question):
            return False
        given = " ".join(option for option in self._options if "?" in option)
        others = (pattern for slot, pattern in ABOUT.items() if slot != self._asks)
        if any(pattern.search(question) and not pattern.search(given) for pattern in others):
            return True
        return _is_english(question) and not _telling(question) & _telling(given)

    def _strangers(self, text: str) -> set[str]:
        """Names that stand nowhere in what was given. English only: other languages write common nouns large."""
        if not _is_english(text):
            return set()
        named = {*_NAME.findall(text), *(name for name in _ACTING.findall(text) if name not in OPENERS)}
        return {name for name in named - NO_NAMES - _MONTHS_AND_DAYS if name.casefold() not in self._words}


def _is_english(text: str) -> bool:
    return len(ENGLISH & set(_WORD.findall(text.casefold()))) > 1


def _telling(text: str) -> set[str]:
    """Words that say what a question is about."""
    return {word for word in _WORD.findall(text.casefold()) if len(word) > 3} - ASKING


def _found(pattern: re.Pattern[str], text: str) -> set[str]:
    return {match.casefold().strip(".,") for match in pattern.findall(text)}


def _days(text: str) -> set[str]:
    return set(_NAME.findall(text)) & _MONTHS_AND_DAYS


def _repeated(text: str, parts: Sequence[Part], said: Iterable[str]) -> set[str]:
    """Sentences said before, unless the move leaves no other way to say them."""
    forced = {mark for part in parts for option in part.options for mark in fingerprints(option)}
    return (set(fingerprints(text)) & set(said)) - forced
