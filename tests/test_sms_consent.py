"""Consent by text: opt-outs that hold whoever writes, one confirmation, and the way back."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from channels.sms_consent import keyword_in
from channels.sms_say import say
from crm_store import addresses, consents, conversations
from crm_store.store import Store
from evals.bench.carrier import refusal
from support_twilio import ANN, Phone, phone


@pytest_asyncio.fixture
async def ann(store: Store) -> AsyncIterator[Phone]:
    async with phone(store) as one:
        yield one


async def state(ann: Phone, channel: str = "sms") -> str | None:
    async with ann.store.reading() as connection:
        return await consents.state(connection, channel, ANN)


async def try_to_send(ann: Phone, text: str = "Still interested?", sender: Any = "rep") -> None:
    """As the console or a nurture would: a message and its job."""
    talk = await ann.talk()
    async with ann.store.transaction() as connection:
        place = await conversations.next_seq(connection, talk.id, ann.clock())
        assert place is not None
        await say(ann.texting, connection, talk.id, place[0], text, place[1], ann.clock(), sender=sender)
    await ann.work()


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop. ", "stopall", "UNSUBSCRIBE", "cancel", "End", "quit!",
                                  "revoke", "OptOut", "\U0001f6d1"])  # fmt: skip
async def test_keyword_is_confirmed_once_and_then_nobody_texts(ann: Phone, word: str) -> None:
    await ann.says("hi there, what do you do?")
    assert len(await ann.says(word)) == 1
    assert (await state(ann), await state(ann, "whatsapp")) == ("revoked", "revoked")
    assert (await ann.talk()).status == "closed"
    assert await ann.says("what does it cost?") == []
    assert await ann.says(word) == []
    for sender in ("rep", "agent", "system"):
        await try_to_send(ann, sender=sender)
    assert len(ann.mock.sent) == 2
    told = [one.reason for one in await ann.deliveries() if one.status == "refused"]
    assert told == ["the lead has opted out"] * 3


async def test_plain_words_opt_out_as_well(ann: Phone) -> None:
    await ann.says("hi there, what do you do?")
    said = await ann.says("pls stop txting me")
    assert len(said) == 1
    assert "opted out" in said[0]
    assert await state(ann) == "revoked"
    assert await ann.says("are you there?") == []


@pytest.mark.parametrize("text", ["stop by tomorrow", "the end of the month", "cancel my old tool", "yes", "yes please",
                                  "we quit Salesforce", "help me choose", "info on pricing"])  # fmt: skip
async def test_same_words_in_ordinary_use_end_nothing(ann: Phone, text: str) -> None:
    await ann.says("hi there, what do you do?")
    assert keyword_in(text, opted_out=False) is None
    await ann.says(text)
    assert await state(ann) == "granted"


async def test_start_brings_texts_back_and_yes_does_only_after_a_stop(ann: Phone) -> None:
    await ann.says("hi there, what do you do?")
    await ann.says("STOP")
    back = await ann.says("Yes")
    assert "opted in" in back[0]
    assert await state(ann) == "granted"
    assert len(await ann.says("what does it cost?")) == 1
    await ann.says("stop")
    assert len(await ann.says("UNSTOP")) == 1


async def test_help_says_who_we_are(ann: Phone) -> None:
    said = await ann.says("HELP")
    assert said == [ann.texting.playbooks["b2b_saas"].disclosure.help]


async def test_carrier_s_own_answer_is_not_repeated(ann: Phone) -> None:
    await ann.says("hi there, what do you do?")
    assert await ann.says("STOP", OptOutType="STOP") == []
    assert await state(ann) == "revoked"
    assert await ann.says("HELP", OptOutType="HELP") == []
    assert await ann.says("START", OptOutType="START") == []
    assert await state(ann) == "granted"
    assert await ann.using(carrier_answers_keywords=True).says("stop") == []
    assert await state(ann) == "revoked"


async def test_opt_out_learned_from_error_21610_is_recorded_and_never_retried(ann: Phone) -> None:
    ann.mock.failures.append(refusal(400, 21610))
    assert await ann.says("hi there, what do you do?") == []
    assert await state(ann) == "revoked"
    async with ann.store.reading() as connection:
        word = await addresses.last_word(connection, "sms", ANN)
    assert word is not None
    assert word.source == "twilio"
    assert [(one.status, one.error_code) for one in await ann.deliveries()] == [("refused", 21610)]
    assert await ann.says("anybody?") == []


async def test_stop_that_comes_while_a_reply_waits_holds_it_back(ann: Phone) -> None:
    await ann.write("what does it cost?")
    await ann.turns.answer((await ann.talk()).id)
    await ann.write("STOP")
    await ann.work()
    assert ann.mock.bodies() == [ann.texting.playbooks["b2b_saas"].disclosure.opt_out]


async def test_stop_counts_for_a_number_and_not_for_another(ann: Phone) -> None:
    await ann.says("STOP")
    assert len(await ann.says("hi, what do you do?", sender="+15125550143")) == 1
