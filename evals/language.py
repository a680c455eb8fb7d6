"""Which language a text is in, and how hard it reads: rough, fast and without a model."""

import re

_COMMON = {
    "en": "the and you your to is are of for what we i it that this can will with a in on have me how not please",
    "es": "el la los las de que y en un una para por con es su usted gracias hola qué cómo está le se nos puede",
    "fr": "le la les des de et un une pour vous nous est que qui dans avec votre merci bonjour je ne pas sur",
    "de": "der die das und ist nicht sie wir ich ein eine für mit auf zu den von haben danke bitte wie was es",
    "it": "il lo la gli di che e un una per con è sono grazie ciao come noi lei questo della non si",
    "pt": "o os as de que e um uma para por com é você obrigado olá não como nós seu sua está",
    "nl": "de het een en van is niet u wij ik voor met op te dat dank hoe wat zijn naar",
}
_STOPS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
_VOWELS = re.compile(r"[aeiouyà-ÿ]+", re.I)
FEWEST_WORDS = 6
"""Shorter texts may be in any language: names, thanks, figures."""


def language_of(text: str) -> str | None:
    """ISO 639-1 code of the language whose common words the text holds most of; None where it is too short to tell."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < FEWEST_WORDS:
        return None
    counts = {language: sum(word in stops for word in words) for language, stops in _STOPS.items()}
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] >= 2 else None


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade level (Kincaid et al., 1975); links and addresses do not count. 0 for short texts."""
    plain = re.sub(r"\S*(?:://|@)\S*", " ", text)
    words = _WORD.findall(plain)
    if len(words) < FEWEST_WORDS:
        return 0.0
    sentences = max(1, len(_SENTENCE_END.findall(plain)))
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    groups = len(_VOWELS.findall(word))
    silent = word.casefold().endswith("e") and not word.casefold().endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)
