"""Matches a stated need with the playbook's served and not-served lists, by stem. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import snowballstemmer
from pydantic import BaseModel, ConfigDict

from agent.playbook import NeedEntry, Needs

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_CONJUNCT = re.compile(r"[,;+&/\n.!?]|\band\b|\bplus\b|\balso\b|\bas well as\b", re.IGNORECASE)


class NeedMatch(BaseModel):
    """Where a need stands: on which list, and under which entries (the best one of each conjunct)."""

    model_config = ConfigDict(frozen=True)
    place: Literal["served", "not_served", "other"]
    entries: tuple[NeedEntry, ...] = ()

    @property
    def name(self) -> str:
        return ", ".join(dict.fromkeys(entry.name for entry in self.entries))


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The English snowball stem of a word, case-folded; digits and foreign words pass through."""
    return str(_STEMMER.stemWord(word.casefold().replace("'s", "").replace("'", "")))


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The stems of all words in `text`."""
    return frozenset(stem(word) for word in _WORD.findall(text.replace("’", "'")))


def match_need(summary: str, needs: Needs) -> NeedMatch:
    """Judge each conjunct by its most specific entry (most words matched; a tie goes to the not-served list, which is
    written to name exceptions; a more specific entry of `other` takes a served one back). One served conjunct makes the
    need served."""
    served: list[NeedEntry] = []
    refused: list[NeedEntry] = []
    whole = stems(summary)
    for part in [*_CONJUNCT.split(summary), summary]:
        said = stems(part)
        yes, yes_score = _best(needs.served, said)
        if _best(needs.other, said)[1] > yes_score:
            yes, yes_score = None, 0
        no, no_score = _best(needs.not_served, said)
        if no is not None and no_score >= yes_score:
            refused.append(no)
        elif yes is not None and (said != whole or not refused):
            served.append(yes)
    if served:
        return NeedMatch(place="served", entries=tuple(served))
    return NeedMatch(place="not_served", entries=tuple(refused)) if refused else NeedMatch(place="other")


def _best(entries: Iterable[NeedEntry], said: frozenset[str]) -> tuple[NeedEntry | None, int]:
    best, score = None, 0
    for entry in entries:
        matched = max((len(want) for phrase in entry.words if (want := stems(phrase)) and want <= said), default=0)
        if matched > score:
            best, score = entry, matched
    return best, score
