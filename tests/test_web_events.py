"""The event stream: whatever breaks off and wherever it goes on, each browser hears everything once and in order."""

import asyncio

from crm_store import conversations, events, leads, messages, users
from crm_store.events import Event
from crm_store.store import Store
from support_turns import NOW, turns_of, working
from web_world import bearer, begun, client_of, listening, site_of, talker, web_app, web_chat


async def test_reply_is_typed_streamed_and_then_said_once(store: Store) -> None:
    app = web_app(web_chat(store))
    async with client_of(app) as client, site_of(app) as site, working(store, turns_of(store, talker)):
        made = await begun(client)
        async with listening(site.url, made) as ear:
            greeting, number = await ear.until("message")
            assert (greeting["from"], number) == ("agent", "1")
            assert await ear.until("state") == ({"status": "open"}, None)
            await client.post("/api/chat/messages", json={"client_id": "c-1", "text": "Hello"}, headers=bearer(made))
            own, number = await ear.until("message")
            assert (own["from"], own["client_id"], number) == ("lead", "c-1", "2")
            assert (await ear.until("typing"))[0] == {"from": "agent"}
            heard = ""
            while True:
                kind, data, number = await ear.next()
                if kind == "message":
                    break
                heard += data.get("text", "") if kind == "delta" else ""
            assert (data["text"], data["asks"], number) == ("You said: Hello", "budget", "3")
            assert heard in ("", "You said: Hello ")
            assert set(data) == {"id", "from", "text", "at", "asks"}


async def test_stream_goes_on_where_it_broke_off(store: Store) -> None:
    app = web_app(web_chat(store))
    async with client_of(app) as client, site_of(app) as site:
        made = await begun(client)
        for number in range(1, 6):
            sent = {"client_id": f"c-{number}", "text": f"message {number}"}
            await client.post("/api/chat/messages", json=sent, headers=bearer(made))
        async with listening(site.url, made, last="4") as ear:
            told = [await ear.next(), await ear.next(), await ear.next()]
        async with listening(site.url, made) as ear:
            everything = [(await ear.next())[2] for _ in range(6)]
    assert [(kind, number) for kind, _, number in told] == [("message", "5"), ("message", "6"), ("state", None)]
    assert everything == ["1", "2", "3", "4", "5", "6"]


async def test_every_tab_hears_what_another_one_wrote(store: Store) -> None:
    app = web_app(web_chat(store))
    async with client_of(app) as client, site_of(app) as site, working(store, turns_of(store, talker)):
        made = await begun(client)
        async with listening(site.url, made) as one, listening(site.url, made) as other:
            for ear in (one, other):
                await ear.until("state")
            await client.post("/api/chat/messages", json={"client_id": "c", "text": "Hi"}, headers=bearer(made))
            for ear in (one, other):
                assert (await ear.until("message"))[0]["text"] == "Hi"
                assert (await ear.until("message"))[0]["text"] == "You said: Hi"


async def test_rep_who_joins_is_named_and_the_agent_is_not_seen_to_type(store: Store) -> None:
    app = web_app(web_chat(store))
    async with client_of(app) as client, site_of(app) as site:
        made = await begun(client)
        conversation = made["conversation_id"]
        async with listening(site.url, made) as ear:
            await ear.until("state")
            async with store.transaction() as connection:
                rep = await users.create(connection, "priya@a.example", NOW, name="Priya")
                await conversations.take_over(connection, conversation, rep, NOW)
                await events.publish(connection, Event(conversation, "state", {"status": "with_human"}))
            assert (await ear.until("state"))[0] == {"status": "with_human", "name": "Priya"}
            async with store.transaction() as connection:
                await events.publish(connection, Event(conversation, "typing", {"from": "agent"}))
                place = await conversations.next_seq(connection, conversation, NOW)
                assert place is not None
                said = messages.new_message(conversation, place[0], place[1], "rep", "Hello!", NOW, user_id=rep)
                await messages.add(connection, said)
                await events.publish(connection, Event(conversation, "message", said.as_event()))
            kind, data, _ = await ear.next()
    assert (kind, data["from"], data["name"], data["text"]) == ("message", "rep", "Priya", "Hello!")


async def test_message_too_large_for_a_notification_arrives_all_the_same(store: Store) -> None:
    app = web_app(web_chat(store))
    async with client_of(app) as client, site_of(app) as site:
        made = await begun(client)
        async with listening(site.url, made) as ear:
            await ear.until("state")
            text = "naïve " * 5000
            await client.post("/api/chat/messages", json={"client_id": "c", "text": text}, headers=bearer(made))
            assert (await ear.until("message"))[0]["text"] == text


async def test_quiet_stream_is_kept_open_by_comments_and_ends_with_the_erasure(store: Store) -> None:
    app = web_app(web_chat(store, heartbeat=0.05))
    async with client_of(app) as client, site_of(app) as site:
        made = await begun(client)
        async with listening(site.url, made) as ear:
            await ear.until("comment")
            async with store.transaction() as connection:
                await leads.erase(connection, made["lead_id"])
                await events.publish(connection, Event(made["conversation_id"], "state", {"status": "closed"}))
            async with asyncio.timeout(20):
                assert [line async for line in ear.lines if line.startswith("event")] == []
        answer = await client.get("/api/chat/events", params={"token": made["token"]})
    assert answer.status_code == 401


async def test_stream_ends_by_itself_when_the_server_stops(store: Store) -> None:
    app = web_app(web_chat(store))
    async with client_of(app) as client, site_of(app) as site:
        made = await begun(client)
        async with listening(site.url, made) as ear:
            await ear.until("state")
            stopping = asyncio.create_task(site.stop())
            async with asyncio.timeout(20):
                assert [line async for line in ear.lines if line.startswith("event")] == []
            await stopping
