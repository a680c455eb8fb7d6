"""The regular forms of English words: "buy, buys, buying", "party, parties", "cheap, cheaper, cheaply"."""

from collections.abc import Iterable, Iterator

_VOWELS = "aeiou"
_DOUBLED = "bdgklmnprt"


def verb_forms(verbs: Iterable[str]) -> Iterator[str]:
    """Each verb with its -s, -ed and -ing; irregular pasts come out wrong and are listed by hand instead."""
    for verb in verbs:
        yield from (verb, _plural(verb), _joined(verb, "ed"), _joined(verb, "ing"))


def noun_forms(nouns: Iterable[str]) -> Iterator[str]:
    """Each noun with its plural."""
    for noun in nouns:
        yield from (noun, _plural(noun))


def adjective_forms(adjectives: Iterable[str]) -> Iterator[str]:
    """Each adjective with its -er, -est and -ly."""
    for word in adjectives:
        adverb = f"{word[:-1]}ily" if word.endswith("y") else f"{word[:-1]}y" if word.endswith("le") else f"{word}ly"
        yield from (word, _joined(word, "er"), _joined(word, "est"), adverb)


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return f"{word}es"
    return f"{word[:-1]}ies" if _ends_in_consonant_y(word) else f"{word}s"


def _joined(word: str, ending: str) -> str:
    """The word with an ending that begins with a vowel: "make", "making"; "stop", "stopped"; "try", "tried"."""
    if word.endswith("e"):
        return word[:-1] + ending
    if ending != "ing" and _ends_in_consonant_y(word):
        return f"{word[:-1]}i{ending}"
    short = 3 <= len(word) <= 4 and word[-1] in _DOUBLED and word[-2] in _VOWELS and word[-3] not in _VOWELS
    return f"{word}{word[-1] if short else ''}{ending}"


def _ends_in_consonant_y(word: str) -> bool:
    return len(word) > 2 and word.endswith("y") and word[-2] not in _VOWELS
