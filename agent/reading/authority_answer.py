"""What a short answer to a question about the decision means: "me", "my wife", "yes", "nope"."""

import re
from functools import cache

from agent.reading.authority_phrases import ANY
from agent.reading.authority_question import Question
from agent.reading.authority_scene import NOT_ALONE, Reading, Role, Scene, Sign, over
from agent.reading.contact_lexicon import alternatives, entries
from agent.reading.text import Span

YES = re.compile(
    r"^\W*(?:last time i (?:checked|looked)\b|that (?:would be|is) (?:correct|right)\b|"
    r"(?:(?:oh|well|ah|ultimately|in (?:principle|theory|practice)|on paper|officially|normally|usually|generally|"
    r"basically|essentially|technically|mostly|pretty much|so|um|eh|i'd say|i "
    r"think|unfortunately|ha+h*|sadly|lol)[, ]+)*(?:100 ?%(?!\w)|(?:i am|i do|i will(?: be)?|i would(?: be)?|"
    r"i can)(?=\W*$|\s*[,.;!]|"
    r"\s+(?:yes|yeah|indeed|so|for)\b)|"
    r"(?:yes+|yep+|yeah+|yea|ya|yup|aye|sure|correct|indeed|absolutely|definitely|of course|that's right|thats right|"
    r"certainly|affirmative|course|it is(?! not)|you got it|you bet(?:cha)?|uh huh|speaking(?=\W*$)|"
    r"one hundred percent|"
    r"(?:i'm |im )?afraid so|ye(?= |$)|that i am|sure am|i (?:should|would) (?:hope|think) so|i believe so|"
    r"i (?:guess|suppose) so|for my sins|"
    r"'?tis|yessir|mhm|for sure|right|it would(?! not)|it will(?! not))\b))"
)
_NO = re.compile(
    r"^\W*(?:oh |well |ah |god |hell |lord |eh |um )?(?:it would not|it wouldn't|it won't be|(?:un)?fortunately not|"
    r"not even (?:close|slightly|remotely)|"
    r"(?:i'm |im )?afraid not|sadly not|wish i was|i wish|no+|nope+|nah+|na|naw|negative|not really|nay|never|"
    r"i'm not|i won't|not a (?:chance|hope|word|prayer)|no chance|"
    r"im not|i am not|nil|zero|zilch|nada|i (?:don't|dont|do not)(?=\W*$|\s*[,.;!])|not at all|it isn't|it isnt|"
    r"it's not|its not|none|"
    r"(?:i )?(?:don't|dont) "
    r"think so)\b(?! idea| clue)"
)
_PARTLY = re.compile(
    r"^\W*(?:kinda|kind of|sort of|sorta|partly|partially|half|in part|more or less|"
    r"not (?:entirely|completely|quite|fully)|"
    r"up to a point|somewhat)\b"
)
_AND_SO_YES = re.compile(
    r"(?:\b(?:so|then|in (?:this|our|my) house)|,) (?P<yes>yes|yeah|yep|yea|aye)(?: (?:lol|haha|ha))?\W*$"
)
_NAMED_PARTY = re.compile(
    r"\W*(?P<who>(?:the|our|my)\s+[a-z][\w&'-]*(?:\s+[a-z&][\w&'-]*){0,2})"
    r"(?:,? (?:technically|obviously|obvs|really|mostly|probably|i think|i guess|lol))?\s*[.!]*\s*$"
)
_BY_A_CLAUSE = re.compile(
    r"\W*(?:(?:it's|its|that's|thats|that'd be|probably|always|would be) )?"
    r"(?P<who>(?:(?:the|our|my)\s+)?(?:[a-z][\w&'-]*\s+){0,3}?"
    r"(?:office|bureau|secretariat|authority|association|society|trust|foundation|union|assembly|senate|congregation|"
    r"syndicate|cabinet|ministry|dept|department|division|team|committee|council|headquarters))"
    r"(?=\s*(?:[.,;:]|- |$))"
)
""" "Ministers office, we draft it": a body named first, whatever else is told of it."""
_NO_PARTY = re.compile(
    r"\b(?:money|budget|house|home|kitchen|price|not|no|nobody|i|we|usual|same|first|best|cheapest|moment|home office|"
    r"box office|post office|at|in|for|to|of|need|want|from)\b"
)
_JUST_A = re.compile(r"\bjust (?:an?|the) (?:\w+ )?(?:intern|trainee|temp|junior|assistant|receptionist|messenger)\b")
_LONE = frozenset("me myself moi alone own solo mine".split())
_BEFORE_LONE = re.compile(
    r"(?:^|[^\w\s']|\b(?:so|yes|yeah|yep|yup|no|nope|nah|just|only|but|that's|thats|it's|its|c'est|is|be|well|probably|"
    r"mostly|oh|um|ha|all|then|think|guess|say|definitely|on my|on me|by|it'll|that'll))\s*$"
)
_LEADS_IN = re.compile(
    r"\W*(?:(?:well|oh|um|er|that's|thats|it's|its|that'd be|that would be|it'd be|would be|will be|probably|mostly|"
    r"usually|always|i think|i guess)\W+)*"
)
_OF_ONESELF = re.compile(r"\b(?:i|me|i'm|im|myself|we|us|not|nor?|don't|doesn't|isn't|won't|call|ring|email|phone)\b")
_THEY_TOO = re.compile(
    r"\b(?:he|she|they)(?:'d| would| will|'ll| has| have| needs?| wants?| must)(?: have)?(?:n't)?(?: to)?\s(?!trust|"
    r"leave)\w+|"
    r"\bneeds? (?:his|her|their)\b"
)
_GUESS = re.compile(
    rf"\b(?:probably|prob|presumably|likely|maybe|i(?:'d| would)? (?:think|guess|imagine|assume)) "
    rf"(?:it's |its |that's |it'll be )?(?P<who>{ANY}+)"
)
_SOME = re.compile(
    r"\W*(?:yeah |yes |well |maybe |just )?(?:an? (?:little|small|tiny|fair|wee|good)? ?(?:bit|say|lot|amount|input)|"
    r"some)\b"
)
_AT_LAST = re.compile(r"(?:[.!?]|\bno,) (?:no,? |nah,? |just |only |it's |its )*(?P<me>me|myself|meself)\W*$")
""" "The dog? No, me": the answer at the end."""
_UNSURE = re.compile(
    r"\b(?:not sure|don't know|dont know|dunno|no idea|no clue|idk|unsure|hard to say|haven't a clue|depends)\b"
)
_REFUSES = re.compile(
    r"\b(?:rather not|prefer not|not (?:going to )?(?:say|saying|telling)|won't say|wont say|none of (?:your|ur|yer)|"
    r"private|not comfortable|skip|pass|(?:going|getting|go|get) (?:into|there)|no comment|mind your|between us and)\b"
)
_BUT_NO = re.compile(r"\bbut (?:otherwise |apart from that )?(?:no|nope|nah|not really)\W*$")
_ASKS_BACK = re.compile(r"^\W*(?:why|what|who's asking|whos asking|does it matter)\b[^.]*\?\s*$")
_YES_MEANS: dict[Question, Role] = {
    Question.YOU: "decision_maker",
    Question.ALONE: "decision_maker",
    Question.OTHERS: "shared",
    Question.SAY: "influencer",
}
_NO_MEANS: dict[Question, Role] = {
    Question.YOU: "none", Question.ALONE: "shared", Question.OTHERS: "decision_maker", Question.SAY: "none",
    Question.ROLE: "none",
}  # fmt: skip
_JOINS = re.compile(r"\W*(?:and|plus|oh|well|also|but|though|with|then|& )\b")
_ELSE = re.compile(r"\b(?:anyone|anybody|someone|somebody|others?|who) ?(?:else)?\b[^?]*\?", re.IGNORECASE)
_UNTOLD = re.compile(r"(?:some(?:one|body)|others?|people|(?:one|an?) ?other person)(?: else)?")
_CLAUSE_END = re.compile(r"\s*(?:[,;:(]|- |but\b|though\b|and (?:i|we|that's|thats|nobody|no one|my|our|the)\b|$)")
_TELLS = re.compile(
    r"\s+(?:bought|sold|had|used to|got|went|moved|lived|paid|built|did|were|was|said|told|found|came|gave|"
    r"loved|hated)\b"
    r"(?!.*\b(?:say|decid\w+|agree\w*|vote|too|also|final)\b)"
)
""" "My folks bought there in '88": a story, not an answer."""
_JOINT_PART = re.compile(r"\b(?:equal|joint|co-?) ?(?:partner|owner|decider|signatory|buyer)s?\b")
_PART = re.compile(
    r"\b(?:champion|sponsor|evaluator|recommender|influencer|gatekeeper|researcher|scout|adviser|advisor|"
    r"reviewer|shortlister)\b"
)
_AND = re.compile(r"\s*,?\s*(?:\band\b|\bn\b|&|\bplus\b|\+)\s*")
_FILLING = frozenset(
    "usual suspects "
    "no nope nah yes yep yeah not me it's its that's thats that'd be would is will then i think guess "
    "probably the a just actually well oh "
    "in at over mostly usually always ha lol haha sorry afraid only really so both that for sure also too of "
    "course god "
    "ultimately".split()
)


def bare_answer(scene: Scene) -> Reading | None:
    """A short answer, which means what the question makes of it."""
    text = scene.text.strip()
    if _ASKS_BACK.match(text) or _REFUSES.search(text):
        return None
    plain = next((sign for sign in scene.signs("plain_self") if not NOT_ALONE.search(scene.before(sign))), None)
    if plain is not None:
        return Reading("decision_maker", None, plain.span)
    if (last := _AT_LAST.search(scene.text)) is not None:
        return Reading("decision_maker", None, Span(last.start("me"), last.end("me")))
    if _UNSURE.search(text):
        return _guessed(scene)
    return _named_or_lone(scene) or party(scene) or _first_named(scene) or _yes_or_no(scene)


def _guessed(scene: Scene) -> Reading | None:
    """ "not sure, probably the directors": a guess names somebody still."""
    guess = _GUESS.search(scene.text) if scene.question is Question.WHO else None
    if guess is None:
        return None
    who = Span(guess.start("who"), guess.end("who"))
    return Reading("influencer", who, who)


def _named_or_lone(scene: Scene) -> Reading | None:
    """ "my wife", "me", "yes, the CFO has to": who is named first in the answer."""
    opening = Span(0, scene.message.sentences[0].end) if scene.message.sentences else Span(0, len(scene.text))
    yes, no = _said_yes(scene), bool(_NO.match(scene.text))
    reach = opening.end + (0 if yes or no else 40)
    who = next((span for span in scene.people if span.start < reach), None)
    if (own := _alone_at_first(scene, opening)) is not None:
        return Reading("decision_maker", None, own)
    if who is not None and scene.question is not Question.ROLE and _is_short(scene, who):
        return _bare_who(scene, who, yes=yes, no=no)
    for sign in scene.signs("bare_self"):
        if sign.span.start < opening.end and not NOT_ALONE.search(scene.before(sign)) and _answers(scene, sign):
            return Reading("decision_maker", None, sign.span)
    if yes and who is not None and scene.question in (Question.ALONE, Question.OTHERS):
        return Reading("shared", who, who)
    return None


def party(scene: Scene) -> Reading | None:
    """ "the parish office": whatever is named, where the agent asked who decides."""
    asked_who = scene.question in (Question.WHO, Question.OTHERS)
    if not asked_who:
        return None
    named = (pattern.match(scene.text) for pattern in (_NAMED_PARTY, _BY_A_CLAUSE, _department()))
    match = next((match for match in named if match is not None and not _NO_PARTY.search(match["who"])), None)
    if match is None:
        return None
    who = Span(match.start("who"), match.end("who"))
    return Reading("influencer" if scene.question is Question.WHO else "shared", who, who)


@cache
def _department() -> re.Pattern[str]:
    """ "Human resources", "IT security": a department by its bare name, at the beginning of the answer."""
    fields, last = alternatives(entries("titles")["modifiers"]), alternatives(entries("people")["departments"])
    return re.compile(
        rf"\W*(?:(?:it's|its|that's|thats|probably|always|ask) )?(?P<who>(?:(?:{fields})\s+){{0,2}}(?:{last}))"
        r"(?=\s*(?:[.,;:]|- |$| (?:do|does|decides?|has|have|usually|always|i think)\b))"
    )


def _first_named(scene: Scene) -> Reading | None:
    """ "the regional director based in Dubai": a short answer to "who?" that begins with somebody and speaks of no "
    "I."""
    who = scene.people[0] if scene.people and scene.question is Question.WHO else None
    if who is None:
        return None
    before = scene.text[: who.start]
    if not _LEADS_IN.fullmatch(before) and (len(before.split()) > 3 or _OF_ONESELF.search(before) or "?" in before):
        return None
    rest = scene.text[who.end :]
    if len(rest.split()) > 8 or "?" in rest or _OF_ONESELF.search(rest):
        return None
    who = with_next(scene, who)
    return Reading("influencer", who, who)


def _yes_or_no(scene: Scene) -> Reading | None:
    """A bare "yes" or "no", which means what the question makes of it."""
    question = scene.question or Question.YOU
    if question is Question.OTHERS and (they := _THEY_TOO.search(scene.message.text)) is not None:
        return Reading("shared", None, Span(they.start(), they.end()))
    if question is Question.SAY and (some := _SOME.match(scene.text)) is not None:
        return Reading("influencer", None, Span(some.start(), some.end()))
    if (yes := YES.match(scene.text) or _AND_SO_YES.search(scene.text)) is not None:
        role = _YES_MEANS.get(question)
        return None if role is None else Reading(role, None, Span(yes.start(), yes.end()))
    no = _NO.match(scene.text) or (_BUT_NO.search(scene.text) if question is Question.OTHERS else None)
    role = None if no is None else _NO_MEANS.get(question)
    if no is not None and role == "none" and question is Question.YOU and scene.people:
        who = with_next(scene, told(scene, scene.people[0]))
        return Reading("influencer", who, over(Span(no.start(), no.end()), who))
    return None if no is None or role is None else Reading(role, None, Span(no.start(), no.end()))


def _said_yes(scene: Scene) -> bool:
    return bool(YES.match(scene.text) or _AND_SO_YES.search(scene.text))


def _alone_at_first(scene: Scene, opening: Span) -> Span | None:
    """ "Me. My accountant only advises": a first sentence that names the writer and no one else."""
    first = scene.text[opening.start : opening.end]
    if re.search(ANY, first) or len(first.split()) > 4 or opening.end >= len(scene.text.rstrip()):
        return None
    if _JOINS.match(scene.text, opening.end):
        return None
    for sign in scene.signs("bare_self"):
        if sign.span.end <= opening.end and not NOT_ALONE.search(scene.before(sign)) and _answers(scene, sign):
            return sign.span
    return None


def _answers(scene: Scene, sign: Sign) -> bool:
    """Whether a lone "me" is the answer and not the object of another verb ("just ring me please")."""
    words = scene.text[sign.span.start : sign.span.end]
    return words not in _LONE or bool(_BEFORE_LONE.search(scene.text[: sign.span.start]))


def partly_mine(scene: Scene) -> Reading | None:
    """ "sort of, my wife has a say": half a yes is a decision shared, whoever is named."""
    partly = _PARTLY.match(scene.text) if scene.asked else None
    if partly is None or (scene.others and scene.advises):
        return None
    first = next(iter(scene.people), None)
    return Reading("shared", first, over(Span(partly.start(), partly.end()), first))


def named_part(scene: Scene) -> Reading | None:
    """A word for the writer's part, given when asked for it: "technical evaluator", "internal champion"."""
    if scene.question is not Question.ROLE:
        return None
    if (humble := _JUST_A.search(scene.message.text)) is not None:
        return Reading("none", None, Span(humble.start(), humble.end()))
    if (joint := _JOINT_PART.search(scene.message.text)) is not None:
        return Reading("shared", None, Span(joint.start(), joint.end()))
    match = _PART.search(scene.message.text)
    if match is None:
        return None
    part = Span(match.start(), match.end())
    who = next((span for span in scene.people if not span.overlaps(part)), None)
    return Reading("influencer", who, over(part, who))


def _is_short(scene: Scene, who: Span) -> bool:
    """Whether a person named is the answer itself, and not part of a story."""
    behind = scene.text[who.end : scene.message.sentence_at(who.start).end]
    if _TELLS.match(behind):
        return False
    if scene.question is Question.OTHERS and _BUT_NO.search(behind):
        return False
    if scene.question is Question.OTHERS and len(scene.text) < 70:
        return True
    if scene.question is Question.OTHERS or _CLAUSE_END.match(behind):
        behind = ""
    rest = re.sub(rf"{ANY}+", " ", scene.text[: who.start] + behind)
    return len([word for word in re.findall(r"[\w']+", rest) if word not in _FILLING]) <= 1


def with_next(scene: Scene, who: Span) -> Span:
    """ "finance and legal": those named right behind with an "and" decide too."""
    for span in scene.people:
        if span.start > who.end and _AND.fullmatch(scene.text[who.end : span.start]):
            who = Span(who.start, span.end)
    return who


def _bare_who(scene: Scene, who: Span, *, yes: bool, no: bool) -> Reading | None:
    who = with_next(scene, told(scene, who))
    if scene.question is Question.OTHERS and not no:
        return Reading("shared", who, who)
    if scene.question is Question.ALONE and not yes and not no and _ELSE.search(scene.context.agent or ""):
        return Reading("shared", who, who)
    if scene.question is Question.ALONE and not yes:
        return Reading("shared", who, who) if no else Reading("influencer", who, who)
    if yes and scene.question in (Question.YOU, Question.ALONE):
        return Reading("shared", who, who)
    return Reading("influencer", who, who)


def told(scene: Scene, who: Span) -> Span:
    """ "yes, someone else: my daughter": the one told behind a word that tells no one."""
    if not _UNTOLD.fullmatch(scene.message.text[who.start : who.end]):
        return who
    behind = [span for span in scene.people if span.start >= who.end and scene.in_sentence(span, who)]
    return behind[0] if behind else who
