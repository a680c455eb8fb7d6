"""What the agent does with a conversation that a person has given back."""

from datetime import timedelta

import pytest

from agent.dialogue import DialogueState, HandoffReason
from agent.policy import decide
from agent.returning import corrected, returned, taken
from support_core import EMAIL, NEED, QUALIFIED, SIZE, fact, playbook, situation, snapshot

BOOK = playbook()
MINUTE = timedelta(minutes=1)


def given_back(reason: HandoffReason, ago: timedelta = MINUTE) -> DialogueState:
    """A state as it is when a person gave the conversation back that long before the turn's newest message."""
    return returned(DialogueState(handed_over=reason), snapshot().unread[-1].at - ago)


def test_wish_for_a_person_that_has_been_met_hands_nobody_over_again() -> None:
    seen = snapshot(state=given_back("asked_for_person", -MINUTE))
    assert decide(situation(NEED, seen=seen, signals=("wants_human",)), BOOK).kind == "ask"


def test_new_wish_for_a_person_does() -> None:
    seen = snapshot(state=given_back("asked_for_person"))
    assert decide(situation(NEED, seen=seen, signals=("wants_human",)), BOOK).reason == "asked_for_person"


def test_support_case_that_asks_again_for_a_person_gets_one() -> None:
    kind = fact("kind", {"text": "support"})
    assert decide(situation(kind, signals=("wants_human",)), BOOK).kind == "hand_over"
    seen = snapshot(state=given_back("support", -MINUTE))
    assert decide(situation(kind, seen=seen, signals=("wants_human",)), BOOK).kind == "step_aside"


def test_lead_that_a_person_had_as_qualified_is_not_handed_over_as_qualified_again() -> None:
    assert decide(situation(*QUALIFIED, SIZE, EMAIL), BOOK).kind == "hand_over"
    move = decide(situation(*QUALIFIED, SIZE, EMAIL, seen=snapshot(state=given_back("sql"))), BOOK)
    assert move.kind in ("ask", "close")


def test_lead_that_becomes_qualified_after_a_person_was_asked_for_is_handed_over() -> None:
    seen = snapshot(state=given_back("asked_for_person"))
    move = decide(situation(*QUALIFIED, SIZE, EMAIL, seen=seen), BOOK)
    assert (move.kind, move.reason) == ("hand_over", "sql")


def test_lead_that_was_qualified_while_a_person_had_it_is_not_handed_over_again_whatever_they_were_asked_for() -> None:
    state = returned(DialogueState(handed_over="asked_for_person"), snapshot().unread[-1].at - MINUTE, stage="SQL")
    move = decide(situation(*QUALIFIED, SIZE, EMAIL, seen=snapshot(state=state)), BOOK)
    assert move.kind in ("ask", "close")
    assert state.handled == ("asked_for_person", "sql")
    assert returned(state, snapshot().now, stage="SQL").handled == ("asked_for_person", "sql")


@pytest.mark.parametrize("change", [taken, corrected, lambda state: returned(state, snapshot().now)])
def test_each_touch_of_a_person_is_seen_by_a_turn_under_way(change: object) -> None:
    assert callable(change)
    assert change(DialogueState()).touched == 1
