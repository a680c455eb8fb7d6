"""Amounts of money in a message: figures, ranges and bounds, with currency, period and unit where they are said."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agent.reading.money_currency import Sum, home_of, with_currency
from agent.reading.money_edges import Amount, with_head, with_tail
from agent.reading.money_noise import is_noise
from agent.reading.money_words import BETWEEN, FOLLOWERS, RANGE_LINK, STRETCH_LINK
from agent.reading.number import Numeral, Token, numerals_of, tokens_of
from agent.reading.number_words import LETTER_SCALES, MONEY_SCALES, SCALES
from agent.reading.text import Message, Span

__all__ = ["Amount", "find_amounts", "home_of"]

_LINK = re.compile(RANGE_LINK + r"\Z")
_BREATH = re.compile(
    r"(?:,? (?:mate|love|lol|haha|sir|pal|boss|bud|tbh|hun|or so|i guess|i suppose|i "
    r"think)\b)?\s*[,/?.;!-]{0,3}\s*(?:but|and|or|with|maybe|possibly)?\s*(?:an?|the|my|our)?\s*"
)
_IF = re.compile(r"\s*if\b")
_STRETCH = re.compile(STRETCH_LINK + r"\Z")
_TOO_MUCH = 1e12
_MOST_FIGURES = 60
"""Nobody names more in a message; the work stays bounded."""
_AND = frozenset({"and", "n", "nd", "&"})


def find_amounts(message: Message, currency: str) -> list[Amount]:
    """Every figure of the message that could be a sum, left to right. `currency`: the business's own (ISO 4217)."""
    text = message.text
    tokens = tokens_of(text)
    sums = _sums(message, currency)
    amounts: list[Amount] = []
    index = 0
    while index < len(sums):
        low = sums[index]
        if amounts and low.numeral.start < amounts[-1].span.end:
            index += 1
            continue
        after = sums[index + 1] if index + 1 < len(sums) else None
        linked = after is not None and _links(text, tokens, low, after)
        high = after if linked else None
        amounts.append(_dressed(message, tokens, low, high, amounts[-1].span.end if amounts else 0))
        index += 2 if linked else 1
    return _stretched(text, amounts)


def _sums(message: Message, currency: str) -> list[Sum]:
    """Each figure with its currency; a sign between two figures belongs to the first that takes it."""
    sums: list[Sum] = []
    for numeral in _numerals(message.text, currency):
        found = with_currency(message, numeral, currency)
        if sums and found.start < sums[-1].end:
            found = replace(found, start=numeral.start, currency=None)
        sums.append(found)
    return sums


def _numerals(text: str, currency: str) -> Iterator[Numeral]:
    """Numerals that are no date, phone or the like; "3L" is three lakh where rupees are at home, else litres."""
    numerals = [numeral for numeral in numerals_of(text) if numeral.value < _TOO_MUCH][:_MOST_FIGURES]
    for numeral in numerals:
        if (numeral.scale != "l" or currency == "INR") and not is_noise(text, Span(numeral.start, numeral.end)):
            yield numeral


def _links(text: str, tokens: tuple[Token, ...], low: Sum, high: Sum) -> bool:
    """True where two sums are the ends of one range."""
    between = text[low.end : high.start]
    if len(between) > 24:
        return False
    joined = _LINK.match(between)
    if not joined or (low.currency and high.currency and low.currency != high.currency):
        return False
    word = between.strip()
    weak = word == "and" or word.startswith(",") or (word in _AND and not _shares(low, high))
    if weak and not _said_between(tokens, low) and not (word.startswith(",") and _is_pair(low, high)):
        return False
    low_value, high_value = _ends(low, high)
    return 0 < low_value <= high_value and (
        high_value <= 20 * low_value or _shares(low, high) or low.numeral.scale != ""
    )


def _is_pair(low: Sum, high: Sum) -> bool:
    """ "Ten, twelve grand": a bare figure and a somewhat higher one with the scale of both."""
    first, second = low.numeral, high.numeral
    bare = not first.scales and low.currency is None
    return bare and second.scale in SCALES and first.value < second.value / SCALES[second.scale] <= first.value * 1.6


def _said_between(tokens: tuple[Token, ...], low: Sum) -> bool:
    return any(token.word in BETWEEN for token in tokens[max(0, low.numeral.first - 5) : low.numeral.first])


def _shares(low: Sum, high: Sum) -> bool:
    return bool(low.numeral.scales) != bool(high.numeral.scales)


def _ends(low: Sum, high: Sum) -> tuple[float, float]:
    """Both ends' values: an end without a scale of its own shares the other's ("5-10k", "six to six-fifty")."""
    first, second = low.numeral, high.numeral
    in_hundreds = not (first.scales or second.scales) and 100 <= first.value < second.value * 100 < 1000
    if in_hundreds and second.value != int(second.value):
        return first.value, second.value * 100  # "380 to 4 and a quarter" of house prices
    if not first.scales or (first.scales == (100.0,) and second.value >= 1000 and first.value < 1000):
        return _shared_low(first.value, second), second.value
    if not second.scales and second.value < first.value:
        factor = next(
            (s for s in sorted(first.scales, reverse=True) if first.value < second.value * s <= first.value * 20), 1.0
        )
        return first.value, second.value * factor
    return first.value, second.value


def _shared_low(value: float, high: Numeral) -> float:
    fitting = [scale for scale in high.scales if value * scale < high.value]
    if fitting:
        return value * max(fitting)
    if not high.scales and high.value >= 1000 and high.value % 1000 == 0 and value * 1000 < high.value <= value * 1e4:
        return value * 1000
    return value * 1000 if 1e6 in high.scales and value < 1000 <= high.value / value else value


def _dressed(message: Message, tokens: tuple[Token, ...], low: Sum, high: Sum | None, floor: int) -> Amount:
    """The amount of one sum or of a range, with the words before and after that bear on it."""
    last = high or low
    bottom, top = _ends(low, high) if high else (low.numeral.value, low.numeral.value)
    figure = Span(low.start, last.end)
    amount = Amount(
        span=figure, figure=figure, min=bottom, max=top, currency=last.currency or low.currency,
        scaled=bool(last.numeral.scales or low.numeral.scales), slang=low.numeral.scale == "slang",
        grouped="," in message.text[low.start : last.end],
    )  # fmt: skip
    amount = with_tail(message, amount, low, last)
    amount = with_head(
        message.text, tokens, amount, low, max(floor, message.sentence_at(low.start).start), is_range=high is not None
    )
    return replace(
        amount, marked=_is_marked(amount, low, last), counted=_is_counted(message.text, tokens, amount, last)
    )


def _is_marked(amount: Amount, low: Sum, last: Sum) -> bool:
    scale = last.numeral.scale or low.numeral.scale
    return bool(amount.currency or scale in MONEY_SCALES or scale == "note" or amount.period or amount.per)


def _is_counted(text: str, tokens: tuple[Token, ...], amount: Amount, last: Sum) -> bool:
    """True where a noun follows the bare figure ("40 reps", "3 bed", "60,000 contacts")."""
    if amount.currency or last.numeral.scale in MONEY_SCALES or last.last >= len(tokens):
        return False
    following = tokens[last.last]
    if following.start < amount.span.end:
        return False
    gap = text[amount.span.end : following.start]
    if gap.strip(" -") or following.word in FOLLOWERS or following.word in LETTER_SCALES:
        return False
    return following.value is None


def _stretched(text: str, amounts: list[Amount]) -> list[Amount]:
    """Joins "15k, could stretch to 18" and "5k, 6k max" into one range."""
    joined: list[Amount] = []
    for amount in amounts:
        previous = joined[-1] if joined else None
        if previous and _stretches(text, previous, amount):
            low = previous.min if previous.min is not None else previous.max
            high = _lifted(amount.top, previous)
            joined[-1] = replace(
                previous, span=Span(previous.span.start, amount.span.end),
                figure=Span(previous.figure.start, amount.figure.end),
                min=low, max=high, bound=None, currency=previous.currency or amount.currency,
                period=previous.period or amount.period, per=previous.per or amount.per,
                marked=previous.marked or amount.marked, counted=amount.counted and not previous.marked,
            )  # fmt: skip
        else:
            joined.append(amount)
    return joined


def _lifted(value: float, previous: Amount) -> float:
    """The stretched figure at the scale of the first: "15k, maybe 18" is 18,000."""
    return value * 1000 if value < 1000 <= previous.top < value * 1e4 and value * 1000 > previous.top else value


def _stretches(text: str, previous: Amount, amount: Amount) -> bool:
    if previous.counted and not previous.marked and not previous.scaled:
        return False
    if (previous.bound, amount.bound) == ("min", "max") and amount.figure.start - previous.span.end <= 24:
        return previous.top < amount.top
    if previous.bound == "max" or amount.min not in (None, amount.max):
        return False
    is_range = previous.min != previous.max and previous.bound != "min"
    between = text[previous.figure.end : amount.figure.start]
    if len(between) > 60 or (amount.currency and previous.currency and amount.currency != previous.currency):
        return False
    high = _lifted(amount.top, previous)
    if not previous.top < high <= previous.top * 3:
        return False
    gap = text[previous.span.end : amount.span.start]
    capped = amount.bound == "max" or _IF.match(text, amount.span.end)
    return bool((capped and not is_range and _BREATH.fullmatch(gap)) or _STRETCH.match(between))
