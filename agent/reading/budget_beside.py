"""What stands beside a budget and is none: the running costs of a home, the heads behind a price a head; and totals."""

import re

from agent.reading.money import Amount
from agent.reading.text import Message

_RUNNING_COST = re.compile(
    r"\b(?:hoas?|strata|body corp(?:orate)?|service charges?|ground rent|council tax|(?:property |land |"
    r"local )?tax(?:es)?|"
    r"(?:council |water )?rates|condo (?:fees?|dues)|lev(?:y|ies)|(?:management|maintenance|strata|hoa|"
    r"body corporate|"
    r"society|monthly|annual|co-?op) (?:fees?|charges?|dues|costs?|lev(?:y|ies))|maintenance|dues|bills|utilities|"
    r"nebenkosten|hausgeld)"
    r"(?:'?s)?(?: \w+){0,4}[\s:<]*[£$€₹]?\Z"
)
_RUNNING_COST_BEHIND = re.compile(
    r"[\s/]*(?:(?:a|per|each|every) (?:month|year|quarter|week|mo|yr)|monthly|yearly|quarterly|pcm|pa|max|tops)? ?"
    r"(?:in |of |for |on )?(?:the )?(?:hoas?|strata|body corp(?:orate)?|service charges?|ground rent|"
    r"council tax|condo fees?|"
    r"property tax(?:es)?|maintenance fees?|dues)\b"
)
_BACK = 48
_HEADS_EXPECTED = re.compile(
    r"\b(?:expect(?:ing)?|invit(?:e|ing)|seat(?:ing)?|cater(?:ing)? for|hop(?:e|ing) (?:for|to get)|"
    r"there(?:'ll| will|'d| would|'s| are)(?: be)?|(?:we|i)(?:'d|'ll| would| will|'re| are)(?: (?:only |just )?be)?|"
    r"numbers? (?:is|are|of|around|about)|head ?count(?: is| of)?|guest list(?: is| of)?|guests:?|rsvps?:?) "
    r"(?:(?:about|around|roughly|approx|maybe|say|like|some|up to|nearly|at|only|just) )*\Z"
)
_FEWEST_THOUSANDS = 1000
_SUMS_UP = re.compile(
    r"(?:\b(?:so|making|makes|that'?s|thats|that makes|comes to|gives (?:us|me)|for a total of|call it)|=)\s*"
    r"(?:it'?s |we'?re at |we have |we'?ve got |about |around |roughly |say )*[£$€₹]?\Z"
)
_IN_ALL = re.compile(
    r"[\s,]*(?:all[- ](?:up|in|told|together)|in (?:total|all)|total|altogether|overall|combined|between (?:us|them)|"
    r"for (?:everything|the lot|the whole (?:lot|thing)))\b"
)


def is_running_cost(amount: Amount, message: Message) -> bool:
    """ "HOA below 300 a month", "no more than 150 service charge": what a home costs to keep, not its price."""
    before = message.text[max(0, amount.figure.start - _BACK) : amount.figure.start]
    before = re.split(r"[.,;!?(]\s", before)[-1]
    if _RUNNING_COST.search(before):
        return True
    return _RUNNING_COST_BEHIND.match(message.text, amount.figure.end) is not None


def without_running_costs(message: Message, amounts: list[Amount]) -> str:
    """The text with those sums blanked: their "a month" says nothing of a rent."""
    text = message.text
    for amount in amounts:
        if is_running_cost(amount, message):
            text = text[: amount.span.start] + " " * (amount.span.end - amount.span.start) + text[amount.span.end :]
    return text


def is_head_count(amount: Amount, amounts: list[Amount], message: Message) -> bool:
    """ "$120 a head. We're expecting 180": a bare figure of heads where another figure is surely the money."""
    if amount.marked or amount.scaled or amount.grouped or amount.top >= _FEWEST_THOUSANDS:
        return False
    before = message.text[max(0, amount.figure.start - _BACK) : amount.figure.start]
    if _HEADS_EXPECTED.search(before) is None:
        return False
    return any(other.marked or (other.scaled and other.top >= _FEWEST_THOUSANDS) for other in amounts)


def sums_up(amount: Amount, amounts: list[Amount], message: Message) -> bool:
    """ "80,000 and another ten from a sponsor, so 90k all up": the last figure, told as what the others come to."""
    before = [other for other in amounts if other.figure.start < amount.figure.start]
    if not before or any(other.top >= amount.top for other in before):
        return False
    lead = message.text[max(0, amount.figure.start - _BACK) : amount.figure.start]
    return _SUMS_UP.search(lead) is not None and _IN_ALL.match(message.text, amount.figure.end) is not None
