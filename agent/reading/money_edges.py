"""What stands around a figure and bears on it: bounds, approximations, period and unit, before it and after it."""

import itertools
import re
from dataclasses import dataclass, replace

from agent.reading.money_currency import Sum
from agent.reading.money_words import (
    BETWEEN,
    HEADS,
    LIMIT_NOUNS,
    NEGATORS,
    PERIODS,
    TAIL_ABOUT,
    TAIL_MAX,
    TAIL_MIN,
    UNITS,
)
from agent.reading.number import Token
from agent.reading.text import Message, Span

_TAILS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    *(("period", name, re.compile(regex)) for name, regex in PERIODS.items()),
    *(("per", name, re.compile(regex)) for name, regex in UNITS.items()),
    ("bound", "max", re.compile(TAIL_MAX)),
    ("bound", "min", re.compile(TAIL_MIN)),
    ("about", "about", re.compile(TAIL_ABOUT)),
)
_AND_PERIODS = tuple(
    (name, re.compile(rf"(?:and|und|&|\+|n|x) (?:per |a |pro )?(?:{unit})\b"))
    for name, unit in (("month", "months?|mth|mo|monat"), ("year", "years?|yr|annum|jahr"), ("quarter", "quarter"))
)
"""The second half of "per user and month"."""
_GAP = re.compile(r"(?:/[-=])?[\s,(:-]{0,3}")
_FIGURE_NEXT = re.compile(r"\s+(?:of |is )?[£$€]?\d")
_OPENS_ANEW = re.compile(
    r"(?:about|around|roughly|approx\w*|for(?! (?:each|every|one)\b)|budget|cash|total|net|"
    r"an? (?:flat|house|home|property|apartment|room|"
    r"unit|set|sofa|table|kitchen))\b"
)
_TURNED_DOWN = re.compile(
    r"[\s,-]*(?:and |then |so |or )?(?:(?:i'?m|we'?re|i|we|it'?s|its|it is|that'?s|thats|is|are|would be|will be|'d "
    r"be|"
    r"you'?ve|you|i'?ll|we'?ll|id|i'd|we'd|have to|would|will|'s) )*(?:just |simply |way |far )?"
    r"(?:out\b|walk|gone\b|off (?:the table|my list)|pass\b|too (?:much|dear|rich|steep|expensive|pricey|high)|not "
    r"(?:happening|"
    r"possible|for (?:me|us)|worth|realistic|an option|on)|no (?:good|go|chance|way|deal|can do)|"
    r"(?:can'?t|cannot)(?! (?:\w+ )?(?:see|imagine|picture|think|go (?:lower|below|under)|do (?:it )?(?:for "
    r")?(?:less|cheaper|under)))|lost "
    r"me|"
    r"lose (?:me|us|interest)|a (?:no|stretch too)|never|forget it|leave)"
)
"""Behind "over 50k": what makes it the most they would pay."""
_SHORT_BOUND = re.compile(
    r"(?:\A|[,;:!?(]\s*|\b(?:is|of|budget|about|say|so|and|or|with)\s+)(?P<bound>max|min)\.\s?[£$€₹]?\s?\Z"
)
_LIGHT = re.compile(r"[\s:~=<>(*'\"-]*,?\s*\Z")
_FIRM_NEGATORS = frozenset({"no", "not", "nothing", "nothin", "nowt", "never", "wont", "cant"})
_NO_LIMIT_AFTER = frozenset({"likely", "of", "people", "important", "probably", "recent", "priority", "floor"})
_LIMIT_LINKS = frozenset(("is be at of spend do to around about pay go was max thats afford manage stretch").split())
_LIMITED = frozenset({"budget", "range", "price"})
_MOST_TAILS = 5
_MAX_HEADS = 6
_LONGEST_HEAD = 5


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum as written. `span` holds all words that give the value, `figure` only figures with their currency.

    `currency` is None where not said. `marked`: currency, money word, period or unit make it money by themselves.
    `counted`: a noun right after the bare figure says that it counts something. `scaled`: k, grand, mil, hundred ...
    """

    span: Span
    figure: Span
    min: float | None
    max: float | None
    currency: str | None = None
    period: str | None = None
    per: str | None = None
    bound: str | None = None
    approximate: bool = False
    marked: bool = False
    counted: bool = False
    scaled: bool = False
    grouped: bool = False
    slang: bool = False

    @property
    def top(self) -> float:
        """The upper figure, or the only one."""
        return self.max if self.max is not None else self.min or 0.0


def with_tail(message: Message, amount: Amount, low: Sum, last: Sum) -> Amount:
    """Reads on after the figure: "a month", "per head", "tops", "or so", in any order."""
    text, at, end = message.text, last.end, last.end
    found: dict[str, str] = {}
    for _ in range(_MOST_TAILS):
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        tail = _tail_at(text, at, last, found)
        if tail is None or ("," in text[end:at] and _OPENS_ANEW.match(text, at)):
            break
        found.setdefault(tail[0], tail[1])
        at = end = tail[2]
    bound = found.get("bound")
    return replace(
        amount, span=Span(amount.span.start, end), period=found.get("period"), per=found.get("per"), bound=bound,
        approximate="about" in found, min=None if bound == "max" and last is low else amount.min,
        max=None if bound == "min" else amount.max,
    )  # fmt: skip


def _tail_at(text: str, at: int, last: Sum, found: dict[str, str]) -> tuple[str, str, int] | None:
    """(kind, name, end) of the words at `at` that bear on the figure, of a kind not yet found."""
    if "per" in found and "period" not in found:
        for name, pattern in _AND_PERIODS:
            if (also := pattern.match(text, at)) is not None:
                return "period", name, also.end()
    for kind, name, pattern in _TAILS:
        match = pattern.match(text, at) if kind not in found or kind == "about" else None
        if (
            match
            and not _is_clock(kind, last, match)
            and not (kind == "bound" and _FIGURE_NEXT.match(text, match.end()))
        ):
            return kind, name, match.end()
    return None


def _is_clock(kind: str, last: Sum, match: re.Match[str]) -> bool:
    """ "2pm" is a time; "200 pm" is a sum a month."""
    letters = match.group().replace(".", "")
    return kind == "period" and letters == "pm" and last.currency is None and last.numeral.value <= 12


def with_head(text: str, tokens: tuple[Token, ...], amount: Amount, low: Sum, floor: int, *, is_range: bool) -> Amount:
    """Reads back before the figure: "no more than", "between", "around about"."""
    at, start, effect, about = low.numeral.first, amount.span.start, None, amount.approximate
    while at and tokens[at - 1].start >= start:
        at -= 1
    first = at
    sign = _sign_before(text, start)
    begin = start - 1 if sign else start
    for _ in range(_MAX_HEADS):
        size, said = _head_before(text, tokens, at, start, floor)
        if size == 0:
            break
        at -= size
        start = tokens[at].start
        about = about or said == "about"
        if said in ("max", "min", "over", "under"):
            effect, at = _turned(tokens, at, said, floor)
            break
    if effect or about:
        begin = min(begin, tokens[at].start)
    if effect == "min" and _TURNED_DOWN.match(text, amount.span.end):
        effect = "max"
    bound = amount.bound or effect or sign
    if bound is None and (afar := _limit_from_afar(tokens, at, floor, linked=at < first)):
        bound, begin = afar
    if is_range:
        begin = _between_start(tokens, low.numeral.first, floor, begin)
        bound = amount.bound if amount.bound == "min" else None
    return _bounded(
        replace(amount, span=Span(min(begin, amount.span.start), amount.span.end), approximate=about), bound, is_range
    )


def _bounded(amount: Amount, bound: str | None, is_range: bool) -> Amount:
    if is_range or bound is None:
        return replace(amount, bound=bound if is_range else amount.bound)
    value = amount.min if amount.min is not None else amount.max
    return replace(amount, bound=bound, min=value if bound == "min" else None, max=value if bound == "max" else None)


def _head_before(text: str, tokens: tuple[Token, ...], at: int, start: int, floor: int) -> tuple[int, str]:
    """(how many tokens, effect) of the longest known phrase that ends right before `start`; (0, "") for none."""
    if at == 0 or tokens[at - 1].start < floor or not _LIGHT.match(text, tokens[at - 1].end, start):
        return 0, ""
    for size in range(min(_LONGEST_HEAD, at), 0, -1):
        words = tokens[at - size : at]
        if size > 1 and not all(_LIGHT.match(text, a.end, b.start) for a, b in itertools.pairwise(words)):
            continue
        effect = HEADS.get(" ".join(token.word for token in words))
        if effect:
            return size, effect
    return 0, ""


def _turned(tokens: tuple[Token, ...], at: int, effect: str, floor: int) -> tuple[str, int]:
    """(bound, first token) of "over" or "under": the other bound where a negation stands shortly before."""
    if effect in ("max", "min"):
        return effect, at
    reach = 6 if effect == "over" else 3
    negators = NEGATORS if effect == "over" else _FIRM_NEGATORS
    near = [
        index
        for index in range(max(0, at - reach), at)
        if tokens[index].word in negators and tokens[index].start >= floor
    ]
    plain, turned = ("min", "max") if effect == "over" else ("max", "min")
    return (turned, near[-1]) if near else (plain, at)


def _sign_before(text: str, start: int) -> str | None:
    if shortened := _SHORT_BOUND.search(text[max(0, start - 16) : start]):
        return shortened["bound"]
    before = text[max(0, start - 4) : start].replace(" ", "").rstrip("(")
    if before.endswith(("<", "<=", "≤", "=<")):
        return "max"
    return "min" if before.endswith((">", ">=", "≥")) and not before.endswith(("->", "=>")) else None


def _limit_from_afar(tokens: tuple[Token, ...], at: int, floor: int, *, linked: bool) -> tuple[str, int] | None:
    """(bound, where it starts) in "the most we'd put in is 20k", with its noun some words before."""
    for index in range(max(0, at - 9), at):
        token, after = tokens[index], tokens[index + 1].word if index + 1 < at else ""
        of_money = after == "of" and any(later.word in _LIMITED for later in tokens[index + 2 : min(index + 5, at)])
        if token.word not in LIMIT_NOUNS or token.start < floor or (after in _NO_LIMIT_AFTER and not of_money):
            continue
        if linked or at - index <= 2 or tokens[at - 1].word in _LIMIT_LINKS:
            return LIMIT_NOUNS[token.word], token.start
    return None


def _between_start(tokens: tuple[Token, ...], first: int, floor: int, begin: int) -> int:
    for token in reversed(tokens[max(0, first - 2) : first]):
        if token.word in BETWEEN and token.start >= floor:
            return min(begin, token.start)
    return begin
