"""Who decides: the writer's part in the decision to buy, and who else has one."""

import re

from agent.frame import Authority, Claim, ReadingContext
from agent.reading.authority_answer import YES, bare_answer, named_part, partly_mine, party, told, with_next
from agent.reading.authority_phrases import ANY, masked
from agent.reading.authority_question import Question
from agent.reading.authority_scene import Reading, Role, Scene, Sign, over
from agent.reading.authority_title import titled
from agent.reading.contact import own_spans
from agent.reading.contact_title import decides
from agent.reading.spacing import squeezed
from agent.reading.text import Message, Span

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
_YES_BUT = re.compile(
    r"\W*(?:yes|yep|yeah|ya|i am|i do|sure|me|myself|i decide|i choose|i pick|i sign(?: off)?|just me|mostly me)\W*"
    r"(?:but|though|with|once|after|provided|if|subject|as long|so long)\b"
)
_ACTS = re.compile(
    r"\s+(?:sir|madam|(?:will|would|has to|must|only) (?:\w+ )?(?:decide|take|sign|approve|choose|finali[sz]e))\b"
)
_AND_ME = re.compile(r"\s*(?:and|&|n|\+|plus) (?:me|i|myself)\b")
_CHOOSES_A_FEW = re.compile(
    r"\s*(?:out )?(?:the |a |my |our )?(?:short|two|three|four|five|few|some|options|quotes|best|top|candidates|\d)"
)
""" "I pick three and the boss chooses" shortlists; it decides nothing."""
_THIS_SIZE = re.compile(r"\b(?:this (?:size|big|much|sort|kind|one|is)|(?:like|of) this|bigger)\b")
""" "Small stuff I can approve, anything this size our CEO decides": this one is not the writer's."""
_I_MEAN = re.compile(r"\s+(?:(?:only|just|merely) (?!decid|want|agree|choos|need|sign)\w+|mean|think|guess|reckon|believe|don't|dont|'m not|am not|have no)\b")
_I_LACK = re.compile(r"'(?:ve|m|d|ll)\s+(?:got )?(?:no|not|never|just|only|merely|one|an?|my|on|in|part)\b")
_PAYS = re.compile(r"\b(?:pays?|paying|do(?:es)? the)\b")
_SEATED = re.compile(r"\b(?:sit|serve|chair|member)\b")
_DENIED = re.compile(r"\b(?:not|isn't|isnt|ain't|aint) $")
_AND_MINE = re.compile(r"\band $|\b(?:but|though|although|and yet) (?:it's |its |it is |the )?$")
_AT_ODDS = re.compile(r"\b(?:can't|cant|cannot|couldn't|don't|dont|won't|never) (?:\w+ )?(?:agree|decide|choose|pick)$")
_NEXT_CLAUSE = re.compile(r"\s+(?!and\b|both\b|will\b|together\b|jointly\b|decide\b|have\b|too\b)[a-z]")
_DECIDING_VERB = re.compile(
    r"\b(?:decid\w*|agree\w*|choos\w*|sign\w*|decision\w*|say|call|approv\w*|pick\w*|veto|vote)\b"
)
_DECIDING = re.compile(
    r"\b(?:decid\w*|agree|choose|choosing|sign(?![- ]?(?:ups?|ins?)\b)|sign-off|signs|settles?|signing|picked by|decided by|chosen by|(?:have|has|need) to (?:like|love|want)|each (?:gets?|has|have) an? (?:\w+ )?(?:vote|say|veto|card)|decisions?|(?:final |a |equal |the )say|"
    r"say yes|say so|jointly|together|both have to|both need|both sign|"
    r"approve|pick|veto|vote|the call|split (?:it|everything|things)|between us|make the call|on board|50.50|"
    r"fifty.fifty|halves|as a pair|own it|put (?:our|their|his|her) names? (?:to|on)|names? on)\b"
)
_NOT_ONLY_ME = re.compile(
    r"\b(?:not|isn't|isnt|ain't)\s+(?:(?:just|only|solely|all)\s+(?:me|my|mine|up to me|down to me)|me alone|"
    r"on my own(?! authority)|alone)\b"
)
_CONSULTED = re.compile(
    r"\b(?:run|put|get|pass|check|bounce|ask|consult|convince|persuade|talk|speak|chat|discuss|confer|agree|"
    r"happy|convinced|persuaded|clear|without)\b"
)
_ALSO = re.compile(r"\b(?:also|too|as well)\b")
_VOTES_ELSEWHERE = re.compile(r"\s*(?:in|for|at|on (?:monday|tuesday|wednesday|thursday|friday))\b")
_RECOMMENDS = re.compile(r"\b(?:recommend|shortlist|legwork|evaluat|advise|recommendation)\w*\b")
_SENT_ON = re.compile(r"(?:talk|speak) to\b|ask\b")
""" "Talk to my brother": sent on to who decides."""
_AGREES_TOO = re.compile(
    r"\b(?:has|have|needs?|must|will|would)(?: have)?(?: to)? (?:also )?(?:agree|consent|countersign|be (?:happy|ok|"
    r"okay|on board|convinced|persuaded))\b|\bcountersigns?\b|\b(?:has|have) a veto\b"
)
""" "Is anyone else involved?" "The landlord has to agree": beside the writer, not in their place."""
_NEVER = re.compile(r"\b(?:don't|dont|do not|never|no need to|needn't) (?:have to |need to )?$")
""" "I don't take a vote"."""
_NOTHING = re.compile(r"\b(?:nothing|nowt|won't|wont|not|never|can't|cant|don't|dont|no)\b")
_BUT = re.compile(r"\b(?:but|though|although)\b[^.;!?]*$")
_ME = re.compile(r"\b(?:me|i|mine)$")
_FIRST_PERSON = re.compile(r"\b(?:i|we|me|us|mine|myself|ourselves|i'm|we're|i'll|we'll)\b")
_ONE_OF_THOSE = re.compile(r"one of (?:those|these|them|which|whom)\b")
_TRUSTS = re.compile(r"\btrusts?\b")
_PUT_RIGHT = re.compile(r"\W*(?:but )?(?:no|nope|nah|in truth|in reality|really)\b")
_PAPERS = re.compile(r"\b(?:signatures|names)$")
_SOME_OF_US = re.compile(r"(?:all )?(?:two|three|four|five|six|seven|eight|\d) of us\b")
_WE = re.compile(r"\bwe\b")
_COUNTED = re.compile(r"\b(?:there's|theres|there are|there is|there're|there r) (?:\w+ )?$")
""" "There's four of us": how large the firm is, not who decides."""
_EQUALS = re.compile(
    r"\b(?:wife|husband|hubby|hubs|missus|missis|mrs|spouse|fianc[eé]e?|partner|other half|better half|girlfriend|"
    r"boyfriend|gf|bf|co-?founders?|co-?owners?|co-?directors?|himself|herself|family|housemates?|flatmates?|sister|"
    r"brother)\b"
)
_HOUSEHOLD = re.compile(
    r"(?:all )?(?:the |our |my )?(?:(?:whole|entire) )?(?:family|household|siblings|brothers|sisters)|"
    r"(?:the |our )?(?:whole|entire) (?:team|crew|group|gang|club|band)|the (?:two|three|four|five|six) of us"
)
_PUT_TOGETHER = re.compile(
    r"\b(?:put|puts|putting|pull|pulls|pulling|get|gets|getting|bring|live|living|moving|move|pulled|"
    r"come)\b[^.,;]{0,30}\btogether$|\b(?:the|this|my) joint$"
)


def read_authority(message: Message, context: ReadingContext) -> Claim | None:
    """The writer's role in the decision and the decider named, None where the message says nothing of it."""
    tight = squeezed(message)
    reading = reading_of(tight.message, context)
    if reading is None:
        return None
    named = reading.decider if reading.role != "decision_maker" else None
    value = Authority(role=reading.role, decider=None if named is None else tight.message.quote(named))
    return Claim(slot="authority", value=value, quote=message.quote(tight.back(reading.evidence)))


def reading_of(message: Message, context: ReadingContext) -> Reading | None:
    """What the message says of the decision, the plainest sign first."""
    own = {slot: span for slot, span in own_spans(message, context).items() if not _is_spoken_of(message, slot, span)}
    text, people = masked(message, tuple(span for slot, span in own.items() if slot in ("name", "title", "company")))
    scene = Scene(message, context, text, people)
    title = own.get("title")
    for read in (partly_mine, _shared, _decided_by_others, _without_part, _decided_alone, _advising):
        if (reading := read(scene)) is not None:
            return reading
    if title is not None and decides(message.text[title.start : title.end]):
        return Reading("decision_maker", None, title)
    if title is None and (beside := titled(scene, own.get("name"))) is not None:
        return beside
    return (named_part(scene) or bare_answer(scene)) if scene.asked else None


def _is_spoken_of(message: Message, slot: str, span: Span) -> bool:
    """ "MD sir will decide", "it's Una and me who decide": a title or a name of another's, not the writer's own."""
    behind = {"title": _ACTS, "name": _AND_ME}.get(slot)
    return behind is not None and behind.match(message.text, span.end) is not None


def _shared(scene: Scene) -> Reading | None:
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
        return Reading("shared", None, Span(us.start(), us.end()))
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
    return bool(scene.people and seated and _DECIDING.search(scene.sentence(member)))


def _is_sidelined(scene: Scene) -> bool:
    """The writer only advises while another decides."""
    if not scene.advises or _PAIR.search(scene.text) or scene.membership:
        return False
    if any(_ME.search(scene.text, sign.span.start, sign.span.end) for sign in scene.signs("jointly")):
        return False
    if _WE.search(scene.text) is None:
        return True
    return not any(_WE.search(scene.before(sign)) for sign in scene.signs("jointly"))


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
    match = _DECIDING.search(scene.text, behind.start, behind.end)
    if match is not None and not scene.asked and _AT_ODDS.search(scene.text, behind.start, match.end()):
        return None
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
        if scene.is_question(sign) or _NEVER.search(scene.before(sign)):
            continue
        if _COUNTED.search(scene.before(sign)) and not _DECIDING_VERB.search(scene.sentence(sign)):
            continue
        if scene.asked or _DECIDING_VERB.search(scene.sentence(sign)) or _holds_up(scene, sign):
            who = _beside(scene, sign)
            return Reading("shared", who, over(sign.span, who))
    for match in _WITH.finditer(scene.text):
        with_whom = Span(match.start("who"), match.end("who"))
        deciding = next((sign for sign in scene.mine if scene.in_sentence(sign.span, with_whom)), None)
        if deciding is not None:
            return Reading("shared", with_whom, over(with_whom, deciding.span))
    return _joined_in_answer(scene) if scene.asked else None


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
        return None
    pair = next((p for p in map(scene.sign, _PAIR.finditer(scene.text)) if p.span.overlaps(who)), None)
    if pair is not None and scene.text.startswith("mine", pair.span.start):
        return pair.who
    return pair.span if pair is not None and not _is_apart(scene, pair) else with_next(scene, told(scene, who))


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
    if (alone := _NOT_ONLY_ME.search(scene.text)) is not None:
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


def _decided_by_others(scene: Scene) -> Reading | None:
    """Another decides: the writer advises, or has no part where they say so."""
    if not scene.others:
        return None
    if scene.mine and all(_PAYS.search(scene.text, s.span.start, s.span.end + 11) for s in scene.others):
        return None
    sign = next((s for s in scene.others if s.who is not None), scene.others[0])
    decider = scene.decider_of(sign)
    if decider is None:
        return None
    if any(_insists(scene, own) for own in scene.mine if own.span.start > sign.span.end):
        return None
    if apart := scene.no_part or scene.errands:
        return Reading("none", decider, over(sign.span, decider, apart[0].span))
    behind = [own for own in scene.mine if own.span.start > sign.span.end]
    if scene.asked and (any(_AND_MINE.search(scene.before(own)) for own in behind) or _each_decides(scene, sign)):
        return Reading("shared", decider, over(sign.span, decider, scene.mine[0].span))
    role: Role = "shared" if _is_joint(scene, sign, decider) else "influencer"
    return Reading(role, decider, over(sign.span, decider))


def _insists(scene: Scene, own: Sign) -> bool:
    """ "The kids would say them. No, it's me who decides": what was said before is put right."""
    words = scene.text[own.span.start : own.span.end]
    return words.startswith(("me who", "me that")) or bool(_PUT_RIGHT.match(scene.before(own)))


def _each_decides(scene: Scene, sign: Sign) -> bool:
    """ "I decide on the tool, finance decide on the spend": two who decide in one sentence, the writer first."""
    first = next((own for own in scene.mine if own.span.end <= sign.span.start), None)
    if first is None or scene.advises or not scene.in_sentence(first.span, sign.span):
        return False
    if _TRUSTS.search(scene.text, first.span.start, first.span.end):
        return False
    return not (
        _CHOOSES_A_FEW.match(scene.text, first.span.end)
        or _THIS_SIZE.search(scene.text, first.span.end, sign.span.start)
    )


def _is_joint(scene: Scene, sign: Sign, decider: Span) -> bool:
    """Whether the one who decides does so beside the writer."""
    consulted = _CONSULTED.search(scene.text[sign.span.start : sign.span.end])
    if _ALSO.search(scene.text[sign.span.start : sign.span.end + 30]) and _is_kin(scene, decider):
        return True
    if consulted and scene.asked and _SENT_ON.match(scene.text, sign.span.start) and not scene.before(sign).strip():
        return False
    if scene.question in (Question.OTHERS, Question.ALONE) and _AGREES_TOO.search(scene.message.text, sign.span.start):
        return True
    if consulted and (scene.mine or _is_equal(scene, decider)):
        return True
    return scene.asked and (_is_own_household(scene, decider) or _is_beside_writer(scene, decider))


def _is_equal(scene: Scene, decider: Span) -> bool:
    """One whom the writer consults and who lives or owns with them: "I'd have to run it by my wife"."""
    return scene.asked and _is_kin(scene, decider)


def _is_kin(scene: Scene, decider: Span) -> bool:
    named = scene.message.text[decider.start : decider.end]
    return bool(_EQUALS.search(named)) and "'s " not in named


def _is_beside_writer(scene: Scene, decider: Span) -> bool:
    """ "Is it just you?" "Yes, our IT team has to clear it": another beside the writer."""
    if scene.advises:
        return False
    if scene.question not in (Question.ALONE, Question.OTHERS):
        return bool(_YES_BUT.match(scene.text))
    return bool(YES.match(scene.text)) and decider.start < scene.message.sentences[0].end + 30


def _is_own_household(scene: Scene, decider: Span) -> bool:
    """ "the whole family decides": the writer is one of them."""
    return bool(_HOUSEHOLD.fullmatch(scene.message.text[decider.start : decider.end]))


def _without_part(scene: Scene) -> Reading | None:
    """ "I've no say in it", "not my call"; the decider where one is named beside it."""
    apart = scene.no_part or (scene.errands if scene.asked and not scene.mine else ())
    if apart and any(_BUT.search(scene.before(own)) and own.span.start > apart[0].span.end for own in scene.mine):
        return None
    if apart:
        if not scene.asked and not _DECIDING.search(scene.text):
            return None
        who = scene.people[0] if scene.people and scene.asked else None
        return Reading("none", who, over(apart[0].span, who))
    if scene.denials and scene.asked and not scene.mine:
        if _NOT_ONLY_ME.search(scene.text):
            return Reading("shared", scene.people[0] if scene.people else None, scene.denials[0].span)
        if scene.people:
            return Reading("influencer", scene.people[0], over(scene.denials[0].span, scene.people[0]))
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
    who = with_next(scene, who) if who is not None and (scene.asked or sign.who) else None
    if who is None and (named := party(scene)) is not None:
        who = named.decider
    return Reading("influencer", who, over(sign.span, who))
