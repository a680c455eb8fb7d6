"""What the agent's last message offered or asked, as far as it decides what a "yes" or a bare word means."""

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.reading.text import fold

_MEETING = re.compile(
    r"\b(?:book|schedule|demo|viewing|view it|visit|consultation|tour|meet|appointment|walk-?through|pencil|slot|"
    r"see (?:it|the)|come (?:and|out|in|by|over)|showings?|see you|viewings|visits?|tours?|pop (?:in|out)|"
    r"set (?:up|that up)|diary|calendar|"
    r"(?:does|would|will|how about|is) [^?]{0,30}(?:day|tomorrow|\d ?[ap]m|noon)[^?]{0,20} (?:work|suit|ok|good)|"
    r"(?:20|30|fifteen|thirty|twenty)[- ]minute|call with|design visit|video call|quick call)\b"
)
_TEXT = re.compile(
    r"\b(?:(?:ok(?:ay)?|fine|happy|alright|all right|good|cool|mind|like|want|can|could|may|shall|should|"
    r"permission)\b"
    r"[^?]{0,60}\b(?:text|texts|texting|sms|whatsapp|message you|messages|updates)|text you)\b"
)
_PERSON = re.compile(
    r"\b(?:put you through|connect you|(?:speak|talk|chat) (?:to|with) (?:an?|one|someone|somebody|our)|"
    r"(?:have|get) (?:an?|one|someone|somebody)[^?]{0,30} (?:call|ring|phone|contact)|someone (?:call|ring|phone)|"
    r"hand you (?:over|to)|(?:call|ring|phone) you|"
    r"(?:advisers?|agents?|colleagues?|reps?|humans?|person|people|someone|team) "
    r"(?:to |could |can )?(?:take over|call|ring|phone|contact|get in touch|reach out|help))\b"
)
_ANYTHING_ELSE = re.compile(
    r"\bi'?m here if\b|\bjust ask\b|\bif (?:a question|anything) comes up\b|\b(?:anything|something) (?:else|more|"
    r"further)\b|\bany (?:other|more|further)\b"
)
_OPT_OUT = re.compile(
    r"\b(?:reply|text|send|type)\b[^.?!]{0,12}\b(?:stop|end|cancel|quit|unsubscribe)\b|\bopt[- ]?out\b"
)
_STILL = re.compile(r"\bstill\b[^?]*\?|\b(?:go ahead|carry on|interested)\b[^?]*\?")
_SUMS_UP = re.compile(
    r"^(?:so|got it|great|ok|okay|right|noted|perfect|thanks|lovely|grand)\b[^?]*\b"
    r"(?:so|that's|it is|you'd|got it|is)\b|"
    r"\bi(?:'ve| have) (?:got |noted |put |you |your )|\bit is\.$|^so\b|\bgot it\b|\bis that right\b"
)


@dataclass(frozen=True)
class Offer:
    asks: bool = False
    offers_meeting: bool = False
    asks_to_text: bool = False
    offers_person: bool = False
    asks_anything_else: bool = False
    offers_opt_out: bool = False
    sums_up: bool = False
    asks_if_still: bool = False
    words: frozenset[str] = frozenset()


@lru_cache(maxsize=64)
def offer_of(agent: str | None) -> Offer:
    """What `agent`, the agent's last message, offers."""
    text = fold((agent or "")[:1000])
    asked = "?" in text
    asks_to_text = asked and bool(_TEXT.search(text))
    return Offer(
        asks=asked,
        offers_meeting=asked and not asks_to_text and bool(_MEETING.search(text)),
        asks_to_text=asks_to_text,
        offers_person=asked and bool(_PERSON.search(text)),
        asks_anything_else=bool(_ANYTHING_ELSE.search(text)),
        offers_opt_out=bool(_OPT_OUT.search(text)),
        asks_if_still=bool(_STILL.search(text)),
        sums_up=bool(_SUMS_UP.search(text)),
        words=frozenset(re.findall(r"[a-z]+", text)),
    )
