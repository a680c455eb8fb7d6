"""The whole reader: one claim a slot, each quoted, and what one reading says about another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.frame import Frame
from agent.reading.reader import read
from reading_case import reading_context


def filled(frame: Frame) -> set[str]:
    return {claim.slot for claim in frame.claims}


def test_opening_with_everything_fills_every_slot_with_its_own_words() -> None:
    text = (
        "Hi, I'm Una Walsh. We need a fitted kitchen by the end of September, 12,000 euro at most. "
        "My husband and I decide together. una@example.com"
    )
    frame = read(text, reading_context())
    assert {"need", "budget", "timeline", "authority", "name", "email"} <= filled(frame)
    assert all(claim.quote in text for claim in frame.claims)


@pytest.mark.parametrize(
    "text",
    [
        "We sell hinges from 4 euro each, can I send a catalogue? Lee, lee@example.com",
        "any jobs going? 9 years a joiner, can start on Monday. lee@example.com",
        "my order 55120 was due in May and has not arrived, lee@example.com",
    ],
)
def test_writer_who_is_no_buyer_fills_contact_and_nothing_a_buyer_would(text: str) -> None:
    frame = read(text, reading_context())
    assert "kind" in filled(frame)
    assert "email" in filled(frame)
    assert filled(frame).isdisjoint({"budget", "need", "timeline", "authority", "company_size"})


@pytest.mark.parametrize("text", ["ok", "thanks a million", "👍", "", "   ", "...", "I see"])
def test_message_that_says_nothing_fills_nothing(text: str) -> None:
    assert read(text, reading_context(agent="Our showroom is in Dublin.")).claims == ()


@pytest.mark.parametrize(("asked", "slot"), [("budget", "budget"), ("company_size", "company_size")])
def test_bare_number_means_what_was_asked_for(asked: str, slot: str) -> None:
    frame = read("1500", reading_context(asked=asked, agent="How much, or how many?"))
    assert filled(frame) == {slot}


def test_questions_and_signals_come_with_the_claims() -> None:
    frame = read("2k for a desk. do you deliver?", reading_context())
    assert frame.signals == {"product_question"}
    assert frame.questions == ("do you deliver?",)
    assert "budget" in filled(frame)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from([None, "budget", "need", "timeline", "authority", "contact"]))
def test_any_text_is_read_without_fault_and_quoted_verbatim(text: str, asked: str | None) -> None:
    frame = read(text, reading_context(asked=asked, agent="Well?"))
    assert len(filled(frame)) == len(frame.claims)
    assert all(claim.quote in text for claim in frame.claims)
    assert all(question in text for question in frame.questions)
