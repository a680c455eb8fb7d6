"""Numerals in folded text, in digits or in words: "25,000", "2 and a half grand", "six-fifty", "a couple hundred"."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.reading.number_words import (
    ADDING_SCALES,
    DOZEN,
    FRACTIONS,
    HUNDRED,
    LETTER_SCALES,
    NOTES,
    SCALES,
    SLANG_SCALES,
    SLANG_SUMS,
    SMALL,
    TENS,
)

_GLUED_CODES = ["usd", "aud", "eur", "gbp", "inr", "cad", "nzd", "chf", "rs", "sgd", "hkd", "zar", "aed"]
_GLUED_AFTER = "usd|aud|eur|euros?|gbp|inr|cad|nzd|chf|pcm|pa|ish|pm|pw|pp|mo|yr|max|tops|each|total|quid|ppl|or|to|us"
_LITERAL = (
    r"(?:(?<![a-z0-9_#@/.])|(?<=[^a-z0-9_#@]\.)|" + "|".join(rf"(?<={code})" for code in _GLUED_CODES) + r"|(?<=\d/))"
    r"(?:\d{1,3}(?:,\d{2})+,\d{3}(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:\.\d{3})+(?!\d)"
    r"|[1-9]\d{0,2}(?:[ ']\d{3})+(?![ ']?\d)|\d+)"
    r"(?:\.\d{1,2}(?!\d)|,\d{1,2}(?=\s?(?:(?:k|m|mil|mill|million|mio|tsd|lakhs?|lacs?|crores?|cr|grand|thousand|eur|euros?)\b|€))|(?<=\.\d\d\d),\d\d(?!\d))?"
    r"(?!\d|[.,]\d)|(?<![\w.])\.\d{1,2}(?!\d)"
)
_TOKEN = re.compile(
    r"(?P<fraction>[½¼¾]|(?<=\d )(?:1/2|1/4|3/4)(?![\d/])"
    r"|(?<![\d/])(?:1/2|1/4|3/4)(?=\s?(?:an? |of an? )?mil))|(?P<digits>" + _LITERAL + r")"
    r"|(?<=\d)\s?[km](?=(?:" + _GLUED_AFTER + r")(?![a-z]))|[a-z]+(?:'[a-z]+)*"
)
_JOIN = re.compile(r"(?:\s{0,2}|-)\Z")
_DECIMAL_GROUP = re.compile(r"\d{1,3}\.\d{3}\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A word (apostrophes removed) or figure at [start, end); `joined`: nothing but a space or hyphen before it."""

    start: int
    end: int
    word: str
    value: float | None
    joined: bool


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at tokens [first, last). `scales`: the factors that a neighbour without its own may share."""

    start: int
    end: int
    value: float
    scales: tuple[float, ...]
    scale: str
    spelled: bool
    first: int
    last: int


@lru_cache(maxsize=16)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Words and figures of folded text, in order; what is neither stands between them."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        start, word = match.start(), match.group()
        value = None
        if match.lastgroup == "digits":
            value = _literal_value(word)
        elif match.lastgroup == "fraction":
            value = FRACTIONS[word]
        else:
            start += len(word) - len(word.lstrip())
            word = word.strip().replace("'", "")
        stem = _without_ish(word) if value is None else word
        stop = match.end() if stem == word else start + len(stem)
        found.append(Token(start, stop, stem, value, _JOIN.match(text, end, start) is not None))
        end = stop
    return tuple(found)


def _without_ish(word: str) -> str:
    """The number word in "kish", "twentyish"; other words as they are."""
    stem = word[:-3] if word.endswith("ish") else word
    return stem if stem in SCALES or stem in TENS or stem in SMALL or stem in HUNDRED else word


def _literal_value(written: str) -> float:
    """The value of figures with any country's separators: "25.000", "25,000", "25 000", "1'500", "2,5"."""
    plain = written.replace(" ", "").replace("'", "")
    head, point, tail = plain.rpartition(".") if plain.rfind(".") > plain.rfind(",") else plain.rpartition(",")
    if point and len(tail) == 3 and head not in ("", "0"):
        return float(re.sub(r"[.,]", "", plain))
    if point:
        return float(re.sub(r"[.,]", "", head or "0") + "." + tail)
    return float(plain)


@lru_cache(maxsize=16)
def numerals_of(text: str) -> tuple[Numeral, ...]:
    """All numerals of folded text, left to right, none overlapping."""
    tokens = tokens_of(text)
    found: list[Numeral] = []
    index = 0
    while index < len(tokens):
        vague = index > 0 and tokens[index].joined and tokens[index - 1].word in _VAGUE and tokens[index].value is None
        numeral = _Grammar(tokens, index).numeral() if _may_begin(tokens[index]) and not vague else None
        if found and numeral is not None:
            numeral = _clipped_again(tokens, found[-1], numeral)
        if numeral is None:
            index += 1
        else:
            found.append(numeral)
            index = numeral.last
    return tuple(found)


def _clipped_again(tokens: tuple[Token, ...], previous: Numeral, numeral: Numeral) -> Numeral:
    """ "Two and a half grand, maybe two eight": a higher sum behind one in thousands, said in hundreds."""
    after = numeral.last
    single = numeral.last == numeral.first + 1 and tokens[numeral.first].word in _UNITS
    if not single or previous.scale not in _THOUSANDS or after >= len(tokens):
        return numeral
    hundreds, following = tokens[after], tokens[after + 1] if after + 1 < len(tokens) else None
    value = numeral.value * 1000 + SMALL.get(hundreds.word, 0) * 100
    goes_on = following is not None and following.joined and following.word not in _AFTER_CLIPPED
    if (
        not hundreds.joined
        or hundreds.word not in _UNITS
        or goes_on
        or not previous.value < value <= previous.value * 2
    ):
        return numeral
    return replace(numeral, end=hundreds.end, value=value, scales=(1000.0,), scale="thousand", last=after + 1)


def _may_begin(token: Token) -> bool:
    return token.value is not None or token.word in _BEGINNINGS


_UNITS = frozenset("one two three four five six seven eight nine".split())
_THOUSANDS = frozenset({"k", "grand", "thousand", "thou", "gs"})
_AFTER_CLIPPED = frozenset(
    "at if max tops maybe but and or for a per all in total with including inc plus i we is would tbh mate absolute "
    "depending ish though or so the".split()
)
_COINS = frozenset({"quid", "bucks", "euro", "euros", "pounds", "dollars", "bob", "rupees"})
"""After "a couple (of)" these make it two, read on by the caller."""
_AFTER_SLANG = frozenset({"", "a", "max", "tops", "or", "to", "for", "per", "is", "at", "all", "total", "budget", "if"})
_VAGUE = frozenset({"few", "several", "many", "some", "couple"})
_BEGINNINGS = frozenset(
    {"a", "an", "half", "quarter", "couple", "coupla", "thousand", "million", *SMALL, *TENS, *HUNDRED, *NOTES, *DOZEN}
) - {"hundreds", "dozens", "tenners", "fivers", "ton", "monkey", "pony"}


class _Grammar:
    """Recursive descent over tokens; `at` is the next token to read."""

    def __init__(self, tokens: tuple[Token, ...], first: int) -> None:
        self.tokens, self.first, self.at = tokens, first, first
        self.scales: tuple[float, ...] = ()
        self.scale = ""

    def word(self, ahead: int = 0) -> str:
        """The word `ahead` of the next token, empty where the chain is broken."""
        index = self.at + ahead
        if index >= len(self.tokens):
            return ""
        between = self.tokens[max(self.at, self.first + 1) : index + 1] if index > self.first else ()
        return self.tokens[index].word if all(token.joined for token in between) else ""

    def numeral(self) -> Numeral | None:
        value = self._article() if self.word() in ("a", "an") else self._share() or self._note() or self._sum()
        if value is None or self.at == self.first:
            return None
        begin, end = self.tokens[self.first], self.tokens[self.at - 1]
        return Numeral(
            begin.start, end.end, value, self.scales, self.scale, begin.value is None, self.first, self.at
        )  # fmt: skip

    def _article(self) -> float | None:
        """After "a": hundred, grand, couple of thousand, dozen, tenner, half million."""
        self.at += 1
        word = self.word()
        if word in NOTES and not (word in SLANG_SUMS and self.word(1) in ("of", "more")):
            self.at += 1
            self.scale = "slang" if word in SLANG_SUMS else "note"
            return NOTES[word]
        if word == "bakers" and self.word(1) in DOZEN:
            self.at += 2
            return 13.0
        if word in ("couple", "half", "quarter"):
            return self._share()
        if word in HUNDRED or (word in SCALES and word not in LETTER_SCALES) or word in DOZEN:
            return self._sum(1.0)
        return None

    def _note(self) -> float | None:
        """ "Tenner", "fiver" without an article."""
        if self.word() not in ("tenner", "fiver"):
            return None
        self.at += 1
        self.scale = "note"
        return NOTES[self.tokens[self.at - 1].word]

    def _share(self) -> float | None:
        """ "Half a million", "quarter of a mil", "couple (of) hundred", "half a dozen"."""
        shares = {"half": 0.5, "quarter": 0.25, "couple": 2.0, "coupla": 2.0}
        three = self.word() == "three" and self.word(1) == "quarters"
        share = 0.75 if three else shares.get(self.word())
        if share is None:
            return None
        start, self.at = self.at, self.at + 1 + three
        while self.word() in ("a", "an", "of"):
            self.at += 1
        word = self.word()
        big_enough = word in DOZEN or word in HUNDRED or SCALES.get(word, 0.0) >= 1e3
        if big_enough and not (share == 0.25 and word in DOZEN | HUNDRED):
            return self._sum(share)
        if share == 2.0 and word in _COINS:
            return share
        self.at = start
        return None

    def _sum(self, lead: float | None = None) -> float | None:
        """A group with its scale, then smaller groups: "two thousand five hundred"."""
        value = self._group(lead)
        if value is None:
            return None
        value += self._half() if lead is None else 0.0
        if self.word() in ("ish", "odd") and self.word(1) in SCALES:
            self.at += 1
        scale = SCALES.get(self.word())
        if scale is None or not self._scales(self.word()):
            return value
        self.scale = self.word()
        total = self._decimal(value) * scale
        self.scales = (scale, *(scale * factor for factor in self.scales))
        self.at += 1
        total += scale * self._half()
        return total + (self._remainder(scale) if self.tokens[self.at - 1].word in ADDING_SCALES else 0.0)

    def _scales(self, word: str) -> bool:
        """A letter scales only what stands right before it, and "m" not where it measures a length."""
        if word in SLANG_SCALES:
            return self.word(1) in _AFTER_SLANG
        if word not in ("m", "mm"):
            return True
        after = self.word(1)
        return after not in ("wide", "long", "high", "tall", "deep", "by", "x", "sq", "away", "square", "wall", "run")

    def _decimal(self, value: float) -> float:
        """ "1.250 million" has a decimal point, "1.250" alone has thousands."""
        token = self.tokens[self.at - 1]
        return value / 1000 if token.value is not None and _DECIMAL_GROUP.match(token.word) else value

    def _group(self, lead: float | None) -> float | None:
        """A number under a thousand (or any in digits), without its scale."""
        if lead is None:
            lead = self._plain()
        if lead is None:
            return 1.0 if SCALES.get(self.word(), 0.0) >= 1e3 and self.word() in ADDING_SCALES else None
        if self.word() in DOZEN:
            self.at += 1
            return lead * 12
        if self.word() in HUNDRED:
            self.at += 1
            self.scales, self.scale = (100.0,), "hundred"
            return lead * 100 + self._tail_of_hundred()
        return lead

    def _tail_of_hundred(self) -> float:
        skip = 1 if self.word() == "and" else 0
        lead = self.tokens[self.at - 2].word if self.at - 2 >= self.first else ""
        if self.word(skip) not in SMALL and self.word(skip) not in TENS:
            return 0.0
        start, self.at = self.at, self.at + skip
        tail = self._small()
        teens = skip and (SMALL.get(lead, 0) >= 10 or lead in TENS)
        if tail is None or self.word() in HUNDRED or (teens and self.word() in SCALES):
            self.at = start
            return 0.0
        return tail

    def _plain(self) -> float | None:
        """Digits or a word number under a hundred; "six fifty" and "twelve fifty" count hundreds."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is not None and token.value is not None:
            self.at += 1
            if token.value in range(1, 10) and self.word() in TENS and self.word(1) not in SCALES:
                return self._paired(token.value)
            return token.value + self._fraction()
        if self.word() in HUNDRED or self.word() in DOZEN:
            return 1.0
        value = self._small()
        if value is not None and self.word() == "point":
            return value + self._spoken_decimals()
        if value is not None and value >= 10 and (value < 20 or value % 10) and self.word() in _UNITS:
            return self._clipped(value)
        return None if value is None else self._paired(value)

    def _clipped(self, value: float) -> float:
        """ "Eleven-five" is 11,500 where no scale of its own follows."""
        if self.word(1) in SCALES or self.word(1) in HUNDRED:
            return value
        self.at += 1
        return value * 1000 + SMALL[self.tokens[self.at - 1].word] * 100

    def _spoken_decimals(self) -> float:
        """The part in "one point two", "one point two five"."""
        start, self.at, digits = self.at, self.at + 1, ""
        while 0 <= SMALL.get(self.word(), -1) <= 9:
            digits += str(SMALL[self.word()])
            self.at += 1
        if not digits:
            self.at = start
            return 0.0
        return float(f"0.{digits}")

    def _fraction(self) -> float:
        """The part in "2 1/2" and "2½"."""
        if self.word() in FRACTIONS and self.at > self.first:
            self.at += 1
            return FRACTIONS[self.tokens[self.at - 1].word]
        return 0.0

    def _small(self) -> float | None:
        word = self.word()
        if word in SMALL:
            self.at += 1
            return float(SMALL[word])
        if word in TENS:
            self.at += 1
            unit = SMALL.get(self.word(), 0)
            if 0 < unit < 10:
                self.at += 1
                return float(TENS[word] + unit)
            return float(TENS[word])
        return None

    def _paired(self, value: float) -> float:
        """ "Six fifty" is 650, "twelve fifty" 1250; "fifteen twenty grand" stays two numbers."""
        if not (1 <= value <= 9 or (value > 10 and value % 10)) or not (
            self.word() in TENS or SMALL.get(self.word(), 0) >= 10
        ):
            return value
        start = self.at
        tail = self._small()
        scaled = self.word() in SCALES or self.word() in HUNDRED
        if tail is None or (value > 10 and tail % 25) or (tail < 20 and scaled) or self.word() in HUNDRED:
            self.at = start
            return value
        self.scales = (100.0,)
        return value * 100 + tail

    def _half(self) -> float:
        """The half in "two and a half", read only where it is there."""
        for words, share in _HALVES:
            if all(self.word(i) == word for i, word in enumerate(words)):
                self.at += len(words)
                return share
        return 0.0

    def _remainder(self, scale: float) -> float:
        """What is added after a scale: "and fifty", "five hundred", "two hundred thousand"."""
        start, scales, name = self.at, self.scales, self.scale
        self.at += self.word() == "and"
        rest = self._sum() if self.word() and _may_begin(self.tokens[self.at]) and self.word() not in "an" else None
        if (
            rest is None
            or not 1 <= rest < scale
            or self.tokens[self.at - 1].word in LETTER_SCALES
            or (start + 1 < self.at and self.tokens[start].word == "and" and rest >= 1000 and scale <= 1000)
        ):
            self.at, rest = start, 0.0
        self.scales, self.scale = scales, name
        return rest


_HALVES: tuple[tuple[tuple[str, ...], float], ...] = (
    (("and", "a", "half"), 0.5),
    (("an", "a", "half"), 0.5),
    (("n", "a", "half"), 0.5),
    (("and", "half"), 0.5),
    (("and", "a", "quarter"), 0.25),
    (("and", "a", "bit"), 0.0),
)
