"""The widget in a real browser: what visitors do with it, with keyboard and phone, in several tabs, on a bad line."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from crm_store import conversations, events, leads, messages, users
from crm_store.events import Event
from crm_store.store import Store
from support_ports import free_port
from support_turns import NOW, transcript, turns_of, working
from web_world import Site, page_with_chat, site_of, talker, web_app, web_chat

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        shutil.which(CHROMIUM) is None, reason="Chromium is not installed (Debian: apt-get install chromium)"
    ),
]
STORED = "() => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])"
NOTHING_STORED = '["",{},{}]'


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        await opened.close()


@dataclass
class Visit:
    """A visitor's browser on the demo page of `b2b_saas`; every fault that the page reports fails the test."""

    context: BrowserContext
    page: Page
    site: Site
    faults: list[str]

    @property
    def launcher(self) -> Locator:
        return self.page.locator("bantam-chat .launch")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="Your message")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    async def say(self, text: str) -> None:
        await self.box.fill(text)
        await self.box.press("Enter")

    async def lines(self) -> list[str]:
        found: list[str] = await self.page.locator("bantam-chat .log .b").all_text_contents()
        return found


@asynccontextmanager
async def visiting(browser: Browser, site: Site, path: str = "/demo/b2b_saas", **more: Any) -> AsyncIterator[Visit]:
    context = await browser.new_context(**more)
    context.set_default_timeout(15_000)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    page = await context.new_page()
    await page.goto(site.url + path)
    yield Visit(context, page, site, faults)
    await context.close()
    assert faults == []


@asynccontextmanager
async def served(store: Store, *origins: str) -> AsyncIterator[Site]:
    port = free_port()
    app = web_app(web_chat(store, *origins, public_url=f"http://127.0.0.1:{port}"))
    async with site_of(app, port) as site, working(store, turns_of(store, talker)):
        yield site


async def test_visitor_holds_a_conversation_by_keyboard_alone(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await expect(visit.launcher).to_have_attribute("aria-expanded", "false")
        await visit.launcher.focus()
        await visit.page.keyboard.press("Enter")
        await expect(visit.box).to_be_focused()
        await expect(visit.panel).to_have_accessible_name("Pipewright")
        await expect(visit.log).to_contain_text("Hi, I'm Wren, the AI assistant")
        await expect(visit.panel.get_by_role("link", name="Privacy notice")).to_be_visible()
        await visit.page.keyboard.type("Two lines,")
        await visit.page.keyboard.press("Shift+Enter")
        await visit.page.keyboard.type("one message")
        await visit.page.keyboard.press("Enter")
        await expect(visit.log).to_contain_text("You said: Two lines,\none message", use_inner_text=True)
        await expect(visit.box).to_be_focused()
        await expect(visit.box).to_have_value("")
        assert len(await visit.lines()) == 3
        await visit.page.keyboard.press("Escape")
        await expect(visit.panel).to_be_hidden()
        await expect(visit.launcher).to_be_focused()


async def test_reload_keeps_the_transcript(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.launcher.click()
        await visit.say("Hello there")
        await expect(visit.log).to_contain_text("You said: Hello there")
        before = await visit.lines()
        await visit.page.reload()
        await expect(visit.panel).to_be_visible()
        await expect(visit.log).to_contain_text("You said: Hello there")
        assert await visit.lines() == before
        await visit.say("And again")
        await expect(visit.log).to_contain_text("You said: And again")
        assert len(await leads_of(store)) == 1


async def test_two_tabs_show_the_same(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.launcher.click()
        await visit.say("From the first")
        await expect(visit.log).to_contain_text("You said: From the first")
        second = Visit(visit.context, await visit.context.new_page(), site, visit.faults)
        await second.page.goto(site.url + "/demo/b2b_saas")
        await second.launcher.click()
        await expect(second.log).to_contain_text("You said: From the first")
        await second.say("From the second")
        for tab in (visit, second):
            await expect(tab.log).to_contain_text("You said: From the second")
        assert await visit.lines() == await second.lines()
        assert len(await leads_of(store)) == 1


async def test_lost_connection_loses_nothing_and_repeats_nothing(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.launcher.click()
        await visit.say("Before")
        await expect(visit.log).to_contain_text("You said: Before")
        await site.stop()
        await visit.say("During")
        await expect(visit.log).to_contain_text("Waiting for a connection")
        await expect(visit.panel).to_contain_text("No connection.")
        await visit.say("Also during")
        await site.start()
        await expect(visit.log).to_contain_text("You said: Also during", timeout=40_000)
        await expect(visit.panel).not_to_contain_text("No connection.")
        await expect(visit.log).not_to_contain_text("Waiting for a connection")
        lines = await visit.lines()
        conversation = await only_conversation(store)
        stored = [message.text for message in await transcript(store, conversation)]
    assert lines == stored
    assert [line for line in stored if line in ("Before", "During", "Also during")] == [
        "Before", "During", "Also during",
    ]  # fmt: skip


async def test_message_whose_answer_got_lost_is_sent_again_and_kept_once(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.launcher.click()
        await visit.say("First")
        await expect(visit.log).to_contain_text("You said: First")
        lost: list[Any] = []

        async def lose_the_first_answer(route: Any) -> None:
            if lost:
                await route.continue_()
                return
            lost.append(await route.fetch())
            await route.abort()

        await visit.page.route("**/api/chat/messages", lose_the_first_answer)
        await visit.say("Second")
        await expect(visit.log).to_contain_text("You said: Second")
        await expect(visit.log).not_to_contain_text("Waiting")
        stored = [message.text for message in await transcript(store, await only_conversation(store))]
    assert stored.count("Second") == 1
    assert lost


async def test_what_was_written_offline_survives_a_reload(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.launcher.click()
        await visit.page.route("**/api/chat/messages", lambda route: route.abort())
        await visit.say("Do not lose me")
        await expect(visit.log).to_contain_text("Waiting for a connection")
        await visit.page.unroute("**/api/chat/messages")
        await visit.page.reload()
        await expect(visit.log).to_contain_text("You said: Do not lose me")
        stored = [message.text for message in await transcript(store, await only_conversation(store))]
    assert stored.count("Do not lose me") == 1


async def test_nothing_is_stored_before_the_visitor_writes_or_agrees(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.launcher.click()
        await expect(visit.log).to_contain_text("Wren")
        assert await visit.page.evaluate(STORED) == NOTHING_STORED
        assert await visit.context.cookies() == []
        assert await leads_of(store) == []
        await visit.say("Hello")
        await expect(visit.log).to_contain_text("You said: Hello")
        assert await visit.page.evaluate("localStorage.length") == 0
        assert await visit.page.evaluate("sessionStorage.length") == 1
        await visit.page.get_by_label("Remember this chat on this device").check()
        assert await visit.page.evaluate("localStorage.length") == 1
        later = Visit(visit.context, await visit.context.new_page(), site, visit.faults)
        await visit.page.close()
        await later.page.goto(site.url + "/demo/b2b_saas")
        await later.launcher.click()
        await expect(later.log).to_contain_text("You said: Hello")
        await later.page.get_by_label("Remember this chat on this device").uncheck()
        assert await later.page.evaluate("localStorage.length") == 0
        assert await visit.context.cookies() == []


async def test_page_of_an_allowed_origin_carries_the_chat_and_another_shows_nothing(
    browser: Browser, store: Store
) -> None:
    allowed, refused = free_port(), free_port()
    async with (
        served(store, f"http://127.0.0.1:{allowed}") as site,
        site_of(page_with_chat(site.url), allowed) as shop,
        site_of(page_with_chat(site.url), refused) as stranger,
    ):
        async with visiting(browser, shop, "/") as visit:
            await visit.launcher.click()
            await visit.say("Hello from the shop")
            await expect(visit.log).to_contain_text("You said: Hello from the shop")
            await visit.page.reload()
            await expect(visit.log).to_contain_text("You said: Hello from the shop")
        async with visiting(browser, stranger, "/") as visit:
            async with visit.page.expect_event("requestfailed") as failed:
                await visit.page.reload()
            assert "/api/chat/playbooks/b2b_saas" in (await failed.value).url
            await expect(visit.page.locator("bantam-chat")).to_be_attached()
            await expect(visit.launcher).to_be_hidden()
            sent = "(url) => fetch(url, {method: 'POST', body: '{\"playbook\": \"b2b_saas\"}'}).catch(() => 'refused')"
            assert await visit.page.evaluate(sent, site.url + "/api/chat/conversations") == "refused"
        assert len(await leads_of(store)) == 1


async def test_phone_gets_the_whole_screen_and_large_enough_targets(browser: Browser, store: Store) -> None:
    phone: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
    async with served(store) as site, visiting(browser, site, **phone) as visit:
        await visit.launcher.tap()
        await expect(visit.panel).to_be_focused()
        await expect(visit.panel).to_have_attribute("aria-modal", "true")
        assert await visit.panel.bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 640}
        await visit.say("A-very-long-word-" * 12)
        await expect(visit.log).to_contain_text("You said: A-very")
        overflow = "document.documentElement.scrollWidth > innerWidth"
        assert not await visit.page.evaluate(overflow)
        targets = await visit.panel.locator("button:visible, a:visible, label:visible").all()
        boxes = [await target.bounding_box() for target in targets if await target.get_attribute("class") != "vh"]
        assert len(boxes) >= 4
        assert all(box is not None and box["width"] >= 24 and box["height"] >= 24 for box in boxes)
        for _ in range(8):
            await visit.page.keyboard.press("Tab")
            assert await visit.page.evaluate("document.activeElement.localName") == "bantam-chat"
        await visit.page.get_by_role("button", name="Close chat").tap()
        await expect(visit.launcher).to_be_visible()


async def test_states_are_told_the_badge_counts_and_a_new_chat_can_be_begun(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.launcher.click()
        await visit.say("I want a person")
        await expect(visit.log).to_contain_text("A colleague has been told")
        await expect(visit.panel).to_contain_text("Waiting for a colleague")
        await visit.page.keyboard.press("Escape")
        conversation = await only_conversation(store)
        async with store.transaction() as connection:
            rep = await users.create(connection, "priya@a.example", NOW, name="Priya")
            await conversations.take_over(connection, conversation, rep, NOW)
            await events.publish(connection, Event(conversation, "state", {"status": "with_human"}))
        await rep_says(store, conversation, rep, "Hello, see https://a.example/<b>x</b>.")
        await expect(visit.launcher).to_have_accessible_name("Open chat, Pipewright, 1 unread message")
        await visit.launcher.click()
        await expect(visit.panel).to_contain_text("You are talking with Priya")
        await expect(visit.log).to_contain_text("Priya has joined the chat.")
        await expect(visit.log.get_by_role("link")).to_have_attribute("href", "https://a.example/")
        assert (await visit.lines())[-1] == "Hello, see https://a.example/<b>x</b>."
        await expect(visit.launcher).to_have_accessible_name("Close chat, Pipewright")
        async with store.transaction() as connection:
            await conversations.change(connection, conversation, NOW, status="closed")
            await events.publish(connection, Event(conversation, "state", {"status": "closed"}))
        await visit.page.get_by_role("button", name="Start a new chat").click()
        await expect(visit.log).not_to_contain_text("Priya")
        assert len(await visit.lines()) == 1
        await visit.say("A new matter")
        await expect(visit.log).to_contain_text("You said: A new matter")
        assert await visit.page.evaluate("sessionStorage.length") == 1


async def test_refused_message_says_why_and_can_be_sent_again(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.launcher.click()
        problem = {"status": 422, "content_type": "application/problem+json", "body": '{"detail": "Not like that."}'}
        await visit.page.route("**/api/chat/messages", lambda route: route.fulfill(**problem))
        await visit.say("Take this")
        await expect(visit.log).to_contain_text("Not sent: Not like that.")
        await visit.page.unroute("**/api/chat/messages")
        await visit.page.get_by_role("button", name="Try again").click()
        await expect(visit.log).to_contain_text("You said: Take this")
        assert (await visit.lines()).count("Take this") == 1


async def test_right_to_left_text_runs_from_the_right(browser: Browser, store: Store) -> None:
    async with served(store) as site, visiting(browser, site) as visit:
        await visit.page.get_by_role("button", name="Ask Wren anything").click()
        await visit.say("مرحبا، كم السعر؟")
        await expect(visit.log).to_contain_text("You said: مرحبا")
        own = visit.log.locator(".lead .b")
        assert await own.evaluate("node => getComputedStyle(node).direction") == "rtl"
        await visit.page.keyboard.press("Escape")
        await expect(visit.page.get_by_role("button", name="Ask Wren anything")).to_be_focused()


async def leads_of(store: Store) -> list[leads.Lead]:
    async with store.reading() as connection:
        return (await leads.page(connection)).leads


async def only_conversation(store: Store) -> str:
    (lead,) = await leads_of(store)
    async with store.reading() as connection:
        (conversation,) = await conversations.of_lead(connection, lead.id)
    return conversation.id


async def rep_says(store: Store, conversation_id: str, user_id: str, text: str) -> None:
    async with store.transaction() as connection:
        place = await conversations.next_seq(connection, conversation_id, NOW)
        assert place is not None
        said = messages.new_message(conversation_id, place[0], place[1], "rep", text, NOW, user_id=user_id)
        await messages.add(connection, said)
        await events.publish(connection, Event(conversation_id, "message", said.as_event()))
