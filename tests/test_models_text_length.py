"""How long a text message may be: two segments, unless its playbook says otherwise."""

import json
import re
from typing import Any

import pytest
from pydantic import ValidationError

from agent.dialogue import TurnResult
from agent.embedded.model import EmbeddedChatModel
from agent.playbook import Playbook
from agent.segments import SEGMENTS, segments_of
from agent.turn import Agent, run_turn
from channels.sms import Texting
from crm_store.store import Store
from evals.bench.openai_server import Play
from service.wiring import agents_of
from support_core import playbook, snapshot
from support_openai import Script, serving, settings_for
from tools.record import RECORD_ANSWERS

BOOK = playbook()
LONG = "Thank you for telling me all of that in so much detail, it is a great help to us here. " * 4
ASK = "What would you like to fix first?"


def allowing(segments: int) -> Playbook:
    return BOOK.model_copy(update={"text_segments": segments})


async def texted(book: Playbook, says: str) -> TurnResult:
    """A turn by text message whose model words the reply like that, twice where it is asked to repair it."""
    async with serving(Script(speaks=Play(text=says))) as server:
        (agent, *_) = agents_of(settings_for(server))
        return await run_turn(agent, snapshot("hello", channel="sms"), book, _unheard)


async def _unheard(text: str) -> None:
    return None


@pytest.mark.parametrize(("segments", "is_good"), [(1, False), (SEGMENTS, False), (3, True)])
async def test_reply_longer_than_its_playbook_allows_is_refused(segments: int, is_good: bool) -> None:
    result = await texted(allowing(segments), f"{LONG}{ASK}")
    assert result.reply is not None
    assert (result.reply.text == f"{LONG}{ASK}") is is_good
    assert segments_of(result.reply.text).count <= segments
    assert any("longer" in fault for fault in result.trace.guard) is not is_good


@pytest.mark.parametrize(("segments", "chars"), [(1, 160), (SEGMENTS, 306), (4, 612)])
async def test_model_is_told_how_long_its_text_message_may_be(segments: int, chars: int) -> None:
    async with serving(Script()) as server:
        (agent, *_) = agents_of(settings_for(server))
        await run_turn(agent, snapshot("hello", channel="sms"), allowing(segments), _unheard)
        told = server.asked[-1]["messages"][-1]["content"]
    (move,) = re.findall(r"<move>(.*?)</move>", told)
    assert json.loads(move)["max_chars"] == chars


@pytest.mark.parametrize("segments", [1, 2, 3])
async def test_embedded_model_keeps_to_what_the_playbook_allows(segments: int) -> None:
    model = EmbeddedChatModel()
    reader = model.bind_tools([RECORD_ANSWERS], tool_choice=RECORD_ANSWERS.name)
    agent = Agent("embedded", reader, model, lambda question, book, channel: None)
    result = await run_turn(
        agent, snapshot("about 20k a year, what does it cost?", channel="sms"), allowing(segments), _unheard
    )
    assert result.reply is not None
    assert segments_of(result.reply.text).count <= segments


async def test_carrier_is_sent_what_the_playbook_allows_unless_the_operator_says_otherwise(store: Store) -> None:
    given: dict[str, Any] = {
        "store": store,
        "playbooks": {"roomy": allowing(3)},
        "now": None,
        "public_url": "",
        "carrier": None,
    }
    usual = Texting(**given)
    assert (usual.most_segments("roomy"), usual.most_segments("erased")) == (3, SEGMENTS)
    assert Texting(**given, segments=1).most_segments("roomy") == 1


@pytest.mark.parametrize("wrong", [0, 7])
def test_playbook_with_an_impossible_length_is_refused(wrong: int) -> None:
    with pytest.raises(ValidationError, match="text_segments"):
        Playbook.model_validate(BOOK.model_dump(mode="json") | {"text_segments": wrong})
