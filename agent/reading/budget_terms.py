"""The terms of a budget that stand apart from its figure: period, unit, currency, and the scale of a bare figure."""

import re
from dataclasses import replace
from functools import lru_cache

from agent.frame import ReadingContext
from agent.reading.budget_beside import is_running_cost, without_running_costs
from agent.reading.money import Amount, find_amounts, home_of
from agent.reading.money_noise import is_noise
from agent.reading.money_words import CURRENCY_WORDS, DAILY_WORDS, PERIODS
from agent.reading.number_words import SCALES
from agent.reading.text import Message, Span, fold

_LOOSE_PERIODS = {
    name: re.compile(
        rf"(?<![a-z0-9'])(?<!once )(?<!twice )(?<!\bin )(?<!times ){regex}(?! (?:ago|or so|or two|from now|earlier|"
        rf"later))"
    )
    for name, regex in PERIODS.items()
    if name != "once"
}
_ASKED_PERIODS = {
    name: re.compile(rf"\b(?:(?:a|an|per|each|every|by the)\s(?:{unit})\b|{adverb}\b)")
    for name, unit, adverb in (
        ("month", "month|mth|mo", "monthly|pcm|for the month|(?:per|a|each|every) \\w+ (?:and|/|a|per|each) month"),
        (
            "year",
            "year|yr|annum",
            "yearly|annually|for the year|(?:per|a|each) \\w+ (?:and|/|a|per|each) year|annual(?! (?:conference|"
            "dinner|gala|"
            r"event|meeting|party|ball|do|day|function|fest|festival|retreat|summit|outing|awards|lunch|fair)\b)",
        ),
        ("quarter", "quarter", "quarterly|for the quarter"),
        ("week", "week|wk", "weekly"),
        ("day", "day", "daily"),
    )
}
_QUESTION = re.compile(r"(?:[^.!?]|\.(?=\d))*\?")
_ASKED_UNITS = {
    "seat": re.compile(
        r"\b(?:per|a|each|every)\s(?:seat|user|head|person|guest|delegate|attendee|rep|licen[cs]e|employee|member|"
        r"cover|plate|ticket)\b"
    ),
    "unit": re.compile(
        r"\bper (?:item|unit|piece|chair|door|table|desk|sofa|wardrobe|stool|bed|one)\b|\ba (?:chair|stool|door|"
        r"piece)\b|\bapiece\b"
    ),
    "each": re.compile(r"\beach\b(?!\s(?:month|year|quarter|week|day|of you|time))"),
}
_ADVERBS = {
    "monthly": "month",
    "yearly": "year",
    "annual": "year",
    "quarterly": "quarter",
    "weekly": "week",
    "daily": "day",
}
_ADVERB = rf"(?P<word>{'|'.join(_ADVERBS)})"
_ADVERB_PERIOD = re.compile(
    rf"(?<![a-z]){_ADVERB}\s(?:budget|payment|spend|premium|cost|limit|cap|max|"
    r"outlay|repayments?|figure|fee|allowance|amount|instal\w+|direct debit|subscription)"
)
_PERIOD_AFTER = re.compile(rf"\s?[,;(-]+\s*(?:and )?(?:that|this|it|all of (?:it|that))(?:'?s| is) {_ADVERB}\b")
"""A period told of the sum behind a comma: "65 a seat, that's monthly"."""
_CURRENCY_HINT = re.compile(
    r"(?<![a-z0-9'])(?:"
    + "|".join(sorted((re.escape(w) for w in CURRENCY_WORDS if w not in DAILY_WORDS), key=len, reverse=True))
    + r")(?![a-z])"
)
_RENTS = re.compile(
    r"\b(?!rent(?:s|ed|ing)? (?:it |them |one |that |this |the place )?out\b|(?:let|letting) (?:it |them |one "
    r")?out\b|"
    r"rental (?:property|properties|income|yield|investment|flat|house)|let me\b)(?:rent\w*|lease|leasing|let|"
    r"letting|per "
    r"month|a month|monthly|pcm|(?:per|a|each|\d) nights?|per week|sublet|airbnb|short[- ]term)\b(?<!buy to let)"
)
_SCALE_BEHIND = re.compile(
    r"\s?[.,;!(-]+\s*(?:in |that'?s |i mean |as in |meaning |all in )?(?P<scale>k|grand|thousands?|lakhs?|lacs?|"
    r"crores?|cr|"
    r"million|mil)\b(?! \d)"
)
_IN_THOUSANDS = re.compile(r"\b(?:how many (?:thousands?|k|grand)|in thousands|thousands?)\b")
_NO_MORE = re.compile(
    r"[^.!?;]{0,50}?\b(?:not|no|nor|never|without|nothing|nary)\b[^.!?;\d]{0,30}\b(?:cent|penny|dollar|euro|pound|"
    r"rupee|quid|paisa|dime|bean|"
    r"nickel|shilling|bob) (?:over|more|above|past|beyond|further|higher|extra)\b|"
    r"[^.!?;\d]{0,50}?n't [^.!?;\d]{0,30}\b(?:cent|penny|dollar|euro|pound|rupee|quid|paisa|dime|bean|nickel) "
    r"(?:over|more|above|past|beyond|"
    r"higher|extra)\b|"
    r"\s?[,.;!-]+\s?(?:and )?(?:(?:\w+ (?:won'?t|will not|can'?t) (?:go|pay|do|give|approve) |not |never "
    r")(?:(?:a|one|any) )?(?:single |red )?(?:cent|penny|dollar|euro|pound|"
    r"rupee|bean) (?:over|more|above|higher|further|past)|"
    r"(?:and )?(?:no|nothing|not any|nicht|mehr) (?:more|higher|further|mehr|nicht)(?: than that)?(?=\s*(?:$|"
    r"[.,!]))|tops(?=\s*(?:$|"
    r"[.,!]))|max(?=\s*(?:$|[.,!]))|"
    r"(?:and )?(?:that'?s|that is|it'?s) (?:the|my|our) (?:absolute |very |hard |upper )?(?:limit|max|maximum|"
    r"ceiling|cap|top)\b|"
    r"(?:and |but )?(?:(?:i|we) )?(?:can(?:'?t|not)|won'?t|will not|couldn'?t|wouldn'?t) (?:be )?(?:go|going|"
    r"stretch|do|pay|"
    r"spend|push|afford) "
    r"(?:any |to |it |a penny |a cent |anything )?(?:higher|more|above|over|further|past|beyond)(?! than)\b)"
)
"""Behind a sum: that it is the most they would pay."""
_NO_MORE_LATER = re.compile(
    r"[^?!;\d]{0,70}?[.!;,]\s+(?:and |but |so )?(?:"
    r"(?:(?:i|we|he|she|they) )?(?:can(?:'?t|not)|won'?t|will not|couldn'?t|wouldn'?t|not|never) (?:be )?(?:go|going|"
    r"stretch|stretching|do|pay|paying|spend|push|afford|budge)(?: (?:it|any|a (?:cent|penny|dollar|euro)))? "
    r"(?:higher|more|above|over|further|past|beyond)"
    r"|(?:no|not|nothing) (?:more|higher|further|over|above))"
    r"(?: (?:than )?(?:that|it|this))?(?=\s*(?:$|[.,!;]|(?:please|pls|sorry|mate|so|and|but|though|tho|i'm afraid)\b))"
)
"""In the next breath: "310k and that's with help. Won't stretch past that"."""
_HOME_DOLLARS = {
    "canadian": "CAD", "american": "USD", "aussie": "AUD", "australian": "AUD", "us": "USD", "kiwi": "NZD", "nz": "NZD",
    "singapore": "SGD", "sing": "SGD", "hong kong": "HKD", "loonies": "CAD",
}  # fmt: skip
_LAND_BEHIND = re.compile(
    r"[\s,.;(-]{1,3}(?:and |but )?(?:(?:that'?s|that is|it'?s|thats|its|this is|in|all|i mean|talking|we'?re "
    r"talking|meaning|mind you) ){1,2}"
    r"(?P<land>"
    + "|".join(_HOME_DOLLARS)
    + r")(?: (?:dollars?|money|bucks|currency|funds))?(?=\s*(?:$|[.,;:!?)]|not\b|by the way|btw|please))"
)
"""Whose dollars the figure before it counts: "30k, and that's Canadian"."""
_HOUSE_PRICES_FROM = 10_000
_SELLS_GOODS = frozenset({"retail", "real_estate"})
_BILLED = frozenset({"financial_services", "b2b_saas"})
_THOUSANDS_SPOKEN = frozenset({"retail", "events", "b2b_saas"})


def complete(amount: Amount, amounts: list[Amount], message: Message, context: ReadingContext) -> Amount:
    """The amount with what stands elsewhere in its sentence or in the agent's question."""
    amount = _with_shared_period(_with_period(amount, message, context), amounts, message, context)
    amount = _with_limit_behind(_with_unit(amount, context), message)
    amount = _with_scale_behind(_with_hinted_currency(amount, message, context), message)
    if context.vertical == "real_estate":
        return _at_house_prices(amount, amounts, message, context)
    return _at_thousands(amount, amounts, context)


def _with_period(amount: Amount, message: Message, context: ReadingContext) -> Amount:
    if amount.period is not None:
        return amount
    found = _period_in(message.text, message.sentence_at(amount.figure.start), amount)
    if found:
        name, start, end = found
        return replace(amount, period=name, span=Span(min(start, amount.span.start), max(end, amount.span.end)))
    if context.asked == "budget" and context.agent:
        return replace(amount, period=_asked(_ASKED_PERIODS, context.agent))
    return amount


def _with_shared_period(amount: Amount, amounts: list[Amount], message: Message, context: ReadingContext) -> Amount:
    """ "Ninety a month would break me, seventy I can do": bare sums of one size share the period.

    Where we sell by the month or year, also with the sentence before: "I pay 62 a month. I'd go to 40 with you".
    """
    if amount.period is not None or amount.currency or amount.scaled:
        return amount
    sentence = message.sentence_at(amount.figure.start)
    if context.vertical in _BILLED and sentence.start > 1:
        sentence = Span(message.sentence_at(sentence.start - 2).start, sentence.end)
    for other in amounts:
        near = sentence.start <= other.figure.start < sentence.end and amount.top / 3 <= other.top <= amount.top * 3
        near = near and not (context.vertical == "real_estate" and is_running_cost(other, message))
        if other.period is not None and other.figure != amount.figure and near:
            span = Span(min(amount.span.start, other.span.start), max(amount.span.end, other.span.end))
            return replace(amount, period=other.period, span=span)
    return amount


def _period_in(text: str, sentence: Span, amount: Amount) -> tuple[str, int, int] | None:
    """(period, start, end) said in the amount's sentence apart from the amount: "monthly budget", "annually"."""
    adverb = _ADVERB_PERIOD.search(text, sentence.start, amount.span.start)
    if adverb:
        return _ADVERBS[adverb["word"]], adverb.start(), adverb.end()
    said_after = _PERIOD_AFTER.match(text, amount.span.end, sentence.end)
    if said_after:
        return _ADVERBS[said_after["word"]], amount.span.start, said_after.end()
    tail = re.split(r"[,;(]| - ", text[amount.span.end : sentence.end])[0]
    for name, pattern in _LOOSE_PERIODS.items():
        after = pattern.search(tail)
        if after and after.start() <= 40:
            return name, amount.span.start, amount.span.end + after.end()
        before = pattern.search(text, max(sentence.start, amount.span.start - 30), amount.span.start)
        opens = before and text[sentence.start : before.start()].rstrip()[-1:] in ("", ",", ";", ":", "-", "(")
        if before and opens and text[before.end() : amount.span.start].strip(" ,:-").count(" ") <= 4:
            return name, before.start(), amount.span.end
    return None


def _asked(patterns: dict[str, re.Pattern[str]], agent: str) -> str | None:
    """What the agent's question names; what it told before the question ("49 a seat. How much a year?") is ours."""
    folded = _folded(agent)
    asked = " ".join(_QUESTION.findall(folded)) or folded
    return next((name for name, pattern in patterns.items() if pattern.search(asked)), None)


@lru_cache(maxsize=64)
def _folded(agent: str) -> str:
    return fold(agent)


def _with_scale_behind(amount: Amount, message: Message) -> Amount:
    """ "80 to 90. lakhs obviously": the scale of bare figures, said after a pause."""
    match = None if amount.scaled or amount.grouped else _SCALE_BEHIND.match(message.text, amount.span.end)
    if match is None or amount.top >= 1000:
        return amount
    return _times(replace(amount, span=Span(amount.span.start, match.end()), scaled=True), SCALES[match["scale"]])


def _with_limit_behind(amount: Amount, message: Message) -> Amount:
    """ "35,000 this time and not a dollar over" is at most that."""
    if amount.bound is not None or amount.min != amount.max:
        return amount
    at = amount.span.end
    match = _NO_MORE.match(message.text, at) or _NO_MORE_LATER.match(message.text, at)
    if match is None:
        return amount
    return replace(amount, min=None, bound="max", span=Span(amount.span.start, match.end()))


def _with_unit(amount: Amount, context: ReadingContext) -> Amount:
    per = amount.per
    if per is None and context.asked == "budget" and context.agent:
        per = _asked(_ASKED_UNITS, context.agent)
    if per == "each":
        per = "unit" if context.vertical in _SELLS_GOODS else "seat"
    return replace(amount, per=per)


def _with_hinted_currency(amount: Amount, message: Message, context: ReadingContext) -> Amount:
    """A bare figure or "$" in a message that says "in US dollars" or "it would be sterling" elsewhere."""
    land = _LAND_BEHIND.match(message.text, amount.span.end)
    if land and (amount.currency is None or amount.currency in CURRENCY_WORDS["dollars"]):
        span = Span(amount.span.start, land.end())
        return replace(amount, currency=_HOME_DOLLARS[land["land"]], span=span)
    for match in _CURRENCY_HINT.finditer(message.text):
        told = Span(match.start(), match.end())
        if amount.span.overlaps(told) or _is_another_sum(message, match) or is_noise(message.text, told):
            continue
        family = CURRENCY_WORDS[match.group()]
        named = home_of(family, context.currency)
        dollars = CURRENCY_WORDS["dollars"]
        refines = len(family) == 1 and amount.currency in dollars and named in dollars
        if amount.currency is None or refines:
            span = Span(min(amount.span.start, match.start()), max(amount.span.end, match.end()))
            return replace(amount, currency=named, span=span)
    return amount


def _is_another_sum(message: Message, match: re.Match[str]) -> bool:
    """True where the currency word belongs to a figure of its own ("fifty bucks")."""
    found = find_amounts(message, "XXX")
    return any(other.span.overlaps(Span(match.start(), match.end())) for other in found)


def _at_house_prices(amount: Amount, amounts: list[Amount], message: Message, context: ReadingContext) -> Amount:
    """In real estate a bare figure is read at the scale of house prices: "450", "1.2", "six to six-fifty"."""
    top = amount.top
    bare = not (amount.scaled and top >= 1000) and not amount.grouped and (amount.currency is None or top < 2000)
    kept = without_running_costs(message, amounts)
    rents = amount.period or amount.per or _RENTS.search(kept) or _RENTS.search(_folded(context.agent or ""))
    if not bare or rents or not 0 < top < _HOUSE_PRICES_FROM:
        return amount
    return _times(amount, 1e6 if top <= 3 else 1e5 if top < 10 else 1e3)


def _at_thousands(amount: Amount, amounts: list[Amount], context: ReadingContext) -> Amount:
    """A bare figure in thousands where another figure, the agent's question or a decimal point says so ("2.5")."""
    bare = not (amount.scaled or amount.grouped or amount.currency or amount.period or amount.per)
    if context.asked != "budget" or not bare or not 0 < amount.top < 1000:
        return amount
    other = next((o for o in amounts if (o.scaled or o.grouped) and o.top >= 1000 and o.figure != amount.figure), None)
    if other is not None:
        span = Span(min(amount.span.start, other.figure.start), max(amount.span.end, other.figure.end))
        return _times(replace(amount, span=span), 1e3)
    agent = context.agent or ""
    offered = find_amounts(Message(agent), context.currency) if any(c.isdigit() for c in agent) else []
    in_thousands = _IN_THOUSANDS.search(_folded(agent)) or any(o.scaled and o.top >= 1000 for o in offered)
    decimal = amount.top < 100 and any(
        end * 10 == int(end * 10) != int(end) * 10 for end in (amount.min, amount.max) if end is not None
    )
    return _times(amount, 1e3) if in_thousands or (decimal and context.vertical in _THOUSANDS_SPOKEN) else amount


def _times(amount: Amount, factor: float) -> Amount:
    low, high = (None if end is None else end * factor for end in (amount.min, amount.max))
    return replace(amount, min=low, max=high)
