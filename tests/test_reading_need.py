"""The need of a message: what is wanted or wrong, in the lead's own words."""

from typing import Any, cast

import pytest

from agent.frame import Need
from agent.reading.need import need_stands, read_need
from agent.reading.text import Message
from reading_case import reading_context


def read(text: str, **how: Any) -> Need | None:
    claim = read_need(Message(text), reading_context(**how))
    if claim is None:
        return None
    assert claim.quote in text
    return cast(Need, claim.value)


@pytest.mark.parametrize(
    ("vertical", "text", "kept"),
    [
        ("b2b_saas", "Hi, we're after something to manage our pipeline, 20 of us", ["pipeline"]),
        ("b2b_saas", "nobody here follows up on leads, it's a mess", ["leads", "follows up"]),
        ("real_estate", "looking to buy a 3 bed near the lake", ["3 bed", "lake"]),
        ("real_estate", "we're relocating from Ohio in June", ["relocating"]),
        ("financial_services", "need public liability for my van", ["public liability"]),
        (
            "financial_services",
            "if I was off sick who pays the mortgage? I want income protection",
            ["income protection"],
        ),
        ("retail", "thinking of a fitted wardrobe in oak", ["wardrobe", "oak"]),
        ("events", "hi! planning a sales conference for 200", ["conference"]),
    ],
)
def test_need_of_an_opening_keeps_the_thing_and_its_qualifiers(vertical: str, text: str, kept: list[str]) -> None:
    need = read(text, vertical=vertical)
    assert need is not None
    assert need.status == "stated"
    assert all(word in (need.summary or "").lower() for word in kept)


@pytest.mark.parametrize("text", ["a desk for the box room", "something to hide the bins", "new presses"])
def test_bare_phrase_is_the_need_where_it_was_asked_for(text: str) -> None:
    need = read(text, asked="need", agent="What are you looking for?")
    assert need == Need(status="stated", summary=text)


@pytest.mark.parametrize(
    "text",
    [
        "just browsing",
        "only having a look, thanks",
        "we don't need anything at the moment",
        "nothing really",
        "just being nosy",
    ],
)
def test_who_only_looks_around_has_no_need(text: str) -> None:
    assert read(text, asked="need", agent="What are you looking for?") == Need(status="none")


def test_just_looking_for_a_thing_is_a_need() -> None:
    need = read("just looking for a sofa", asked="need")
    assert need is not None
    assert need.status == "stated"


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (None, "Do you do fitted kitchens?"),
        (None, "how much is a wardrobe"),
        (None, "we don't need the sofa any more"),
        ("need", "what do you mean?"),
        ("need", "I'd rather not say"),
        ("need", "hi"),
        ("need", "I'll tell the designer"),
        ("budget", "about 8k for the kitchen"),
        ("timeline", "we need to be in by July"),
        ("authority", "I need to ask my wife"),
        ("contact", "I want to speak to someone"),
        ("timeline", "when the lease runs out in August"),
    ],
)
def test_messages_that_state_no_need_fill_none(asked: str | None, text: str) -> None:
    assert read(text, asked=asked, agent="?" if asked else None) is None


@pytest.mark.parametrize(
    ("asked", "vertical", "text", "kept"),
    [
        ("timeline", "events", "October. It's a gala dinner for our donors", "gala dinner"),
        ("authority", "retail", "me. It's a dining table I'm after", "dining table"),
        ("budget", "financial_services", "80 a month, we want life cover", "life cover"),
    ],
)
def test_need_told_beside_another_answer_is_read(asked: str, vertical: str, text: str, kept: str) -> None:
    need = read(text, asked=asked, vertical=vertical, agent="And that?")
    assert need is not None
    assert kept in (need.summary or "")


def test_words_of_the_playbook_make_a_need_in_a_trade_of_its_own() -> None:
    need = read(
        "hello, our two cellos want restoring", vertical="luthier", served=("instrument repair", "cello restoring")
    )
    assert need is not None
    assert "cellos" in (need.summary or "")


def test_summary_leaves_out_greeting_money_and_contact() -> None:
    need = read("Hi, I need a corner sofa for the new house, 2,000 euro tops. I'm on 087 555 0111")
    assert need == Need(status="stated", summary="I need a corner sofa for the new house")


def test_stated_need_stands_where_its_words_stand_in_the_quote() -> None:
    told = "we want a fitted kitchen with an island"
    assert need_stands(Need(status="stated", summary="fitted kitchens, island"), told, reading_context()) is None
    assert "sauna" in (need_stands(Need(status="stated", summary="kitchen and sauna"), told, reading_context()) or "")
    assert need_stands(Need(status="stated"), told, reading_context()) is not None


def test_need_of_none_stands_only_on_words_that_say_so() -> None:
    assert need_stands(Need(status="none"), "just browsing", reading_context()) is None
    assert need_stands(Need(status="none"), "I need a sofa", reading_context()) is not None


@pytest.mark.parametrize(
    "text", ["hmm let me think", "I'll know it when I see it", "good question", "need to think about it"]
)
def test_putting_the_question_off_tells_no_need(text: str) -> None:
    assert read_need(Message(text), reading_context(asked="need", agent="What are you looking for?")) is None
