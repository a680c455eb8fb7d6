"""A playbook's facts made ready for look-up: each fact with the phrases that ask for it and the words it covers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from agent.needs import stem
from agent.playbook import Answered, NeedEntry, Playbook
from agent.reading.contact_lexicon import common_words
from agent.reading.cue_words import normal
from agent.reading.spelling import Speller
from agent.reading.text import fold

WORD_FOR_WORD = "="
REFUSAL = "not_served"
_INDEXES_KEPT = 32


@dataclass(frozen=True)
class Lexicon:
    """Words by what they do in a question (agent/knowledge_words.yaml), as stems unless named otherwise."""

    empty: frozenset[str]
    empty_if_open: frozenset[str]
    twists: frozenset[str]
    auxiliaries: frozenset[str]
    """Whole words."""
    openers: frozenset[str]
    """Whole words."""
    skipped: frozenset[str]
    tied: frozenset[str]
    subjects: frozenset[str]
    """Whole words."""
    bot: tuple[tuple[str, ...], tuple[str, ...]]
    privacy: tuple[tuple[str, ...], tuple[str, ...]]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The packaged word lists, read on first use."""
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "knowledge_words.yaml").read_text("utf-8"))
    weighty = {stem(word) for word in data["openers_with_weight"].split()}
    return Lexicon(
        empty=frozenset(map(stem, data["empty"].split())) - weighty,
        empty_if_open=frozenset(map(stem, data["empty_if_open"].split())),
        twists=frozenset(map(stem, data["twists"].split())),
        auxiliaries=frozenset(data["auxiliaries"].split()),
        openers=frozenset(data["openers"].split()),
        subjects=frozenset(data["subjects"].split()),
        tied=frozenset(map(stem, data["tied"].split())),
        skipped=frozenset(map(stem, data["skipped"].split())),
        bot=(tuple(data["bot"]["asks"]), tuple(data["bot"]["covers"])),
        privacy=(tuple(data["privacy"]["asks"]), tuple(data["privacy"]["covers"])),
    )


def words_in(text: str) -> list[str]:
    """The words of a text, folded, slang written out, punctuation dropped."""
    cleaned = "".join(c if c.isalnum() or c == "'" else " " for c in fold(text).replace("&", " and "))
    return [word for token in cleaned.split() for word in normal(token.strip("'")) if word]


def stems_in(text: str) -> list[str]:
    return [stem(word) for word in words_in(text)]


def content(stems: Iterable[str]) -> frozenset[str]:
    """The stems that say what is asked."""
    return frozenset(stems) - lexicon().empty


@dataclass(frozen=True)
class Phrase:
    """One way to ask. `keys`: stems that must all be met, in any order. A phrase of several words of which only one
    weighs ("how long"), or that is marked so, must be met word for word: `sequence`."""

    keys: frozenset[str]
    stems: frozenset[str]
    sequence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """One fact: what is said, how it is asked for, and the stems that may stand in such a question besides."""

    answer: Answered
    phrases: tuple[Phrase, ...]
    triggers: frozenset[str]
    covered: frozenset[str]
    items: frozenset[str]
    """Stems of the playbook's needs that this fact names; where it names some, it says nothing of the others."""
    foreign: frozenset[str]
    """Stems that belong to needs the fact leaves out."""

    @property
    def refuses(self) -> bool:
        return self.answer.topic == REFUSAL


@dataclass(frozen=True)
class Index:
    """All facts of a playbook, ready for look-up."""

    topics: tuple[Topic, ...]
    needs: frozenset[str]
    """Stems of the names of served needs."""
    need_words: frozenset[str]
    """Stems of the names and single words by which served needs are known."""
    neutral: frozenset[str]
    """The business's own name and the assistant's."""
    places: tuple[str, ...]
    speller: Speller
    known: frozenset[str]


_INDEXES: dict[str, Index] = {}


def index_of(playbook: Playbook) -> Index:
    """The playbook's index, made once."""
    found = _INDEXES.get(playbook.hash)
    if found is None:
        if len(_INDEXES) >= _INDEXES_KEPT:
            _INDEXES.clear()
        found = _INDEXES[playbook.hash] = _build(playbook)
    return found


def _build(playbook: Playbook) -> Index:
    served = playbook.policy.needs.served
    answers = [_disclosed(playbook), _private(playbook), *playbook.answers]
    topics = tuple([_topic(answer, served, whole=True) for answer in answers] + [
        _topic(passage, served, whole=False) for passage in playbook.knowledge
    ])  # fmt: skip
    area = playbook.policy.fit.area
    places = area.places if area is not None else ()
    vocabulary = set(_vocabulary([*answers, *playbook.knowledge], served))
    return Index(
        topics=topics,
        needs=frozenset(s for entry in served for s in content(stems_in(entry.name))),
        need_words=frozenset(s for entry in served for s in _entry_stems(entry)),
        neutral=content(stems_in(f"{playbook.business.name} {playbook.business.agent_name}")),
        places=places,
        speller=Speller(vocabulary),
        known=common_words().union(vocabulary, (word for place in places for word in words_in(place))),
    )


def _vocabulary(answers: Iterable[Answered], served: Iterable[NeedEntry]) -> Iterator[str]:
    for answer in answers:
        for text in (*answer.asks, *answer.covers, answer.say):
            yield from words_in(text)
    for entry in served:
        for text in (entry.name, *entry.words):
            yield from words_in(text)


def _disclosed(playbook: Playbook) -> Answered:
    asks, covers = lexicon().bot
    return Answered(topic="bot", asks=asks, covers=covers, say=playbook.disclosure.ai)


def _private(playbook: Playbook) -> Answered:
    asks, covers = lexicon().privacy
    said = f"{playbook.disclosure.privacy} More at {playbook.disclosure.privacy_url}"
    return Answered(topic="privacy", asks=asks, covers=covers, say=said[:600])


def _topic(answer: Answered, served: tuple[NeedEntry, ...], whole: bool) -> Topic:
    """`whole`: the sentence's own words are covered too; of a page's passage, only those of heading and phrases."""
    phrases = tuple(phrase for ask in answer.asks if (phrase := _phrase(ask)) is not None)
    said = stems_in(f"{answer.say} {answer.sms or ''}") if whole else stems_in(answer.topic)
    triggers = frozenset(s for phrase in phrases for s in phrase.keys)
    covered = {*set(said) - lexicon().tied, *(s for cover in answer.covers for s in stems_in(cover))}
    spoken = set(words_in(answer.say))
    named = [entry for entry in served if spoken & set(_entry_words(entry))]
    items = frozenset(s for entry in named for s in _entry_stems(entry))
    left_out = frozenset(s for entry in served if named and entry not in named for s in _entry_stems(entry))
    return Topic(answer, phrases, triggers, frozenset(covered), items, left_out - items)


def _entry_stems(entry: NeedEntry) -> frozenset[str]:
    return content(stem(word) for word in _entry_words(entry))


def _entry_words(entry: NeedEntry) -> list[str]:
    """The words of its name, and the single words by which it is known ("couch")."""
    single = (word for word in entry.words if " " not in word and "-" not in word)
    return [w for text in (entry.name, *single) for w in words_in(text) if stem(w) not in lexicon().empty]


def _phrase(ask: str) -> Phrase | None:
    row = tuple(stems_in(ask))
    keys = content(row)
    alone = len(keys) <= 1 < len(row)
    sequence = unskipped(row) if alone or ask.startswith(WORD_FOR_WORD) else ()
    return Phrase(keys, frozenset(row), sequence) if keys or len(sequence) > 1 else None


def unskipped(row: Iterable[str]) -> tuple[str, ...]:
    """The stems without the words that people put anywhere ("what do you guys actually do")."""
    return tuple(s for s in row if s not in lexicon().skipped)
