"""After an opt-out by text only the lead's own plain words bring texts back."""

from datetime import date

import pytest

from agent.frame import Frame, ReadingContext
from agent.opt_in import sure_opt_in
from support_core import snapshot

CONTEXT = ReadingContext(today=date(2026, 3, 3), country="US", currency="USD", channel="sms")
CLAIMED = Frame(signals=frozenset({"opt_in", "price_question"}))


def heard(text: str, *, channel: str = "sms", opted_out: bool = True) -> frozenset[str]:
    seen = snapshot(text, channel=channel)
    seen = seen.model_copy(update={"lead": seen.lead.model_copy(update={"opted_out": opted_out})})
    return sure_opt_in(CLAIMED, seen, CONTEXT).signals


@pytest.mark.parametrize("text", ["are you there?", "how much is it?", "ok", "who is this"])
def test_model_alone_does_not_bring_texts_back(text: str) -> None:
    assert heard(text) == {"price_question"}


@pytest.mark.parametrize("text", ["please text me again", "sign me back up", "you can text me"])
def test_plain_words_of_the_lead_do(text: str) -> None:
    assert "opt_in" in heard(text)


def test_who_has_not_opted_out_and_who_writes_on_the_page_is_believed() -> None:
    assert "opt_in" in heard("ok", opted_out=False)
    assert "opt_in" in heard("ok", channel="web")
