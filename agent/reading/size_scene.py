"""Whose people a head count is, and of when: a friend's firm, the old employer, last year's form, a hoped-for rise.

Such a count stands aside: where the message holds another, that one is meant; unasked it is no size of the writer's.
"""

import re

from agent.reading.text import Message, Span

_PEOPLE = (
    r"(?:friend|mate|pal|buddy|brother|bro|sister|cousin|nephew|uncle|aunt|dad|mum|mom|father|mother|son|daughter|"
    r"in-law|neighbou?r|accountant|bookkeeper|solicitor|competitors?|rivals?|guy|bloke|chap|fella|lady|woman|girl|"
    r"customers?|clients?|supplier|landlord|ex|dentist|barber|butcher|friend of mine)"
)
_OTHERS = re.compile(
    rf"\b(?<!and )(?<!& )(?<!plus )(?:(?:my|our|a|an|the|this|that|some|one of (?:my|our|the)|"
    rf"another) (?:\w+ )?{_PEOPLE}(?:'s|s'|s)?\b|"
    r"(?:my|our|the|a) (?:old|last|previous|former|first|ex|other|parent|sister|mother|prior|rival|late)[ -]?"
    r"(?:company|firm|job|place|employer|shop|agency|outfit|team|gig|business|role|lot|group|office|crowd|boss)\b|"
    r"(?:the|our) (?:parent|competition|competitors?|group|holding)\b|where i (?:was|worked|used to)\b|"
    r"(?:he|she|they)(?:'s|'ve|'re| has| have| had| runs?| employs?| got| are| is)\b|"
    r"(?:saw|read|see|know) (?:of |about |that )?(?:a|an|some|one) )"
)
_OWN_AGAIN = re.compile(
    r"\b(?:we|we're|we've|i|i'm|i've|us|ours|me|my|here|mine|our (?:own|bit|side|part|end|office|team))\b"
)
_MOST_BETWEEN = 60
_BACK = 120
_BACK_THEN = re.compile(
    r"\b(?:last (?:year|time|month|quarter|season|summer|winter)(?:'s)?|previously|back (?:in|then|when)|originally|"
    r"at first|(?:in|since) (?:19|20)\d\d,?|before (?:covid|the (?:pandemic|crash|merger|split|cuts|layoffs))|"
    r"pre-?covid|in the old days|years ago|the (?:old|website|form|brochure|site) (?:form |page )?(?:says|said)|"
    r"on (?:the|that|your|our) (?:old |web ?|last )?(?:form|site|page|website|application)|at (?:our|the) peak)\b"
    r"[^.!?\d]{0,40}\Z"
)
_NOW = re.compile(r"\b(?:now|today|currently|these days|at present|since then|but|down to|up to|and now)\b")
_THEN_AFTER = re.compile(
    r"\s*(?:of us |people |staff |employees )?(?:\(?(?:in|back in|since|until) (?:19|20)\d\d\b|(?:before|after|"
    r"pre|post)[- ]?"
    r"(?:covid|the (?:pandemic|lockdowns?|crash|merger|split|cuts|layoffs))|back then|at (?:our|the) peak|"
    r"at one point|"
    r"last (?:year|summer|winter|season)\b|once\b|(?:a |\w+ )years? ago)"
)
_MAY_BE = re.compile(
    r"\b(?:may|might|could|can|will|would|should|'ll|(?:hope|hoping|plan|planning|want|wanting|going|expect|"
    r"expecting|looking|aim|aiming|due|set|likely) to)(?: then| maybe| even| well| soon)? "
    r"(?:go|grow|get|rise|increase|expand|reach|be|hit|become|scale|move|jump|climb|stretch|end up)"
    r"(?: up)?(?: to| at| with)? (?:about |around |like |maybe |even |some )*\Z"
)
_REFERS = re.compile(
    r"\W*(?:it'?s |it is |er |um |oh |sorry |well )*(?:the )?(?:(?P<low>lower|smaller|lesser)|(?P<high>higher|"
    r"bigger|larger|"
    r"greater)|(?P<first>former|first)|(?P<last>latter|second|last))(?: (?:one|number|figure|of (?:the two|those)))?"
    r"\W*(?:please|thanks|mate|sir|lol|x+|sorry|i think|is right)?\W*\Z"
)


_COMMITTEE = re.compile(
    r"\b(?:committee|board|panel|jury|council|quorum|(?:steering|working|buying|review|decision) (?:group|team|"
    r"committee)|"
    r"votes?|voting|trustees|governors)\b"
)
_SIT_ON_IT = re.compile(
    r"(?: all| who| that)?(?: are)? (?:on it|on the (?:committee|board|panel)|sit|sits|sitting|vote|decide)\b"
)
_OWN_PART = re.compile(
    r"\b(?:only|just|our|my|inside|sales|support|marketing|ops|success|team|reps|staff|guys|lads|department|dept)\b"
    r"[^.!?]{0,40}\Z"
)
_THEY = re.compile(r"they(?:'re| are)\Z")


def on_committee(text: str, start: int, noun_end: int) -> bool:
    """ "The software committee. Five of us on it": those who decide, none who would use it."""
    return (
        _SIT_ON_IT.match(text, noun_end) is not None and _COMMITTEE.search(text, max(0, start - 70), start) is not None
    )


def is_aside(message: Message, sentence: Span, count: Span, tail: str) -> bool:
    """Whether the count at `count` is another firm's, of another time or only a hope. `tail`: what follows it."""
    before = message.text[max(sentence.start, count.start - _BACK) : count.start]
    others = max((match.end() for match in _OTHERS.finditer(before) if not _is_own_part(match, before)), default=None)
    if others is not None and len(before) - others <= _MOST_BETWEEN and not _OWN_AGAIN.search(before, others):
        return True
    then = _BACK_THEN.search(before)
    if then is not None and not _NOW.search(then[0]):
        return True
    return _MAY_BE.search(before) is not None or _THEN_AFTER.match(tail) is not None


def _is_own_part(match: re.Match[str], before: str) -> bool:
    """ "Only inside sales, they are 14": part of the writer's own firm."""
    return _THEY.match(match[0]) is not None and _OWN_PART.search(before[: match.start()]) is not None


def pointed_at(message: Message) -> str | None:
    """Which of two numbers a short answer points at: "low", "high", "first" or "last"; None where at none."""
    match = _REFERS.match(message.text)
    return None if match is None else match.lastgroup
