"""The way in: stored with its job or refused with a reason; the same message again is the same message."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from channels.inbox import LONGEST, Empty, Greeting, TooLong, accept, clean, clean_values, open_conversation
from crm_store import consents, conversations, leads
from crm_store.errors import NotFound
from crm_store.events import CONSOLE
from crm_store.store import Store
from crm_store.tables import conversations as conversation_table
from support_turns import NOW, opened, transcript


async def jobs(store: Store) -> list[tuple[str, str, str]]:
    query = text("SELECT task_name, lock, args ->> 'conversation_id' FROM procrastinate_jobs ORDER BY id")
    async with store.reading() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def test_message_is_stored_with_the_job_that_answers_it(store: Store) -> None:
    chat = await opened(store)
    accepted = await accept(store, chat.conversation_id, "hello", "c1", NOW)
    assert [m.id for m in await transcript(store, chat.conversation_id)][-1] == accepted.message_id
    assert await jobs(store) == [("turn", chat.conversation_id, chat.conversation_id)]


async def test_same_provider_id_is_the_same_message_and_one_job(store: Store) -> None:
    chat = await opened(store)
    first = await accept(store, chat.conversation_id, "hello", "c1", NOW)
    again = await accept(store, chat.conversation_id, "hello", "c1", NOW)
    assert (first.message_id, first.duplicate, again.message_id, again.duplicate) == (
        again.message_id, False, first.message_id, True,
    )  # fmt: skip
    assert [m.seq for m in await transcript(store, chat.conversation_id)] == [1, 2]
    assert len(await jobs(store)) == 1


async def test_same_message_sent_many_times_at_once_is_stored_once(store: Store) -> None:
    chat = await opened(store)
    done = await asyncio.gather(*(accept(store, chat.conversation_id, "hello", "c1", NOW) for _ in range(8)))
    assert len({accepted.message_id for accepted in done}) == 1
    assert [accepted.duplicate for accepted in done].count(False) == 1
    assert len(await transcript(store, chat.conversation_id)) == 2
    assert len(await jobs(store)) == 1


async def test_same_provider_id_in_another_conversation_is_another_message(store: Store) -> None:
    one, other = await opened(store), await opened(store)
    first = await accept(store, one.conversation_id, "hello", "c1", NOW)
    second = await accept(store, other.conversation_id, "hello", "c1", NOW)
    assert first.message_id != second.message_id
    assert not second.duplicate


async def test_messages_written_at_once_are_numbered_without_a_gap(store: Store) -> None:
    chat = await opened(store)
    await asyncio.gather(*(accept(store, chat.conversation_id, f"m{n}", f"c{n}", NOW) for n in range(10)))
    assert [m.seq for m in await transcript(store, chat.conversation_id)] == list(range(1, 12))


async def test_message_that_cannot_get_its_job_is_not_stored(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = await opened(store)

    async def refuses(*_: object, **__: object) -> int:
        raise RuntimeError("no jobs today")

    monkeypatch.setattr(store.jobs, "enqueue", refuses)
    with pytest.raises(RuntimeError):
        await accept(store, chat.conversation_id, "hello", "c1", NOW)
    assert len(await transcript(store, chat.conversation_id)) == 1
    assert await jobs(store) == []


@pytest.mark.parametrize(("words", "stored"), [("a\0b", "ab"), ("\ud83d\ude00", "😀"), ("x\ud83dy", "x\ufffdy")])
async def test_text_that_no_database_takes_is_mended(store: Store, words: str, stored: str) -> None:
    chat = await opened(store)
    await accept(store, chat.conversation_id, words, "c\0\ud800", NOW)
    again = await accept(store, chat.conversation_id, words, "c\0\ud800", NOW)
    assert again.duplicate
    assert [m.text for m in await transcript(store, chat.conversation_id)][1:] == [stored]


async def test_message_that_is_too_long_or_empty_is_refused_and_nothing_is_stored(store: Store) -> None:
    chat = await opened(store)
    with pytest.raises(TooLong, match="100,001 characters"):
        await accept(store, chat.conversation_id, "x" * (LONGEST + 1), "c1", NOW)
    for nothing in ("", "  \n", "\0"):
        with pytest.raises(Empty):
            await accept(store, chat.conversation_id, nothing, "c2", NOW)
    assert (TooLong.status, Empty.status) == (413, 422)
    assert len(await transcript(store, chat.conversation_id)) == 1
    await accept(store, chat.conversation_id, "é" * LONGEST, "c3", NOW)
    assert len((await transcript(store, chat.conversation_id))[-1].text) == LONGEST


async def test_unknown_conversation_is_said_so(store: Store) -> None:
    for conversation_id in ("cv_nothing", "cv\0", "\ud800"):
        with pytest.raises(NotFound):
            await accept(store, conversation_id, "hello", None, NOW)


async def test_conversation_opens_with_greeting_activity_and_a_token_of_which_only_a_hash_is_kept(store: Store) -> None:
    chat = await open_conversation(
        store, "retail", "web", NOW, greetings=[Greeting("Hi!"), Greeting("What for?", "need")],
        source={"utm_source": "ad\0s", "pages": ["/a\ud800"]}, visitor_id="v1",
    )  # fmt: skip
    assert [(m.seq, m.text, m.asks) for m in chat.messages] == [(1, "Hi!", None), (2, "What for?", "need")]
    async with store.reading() as connection:
        found = await conversations.by_token(connection, chat.token)
        assert found is not None
        assert found.id == chat.conversation_id
        assert found.state["asked"] == {"need": 1}
        assert await conversations.by_token(connection, chat.token + "x") is None
        row = (await connection.execute(select(conversation_table))).one()
        assert chat.token not in str(row)
        lead = await leads.get(connection, chat.lead_id)
        assert lead is not None
        assert lead.source == {"utm_source": "ads", "pages": ["/a\ufffd"]}
        known = await leads.by_visitor(connection, "retail", "v1")
        assert known is not None
        assert known.id == chat.lead_id


async def test_number_that_opted_out_is_not_greeted_when_a_conversation_opens(store: Store) -> None:
    async with store.transaction() as connection:
        await consents.record(connection, "sms", "+15125550100", "revoked", "twilio", NOW)
    chat = await opened(store, channel="sms", address="+15125550100")
    assert chat.messages == ()
    assert await transcript(store, chat.conversation_id) == []


async def test_console_hears_of_a_new_message(store: Store) -> None:
    chat = await opened(store)
    async with store.listener.subscribe(CONSOLE) as console:
        await accept(store, chat.conversation_id, "hello", "c1", NOW)
        event = await console.next(10)
    assert event is not None
    assert (event.conversation_id, event.kind, event.data["text"]) == (chat.conversation_id, "message", "hello")


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_can_always_be_stored_and_cleaning_twice_changes_nothing(words: str) -> None:
    mended = clean(words)
    assert "\0" not in mended
    assert mended.encode().decode() == mended == clean(mended)


def test_cleaning_reaches_every_string_of_a_json_value() -> None:
    assert clean_values({"a\0": ["\0b", {"c": "\ud800"}, 1, None]}) == {"a": ["b", {"c": "\ufffd"}, 1, None]}
