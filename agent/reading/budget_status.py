"""Answers about money without a figure: none, withheld, unsure."""

import re
from typing import Literal

from agent.frame import ReadingContext
from agent.reading.budget_cues import MoneyCues
from agent.reading.cues import Hit, trimmed
from agent.reading.text import Span, fold

Status = Literal["none", "withheld", "unsure"]
_STATUSES: tuple[Status, ...] = ("withheld", "none", "unsure")

_NO = frozenset(
    "no nope nah not yet really at all none nothing never sadly afraid unfortunately im i am so far as of now "
    "currently the moment there is has have do did does been we any sorry right exactly in mind lol haha mate".split()
)
_NIL = frozenset("zero nada zilch nil zip naught nought squat bupkis nowt diddly none".split())
_ASKS_TO_TELL = re.compile(
    r"\b(?:share|tell (?:me|us)|let (?:me|us) know|say what|give (?:me|us)|disclose|mind (?:me|if|sharing|telling)|"
    r"could i ask|can i ask|may i ask)\b"
)
_ASKS_WHAT = re.compile(
    r"(?:^|[.,!:;]\s*|\band )(?:so |roughly |and |just )*(?:what|how much|how many|which|where)\b[^?]*\?\s*$"
)
_ASKS_FOR_FIGURE = re.compile(
    r"\b(?:in mind|thinking|thought|figure|number|ballpark|idea|range|decided|settled|worked out|agreed|set (?:a|"
    r"your)|have you set|"
    r"set (?:budget|figure)|fixed|rough)\b"
)
_ASKS_FOR_MONEY = re.compile(
    r"\b(?:(?:set|put|laid|money) aside|allocated|approved|earmarked|ear-marked|signed off|put by|funds?|funded|"
    r"funding|any money|"
    r"(?:have|got|is there|there) (?:you )?(?:got )?(?:an?|any|the) (?:approved |dedicated )?(?:budget|money))\b"
)
_OTHER_TOPIC = frozenset(
    "date dates when day days time timing timeline deadline who whom where venue place location many people guests "
    "staff headcount size "
    "style colour headcounts month months schedule start opening".split()
)
_MONEY_TOPIC = frozenset(
    "hundred hundreds thousand thousands grand k quid bucks "
    "budget money much cost spend price figure number pay amount afford".split()
)
_WAITS = ("depend", "would", "you", "love", "like")
"""How the phrases begin that are no answer beside a question to us: "depends", "you tell me", "would like to know"."""
_QUESTION_WORDS = frozenset("what how is are do does can could would who why when where which whose should did".split())


def read_status(cues: MoneyCues, context: ReadingContext) -> tuple[Status, Span] | None:
    """The status that the words give, with where they say so; None where they say nothing of the kind."""
    if context.asked != "budget":
        return _unasked(cues)
    said = _asked(cues)
    if said and said[0] == "withheld":
        return said
    bare = _bare_no(cues, context)
    return said if bare is None or (said and said[0] == "none") else bare


def statuses_in(cues: MoneyCues, context: ReadingContext) -> frozenset[Status]:
    """Every status that the words could mean, for checking a claimed one."""
    found = {status for status, _ in filter(None, (_bare_no(cues, context), _unasked(cues)))}
    return frozenset(found | {status for _, _, status, _ in _found(cues)})


def _asked(cues: MoneyCues) -> tuple[Status, Span] | None:
    found = _found(cues)
    if not found or _only_asks_back(cues, found):
        return None
    _, _, status, hit = min(found, key=lambda item: (item[0], item[1]))
    longest = max((other for _, _, kind, other in found if kind == status and other[0] == hit[0]), key=lambda h: h[1])
    return status, cues.span(longest)


def _only_asks_back(cues: MoneyCues, found: list[tuple[int, int, Status, Hit]]) -> bool:
    """ "Depends, what do you charge?" is a question, no answer."""
    if not all(cues.words.norms[hit[0]].startswith(_WAITS) for _, _, _, hit in found):
        return False
    return any(cues.words.asking) or not {"price_question", "money_ours"}.isdisjoint(cues.heard.hits)


def _found(cues: MoneyCues) -> list[tuple[int, int, Status, Hit]]:
    """(rank, first word, status, hit) of each phrase that gives a status."""
    found: list[tuple[int, int, Status, Hit]] = []
    for status in _STATUSES:
        hits = [hit for hit in cues.heard.hits.get(f"budget_{status}", ()) if _counts(cues, hit, status)]
        hits.extend(hit for hit in cues.heard.hits.get(f"budget_{status}_unasked", ()))
        if f"budget_{status}" in cues.heard.whole:
            hits.append(trimmed(cues.words))
        found.extend((0 if status == "withheld" else 1, hit[0], status, hit) for hit in hits)
    return found


def _counts(cues: MoneyCues, hit: Hit, status: Status) -> bool:
    """False where a question asks it, or the uncertainty is of something else than money."""
    sentence = cues.sentence(hit)
    if cues.asks(hit) and cues.words.norms[cues.clause(hit)[0]] in _QUESTION_WORDS:
        return False
    if status != "unsure":
        return True
    clause = cues.clause(hit)
    return not cues.said(clause, _OTHER_TOPIC) or cues.said((sentence[0], clause[1]), _MONEY_TOPIC)


def _unasked(cues: MoneyCues) -> tuple[Status, Span] | None:
    for status in _STATUSES:
        hits = [hit for hit in cues.heard.hits.get(f"budget_{status}_unasked", ()) if not cues.asks(hit)]
        if hits:
            return status, cues.span(min(hits))
    return None


def _bare_no(cues: MoneyCues, context: ReadingContext) -> tuple[Status, Span] | None:
    """What "nope" or "not yet" means: that depends on what was asked."""
    first, after = _first_answer(cues)
    norms = cues.words.norms[first:after]
    if norms[:1] == ["nothing"] and set(norms[1:]) <= {"sadly", "whatsoever", "really", "honestly"}:
        return "none", cues.span((first, after))
    if norms and norms[0] in _NIL and all(norm in _NO or norm in _NIL for norm in norms) and "mind" not in norms:
        return "none", cues.span((first, after))
    if not norms or norms[0] not in ("no", "not", "none", "nothing", "never") or any(norm not in _NO for norm in norms):
        return None
    span, asked = cues.span((first, after)), fold(context.agent or "")
    if norms[0] == "no" and (_ASKS_TO_TELL.search(asked) or _ASKS_WHAT.search(asked)):
        return "withheld", span
    if _ASKS_FOR_MONEY.search(asked) and "in mind" not in asked:
        return "none", span
    return ("unsure", span) if _ASKS_FOR_FIGURE.search(asked) else None


def _first_answer(cues: MoneyCues) -> Hit:
    """The words up to the first comma or sentence end, greetings left out."""
    words = cues.words
    first = 0
    while first < len(words) and words.norms[first] in ("hi", "hello", "hey", "um", "er", "well", "honestly", "ah"):
        first += 1
    after = first
    while (
        after < len(words)
        and words.sentences[after] == words.sentences[first]
        and (after == first or not words.breaks[after])
    ):
        after += 1
    return first, after
