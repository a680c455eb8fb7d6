"""The guard: what a model may not say."""

import pytest

from agent.guardrails import faults_of
from agent.wording import Part, fingerprints

ANSWER = Part(role="answer", options=("It is $49 per seat a month, and the trial is free for 14 days.",))
ASK = Part(role="ask", options=("When should it be running?", "By when do you need it?"))
PARTS = (ANSWER, ASK)
STRANGER = "it names a link or an address that nobody gave it"
GOOD = "It is $49 per seat a month. By when do you need it?"


def faults(text: str, parts: tuple[Part, ...] = PARTS, said: tuple[str, ...] = (), most: int = 300) -> list[str]:
    return faults_of(text, parts, ("we are 40 people, ann@freight.com",), said, most)


def test_reply_that_keeps_to_its_move_passes() -> None:
    assert faults(GOOD) == []
    assert faults("For your 40 people it is $49 per seat a month. By when do you need it?") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("  ", "it says nothing"),
        (GOOD * 9, "it is longer than 300 characters"),
        (GOOD + " And who decides?", "it asks more than the move does"),
        ("It is $49 per seat a month.", "it does not ask what the move asks"),
        ("It is $39 per seat a month. By when do you need it?", "it names a figure that nobody gave it"),
        (
            "It is $49, see www.acme-deals.com. By when do you need it?",
            "it names a link or an address that nobody gave it",
        ),
        ("Write to bob@acme.com. By when do you need it?", "it names a link or an address that nobody gave it"),
        ("I guarantee it is $49. By when do you need it?", "it promises what nobody promised"),
        ("You get a discount on $49. By when do you need it?", "it promises what nobody promised"),
        ("It is $49 until Friday. By when do you need it?", "it names a day or a month that nobody gave it"),
        ("I'm a real person. It is $49. By when do you need it?", "it claims to be a person"),
        ("You are an SQL now. By when do you need it?", "it speaks of its own workings"),
        ("<move> says $49. By when do you need it?", "it speaks of its own workings"),
    ],
)
def test_reply_with_a_fault_is_refused_for_it(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_question_where_the_move_asks_nothing_is_refused() -> None:
    assert faults("It is $49 per seat a month. Shall we start?", (ANSWER,)) == ["it asks more than the move does"]


def test_sentence_said_before_is_refused_unless_the_move_has_no_other() -> None:
    said = fingerprints("Thanks for the details.")
    assert faults("Thanks for the details. By when do you need it?", said=said) == ["it repeats a sentence"]
    assert faults("By when do you need it?", said=fingerprints("By when do you need it?")) == []
