"""Kind: who writes, where it is not a buyer."""

from functools import lru_cache

from agent.frame import KINDS, Claim, Kind, ReadingContext, Text
from agent.reading.cues import Heard, Hit, heard_in
from agent.reading.need_evidence import states_a_want
from agent.reading.text import Message

_ORDER: tuple[Kind, ...] = ("wrong_number", "abuse", "job", "student", "support", "vendor")
"""Where cues of several kinds stand in one message and none has more of them, the first of these is meant."""
_YIELDING: tuple[Kind, ...] = ("abuse", "vendor")
"""Kinds that give way to a need of the writer's own: a buyer who also tries a trick stays a buyer."""


def read_kind(message: Message, context: ReadingContext) -> Claim | None:
    """The kind named by the message's cues, quoted with the clause that tells; None for a buyer."""
    heard = heard_in(message)
    scores = {kind: score for kind in KINDS if (score := _score(heard, kind)) >= 2}
    if any(kind in _YIELDING for kind in scores) and states_a_want(message, context):
        scores = {kind: score for kind, score in scores.items() if kind not in _YIELDING}
    if not scores:
        return None
    best = max(scores, key=lambda kind: (scores[kind], -_ORDER.index(kind)))
    hit = heard.first(best, best + "_hint")
    return Claim(slot="kind", value=Text(text=best), quote=_clause(message, heard, hit or (0, len(heard.words))))


@lru_cache(maxsize=16)
def kind_named(message: Message, context: ReadingContext) -> str | None:
    """The name of the kind that `read_kind` reads."""
    read = read_kind(message, context)
    return read.value.text if read is not None and isinstance(read.value, Text) else None


def kind_stands(kind: str, quote: str, message_text: str, context: ReadingContext) -> str | None:
    """Why a model's `kind` is not to be believed, None where it is: the rule reading gives it, or gives no other
    and the message has cues of it. `quote` must stand in what is read as telling."""
    message = Message(message_text)
    named = kind_named(message, context)
    if named == kind:
        return None
    if named is not None:
        return f"the words read as {named.replace('_', ' ')}, not as {kind.replace('_', ' ')}"
    if kind in KINDS and _score(heard_in(Message(quote)), kind) >= 1 and not states_a_want(message, context):
        return None
    return f"nothing in the quote says {kind.replace('_', ' ')}"


def _score(heard: Heard, kind: Kind) -> int:
    """Two a cue, one a hint; hits that overlap count once."""
    cues = _apart(heard.hits.get(kind, []))
    hints = [hit for hit in _apart(heard.hits.get(kind + "_hint", [])) if not any(_overlap(hit, cue) for cue in cues)]
    return 2 * len(cues) + len(hints) + 2 * (kind in heard.whole)


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
