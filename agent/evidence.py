"""The evidence check of every model's claims: the quote stands in a message, and the value can be read from it."""

import re
from collections.abc import Iterable, Sequence

from agent.dialogue import Utterance
from agent.facts import MessageEvidence
from agent.frame import Authority, Budget, Claim, Frame, Need, ReadingContext, Size, Text, Timeline
from agent.need_matter import is_other_matter
from agent.reading.authority_evidence import authority_stands
from agent.reading.budget import budget_stands
from agent.reading.contact_evidence import contact_stands
from agent.reading.kind import kind_stands
from agent.reading.need import need_stands
from agent.reading.size import size_stands
from agent.reading.text import fold
from agent.reading.timeline import timeline_stands
from agent.record import Checked

_NAMED = frozenset({"name", "company", "title", "place"})
_ADDRESS = re.compile(
    r"\S+@\S+|\b(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|ai|app|dev|co|eu|de|uk|au|in|ie)\b\S*"
)
_SPACE = re.compile(r"\s+")


def check(frame: Frame, messages: Sequence[Utterance], context: ReadingContext) -> tuple[Checked, ...]:
    """Each claim with its evidence, or the reason why it is not believed. Never raises for what a model claimed."""
    return tuple(_checked(claim, messages, context) for claim in frame.claims)


def _checked(claim: Claim, messages: Sequence[Utterance], context: ReadingContext) -> Checked:
    place = locate(claim.quote, messages)
    if place is None:
        return Checked(claim=claim, evidence=None, reason="the quote does not stand in any message of the lead")
    message, evidence = place
    reason = _doubt(claim, evidence.quote, message.text, context) or _part_of_an_address(claim, evidence, message.text)
    return Checked(claim=claim, evidence=None if reason else evidence, reason=reason)


def locate(quote: str, messages: Iterable[Utterance]) -> tuple[Utterance, MessageEvidence] | None:
    """Where the quote stands, newest message first; tolerant of case, spacing and quote marks, and of nothing else."""
    wanted = _SPACE.sub(" ", fold(quote)).strip()
    if not wanted:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in wanted.split(" ")))
    for message in reversed(tuple(messages)):
        found = pattern.search(fold(message.text))
        if found is not None:
            start, end = found.span()
            words = message.text[start:end]
            return message, MessageEvidence(message_id=message.id, quote=words, start=start, end=end)
    return None


def _doubt(claim: Claim, quote: str, text: str, context: ReadingContext) -> str | None:
    match claim.value:
        case Budget():
            return budget_stands(claim.value, quote, context)
        case Timeline():
            return timeline_stands(claim.value, quote, context)
        case Authority():
            return authority_stands(claim.value, quote, context)
        case Need():
            return need_stands(claim.value, quote, context) or _need_told(claim.value, quote, text, context)
        case Size():
            return size_stands(claim.value, quote, context)
        case Text() if claim.slot == "kind":
            return kind_stands(claim.value.text, quote, text, context)
        case Text():
            return contact_stands(claim.slot, claim.value, quote, context)


def _part_of_an_address(claim: Claim, evidence: MessageEvidence, text: str) -> str | None:
    """A firm, name, title or place that stands only inside an address or a link was not told."""
    if claim.slot not in _NAMED:
        return None
    inside = any(match.start() <= evidence.start and evidence.end <= match.end() for match in _ADDRESS.finditer(text))
    return f"the words quoted are part of an address, they name no {claim.slot}" if inside else None


def _need_told(value: Need, quote: str, text: str, context: ReadingContext) -> str | None:
    is_told = value.status == "none" or not is_other_matter(quote, text, context)
    return None if is_told else "the words quoted tell no need"
