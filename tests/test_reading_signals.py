"""Signals: what a message does besides giving facts."""

from typing import Any

import pytest

from agent.frame import Signal
from agent.reading.signals import read_signals
from agent.reading.text import Message
from reading_case import reading_context


def signals(text: str, **how: Any) -> set[Signal]:
    return set(read_signals(Message(text), reading_context(**how)))


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "Stop.", "stopall", "UNSUBSCRIBE please", "quit", "cancel", "end", "optout", "Opt me out",
        "stop txting me", "quit blowing up my phone", "no more messages please", "lose this number",
        "take me off your list", "Take my name off whatever list this is", "remove my number", "dont text me again",
        "Please do not contact me any more", "i never signed up for this, leave me alone",
        "I no longer wish to receive these texts", "how do I unsubscribe", "you can stop messaging now",
        "kindly refrain from contacting this number", "not one more text", "enough with the texts",
        "unsubscirbe me", "no mas", "arretez", "dejen de escribirme", "désabonnez-moi", "nicht mehr schreiben",
        "would you give over with the texts", "I object to any further marketing", "I'm reporting this as spam",
    ],
)  # fmt: skip
def test_lead_who_wants_no_more_messages_is_heard(text: str) -> None:
    assert "opt_out" in signals(text, channel="sms")


@pytest.mark.parametrize(
    "text",
    [
        "I'll stop by tomorrow", "by the end of March", "I have to cancel my old contract first",
        "can I cancel anytime?",
        "we want to stop losing leads", "can't stop thinking about that kitchen", "she won't stop talking about it",
        "the deal is at an end", "he quit his job", "does it handle unsubscribe links?", "the end unit is nicer",
        "don't call me before nine", "don't call me, text me", "no more than 500", "there's a bus stop outside",
        "please don't text while driving lol", "stop me if this sounds daft", "we stop at 450k",
        "our reps need to stop emailing spreadsheets round", "keep texting me", "don't stop now",
    ],
)  # fmt: skip
def test_words_that_only_look_like_an_opt_out_are_none(text: str) -> None:
    assert "opt_out" not in signals(text, channel="sms")


def test_keyword_that_answers_our_question_is_no_opt_out() -> None:
    asks = "Which is it, the corner unit or the end unit?"
    assert "opt_out" not in signals("End", channel="sms", agent=asks)
    assert "opt_out" in signals("End", channel="sms", agent="Still looking? Reply END to opt out.")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Could I speak to a real person?", {"wants_human"}),
        ("get me someone real", {"wants_human"}),
        ("ring me on 087 555 0111", {"wants_human"}),
        ("I'd rather do this over the phone", {"wants_human"}),
        ("call me tomorrow after lunch", {"callback_later"}),
        ("ping me again in three weeks", {"callback_later"}),
        ("busy now, could you try again on Friday", {"callback_later"}),
        ("Can we book a demo for Tuesday?", {"wants_meeting"}),
        ("could someone come out and measure on Thursday?", {"wants_meeting"}),
        ("are you a robot?", {"bot_question"}),
        ("am I talking to a person or a machine", {"bot_question"}),
        ("how much is a two seater", {"price_question"}),
        ("what's your commission?", {"price_question"}),
        ("does it work with Outlook", {"product_question"}),
        ("Which suburbs do you cover?", {"product_question"}),
        ("yes, happy for you to text me", {"opt_in"}),
        ("we've gone with someone else", {"not_interested"}),
        ("no longer needed, the project was shelved", {"not_interested"}),
        ("sorry, I meant 15 not 50", {"correction"}),
        ("ignore what I said about June", {"correction"}),
        ("thanks, gotta run, bye", {"goodbye"}),
    ],
)
def test_each_signal_is_heard_alone(text: str, want: set[Signal]) -> None:
    assert signals(text) == want


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("budget", "rather not say"), ("budget", "that's between me and my bank"), ("contact", "No."),
        ("contact", "I don't hand out my number"), ("company_size", "pass"), ("authority", "none of your business"),
        ("budget", "we keep that confidential"),
    ],
)  # fmt: skip
def test_declining_what_was_asked_is_a_refusal(asked: str, text: str) -> None:
    assert "refuses" in signals(text, asked=asked)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("budget", "why do you ask?"), ("budget", "you already have it"), ("budget", "no idea yet"),
        ("budget", "I couldn't tell you"), ("budget", "none, there's no money for it"), ("authority", "no"),
        ("contact", "I'll send it later"), (None, "pass the salt"),
    ],
)  # fmt: skip
def test_asking_back_or_not_knowing_is_no_refusal(asked: str | None, text: str) -> None:
    assert "refuses" not in signals(text, asked=asked)


@pytest.mark.parametrize(
    ("agent", "text", "want"),
    [
        ("Shall I book you in for a viewing?", "go on so", "wants_meeting"),
        ("Would Thursday at 3 suit for the visit?", "thursday is perfect", "wants_meeting"),
        ("Is it OK to text you about it?", "yep", "opt_in"),
        ("Would you like one of our advisers to call you?", "please do", "wants_human"),
        ("Still looking for a sofa?", "no, got one last month", "not_interested"),
        ("So that's 50 seats.", "no, 15", "correction"),
    ],
)
def test_what_we_offered_decides_what_the_answer_does(agent: str, text: str, want: Signal) -> None:
    assert want in signals(text, agent=agent)


def test_no_thanks_to_anything_else_is_no_lack_of_interest() -> None:
    assert signals("no thanks", agent="Is there anything else I can help with?") == set()
    assert signals("no thanks", agent="I can send you three quotes.") == {"not_interested"}


@pytest.mark.parametrize("text", ["ok", "thanks", "about 20k", "my wife and I decide", "by the end of May", "👍"])
def test_plain_answers_do_nothing_besides(text: str) -> None:
    assert signals(text) == set()


def test_several_signals_stand_in_one_message() -> None:
    assert signals("not interested, take me off your list") == {"not_interested", "opt_out"}
    assert signals("How much is it and do you deliver to Cork?") == {"price_question", "product_question"}
