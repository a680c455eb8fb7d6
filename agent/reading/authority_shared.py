"""The writer and others decide: pairs, bodies they sit on, votes that each has, a yes that is waited for."""

import re

from agent.reading.authority_answer import told, with_next
from agent.reading.authority_phrases import ANY
from agent.reading.authority_scene import Reading, Scene, Sign, over
from agent.reading.text import Span

_AND = r"(?:\s+(?:and|an|n|plus|then|with)\s+|\s*[&+/,]\s*(?:and\s+)?)"
_PLUS = r"(?:\s+(?:and|an|n|plus|then|with)\s+|\s*[&+/]\s*)"
_SELF = r"(?:i|me|myself|meself|moi|us|mine)"
_PAIR = re.compile(
    rf"(?<![\w'])(?:(?:both|just|probably)\s+)?(?:{_SELF}{_AND}{ANY}+(?:{_AND}{ANY}+)*|"
    rf"{ANY}+(?:{_AND}{ANY}+)*,?{_PLUS}(?:i|me|myself|meself)\b)(?!\w)"
)
_EITHER = re.compile(
    rf"(?<!call )(?<!text )(?<!ring )(?<!email )(?<!phone )(?<!contact )(?<!reach )(?<!tell )(?<!to )(?<!with )"
    rf"\b(?:either )?(?:(?:me|myself|i) or {ANY}+|{ANY}+ or (?:me|myself|i)\b)"
)
""" "Whoever gives in first, me or Ines": either of two decides."""
_US_TWO = re.compile(
    r"\b(?:me|myself|i)\s*(?:and|an|n|&|\+|plus)\s*(?:him|her|them)\b|"
    r"\b(?:him|her|them|he|she|they)\s*(?:and|an|n|&|\+|plus)\s*(?:me|myself|i)\b"
)
_WITH = re.compile(rf"\b(?:with|alongside)\s+(?P<who>{ANY}+)")
_DECIDE_WITH = re.compile(
    r"\bi(?:'m|'ll|'d| am| will)? (?:\w+ )?(?:decide|deciding|choose|choosing|picking)(?: (?:this|it|that|"
    r"these|everything|"
    rf"things|on|all)){{0,2}} (?:together |jointly )?with (?P<who>{ANY}+)"
)
_WITH_FIRST = re.compile(
    rf"\W*(?:yes,? |yeah,? |no,? )?(?:it's |its )?(?:along |together |jointly |in agreement )?with (?P<who>{ANY}++)"
    r"(?!\s+(?:now|currently|at the moment|atm|to approve)\b)"
)
_ALONG_WITH = re.compile(
    rf"\b(?:(?:along|together|jointly|alongside|in agreement|(?:make|decide|choose|take) (?:it|this|that|them)) with|"
    rf"subject to|as long as|so long as|"
    rf"provided(?: that)?) (?P<who>{ANY}+)"
)
_SPLIT = re.compile(
    rf"\b(?:me|i|myself|mine|my)\b (?:\w+ )?(?:for|on|under|below|up to) [^.;!?]{{2,40}}?[,;.] ?(?:and |but |then )?"
    rf"(?P<who>{ANY}+) (?:for|on|over|above)\b|"
    rf"\b(?:under|below|up to)\b[^,.;]{{2,20}}?\b(?:me|i|mine)\b[^.;]{{0,12}}[,;.] ?(?:and |but )?"
    rf"(?:above|over|beyond|anything|more)[^.;]{{0,30}}?(?P<higher>{ANY}+)|"
    rf"\b(?:me|i|mine|my call)\b[^.;]{{0,20}}?\b(?:up to|under|below|for|on)\b[^.;]{{2,25}}?[,;.]? ?(?:and |but )?"
    rf"(?:(?:above|over|beyond|after) (?:that|it|this)|then|anything (?:above|over|more|bigger)|more than that)"
    rf"[^.;]{{0,14}}?(?P<then>{ANY}+)|"
    rf"\d+ ?% (?:me|mine|my)\W+(?:and )?\d+ ?% (?P<rest>{ANY}+)"
)
_TOO = re.compile(
    rf"(?P<who>{ANY}+)(?:'s|'ll|'d)?(?:\s+[\w']+){{0,5}}?\s+(?:too|also|as well|aswell|(?:gets?|has|have) a (?:say|"
    rf"vote)|"
    rf"weighs? in|involved|be involved|(?:has|owns|have|own) (?:the )?(?:other )?half)\b|\b(?:also|"
    rf"plus)\s+(?P<who2>{ANY}+)"
)
_I_MEAN = re.compile(
    r"\s+(?:(?:only|just|merely) (?!decid|want|agree|choos|need|sign)\w+|mean|think|guess|reckon|believe|don't|"
    r"dont|'m not|am not|have no)\b"
)
_I_LACK = re.compile(r"'(?:ve|m|d|ll)\s+(?:got )?(?:no|not|never|just|only|merely|one|an?|my|on|in|part)\b")
_SEATED = re.compile(r"\b(?:sit|serve|chair|member)\b")
_DENIED = re.compile(r"\b(?:not|isn't|isnt|ain't|aint) $")
_AT_ODDS = re.compile(r"\b(?:can't|cant|cannot|couldn't|don't|dont|won't|never) (?:\w+ )?(?:agree|decide|choose|pick)$")
_NEXT_CLAUSE = re.compile(r"\s+(?!and\b|both\b|will\b|together\b|jointly\b|decide\b|have\b|too\b)[a-z]")
_DECIDING_VERB = re.compile(
    r"\b(?:decid\w*|agree\w*|choos\w*|sign\w*|decision\w*|say|call|approv\w*|pick\w*|veto|vote)\b"
)
DECIDING = re.compile(
    r"\b(?:decid\w*|agree|choose|choosing|sign(?![- ]?(?:ups?|ins?)\b)|sign-off|signs|settles?|signing|"
    r"picked by|decided by|chosen by|votes|(?:have|has|need) to (?:like|love|want)|each (?:gets?|has|"
    r"have) an? (?:\w+ )?(?:vote|say|veto|card)|decisions?|(?:final |a |equal |the )say|"
    r"say yes|say so|jointly|together|both have to|both need|both sign|"
    r"approve|pick|veto|vote|the call|split (?:it|everything|things)|between us|make the call|on board|50.50|"
    r"fifty.fifty|halves|as a pair|own it|put (?:our|their|his|her) names? (?:to|on)|names? on)\b"
)
NOT_ONLY_ME = re.compile(
    r"\b(?:not|isn't|isnt|ain't)\s+(?:(?:just|only|solely|all)\s+(?:me|my|mine|up to me|down to me)|me alone|"
    r"on my own(?! authority)|alone)\b"
)
_VOTES_ELSEWHERE = re.compile(r"\s*(?:in|for|at|on (?:monday|tuesday|wednesday|thursday|friday))\b")
_NEVER = re.compile(
    r"\b(?:don't|dont|do not|never|no need to|needn't) (?:have to |need to )?$|\b(?:thinks?|"
    r"reckons?|imagines?|believes?|say|said|pretends?) $"
)
""" "I don't take a vote"."""
_FANCY = re.compile(r"\b(?:thinks?|reckons?|imagines?|believes?|pretends?) ")
_NOTHING = re.compile(r"\b(?:nothing|nowt|won't|wont|not|never|can't|cant|don't|dont|no)\b")
_ME = re.compile(r"\b(?:me|i|mine)$")
_FIRST_PERSON = re.compile(r"\b(?:i|we|me|us|mine|myself|ourselves|i'm|we're|i'll|we'll)\b")
_ONE_OF_THOSE = re.compile(r"one of (?:those|these|them|which|whom)\b")
_PAPERS = re.compile(r"\b(?:signatures|names)$")
_SOME_OF_US = re.compile(r"(?:all )?(?:two|three|four|five|six|seven|eight|\d) of us\b")
_WE = re.compile(r"\bwe\b")
_COUNTED = re.compile(r"\b(?:there's|theres|there are|there is|there're|there r) (?:\w+ )?$")
""" "There's four of us": how large the firm is, not who decides."""
_PUT_TOGETHER = re.compile(
    r"\b(?:put|puts|putting|pull|pulls|pulling|get|gets|getting|bring|live|living|moving|move|pulled|"
    r"come)\b[^.,;]{0,30}\btogether$|\b(?:the|this|my) joint$"
)


_IN_COMPANY = re.compile(
    r"\b(?:play|live|work|go|went|sit|eat|travel|stay|move|moving|moved|been|being|get|got|come|train|"
    r"study|walk|dine|run|"
    r"grew|sleep|hang)\w*\b[^.,;]{0,25}\btogether$"
)


def shared(scene: Scene) -> Reading | None:
    """The writer and others decide: "my wife and I", "both of us", a committee they sit on."""
    if scene.no_part or (scene.others and _is_sidelined(scene)):
        return None
    for match in _PAIR.finditer(scene.text):
        sign = scene.sign(match)
        weight = _weight_of(scene, sign)
        if weight is not None and not _is_apart(scene, sign):
            who = sign.who if scene.text.startswith("mine", sign.span.start) else sign.span
            return Reading("shared", who, over(sign.span, weight))
    either = _EITHER.search(scene.text)
    if either is not None and (scene.asked or _DECIDING_VERB.search(scene.sentence(scene.sign(either)))):
        return Reading("shared", scene.sign(either).span, scene.sign(either).span)
    if scene.asked and (us := _US_TWO.search(scene.message.text)) is not None:
        us_two = Span(us.start(), us.end())
        return Reading("shared", us_two, us_two)
    member = next((sign for sign in scene.membership if _sits_and_decides(scene, sign)), None)
    if member is not None:
        body = scene.decider_of(scene.others[0]) if scene.others else _body_near(scene, member)
        return Reading("shared", body, over(body, member.span))
    return _joined(scene)


def _sits_and_decides(scene: Scene, member: Sign) -> bool:
    """Unasked, the body that the writer sits on must be said to decide."""
    if scene.asked or (scene.people and scene.others):
        return True
    seated = _SEATED.search(scene.text[member.span.start : member.span.end])
    return bool(scene.people and seated and DECIDING.search(scene.sentence(member)))


def _is_sidelined(scene: Scene) -> bool:
    """The writer only advises while another decides."""
    if not scene.advises or _PAIR.search(scene.text) or scene.membership:
        return False
    if any(_ME.search(scene.text, sign.span.start, sign.span.end) for sign in scene.signs("jointly")):
        return False
    if _WE.search(scene.text) is None:
        return True
    return not any(_WE.search(scene.before(sign)) or _is_ours(scene, sign) for sign in scene.signs("jointly"))


def _is_ours(scene: Scene, sign: Sign) -> bool:
    """ "We both get a say": the words themselves tell of the writer."""
    return scene.text.startswith("we", sign.span.start)


def _is_apart(scene: Scene, sign: Sign) -> bool:
    """ "it's me, my wife trusts me": a comma that begins another clause, and joins no two deciders."""
    pair = scene.text[sign.span.start : sign.span.end]
    if "," in pair and _DENIED.search(scene.before(sign)):
        return True
    if _I_MEAN.match(scene.text, sign.span.end) or _I_LACK.match(scene.text, sign.span.end):
        return True
    if "," not in pair or re.search(r"\b(?:and|an|n|plus|with|both)\b|[&+/]", pair):
        return False
    return bool(_NEXT_CLAUSE.match(scene.text, sign.span.end))


def _weight_of(scene: Scene, sign: Sign) -> Span | None:
    """What makes a pair the deciders: the question, or words of deciding in the same sentence."""
    sentence = scene.message.sentence_at(sign.span.start)
    behind = Span(sign.span.end, sentence.end)
    match = next(
        (m for m in DECIDING.finditer(scene.text, behind.start, behind.end) if not _is_company(scene, m)), None
    )
    if match is not None and not scene.asked and _AT_ODDS.search(scene.text, behind.start, match.end()):
        return None
    if match is not None:
        return Span(match.start(), match.end())
    match = DECIDING.search(scene.text, sentence.start, sign.span.start)
    if match is not None:
        return Span(match.start(), match.end())
    return sign.span if scene.asked else None


def _is_company(scene: Scene, match: re.Match[str]) -> bool:
    """ "The kids play together": in one another's company, and no decision."""
    return match[0] == "together" and bool(_IN_COMPANY.search(scene.text, max(0, match.start() - 40), match.end()))


def _body_near(scene: Scene, member: Sign) -> Span | None:
    """The body that the writer sits on: the one named in or last before the words, else the first."""
    if member.who is not None:
        return member.who
    earlier = [span for span in scene.people if span.start < member.span.start]
    if not scene.people and (counted := _SOME_OF_US.search(scene.text)) is not None:
        return Span(counted.start(), counted.end())
    return earlier[-1] if earlier else next(iter(scene.people), None)


def _joined(scene: Scene) -> Reading | None:
    """ "we decide together", "I decide with my sister", "yes, my husband too"."""
    for sign in scene.signs("jointly"):
        if _PUT_TOGETHER.search(scene.text[max(0, sign.span.start - 40) : sign.span.end]):
            continue
        if _is_theirs(scene, sign) or (not scene.asked and _VOTES_ELSEWHERE.match(scene.text, sign.span.end)):
            continue
        if scene.is_question(sign) or _NEVER.search(scene.before(sign)) or _is_fancied(scene, sign):
            continue
        if _COUNTED.search(scene.before(sign)) and not _DECIDING_VERB.search(scene.sentence(sign)):
            continue
        if scene.asked or _DECIDING_VERB.search(scene.sentence(sign)) or _holds_up(scene, sign):
            who = _beside(scene, sign)
            return Reading("shared", who, over(sign.span, who, None if scene.asked else _verb_beside(scene, sign)))
    if (along := _DECIDE_WITH.search(scene.text)) is not None and not _NEVER.search(scene.text[: along.start()]):
        who = with_next(scene, Span(along.start("who"), along.end("who")))
        return Reading("shared", who, Span(along.start(), who.end))
    for match in _WITH.finditer(scene.text):
        with_whom = Span(match.start("who"), match.end("who"))
        deciding = next((sign for sign in scene.mine if scene.in_sentence(sign.span, with_whom)), None)
        if deciding is not None:
            return Reading("shared", with_whom, over(with_whom, deciding.span))
    return _joined_in_answer(scene) if scene.asked else None


def _verb_beside(scene: Scene, sign: Sign) -> Span | None:
    """The word of deciding in the sign's sentence, without which the words quoted would prove nothing."""
    sentence = scene.message.sentence_at(sign.span.start)
    verb = _DECIDING_VERB.search(scene.text, sentence.start, sentence.end)
    return None if verb is None else Span(verb.start(), verb.end())


def _beside(scene: Scene, sign: Sign) -> Span | None:
    """Who decides with the writer: named in the sign's sentence, else earlier in the answer, else "four of us"."""
    near = [span for span in scene.people if scene.in_sentence(span, sign.span)]
    if _ONE_OF_THOSE.match(scene.text, sign.span.start):
        near = [span for span in near if span.end <= sign.span.start][-1:] or near
    who = next(iter(near), None)
    if who is None and scene.asked:
        who = next((span for span in scene.people if span.end <= sign.span.start), None)
    counted = _SOME_OF_US.match(scene.text, sign.span.start)
    if counted is not None and (who is None or 0 <= who.start - counted.end() <= 1):
        return over(Span(counted.start(), counted.end()), who)
    if who is None:
        return _pair_told(scene, sign)
    pair = next((p for p in map(scene.sign, _PAIR.finditer(scene.text)) if p.span.overlaps(who)), None)
    if pair is not None and scene.text.startswith("mine", pair.span.start):
        return pair.who
    return pair.span if pair is not None and not _is_apart(scene, pair) else with_next(scene, told(scene, who))


def _pair_told(scene: Scene, sign: Sign) -> Span | None:
    """ "He and I" in the sign's sentence; unasked, the pair told of before: "my wife and I are moving … we decide
    together"."""
    sentence = scene.message.sentence_at(sign.span.start)
    us = _US_TWO.search(scene.message.text, sentence.start, sentence.end)
    if us is not None:
        return Span(us.start(), us.end())
    if scene.asked or _WE.search(sentence_of := scene.sentence(sign)) is None or "?" in sentence_of:
        return None
    pairs = [
        pair for pair in map(scene.sign, _PAIR.finditer(scene.text[: sentence.start])) if not _is_apart(scene, pair)
    ]
    return pairs[-1].span if pairs else None


def _is_fancied(scene: Scene, sign: Sign) -> bool:
    """ "The kids think they have a say"."""
    return bool(_FANCY.search(scene.text, sign.span.start, sign.span.end))


def _holds_up(scene: Scene, sign: Sign) -> bool:
    """ "Nothing happens until my wife has seen it too": another's yes is waited for."""
    words = scene.text[sign.span.start : sign.span.end]
    return words.startswith(("till", "til", "until", "unless")) and bool(_NOTHING.search(scene.before(sign)))


def _is_theirs(scene: Scene, sign: Sign) -> bool:
    """ "legal and finance both have to agree": what several others do, the writer not among them."""
    if _PAPERS.search(scene.text, sign.span.start, sign.span.end):
        named = any(span.start > sign.span.end and scene.in_sentence(span, sign.span) for span in scene.people)
        return named and not _FIRST_PERSON.search(scene.sentence(sign))
    if not re.search(rf"{ANY}+\s+$", scene.text[: sign.span.start]):
        return False
    if _ME.search(scene.text, sign.span.start, sign.span.end):
        return False
    return not _FIRST_PERSON.search(scene.before(sign))


def _joined_in_answer(scene: Scene) -> Reading | None:
    """ "not just me", "with my brother", "yes, my husband too": enough where the agent asked."""
    first = next(iter(scene.people), None)
    if (split := _SPLIT.search(scene.text)) is not None:
        group = next(name for name in ("who", "higher", "then", "rest") if split[name])
        return Reading("shared", Span(split.start(group), split.end(group)), Span(split.start(), split.end()))
    if (alone := NOT_ONLY_ME.search(scene.text)) is not None:
        return Reading("shared", first, over(Span(alone.start(), alone.end()), first))
    if (beside := _WITH_FIRST.match(scene.text) or _ALONG_WITH.search(scene.text)) is not None:
        who = with_next(scene, Span(beside.start("who"), beside.end("who")))
        return Reading("shared", who, who)
    too = None if scene.denials else _TOO.search(scene.text)
    if too is None:
        return None
    group = "who" if too["who"] else "who2"
    who = told(scene, Span(too.start(group), too.end(group)))
    return Reading("shared", who, over(Span(too.start(), too.end()), who))
