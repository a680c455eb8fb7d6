"""Who decides: the writer's part in the decision to buy, and who else has one."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from agent.frame import Authority, Claim, ReadingContext
from agent.reading.authority_phrases import ANY, masked, pattern
from agent.reading.authority_question import Question, question_of
from agent.reading.contact import own_spans
from agent.reading.contact_lexicon import entry_set
from agent.reading.contact_title import decides
from agent.reading.text import Message, Span

Role = Literal["decision_maker", "shared", "influencer", "none"]
_AND = r"(?:\s+(?:and|an|n|plus|then|with)\s+|\s*[&+/,]\s*(?:and\s+)?)"
_SELF = r"(?:i|me|myself|meself|moi|us)"
_PAIR = re.compile(
    rf"(?<![\w'])(?:(?:both|just|probably)\s+)?(?:{_SELF}{_AND}{ANY}+(?:{_AND}{ANY}+)*|{ANY}+(?:{_AND}{ANY}+)*,?{_AND}(?:i|me|myself|meself)\b)(?!\w)"
)
_WITH = re.compile(rf"\b(?:with|alongside)\s+(?P<who>{ANY}+)")
_TOO = re.compile(rf"(?P<who>{ANY}+)(?:\s+(?:will|would|has|have|is|are))?\s+(?:too|also|as well|aswell|both|gets? a say|has a say|have a say|weighs? in|involved|be involved|to agree)\b|\b(?:also|plus)\s+(?P<who2>{ANY}+)")
_WHO = re.compile(rf"{ANY}+")
_YES = re.compile(r"^\W*(?:oh |well |ah )?(?:yes+|yep+|yeah+|yea|ya|yup|aye|sure|correct|indeed|absolutely|definitely|of course|that's right|thats right|certainly|affirmative|100%|course|it is|'?tis|i am|i do|i will|i would|yessir|mhm|for sure|right|i can)\b")
_NO = re.compile(r"^\W*(?:oh |well |ah |god |hell |lord )?(?:no+|nope+|nah+|na|naw|negative|not really|nay|never|i'm not|im not|i am not|i don't|i dont|not at all|it isn't|it isnt|it's not|its not)\b(?! idea| clue)")
_UNSURE = re.compile(r"\b(?:not sure|don't know|dont know|dunno|no idea|no clue|idk|unsure|hard to say|haven't a clue|depends)\b")
_ASKS_BACK = re.compile(r"^\W*(?:why|what|who's asking|whos asking|does it matter)\b[^.]*\?\s*$")
_DECIDING_VERB = re.compile(r"\b(?:decid\w*|agree\w*|choos\w*|sign\w*|decision\w*|say|call|approv\w*|pick\w*|veto|vote)\b")
_DECIDING = re.compile(
    r"\b(?:decid\w*|agree|agreed|choose|choosing|sign|sign-off|signs|decision|(?:final |a |equal |the )say|say yes|say so|jointly|together|both have to|both need|both sign|"
    r"approve|pick|veto|vote|the call|split (?:it|everything|things)|between us|make the call|on board|50.50|fifty.fifty|halves|as a pair|own it)\b"
)
_NOT_ALONE = re.compile(r"\b(?:not|isn't|isnt|never|ain't|aint|wasn't)\s+(?:just\s+|only\s+|solely\s+|all\s+|really\s+)?$")
_NOT_ONLY_ME = re.compile(r"\b(?:not|isn't|isnt|ain't)\s+(?:just|only|solely|all)\s+(?:me|my|mine|up to me|down to me)\b")
_ELSEWHERE = re.compile(r"\s*(?:up\b(?! to)|in\b(?! the end)|out\b|language|post|over\b)")
_FOR_MONEY = re.compile(r"\s*(?:on |off |us |me |of |for |a )*[$£€]?\d[\d,.]*\s?(?:k|m|grand|quid|euro|for)?\b")
_PAST = re.compile(r"\b(?:decided|signed|approved|picked|had|took|chose|made)\b")
_LOOSE_VERB = re.compile(r"(?:i|me who|me that)\s+(?:\w+\s+){0,3}?(?:choose|pick|select|sign|decide|vote|decided|signed|approve|ok|sign off|choosing|picking)(?: \w+){0,2}")
_BEFORE_LOOSE = re.compile(r"\b(?:can|could|may|do|did|should|where|how|when|before|once|if|after|until|help|so that|must|will|would)\s+$")
_BEHIND_LOOSE = re.compile(r"\s*(?:$|[,.;!\n]|(?:it|the|this|on|alone|myself|here|everything|what|and|these|by)\b)")
_CONSULTED = re.compile(r"\b(?:run|put|get|pass|check|bounce|ask|consult|convince|persuade|talk|speak|chat|discuss|confer|agree|happy|convinced|persuaded|clear)\b")
_RECOMMENDS = re.compile(r"\b(?:recommend|shortlist|legwork|evaluat|advise|recommendation)\w*\b")
_YES_MEANS: dict[Question, Role] = {
    Question.YOU: "decision_maker", Question.ALONE: "decision_maker", Question.OTHERS: "shared", Question.SAY: "influencer",
}  # fmt: skip
_NO_MEANS: dict[Question, Role] = {
    Question.YOU: "none", Question.ALONE: "shared", Question.OTHERS: "decision_maker", Question.SAY: "none",
    Question.ROLE: "none",
}  # fmt: skip
_FILLING = frozenset(
    "no nope nah yes yep yeah not me it's its that's thats that'd be would is will then i think guess probably the a just actually well oh "
    "mostly usually always ha lol haha sorry afraid only really so both that for sure also too of course god ultimately".split()
)
_OWNED = re.compile(r"\s+(?:final |own |sole )?(?:call|decision|choice|shout|say|approval|blessing|ok|okay|sign.?off|permission)\b")
_PUT_TOGETHER = re.compile(r"\b(?:put|puts|putting|pull|pulls|pulling|get|gets|getting|bring|live|living|moving|move|pulled|come)\b[^.,;]{0,30}\btogether$")
_GUARDED = re.compile(r"\b(?:if|whether|unless|until|who|whoever)\s+(?:the\s+)?$")
_ONLY_MONEY = re.compile(rf"{ANY}+\s+(?:has |have |had |just |already |only )*(?:set|sets|froze|freezes|cut|cuts|frozen|allocated|allocates|gave|given|giving|capped|caps|ok'd|okayed|oked|approved|signed off|sanctioned|budgeted|released|agreed|put aside)\b")


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


def read_authority(message: Message, context: ReadingContext) -> Claim | None:
    """The writer's role in the decision and the decider named, None where the message says nothing of it."""
    reading = reading_of(message, context)
    if reading is None:
        return None
    named = reading.decider if reading.role != "decision_maker" else None
    value = Authority(role=reading.role, decider=None if named is None else message.quote(named))
    return Claim(slot="authority", value=value, quote=message.quote(reading.evidence))


def reading_of(message: Message, context: ReadingContext) -> Reading | None:
    """What the message says of the decision, the plainest sign first."""
    own = own_spans(message, context)
    text, people = masked(message, tuple(span for slot, span in own.items() if slot in ("name", "title", "company")))
    scene = Scene(message, context, text, people)
    title = own.get("title")
    for read in (_shared, _decided_by_others, _without_part, _decided_alone, _advising):
        if (reading := read(scene)) is not None:
            return reading
    if title is not None and decides(message.text[title.start : title.end]):
        return Reading("decision_maker", None, title)
    return _bare(scene) if scene.asked else None


class Scene:
    """The message with other people masked, and the signs found in it."""

    def __init__(self, message: Message, context: ReadingContext, text: str, people: tuple[Span, ...]) -> None:
        self.message, self.text, self.people = message, text, people
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

    def before(self, sign: Sign) -> str:
        """The masked words before a sign, within its sentence."""
        return self.text[self.message.sentence_at(sign.span.start).start : sign.span.start]

    @cached_property
    def denials(self) -> tuple[Sign, ...]:
        return self.signs("denies")

    @cached_property
    def no_part(self) -> tuple[Sign, ...]:
        return self.signs("no_part")

    @cached_property
    def advises(self) -> tuple[Sign, ...]:
        return self.signs("advises")

    @cached_property
    def mine(self) -> tuple[Sign, ...]:
        """The writer decides, where that is not denied."""
        return tuple(sign for sign in self.signs("self_decides") if self._is_meant(sign))

    @cached_property
    def others(self) -> tuple[Sign, ...]:
        """Someone else decides."""
        signs = self.signs("other_decides") or (self.signs("other_when_asked") if self.asked else ())
        return tuple(sign for sign in signs if self._is_about_buying(sign))

    def _is_meant(self, sign: Sign) -> bool:
        if any(sign.span.overlaps(denial.span) for denial in self.denials):
            return False
        before, behind = self.before(sign), self.text[sign.span.end : sign.span.end + 30]
        if _GUARDED.search(before) or _ELSEWHERE.match(behind) or _NOT_ALONE.search(before):
            return False
        if self.asked or not _LOOSE_VERB.fullmatch(self.text[sign.span.start : sign.span.end]):
            return True
        return not _BEFORE_LOOSE.search(before) and "?" not in self.sentence(sign) and bool(_BEHIND_LOOSE.match(behind))

    def _is_about_buying(self, sign: Sign) -> bool:
        words, behind = self.text[sign.span.start : sign.span.end], self.text[sign.span.end : sign.span.end + 30]
        if _GUARDED.search(self.before(sign)) or _ELSEWHERE.match(behind) or _FOR_MONEY.match(behind):
            return False
        return not (_ONLY_MONEY.match(words + behind) or (not self.asked and _PAST.search(words)))

    def decider_of(self, sign: Sign) -> Span | None:
        """The person in a sign, or the one that its pronoun goes back to."""
        if sign.who is not None:
            return self._singular(sign.who)
        earlier = [span for span in self.people if span.start < sign.span.start]
        return earlier[-1] if earlier else (self.people[0] if self.people else None)


    def _singular(self, who: Span) -> Span:
        """ "my boyfriends call" is one boyfriend's."""
        written = self.message.text[who.start : who.end]
        owned = _OWNED.match(self.text, who.end)
        if owned and written.endswith("s") and written.split()[-1][:-1] in entry_set("people", "family") | entry_set("people", "work"):
            return Span(who.start, who.end - 1)
        return who


def _over(*spans: Span | None) -> Span:
    present = [span for span in spans if span is not None]
    return Span(min(span.start for span in present), max(span.end for span in present))


def _shared(scene: Scene) -> Reading | None:
    """The writer and others decide: "my wife and I", "both of us", a committee they sit on."""
    if scene.no_part or (scene.others and _is_sidelined(scene)):
        return None
    for match in _PAIR.finditer(scene.text):
        sign = scene.sign(match)
        weight = _weight_of(scene, sign)
        if weight is not None:
            return Reading("shared", sign.span, _over(sign.span, weight))
    member = next(iter(scene.signs("member")), None)
    if member is not None and scene.people and (scene.asked or scene.others):
        body = _body_near(scene, member)
        if body is not None:
            return Reading("shared", body, _over(body, member.span))
    return _joined(scene)


def _is_sidelined(scene: Scene) -> bool:
    """The writer only advises while another decides."""
    return bool(scene.advises) and not _PAIR.search(scene.text) and not scene.signs("member")


def _weight_of(scene: Scene, sign: Sign) -> Span | None:
    """What makes a pair the deciders: the question, or words of deciding in the same sentence."""
    sentence = scene.message.sentence_at(sign.span.start)
    behind = Span(sign.span.end, sentence.end)
    match = _DECIDING.search(scene.text, behind.start, behind.end)
    if match is not None:
        return Span(match.start(), match.end())
    match = _DECIDING.search(scene.text, sentence.start, sign.span.start)
    if match is not None:
        return Span(match.start(), match.end())
    return sign.span if scene.asked else None


def _body_near(scene: Scene, member: Sign) -> Span | None:
    """The body that the writer sits on: the one named in or last before the words, else the first."""
    if member.who is not None:
        return member.who
    earlier = [span for span in scene.people if span.start < member.span.start]
    return earlier[-1] if earlier else scene.people[0]


def _joined(scene: Scene) -> Reading | None:
    """ "we decide together", "I decide with my sister", "yes, my husband too"."""
    for sign in scene.signs("jointly"):
        if _PUT_TOGETHER.search(scene.text[max(0, sign.span.start - 40) : sign.span.end]):
            continue
        if scene.asked or _DECIDING_VERB.search(scene.sentence(sign)):
            who = next((span for span in scene.people if scene.message.sentence_at(span.start) == scene.message.sentence_at(sign.span.start)), None)
            return Reading("shared", who, _over(sign.span, who))
    for match in _WITH.finditer(scene.text):
        who = Span(match.start("who"), match.end("who"))
        deciding = next((s for s in scene.mine if scene.message.sentence_at(s.span.start) == scene.message.sentence_at(who.start)), None)
        if deciding is not None:
            return Reading("shared", who, _over(who, deciding.span))
    match = _TOO.search(scene.text) if scene.asked else None
    if match is not None and not scene.denials:
        group = "who" if match["who"] else "who2"
        return Reading("shared", Span(match.start(group), match.end(group)), Span(match.start(), match.end()))
    return None


def _decided_by_others(scene: Scene) -> Reading | None:
    """Another decides: the writer advises, or has no part where they say so."""
    if not scene.others:
        return None
    sign = next((s for s in scene.others if s.who is not None), scene.others[0])
    decider = scene.decider_of(sign)
    if decider is None:
        return None
    if scene.no_part:
        return Reading("none", decider, _over(sign.span, decider, scene.no_part[0].span))
    if scene.mine and _CONSULTED.search(scene.text[sign.span.start : sign.span.end]):
        return Reading("shared", decider, _over(sign.span, decider, scene.mine[0].span))
    return Reading("influencer", decider, _over(sign.span, decider))


def _without_part(scene: Scene) -> Reading | None:
    """ "I've no say in it", "not my call"; the decider where one is named beside it."""
    if scene.no_part:
        if not scene.asked and not _DECIDING.search(scene.text):
            return None
        who = scene.people[0] if scene.people and scene.asked else None
        return Reading("none", who, _over(scene.no_part[0].span, who))
    if scene.denials and scene.asked and not scene.mine:
        if _NOT_ONLY_ME.search(scene.text):
            return Reading("shared", scene.people[0] if scene.people else None, scene.denials[0].span)
        if scene.people:
            return Reading("influencer", scene.people[0], _over(scene.denials[0].span, scene.people[0]))
        if scene.advises:
            return None
        return Reading("none", None, scene.denials[0].span)
    return None


def _decided_alone(scene: Scene) -> Reading | None:
    return Reading("decision_maker", None, scene.mine[0].span) if scene.mine else None


def _advising(scene: Scene) -> Reading | None:
    """The writer recommends; who decides may be named beside it."""
    if not scene.advises:
        return None
    sign = scene.advises[0]
    who = next((span for span in scene.people if not span.overlaps(sign.span)), None) or sign.who
    if not scene.asked and not (who is not None and sign.who is not None) and not _RECOMMENDS.search(scene.text):
        return None
    who = who if scene.asked or sign.who else None
    return Reading("influencer", who, _over(sign.span, who))


def _bare(scene: Scene) -> Reading | None:
    """A short answer, which means what the question makes of it."""
    text = scene.text.strip()
    if _ASKS_BACK.match(text):
        return None
    plain = next((sign for sign in scene.signs("plain_self") if not _NOT_ALONE.search(scene.before(sign))), None)
    if plain is not None:
        return Reading("decision_maker", None, plain.span)
    if _UNSURE.search(text):
        return None
    opening = Span(0, scene.message.sentences[0].end) if scene.message.sentences else Span(0, len(text))
    yes, no = _YES.match(scene.text), _NO.match(scene.text)
    who = next((span for span in scene.people if span.start < opening.end + 40), None)
    if who is not None and scene.question is not Question.ROLE and _is_short(scene, who):
        return _bare_who(scene, who, yes=bool(yes), no=bool(no))
    for sign in scene.signs("bare_self"):
        if sign.span.start < opening.end and not _NOT_ALONE.search(scene.before(sign)):
            return Reading("decision_maker", None, sign.span)
    if yes or no:
        match = yes or no
        assert match is not None
        role = _YES_MEANS.get(scene.question or Question.YOU) if yes else _NO_MEANS.get(scene.question or Question.YOU)
        return Reading(role, None, Span(match.start(), match.end())) if role is not None else None
    return None


def _is_short(scene: Scene, who: Span) -> bool:
    """Whether a person named is the answer itself, and not part of a story."""
    rest = re.sub(rf"{ANY}+", " ", scene.text[: who.start] + scene.text[who.end : scene.message.sentence_at(who.start).end])
    return len([word for word in re.findall(r"[\w']+", rest) if word not in _FILLING]) <= 2


def _bare_who(scene: Scene, who: Span, *, yes: bool, no: bool) -> Reading | None:
    if scene.question is Question.OTHERS and not no:
        return Reading("shared", who, who)
    if scene.question is Question.ALONE and not yes:
        return Reading("shared", who, who) if no else Reading("influencer", who, who)
    if yes and scene.question in (Question.YOU, Question.ALONE):
        return Reading("shared", who, who)
    return Reading("influencer", who, who)
