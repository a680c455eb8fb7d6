"""Cue phrases: what people say when they mean a thing, kept as data in `lexicon/`, found in a message in one pass.

A phrase is written as plain words, in the form of `cue_words` (contractions written out or not, no matter):

    stop/quit texting (me)     a slash parts alternatives, brackets hold what may be missing
    no more <texts>            <texts> is a group of words listed in groups.yaml
    book ... viewing           up to four words may stand between
    interest*                  any word that begins so
    ^ stop $                   at the beginning / the end of a clause
    more_than one              an alternative of several words is joined by underscores

Under each topic, `says` lists phrases that mean it wherever they stand, `whole` those that mean it as the whole
message, `not` those that only look like it: a hit of `says` that shares a word with one of these does not count.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from agent.reading.cue_words import LEXICON, Words, normal, words_of
from agent.reading.spelling import Speller
from agent.reading.text import Message

_ITEM = re.compile(r"\([^)]*\)|\S+")
_LEXICONS = (
    "opt_out", "signal_contact", "signal_meeting", "signal_question", "signal_stance",
    "question", "kinds", "kind_hints", "need",
)  # fmt: skip
_GAP = 4
_ANY = "<any>"
_NUMBER = "<number>"
_SIGNS = frozenset([_ANY, _NUMBER, "$"])
_DIGITS = {"to": "2", "for": "4"}
_LEADS = frozenset(
    "and but so or also then well hi hey hello hiya okay please yes no sorry oh ah look mate thanks actually honestly "
    "way roughly approx lads guys team er um hmm uh em eh lol haha plus & wait".split()
)
_TAILS = frozenset(
    "please thanks thank mate lads guys now then so but and or if because since when while i x xx xo cheers okay "
    "love pal buddy sir sorry lol haha for at in by with on kindly today anymore".split()
)

Hit = tuple[int, int]
"""First word of a hit, and the word after its last."""


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a phrase: any one of these alternatives."""

    words: frozenset[str] = frozenset()
    longer: tuple[tuple[str, ...], ...] = ()
    """Alternatives of several words."""
    stems: tuple[str, ...] = ()
    """Beginnings of words."""
    number: bool = False
    any_word: bool = False
    clause_start: bool = False
    clause_end: bool = False
    gap: bool = False
    optional: bool = False

    @property
    def is_open(self) -> bool:
        """True where no list of first words can say what it matches."""
        return self.number or self.any_word or self.clause_end or self.gap


@dataclass(frozen=True, slots=True)
class Phrase:
    topic: str
    elements: tuple[Element, ...]
    needs: frozenset[str] | None = None
    """Words one of which stands in every match: those of its narrowest element behind the first; None: any may."""


_Entry = tuple[frozenset[str] | None, Phrase]
"""A phrase and the words one of which must follow its first (None: any may)."""


@dataclass
class Heard:
    """What the cue phrases found: hits by topic (`says` that no `not` cancels), the topics of the whole message, and
    those that only seem to be there: each of their hits is cancelled."""

    words: Words
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    seeming: frozenset[str] = frozenset()

    def says(self, *topics: str) -> bool:
        return any(topic in self.hits or topic in self.whole for topic in topics)

    def first(self, *topics: str) -> Hit | None:
        """The earliest hit of any of these topics; the whole message where only the whole says it."""
        found = [hit for topic in topics for hit in self.hits.get(topic, ())]
        if found:
            return min(found)
        return (0, len(self.words)) if self.words.norms and self.whole.intersection(topics) else None

    def within(self, topic: str, first: int, after: int) -> bool:
        """True where a hit of `topic` begins inside [first, after)."""
        return any(first <= start < after for start, _ in self.hits.get(topic, ()))


class CueBook:
    """All topics' phrases, indexed by their first word."""

    speller_of: type[Speller] = Speller

    def __init__(self, topics: dict[str, dict[str, list[str]]], groups: dict[str, list[str]]) -> None:
        self._groups = groups
        self._elements: dict[str, tuple[Element, ...]] = {}
        """By the item of a phrase: most items stand in many phrases."""
        self._by_word: dict[str, list[_Entry]] = {}
        self._by_stem: list[tuple[str, Phrase]] = []
        self._anywhere: list[Phrase] = []
        self._whole: dict[str, list[_Entry]] = {}
        for topic, parts in topics.items():
            for part, lines in parts.items():
                name = {"says": topic, "not": "-" + topic, "whole": "=" + topic}[part]
                for line in lines:
                    elements = self._compile(line)
                    self._index(Phrase(name, elements, _needs(elements)))
        self.speller = self.speller_of(self._vocabulary())

    def _vocabulary(self) -> set[str]:
        words: set[str] = set()
        for element in (element for made in self._elements.values() for element in made):
            words.update(element.words)
            for many in element.longer:
                words.update(many)
        return words

    def _compile(self, line: str) -> tuple[Element, ...]:
        found: list[Element] = []
        for item in _ITEM.findall(line):
            made = self._elements.get(item)
            if made is None:
                made = self._elements[item] = tuple(self._element(item))
            found += made
        elements = tuple(found)
        demanded = [element for element in elements if not element.optional]
        if not any(e.words or e.longer or e.stems for e in demanded) and sum(e.number for e in demanded) < 2:
            raise ValueError(f"the cue phrase {line!r} demands too little: any message would match it")
        return elements

    def _element(self, item: str) -> Iterable[Element]:
        optional = item.startswith("(")
        inner = item[1:-1] if optional else item
        if inner == "^":
            return (Element(clause_start=True),)
        if inner == "...":
            return (Element(gap=True),)
        if not optional and "/" not in inner and inner.isidentifier() and len(forms := _forms(inner)) > 1:
            return tuple(Element(frozenset([word])) for word in forms)
        words: list[str] = []
        for alternative in inner.split("/"):
            words.extend(self._groups.get(alternative[1:-1], [alternative]))
        signs = _SIGNS & set(words)
        singles, longer, stems = _alternatives(word for word in words if word not in _SIGNS)
        return (Element(singles, longer, stems, _NUMBER in signs, _ANY in signs, False, "$" in signs, False, optional),)

    def _index(self, phrase: Phrase) -> None:
        by_word = self._whole if phrase.topic.startswith("=") else self._by_word
        elements = phrase.elements[phrase.elements[0].clause_start :]
        for place, element in enumerate(elements):
            if element.is_open:
                self._anywhere.append(phrase)
                return
            after = _next_words(elements[place + 1 :])
            for word in element.words:
                by_word.setdefault(word, []).append((after, phrase))
            for many in element.longer:
                by_word.setdefault(many[0], []).append((frozenset([many[1]]), phrase))
            self._by_stem.extend((stem, phrase) for stem in element.stems)
            if not element.optional:
                return

    def listen(self, message: Message) -> Heard:
        """Find every topic's phrases in the message: one pass over its words."""
        words = self.speller.mend(words_of(message))
        found: dict[str, list[Hit]] = {}
        ends = _sentence_ends(words)
        norms, present = [*words.norms, ""], frozenset(words.norms)
        for index, norm in enumerate(words.norms):
            for phrase in self._candidates(norm, norms[index + 1], present):
                after = _match(phrase.elements, 0, words, index, ends[index])
                if after > index:
                    found.setdefault(phrase.topic, []).append((index, after))
        hits = {
            topic: kept
            for topic, all_hits in found.items()
            if topic[0] != "-" and (kept := _uncancelled(all_hits, found.get("-" + topic, ())))
        }
        seeming = frozenset(topic for topic in found if topic[0] != "-" and topic not in hits)
        return Heard(words, hits, self._whole_topics(words), seeming)

    def _candidates(self, norm: str, following: str, present: frozenset[str]) -> list[Phrase]:
        """The phrases that may begin at the word `norm`: every other word that they need is among those `present`."""
        found = [
            phrase
            for after, phrase in self._by_word.get(norm, ())
            if (after is None or following in after) and (phrase.needs is None or not phrase.needs.isdisjoint(present))
        ]
        found += [phrase for stem, phrase in self._by_stem if norm.startswith(stem)]
        found += self._anywhere
        return found

    def _whole_topics(self, words: Words) -> frozenset[str]:
        first, after = trimmed(words)
        if first == after:
            first, after = 0, len(words)  # nothing but an emoji or thanks
        if not 0 < after - first <= 12:
            return frozenset()
        return frozenset(
            phrase.topic[1:]
            for begin in {first, 0}
            for _, phrase in self._whole.get(words.norms[begin], ())
            if _match(phrase.elements, 0, words, begin, len(words)) in (after, len(words))
        )


def _needs(elements: Sequence[Element]) -> frozenset[str] | None:
    """The fewest words of which every match holds one, besides its first."""
    listed = [
        element.words | {many[0] for many in element.longer}
        for element in elements[1:]
        if not (element.optional or element.is_open or element.stems or element.clause_start)
    ]
    return min(listed, key=len, default=None)


def _next_words(elements: Sequence[Element]) -> frozenset[str] | None:
    """The words that can begin a match of `elements`; None where they cannot be listed, or nothing need follow."""
    words: set[str] = set()
    for element in elements:
        if element.is_open or element.stems or element.clause_start:
            return None
        words.update(element.words, (many[0] for many in element.longer))
        if not element.optional:
            return frozenset(words)
    return None


@lru_cache(maxsize=8192)
def _forms(words: str) -> tuple[str, ...]:
    """The folded words of an alternative: "can't_help" gives can + not + help."""
    return tuple(form for word in words.split("_") for form in normal(word))


def _alternatives(options: Iterable[str]) -> tuple[frozenset[str], tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """(single words, several-word alternatives, beginnings) of a list of alternatives."""
    words: set[str] = set()
    longer: list[tuple[str, ...]] = []
    stems: list[str] = []
    for option in options:
        if option.endswith("*"):
            stems.append(option[:-1])
        elif len(forms := _forms(option)) == 1:
            words.add(forms[0])
        else:
            longer.append(forms)
    words.update(_DIGITS[word] for word in words & _DIGITS.keys())
    longer.sort(key=len, reverse=True)
    return frozenset(words), tuple(longer), tuple(stems)


def _sentence_ends(words: Words) -> list[int]:
    ends = [len(words)] * len(words)
    for index in range(len(words) - 2, -1, -1):
        ends[index] = ends[index + 1] if words.sentences[index] == words.sentences[index + 1] else index + 1
    return ends


def begins_clause(words: Words, index: int) -> bool:
    """True at the start of a sentence, after a comma or a dash, and after words like "and", "hi" or "ok"."""
    return (
        index == 0
        or words.sentences[index - 1] != words.sentences[index]
        or words.breaks[index]
        or words.norms[index - 1] in _LEADS
    )


def ends_clause(words: Words, index: int) -> bool:
    """True where the words before `index` end a sentence or stand before a comma, or a word like "please" follows."""
    return (
        index >= len(words)
        or words.sentences[index - 1] != words.sentences[index]
        or words.breaks[index]
        or words.norms[index] in _TAILS
    )


def trimmed(words: Words) -> Hit:
    """(first, after) word of the message without greetings, thanks and emoji around it."""
    first, after = 0, len(words)
    while first < after and (words.norms[first] in _POLITE or not words.norms[first][0].isalnum()):
        first += 1
    while after > first and (words.norms[after - 1] in _POLITE or not words.norms[after - 1][0].isalnum()):
        after -= 1
    return first, after


_POLITE = frozenset(
    "please thanks thank ta you hi hey hello okay mate cheers sorry lol haha xx x kindly now yes no oh".split()
)


def _match(elements: Sequence[Element], step: int, words: Words, at: int, end: int) -> int:
    """The word after the match of elements[step:] from word `at`, or -1. Never looks past `end`."""
    while step < len(elements):
        element = elements[step]
        step += 1
        if element.gap:
            return _match_gap(elements, step, words, at, end)
        if element.clause_start:
            if not begins_clause(words, at):
                return -1
            continue
        after = _take(element, words, at, end)
        if element.optional:
            if after > at and (rest := _match(elements, step, words, after, end)) >= 0:
                return rest
        elif after < 0:
            return -1
        else:
            at = after
    return at


def _match_gap(elements: Sequence[Element], step: int, words: Words, at: int, end: int) -> int:
    for skipped in range(min(_GAP, end - at) + 1):
        if (rest := _match(elements, step, words, at + skipped, end)) >= 0:
            return rest
    return -1


def _take(element: Element, words: Words, at: int, end: int) -> int:
    """The word after this element's longest alternative at word `at`, `at` itself at a clause's end, or -1."""
    norms = words.norms
    if at < end:
        norm = norms[at]
        for many in element.longer:
            if norm == many[0] and at + len(many) <= end and tuple(norms[at : at + len(many)]) == many:
                return at + len(many)
        if norm in element.words or (element.stems and norm.startswith(element.stems)):
            return at + 1
        if (element.number and norm[:1].isdigit()) or element.any_word:
            return at + 1
    return at if element.clause_end and ends_clause(words, at) else -1


def _uncancelled(hits: list[Hit], lookalikes: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in hits if not any(hit[0] < after and start < hit[1] for start, after in lookalikes)]


def read_lexicon(name: str) -> dict[str, Any]:
    """The data of lexicon/<name>.yaml, every scalar a string."""
    data = yaml.load((LEXICON / f"{name}.yaml").read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506 strings only
    return dict(data)


@lru_cache(maxsize=1)
def cue_book() -> CueBook:
    """The cue phrases of signals, kinds, questions and needs, read once."""
    groups = read_lexicon("groups")
    topics: dict[str, dict[str, list[str]]] = {}
    for name in _LEXICONS:
        lexicon = read_lexicon(name)
        if twice := topics.keys() & lexicon.keys():
            raise ValueError(
                f"{name}.yaml: {', '.join(sorted(twice))} stands in another lexicon too; one would be lost"
            )
        topics.update(lexicon)
    return CueBook(topics, groups)


@lru_cache(maxsize=16)
def heard_in(message: Message) -> Heard:
    """What the cue phrases find in `message`."""
    return cue_book().listen(message)
