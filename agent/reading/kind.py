"""Kind: who writes, where it is not a buyer."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from agent.frame import KINDS, Claim, Kind, ReadingContext, Text
from agent.reading.cues import Heard, Hit, heard_in
from agent.reading.learned import kind_label, opinion_of
from agent.reading.need_evidence import states_a_want
from agent.reading.text import Message, fold

_ORDER: tuple[Kind, ...] = ("wrong_number", "abuse", "job", "student", "support", "vendor")
"""Where cues of several kinds stand in one message and none has more of them, the first of these is meant."""
_GROUPS: dict[str, tuple[str, ...]] = {
    "support": ("support_service", "support_own", "support_trouble"),
    "job": ("job_ask", "job_self"),
    "vendor": ("vendor_price", "vendor_whom", "vendor_act", "vendor_bait"),
    "wrong_number": ("wrong_number_home", "wrong_number_thing"),
}
_QUALIFYING = frozenset(["budget", "authority", "timeline", "company_size", "contact"])
_LOOSE = frozenset(["support", "vendor", "student"])
"""Kinds that in answer to a qualifying question need more than two hints: buyers speak of papers and trouble too."""
_YOU = frozenset("you your yours yous bot ye robot".split())
_REFERENCE = re.compile(
    r"\b[a-z]{2,3}-\d{3,}\b|\b(?:order|booking|policy|file|acct|account|ref|reference|invoice|ticket|claim|case|job)"
    r"(?: (?:no|number|ref|is))?[.:]? ?#?(?:[a-z]{1,3}-?)?\d{3,}\b"
)
_NOT_THIS_NAME = re.compile(r"(?:[Ss]orry[,. ]+)?(?:[Ii]'?m|[Ii] am|[Tt]his is|[Ii]t'?s) not [A-Z][a-z]+[.!]*")
_ALIKE = 0.6
"""Share of letters that two spellings of one name have in common."""
_GREETED = re.compile(
    r"(?:Hi|Hello|Hey|Good (?:morning|afternoon|evening)|Morning|Afternoon|Dear|Hiya|G'day)[, ]+([A-Z]\w+)"
)


@lru_cache(maxsize=16)
def read_kind(message: Message, context: ReadingContext) -> Claim | None:
    """The kind named by the message's cues, or by the second opinion, quoted with the clause that tells; None for a
    buyer."""
    heard = heard_in(message)
    best = _kind_by_rule(message, context, heard)
    if best is None:
        return _kind_by_likeness(message, context)
    if opinion_of(message, context).excludes(kind_label(best)):
        return None
    hit = heard.first(best) or heard.first(*_GROUPS.get(best, ()), best + "_hint", "abuse_word", "injection")
    return Claim(slot="kind", value=Text(text=best), quote=_clause(message, heard, hit or (0, len(heard.words))))


def _kind_by_rule(message: Message, context: ReadingContext, heard: Heard) -> Kind | None:
    scores = {kind: score for kind, score in _scores(message, context).items() if score >= 2}
    if scores and (states_a_want(message, context) or heard.says("buyer")):
        scores = {kind: score for kind, score in scores.items() if not _yields(heard, kind, score)}
    if context.asked in _QUALIFYING:
        scores = {k: score for k, score in scores.items() if score > 2 or k in heard.hits or k not in _LOOSE}
    if "job" in heard.hits and scores.get("student", 0) <= scores.get("job", 0) + 1:
        scores.pop("student", None)  # who studies and asks for work is after the work
    if scores.get("abuse") == 2 and "wants_human" in heard.hits:
        del scores["abuse"]  # an insult to the machine by who asks for a person
    if "need_problem" in heard.hits and scores.get("vendor", 0) <= 3:
        scores.pop("vendor", None)  # who sells to us tells no trouble of their own
    if not scores:
        return None
    return max(scores, key=lambda kind: (scores[kind], -_ORDER.index(kind)))


def _kind_by_likeness(message: Message, context: ReadingContext) -> Claim | None:
    opinion = opinion_of(message, context)
    likely = [kind for kind in KINDS if opinion.settles(kind_label(kind), False)]
    if not likely or (likely == ["abuse"] and states_a_want(message, context)):
        return None
    best = max(likely, key=lambda kind: opinion.likelihoods[kind_label(kind)])
    telling = max(
        message.sentences,
        key=lambda span: opinion_of(Message(message.quote(span)), context).likelihoods[kind_label(best)],
    )
    return Claim(slot="kind", value=Text(text=best), quote=message.quote(telling))


def kind_named(message: Message, context: ReadingContext) -> str | None:
    """The name of the kind that `read_kind` reads."""
    read = read_kind(message, context)
    return read.value.text if read is not None and isinstance(read.value, Text) else None


def _yields(heard: Heard, kind: Kind, score: int) -> bool:
    """True where a need of the writer's own counts for more: a buyer who also tries a trick stays a buyer."""
    if kind == "student":
        named = any("student" in heard.words.norms[first:after] for first, after in heard.hits.get("student", ()))
        return named and len(_apart(heard.hits.get("student_hint", []))) < 2
    if kind == "abuse":
        return score == 2 or not {"injection", "need_problem"}.isdisjoint(heard.hits)
    if kind == "support" and heard.says("buyer"):
        return score <= 2
    return kind == "vendor" or (kind == "support" and score <= 3 and "support_service" not in heard.hits)


def kind_stands(kind: str, quote: str, message_text: str, context: ReadingContext) -> str | None:
    """Why a model's `kind` is not to be believed, None where it is: the rule reading gives it, or gives no other
    and the message has cues of it. `quote` must stand in what is read as telling."""
    message = Message(message_text)
    named = kind_named(message, context)
    if named == kind:
        return None
    if named is not None:
        return f"the words read as {named.replace('_', ' ')}, not as {kind.replace('_', ' ')}"
    if kind in KINDS and not states_a_want(message, context):
        points = {str(name): score for name, score in _scores(Message(quote), context).items()}
        if points[kind] >= 1:
            return None
    return f"nothing in the quote says {kind.replace('_', ' ')}"


def _scores(message: Message, context: ReadingContext) -> dict[Kind, int]:
    """Two points a cue, one for each group of hints that is heard (two at most for a kind's general hints)."""
    heard = heard_in(message)
    scores = {kind: _points(heard, kind) for kind in KINDS}
    if scores["support"] <= 3 and _is_trouble_elsewhere(heard):
        scores["support"] = 0
    if has_reference(message.text):
        scores["support"] += 1
    if _is_called_by_another_name(message.text, message.raw, context.agent):
        scores["wrong_number"] += 2
    scores["abuse"] += _insults(heard)
    return scores


def _is_trouble_elsewhere(heard: Heard) -> bool:
    """ "our last planner never turned up": another firm is spoken of, and nothing that ours did."""
    return "support_elsewhere" in heard.hits and "support_service" not in heard.hits


def _points(heard: Heard, kind: Kind) -> int:
    cues = _apart(heard.hits.get(kind, []))
    hints = _apart(heard.hits.get(kind + "_hint", []))
    general = min(2, len({tuple(heard.words.norms[first:after]) for first, after in hints}))
    groups = _groups_heard(heard, kind, cues)
    if kind == "wrong_number":
        groups += len(_apart(heard.hits.get("wrong_number_home", []))) > 1
    return 2 * len(cues) + general + groups + 2 * (kind in heard.whole)


def _groups_heard(heard: Heard, kind: Kind, cues: list[Hit]) -> int:
    """How many groups of hints say more than the cues, and than each other: the same words count once."""
    counted = list(cues)
    for group in _GROUPS.get(kind, ()):
        apart = [hit for hit in heard.hits.get(group, ()) if not any(_overlap(hit, other) for other in counted)]
        counted += sorted(apart, key=lambda hit: hit[1] - hit[0])[:1]
    return len(counted) - len(cues)


def _insults(heard: Heard) -> int:
    """An insult counts where it is meant for us: "you" stands in its sentence, or nothing else is said at all."""
    points = 2 * ("injection" in heard.hits)
    for first, _ in heard.hits.get("abuse_word", ()):
        sentence = heard.words.sentences[first]
        spoken = {norm for norm, at in zip(heard.words.norms, heard.words.sentences, strict=True) if at == sentence}
        points = max(points, 1) + (not _YOU.isdisjoint(spoken))
    return points


def has_reference(text: str) -> bool:
    """True where an order, policy or file number stands in the folded text: "order 30872", "mc-20951"."""
    return bool(_REFERENCE.search(text))


def _is_called_by_another_name(text: str, raw: str, agent: str | None) -> bool:
    """True where we greeted somebody by name and the answer says that it is not them: "not Trent", "wrong Maura"."""
    if _NOT_THIS_NAME.fullmatch(raw.strip()):
        return True
    greeted = _GREETED.match(agent or "")
    if greeted is None:
        return False
    name = fold(greeted.group(1))
    if _spells_it_right(text, name):
        return False
    name = re.escape(name)
    return bool(
        re.search(
            r"\b(?:not|no|wrong|isn'?t|ain'?t|aint|never been|never heard of|don'?t know(?: of)?(?: any)?|no idea who"
            rf"|who'?s|who is|whos)(?: an?y?| the hell is)? {name}\b",
            text,
        )
    )


def _spells_it_right(text: str, name: str) -> bool:
    """True for "its Shannon, not Sharon": the same person, whose name we had nearly right."""
    told = re.search(rf"\b([a-z]+)[, ]+(?:and |but )?not {re.escape(name)}\b", text)
    return (
        told is not None
        and re.search(r"\bwrong (?:number|person)\b", text) is None
        and SequenceMatcher(None, told[1], name).ratio() >= _ALIKE
    )


def _apart(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits):
        if not any(_overlap(hit, other) for other in kept):
            kept.append(hit)
    return kept


def _overlap(one: Hit, other: Hit) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _clause(message: Message, heard: Heard, hit: Hit) -> str:
    span = heard.words.span(*hit)
    return message.quote(message.sentence_at(span.start))
