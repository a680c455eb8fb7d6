"""The currency of a figure: by symbol, code, word or slang, before it or after it."""

import re
from dataclasses import dataclass

from agent.reading.money_words import CURRENCY_WORDS, DOLLAR_PREFIXES, SYMBOLS
from agent.reading.number import Numeral
from agent.reading.text import Message

_DOLLAR_WORDS = "|".join(sorted((re.escape(p) for p in DOLLAR_PREFIXES), key=len, reverse=True))
_BEFORE = re.compile(
    # One letter is a land only where it touches the sign: "it's $5" and "a $5 budget" name none.
    rf"(?:(?<![a-z'])(?P<land>{_DOLLAR_WORDS})(?:(?<=[a-z.][a-z.])\s)?)?(?P<symbol>[{''.join(SYMBOLS)}])(?P<after>us|au|nz)?\s?\Z"
)
_BEFORE_WORD = re.compile(r"(?<![a-z])(?P<word>[a-z]+)\.?\s?\Z")
_SIGNS = "".join(SYMBOLS)
_SYMBOL_AFTER = re.compile(
    rf"(?:\s(?=[{_SIGNS}](?!\s?\d))|(?=[{_SIGNS}](?!\d)))(?P<symbol>[{_SIGNS}])(?P<after>us|au|nz|c)?"
)
_WORD_AFTER = re.compile(
    r"[\s(]{0,2}-?(?P<word>" + "|".join(sorted(CURRENCY_WORDS, key=len, reverse=True)) + r")(?![a-z])\)?(?:'s)?"
)
_CODES_BEFORE = frozenset(
    ("usd aud gbp eur inr rs cad nzd chf sgd hkd zar aed jpy sek nok dkk euro euros pounds us").split()
)


@dataclass(frozen=True, slots=True)
class Sum:
    """One numeral with its currency, before ranges and bounds."""

    start: int
    end: int
    numeral: Numeral
    currency: str | None
    last: int


def home_of(family: tuple[str, ...], home: str) -> str:
    """The business's own currency where it is one of the family, else the family's first."""
    return home if home in family else family[0]


def with_currency(message: Message, numeral: Numeral, home: str) -> Sum:
    text, raw = message.text, message.raw
    start, end, currency = numeral.start, numeral.end, None
    before = _BEFORE.search(text, max(0, start - 6), start)
    if before and not _belongs_left(text, before, start):
        start = before.start()
        currency = _of_symbol(before, home)
    else:
        code = _BEFORE_WORD.search(text, max(0, start - 8), start)
        if (
            code
            and code["word"] in _CODES_BEFORE
            and (code["word"] != "us" or raw[code.start() : code.end()].startswith("US"))
        ):
            start, word = code.start(), code["word"]
            currency = "USD" if word == "us" else home_of(CURRENCY_WORDS[word], home)
    end, currency = _currency_after(message, end, currency, home)
    return Sum(start, end, numeral, currency, numeral.last)


def _belongs_left(text: str, symbol: re.Match[str], figure: int) -> bool:
    """True for the sign in "500€ 4 people": stuck to the figure on its left, apart from the one on its right."""
    return symbol.start() > 0 and text[symbol.start() - 1].isalnum() and text[figure - 1] == " "


def _currency_after(message: Message, end: int, currency: str | None, home: str) -> tuple[int, str | None]:
    """The end and currency with what stands after the figure: "€", "quid", "US dollars", "USD"."""
    text = message.text
    symbol = _SYMBOL_AFTER.match(text, end)
    if symbol and currency is None:
        end, currency = symbol.end(), _of_symbol(symbol, home)
    word = _WORD_AFTER.match(text, end)
    if word and CURRENCY_WORDS[word["word"]][0]:
        named = home_of(CURRENCY_WORDS[word["word"]], home)
        return word.end(), named if currency is None or len(CURRENCY_WORDS[word["word"]]) == 1 else currency
    if message.raw[end : end + 3].strip() == "US" and not message.raw[end + 3 : end + 4].isalpha():
        return end + len(message.raw[end : end + 3].rstrip()), "USD"
    return end, currency


def _of_symbol(match: re.Match[str], home: str) -> str:
    land = match.groupdict().get("land") or match.groupdict().get("after")
    if land and match["symbol"] == "$":
        return DOLLAR_PREFIXES[land]
    return home_of(SYMBOLS[match["symbol"]], home)
