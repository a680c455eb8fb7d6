"""A web chat that goes on by text: one conversation, each message on its channel, and what the page shows of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from channels.inbox import Greeting, Opened, accept, open_conversation
from channels.rep_desk import Desk
from channels.sms import SEND
from channels.web_events import BY_TEXT, Feed
from crm_store import addresses, consents, conversations, facts, handoffs, leads, merges, messages, users
from crm_store.conversations import Conversation
from crm_store.messages import Message
from crm_store.store import Store
from evals.bench.carrier import LINE
from support_twilio import ANN, PLAYBOOK, Phone, phone

BOB = "+15125550177"


@pytest_asyncio.fixture
async def ann(store: Store) -> AsyncIterator[Phone]:
    async with phone(store) as one:
        yield one


async def chat_of(ann: Phone, **more: Any) -> Opened:
    greetings = [Greeting("Hi, what brings you here?", "need")]
    return await open_conversation(ann.store, PLAYBOOK, "web", ann.clock(), greetings=greetings, **more)


async def types(ann: Phone, chat: Opened, *lines: str) -> None:
    """The visitor writes on the page, and everybody works."""
    for line in lines:
        await accept(ann.store, chat.conversation_id, line, None, ann.clock(), channel="web")
        await ann.work()
        ann.clock.forward(seconds=30)


async def lines_of(ann: Phone, chat: Opened) -> list[Message]:
    async with ann.store.reading() as connection:
        return await messages.after(connection, chat.conversation_id, 0)


async def talk_of(ann: Phone, chat: Opened) -> Conversation:
    async with ann.store.reading() as connection:
        found = await conversations.get(connection, chat.conversation_id)
    assert found is not None
    return found


async def page_of(ann: Phone, chat: Opened, since: int = 0) -> list[dict[str, Any]]:
    """What the page that holds the token is shown."""
    feed = Feed(ann.store, chat.conversation_id, since)
    return [one async for one in feed.backlog()]


GOES_ON = ("we need lead management, our leads get lost", f"text me instead, my number is {ANN}")


async def test_web_chat_goes_on_by_text_up_to_the_handoff_as_one_conversation(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    (first,) = ann.mock.bodies(ANN)
    for word in ("Wren", "AI assistant", "because you asked to go on by text", "STOP", "HELP", "?"):
        assert word in first
    for line in ("around 20k a year", "by the end of next month", "just me, I decide", "40 reps"):
        said = await ann.says(line)
        assert said, f"nothing came back to {line!r}"
        assert "AI assistant" not in said[0], "nobody is introduced twice"
    assert (await ann.talk()).id == chat.conversation_id
    async with ann.store.reading() as connection:
        assert len((await leads.page(connection)).leads) == 1
        assert [one.id for one in await conversations.of_lead(connection, chat.lead_id)] == [chat.conversation_id]
        known = {fact.slot for fact in await facts.of_lead(connection, chat.lead_id) if fact.verified}
        lead = await leads.get(connection, chat.lead_id)
        offered = await handoffs.of_lead(connection, chat.lead_id)
    assert {"need", "phone", "budget", "timeline", "authority"} <= known
    assert lead is not None
    assert lead.stage == "SQL"
    assert [one.conversation_id for one in offered] == [chat.conversation_id]
    transcript = await lines_of(ann, chat)
    assert [one.seq for one in transcript] == list(range(1, len(transcript) + 1))
    assert [one.channel for one in transcript] == ["web"] * 5 + ["sms"] * (len(transcript) - 5)


async def test_question_that_stood_open_on_the_page_is_put_by_text_and_counted_once(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    *before, on_page, by_text = await lines_of(ann, chat)
    assert (on_page.channel, by_text.channel) == ("web", "sms")
    assert by_text.asks is not None
    state = (await talk_of(ann, chat)).state
    assert state["last_asked"] == by_text.asks
    assert state["asked"][by_text.asks] == sum(one.asks == by_text.asks for one in (*before, on_page))
    assert by_text.asks != "need", "what was said on the page is not asked for again"


async def test_reply_goes_out_on_the_channel_of_the_message_it_answers(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    await ann.says("around 20k a year")
    texts = len(ann.mock.sent)
    await types(ann, chat, "back on the site now, what do you charge?")
    last = (await lines_of(ann, chat))[-1]
    assert (last.sender, last.channel, last.delivery) == ("agent", "web", None)
    assert len(ann.mock.sent) == texts
    assert len(await ann.says("and is there a contract?")) == 1
    assert (await lines_of(ann, chat))[-1].channel == "sms"


async def test_page_says_once_that_it_went_on_by_text_and_shows_none_of_the_words(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    await ann.says("around 20k a year, keep that between us")
    await types(ann, chat, "I am back")
    shown = await page_of(ann, chat)
    texts = [one["text"] for one in shown]
    assert texts.count(BY_TEXT) == 1
    assert "I am back" in texts
    assert not any("between us" in text or "STOP" in text for text in texts)
    assert not any("channel" in one or "seq" in one for one in shown)
    middle = next(one.seq for one in await lines_of(ann, chat) if "between us" in one.text)
    assert BY_TEXT not in [one["text"] for one in await page_of(ann, chat, middle)], "the page has been told already"


async def test_stop_by_text_silences_texts_and_not_the_page(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    await ann.says("STOP")
    texts = len(ann.mock.sent)
    await types(ann, chat, "what do you charge?")
    last = (await lines_of(ann, chat))[-1]
    assert (last.sender, last.channel) == ("agent", "web")
    talk = await talk_of(ann, chat)
    assert (talk.status, talk.opted_out, talk.channel) == ("open", False, "web")
    async with ann.store.reading() as connection:
        assert await consents.state(connection, "sms", ANN) == "revoked"
    assert await ann.says("hello?") == []
    await rep_says(ann, chat, "Sam here, shall I call?")
    assert len(ann.mock.sent) == texts, "a rep's words do not reach who stopped the texts"
    assert (await lines_of(ann, chat))[-1].delivery_error == "the lead has opted out"


async def rep_says(ann: Phone, chat: Opened, words: str) -> None:
    async with ann.store.transaction() as connection:
        known = await users.by_email(connection, "sam@pipewright.example")
        sam = known.id if known else await users.create(connection, "sam@pipewright.example", ann.clock(), name="Sam")
    desk = Desk(ann.store, {"sms": SEND, "whatsapp": SEND})
    await desk.say(chat.conversation_id, sam, words, ann.clock())
    await ann.work()


async def test_rep_writes_on_the_channel_that_was_used_last(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    await ann.says("around 20k a year")
    await rep_says(ann, chat, "Sam here, by text.")
    assert ann.mock.bodies(ANN)[-1] == "Sam here, by text."
    texts = len(ann.mock.sent)
    await types(ann, chat, "I am on the site again")
    await rep_says(ann, chat, "Sam here, on the page.")
    assert len(ann.mock.sent) == texts
    assert "Sam here, on the page." in [one["text"] for one in await page_of(ann, chat)]


async def test_agent_keeps_silent_where_a_rep_has_the_chat_and_the_rep_goes_on_by_text(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, GOES_ON[0])
    await rep_says(ann, chat, "Hi, Sam here.")
    await types(ann, chat, GOES_ON[1])
    assert ann.mock.sent == []
    await rep_says(ann, chat, "Texting you now.")
    assert ann.mock.bodies(ANN) == ["Texting you now."]


async def test_visitor_who_texts_by_themselves_goes_on_in_the_same_conversation(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, "we need lead management", f"my number is {ANN}")
    assert ann.mock.sent == [], "nobody agreed to be texted"
    (said,) = await ann.says("hi, it's me from the website. around 20k a year")
    assert (await ann.talk()).id == chat.conversation_id
    assert "AI assistant" in said, "the first text says who writes"
    assert "STOP" in said


async def test_job_that_runs_twice_says_it_once(ann: Phone) -> None:
    from channels.sms_start import GoingOn

    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    await GoingOn(ann.texting).go_on(chat.lead_id, chat.conversation_id)
    await GoingOn(ann.texting).go_on(chat.lead_id)
    await ann.work()
    assert len(ann.mock.sent) == 1


async def test_number_known_from_an_older_lead_joins_the_two_and_the_chat_goes_on_by_text(ann: Phone) -> None:
    await ann.says("hi, do you sell lead management?")
    older = await ann.talk()
    ann.clock.forward(days=3)
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    talk = await talk_of(ann, chat)
    assert (talk.lead_id, talk.channel, talk.address) == (older.lead_id, "sms", ANN)
    assert "because you asked to go on by text" in ann.mock.bodies(ANN)[-1]
    await ann.says("around 20k a year")
    assert (await lines_of(ann, chat))[-2].text == "around 20k a year", "the number belongs to the chat now"
    async with ann.store.reading() as connection:
        (merge,) = await merges.of_lead(connection, older.lead_id)
    assert merge.known_by == "phone"


async def test_number_of_a_conversation_that_a_person_is_in_stays_with_it(ann: Phone) -> None:
    await ann.says("can I talk to a person?")
    older = await ann.talk()
    assert older.status == "waiting"
    texts = len(ann.mock.sent)
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON)
    assert (await ann.talk()).id == older.id
    assert len(ann.mock.sent) == texts


async def test_other_number_of_the_same_lead_has_a_conversation_of_its_own(ann: Phone) -> None:
    chat = await chat_of(ann)
    await types(ann, chat, *GOES_ON, "my email is ann.lee@freight.example")
    await ann.says("my email is ann.lee@freight.example", sender=BOB)
    one, other = await ann.talk(), await ann.talk(BOB)
    assert one.lead_id == other.lead_id
    assert one.id == chat.conversation_id != other.id


async def test_same_number_on_whatsapp_and_sms_is_one_conversation_answered_where_it_writes(ann: Phone) -> None:
    await ann.says("what do you do?")
    form = {"sender": f"whatsapp:{ANN}", "To": f"whatsapp:{LINE}"}
    assert len(await ann.says("same here, how much is it?", **form)) == 1
    assert ann.mock.sent[-1]["to"] == f"whatsapp:{ANN}"
    assert len(await ann.says("ok thanks, and by when can it be set up?")) == 1
    assert ann.mock.sent[-1]["to"] == ANN
    assert (await ann.talk()).id == (await ann.talk(channel="whatsapp")).id
    async with ann.store.reading() as connection:
        heard = await addresses.last_heard(connection, "whatsapp", ANN)
        assert heard is not None
        assert heard < (await addresses.last_heard(connection, "sms", ANN) or heard)
