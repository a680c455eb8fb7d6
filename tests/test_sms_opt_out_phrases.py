"""Opt-outs in plain words, in the languages that the product reads, and ordinary texts that only sound like them."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from agent.frame import ReadingContext
from agent.reading.signals import read_signals
from agent.reading.text import Message
from channels.sms_consent import keyword_in

CONTEXT = ReadingContext(today=date(2026, 3, 3), country="US", currency="USD", channel="sms", vertical="b2b_saas")


@cache
def phrases(kind: str) -> list[str]:
    data = yaml.safe_load((Path(__file__).parent / "data" / "opt_out_phrases.yaml").read_text(encoding="utf-8"))
    return [str(line) for line in data[kind]]


def is_opt_out(text: str) -> bool:
    return keyword_in(text, opted_out=False) == "STOP" or "opt_out" in read_signals(Message(text), CONTEXT)


@pytest.mark.parametrize("text", phrases("opt_outs"))
def test_plain_words_for_stop_are_an_opt_out_in_any_language(text: str) -> None:
    assert is_opt_out(text)


@pytest.mark.parametrize("text", phrases("ordinary"))
def test_ordinary_text_with_the_same_words_is_no_opt_out(text: str) -> None:
    assert not is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    ["Stop2end", "STOP to quit", "stop\nSent from my iPhone", "Stop\n\nGet Outlook for Android", "🛑🛑", "🚫!", "END."],
)
def test_keyword_is_known_with_a_signature_a_sign_or_our_own_words_around_it(text: str) -> None:
    assert keyword_in(text, opted_out=False) == "STOP"


@pytest.mark.parametrize(
    "text", ["end of May", "stop by tomorrow", "cancel my old tool", "quit my job", "?", "2", "end 2"]
)
def test_keyword_among_other_words_is_none(text: str) -> None:
    assert keyword_in(text, opted_out=False) is None
