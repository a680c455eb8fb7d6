"""Events: delivered with the commit, in order, to whoever looks; who may have missed some is told to read again."""

import asyncio

from channels.draft import LONGEST, Draft
from crm_store.events import BACKLOG, CONSOLE, LIMIT, Event, Subscription, publish
from crm_store.store import Store, close, connect
from support_turns import cut_connections


async def kinds(subscription: Subscription, count: int) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for _ in range(count):
        event = await subscription.next(10)
        assert event is not None
        found.append((event.kind, event.data.get("n")))
    return found


async def test_events_arrive_when_the_transaction_commits_and_in_its_order(store: Store) -> None:
    async with store.listener.subscribe("cv_1") as mine, store.listener.subscribe("cv_2") as other:
        async with store.transaction() as connection:
            await publish(connection, Event("cv_1", "message", {"n": 1}), Event("cv_1", "state", {"n": 2}))
            async with store.reading() as elsewhere:
                await publish(elsewhere, Event("cv_2", "message", {"n": 0}))
            assert await kinds(other, 1) == [("message", 0)]
            await publish(connection, Event("cv_1", "lead", {"n": 3}))
        assert await kinds(mine, 3) == [("message", 1), ("state", 2), ("lead", 3)]
        assert await other.next(0.01) is None


async def test_events_of_a_transaction_that_fails_never_arrive(store: Store) -> None:
    async with store.listener.subscribe("cv_1") as mine:
        try:
            async with store.transaction() as connection:
                await publish(connection, Event("cv_1", "message", {"n": 1}))
                raise RuntimeError("the commit never comes")
        except RuntimeError:
            pass
        async with store.reading() as connection:
            await publish(connection, Event("cv_1", "message", {"n": 2}))
        assert await kinds(mine, 1) == [("message", 2)]


async def test_console_hears_every_conversation_but_no_typing(store: Store) -> None:
    async with store.listener.subscribe(CONSOLE) as console, store.reading() as connection:
        await publish(connection, Event("cv_1", "typing"), Event("cv_1", "delta", {"text": "a"}))
        await publish(connection, Event("cv_1", "message", {"n": 1}), Event("cv_2", "handoff", {"n": 2}))
        assert await kinds(console, 2) == [("message", 1), ("handoff", 2)]


async def test_another_process_hears_it_too(store: Store) -> None:
    elsewhere = connect(store.url)
    async with elsewhere.listener.subscribe("cv_1") as there, store.reading() as connection:
        await publish(connection, Event("cv_1", "message", {"n": 1}))
        assert await kinds(there, 1) == [("message", 1)]
    await close(elsewhere)


async def test_event_too_large_for_a_notification_asks_to_read_the_store(store: Store) -> None:
    async with store.listener.subscribe("cv_1") as mine, store.reading() as connection:
        await publish(connection, Event("cv_1", "message", {"text": "é" * LIMIT}))
        assert await kinds(mine, 1) == [("resync", None)]


async def test_listener_that_lost_its_connection_asks_to_read_the_store_and_goes_on(store: Store) -> None:
    async with store.listener.subscribe("cv_1") as mine, store.listener.subscribe(CONSOLE) as console:
        await cut_connections(store.url)
        assert await kinds(mine, 1) == [("resync", None)]
        assert await kinds(console, 1) == [("resync", None)]
        again = connect(store.url)
        async with again.reading() as connection:
            await publish(connection, Event("cv_1", "message", {"n": 1}))
        await close(again)
        assert await kinds(mine, 1) == [("message", 1)]


def test_subscriber_that_falls_behind_loses_nothing_it_is_not_told_of() -> None:
    slow = Subscription()
    for number in range(BACKLOG + 1):
        slow.put(Event("cv_1", "message", {"n": number}))
    assert slow.waiting() == [Event("cv_1", "resync")]


async def test_draft_types_at_once_and_its_words_arrive_whole_before_the_block_ends(store: Store) -> None:
    words = "ha " * LONGEST  # PostgreSQL merges equal notifications of one transaction
    async with store.listener.subscribe("cv_1") as mine:
        async with Draft(store, "cv_1", is_live=True) as draft:
            first = await mine.next(10)
            await draft.emit(words)
            got = ""
            while len(got) < len(words):
                event = await mine.next(10)
                assert event is not None
                got += event.data["text"]
        assert first == Event("cv_1", "typing", {"from": "agent"})
        assert got == words
        assert await mine.next(0.01) is None


async def test_draft_of_a_text_message_is_shown_to_nobody(store: Store) -> None:
    async with store.listener.subscribe("cv_1") as mine:
        async with Draft(store, "cv_1", is_live=False) as draft:
            await draft.emit("words")
        assert await mine.next(0.01) is None


async def test_draft_that_cannot_be_shown_does_not_fail_its_turn(store: Store) -> None:
    broken = connect("postgresql://nobody@127.0.0.1:1/nothing")
    async with Draft(broken, "cv_1", is_live=True) as draft:
        await draft.emit("words")
        await asyncio.sleep(0)
    await close(broken)
