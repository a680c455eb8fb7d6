"""What the words say about money, heard once a message, and which clause an amount stands in."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from agent.reading.cue_words import Words
from agent.reading.cues import CueBook, Heard, Hit, read_lexicon
from agent.reading.number_words import HUNDRED, SCALES, SMALL, TENS
from agent.reading.spelling import Speller
from agent.reading.text import Message, Span

_TURNS = frozenset(
    {"but", "though", "although", "however", "whereas", "while", "yet", "so", "because", "except", "then"}
)
_STARTS_CLAUSE = frozenset("i we you they he she it my our your there that this would could can will have has".split())

_SCALES = frozenset(word for word in SCALES if len(word) > 2)


@lru_cache(maxsize=1)
def money_book() -> CueBook:
    """The cue phrases of `lexicon/money.yaml`, read once."""
    data = read_lexicon("money")
    groups = data.pop("groups")
    return _MoneyBook(data, groups)


class _NumberSpeller(Speller):
    """Mends typing slips as any speller does, and writes spelled sums in digits.

    So that "up to <number>" hears "up to fourteen thousand" as it hears "up to 14k". A number under thirteen stays a
    word unless a scale follows: "two cents" and "one of us" are phrases of their own.
    """

    def mend(self, words: Words) -> Words:
        """The same words, slips mended and sums in digits."""
        mended = super().mend(words)
        norms = [*mended.norms, ""]
        for index, norm in enumerate(mended.norms):
            value = SMALL.get(norm, TENS.get(norm))
            if value is not None and (value > 12 or norms[index + 1] in HUNDRED or norms[index + 1] in _SCALES):
                norms[index] = str(value)
        return Words(norms[:-1], mended.starts, mended.ends, mended.sentences, mended.breaks, mended.asking)


class _MoneyBook(CueBook):
    speller_of = _NumberSpeller


@lru_cache(maxsize=16)
def money_cues(message: Message) -> "MoneyCues":
    """The money phrases found in `message`."""
    return MoneyCues(message, money_book().listen(message))


@dataclass(frozen=True)
class MoneyCues:
    """Hits of the money topics, with the geometry of words, clauses and spans."""

    message: Message
    heard: Heard

    @property
    def words(self) -> Words:
        return self.heard.words

    def place(self, span: Span) -> Hit:
        """(first, after) word of a stretch of the message."""
        first = bisect_right(self.words.starts, span.start) - 1
        if first < 0 or self.words.ends[first] <= span.start:
            first += 1
        while first > 0 and self.words.starts[first - 1] == self.words.starts[min(first, len(self.words) - 1)]:
            first -= 1
        return first, max(bisect_left(self.words.starts, span.end), first)

    def clause(self, place: Hit) -> Hit:
        """(first, after) word of the clause around `place`: between commas, dashes and turns like "but"."""
        first, after = place
        if first >= len(self.words):
            return first, after
        sentence = self.words.sentences[first]
        while first > 0 and self.words.sentences[first - 1] == sentence and not self._breaks(first):
            first -= 1
        while after < len(self.words) and self.words.sentences[after] == sentence and not self._breaks(after):
            after += 1
        return first, after

    def _breaks(self, index: int) -> bool:
        words = self.words
        if words.breaks[index] or words.norms[index] in _TURNS:
            return True
        return words.norms[index] == "and" and index + 1 < len(words) and words.norms[index + 1] in _STARTS_CLAUSE

    def sentence(self, place: Hit) -> Hit:
        """(first, after) word of the sentence around `place`."""
        first = min(place[0], len(self.words) - 1)
        number = self.words.sentences[first]
        after = place[1]
        while first > 0 and self.words.sentences[first - 1] == number:
            first -= 1
        while after < len(self.words) and self.words.sentences[after] == number:
            after += 1
        return first, after

    def within(self, topic: str, bounds: Hit) -> Hit | None:
        """The first hit of `topic` that lies at least partly inside `bounds`."""
        return next((hit for hit in self.heard.hits.get(topic, ()) if hit[0] < bounds[1] and bounds[0] < hit[1]), None)

    def said(self, bounds: Hit, said: frozenset[str]) -> bool:
        """True where one of these words stands inside `bounds`."""
        return any(norm in said for norm in self.words.norms[bounds[0] : bounds[1]])

    def asks(self, place: Hit) -> bool:
        """True where the sentence around `place` ends with a question mark."""
        return place[0] < len(self.words) and self.words.asking[self.words.sentences[place[0]]]

    def span(self, hit: Hit) -> Span:
        return self.words.span(*hit)
