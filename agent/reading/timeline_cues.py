"""Which of a message's times is the one by which they want it: what the words around each window say."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from agent.frame import ReadingContext
from agent.reading.dates import Window
from agent.reading.text import Message, Span

_BREAK = re.compile(
    r"[.!?;](?=\s|$)|[\n()]|\s-+\s|,\s+(?:and|but|so|then)\b|,|:\s|\b(?:but|so|because|cos|cuz|since we|which|whereas|although|though)\b"
)
_FUTURE = re.compile(
    r"\b(?:need|needs|needed|want|wants|wanted|wanna|would|will|'ll|ill|we'd|i'd|id|hop(?:e|es|ed|ing)|gotta|must|should|going to|gonna|plan|plans|planned"
    r"|planning|looking|aim(?:ed|ing)?|by|supposed|meant|expect(?:ed|ing)?|due|have to|has to|had to|got to|target(?:ing)?|ready|could|can|before|intend\w*"
    r"|think(?:ing)?|thinkin|reckon|get it|like|scheduled|book(?:ed|ing)|deadline|date|in by|to be)\b"
)
_PAST = re.compile(
    r"\b(?:was|were|did|had|bought|got|sold|came|went|took|left|lost|paid|cost|told|said|saw|met|spoke|heard|began|gave|made|built|lasted|since|been|used to"
    r"|ended|(?!need|speed|feed|inde|embed|wed|red|bed|shed|seed|freed|weed|unfurnished|furnished|detached|fixed|fitted|interested|bored|used)[a-z]{2,}ed)\b"
)
_CONTACT = re.compile(
    r"\b(?:call(?:s|ed|ing)?|ring(?:s|ing)?|phone|phoning|buzz|bell|text|txt|msg|message|messaging|email|e-mail|mail|contact|chat|speak|talk(?:ing)?|meet(?:ing)?|demo"
    r"|view(?:ing|ings)?|tour|visit|showing|showings|open house|appointment|appt|catch up|reach|reachable|ping|get back|getting back|follow(?:ing)? up|check(?:ing)? (?:back|in)|hit me up|drop me"
    r"|give (?:us|me) a|gimme a|shout|try (?:me|us|again)|circle back|touch base|remind|reminder|available|availability|i'm free|im free|free (?:on|at|after|any|from|this|next|all)|around (?:on|at|after|from)|come (?:out|over|by|round|in|see)"
    r"|pop (?:in|over|round|out)|swing by|stop by|zoom|facetime|hop on|jump on|see (?:it|the|that|this|one|them|you)|look at (?:it|the|that|them)|measure (?:up)?|survey|quote by|hear from|resend|write (?:to me|back|again)"
    r"|slot|diary|consultation|coffee|come back to (?:me|us)|be in touch|in touch|out of office|on holiday|on leave|away (?:till|until|til)|back (?:on|in the|at)|annual leave"
    r"|busy|swamped|flat out|travel(?:l?ing)|in meetings)\b"
)
_MEETING_AFTER = re.compile(
    r"^[\s,]*(?:or so|ish)?[\s,]*(?:works?|suits?|is (?:good|fine|grand|best)|would (?:work|suit|be (?:good|fine|grand))|(?:for|to) (?:a |the |an )?(?:quick )?(?:call|chat|viewing|demo|meeting|tour|visit|showing|coffee|look|talk)"
    r"|(?:at|around|about|@|after|from|before|anytime|any time)?\s*(?:\d{1,2}(?::\d\d|\.\d\d)?\s?(?:am|pm|ish|o'?clock)?(?!\s*(?:people|guests|ppl|pax|of us|\d))\b)|(?:anytime |any time )?after (?:the school|work|lunch|\d))"
)
_CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)?\s?(?:am|pm)\b|\b\d{1,2}:\d\d\b|\bo'?clock\b|\b(?:at|around|about|@|after|before) \d{1,2}(?!\s*(?:people|guests|ppl|pax|k|%|[./:]?\d|st|nd|rd|th))\b|\bmornings?\b|\bafternoons?\b|\bevenings?\b")
_HOURS = re.compile(
    r"\b(?:(?:you|ye|u|yous|y'all|yez|shop|office|store|showroom|place|yard) (?:\w+ )?(?:open|close|closed|shut)|(?:opening|business|office) (?:hours|times?)|what (?:time|hours))\b[^,.]*$"
)
_ROUTINE = re.compile(r"\b(?:every|always|usually|normally|tend to)\b")
_OURS_NOT = re.compile(
    r"\b(?:budget|spend|allocated|allocation|revenue|turnover|arr|sales were|per|salary|raise[ds]?|price|prices|rates?|quoted?|priced?|tax|fees?|cost|costs)\b[^,.]*$"
)
_MONEY_LEFT = re.compile(r"(?:[$£€]\s?[\d.,]+\s?k?|\d[\d.,]*\s?(?:k|grand|quid|usd|gbp|eur|aud|dollars|pounds|euros?|m|mil)|per|each|every|/|a seat|a head|max|tops)\s*(?:for|in|over|across)?\s*(?:the|this|a|per|all)?\s*$")
_NOT = re.compile(r"\b(?:not|isn't|isnt|never|instead of|rather than|no longer|isnt it|forget|scrap|ignore|wasn't|wasnt|can't do|cant do|can't make|cant make)\s+(?:the|in|on|for|by|it's|its|until|till)?\s*$")
_WRONG = re.compile(
    r"^[\s,]*(?:(?:is|was|doesn't|doesnt|won't|wont|isn't|isnt|does not|will not|can't|cant) (?:no good|out|not|off|work|suit|happen|gone|too (?:soon|early|late)|any use|possible|wrong|a mistake|do)|(?:that )?(?:i|we) (?:said|put|wrote|told)|as (?:i|we) said (?:before|earlier)|b4\b|before,? (?:my|sorry))"
)
_SAID = re.compile(r"\b(?:i|we) (?:said|put|wrote|told (?:you|ye|u)|originally said|first said|typed)\s*(?:it was|it's|in|on|the|for|by)?\s*$|\b(?:moved|pushed|shifted|changed|slipped|put back|brought forward|postponed) (?:it )?from (?:the )?$|\bit was (?:going to be |meant to be |supposed to be )?(?:the |in |on )?$")
_NAMED = re.compile(r"\b(?:i'm|im|i am|my name is|name's|names|name is|this is|called|ask for|hi|hey|hello|dear|thanks|cheers|mrs|mr|ms|miss|aunt|sister|daughter|wife)\s*$")
_THEIRS = re.compile(r"\b(?:when (?:do|are|will|would|can) (?:you|ye|u)|(?:you|ye|u|yous|y'all|your|ur) (?:have|had|are|were|did|delivered|sent|installed|fitted|said|sold|quoted))\b[^,.]*$")
_EVENT = re.compile(
    r"\b(?:event|wedding|party|conference|dinner|gala|launch|offsite|off-site|summit|ball|awards?|retreat|reception|expo|show|fair|fete|festival|fundraiser|workshop|birthday|anniversary|ceremony|lunch|breakfast|meeting|agm|kick-?off|seminar|"
    r"hens?|do|bash|function|celebration|christening|communion|trade show|roadshow|exhibition|held|holding|happening|takes? place|taking place|date is|date's|is on|it's on|its on|booked for|hosting)\b"
)
_PLAN = re.compile(
    r"\b(?:need|needs|needed|want|wants|wanna|looking to|looking at|hop(?:e|es|ing)|aim|aiming|plan|plans|planning|planned|gotta|have to|has to|got to|must|would like|we'd like|i'd like|id like|we'd|i'd|start|starts|starting|begin|beginning|go live|going live|live|launch|launching"
    r"|kick off|kicking off|up and running|running|in place|in force|move|moving|moves|relocat\w+|close|closing|complet\w+|fitted|fit|fitting|install\w*|deliver\w*|switch\w*|renew\w*|laps\w+|expir\w+|runs? out|is up|ends?|ending|deadline|due|in by|be in|get in|buy|buying|purchas\w+"
    r"|sell|selling|list|listing|sign|signed|signing|decide|decision|roll(?:ing)? ?out|rollout|implement\w*|onboard\w*|set up|sorted|done|finished|ready|arrive|arriving|keys|timeline|timeframe|target|targeting|ideally|hopefully|latest|at the latest|intend\w*|best|"
    r"can wait till|migrat\w+|go-live|cut ?over|hand ?over|finish|opening|opens?|opens up|exchange|possession|settle|settlement|on the market|there by|here by|in situ|up by|back to school|coming over)\b"
)
_LIMIT_OF_OTHERS = re.compile(r"\b(?:lease|contract|policy|cover|renewal|tenancy|subscription|licen[cs]e|notice|visa|insurance|agreement|term)\b")
_BEFORE_CLAUSE = re.compile(r"\b(?:before|b4) (?:the |we |i |our |my |he |she |they |it |baby |school |work )(?:\w+ ){1,5}(?:(?:on|in|at|for) )?(?:the )?$")
_GIVEN = re.compile(r"\b(?:gave|given|give|gives) (?:us|me|them)\s+(?:only |just |about |exactly )?$")
_GOT = re.compile(r"\b(?:have|has|got|only|just|ve)\s+(?:only |just |about |maybe |exactly )?$")
_GOT_TO = re.compile(r"^\s*(?:to\b|left\b|before\b|until\b|till\b|notice\b)")
_SUBJECT = re.compile(r"\b(?:i|we|they|he|she)\b(?='|\s|m\b|ve\b)")
_MOVES = re.compile(r"\b(?:start|begin|move|moving|live|launch|buy|buying|close|closing|complete|need it|want it|switch|go ahead|replace|it'll be|it will be|be some)\b")
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun|tomorrow|today)")
_BY_THEN = re.compile(r"\b(?:by|before|b4) (?:then|that)\b")
_HANDED = re.compile(r"\b(?:hand(?:ing)? over the keys|we hand over|our old place|last day|move out|moving out|sale closes)\b")
_LENGTH_BEFORE = re.compile(
    r"(?:\b(?:for|could be|told (?:me|us|them)|quoted (?:me|us)|took|take|takes|taken|last(?:s|ed|ing)?|been|of|every|each|per|over the (?:last|past)|a|spent|with|after|under a|least|than|got|have|had|has|and|waited?|wait|sooner wait|rather wait)|[$£€]\s?[\d.,]+k?|\d[\d.,]*k?|/)\s*(?:about|around|roughly|like|the|another)?\s*$"
)
_LENGTH_AFTER = re.compile(
    r"^\s*-?\s*(?:contracts?|leases?|rental|rent|terms?|deal|old|experience|in business|ncb|no claims|cover|warranty|wait|lead time|trial|free|notice|course|project|ago|lets?|subscription|agreement|plan|mortgage|fixed|stay|event|conference|back|of (?:rent|experience|no claims|wages|payments|hell))\b"
)


@dataclass(frozen=True, slots=True)
class Around:
    """The words of a window's clause before it and after it (folded)."""

    before: str
    after: str
    sentence: str


def around(message: Message, window: Window) -> Around:
    sentence = message.sentence_at(window.span.start)
    left = message.text[sentence.start : window.span.start]
    right = message.text[window.span.end : max(sentence.end, window.span.end)]
    breaks = [match.end() for match in _BREAK.finditer(left)]
    first = _BREAK.search(right)
    return Around(
        left[breaks[-1] :] if breaks else left,
        right[: first.start()] if first else right,
        message.text[sentence.start : max(sentence.end, window.span.end)],
    )


def in_clause(window: Window, words: Around) -> Window:
    """"before we open again on 1 May": the day before it, as "before 1 May" is."""
    led = _BEFORE_CLAUSE.search(words.before)
    if led is None or window.bound != "in" or window.kind not in ("day", "month", "holiday"):
        return window
    span = Span(window.span.start - len(words.before) + led.start(), window.span.end)
    return replace(window, span=span, latest=window.earliest - timedelta(days=1), bound="before")


def is_ruled_out(message: Message, window: Window, words: Around, context: ReadingContext) -> bool:
    """True where the window is no time of their plan: past, taken back, a time to talk, a name, a length, a budget's year."""
    return (
        window.bound == "past"
        or _is_taken_back(words)
        or (window.bare and window.kind == "span" and _is_length(message, window, words))
        or _is_time_to_talk(message, window, words, context)
        or _is_history(window, words)
        or _is_of_money(window, words, context)
        or (window.kind == "month" and _NAMED.search(words.before) is not None)
        or _HOURS.search(words.before) is not None
        or _THEIRS.search(words.before) is not None
    )


def _is_taken_back(words: Around) -> bool:
    return bool(_NOT.search(words.before) or _WRONG.match(words.after) or _SAID.search(words.before))


def _is_length(message: Message, window: Window, words: Around) -> bool:
    """"took 14 months", "a 12 month lease", "£40 a month"; not "they gave us 30 days", "we have 6 weeks to go"."""
    if _is_given(words):
        return False
    return bool(_LENGTH_BEFORE.search(message.text[max(0, window.span.start - 30) : window.span.start]) or _LENGTH_AFTER.match(words.after))


def _is_given(words: Around) -> bool:
    return bool(_GIVEN.search(words.before) or (_GOT.search(words.before) and _GOT_TO.match(words.after)))


def _is_time_to_talk(message: Message, window: Window, words: Around, context: ReadingContext) -> bool:
    """A time to call, meet or view: "call me Tuesday", "Thursday around 2"; an event's own date is none."""
    own = message.text[window.span.start : window.span.end]
    if _CLOCK.search(own) and _WEEKDAY.search(own) and context.asked != "timeline" and window.bound not in ("by", "before"):
        return True
    if _MEETING_AFTER.match(words.after) and window.bound not in ("by", "before") and window.kind in ("day", "week"):
        return not (context.vertical == "events" and _EVENT.search(words.sentence))
    contact = _CONTACT.search(words.before + ("by" if window.bound == "by" else ""))
    if contact is None:
        return False
    rest = words.before[contact.end() :]
    if context.vertical == "events" and contact.group().startswith(("meet", "tour", "coffee")):
        return False
    return not re.search(r"\b(?:need|want|to be|move|moving|start|launch|buy|go live|in by|for (?:a|an|our|my))\b", rest)


def _is_history(window: Window, words: Around) -> bool:
    """"bought it in March": the clause tells what was, and nothing of what shall be."""
    if window.bound in ("by", "before", "after") or _is_given(words) or (window.kind == "span" and not window.bare):
        return False
    subjects = [match.start() for match in _SUBJECT.finditer(words.before)]
    clause = words.before[subjects[-1] :] if subjects else words.before
    return bool(_PAST.search(clause)) and not _FUTURE.search(clause)


def _is_of_money(window: Window, words: Around, context: ReadingContext) -> bool:
    """The year that a budget is for."""
    if window.kind not in ("year", "quarter", "month", "half") or window.bound in ("by", "before"):
        return False
    if context.asked == "budget" and window.kind in ("year", "quarter") and not _MOVES.search(words.before):
        return True
    return bool(_MONEY_LEFT.search(words.before) or re.search(r"\d,\d{3}\s*(?:from|for|in)?\s*$", words.before) or (_OURS_NOT.search(words.before) and not _PLAN.search(words.before)))


def weight_of(message: Message, window: Window, words: Around, context: ReadingContext) -> int:
    """How much speaks for this window as the time of their plan; 0 or less: nothing does."""
    asked = context.asked == "timeline"
    rest = message.text[window.span.end : window.span.end + 150]
    planned = bool(_PLAN.search(words.before) or _PLAN.search(words.after) or _BY_THEN.search(rest))
    weight = 2 if planned else 0
    weight += 3 if window.bound in ("by", "before") and (asked or planned or not _is_weekday(message, window)) else 0
    weight += 1 if window.kind == "span" and not window.bare else 0
    weight += 1 if asked else 0
    if context.vertical == "events":
        weight += _event_weight(window, words)
    if window.bare:
        weight = weight + 3 if _is_given(words) else (1 if asked else 0)
    weight -= 2 if _ROUTINE.search(words.before) else 0
    if _HANDED.search(words.before) and window.bound not in ("by", "before"):
        weight -= 2
    return weight


def _is_weekday(message: Message, window: Window) -> bool:
    return window.kind == "day" and re.search(r"(?:mon|tue|wed|thu|fri|sat|sun)\w*$", message.text[window.span.start : window.span.end]) is not None


def _event_weight(window: Window, words: Around) -> int:
    if window.kind in ("day", "holiday", "month", "season", "week"):
        return 3 if _EVENT.search(words.before) or _EVENT.search(words.after) else 2
    return 1
