"""Which of a message's times is the one by which they want it: what the words around each window say."""

import re
from dataclasses import replace
from datetime import timedelta

from agent.frame import ReadingContext
from agent.reading.date_calendar import months_on
from agent.reading.dates import Window
from agent.reading.text import Message, Span
from agent.reading.time_cues import cue, loose
from agent.reading.timeline_around import Around, around
from agent.reading.timeline_length import is_given, is_length

_CLOCK = re.compile(
    r"\b\d{1,2}(?::\d\d)?\s?(?:am|pm)\b|\b\d{1,2}:\d\d\b|\bo'?clock\b|\b(?:morning|afternoon|evening|lunchtime|"
    r"arvo)s?\b"
    r"|\bat (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday"
    r"|half)\b(?! (?:minute|point|stage|time|go|of))"
    r"|\b(?:at|around|about|@|after|before) \d{1,2}(?!\s*(?:people|guests|ppl|pax|k|%|[./:]?\d|st|nd|rd|th))\b"
)
_AT_AN_HOUR = re.compile(
    r"^[\s,]*(?:(?:at|around|about|@|after|from|before|anytime|any time)\s*\d{1,2}(?:[:.]\d\d)?"
    r"|(?:at|around|about) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday|half \w+)"
    r"(?! (?:minute|point|stage|time|go|of))"
    r"|\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|est|edt|cst|pst|pt|et|ct|mt|gmt|bst|aest|aedt|eastern|central|pacific))"
    r"(?!\s*(?:people|guests|ppl|pax|of us|staff|k|%|\d))\b"
)
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun|tomorrow|today)")
_ENDS_IN_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*$")
_AMOUNT_OF_MONEY = re.compile(
    r"(?:[$£€]\s?[\d.,]+\s?k?|\d[\d.,]*\s?(?:k|grand|quid|usd|gbp|eur|aud|dollars|pounds|euros?|m|mil)|\d,\d{3}"
    r"|\b(?:per|each|every|a seat|a head|max|tops)|/)\s*(?:for|in|over|across|from)?\s*(?:the|this|a|per|all)?\s*$"
)
_BY_THEN = loose(r"\b(?:by|before|b4) (?:then|that)\b")
_BEFORE_CLAUSE = loose(
    r"\b(?:before|b4) (?:the|we|i|our|my|he|she|they|it|baby|schools?|term|kids|work) (?:[\w'-]+ ){1,5}"
    r"(?:(?:on|in|at|for) )?(?:the )?$"
)
_REGULAR_PAST = re.compile(
    r"\b(?!need|wed\b|bas|interest|detach|furnish|unfurnish|hundred|bored|siz|ag|limit|nam|fitted|sorted|supposed|"
    r"used|red\b)[a-z]{3,}ed\b"
)
_SET_OUT = re.compile(r"\b(?:started|began|begun|kicked off)\s+(?:looking|thinking|planning|hoping|talking|asking)\b")
"""What was begun then is no plan for then."""
_NO_MONEY = re.compile(r"\b(?:zero|nothing|nil|none|nada|zilch|frozen|skint|no (?:money|budget|funds|cash))\W*$")
_STARTS = re.compile(r"\b(?:starting|beginning|commencing|starts|begins)\s+(?:on\s+|from\s+)?$")
_SAID_THEN = re.compile(
    r"\b(?:i|we) (?:have )?(?:gave|told|sent|said|quoted|texted|emailed|mentioned|wrote|put|typed|messaged)(?: to)?"
    r"(?: (?:you|ye|u|yous|y'all|it|that|this|all|down|in|over))*(?: (?:on|last|back|back on))*\s*$"
)
"""For "the 18 I gave you Tuesday": when something was said."""
_SAID_TODAY = re.compile(
    r"\b(?:give|gave|tell|told|name|say|said|answer|decide|pick|quote|times)\s+(?:(?:you|me|us|it|one|that|this|a "
    r"number|anything|in|"
    r"for)\s+)*$"
)
_YOU_SAY = re.compile(
    r"\s+(?:that )?(?:you|ye|u|your \w+) (?:say|says|said|quote|quoted|mention|mentioned|promise|advertise)\b"
)
_ANOTHERS_DAY = re.compile(r"\s+(?:is|was)\s+when\b")
_THAT_YEARS = re.compile(
    r"\s(?:returns?|accounts?|budgets?|books|tax|calendar|models?|edition|figures|numbers|catalogue|forecast|"
    r"results)\b"
)
"""What makes a year the year of something: "on the 2028 return"."""
_MOVED_TO = re.compile(
    r"\b(?:moved|pushed|shifted|changed|slipped|postponed|delayed|brought|put|rescheduled|bumped|"
    r"switched)\b[^.]{0,20}"
    r"\b(?:to|until|till|for|on)\s+(?:the\s+)?$"
)
_BEFORE_THAT = loose(r"^[^.!?]{0,90}?\b(?:before|b4) (?:then|that)\b")
_NOT_TILL_THAT = loose(
    r"^[^.!?]{0,60}?\b(?:not?|nothing|never|can'?t|cannot|won'?t) (?:[a-z']+ ){0,3}?"
    r"(?:before|until|till?|'til) (?:that|then|this)\b"
)
"""For "tied in until 14 November, so not before that's run out": the plan begins after it."""
_AFTER_CLAUSE = loose(r"\bafter (?:(?:the|my|our|his|her) )?(?:[a-z']+ ){1,2}(?:in|on) (?:the )?$")
_AFTER_THAT = loose(
    r"^[^.!?]{0,30}?\bafter (?:then|that)\b"
    r"(?=\s*(?:$|[.,;!?)]|(?:we|i)(?:'?d|'?ll| would| will| can| could| want| need| should| might| may)\b))"
)
"""What goes on otherwise tells what happens once it is too late: "end of May, after that we walk"."""
_NOT_THE_OTHER = loose(r"[ ,]*(?:now )?(?:and )?(?:not|instead of|rather than) (?:in |on |by |the |for )*[a-z0-9]")
_SORRY_FIRST = re.compile(r"\b(?:sorry|oops|mean|meant|typo|correction)\W+(?:(?:on|in|by|the|it'?s)\s+)*\Z")
_NAMED_AFTER = loose(
    r" (?:[a-z]+ )?(?:party|parties|dinner|do|lunch|bash|ball|drinks|event|function|gala|night|meal|bbq|banquet|fair)\b"
)
_HAS = re.compile(
    r"\b(?:i|we|they|she|he)(?:'ve|'s| have| has|ve)?(?: only| just)? ?(?:got|have|has|given)?(?: me"
    r"| us| only| just)* $"
)
_KNOWS = re.compile(r"\b(?:know|hear|decide|decided|answer|idea|sorted)\W*$")
_WE_ARE = re.compile(
    r"^\W*(?:(?:and|as|yes|yeah|hi|hello|all) )*were (?=(?:all |both |just |only |not |hoping|due|off|out|planning)*"
    r"(?:[a-z]+ing|due|off|out|in|back|here|ready)\b)"
)
""""were" without its subject: "we're"."""
_CALL_IT = loose(r"\bcalls? (?:it|that)\b")
_NOT_TILL_CLAUSE = loose(
    r"\b(?:not?|nothing|never|can'?t|cannot|won'?t|wouldn'?t|isn'?t|doesn'?t) (?:[a-z']+ ){0,4}?"
    r"(?:until|till?|'til|before) (?:[\w',-]+ ){1,7}?(?:so )?(?:that'?s|that is|that will be"
    r"|that'?ll be|which is|which will be|which'?s|i\.?e\.?) "
    r"(?:(?:on|in|about|around|the|like|end of|early|late) )*$"
)
"""For "not till she graduates, that's 28 May"."""
_COVER = re.compile(r"\b(?:insur\w+|cover|liability|indemnity|polic(?:y|ies)|protection|contents|landlord)\b")
_FOR = re.compile(r"\bfor (?:the |this |early |late |mid |around |about )*$")
_OTHER_PLANS = re.compile(
    r"\b(?:numbers?|figures?|results?|reports?|roadmaps?|hours|prices?|rota|brochures?|calendars?|plans?|"
    r"accounts?|rates?|fees?|availab\w+|quotes?|closed|open|away|here|bookings?|catalogues?)\s+for\b"
)
_GONE_BY = re.compile(
    r"[^.!?]{0,20}\b(?:that|it|which)(?:'?s| is| has| was)? "
    r"(?:been and gone|come and gone|passed|gone by|long gone|gone now)\b"
)
"""For "it was down for March but that's been and gone"."""
_WAS_MANY = re.compile(
    r"\b(?:was|were|had|used to (?:be|have)|employed|paid|got|ran|counted)\b[^,;]{0,30}?"
    r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty)\b)"
)
"""For "was 9 before Christmas"."""
_AT_LATEST = re.compile(
    r"\W*(?:(?:at|as|is|my|our|the|an?|very|absolute|absolutely|outer)\s+)*"
    r"(?:latest|max|maximum|at most|outside|push|stretch|pinch|tops|worst|deadline|cut-?off|limit)\b"
)
_COUNT = re.compile(r"\b\d+\s*$")
_SUBJECT = re.compile(r"\b(?:i|we|they|he|she)\b")
_EVENT_KINDS = ("day", "holiday", "month", "season", "week")


def is_the_day_of_not_till(message: Message, window: Window) -> bool:
    """For "not till she graduates, that's 28 May": the day on which the waiting ends."""
    return _NOT_TILL_CLAUSE.search(message.text[max(0, window.span.start - 90) : window.span.start]) is not None


def in_clause(message: Message, window: Window) -> Window:
    """For "before we open again on 1 May", "it ends on 1 May so before that": the day before; "after that": no end."""
    if window.bound == "in" and _AFTER_CLAUSE.search(message.text[max(0, window.span.start - 90) : window.span.start]):
        return replace(window, latest=None, bound="after")
    if window.bound == "in" and is_the_day_of_not_till(message, window):
        return replace(window, latest=None, bound="after")
    behind = message.text[window.span.end : window.span.end + 100]
    if _AFTER_THAT.match(behind[:40]) or (window.bound == "until" and _NOT_TILL_THAT.match(behind)):
        return replace(window, latest=None, bound="after")
    if window.bound not in ("in", "by") or window.kind not in ("day", "month", "holiday"):
        return window
    start, end = max(0, window.span.start - 90), window.span.end
    led = _BEFORE_CLAUSE.search(message.text[start : window.span.start]) if window.bound == "in" else None
    followed = _BEFORE_THAT.match(message.text[end : end + 100])
    if led is None and followed is None:
        return window
    first = window.span.start if led is None else start + led.start()
    last = window.latest if window.is_end and window.latest else window.earliest
    if window.bound == "by" and window.latest and not window.is_end:
        last = window.latest.replace(day=1) if window.kind == "month" else window.latest
    span = Span(first, end if followed is None else end + followed.end())
    return replace(window, span=span, latest=last - timedelta(days=1), bound="before")


def in_that_year(message: Message, former: Window, window: Window) -> Window:
    """For "he retires in May 2028 and we sell that summer": the summer after the time named before it."""
    left = message.text[max(0, window.span.start - 8) : window.span.start]
    if not left.rstrip().endswith("that") or window.latest is None or window.kind not in ("month", "season", "holiday"):
        return window
    years = former.earliest.year - window.earliest.year
    if years <= 0:
        return window
    earliest, latest = months_on(window.earliest, 12 * years), months_on(window.latest, 12 * years)
    span = Span(former.span.start, window.span.end)
    return replace(window, span=span, earliest=earliest, latest=latest)


def refused(message: Message, window: Window) -> Span | None:
    """For "not this year": the words that refuse the window, with it; None where nothing does."""
    start = max(0, window.span.start - 40)
    said = cue("not_this").search(message.text[start : window.span.start])
    return None if said is None else Span(start + said.start(), window.span.end)


def is_ruled_out(message: Message, window: Window, words: Around, context: ReadingContext) -> bool:
    """True where the window is no time of their plan: past, taken back, a time to talk, a name, a length."""
    return (
        window.bound == "past"
        or words.says("not_this")
        or _ANOTHERS_DAY.match(words.after) is not None
        or _YOU_SAY.match(words.after) is not None
        or (window.kind == "year" and _THAT_YEARS.match(words.after) is not None)
        or words.says("said_before")
        or words.goes_on("taken_back")
        or _GONE_BY.match(message.text, window.span.end) is not None
        or (words.says("fiscal_start") and not _BY_THEN.search(message.text, window.span.end, window.span.end + 80))
        or words.says("open_hours")
        or (context.asked == "budget" and _NO_MONEY.search(message.text[: window.span.start]) is not None)
        or (context.asked != "timeline" and _is_said_today(message, window, words))
        or words.says("theirs")
        or (context.asked != "timeline" and words.says("their_calendar") and not _leads_to(message, window))
        or (window.kind == "month" and words.says("named"))
        or (window.bare and window.kind == "span" and is_length(message, window, words))
        or (window.bound == "by" and context.asked != "timeline" and _COUNT.search(words.before) is not None)
        or _is_time_to_talk(message, window, words, context)
        or _is_history(window, words)
        or _is_of_money(message, window, words, context)
    )


def _is_said_today(message: Message, window: Window, words: Around) -> bool:
    """For "if I gave you one today", "rang me eleven times in one week": when something is said or done."""
    own = message.text[window.span.start : window.span.end]
    told = _SAID_TODAY.search(words.before)
    if told is not None and (own.startswith(("today", "tonight", "this ")) or told.group().startswith("times")):
        return True
    return window.kind == "day" and _WEEKDAY.match(own) is not None and _SAID_THEN.search(words.before) is not None


def _has_until(window: Window, words: Around) -> bool:
    """For "I've got till the end of July"."""
    return window.bound == "until" and _HAS.search(words.before) is not None


def _leads_to(message: Message, window: Window) -> bool:
    """For "before our board meets on 12 March": whatever happens then, the plan comes before it."""
    return _BEFORE_CLAUSE.search(message.text[max(0, window.span.start - 90) : window.span.start]) is not None


def _is_limit(window: Window) -> bool:
    return window.bound in ("by", "before")


def _is_time_to_talk(message: Message, window: Window, words: Around, context: ReadingContext) -> bool:
    """A time to call, meet or view: "call me Tuesday", "Thursday around 2"; an event's own date is none."""
    own = message.text[window.span.start : window.span.end]
    if _CLOCK.search(own) and _WEEKDAY.search(own) and context.asked != "timeline" and not _is_limit(window):
        return True
    at_an_hour = _AT_AN_HOUR.match(words.after) or words.goes_on("meeting_after")
    is_event = context.vertical == "events" and words.beside("event")
    if at_an_hour and not _is_limit(window) and window.kind in ("day", "week") and not is_event:
        return True
    if _leads_to(message, window):
        return False
    if _BEFORE_THAT.match(message.text[window.span.end : window.span.end + 100]):
        return False
    by_then = _BY_THEN.search(message.text, window.span.end, window.span.end + 80)
    if by_then and _KNOWS.search(message.text[window.span.end : by_then.start()]) is None:
        return False
    told = _CALL_IT.sub("say", words.before) + ("by" if window.bound == "by" else "")
    contact = cue("contact").search(told)
    if contact is None:
        return False
    if context.vertical == "events" and contact.group().startswith(("meet", "tour", "coffee", "avail")):
        return False
    if context.vertical != "real_estate" and contact.group() == "open house":
        return False  # a feast of theirs
    return cue("new_matter").search(told[contact.end() :]) is None


def _is_history(window: Window, words: Around) -> bool:
    """For "bought it in March": the clause tells what was, and nothing of what shall be."""
    if (words.says("put_anew") and cue("slip").search(words.before)) or _MOVED_TO.search(words.before):
        return False
    if words.before.endswith("for ") or (window.bound == "range" and words.says("moved")):
        return False
    if window.bound == "before" and _WAS_MANY.search(words.before) and cue("future").search(words.before) is None:
        return True
    if (
        window.bound in ("by", "before", "after")
        or _has_until(window, words)
        or is_given(words)
        or (window.kind == "span" and not window.bare)
    ):
        return False
    subjects = [match.start() for match in _SUBJECT.finditer(words.before)]
    clause = words.before[subjects[-1] :] if subjects else _WE_ARE.sub("we are ", words.before)
    clause = _SET_OUT.sub("did", clause)
    told = cue("past").search(clause) or _REGULAR_PAST.search(clause)
    return told is not None and cue("future").search(clause) is None and _STARTS.search(words.before) is None


def _is_of_money(message: Message, window: Window, words: Around, context: ReadingContext) -> bool:
    """The year that a budget is for."""
    if window.kind not in ("year", "quarter", "month", "half") or _is_limit(window):
        return False
    if cue("slip").search(message.text) and _is_put_anew(message, window, words):
        return False
    if context.asked == "budget" and window.kind in ("year", "quarter") and not words.says("moves"):
        return True
    return _AMOUNT_OF_MONEY.search(words.before) is not None or (words.says("of_money") and not words.says("plan"))


def weight_of(message: Message, window: Window, words: Around, context: ReadingContext) -> int:
    """How much speaks for this window as the time of their plan; 0 or less: nothing does."""
    asked = context.asked == "timeline"
    if window.bare:
        return 4 if is_given(words) else int(asked)
    planned = _is_planned(message, window, words) or _is_wanted_for(window, words, context)
    weight = int(asked) + (2 if planned else 0) + (1 if window.kind == "span" else 0)
    if _is_limit(window) or _has_until(window, words) or _leads_to(message, window):
        weight += 3 if asked or planned or not _is_weekday(message, window) else 0
    elif words.says("handed"):
        weight -= 2
    weight += 2 * is_the_latest(message, window) + 4 * words.says("in_truth")
    if cue("slip").search(message.text):
        weight += 3 if _is_put_anew(message, window, words) else 0
        weight -= 3 if words.goes_on("elsewhere") else 0
    if context.vertical == "events":
        weight = _weight_at_an_event(window, words, weight)
    return weight - (2 if words.says("routine") else 0)


def _weight_at_an_event(window: Window, words: Around, weight: int) -> int:
    """Where the day of the event is the plan: not the feast that it is named after, nor what is due before it."""
    if window.kind in ("holiday", "season") and _NAMED_AFTER.match(words.after):
        return 1
    if _is_limit(window) and words.beside("groundwork") and cue("event").search(words.before) is None:
        return 0
    return weight + ((3 if words.beside("event") else 2) if window.kind in _EVENT_KINDS else 1)


def _is_wanted_for(window: Window, words: Around, context: ReadingContext) -> bool:
    """For "a helpdesk for Q4", "shop insurance from 1 March": the want itself carries its time."""
    if window.bound == "from" and context.vertical == "financial_services":
        return _COVER.search(words.before) is not None
    if window.kind not in ("month", "season", "quarter", "half", "year") or _OTHER_PLANS.search(words.before):
        return False
    return _FOR.search(words.before) is not None


def _is_planned(message: Message, window: Window, words: Around) -> bool:
    if message.text.startswith("ends ", window.span.start):
        return True
    if words.beside("plan") or (window.bound == "by" and cue("plan").search(words.before + "by")):
        return True
    return _BY_THEN.search(message.text[window.span.end : window.span.end + 150]) is not None


def _is_put_anew(message: Message, window: Window, words: Around) -> bool:
    """For "it's the 16th", "should be Q4", "*April", "the 21st not the 12th" after words of a slip."""
    if words.says("put_anew") or message.text[max(0, window.span.start - 2) : window.span.start].strip() in ("*", ":"):
        return True
    if _SORRY_FIRST.search(message.text, max(0, window.span.start - 20), window.span.start):
        return True
    return _NOT_THE_OTHER.match(message.text, window.span.end) is not None


def is_the_latest(message: Message, window: Window) -> bool:
    """For "but the end of June at the absolute latest": the limit, whatever haste is told before it."""
    if _AT_LATEST.match(message.text, window.span.end) or around(message, window).says("stretch"):
        return True
    return _AT_LATEST.search(message.text, window.span.start, window.span.end) is not None


def _is_weekday(message: Message, window: Window) -> bool:
    own = message.text[window.span.start : window.span.end]
    return window.kind == "day" and _ENDS_IN_WEEKDAY.search(own) is not None
