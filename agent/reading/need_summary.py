"""The summary of a need: the clauses of the message that tell it, in the lead's own words."""

import re

from agent.frame import Claim, Need
from agent.reading.cues import Hit, heard_in
from agent.reading.need_evidence import Evidence
from agent.reading.text import Message, Span

MAX_SUMMARY = 280
"""Characters; a rep reads it at a glance."""
_GREETINGS = frozenset(
    "hi hey hello hiya okay so well yes yeah right morning evening afternoon good day um uh oh ah just "
    "basically".split()
)
_FRAGMENT = 8
"""A sentence of so few words may go on with the one before it."""
_SPOT = 6
_NO_SPOT = frozenset(
    "i we you it not no none nothing dunno thanks thank sure maybe sorry depends haha lol hmm me us that this please "
    "great good question actually honestly".split()
)
_SIDE = re.compile(
    r"[€£$]\s?\d|\d\s?(?:k|grand|quid|euro|dollars?|thousand|pounds?|mil)\b|@|\d{3}[ .-]\d{3,}|"
    r"\b(?:i'?m|my name'?s) [A-Z]\w+$"
)
"""A clause about money or how to reach the lead is told elsewhere."""


def stated_need(message: Message, evidence: Evidence) -> Claim:
    """The claim of a stated need: its summary, and the stretch of the message from its first to its last clause."""
    telling = _with_what_follows(message, evidence, _telling(evidence))
    spans = _short_enough([_trimmed(message, evidence, *bounds) for bounds in telling])
    summary = "; ".join(" ".join(message.quote(span).rstrip(".,;:- ").split()) for span in spans)
    quote = message.quote(Span(spans[0].start, spans[-1].end))
    return Claim(slot="need", value=Need(status="stated", summary=summary), quote=quote)


def _telling(evidence: Evidence) -> list[tuple[int, int]]:
    """(first, after) word of the sentences that tell the need, best evidence first, then in their order."""
    words = evidence.words
    bounds = words.sentence_bounds()
    telling = {words.sentences[hit[0]] for hit in (*evidence.things, *evidence.problems, *evidence.asked_about)}
    telling |= {words.sentences[hit[0]] for hit in evidence.wants if _is_statement(evidence, hit[0])}
    if not telling:
        statements = evidence.statements()
        telling = {words.sentences[first] for first, _ in statements[:2]} or {0}
    return [(first, after) for first, after in bounds if words.sentences[first] in telling]


def _with_what_follows(message: Message, evidence: Evidence, telling: list[Hit]) -> list[Hit]:
    """Also the sentence right after one that tells, where it goes on with the wish: "We need them assigned"."""
    wishes = [first for first, _ in heard_in(message).hits.get("need_after", ())]
    told: list[Hit] = []
    opening = evidence.words.sentence_bounds()[:1]
    if evidence.asked_need and opening and opening[0] not in telling and _names_the_spot(message, evidence, opening[0]):
        told += opening
    for sentence in evidence.words.sentence_bounds():
        first, after = sentence
        goes_on = any(first <= wish <= first + 2 for wish in wishes) or (
            evidence.asked_need and after - first <= _FRAGMENT and _adds_to_it(message, evidence, sentence)
        )
        follows = bool(told) and told[-1][1] == first
        if sentence in telling or (follows and goes_on):
            told.append(sentence)
    return told


def _names_the_spot(message: Message, evidence: Evidence, sentence: Hit) -> bool:
    """A first sentence such as "Box room upstairs.", which says what the rest is about."""
    said = evidence.words.norms[sentence[0] : sentence[1]]
    return len(said) <= _SPOT and _NO_SPOT.isdisjoint(said) and _adds_to_it(message, evidence, sentence)


def _adds_to_it(message: Message, evidence: Evidence, sentence: Hit) -> bool:
    """A fragment like "Big one." or "Oak if it's not too dear.": no question, no money, no pleasantry."""
    span = evidence.words.span(*sentence)
    said = message.raw[span.start : span.end]
    pleasantry = not _GREETINGS.isdisjoint(evidence.words.norms[sentence[0] : sentence[0] + 1])
    return _is_statement(evidence, sentence[0]) and not pleasantry and _SIDE.search(said) is None


def _is_statement(evidence: Evidence, index: int) -> bool:
    return not any(question.first <= index < question.after for question in evidence.questions)


def _trimmed(message: Message, evidence: Evidence, first: int, after: int) -> Span:
    """The sentence without greetings before it, clauses without evidence before it, and clauses about money after."""
    words = evidence.words
    while after - first > 2 and words.norms[first] in _GREETINGS:
        first += 1
    told = [hit for hit in (*evidence.things, *evidence.problems, *evidence.wants, *evidence.asked_about)]
    inside = [hit for hit in told if first <= hit[0] < after]
    starts = [first, *(i for i in range(first + 1, after) if words.breaks[i])]
    if inside and words.span(first, after).end - words.span(first, after).start > (220 if evidence.asked_need else 120):
        begin = min(hit[0] for hit in inside)
        first = max(start for start in starts if start <= begin)
    last = max((hit[1] for hit in inside), default=after)
    for start in reversed(starts):
        if start < last or start <= first:
            break
        clause = words.span(start, after)
        if _SIDE.search(message.raw[clause.start : clause.end]):
            after = start
    return words.span(first, after)


def _short_enough(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    length = 0
    for span in spans:
        room = MAX_SUMMARY - length
        if kept and span.end - span.start > room:
            continue
        kept.append(span)
        length += span.end - span.start
    return kept
