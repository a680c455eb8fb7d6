"""An answer that picks one of the figures in the agent's question: "the second one", "split the difference"."""

import re
from dataclasses import replace

from agent.frame import ReadingContext
from agent.reading.money import Amount, find_amounts
from agent.reading.text import Message, Span

_LEAD = (
    r"\W*(?:(?:oh|um|er|ah|well|hmm|probably|prob|definitely|def|maybe|more like|closer to|nearer|i'?d say|say|"
    r"it'?s|its|"
    r"it would be|it'?d be|about|go with|i'?d go with|towards?|at|the)\W+)*"
)
_TAIL = (
    r"(?:\s(?:one|end|figure|number|option|amount|bit|half|of (?:those|the two|them|that)))*(?:\s(?:i'?d say|"
    r"probably|i think|i guess|please|thanks|tbh|lol))*\W*\Z"
)
_LONGEST = 60
"""No longer answer only picks."""
_PICKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("high", re.compile(
        rf"{_LEAD}(?P<pick>second|2nd|latter|last|higher|highest|bigger|larger|upper|top|dearer|more "
        rf"expensive){_TAIL}"
    )),
    ("low", re.compile(rf"{_LEAD}(?P<pick>first|1st|former|lower|lowest|smaller|bottom|cheaper){_TAIL}")),
    ("middle", re.compile(
        rf"{_LEAD}(?P<pick>split the difference|in (?:the )?(?:middle|between)|middle|half ?way(?: between)?|mid "
        rf"?way(?: between)?|"
        rf"(?:somewhere )?in ?between|between the two|right down the middle){_TAIL}"
    )),
)  # fmt: skip


_SHARES = {"half": 0.5, "double": 2.0, "twice": 2.0, "a third of": 1 / 3, "third of": 1 / 3, "a quarter of": 0.25}
_SHARE = re.compile(
    r"\b(?P<pick>(?P<share>half|double|twice|a third of|third of|a quarter of) (?:of )?(?:that|it|this|those))\b"
)
_BESIDE = re.compile(
    r"\b(?P<pick>(?P<under>below|under|less than|within|no more than|not more than|"
    r"not (?:go(?:ing)? )?(?:over|above|past)|cheaper than|lower than)|"
    r"(?P<over>above|over|more than|higher than|at least)) (?:that|it|those)\b(?! (?:i|we|one|price|much)\b)"
)
_DENIED = re.compile(r"\b(?:not|cannot|never|no|(?:ca|wo|do|did|would|could|should|must)n'?t)\b[^.,;!?]{0,16}\Z")
_KEPT = re.compile(
    r"\b(?:keep|kept|stay|be|come in|get|go|so|want|need|spend|pay|hoping for) (?:it |us |this |things |something )?"
    r"(?:a bit |well |just |somewhere |it |at or |a lot )?\Z"
)
_PERIOD_PUT_RIGHT = re.compile(
    r"\b(?:per|a|each|every) (?P<pick>month|year|quarter|week|day)\b,? (?:not|instead of|rather than) "
    r"(?:per |a |each |every )?(?:month|year|quarter|week|day)\b"
)


def picked_option(message: Message, context: ReadingContext) -> Amount | None:
    """The figure of the agent's own question that the answer picks or measures itself by; None without one."""
    if context.agent and len(message.text) <= _LONGEST and (right := _PERIOD_PUT_RIGHT.search(message.text)):
        return _of_another_period(message, right, context)
    if context.asked != "budget":
        return None
    if not context.agent or len(message.text) > _LONGEST:
        return _measured(message, context.model_copy(update={"agent": None}))
    for pick, pattern in _PICKS:
        match = pattern.match(message.text)
        if match:
            return _option(pick, Span(match.start("pick"), match.end()), context)
    return _measured(message, context)


def spoken_of(context: ReadingContext) -> Amount | None:
    """The one sum of money that the agent's message names; None for none or several."""
    amount = _spoken_of(context.agent or "", context)
    return amount if amount is not None and (amount.marked or amount.scaled) else None


def _spoken_of(text: str, context: ReadingContext) -> Amount | None:
    """The one sum that `text` names; None for none or several."""
    found = [amount for amount in find_amounts(Message(text), context.currency) if not amount.counted and amount.top]
    found = [amount for amount in found if amount.marked or amount.scaled] or found
    return found[0] if len(found) == 1 else None


def _of_another_period(message: Message, right: re.Match[str], context: ReadingContext) -> Amount | None:
    """ "Per quarter, not per year": the sum that the agent said back, with the period put right."""
    spoken = _spoken_of(context.agent or "", context)
    if spoken is None or any(not amount.counted for amount in find_amounts(message, context.currency)):
        return None
    span = Span(right.start(), right.end())
    return replace(spoken, span=span, figure=span, period=right["pick"])


def _measured(message: Message, context: ReadingContext) -> Amount | None:
    """ "Half that", "below that": of the sum in the agent's question, or of the one that the answer itself denies."""
    share, beside = _SHARE.search(message.text), _BESIDE.search(message.text)
    match = share or beside
    if match is None:
        return None
    kept = share is not None or _KEPT.search(message.text[: match.start()]) is not None
    spoken = _spoken_of(message.text[: match.start()], context) if kept else None
    if spoken is None and not any(char.isdigit() for char in message.text):
        spoken = _spoken_of(context.agent or "", context)
    if spoken is None:
        return None
    span = Span(match.start("pick"), match.end())
    if share is not None:
        value = spoken.top * _SHARES[share["share"]]
        return replace(spoken, span=span, figure=span, min=value, max=value, bound=None)
    under = match["under"] or _DENIED.search(message.text[: match.start()]) is not None
    low, high = (None, spoken.top) if under else (spoken.top, None)
    return replace(spoken, span=span, figure=span, min=low, max=high, bound="max" if under else "min")


def _option(pick: str, span: Span, context: ReadingContext) -> Amount | None:
    offered = find_amounts(Message(context.agent or ""), context.currency)
    ends = [end for amount in offered if not amount.counted for end in (amount.min, amount.max) if end is not None]
    if len(set(ends)) != 2:
        return None
    low, high = min(ends), max(ends)
    value = {"low": low, "high": high, "middle": (low + high) / 2}[pick]
    return replace(offered[0], span=span, figure=span, min=value, max=value, bound=None)
