"""Short answers that mean a time only beside the question: "yes", "next", "the 1st", "the end"."""

import re

from agent.frame import ReadingContext
from agent.reading.date_calendar import date_of
from agent.reading.dates import Window, find_windows
from agent.reading.text import Message, Span, fold

_LEAD_IN = r"\W*(?:(?:oh|ah|um|well|hi|ok|okay|lol|haha|hopefully|ideally)\W+)*"
_YES_WORDS = (
    r"yes|yep|yeah|yea|ya|yup|ye|aye|sure|correct|exactly|right|that'?s right|spot on|absolutely|definitely"
    r"|perfect|indeed|please|ok|okay|grand|works for (?:me|us)|👍|sounds (?:good|about right|right)"
    r"|(?:that )?would be (?:great|grand|ideal|perfect|lovely)"
    r"|that(?:'s| is|s)? (?:it|the plan|right|fine|grand|works?)"
)
_YES_MORE = (
    r"yes|yeah|please|pls|plz|thanks|ta|that'?s right|exactly|ideally|hopefully|if possible|if poss"
    r"|mate|that'?s it|that works"
    r"|that would be (?:great|grand|ideal|good)|sounds (?:good|right)|cheers|definitely"
)
_YES = re.compile(rf"{_LEAD_IN}(?:{_YES_WORDS})(?:\W+(?:{_YES_MORE}))*\W*")
_NO_WORDS = r"no|nope|nah|none|not really|no not really|there isn'?t|not at all"
_NO = re.compile(rf"{_LEAD_IN}(?:{_NO_WORDS})(?: (?:thanks|mate|really|there isn'?t))*\W*")
_ASKS_FOR_ONE = re.compile(
    r"\b(?:is|are|any|do|does|have|has)\b.*\b(?:date|deadline|rush|hurry|urgen\w+|timeline|time ?frame|target)\b"
)
_TAIL = r"(?: (?:please|pls|probably|prob|i think|ideally|hopefully))?\W*"
_HEDGES = (
    r"(?:(?:on|by|at|for|from|in|within|the|a|maybe|about|around|roughly|say|like|prob|probably"
    r"|likely|more|towards?)\s+)*"
)
_WHICH = re.compile(
    rf"\W*(?:{_HEDGES})?(?:that |this )?(?:(?P<word>next|this|former|latter|first|second|third|last"
    rf"|later|earlier)(?: one| option)?"
    rf"|(?P<nth>1st|2nd|3rd) (?:one|option)){_TAIL}"
)
_PART = re.compile(
    rf"\W*{_HEDGES}(?P<part>start|beginning|early|middle|mid|end|late|latter half|second half|first half)"
    rf"(?: (?:of it|of that|of the month|ish|part))?{_TAIL}"
)
_DAY = re.compile(rf"\W*{_HEDGES}(?P<day>[0-3]?\d)(?:st|nd|rd|th)?{_TAIL}")
_ASKS_WHEN = re.compile(
    r"\b(?:when|what date|which month|what month|how soon)(?:'s| is| would| do| did| are| were| will| should)?\b"
    r"(?:(?!\b(?:call|talk|speak|meet|chat|reach|visit|view|ring|phone|demo|free|available)\b)[^?.!])*"
    r"\b(?:live|start|move|buy|sell|need|want|happen|launch|held|event|wedding|conference|party"
    r"|go ahead)\b[^?.!]*\?\s*$"
    r"|\b(?:have|got|is there|set) (?:a|the|any) dates? (?:for|in mind|yet|set)\b[^?.!]*\?\s*$"
)
_TO_TALK = re.compile(
    r"\b(?:calls?|visit|demo|meeting|viewing|appointment|speak|chat|ring|talk|tour|showing|survey"
    r"|measure\w*|consultation|"
    r"callback|email|send|text|reach)\b"
)
_LESS = re.compile(
    r"^(?:(?:the|start|early|mid|middle|end|beginning|late|by|before|in|or|of|to|from|until)\b|[\s,/-]+)+"
)
_CHOICE = re.compile(
    r"\bthis (?P<unit>week|month|quarter|year|spring|summer|autumn|fall|winter)\b.{0,12}\bor (?:the )?next\b"
    r"|\bthis or next (?P<other>week|month|quarter|year)\b"
)
_SIDE = re.compile(
    rf"{_LEAD_IN}(?:i'?d say |probably |preferably |definitely )?(?P<side>before|after)(?: that| it"
    rf"| then| the holidays?)?"
    r"(?:\W+(?:if possible|if poss|please|pls|definitely|for sure|ideally|preferably|probably"
    r"|i think|thanks|hopefully))*\W*"
)
_BEFORE_OR_AFTER = re.compile(
    r"\b(?:before|after) or (?:before|after) (?P<other>[^?.,;]+)|\b(?:before"
    r"|after) (?P<one>[^?.,;]+?),? or (?:before|after)\b"
)
_PLACES = {"first": 0, "second": 1, "third": 2, "last": -1}
_SMALL = r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|couple|few"
_BARE_NUMBER = re.compile(
    rf"\W*{_HEDGES}(?P<count>(?:{_SMALL})(?:\s?(?:-|to|or)\s?(?:{_SMALL}))?)"
    r"(?:\s?(?:ish|or so|max|tops|i think|please|pls|probably|would do|is fine|suits?))*\W*"
)
_ASKED_UNIT = re.compile(rf"\b(?:how many|in|of|number of|{_SMALL}) (day|week|month|year)s?\b")
_NUMBERED = re.compile(r"(?:(?:the|on|by|for|from|before)\s+)*(\d{1,2})(?:st|nd|rd|th)")
_FIRST = re.compile(r"^[^.!?;\n]*")
_HEDGED = re.compile(rf"\W*(?:(?:well|oh|ok|okay|probably|hopefully|ideally|i think|i'?d say|preferably)\W+)*{_HEDGES}")
_SLIP = re.compile(r"\b(?:sorry|actually|scratch|oops|no wait|wait|correction|meant|i mean|or rather|make that)\b")


def answered_window(message: Message, context: ReadingContext) -> Window | None:
    """The time that a short answer (or its first sentence) means together with the agent's question."""
    if context.asked != "timeline" or not context.agent:
        return None
    first = _FIRST.match(message.text)
    answer = message.text if len(message.text) <= 60 else (first.group() if first else "")
    question = fold(context.agent)
    tried = (answer, first.group()) if first and first.group() != answer else (answer,)
    for text in tried:
        for read in (_counted, _agreed, _picked, _sided, _completed):
            found = read(text, question, context) if 0 < len(text) <= 60 else None
            if found is not None:
                return Window(Span(0, len(text)), found.earliest, found.latest, found.kind, found.bound)
    return None


def plain_answer(message: Message, windows: list[Window], context: ReadingContext) -> Window | None:
    """The time that is all of the first sentence of an answer of several: "Spring. Baby's due in December". None where
    a later time tells it more closely, or something is taken back."""
    if context.asked != "timeline" or len(windows) < 2 or len(message.sentences) < 2:
        return None
    first, *others = windows
    end = first.latest or first.earliest
    sentence = message.sentence_at(first.span.start)
    if first.bound == "past" or first.latest is None or not _HEDGED.fullmatch(message.text[: first.span.start]):
        return None
    if message.text[first.span.end : sentence.end].strip(" .,!;:\n-") or _SLIP.search(message.text):
        return None
    is_closer = any(other.latest and first.earliest <= other.latest <= end for other in others)
    return None if is_closer else first


def asks_when(context: ReadingContext) -> bool:
    """True where the agent asks when they would start or whether there is a date, though on no list of questions."""
    return bool(context.agent) and _ASKS_WHEN.search(fold(context.agent or "")) is not None


def speaks_of_a_visit(context: ReadingContext) -> bool:
    """True where the agent, asking for no slot, speaks of a visit, a call or something to be sent."""
    return context.asked is None and _TO_TALK.search(fold(context.agent or "")) is not None


def names_another(message: Message, first: Window, context: ReadingContext) -> bool:
    """For "july. june is too soon" after "So moving in June, then": the time alone in the first sentence."""
    if context.asked is not None or first.bare:
        return False
    sentence = message.sentence_at(first.span.start)
    return not message.text[: first.span.start].strip() and not message.text[first.span.end : sentence.end].strip(
        " .,!;:\n-"
    )


def is_no_to_a_deadline(message: Message, context: ReadingContext) -> bool:
    """True for "no" in answer to "is there a date you need it by?"; "no" to "in March?" says nothing of when."""
    if context.asked != "timeline" or not context.agent or not _NO.fullmatch(message.text):
        return False
    question = fold(context.agent)
    return bool(_ASKS_FOR_ONE.search(question)) and not find_windows(question, context.today, context.country)


def in_the_month_spoken_of(message: Message, window: Window, context: ReadingContext) -> Window:
    """For "the 21st" after the agent said "12 March": the 21st of March."""
    numbered = _NUMBERED.fullmatch(message.text[window.span.start : window.span.end])
    if numbered is None or not context.agent:
        return window
    question = fold(context.agent)
    spoken = [
        w for w in find_windows(question, context.today, context.country) if w.kind in ("day", "month") and w.latest
    ]
    if not spoken or not re.search(r"[a-z]{3}", question[spoken[-1].span.start : spoken[-1].span.end]):
        return window
    day = date_of(spoken[-1].earliest.year, spoken[-1].earliest.month, int(numbered[1]))
    if day is None or day < context.today:
        return window
    return Window(window.span, day, day, "day", window.bound)


def _found(text: str, context: ReadingContext) -> Window | None:
    """The last time that `text` tells; None where it tells none or an open or past one."""
    windows = [
        w for w in find_windows(text, context.today, context.country) if w.bound != "past" and w.latest is not None
    ]
    return windows[-1] if windows else None


def _counted(text: str, question: str, context: ReadingContext) -> Window | None:
    """For "3" in answer to "in how many months?"."""
    unit, bare = _ASKED_UNIT.search(question), _BARE_NUMBER.fullmatch(text)
    return None if unit is None or bare is None else _found(f"in {bare['count']} {unit[1]}s", context)


def _agreed(text: str, question: str, context: ReadingContext) -> Window | None:
    """For "Yes" to "by the end of March?"; a choice is not answered by yes."""
    asks_choice = re.search(r"\bor\b", question) is not None
    return None if asks_choice or not _YES.fullmatch(text) else _found(question, context)


def _picked(text: str, question: str, context: ReadingContext) -> Window | None:
    """For "Next" to "this month or next?", "the latter" to "spring or summer?"."""
    which = _WHICH.fullmatch(text)
    if which is None:
        return None
    choice = _CHOICE.search(question)
    word = which["word"] or {"1st": "first", "2nd": "second", "3rd": "third"}[which["nth"]]
    offered = _offered(question, context)
    if len(offered) > 2 and word in _PLACES and len(offered) > _PLACES[word]:
        return offered[_PLACES[word]]
    if choice is not None:
        relation = "this" if word in ("this", "former", "first", "earlier") else "next"
        return _found(f"{relation} {choice['unit'] or choice['other']}", context)
    parts = re.split(r"\bor\b", question)
    if len(parts) < 2:
        return None
    return _found(parts[0] if word in ("former", "first", "earlier", "this") else parts[-1], context)


def _offered(question: str, context: ReadingContext) -> list[Window]:
    """The times that a question offers to choose from: "this quarter, next quarter or next year?"."""
    found = (_found(part, context) for part in re.split(r",|\bor\b", question))
    return [window for window in found if window is not None]


def _sided(text: str, question: str, context: ReadingContext) -> Window | None:
    """For "before" to "before the summer or after?"; "after" is a beginning without an end."""
    side = _SIDE.fullmatch(text)
    about = _BEFORE_OR_AFTER.search(question) if side else None
    if side is None or about is None:
        return None
    windows = find_windows(f"{side['side']} {about['one'] or about['other']}", context.today, context.country)
    return next((window for window in windows if window.bound in ("before", "after")), None)


def _completed(text: str, question: str, context: ReadingContext) -> Window | None:
    """A day ("the 1st") or a part ("the end") of the month, season or year that the question names."""
    day, part = _DAY.fullmatch(text), _PART.fullmatch(text)
    if day is None and part is None:
        return None
    windows = find_windows(question, context.today, context.country)
    named = [w for w in windows if w.kind in (("month",) if day else ("month", "season", "quarter", "year", "half"))]
    if not named:
        return None
    period = _LESS.sub("", question[named[-1].span.start : named[-1].span.end])
    if day is not None:
        return _found(f"{int(day['day'])} {period}", context)
    return _found(f"{part['part'] if part else ''} of {period}", context)
