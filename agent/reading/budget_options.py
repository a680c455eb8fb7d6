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


def picked_option(message: Message, context: ReadingContext) -> Amount | None:
    """The figure of the agent's own question that the answer picks; None where it picks none."""
    if context.asked != "budget" or not context.agent or len(message.text) > 60:
        return None
    for pick, pattern in _PICKS:
        match = pattern.match(message.text)
        if match:
            return _option(pick, Span(match.start("pick"), match.end()), context)
    return None


def _option(pick: str, span: Span, context: ReadingContext) -> Amount | None:
    offered = find_amounts(Message(context.agent or ""), context.currency)
    ends = [end for amount in offered if not amount.counted for end in (amount.min, amount.max) if end is not None]
    if len(set(ends)) != 2:
        return None
    low, high = min(ends), max(ends)
    value = {"low": low, "high": high, "middle": (low + high) / 2}[pick]
    return replace(offered[0], span=span, figure=span, min=value, max=value, bound=None)
