"""Suggested questions for a rep: what is still open, in the playbook's own words, past the same guard. Pure."""

from agent.dialogue import DialogueState, Frozen
from agent.facts import Facts
from agent.frame import Asked, Slot
from agent.guardrails import faults_of
from agent.playbook import Playbook
from agent.wording import WEB_LENGTH, Part, fingerprints

_FILLED_BY: dict[Asked, tuple[Slot, ...]] = {"contact": ("email", "phone")}
MOST = 4


class Suggestion(Frozen):
    """A question that a rep may edit and send, and the slot that it asks for."""

    slot: Asked
    text: str


def suggestions(facts: Facts, state: DialogueState, playbook: Playbook) -> tuple[Suggestion, ...]:
    """At most four, in the playbook's order; nothing that is known or declined, no sentence said before."""
    found = [
        Suggestion(slot=question.slot, text=text)
        for question in playbook.questions
        if _is_open(question.slot, facts, state)
        for text in _fresh((*question.web.first, *question.web.again), state)[:1]
    ]
    return tuple(found[:MOST])


def _is_open(slot: Asked, facts: Facts, state: DialogueState) -> bool:
    slots: tuple[Slot, ...] = _FILLED_BY.get(slot) or (slot,)  # type: ignore[assignment]
    return slot not in state.declined and not any(one in facts for one in slots)


def _fresh(sentences: tuple[str, ...], state: DialogueState) -> list[str]:
    said = set(state.said)
    fresh = [text for text in sentences if not said & set(fingerprints(text))] or list(sentences)
    return [text for text in fresh if not faults_of(text, (Part(role="ask", options=(text,)),), (), (), WEB_LENGTH)]
