"""What a name looks like: given names, surnames, particles, initials, capitals."""

import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

from agent.reading.contact_lexicon import entry_set, is_place, plain
from agent.reading.contact_words import Word, is_shouted
from agent.reading.text import Message, Span

BEHIND = re.compile(
    r"\s*(?:$|[,.!?;\n()|/&+:*-]|[\U0001F300-\U0001FAFF\u2600-\u27BF]|(?:here|from|again|speaking|btw|by the "
    r"way|and|at|of|with|w|n|ty|thx|thanks|cheers|calling|texting|i|i'm|im|i've|ive|we|we're|looking|who)\b|@)"
)
"""What may follow a name that stands by itself."""


class Trust(IntEnum):
    """How much the words before a name say that a name comes."""

    LITTLE = 0
    LIKELY = 1
    ASKED = 2
    SURE = 3


def name_at(message: Message, words: Sequence[Word], trust: Trust) -> Span | None:
    """The name that `words` begin with; None where they begin with none."""
    shouted = is_shouted(message)
    index = 0
    while index < len(words) and words[index].text.rstrip(".") in entry_set("name_cues", "honorifics"):
        index += 1
    if index >= len(words) or not _joined(message, words[: index + 1]):
        return None
    titled = index > 0
    if not _begins(message, words, index, Trust.SURE if titled else trust, shouted):
        return None
    end = index
    while end + 1 < len(words) and end - index < 4 and _joined(message, words[end : end + 2]):
        step = _goes_on(message, words, index, end + 1, shouted)
        if not step:
            break
        end += step
    return Span(words[0].span.start, _closed(message, words[end]))


def without_honorific(words: Sequence[Word]) -> Sequence[Word]:
    """The words of a name from its given name or surname on."""
    first = next((i for i, word in enumerate(words) if word.text not in entry_set("name_cues", "honorifics")), 0)
    return words[first:]


def _closed(message: Message, last: Word) -> int:
    """The end of a name, with the point of a last initial ("Ana P.")."""
    end = last.span.end
    return end + 1 if len(last.text) == 1 and message.text[end : end + 1] == "." else end


def _shortened(word: str) -> bool:
    return len(word) == 1 or word in entry_set("name_cues", "honorifics") or word in entry_set("name_cues", "particles")


def _joined(message: Message, words: Sequence[Word]) -> bool:
    """Whether only blanks, or the point of an initial, stand between the words."""
    return all(
        message.text[a.span.end : b.span.start] in (" ", "  ")
        or (_shortened(a.text) and message.text[a.span.end : b.span.start] == ". ")
        for a, b in pairwise(words)
    )


def _begins(message: Message, words: Sequence[Word], index: int, trust: Trust, shouted: bool) -> bool:
    word = words[index]
    if word.text in entry_set("name_cues", "never") or not word.text[0].isalpha() or word.text.endswith("'s"):
        return False
    capital = word.is_capital and not shouted
    if len(word.text) == 1 and index and len(words) > index + 1:
        return True
    if len(word.text) == 1 and not (capital and len(words) > index + 1 and words[index + 1].is_capital):
        return False
    if word.is_given and (not word.is_common or capital):
        return True
    if (
        word.is_given
        and index + 1 < len(words)
        and _is_surname(words[index + 1])
        and _joined(message, words[index : index + 2])
    ):
        return trust > Trust.LITTLE
    if word.is_given:
        mood = word.text in entry_set("name_cues", "moods")
        return trust == Trust.SURE or (
            trust in (Trust.LIKELY, Trust.ASKED) and not mood and bool(BEHIND.match(message.text, word.span.end))
        )
    if trust == Trust.LITTLE or (word.is_common and not (trust == Trust.SURE and capital)):
        return False
    if _is_trade(word.text) or is_place(word.text):
        return False
    return capital or trust == Trust.SURE or (trust == Trust.ASKED and _stands_alone(message, word))


def _is_surname(word: Word) -> bool:
    """A word that no everyday use explains: behind "frank" or "will" it makes them names."""
    return (
        len(word.text) > 3
        and word.text.isalpha()
        and not (word.is_common or _is_trade(word.text) or is_place(word.text))
        and word.text not in entry_set("name_cues", "never")
    )


def _stands_alone(message: Message, word: Word) -> bool:
    """Whether an unknown word may be a name: speakable, and a break or an address follows."""
    if len(word.text) < 3 or not re.search(r"[aeiouy]", word.text):
        return False
    return bool(re.match(r"\s*(?:$|[,.;\n(|]|\d|from\b|here\b)", message.text[word.span.end :]))


def _is_trade(word: str) -> bool:
    return word in entry_set("titles", "heads") or word in entry_set("firms", "endings")


def _goes_on(message: Message, words: Sequence[Word], first: int, index: int, shouted: bool) -> int:
    """How many words from `index` go on with the name: a surname, an initial, or particles and a surname."""
    word = words[index]
    if plain(word.text) in entry_set("name_cues", "particles") and len(word.text) > 1:
        behind = _goes_on(message, words, first, index + 1, shouted) if index + 1 < len(words) else 0
        if behind and _joined(message, words[index : index + 2]):
            return 1 + behind
    if word.text in entry_set("name_cues", "never") or not word.text[0].isalpha() or word.text.endswith("'s"):
        return 0
    if "." in word.text or message.text[word.span.end : word.span.end + 1] in ("@", "/"):
        return 0
    begun_high = words[first].is_capital
    if len(word.text) == 1:
        return int(word.is_capital == begun_high)
    if _is_title_start(words, index) or (
        word.is_capital and begun_high and not shouted and word.text in entry_set("firms", "endings")
    ):
        return 0
    if word.is_capital and not shouted:
        return int(begun_high or word.is_given)
    if begun_high and not shouted:
        return 0
    if word.is_common:
        return int(word.text in entry_set("name_cues", "surnames") and _is_last(message, word))
    return int(not is_place(word.text))


def _is_title_start(words: Sequence[Word], index: int) -> bool:
    """ "dave ops manager": a title begins here, not a surname."""
    word = words[index].text
    if word in entry_set("name_cues", "surnames") and index + 1 == len(words):
        return False
    titles = entry_set("titles", "heads")
    return word in titles or (
        word in entry_set("titles", "modifiers") and any(w.text in titles for w in words[index + 1 : index + 3])
    )


def _is_last(message: Message, word: Word) -> bool:
    return bool(re.match(r"\s*(?:$|[,.!?;\n(|]|\d|\+|(?:here|from|again)\b)", message.text[word.span.end :]))
