"""What a weak model reads, beside what the rules read plainly: nothing invented stays, nothing plain is lost."""

from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage

from agent.dialogue import DialogueState, Snapshot, TurnResult
from agent.embedded.model import EmbeddedChatModel
from agent.facts import current
from agent.frame import Asked, Authority, Need, Slot
from agent.turn import Agent, run_turn
from support_core import NEED, playbook, snapshot

BOOK = playbook()


class Weak:
    """Records what it is told to, whatever the lead says."""

    def __init__(self, args: dict[str, Any]) -> None:
        self.args = args

    async def ainvoke(self, input: list[BaseMessage]) -> AIMessage:
        return AIMessage(content="", tool_calls=[{"name": "record_answers", "args": self.args, "id": "call_1"}])


async def read(text: str, args: dict[str, Any], asked: Asked | None = None, **more: Any) -> TurnResult:
    state = DialogueState(asked={asked: 1}, last_asked=asked) if asked else DialogueState()
    seen: Snapshot = snapshot(text, state=state, **more)
    agent = Agent("weak", Weak(args), EmbeddedChatModel(), lambda question, book, channel: None)
    return await run_turn(agent, seen, BOOK, _unheard)


async def _unheard(text: str) -> None:
    return None


def need(summary: str, quote: str | None = None) -> dict[str, Any]:
    return {"need": {"status": "stated", "summary": summary, "quote": quote or summary}}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("authority", "me, I decide"),
        ("authority", "just me"),
        ("authority", "my husband and I sign it together"),
        ("budget", "around 20k a year"),
        ("budget", "about forty thousand dollars at most"),
        ("timeline", "by the end of next month"),
        ("timeline", "we want to start in March"),
        ("company_size", "we are 40 people"),
        ("contact", "you can reach me at ann.lee@freight-example.com"),
        ("contact", "My name is Ann Lee"),
        ("budget", "yes please, thank you"),
    ],
)
async def test_words_about_something_else_prove_no_need(asked: Asked, words: str) -> None:
    result = await read(words, need(words), asked)
    assert "need" not in current(result.facts)
    assert "left out what the words do not prove: need" in (result.trace.calls[0].error or "")


@pytest.mark.parametrize(
    "words",
    [
        "something cheaper",
        "a conference for 150",
        "stop losing deals",
        "the spreadsheet is killing us",
        "to decide faster",
        "ein neues Angebotswesen",
        "we want to grow",
        "cover for my van",
        "too slow",
    ],
)
async def test_need_in_words_that_no_rule_knows_is_believed(words: str) -> None:
    result = await read(f"{words}, and I decide", need(words), "authority")
    stored = current(result.facts)["need"].value
    assert isinstance(stored, Need)
    assert stored.summary == words


async def test_need_that_rules_read_is_believed_whatever_its_words() -> None:
    result = await read("budget approvals", need("budget approvals"), "need")
    assert "need" in current(result.facts)


async def test_message_of_which_a_model_read_only_inventions_is_read_by_rule() -> None:
    invented = {"authority": {"role": "decision_maker", "quote": ""}, "company": "Acme", "questions": ["Who are you?"]}
    result = await read("we have about 20k a year for it", invented)
    assert set(current(result.facts)) == {"budget"}
    assert "added what it missed: budget" in (result.trace.calls[0].error or "")


async def test_message_of_which_a_model_read_something_is_not_read_by_rule_beside_it() -> None:
    said = {"company_size": {"unit": "seats", "min": 40, "max": 40, "quote": "40 people"}}
    result = await read("we are 40 people with about 20k a year for it", said)
    assert set(current(result.facts)) == {"company_size"}


@pytest.mark.parametrize(
    ("slot", "given"),
    [
        ("timeline", {"timeline": {"status": "stated", "quote": "by the end of next month"}}),
        ("budget", {"budget": {"status": "stated", "quote": "about 20k a year"}}),
        ("company_size", {"size": {"unit": "seats", "quote": "40 people"}}),
    ],
)
async def test_slot_that_a_model_names_without_a_usable_value_is_read_by_rule(
    slot: Slot, given: dict[str, Any]
) -> None:
    message = "Our leads get lost: we are 40 people with about 20k a year for it, by the end of next month."
    result = await read(message, given | need("leads get lost"))
    assert set(current(result.facts)) == {"need", slot}


async def test_role_that_the_words_deny_gives_way_to_the_one_they_say() -> None:
    said = {"authority": {"role": "decision_maker", "quote": "my wife and I decide together"}}
    result = await read("my wife and I decide together", said, "authority", history=(NEED,))
    stored = current(result.facts)["authority"].value
    assert isinstance(stored, Authority)
    assert stored.role == "shared"


async def test_role_of_which_the_words_say_nothing_is_not_asked_about() -> None:
    said = {"authority": {"role": "decision_maker", "quote": "a new kitchen"}}
    result = await read("Hello, it is about a new kitchen", said)
    assert "authority" not in {fact.slot for fact in result.facts}
    assert result.reply is not None
    assert result.reply.move.kind != "confirm"


async def test_figure_that_differs_from_the_words_is_still_asked_about() -> None:
    said = {"budget": {"status": "stated", "min": 90000, "max": 90000, "currency": "USD", "quote": "about 12k a year"}}
    result = await read("about 12k a year", said, "budget", history=(NEED,))
    assert "budget" not in current(result.facts)
    assert result.reply is not None
    assert (result.reply.move.kind, result.reply.asks) == ("confirm", "budget")


async def test_firm_is_not_taken_from_an_address() -> None:
    words = {"company": {"text": "Orchardpumps", "quote": "orchardpumps"}}
    result = await read("Lena Vos, lena@orchardpumps.example.com", words, asked="contact")
    told = {fact.slot for fact in result.facts if fact.evidence}
    assert "company" not in told


async def test_contact_data_that_the_model_missed_beside_some_is_read_by_rule() -> None:
    words = {"email": {"text": "lena@orchardpumps.example.com", "quote": "lena@orchardpumps.example.com"}}
    result = await read("Lena Vos, lena@orchardpumps.example.com", words, asked="contact")
    assert {"name", "email"} <= {fact.slot for fact in result.facts if fact.evidence}
