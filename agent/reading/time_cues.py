"""The phrases of lexicon/time_cues.yaml, found beside a time."""

import re
from functools import cache
from typing import Any

from agent.reading.cues import read_lexicon

_FILLERS = (
    "the|in|on|for|by|its|it's|it is|about|around|roughly|only|just|like|until|till|another|exactly|maybe|a|ah|"
    "actually|now|then|so|or|be|is|was|late|early|mid|first|last"
)
_FILL = rf"(?:(?:{_FILLERS})\s+)*"
"""Words that may stand between a phrase and the time that it speaks of."""
_ENDS = {"before": "", "beside": "", "right before": rf"\s+{_FILL}$", "right after": ""}
_BEGINS = {"before": "", "beside": "", "right before": "", "right after": r"^[\s,]*"}


def loose(pattern: str) -> re.Pattern[str]:
    """Compile a pattern whose spaces stand for any run of them."""
    return re.compile(pattern.replace(" ", r"\s+"))


@cache
def _lexicon() -> dict[str, Any]:
    return read_lexicon("time_cues")


@cache
def cue(topic: str) -> re.Pattern[str]:
    """One expression for all phrases of a topic, to be searched for in folded text."""
    entry = _lexicon()[topic]
    return _compiled(entry["phrases"], entry["where"])


def _compiled(phrases: list[str], where: str) -> re.Pattern[str]:
    choices = "|".join(sorted((_phrase(phrase) for phrase in phrases), key=len, reverse=True))
    return re.compile(rf"{_BEGINS[where]}(?<![\w'])(?:{choices})(?![\w']){_ENDS[where]}")


def _phrase(phrase: str) -> str:
    return "".join(_word(word, first=index == 0) for index, word in enumerate(phrase.split()))


def _word(word: str, first: bool) -> str:
    options = "|".join(_spelled(option) for option in word.strip("()").split("/"))
    if not word.startswith("("):
        return f"(?:{options})" if first else rf"\s+(?:{options})"
    return rf"(?:(?:{options})\s+)?" if first else rf"(?:\s+(?:{options}))?"


def _spelled(option: str) -> str:
    return re.escape(option).replace(r"\*", r"\S*").replace("'", "'?")
