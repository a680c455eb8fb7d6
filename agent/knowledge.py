"""What the playbook says to one question of a lead in their own words, or nothing. Pure and fast.

A wrong answer costs more than none: the agent then says that it will have someone confirm. So a fact answers only where
one of its phrases is met and no word of the question is left over that the fact says nothing about. An open question
("how much is a small one") may hold more than a yes-or-no question ("does it come in walnut"), where a sentence that
ignores the detail would sound like a yes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from agent.frame import TEXTED, Channel
from agent.knowledge_index import Index, Phrase, Topic, index_of, lexicon, unskipped, words_in
from agent.needs import stem
from agent.places import places_in
from agent.playbook import Playbook

_SMS_LENGTH = 300
_MOST_READ = 600
_DETAILS_OPEN = 3
"""So many words that the fact does not know may stand in an open question that it answers for any detail."""
_DETAILS_REFUSED = 5
"""The same for a question about what is not served."""
_ASKS = r"(?:how|what|whats|which|when|where|who|why|do|does|is|are|can|could|will|would|have|has|any)"
_CUT = re.compile(
    rf"[.!?;\n]+(?=\s|$)|\s-+\s|,\s*(?:(?:and|but|also|or|so)\s+)*(?={_ASKS}\b)|\s(?:and|also|but)\s+(?={_ASKS}\s)",
    re.IGNORECASE,
)
"""Between two questions, and between a question and what is no part of it."""
_FILLER = re.compile(
    r"\bquick (?:question|q|one)\b|\bat all\b|\b(?:would|do) you mind\b|\bthese days\b|\bd['’]y(?:ou|e)\b|\bdyou\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",\s*(?:i|i'm|im|i've|ive|we|we're|we've|my|our|its|it's|seeing|because|cause|cos|as|since|for a)\s.*$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Found:
    """The playbook's sentence that answers, and the topic it belongs to."""

    text: str
    topic: str


def answer(question: str, playbook: Playbook, channel: Channel) -> Found | None:
    """What the playbook says to `question`. Of two questions in one, both must be answered: half an answer to "is it
    insured and in walnut" would sound like a yes to the other half."""
    return _answer(question[:_MOST_READ], index_of(playbook), channel in TEXTED)


def lookup(question: str, playbook: Playbook, channel: Channel) -> str | None:
    """The words of `answer`, or None: what a turn asks for."""
    found = answer(question, playbook, channel)
    return found.text if found is not None else None


def is_bot_question(question: str, playbook: Playbook) -> bool:
    """Whether the lead asks if a person or a machine writes."""
    found = answer(question, playbook, "web")
    return found is not None and found.topic == "bot"


def _answer(question: str, index: Index, texted: bool) -> Found | None:
    clauses = list(_parts(question))
    parts = [clause for clause in clauses if clause.asks] or [Asked.of(question)]
    found = [_best(part.mended(index), index) for part in parts]
    if None in found and len(clauses) > 1:
        whole = replace(Asked.of(question), open=all(part.open for part in parts))
        found = [_best(whole.mended(index), index)]
    topics: list[Topic] = []
    for topic in found:
        if topic is None:
            return None
        if topic not in topics:
            topics.append(topic)
    text = " ".join(_said(topic, texted) for topic in topics)
    if texted and len(text) > _SMS_LENGTH:
        text = _said(topics[0], texted)
    return Found(text, topics[0].answer.topic)


def _said(topic: Topic, texted: bool) -> str:
    answer = topic.answer
    if not texted:
        return answer.say
    if answer.sms is not None or len(answer.say) <= _SMS_LENGTH:
        return answer.sms or answer.say
    sentences = re.split(r"(?<=[.!])\s+", answer.say)
    kept = ""
    for sentence in sentences:
        if len(kept) + len(sentence) >= _SMS_LENGTH:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or answer.say[:_SMS_LENGTH]


@dataclass(frozen=True)
class Asked:
    """One question as words. `open`: not to be answered by yes or no. `asks`: it has the form of a question."""

    words: tuple[str, ...]
    open: bool
    asks: bool

    @classmethod
    def of(cls, text: str, marked: bool = False) -> "Asked":
        """Read one clause; `marked`: a question mark stands behind it."""
        words = tuple(words_in(_FILLER.sub(" ", text)))
        lists = lexicon()
        begins = next(
            (w for w in words if w in lists.auxiliaries or w in lists.subjects or stem(w) not in lists.empty), ""
        )
        is_open = any(word in lists.openers for word in words)
        polar = not is_open and (lists.auxiliaries | {"you"}).intersection(words) != frozenset()
        return cls(words, not polar, marked or is_open or begins in lists.auxiliaries)

    def mended(self, index: Index) -> "Asked":
        """The same with typing slips in the playbook's own words mended."""
        mended = tuple(word if word in index.known else index.speller.word(word) for word in self.words)
        return Asked(mended, self.open, self.asks)

    @property
    def row(self) -> tuple[str, ...]:
        return tuple(stem(word) for word in self.words)


def _parts(question: str) -> Iterator[Asked]:
    """The clauses of a question; what the lead says about themselves behind a comma is set aside."""
    start = 0
    for cut in _CUT.finditer(question):
        yield from _part(question[start : cut.start()], marked="?" in cut.group())
        start = cut.end()
    yield from _part(question[start:], marked=False)


def _part(text: str, marked: bool) -> Iterator[Asked]:
    kept = _ASIDE.sub("", text)
    if words_in(kept):
        yield Asked.of(kept, marked)


def _best(asked: Asked, index: Index) -> Topic | None:
    """The fact whose phrases take in most of the question; the first of equals."""
    row = asked.row
    said = frozenset(row)
    best, most = None, (0, 0)
    placed = _placed(asked, index)
    for topic in index.topics:
        met = _met(topic, row, said)
        if topic.answer.area:
            met += placed
        if not met:
            continue
        keys = frozenset().union(*(phrase.keys for phrase in met))
        score = len(keys), max(len(phrase.sequence) or len(phrase.keys) for phrase in met)
        if score > most and _answers(topic, met, asked, index):
            best, most = topic, score
    return best


def _placed(asked: Asked, index: Index) -> list[Phrase]:
    """A place that is served, as a way to ask for a fact about places ("do you do Newry")."""
    named = places_in(" ".join(asked.words), index.places)
    keys = frozenset(stem(word) for place in named for word in place.split())
    return [Phrase(keys, keys)] if keys else []


def _met(topic: Topic, row: tuple[str, ...], said: frozenset[str]) -> list[Phrase]:
    plain = unskipped(row)
    return [
        phrase
        for phrase in topic.phrases
        if phrase.keys <= said and (not phrase.sequence or _stands_in(phrase.sequence, plain))
    ]


def _stands_in(sequence: tuple[str, ...], row: tuple[str, ...]) -> bool:
    length = len(sequence)
    return any(row[start : start + length] == sequence for start in range(len(row) - length + 1))


def _answers(topic: Topic, met: list[Phrase], asked: Asked, index: Index) -> bool:
    """Whether nothing is left over that the fact says nothing about."""
    lists, said = lexicon(), frozenset(asked.row)
    covered = topic.covered.union(*(phrase.stems for phrase in met))
    left = {s for s in said - lists.empty - covered - index.neutral if not s[0].isdigit()}
    if topic.refuses and left & index.need_words:
        return False
    left -= (index.need_words if asked.open else index.needs) - topic.foreign
    if asked.open:
        left -= lists.empty_if_open - topic.foreign
    if not left:
        return True
    return _allows(topic, asked, left, said, index)


def _allows(topic: Topic, asked: Asked, left: set[str], said: frozenset[str], index: Index) -> bool:
    """Whether the fact holds whatever the words left over mean."""
    if not topic.answer.any_detail:
        return False
    if topic.refuses:
        return len(left) <= _DETAILS_REFUSED
    if not asked.open or left & lexicon().twists or left & topic.foreign:
        return False
    if (topic.items and not topic.items & said) or _is_about_another(asked, left):
        return False
    elsewhere = (other.triggers for other in index.topics if other is not topic and not other.refuses)
    return len(left) <= _DETAILS_OPEN and not any(left & triggers for triggers in elsewhere)


def _is_about_another(asked: Asked, left: set[str]) -> bool:
    """Whether a word that the fact does not know is what the question is about ("what does Gong charge")."""
    lists, words = lexicon(), [word for word in asked.words if word not in ("a", "an", "the", "your")]
    return any(word in lists.auxiliaries and stem(after) in left for word, after in pairwise(words))
