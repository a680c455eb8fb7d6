"""Finds places of a list in what a lead wrote: names word for word, codes by pattern. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ESCAPED = {"*": r"\w*", "#": r"\d"}


@dataclass(frozen=True)
class _Known:
    names: frozenset[str]
    longest: int
    """Words of the longest name."""
    codes: re.Pattern[str] | None


def places_in(text: str, places: tuple[str, ...]) -> tuple[str, ...]:
    """The words of `text` that name one of `places`, folded, in order ("newry", "bt34"; `BT#*` is a pattern)."""
    known = _known(places)
    words = _folded(text)
    found = [
        name
        for start in range(len(words))
        for length in range(1, known.longest + 1)
        if (name := " ".join(words[start : start + length])) in known.names
    ]
    if known.codes is not None:
        found += [word for word in words if known.codes.fullmatch(word)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=64)
def _known(places: tuple[str, ...]) -> _Known:
    names = [" ".join(_folded(place)) for place in places if not _is_pattern(place)]
    patterns = [place.casefold() for place in places if _is_pattern(place)]
    codes = ["".join(_ESCAPED.get(char, re.escape(char)) for char in pattern) for pattern in patterns]
    return _Known(
        names=frozenset(names),
        longest=max((name.count(" ") + 1 for name in names), default=0),
        codes=re.compile("|".join(codes)) if codes else None,
    )


def _is_pattern(place: str) -> bool:
    return "*" in place or "#" in place


def _folded(text: str) -> list[str]:
    bare = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    plain = "".join(char for char in bare if not unicodedata.combining(char))
    return "".join(char if char.isalnum() else " " for char in plain).split()
