"""The words of a message with their places, and the parts that commas, dashes, lines and addresses cut it into."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from agent.reading.contact_lexicon import is_common, is_given, plain
from agent.reading.text import Message, Span

_WORD = re.compile(r"[^\W\d_]+(?:['.\-][^\W\d_]+)*|[&+/]|\d+")
_SHORTENED = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|prof|rev|st|jr|sr|inc|ltd|co|pty|pvt|hon|asst|dep|dy|snr|jnr|gen|mgr|bros|no)|(?<![^\W\d_])[a-z])$"
)
_BREAK = re.compile(
    r"[,;:|•()\[\]\"\n!?~*=]+|\s-+\s?|\s/\s|\s>\s|\s@\s|\.(?=\s|$|[^\w])|[\U0001F300-\U0001FAFF\u2600-\u27BF]+|"
    r"(?<=\s)-(?=\w)|^-"
)
_FORMS = ("ltd", "inc", "pty", "co", "pvt")
_HARD = re.compile(r"[.!?;]")
_LINE = re.compile(r"\n")


@dataclass(frozen=True)
class Word:
    """One word: folded, as written, and where."""

    text: str
    raw: str
    span: Span

    @property
    def is_capital(self) -> bool:
        return self.raw[:1].isupper()

    @cached_property
    def is_given(self) -> bool:
        return is_given(self.text.split("-")[0])

    @cached_property
    def is_common(self) -> bool:
        return is_common(self.text) or is_common(plain(self.text).removesuffix("'s").replace("'", ""))


@dataclass(frozen=True)
class Part:
    """A stretch without a break in it: `kind` words, email or phone. `ends`: a sentence ends behind it."""

    kind: str
    span: Span
    words: tuple[Word, ...]
    ends: bool
    line_end: bool = False


@lru_cache(maxsize=128)
def words_in(message: Message, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words of message[start:end)."""
    found = _WORD.finditer(message.text, start, len(message.text) if end is None else end)
    return tuple(Word(m[0], message.raw[m.start() : m.end()], Span(m.start(), m.end())) for m in found)


@lru_cache(maxsize=64)
def is_shouted(message: Message) -> bool:
    """All in capitals: capitals then say nothing about names."""
    letters = [char for char in message.raw if char.isalpha()]
    return len(letters) > 12 and sum(char.isupper() for char in letters) > 0.8 * len(letters)


def parts_of(message: Message, known: Iterable[tuple[str, Span]]) -> tuple[Part, ...]:
    """Cut the message into parts; `known` are the addresses and numbers already found, with their kind."""
    parts: list[Part] = []
    cursor = 0
    for kind, span in sorted(known, key=lambda item: item[1].start):
        parts += _wordy(message, cursor, span.start)
        after = message.text[span.end : span.end + 2]
        parts.append(Part(kind, span, (), after[:1] in "!?;" or (after[:1] == "." and after[1:2] in ("", " ", "\n"))))
        cursor = span.end
    parts += _wordy(message, cursor, len(message.text))
    return tuple(parts)


def _wordy(message: Message, start: int, end: int) -> list[Part]:
    parts: list[Part] = []
    here = start
    for match in _BREAK.finditer(message.text, start, end):
        before = message.text[max(start, match.start() - 6) : match.start()]
        if match[0] == "." and _SHORTENED.search(before) and not _ends_firm(message, match.end(), before):
            continue
        _add(message, parts, here, match.start(), match[0])
        here = match.end()
    _add(message, parts, here, end, "" if end < len(message.text) else "\n.")
    return parts


def _ends_firm(message: Message, end: int, before: str) -> bool:
    """Whether the point behind "Ltd" ends the sentence: something with a capital follows that is no further form."""
    following = message.raw[end : end + 8].strip()
    return before.endswith(_FORMS) and following[:1].isupper() and not following.lower().startswith(_FORMS)


def _add(message: Message, parts: list[Part], start: int, end: int, mark: str) -> None:
    words = words_in(message, start, end)
    ends, line_end = bool(_HARD.search(mark)), bool(_LINE.search(mark))
    if words:
        parts.append(Part("words", Span(words[0].span.start, words[-1].span.end), words, ends, line_end))
