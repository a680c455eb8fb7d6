"""Mends typing slips in the words that cue phrases are made of, and leaves every other word alone."""

from collections.abc import Iterable, Iterator

from agent.reading.cue_words import Words

_SHORTEST = 6
"""Shorter words are one slip away from too many others ("stop", "step", "shop")."""
_LONGEST = 20
_REAL = frozenset(
    (
            "testing contract contracts spending melting person prison quite quiet house horse formed "
            "former setting sitting lasting listing listings letting betting getting looked locked "
            "locking hiking hoping hopping moving mowing reading riding leading lending landing sending "
            "bending taking talking walking waking making matter matters letters letter better butter "
            "former farmer charge change changed charged changes charges prices prizes price prize advice "
            "advise device seller sellers teller cellar stopped stepped shopped shopping stopping booking "
            "cooking cooling calling called callings ceiling filing filling filled failed finding funding "
            "binding speaking peaking sneaking weekend weekends month months mouth mouths minute minutes "
            "course courses source sources coarse number numbers member members remember service services "
            "serving saving savings having heaving living loving giving driving diving during daring "
            "couple couples coupled simple sample samples simply single signed singed family familiar "
            "rented renter renting tenant tenants parent parents patent patents present prevent around "
            "ground grounds amount mount country county counter entire tires entirely though through "
            "thought taught caught cought brought bought another mother father farther rather gather "
            "together either neither whether weather lather leather planed planned planted planning "
            "planting placing pacing racing pricing printing painting pointing painted printed pointed "
            "parking barking packing picking kicking ticking tickets pocket pockets rocket dinner diner "
            "dinners winner winners inner office officer offices offers offered offer effort afford order "
            "orders older folder holder border ladder larder desire desired desk decide decided decides "
            "beside besides inside insides outside reside resident president castle cancer chance chances casting coarse corner corned singer singles bridge fridge friends"
        ).split()
)


class Speller:
    """Knows `vocabulary`; a word one slip away from one of its longer words (a letter missing, doubled, wrong or
    swapped with its neighbour, never the first) is read as that word."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(vocabulary) | _REAL
        self._by_gap: dict[str, str] = {}
        for word in sorted(self._known - _REAL, key=lambda w: (len(w), w)):
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
        if norm in self._known or not _SHORTEST - 1 <= len(norm) <= _LONGEST or not norm.isalpha():
            return norm
        found = self._mended.get(norm)
        if found is None:
            found = next((w for gap in _gaps(norm) if (w := self._by_gap.get(gap)) and _one_slip(norm, w)), norm)
            if len(self._mended) < 5000:
                self._mended[norm] = found
        return found


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
        ending = place >= len(shorter) - 1
        return not ending and longer[place + 1 :] == shorter[place:]
    differing = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
    if len(differing) == 1:
        return differing[0] < len(meant) - 1
    return len(differing) == 2 and differing[1] == differing[0] + 1 and typed[differing[0]] == meant[differing[1]] and typed[differing[1]] == meant[differing[0]]
