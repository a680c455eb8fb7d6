"""Cuts a message into the words that the time grammar knows: each token has a word class and a value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from agent.reading.date_spelling import corrections

OTHER = "other"
"""The class of every word that is no word of time: it stands between the parts of an expression and parts them."""

_TOKEN = re.compile(
    r"""(?P<link>https?://\S+|\S+@\S+|\b[a-z0-9-]{2,}\.(?:com|net|org|io|ie|co|au|uk|ai|app|dev)\b\S*)
      |(?P<iso>\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b(?!\d))
      |(?P<numeric>(?<![\d/.-])\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:\d{4}|\d{2})\b(?![/-]?\d))
      |(?P<money>[$£€₹¥]\s?\d[\d.,]*(?:\s?(?:k|m|mil|grand)\b)?|\d[\d.,]*\s?(?:%(?:\s?apr\b)?|k\b|grand\b|quid\b|mil\b|million\b|lakh\b|[$£€₹]))
      |(?P<phone>\+?\(?\d(?:[\d ()-]|\.(?!\s)){8,}\d(?!\d))
      |(?P<year_month>\b(?:20\d\d[/-](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])\s?[/-]\s?20\d\d)\b(?![/-]?\d))
      |(?P<short_date>(?<![\d/.-])(?:\d{1,2}\s?/\s?\d{1,2}(?![\d/])|(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?!\d)))
      |(?P<clock>\b\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?|\b\d{1,2}\s?o'?\s?clock\b)
      |(?P<texted>\b(?:b4|2moro|2morrow|2morro|2mrw|2nite|2night|2day|4tnight)\b)
      |(?P<plain>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+)(?P<suffix>(?:st|nd|rd|th)\b)?
      |(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*'?)
      |(?P<mark>[^\w\s]|\n)""",
    re.VERBOSE,
)
_MARKS = {
    ",": "comma", "-": "dash", "/": "slash", "'": "apostrophe", "&": "and", "@": "in", "+": "or",
    "(": "open", ")": "shut",
}  # fmt: skip
_SENTENCE_ENDS = frozenset(".!?;:\n")
_SHORTENED = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "mon tue tues wed thu thur thurs fri sat sun wk wks mo mos yr yrs mth mths".split()
)
"""Words whose full stop ends no sentence."""


_LEADS_TO_A_DAY = frozenset(
    "by on from until till to before after since the latest starting and am ab zum bis spätestens".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """`name`: word class; [start, end): where it stands in the message; `the`: an article stands before it."""

    name: str
    start: int
    end: int
    value: Any
    the: bool = False


@cache
def _lexicon() -> tuple[dict[str, tuple[str, Any]], dict[str, int]]:
    """Every spelling with its class and value; and for each first word the most words that a spelling has."""
    folder = files("agent.reading") / "lexicon"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    classes = yaml.load((folder / "time.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    days = yaml.load((folder / "time_holidays.yaml").read_text("utf-8"), Loader=loader)["days"]  # noqa: S506
    entries = {
        str(spelling): (name, value)
        for name, values in classes.items()
        for value, spellings in values.items()
        for spelling in spellings
    }
    for index, day in enumerate(days):
        for name in day["names"]:
            entries[name] = entries[name.replace("bank holiday", "bank hol")] = ("holiday", index)
    longest: dict[str, int] = {}
    for spelling in entries:
        first, *rest = spelling.split(" ")
        longest[first] = max(longest.get(first, 1), len(rest) + 1)
    return entries, longest


@cache
def _spelling() -> dict[str, str]:
    """Slips of the pen of the words that time cannot do without."""
    entries, _ = _lexicon()
    known = set("month weekday tomorrow season u_week u_month u_quarter u_year u_fortnight next before".split())
    words = {word for word, (name, _) in entries.items() if name in known and " " not in word}
    return corrections(words, avoid=set(entries))


def tokens_of(text: str) -> list[Token]:
    """The tokens of `text` (folded, as `Message.text`), without articles and words that change nothing."""
    entries, longest = _lexicon()
    raw = list(_TOKEN.finditer(text))
    words = [_plain(match) for match in raw]
    found: list[Token] = []
    the, article, index = False, 0, 0
    while index < len(raw):
        size, name, value = _entry(words, index, entries, longest)
        token = (
            Token(name, raw[index].start(), raw[index + size - 1].end(), value, the)
            if size
            else _token(raw[index], the)
        )
        index += size or 1
        if token.name == "the":
            the, article = True, token.start
        elif token.name == "ordinal" and the:
            found.append(Token(token.name, article, token.end, token.value, the))
            the = False
        elif token.name != "filler" and not _shortening(raw, words, index - 1) and not _counting(words, index - 1):
            found.append(token)
            the = False
    return found


def _shortening(raw: list[re.Match[str]], words: list[str], index: int) -> bool:
    """True for the full stop of "Nov. 12"."""
    return (
        index > 0
        and words[index] == "."
        and words[index - 1] in _SHORTENED
        and raw[index].start() == raw[index - 1].end()
    )


def _counting(words: list[str], index: int) -> bool:
    """True for the full stop of "by 1. October", as Germans write a day."""
    if not 0 < index < len(words) - 1 or words[index] != "." or not words[index - 1].isdigit():
        return False
    led = index == 1 or words[index - 2] in _LEADS_TO_A_DAY
    entry = _lexicon()[0].get(
        words[index + 1 + (words[index + 1] == "of")] if index + 2 < len(words) else words[index + 1]
    )
    return led and len(words[index - 1]) < 3 and entry is not None and entry[0] in ("month", "weak_month")


def _plain(match: re.Match[str]) -> str:
    """The word as the lexicon spells it: no apostrophes; empty for what is no word."""
    if match.lastgroup in ("word", "texted"):
        return match.group().replace("'", "")
    return match.group() if match.lastgroup in ("plain", "mark") else ""


def _entry(
    words: list[str], index: int, entries: dict[str, tuple[str, Any]], longest: dict[str, int]
) -> tuple[int, str, Any]:
    """(how many words, class, value) of the longest spelling that begins at `index`; 0 words where there is none."""
    word = words[index]
    most = min(longest.get(word, 0), len(words) - index)
    for size in range(most, 0, -1):
        entry = entries.get(word if size == 1 else " ".join(words[index : index + size]))
        if entry is not None:
            return size, *entry
    corrected = _spelling().get(word) if len(word) > 3 else None
    return (1, *entries[corrected]) if corrected else (0, "", None)


def _token(match: re.Match[str], the: bool) -> Token:
    """The token of a number, a date in figures, a mark, or a word that is not of time."""
    kind, text = match.lastgroup or "", match.group()
    name: str = OTHER
    value: Any = None
    if kind in ("iso", "numeric", "year_month", "short_date"):
        name, value = kind, tuple(int(part) for part in re.findall(r"\d+", text))
    elif kind == "clock":
        name = "daytime"
    elif kind == "suffix":
        name, value = "ordinal", int(match.group("plain").replace(",", "").split(".")[0])
    elif kind == "plain":
        name, value = _number(text)
    elif kind == "mark":
        name = "stop" if text in _SENTENCE_ENDS else _MARKS.get(text, OTHER)
    return Token(name, match.start(), match.end(), value, the)


def _number(text: str) -> tuple[str, Any]:
    """Digits: a year, a count that time is told in, or something else."""
    if "," in text or len(text) > 4:
        return OTHER, None
    if len(text) == 4 and "." not in text:
        return ("year", int(text)) if 1900 <= int(text) < 2100 else (OTHER, None)
    number = float(text)
    return ("number", number) if number < 1000 else (OTHER, None)


def spellings_of(name: str) -> Iterator[str]:
    """Every spelling of a word class, for tests and documentation."""
    entries, _ = _lexicon()
    return (spelling for spelling, (class_name, _) in entries.items() if class_name == name)
