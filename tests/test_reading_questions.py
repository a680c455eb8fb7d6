"""The lead's questions to us, which the reply must answer."""

from typing import Any

import pytest

from agent.reading.questions import read_questions
from agent.reading.text import Message
from reading_case import reading_context


def questions(text: str, **how: Any) -> tuple[str, ...]:
    return read_questions(Message(text), reading_context(**how))


@pytest.mark.parametrize(
    "text",
    [
        "how much for a wardrobe",
        "does it talk to hubspot",
        "what areas do you cover",
        "do ye deliver to Donegal",
        "is fitting included",
        "are you a bot",
        "wondering if you do home visits",
        "Can it be made in walnut?",
        "Your sofas, are they made here?",
    ],
)
def test_question_is_returned_as_it_was_asked_with_or_without_its_mark(text: str) -> None:
    assert len(questions(text)) == 1
    assert questions(text)[0] in text


def test_only_the_asking_part_of_a_message_is_returned() -> None:
    text = "We've 8k for it. How long does delivery take? Thanks, Una"
    assert questions(text) == ("How long does delivery take?",)


def test_each_question_of_a_message_is_returned_in_order() -> None:
    text = "What does it cost? And do you fit it too?"
    assert questions(text) == ("What does it cost?", "do you fit it too?")


@pytest.mark.parametrize(
    "text",
    [
        "what?", "who knows?", "can you believe it?", "is that what you mean?", "what do you mean?",
        "about ten thousand?", "I know what I want", "the one which is oak", "how are you?", "can someone ring me?",
        "could we meet on Thursday?", "are you hiring?",
    ],
)  # fmt: skip
def test_what_asks_us_nothing_we_could_answer_is_no_question(text: str) -> None:
    assert questions(text, asked="budget", agent="What would you spend?") == ()


def test_bare_word_for_price_asks_too() -> None:
    assert questions("price list please") == ("price list please",)
