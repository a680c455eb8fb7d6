"""A message as words: sentence by sentence, slang and short forms written out, each word with its place."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from agent.reading.text import Message, Span

LEXICON = Path(__file__).parent / "lexicon"

_CHUNK = re.compile(r"\S+")
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*[a-z%]*|[^\W\d_]+(?:'[^\W\d_]+)*|\S")
_ENDS = frozenset(".!?;")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SUFFIXES = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
_BEFORE_ILL = frozenset(
    "am is are be being get gets got getting fall fell was were too critically terminally taken or".split()
)
"""After these, "ill" is no "I'll" without its apostrophe."""
_BREAKS = frozenset(',-()":/|*&+')


@dataclass(frozen=True)
class Words:
    """Parallel lists, one entry a word: the folded `norms`, where they stand in the message, which sentence
    they belong to, and whether a comma, dash, bracket or emoji stands right before them (`breaks`)."""

    norms: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    breaks: list[bool]
    asking: list[bool]
    """One entry a sentence: it ends with a question mark."""

    def __len__(self) -> int:
        return len(self.norms)

    def span(self, first: int, after: int) -> Span:
        """The stretch of the message from word `first` up to, not including, word `after`."""
        return Span(self.starts[first], self.ends[after - 1])

    def sentence_end(self, index: int) -> int:
        """The index after the last word of the sentence of word `index`."""
        sentence, end = self.sentences[index], index
        while end < len(self.norms) and self.sentences[end] == sentence:
            end += 1
        return end

    def sentence_bounds(self) -> list[tuple[int, int]]:
        """(first, after) word of each sentence that has words, in order."""
        bounds: list[tuple[int, int]] = []
        first = 0
        for index in range(1, len(self.norms) + 1):
            if index == len(self.norms) or self.sentences[index] != self.sentences[first]:
                bounds.append((first, index))
                first = index
        return bounds if self.norms else []


@lru_cache(maxsize=1)
def short_forms() -> dict[str, tuple[str, ...]]:
    """Slang, text-speak and contractions without apostrophe, each with the words it stands for."""
    data = yaml.load((LEXICON / "txtspeak.yaml").read_bytes(), Loader=yaml.CBaseLoader)  # noqa: S506 strings only
    return {short: tuple(long.split()) for short, long in data.items()}


@lru_cache(maxsize=4096)
def normal(token: str) -> tuple[str, ...]:
    """The words that a folded token stands for: "don't" and "dont" give do + not, "plz" gives please."""
    if not token.isascii():
        token = "".join(c for c in unicodedata.normalize("NFKD", token) if not unicodedata.combining(c))
    forms = short_forms()
    if token in forms:
        return forms[token]
    if "'" in token:
        return _contraction(token)
    squeezed = _STRETCHED.sub(r"\1", token)
    return forms.get(squeezed, (squeezed,))


def _contraction(token: str) -> tuple[str, ...]:
    bare = token.replace("'", "")
    forms = short_forms()
    if token.endswith("n't"):
        return forms.get(bare, (token[:-3], "not"))
    for suffix, word in _SUFFIXES.items():
        if token.endswith(suffix):
            return (*normal(token[: -len(suffix)]), word)
    return forms.get(bare, (bare,))


@lru_cache(maxsize=16)
def words_of(message: Message) -> Words:
    """The message's words; punctuation is kept as sentence ends and breaks only, an emoji as a word of its own."""
    words = Words([], [], [], [], [], [])
    state = _Cutter(words)
    previous = 0
    for chunk in _CHUNK.finditer(message.text):
        if "\n" in message.text[previous : chunk.start()]:
            state.end_sentence(asking=False)
        previous = chunk.end()
        state.take(chunk.group(), chunk.start())
    state.end_sentence(asking=False)
    return words


class _Cutter:
    """Fills `words` chunk by chunk."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.sentence = 0
        self.pending_break = False
        self.has_words = False

    def end_sentence(self, asking: bool) -> None:
        if self.has_words:
            self.words.asking.append(asking)
            self.sentence += 1
        elif asking and self.words.asking:
            self.words.asking[-1] = True
        self.has_words = self.pending_break = False

    def take(self, chunk: str, offset: int) -> None:
        if "@" in chunk and "." in chunk and len(chunk) > 5:
            self.add(("<email>",), offset, offset + len(chunk))
        elif "://" in chunk or chunk.startswith("www."):
            self.add(("<url>",), offset, offset + len(chunk))
        else:
            for piece, start, last in _pieces(chunk):
                self.take_piece(piece, offset + start, last)

    def take_piece(self, piece: str, start: int, last: bool) -> None:
        """One word or sign; `last` where only punctuation follows it in the chunk."""
        if piece in _ENDS:
            if last or piece in "!?":
                self.end_sentence(asking=piece == "?")
            else:
                self.pending_break = True
        elif piece in _BREAKS:
            self.pending_break = True
        elif piece[0].isalnum():
            sick = piece == "ill" and self.has_words and self.words.norms[-1] in _BEFORE_ILL
            self.add(("ill",) if sick else normal(piece), start, start + len(piece))
        elif ord(piece[0]) > 0x2000 and unicodedata.category(piece[0]) == "So":
            self.add((piece,), start, start + 1)
            self.pending_break = True

    def add(self, norms: tuple[str, ...], start: int, end: int) -> None:
        words = self.words
        for norm in filter(None, norms):
            words.norms.append(norm)
            words.starts.append(start)
            words.ends.append(end)
            words.sentences.append(self.sentence)
            words.breaks.append(self.pending_break)
            self.pending_break = False
            self.has_words = True


def _pieces(chunk: str) -> Iterator[tuple[str, int, bool]]:
    """(token, offset in the chunk, whether only punctuation follows) for each token of a chunk without spaces."""
    body = len(chunk.rstrip(".!?;,:)\"'"))
    for match in _TOKEN.finditer(chunk):
        yield match.group(), match.start(), match.start() >= body
