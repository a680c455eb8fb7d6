"""Who decides: the writer's part in the decision to buy, and who else has one."""

import re

from agent.frame import Authority, Claim, ReadingContext
from agent.reading.authority_answer import YES, bare_answer, named_part, partly_mine, party, with_next
from agent.reading.authority_phrases import THEY, masked
from agent.reading.authority_question import Question
from agent.reading.authority_scene import Reading, Role, Scene, Sign, over
from agent.reading.authority_shared import DECIDING, NOT_ONLY_ME, shared
from agent.reading.authority_title import titled
from agent.reading.contact import own_spans
from agent.reading.contact_title_form import decides
from agent.reading.spacing import squeezed
from agent.reading.text import Message, Span

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
_PAYS = re.compile(r"\b(?:pays?|paying|do(?:es)? the|deals? with the|handles? the|sorts? the|looks? after the)\b")
_AND_MINE = re.compile(r"\band $|\b(?:but|though|although|and yet) (?:it's |its |it is |the )?$")
_CONSULTED = re.compile(
    r"\b(?:run(?= (?:\S+ ){0,4}(?:past|by|through|with|over)\b)|put|get|pass|check|bounce|ask|consult|convince|"
    r"persuade|talk|speak|chat|discuss|confer|agree|"
    r"happy|convinced|persuaded|clear|without)\b"
)
_ALSO = re.compile(r"\b(?:also|too|as well)\b")
_RECOMMENDS = re.compile(r"\b(?:recommend|shortlist|legwork|evaluat|advise|recommendation)\w*\b")
_SENT_ON = re.compile(r"(?:talk|speak) to\b|ask\b")
""" "Talk to my brother": sent on to who decides."""
_AGREES_TOO = re.compile(
    r"\b(?:has|have|needs?|must|will|would)(?: have)?(?: to)? (?:also )?(?:agree|consent|countersign|"
    r"be (?:happy|comfortable|fine|satisfied|ok|"
    r"okay|on board|convinced|persuaded))\b|\bcountersigns?\b|\b(?:has|have) a veto\b"
)
""" "Is anyone else involved?" "The landlord has to agree": beside the writer, not in their place."""
_BUT = re.compile(r"\b(?:but|though|although)\b[^.;!?]*$")
_TRUSTS = re.compile(r"\btrusts?\b")
_PUT_RIGHT = re.compile(r"\W*(?:but )?(?:no|nope|nah|in truth|in reality|really)\b")
_EQUALS = re.compile(
    r"\b(?:wife|husband|hubby|hubs|missus|missis|mrs|spouse|fianc[eé]e?|partner|other half|better half|girlfriend|"
    r"boyfriend|gf|bf|co-?founders?|co-?owners?|co-?directors?|himself|herself|family|housemates?|flatmates?|sister|"
    r"brother)\b"
)
_HOUSEHOLD = re.compile(
    r"(?:all )?(?:the |our |my )?(?:(?:whole|entire) )?(?:family|household|siblings|brothers|sisters)|"
    r"(?:the |our )?(?:whole|entire) (?:team|crew|group|gang|club|band)|the (?:two|three|four|five|six) of us"
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
    for read in (partly_mine, shared, _decided_by_others, _without_part, _decided_alone, _advising):
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


def _decided_by_others(scene: Scene) -> Reading | None:
    """Another decides: the writer advises, or has no part where they say so."""
    if not scene.others:
        return None
    if scene.mine and all(_PAYS.search(scene.text, s.span.start, s.span.end + 11) for s in scene.others):
        return None
    sign = next((s for s in scene.others if s.who is not None), scene.others[0])
    decider = scene.decider_of(sign)
    if decider is None:
        return _decided_by_someone(scene)
    if any(_insists(scene, own) for own in scene.mine if own.span.start > sign.span.end):
        return None
    if apart := scene.no_part or scene.errands:
        return Reading("none", decider, over(sign.span, decider, apart[0].span))
    behind = [own for own in scene.mine if own.span.start > sign.span.end]
    if scene.asked and (any(_is_mine_too(scene, sign, own) for own in behind) or _each_decides(scene, sign)):
        return Reading("shared", decider, over(sign.span, decider, scene.mine[0].span))
    role: Role = "shared" if _is_joint(scene, sign, decider) else "influencer"
    return Reading(role, decider, over(sign.span, decider))


def _decided_by_someone(scene: Scene) -> Reading | None:
    """ "She picks, I pay": whoever that is, it is not the writer."""
    if not scene.asked or scene.mine or not scene.text.startswith(THEY, scene.others[0].span.start):
        return None
    apart = scene.no_part or scene.errands
    return Reading("none" if apart else "influencer", None, scene.others[0].span)


def _insists(scene: Scene, own: Sign) -> bool:
    """ "The kids would say them. No, it's me who decides": what was said before is put right."""
    words = scene.text[own.span.start : own.span.end]
    return words.startswith(("me who", "me that")) or bool(_PUT_RIGHT.match(scene.before(own)))


def _is_mine_too(scene: Scene, sign: Sign, own: Sign) -> bool:
    """ "Dad decides and I sign", "she picks on colour, I pick on cost"."""
    on = (scene.text[part.span.end : part.span.end + 4] == " on " for part in (sign, own))
    return bool(_AND_MINE.search(scene.before(own))) or all(on)


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
    """ "the whole family decides": the writer is one of them, unless they advise "the family"."""
    named = scene.message.text[decider.start : decider.end]
    return bool(_HOUSEHOLD.fullmatch(named)) and not (scene.advises and named.startswith("the "))


def _without_part(scene: Scene) -> Reading | None:
    """ "I've no say in it", "not my call"; the decider where one is named beside it."""
    apart = scene.no_part or (scene.errands if scene.asked and not scene.mine else ())
    if apart and any(_BUT.search(scene.before(own)) and own.span.start > apart[0].span.end for own in scene.mine):
        return None
    if apart:
        if not scene.asked and not DECIDING.search(scene.text):
            return None
        who = scene.people[0] if scene.people and scene.asked else None
        return Reading("none", who, over(apart[0].span, who))
    if scene.denials and scene.asked and not scene.mine:
        if NOT_ONLY_ME.search(scene.text):
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
