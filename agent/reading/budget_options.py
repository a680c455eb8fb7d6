"""An answer that picks one of the figures in the agent's question: "the second one", "split the difference"."""

import re
from dataclasses import replace

from agent.frame import ReadingContext
from agent.reading.money import Amount, find_amounts
from agent.reading.text import Message, Span, fold

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
    ("first", re.compile(rf"{_LEAD}(?P<pick>first|1st|former){_TAIL}")),
    ("second", re.compile(rf"{_LEAD}(?P<pick>second|2nd){_TAIL}")),
    ("third", re.compile(rf"{_LEAD}(?P<pick>third|3rd){_TAIL}")),
    ("last", re.compile(rf"{_LEAD}(?P<pick>latter|last){_TAIL}")),
    ("high", re.compile(
        rf"{_LEAD}(?P<pick>higher|highest|bigger|larger|upper|top|dearer|more "
        rf"expensive){_TAIL}"
    )),
    ("low", re.compile(rf"{_LEAD}(?P<pick>lower|lowest|smaller|bottom|cheaper){_TAIL}")),
    ("middle", re.compile(
        rf"{_LEAD}(?P<pick>split the difference|in (?:the )?(?:middle|between)|middle|half ?way(?: between)?|mid "
        rf"?way(?: between)?|"
        rf"(?:somewhere )?in ?between|between the two|right down the middle){_TAIL}"
    )),
)  # fmt: skip

_REASONED = re.compile(
    r"(?P<pick>[^.!?;\n\d]{3,60}?)(?:,? (?:definitely|for sure|for us|i(?:'?d)? (?:think|say|reckon)|probably))?"
    r"(?:\s*[.!;\n-]+\s|,? (?:because|cos|coz|as|since|but|and)\b|, )"
)
"""A pick with what is told behind it; the pick must name the option (`_NAMES_OPTION`)."""
_NAMES_OPTION = re.compile(r"\b(?:the \w+|\w+ (?:one|end|figure|number|option|amount|half))\b")

_SHARES = {"half": 0.5, "double": 2.0, "twice": 2.0, "a third of": 1 / 3, "third of": 1 / 3, "a quarter of": 0.25}
_SHARE = re.compile(
    r"(?<!paying for )(?<!pay for )(?<!paid for )(?<!covered )(?<!covering )"
    r"\b(?P<pick>(?P<share>half|double|twice|a third of|third of|a quarter of) (?:of )?(?:that|it|this|those))\b"
)
_BESIDE = re.compile(
    r"\b(?P<pick>(?P<under>below|under|less than|within|no more than|not more than|"
    r"not (?:go(?:ing)? )?(?:over|above|past)|cheaper than|lower than)|"
    r"(?P<over>above|over|more than|higher than|at least)) (?:that|it|those)\b(?! (?:i|we|one|price|much)\b)"
)
_MATCHED = re.compile(
    r"\b(?:match|equal|repeat|keep to|stick to|stick with|stay at|stay on|keep it at|keep paying|go on paying|pay|"
    r"do|manage) "
    r"(?P<pick>(?:that|the same)(?: again| amount| figure)?)\b(?! (?:is|was|are|much|would|will|one|for|if|when|"
    r"because|as))|"
    r"\b(?P<again>(?:the )?same (?:again|as that|as now|figure|amount|money)|same again|same as (?:last|before|"
    r"now))\b"
)
"""What sets the budget at a sum just told, such as what they pay today."""
_CONFIRMS = re.compile(
    r"\W*(?:(?:oh|ah|er|um|ha|haha)\W+)*(?P<pick>(?:yes|yeah|yep|yup|ye|ya|aye|correct|exactly|indeed|right as "
    r"rain|spot on|that'?s (?:it|right|"
    r"correct|the one|still right)|you got it|bang on|sure is|it is|still (?:right|good|correct|the same|stands)|"
    r"same|it does|it "
    r"would|on the money|you have it|no change|(?:hasn'?t|nothing'?s?|has not|not) changed|unchanged|as before|"
    r"all good|absolutely|definitely|sure|"
    r"(?:yes |yeah |aye |yep |ya )?(?:(?:that|this|it|which)(?:'?s| is|'?d be| would be|'?ll be| will be|"
    r" sounds?| looks?| feels?) |"
    r"sounds |looks |feels |i'?d say |would be )?(?:just |pretty much |more or less |roughly |near enough |"
    r"probably )*"
    r"(?:about )?(?:where (?:we|i)(?:'?d|'?ll|'?re|'?m)?(?: would| are| am| want to)?(?: like to)? (?:be|land|"
    r"end up|sit|at|"
    r"thinking|aiming)|right(?: for (?:me|us))?|the (?:ballpark|size of it|height of it|figure|number|"
    r"mark|budget|plan|sum)|in the ballpark|the right (?:area|ballpark|region|neighbou?rhood)|there|fair|it exactly)|"
    r"pretty much|more or less|roughly|near enough|close enough|thereabouts|(?:that'?s |it'?s )?not far off|"
    r"around (?:there|that)|"
    r"in that (?:region|area|ballpark|neighbou?rhood)|give or take|about that)"
    r"(?:[\s,.!]+(?:yes|yeah|yep|it is|that'?s (?:it|right|correct|fine)|correct|still|right|exactly|the same|"
    r"spot on|please|thanks|about right|roughly|pretty much|indeed|more or less|about there|near enough|"
    r"(?:and |that )?(?:that|it|this)(?:'?s|'?d be| is| would be| sounds) (?:just |about |roughly )*(?:right|it|"
    r"fine|there|"
    r"where (?:we|i)(?:'?d|'?re|'?m)? (?:be|land|at|end up))|"
    r"thank you|mate|sir|sure|indeed|all good|good|great|stands|no change|unchanged|is|does|works|would work|"
    r"would be fine|fine|"
    r"ok))*)\W*\Z"
)
"""A whole answer that says yes."""
_SAYS_BACK = re.compile(
    r"\b(?:right|correct|still|is that|so that'?s|so it'?s|so about|did you say|you said|you mentioned|sounds? "
    r"right|accurate|"
    r"confirm|(?:near|on|in|about) the (?:mark|ballpark|region|area)|hold|stand|got that|workable|manageable|"
    r"doable|would \S+ (?:\w+ ){0,4}(?:work|suit|do|be))\b[^?]*\?\s*\Z|"
    r"^\W*(?:so|and)\b[^?]*\?\s*\Z|,? (?:right|yes|correct|then|yeah)\?\s*\Z"
)
"""The agent's question says the figure back, and asks no more than whether it is right."""
_DENIED = re.compile(r"\b(?:not|cannot|never|no|(?:ca|wo|do|did|would|could|should|must)n'?t)\b[^.,;!?]{0,16}\Z")
_KEPT = re.compile(
    r"\b(?:keep|kept|stay|be|cost|come in|get|go|so|want|need|spend|pay|hoping for) (?:it |us |this |things |"
    r"something )?"
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
    if (confirmed := _confirmed(message, context)) is not None:
        return confirmed
    for pick, pattern in _PICKS:
        match = pattern.match(message.text)
        if match:
            return _option(pick, Span(match.start("pick"), match.end()), context)
    return _measured(message, context)


def picked_first(message: Message, context: ReadingContext) -> Amount | None:
    """ "The first one, definitely. Last year's cost 31": the figure picked before something else is told."""
    if context.asked != "budget" or not context.agent:
        return None
    head = _REASONED.match(message.text)
    if head is None or not _NAMES_OPTION.search(head["pick"]):
        return None
    for pick, pattern in _PICKS:
        match = pattern.match(head["pick"])
        if match:
            return _option(pick, Span(match.start("pick"), match.end()), context)
    return None


def _confirmed(message: Message, context: ReadingContext) -> Amount | None:
    """ "Right as rain" to "Is 40k still right?": the agent's own figure, where its question asks only for a yes."""
    match = _CONFIRMS.match(message.text)
    if match is None or not _SAYS_BACK.search(fold(context.agent or "")):
        return None
    spoken = spoken_of(context)
    if spoken is None:
        return None
    span = Span(match.start("pick"), match.end("pick"))
    return replace(spoken, span=span, figure=span)


def spoken_of(context: ReadingContext) -> Amount | None:
    """The one sum of money that the agent's message names; None for none or several."""
    amount = _spoken_of(context.agent or "", context)
    return amount if amount is not None and (amount.marked or amount.scaled or amount.grouped) else None


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
    if (matched := _matched(message, context)) is not None:
        return matched
    share, beside = _SHARE.search(message.text), _BESIDE.search(message.text)
    match = share or beside
    if match is None:
        return None
    kept = share is not None or _KEPT.search(message.text[: match.start()]) is not None
    spoken = _spoken_of(message.text[: match.start()], context) if kept else None
    begin = match.start("pick") if spoken is None else spoken.span.start
    if spoken is None and not any(char.isdigit() for char in message.text):
        spoken = _spoken_of(context.agent or "", context)
    if spoken is None:
        return None
    span = Span(begin, match.end())
    if share is not None:
        value = spoken.top * _SHARES[share["share"]]
        return replace(spoken, span=span, figure=span, min=value, max=value, bound=None)
    under = match["under"] or _DENIED.search(message.text[: match.start()]) is not None
    low, high = (None, spoken.top) if under else (spoken.top, None)
    return replace(spoken, span=span, figure=span, min=low, max=high, bound="max" if under else "min")


def _matched(message: Message, context: ReadingContext) -> Amount | None:
    """ "We're on 11 grand now, happy to match that": the sum that the answer itself tells before."""
    match = _MATCHED.search(message.text)
    if match is None or _DENIED.search(message.text[: match.start()]):
        return None
    spoken = _spoken_of(message.text[: match.start()], context)
    if spoken is None or any(char.isdigit() for char in message.text[match.end() :]):
        return None
    name = "pick" if match["pick"] else "again"
    return replace(spoken, span=Span(spoken.span.start, match.end(name)))


def _option(pick: str, span: Span, context: ReadingContext) -> Amount | None:
    offered = find_amounts(Message(context.agent or ""), context.currency)
    ends = [end for amount in offered if not amount.counted for end in (amount.min, amount.max) if end is not None]
    options = list(dict.fromkeys(ends))
    if not 2 <= len(options) <= 4 or (pick == "third" and len(options) < 3):
        return None
    ordered = sorted(options)
    half = len(options) // 2
    middle = ordered[half] if len(options) % 2 else (ordered[half - 1] + ordered[half]) / 2
    value = {
        "low": ordered[0], "high": ordered[-1], "middle": middle,
        "first": options[0], "second": options[1], "third": options[-1] if pick != "third" else options[2],
        "last": options[-1],
    }[pick]  # fmt: skip
    return replace(offered[0], span=span, figure=span, min=value, max=value, bound=None)
