"""Segments of a text message, counted as carriers bill them, and texts made to fit. Pure.

GSM-7 (3GPP TS 23.038) holds 160 septets, 153 in each part of a longer text; one character outside it makes the whole
text UCS-2, which holds 70 units, 67 in each part. A character as a reader sees it (an emoji with its skin tone) is
never cut between two parts.
"""

import re
from typing import Literal

import regex
from pydantic import BaseModel, ConfigDict

LONGEST = 1600
"""Characters that Twilio takes in one message (error 21617 beyond)."""
SEGMENTS = 2
"""Segments of a reply unless the settings say otherwise: beyond two a text is read by nobody."""
_SEGMENT_BITS, _HEADER_BITS = 1120, 48
_BASIC = frozenset(
    "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ"
)
_EXTENDED = frozenset("\f[\\]^{|}~€")
"""Two septets each: an escape goes before them."""
_FOLDS = {
    "'": "‘’‚‛′ʹʻʼʽˈ´`＇", '"': "“”„‟″«»ʺˮ＂", "-": "–—―‐‑‒−•⁃﹣－", "...": "…", ", ": "、", "1/4": "¼", "1/2": "½",
    "3/4": "¾", "/": "÷⁄∕", "!!": "‼", "<": "‹", ">": "›", "~": "˜∼", "^": "ˆ",
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f"
         "\u3000\t",
    "": "\u200b\u200c\u2060\ufeff\u00ad",
}  # fmt: skip
"""Typographic characters and the plain ones that say the same."""
_FOLD = str.maketrans({curly: plain for plain, curlies in _FOLDS.items() for curly in curlies})
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_EMOJI = regex.compile(
    r"[^\S\n]*[\p{Extended_Pictographic}--[\d#*©®™]][\p{Extended_Pictographic}\p{EMod}\ufe0f\u200d]*", regex.V1
)
_GRAPHEME = regex.compile(r"\r|\n|\X")
_LINKERS = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\ua9c0"
_CONJUNCT = regex.compile(rf"(?<=[{_LINKERS}]\p{{M}}*\u200d?)(?=\p{{L}})")
"""Carriers' tools part Indic conjuncts, which newer Unicode keeps whole."""


class Segments(BaseModel):
    """What a text costs: `units` are septets in GSM-7 and 16-bit units in UCS-2, without headers."""

    model_config = ConfigDict(frozen=True)
    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int


def is_gsm(text: str) -> bool:
    return all(char in _BASIC or char in _EXTENDED for char in text)


def segments_of(text: str) -> Segments:
    """Encoding, units and number of segments of `text` as it is."""
    if is_gsm(text):
        sizes = [2 if char in _EXTENDED else 1 for char in text]
        return Segments(encoding="GSM-7", units=sum(sizes), count=_parts([7 * size for size in sizes]))
    sizes = [len(one.encode("utf-16-le", "surrogatepass")) // 2 for one in _graphemes(text)]
    return Segments(encoding="UCS-2", units=sum(sizes), count=_parts([16 * size for size in sizes]))


def _graphemes(text: str) -> list[str]:
    """Characters as a reader sees them."""
    return [one for piece in _CONJUNCT.split(text) for one in _GRAPHEME.findall(piece)]


def _parts(bits: list[int]) -> int:
    """How many parts hold characters of so many bits, none of them cut in two."""
    if sum(bits) <= _SEGMENT_BITS:
        return 1
    count, free = 1, _SEGMENT_BITS - _HEADER_BITS
    for size in bits:
        if free < size:
            count, free = count + 1, _SEGMENT_BITS - _HEADER_BITS
        free -= size
    return count


def folded(text: str) -> str:
    """Typographic quotes, dashes and spaces made plain where that saves a segment; else `text` as it is."""
    if is_gsm(text):
        return text
    plain = text.translate(_FOLD)
    return plain if segments_of(plain).count < segments_of(text).count or is_gsm(plain) else text


def plain(text: str) -> str:
    """`text` with typographic characters made plain, whatever it saves: for comparing what carriers may have folded."""
    return " ".join(text.translate(_FOLD).split())


def fits(text: str, most: int = SEGMENTS) -> bool:
    return segments_of(folded(text)).count <= most


def room(most: int) -> int:
    """Plain characters that so many segments hold."""
    return most_units("", most)


def most_units(text: str, most: int = SEGMENTS) -> int:
    """How many characters like those of `text` fit into so many segments."""
    in_one, in_many = (160, 153) if is_gsm(folded(text)) else (70, 67)
    return in_one if most == 1 else in_many * most


def shortened(text: str, most: int = SEGMENTS) -> str:
    """At most so many segments: first emoji go, then whole sentences from the end, questions last, then words.

    Nothing is cut inside a word or a link, and a single word too long to fit stays whole: half a link is worth nothing.
    """
    text = folded(text.strip())
    if fits(text, most):
        return text
    bare = _EMOJI.sub("", text).strip()
    kept = [sentence for sentence in _SENTENCE_END.split(bare) if sentence.strip()]
    while len(kept) > 1 and not fits(" ".join(kept), most):
        spare = [place for place, sentence in enumerate(kept) if "?" not in sentence and place > 0]
        kept.pop(spare[-1] if spare else 0 if "?" not in kept[0] else -1)
    short = folded(" ".join(kept))
    return short if fits(short, most) else _fewer_words(short, most)


def _fewer_words(text: str, most: int) -> str:
    spaces = [match.start() for match in re.finditer(r"\s+", text)]
    for space in reversed(spaces):
        short = text[:space].rstrip(" ,;:-") + "..."
        if fits(short, most):
            return short
    return text[: spaces[0]] if spaces else text
