"""The signs in a message that tell who decides: which phrases stand where, and who is named in them."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from agent.frame import ReadingContext
from agent.reading.authority_phrases import ANY, SINGLE_S, THEY, WHO, pattern
from agent.reading.authority_question import question_of
from agent.reading.contact_lexicon import entry_set
from agent.reading.text import Message, Span

Role = Literal["decision_maker", "shared", "influencer", "none"]
_WHO = re.compile(rf"{ANY}+")
_OTHERS_LACK = re.compile(
    rf"(?:[{WHO}{THEY}{SINGLE_S}]|\b(?:dogs?|cats?|nobody else|no one else|others|(?:all|none|most|both) of (?:them|"
    rf"those))\b)(?:'ve|'s)?\s*(?:(?:gets?|has|have|got|had)\s+)?$"
)
_ASK_ME_NOT = re.compile(r"(?:don't|dont) ask me (?:his|her|their|what|how|why|when|where)\b")
""" "Don't ask me his title": not known, which is no word of the writer's part."""
_A_VOICE = re.compile(r"\b(?:say|vote|input|voice|part|look-in|role|authority)\b(?! me\b)")
NOT_ALONE = re.compile(
    r"\b(?:not|isn't|isnt|never|ain't|aint|wasn't)\s+(?:just\s+|only\s+|solely\s+|all\s+|really\s+)?$"
)
_VERBS_WITH_UP = frozenset("sign signs signed signing pick picks picked picking choose run runs vote votes".split())
_ELSEWHERE = re.compile(
    r"\s*(?:a (?:fight|row|lock)\b|(?:me|us|him|her|them|it|the kids) (?:up|over)\b|holes\b|up\b(?! to)|"
    r"(?:(?!it\b|this\b|that\b|off\b|is\b)[^\s.,;:!?]+ ){1,2}(?:in|out)(?=\s*(?:$|[.,;!?]|at\b|by\b|and\b|on\b))|"
    r"in\b(?! the end)|out\b|language|post|over\b|"
    r"(?:(?!is\b|it's\b|and\b|but\b|so\b|which\b|that's\b)[^\s.,;:!?]+ ){1,3}up\b(?! to))"
)
_FOR_MONEY = re.compile(
    r"\s*(?:on |off |us |me |of |for |a )*[$£€]?\d[\d,.]*\s?(?:k|m|grand|quid|euro|for)?\b(?!\s?(?:st|nd|rd|th|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_PENDING = re.compile(r"\b(?:get|getting|be|being|needs?|has to be|have) (?:it |this |that |everything )?$")
_PAST = re.compile(
    r"\b(?:(?<!is )(?<!are )(?<!always )(?<!only )(?:decided|made)|signed|approved|picked|had|took|chose)\b"
)
_LOOSE_VERB = re.compile(
    r"(?:i(?:'ll|'d)?|me who|me that)\s+(?:\w+\s+){0,3}?(?:choose|pick|select|sign|decide|vote|decided|"
    r"signed|approve|ok|"
    r"sign off|choosing|picking)(?: \w+){0,2}"
)
_BEFORE_LOOSE = re.compile(
    r"\b(?:can|could|may|do|did|should|where|how|when|before|(?<!for )once|if|after|until|help|so that|must|"
    r"will|would)\s+$"
)
_JOINED = re.compile(rf"(?P<who>{ANY}+)(?:,| and| &| or| n|/|\+)\s?$")
_AND = re.compile(r"\s*(?:,|,? ?\band\b|&|\+|\bn\b|\bplus\b)\s*")
_OUTSIDER_WAITS = re.compile(
    r"(?:my |our |the |a )?(?:client|landlord|bank|lender|council|venue|insurer)s? (?:won't|wont|will not|can't|cant|"
    r"cannot)\b|(?:my |our |the |a )?(?:sellers?|vendors?|lenders?|banks?|courts?|judge|underwriters?|embassy)\b"
)
"""Who does business with the lead and waits for something: no part in this purchase."""
_DECEASED = re.compile(r"\blate\b")
_ADVISER = re.compile(
    r"\b(?:accountant|solicitor|lawyer|attorney|advis[eo]r|broker|bookkeeper|surveyor|banker|bank)s?\b"
)
_ASKS_ADVICE = re.compile(r"(?:ask|consult|talk|speak|chat|run|check|put|get|discuss)\b")
_OWN_YES = re.compile(r"\W*(?:yes|yeah|yep|i am|i do|i will|me\b|just me|myself|it's me|its me)")
_ASKING = re.compile(
    r"\W*(?:and |but |so )?(?:do|does|did|can|could|will|would|should|must|is|are|who|what|how|when|where)\b[^?]*\?"
)
_WITH_OTHERS = re.compile(rf"\s*(?:with|by|past|through)\s+{ANY}")
"""Behind "I have to clear it": what is cleared with another is decided there."""
_ASKING_UNMARKED = re.compile(
    r"\W*(?:and |but |so )?(?:did|am i|do i|do you|will i|when (?:will|do|can)|can i|could i|should i)\b"
)
_AT_A_TIME = re.compile(
    r"\s*(?:it |this |that )?(?:by(?! myself\b)|before|on(?! my own\b| the dotted| (?:this|that|these|those|"
    r"all|everything|every|any|such)\b(?! (?:mon|"
    r"tues|wednes|thurs|fri|satur|sun|week|month|year)))|until|till|within|in|"
    r"this (?:week|month|quarter|year|morning|afternoon|evening|mon|tues|wednes|thurs|fri|satur|sun|spring|summer|"
    r"autumn|fall|winter)\w*|next|soon|quickly|"
    r"fast|today|tomorrow|asap|"
    r"between|whether|if)\b"
)
_HUMBLE = re.compile(r"\b(?:just|only|merely|simply|all|favou?r|told|sent)\b")
_BEHIND_LOOSE = re.compile(
    r"\s*(?:$|[,.;!\n]|(?:it|the|this|on|alone|myself|here|everything|what|our|which|all|tools|purchases|and|"
    r"these|by)\b)"
)
_IN_PRINCIPLE = re.compile(r"\s*(?:in principle|letter)\b")
""" "My decision in principle": a lender's."""
_ONLY_ONE = re.compile(r"my (?:wife|husband|mum|mom|mam|mother|dad|father|fianc[eé]e?|boyfriend|girlfriend)s")
""" "Its my mums house": one mother's, without the apostrophe."""
_DENIED = re.compile(r"\b(?:not|no|never)\b")
_IN_WHO_CLAUSE = re.compile(rf"{ANY},? (?:who|that)\b[^.;,!?]*$")
""" "Una, who runs the People team": the team is told of her."""
_BARE_PLURAL = re.compile(
    r"members|parents|people|partners|directors|trustees|owners|residents|shareholders|volunteers"
)
""" "It goes to the co-op, members vote": the members of what is named before."""
_RING = re.compile(r"\bcall$")
_RUNG = re.compile(r"\s*(?:me|us|him|her|them|back|you|at|on|from|tomorrow|today|later|after|before|in|this|around)\b")
""" "Have a planner call me": a call by telephone."""
_OWNED = re.compile(
    r"\s+(?:final |own |sole )?(?:call|decision|choice|shout|say|approval|blessing|ok|okay|sign-?off|permission)\b"
)
_GUARDED = re.compile(r"\b(?:if|whether|unless|until|who|whoever)\s+(?:the\s+)?$")
_NOT_A_PURCHASE = re.compile(
    r"\s*(?:on |about )?(?:(?:whether|if) (?:we|i|you) (?:even |can |will |could |actually )*(?:get|"
    r"qualify|are|have)\b|"
    r"(?:the |my |our |a |any )?"
    r"(?:colou?rs?|cushions?|paint|playlist|music|curtains|font|flavou?rs?|plans?|planning|mortgage|loan|"
    r"application|offer|visa|drawings|extension|lease|claim)\b)"
)
_NOT_OURS = re.compile(
    r"\s*(?:when|where|how|if|whether|who (?:gets?|takes?|handles?|does|works|goes|covers?|calls?|rings?|"
    r"follows)\b|(?:their|his|her|its) own|up on|(?:what|which)\b(?! (?:vendor|supplier|tool|"
    r"system|"
    r"software|product|company|firm|place|house|one|we (?:buy|use|get|go|choose|pick)|to (?:buy|use|get|go))\b)|"
    r"(?:the )?(?:quotes?|leads?|requests?|expenses?|timesheets?|invoices?|discounts?|holidays?|leave)\b|"
    r"(?:quotes?|leads?|requests?|expenses?|timesheets?|invoices?|discounts?|deals?|orders?|holidays?|leave)\b)"
)
_IN_PRODUCT = re.compile(
    r"[^.!?;\n]*\b(?:(?:in|through|via|using|inside) (?:the|our|an?|their|your) (?:app|system|portal|"
    r"website|site|software|tool|"
    r"tablet|platform|spreadsheet|form)|on (?:the|our|an?|their) (?:app|portal|website|tablet|whiteboard|form|phone))\b"
)
"""What people choose or sign there is no purchase: "parents choose the activities in the app"."""
_BEFORE_FEATURE = re.compile(r"\b(?:where|so that|so|lets?|let|workflows?|each|every|how|late)\s+(?:our |the |my )?$")
"""Before these, people who approve or choose do so in the product ("a tool where managers approve quotes")."""
_FINAL_SAY = re.compile(r"\b(?:(?:final|last|ultimate) (?:say|word|call|decision)|the boss)\b")
""" "They pay, so they get the last word" is no feature."""
_ONLY_MONEY = re.compile(
    rf"{ANY}+\s+(?:has |have |had |just |already |only )*(?:set|sets|froze|freezes|cut|cuts|frozen|allocated|"
    rf"allocates|gave|given|giving|capped|caps|ok'd|okayed|oked|approved|signed off|sanctioned|budgeted|"
    rf"released|agreed|put aside)\b"
)


@dataclass(frozen=True)
class Sign:
    """A phrase that tells something about the decision, where it stands, and who is named in it."""

    span: Span
    who: Span | None = None


@dataclass(frozen=True)
class Reading:
    """A role, who decides besides or instead of the writer, and the words that say so."""

    role: Role
    decider: Span | None
    evidence: Span


class Scene:
    """The message with other people masked, and the signs found in it."""

    def __init__(self, message: Message, context: ReadingContext, text: str, people: tuple[Span, ...]) -> None:
        self.message, self.text, self.people, self.context = message, text, people, context
        self.asked = context.asked == "authority"
        self.question = question_of(context.agent) if self.asked else None

    def signs(self, name: str) -> tuple[Sign, ...]:
        """Where the phrases of one list stand, and the first person in each."""
        return tuple(self.sign(match) for match in pattern(name).finditer(self.text))

    def sign(self, match: re.Match[str]) -> Sign:
        who = _WHO.search(match[0])
        span = Span(match.start(), match.start() + len(match[0].rstrip()))
        return Sign(span, Span(match.start() + who.start(), match.start() + who.end()) if who else None)

    def sentence(self, sign: Sign) -> str:
        """The masked sentence around a sign."""
        span = self.message.sentence_at(sign.span.start)
        return self.text[span.start : span.end]

    def in_sentence(self, one: Span, other: Span) -> bool:
        """Whether both begin in the same sentence."""
        return self.message.sentence_at(one.start) == self.message.sentence_at(other.start)

    def before(self, sign: Sign) -> str:
        """The masked words before a sign, within its sentence."""
        return self.text[self.message.sentence_at(sign.span.start).start : sign.span.start]

    @cached_property
    def denials(self) -> tuple[Sign, ...]:
        return self.signs("denies")

    @cached_property
    def no_part(self) -> tuple[Sign, ...]:
        """The writer has no part; "my husband gets no say" and "they don't get a vote" tell of others."""
        signs = (sign for sign in self.signs("no_part") if not self._is_lacked_by_others(sign))
        return tuple(sign for sign in signs if not any(sign.span.overlaps(own.span) for own in self.membership))

    @cached_property
    def errands(self) -> tuple[Sign, ...]:
        """The writer only runs an errand; who also compares or recommends does more.

        Unasked, "I do the paperwork" is a job; it takes an "only" to say that it is all they do.
        """
        if self.advises or self.membership:
            return ()
        signs = self.signs("errand")
        return signs if self.asked else tuple(sign for sign in signs if self._is_humble(sign))

    @cached_property
    def advises(self) -> tuple[Sign, ...]:
        return self.signs("advises")

    @cached_property
    def membership(self) -> tuple[Sign, ...]:
        """The writer sits on the body that decides, where that is not denied ("I'm not one of them")."""
        signs = (sign for sign in self.signs("member") if not NOT_ALONE.search(self.before(sign)))
        return tuple(sign for sign in signs if not _DENIED.search(self.text, sign.span.start, sign.span.end))

    @cached_property
    def mine(self) -> tuple[Sign, ...]:
        """The writer decides, where that is not denied."""
        signs = self.signs("self_decides") + (self.signs("self_when_asked") if self.asked else ())
        return tuple(sign for sign in signs if self._is_meant(sign))

    @cached_property
    def others(self) -> tuple[Sign, ...]:
        """Someone else decides."""
        signs = self.signs("other_decides") or (self.signs("other_when_asked") if self.asked else ())
        return tuple(sign for sign in signs if self._is_about_buying(sign))

    def is_question(self, sign: Sign) -> bool:
        """Whether a sign stands in a question to us, where nobody asked who decides."""
        sentence = self.sentence(sign)
        return not self.asked and bool(_ASKING.match(sentence) or _ASKING_UNMARKED.match(sentence))

    def _is_lacked_by_others(self, sign: Sign) -> bool:
        if _ASK_ME_NOT.match(self.text, sign.span.start):
            return True
        voice = _A_VOICE.search(self.text[sign.span.start : sign.span.end])
        return bool(voice and _OTHERS_LACK.search(self.before(sign)))

    def _is_humble(self, sign: Sign) -> bool:
        return bool(_HUMBLE.search(self.text, sign.span.start, sign.span.end))

    def _is_meant(self, sign: Sign) -> bool:
        if any(sign.span.overlaps(denial.span) for denial in self.denials):
            return False
        before, behind = self.before(sign), self.text[sign.span.end : sign.span.end + 30]
        if _GUARDED.search(before) or self._leads_elsewhere(sign) or NOT_ALONE.search(before):
            return False
        if not self.asked and _ASKING_UNMARKED.match(self.sentence(sign)):
            return False
        if _WITH_OTHERS.match(behind):
            return False
        if _IN_PRINCIPLE.match(behind):
            return False
        if self.asked or " alone " in self.text[sign.span.start : sign.span.end]:
            return True
        if not _LOOSE_VERB.fullmatch(self.text[sign.span.start : sign.span.end]):
            return True
        if _AT_A_TIME.match(behind):
            return False
        return not _BEFORE_LOOSE.search(before) and "?" not in self.sentence(sign) and bool(_BEHIND_LOOSE.match(behind))

    def _is_about_buying(self, sign: Sign) -> bool:
        words, behind = self.text[sign.span.start : sign.span.end], self.text[sign.span.end : sign.span.end + 30]
        if _GUARDED.search(self.before(sign)) or self._leads_elsewhere(sign) or _FOR_MONEY.match(behind):
            return False
        if sign.who is not None and _DECEASED.search(self.message.text[sign.who.start : sign.who.end]):
            return False
        if sign.who is not None and self._only_advises(sign, sign.who):
            return False
        if self.is_question(sign) or (_RING.search(words) and _RUNG.match(behind)):
            return False
        if not self.asked and _OUTSIDER_WAITS.match(self.message.text, sign.span.start):
            return False
        if not self.asked and _IN_PRODUCT.match(self.text, sign.span.end, sign.span.end + 70):
            return False
        feature = _BEFORE_FEATURE.search(self.before(sign)) and not _FINAL_SAY.search(words)
        if not self.asked and (_NOT_OURS.match(behind) or feature):
            return False
        return not (
            _NOT_A_PURCHASE.match(behind)
            or _ONLY_MONEY.match(words + behind)
            or (not self.asked and _PAST.search(words) and not _PENDING.search(self.before(sign)))
        )

    def _only_advises(self, sign: Sign, who: Span) -> bool:
        """ "I am, though I'd ask my accountant": one who is asked for advice by the person who decides."""
        adviser = _ADVISER.search(self.message.text[who.start : who.end])
        asks = _ASKS_ADVICE.match(self.text[sign.span.start : sign.span.end])
        return bool(adviser and asks) and bool(_OWN_YES.match(self.text) or self.mine)

    def _leads_elsewhere(self, sign: Sign) -> bool:
        """ "signs up", "picks up the kids": a verb of deciding that means something else."""
        last = self.text[: sign.span.end].rsplit(maxsplit=1)[-1]
        return last in _VERBS_WITH_UP and bool(_ELSEWHERE.match(self.text, sign.span.end))

    def decider_of(self, sign: Sign) -> Span | None:
        """The person in a sign, or the one that its pronoun goes back to."""
        if sign.who is not None:
            return self._with_others(self._singular(sign.who))
        earlier = [span for span in self.people if span.start < sign.span.start]
        earlier = [span for span in earlier if not self._is_in_who_clause(span)]
        who = earlier[-1] if earlier else (self.people[0] if self.people else None)
        if who is None or not self._is_plural(sign):
            return None if who is None else self._singular(who)
        return self._joined_around(who)

    def _is_in_who_clause(self, span: Span) -> bool:
        return bool(_IN_WHO_CLAUSE.search(self.text, self.message.sentence_at(span.start).start, span.start))

    def _is_plural(self, sign: Sign) -> bool:
        return self.message.text.startswith(("they", "those", "these", "both"), sign.span.start)

    def _joined_around(self, who: Span) -> Span:
        """ "Our CEO and the CTO": all that an "and" joins to one of them."""
        who = self._with_others(who)
        for span in self.people:
            if span.start > who.end and _AND.fullmatch(self.text[who.end : span.start]):
                who = Span(who.start, span.end)
        return who

    def _with_others(self, who: Span) -> Span:
        """ "legal and finance": those named before with an "and" belong to it."""
        joined = _JOINED.search(self.text[: who.start])
        if joined is None:
            return who
        earlier = next((span for span in self.people if span.end == joined.end("who") and span.end <= who.start), None)
        if earlier is None:
            return who
        if joined[0].endswith(", ") and _BARE_PLURAL.fullmatch(self.message.text[who.start : who.end]):
            return earlier
        return Span(earlier.start, who.end)

    def _singular(self, who: Span) -> Span:
        """ "my boyfriends call" is one boyfriend's."""
        written = self.message.text[who.start : who.end]
        if _ONLY_ONE.fullmatch(written):
            return Span(who.start, who.end - 1)
        owned = _OWNED.match(self.text, who.end)
        if (
            owned
            and written.endswith("s")
            and written.split()[-1][:-1] in entry_set("people", "family") | entry_set("people", "work")
        ):
            return Span(who.start, who.end - 1)
        return who


def over(*spans: Span | None) -> Span:
    """The stretch from the first to the last of the spans given."""
    present = [span for span in spans if span is not None]
    return Span(min(span.start for span in present), max(span.end for span in present))
