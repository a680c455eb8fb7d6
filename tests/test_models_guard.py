"""The guard while words stream, and what it learned to refuse: names, times, promises, the wrong question."""

import pytest

from agent.guardrails import Guard
from agent.turn import run_turn
from agent.wording import Part
from evals.bench.openai_server import Play
from service.wiring import agents_of
from support_core import playbook, snapshot
from support_openai import Script, serving, settings_for

ASK = (Part(role="ask", options=("When should it be running?",)),)
PERSON = (Part(role="hand_over", options=("A colleague takes over from here.",)),)
STRANGER = "it names somebody or something that nobody gave it"
TIME = "it names a time that nobody gave it"
PROMISE = "it promises what nobody promised"
FIGURE = "it names a figure that nobody gave it"
OTHER = "it asks about something else than the move does"


def guard(parts: tuple[Part, ...] = ASK, most: int = 306, texted: bool = False) -> Guard:
    return Guard(parts, ("we use HubSpot",), (), most, "timeline", is_texted=texted)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("What budget did you have in mind?", OTHER),
        ("Who decides on this?", OTHER),
        ("Sure, what would you like to know about lead management?", OTHER),
        ("Thanks! Can you tell me more about your company?", OTHER),
        ("Sarah will look at it. When should it be running?", STRANGER),
        ("We work with Salesforce for you. When do you want to start?", STRANGER),
        ("We will call you. When should it be running?", PROMISE),
        ("You hear from us tomorrow. When should it be running?", TIME),
        ("It is done within two days. When should it be running?", TIME),
        ("It is ten percent less. When should it be running?", FIGURE),
        ("It is half price. When should it be running?", FIGURE),
    ],
)
def test_reply_with_what_nobody_gave_is_refused(text: str, fault: str) -> None:
    assert fault in guard().faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "When would you like to start?",
        "We know HubSpot well, so that is no trouble. When should it be running?",
        "Wann soll es laufen? ".strip(),
        "Und bis wann wäre das für euch gut?",
        "Should it be running soon, or is there no hurry?",
        "Someone will take a look at it. By what date do you need it?",
    ],
)
def test_reply_in_its_own_words_passes(text: str) -> None:
    assert guard().faults(text) == []


def test_handing_over_may_say_that_a_colleague_calls() -> None:
    assert Guard(PERSON, (), (), 300).faults("A colleague will call you from here.") == []


def test_text_message_with_signs_of_the_wide_alphabet_may_be_only_half_as_long() -> None:
    words = "Das ist gut, danke, und wann soll es denn nun bei euch so ungefähr laufen, für die Planung ✓ " * 2
    assert guard(texted=True).faults(words + "?") != []
    assert not [fault for fault in guard().faults(words + "?") if "longer" in fault]


def test_half_a_figure_is_not_shown_and_nothing_is_after_a_fault() -> None:
    assert guard().showable("That helps") == len("That helps")
    assert guard().showable("It is $4") == len("It is ")
    assert guard().showable("It is $49 and ") == 0
    assert guard().showable("") == 0


async def test_refused_wording_is_repaired_once_and_the_visitor_sees_only_the_good_one() -> None:
    heard: list[str] = []

    async def emit(text: str) -> None:
        heard.append(text)

    async with serving(Script(speaks=Play(text="It is 50% off today! What else?"), times=1)) as server:
        (agent, *_) = agents_of(settings_for(server))
        script: Script = server.script  # type: ignore[assignment]
        script.echo = lambda body: (
            Play(text="So what would you fix first?") if body.get("stream") else Play(tool="record_answers")
        )
        result = await run_turn(agent, snapshot("hello"), playbook(), emit)
    assert result.reply is not None
    assert result.reply.text == "So what would you fix first?"
    assert [call.step for call in result.trace.calls] == ["understand", "speak", "repair"]
    assert "50" not in "".join(heard)
    assert server.asked[-1]["messages"][-1]["content"].startswith("This reply cannot go out")
