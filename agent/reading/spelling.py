"""Mends typing slips in the words that cue phrases are made of, and leaves every other word alone."""

from collections.abc import Iterable, Iterator

from agent.reading.contact_lexicon import common_words
from agent.reading.cue_words import Words

_SHORTEST = 6
"""Shorter words are one slip away from too many others ("stop", "step", "shop")."""
_LONGEST = 20
_ENDINGS = frozenset(["ed", "er", "es", "en"])
_REAL = frozenset(
    "contracts melting formed listings hoping hopping mowing pacing barking betting bending teller cellar ceilings "
    "bridge bridges chancer coarse corned diner diners farther folder funding ladder ladders larder lather lending "
    "letting listings locking painting parking patent patents peaking picking placing planed planting pockets "
    "pricing printing prizes racing rented renter riding sampled serving signed singed singers sneaking sources "
    "tenants ticking tires weather winners".split()
)
"""Real words one slip away from a cue word, which the list of common words lacks."""


class Speller:
    """Knows `vocabulary`; a word one slip away from one of its longer words (a letter missing, doubled, wrong or
    swapped with its neighbour, never the first) is read as that word."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        cues = frozenset(vocabulary)
        self._known = cues | _REAL | common_words()
        self._by_gap: dict[str, str] = {}
        for word in sorted(cues, key=lambda w: (len(w), w)):
            if _SHORTEST <= len(word) <= _LONGEST and word.isalpha():
                for gap in _gaps(word):
                    self._by_gap.setdefault(gap, word)
        self._mended: dict[str, str] = {}

    def mend(self, words: Words) -> Words:
        """The same words with typing slips mended."""
        norms = [self.word(norm) for norm in words.norms]
        return Words(norms, words.starts, words.ends, words.sentences, words.breaks, words.asking)

    def word(self, norm: str) -> str:
        """The cue word that `norm` was meant to be, or `norm`."""
        if (
            norm in self._known
            or self._is_doer(norm)
            or not _SHORTEST - 1 <= len(norm) <= _LONGEST
            or not norm.isalpha()
        ):
            return norm
        found = self._mended.get(norm)
        if found is None and norm.endswith("in") and norm + "g" in self._by_gap:
            found = self._by_gap[norm + "g"]
        if found is None:
            found = next((w for gap in _gaps(norm) if (w := self._by_gap.get(gap)) and _one_slip(norm, w)), norm)
            if len(self._mended) < 5000:
                self._mended[norm] = found
        return found

    def _is_doer(self, norm: str) -> bool:
        """ "Walkers", "bakers": who does what a known word says is a word of its own."""
        doer = norm.removesuffix("s")
        return doer.endswith("er") and (doer[:-2] in self._known or doer[:-1] in self._known)


def _gaps(word: str) -> Iterator[str]:
    """The word itself, and the word with any one letter but the first left out."""
    yield word
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]


def _one_slip(typed: str, meant: str) -> bool:
    """True for one letter missing, extra, wrong or two swapped; an ending (-s, -d, -r, -ed) is no slip."""
    if typed[0] != meant[0] or abs(len(typed) - len(meant)) > 1:
        return False
    if len(typed) != len(meant):
        longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
        place = next((i for i, letter in enumerate(shorter) if letter != longer[i]), len(shorter))
        ending = place == len(shorter) or (place == len(shorter) - 1 and longer[-2:] in _ENDINGS)
        return not ending and longer[place + 1 :] == shorter[place:]
    differing = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
    if len(differing) == 1:
        return differing[0] < len(meant) - 1
    return _swapped(typed, meant, differing)


def _swapped(typed: str, meant: str, differing: list[int]) -> bool:
    """True where the words differ in two neighbouring letters that changed places."""
    if len(differing) != 2 or differing[1] != differing[0] + 1:
        return False
    first, second = differing
    return typed[first] == meant[second] and typed[second] == meant[first]
