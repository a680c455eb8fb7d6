"""The word lists behind names, titles, firms and places, read from `lexicon/` on first use."""

import re
import unicodedata
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from agent.reading.word_forms import adjective_forms, noun_forms, verb_forms

_LEXICON = Path(__file__).parent / "lexicon"
_COMMENT = re.compile(r"^#.*$", re.MULTILINE)
_SPECIAL = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "ß": "ss", "đ": "d", "æ": "ae", "ð": "d", "þ": "th", "’": "'"})


def plain(word: str) -> str:
    """Lower-case without accents, so that "Siobhán" is found as "siobhan"."""
    lowered = word.lower().translate(_SPECIAL)
    if lowered.isascii():
        return lowered
    return "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))


def _text(name: str) -> str:
    return _COMMENT.sub("", (_LEXICON / name).read_text(encoding="utf-8"))


@cache
def given_names() -> frozenset[str]:
    """Given names and nicknames, plain."""
    return frozenset(_text("names.txt").split())


@cache
def common_words() -> frozenset[str]:
    """Everyday English words with their regular forms; some are given names too ("will", "grace")."""
    words = entries("everyday")
    formed = (verb_forms(words["verbs"]), noun_forms(words["nouns"]), adjective_forms(words["adjectives"]))
    return frozenset(chain(*words.values(), *formed))


@cache
def places() -> frozenset[str]:
    """Towns, counties and countries, plain, of one to four words."""
    return frozenset(plain(name.strip()) for name in _text("places.txt").replace("\n", " ").split(",") if name.strip())


@cache
def entries(name: str) -> dict[str, tuple[str, ...]]:
    """The lists of `lexicon/<name>.yaml` by key; a block of text counts as its words."""
    data: dict[str, Any] = yaml.load(_text(f"{name}.yaml"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return {key: tuple(value.split() if isinstance(value, str) else value) for key, value in data.items()}


@cache
def entry_set(name: str, key: str) -> frozenset[str]:
    """One list of `lexicon/<name>.yaml` as a set."""
    return frozenset(entries(name)[key])


def is_given(word: str) -> bool:
    """A given name, whatever else it may mean."""
    return plain(word) in given_names()


def is_common(word: str) -> bool:
    """An everyday word, whatever name it may be too."""
    return plain(word) in common_words()


def is_place(words: str) -> bool:
    """A place of the list ("round rock", "Cork")."""
    return plain(" ".join(words.split())) in places()


def alternatives(words: tuple[str, ...] | frozenset[str] | list[str]) -> str:
    """A regular expression that matches any of the words or phrases, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
