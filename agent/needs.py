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
    parts = [stems(part) for part in (*_CONJUNCT.split(summary), summary)]
    judged = [(said, *_judged(said, needs)) for said in parts]
    refused = [(said, no) for said, _, no in judged[:-1] if no is not None]
    refused = refused or [(said, no) for said, _, no in judged[-1:] if no is not None]
    served = [yes for said, yes, _ in judged[:-1] if yes is not None and not _is_same_thing(yes, said, refused)]
    whole = judged[-1][1]
    if whole is not None and not refused:
        served.append(whole)
    if served:
        return NeedMatch(place="served", entries=tuple(served))
    if refused:
        return NeedMatch(place="not_served", entries=tuple(no for _, no in refused))
    return NeedMatch(place="other")


def _judged(said: frozenset[str], needs: Needs) -> tuple[NeedEntry | None, NeedEntry | None]:
    """The served and the refused entry of one conjunct; one of them at the most."""
    yes, yes_score = _best(needs.served, said)
    if _best(needs.other, said)[1] > yes_score:
        yes, yes_score = None, 0
    no, no_score = _best(needs.not_served, said)
    return (None, no) if no is not None and no_score >= yes_score else (yes, None)


def _is_same_thing(entry: NeedEntry, said: frozenset[str], refused: list[tuple[frozenset[str], NeedEntry]]) -> bool:
    """Whether what made a conjunct served is what a refused one speaks of: "the leg of our table is off; repair the
    table" wants a repair, not a table. "Or a new table" wants one."""
    if said & _afresh():
        return False
    named = [want for phrase in entry.words if (want := stems(phrase)) and want <= said]
    return any(want <= other for want in named for other, _ in refused if other != said)


@lru_cache(maxsize=1)
def _afresh() -> frozenset[str]:
    return stems("new buy buying bought replace replacement another order made")


def _best(entries: Iterable[NeedEntry], said: frozenset[str]) -> tuple[NeedEntry | None, int]:
    best, score = None, 0
    for entry in entries:
        matched = max((len(want) for phrase in entry.words if (want := stems(phrase)) and want <= said), default=0)
        if matched > score:
            best, score = entry, matched
    return best, score
