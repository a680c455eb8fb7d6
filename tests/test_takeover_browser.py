"""A visitor and a rep in two browsers at once: one voice at a time, nothing lost, one order on both screens."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from crm_store import conversations, leads
from crm_store.store import Store
from support_turns import until
from takeover_world import (
    SlowTalker,
    both_served,
    rep_lines,
    rep_logs_in,
    screen,
    stored,
    visitor_lines,
    visitor_says,
)

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
TAKEOVERS = int(os.environ.get("BANTAM_TAKEOVERS", "20"))
"""How often the rep takes over; set it to 200 for the long run."""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed (apt-get install chromium)"),
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield opened
        await opened.close()


async def _begun(visitor: Page, rep: Page, base: str, store: Store) -> str:
    """The visitor has said hello and the rep has the lead open; returns the conversation's id."""
    await visitor.goto(f"{base}/demo/b2b_saas")
    await visitor.locator("bantam-chat .launch").click()
    await visitor_says(visitor, "Hello there")
    await expect(visitor.get_by_role("log")).to_contain_text("You said: Hello there")
    async with store.reading() as connection:
        lead = (await leads.page(connection)).leads[0]
        talk = (await conversations.of_lead(connection, lead.id))[0]
    await rep.goto(f"{base}/console/leads/{lead.id}")
    await expect(rep.get_by_role("button", name="Take over")).to_be_visible()
    return talk.id


async def _last_seq(store: Store, conversation_id: str) -> int:
    return (await stored(store, conversation_id))[-1].seq


async def test_takeovers_in_mid_reply_never_give_two_voices(browser: Browser, store: Store) -> None:
    chance = random.Random(7)
    talker = SlowTalker(chance)
    async with both_served(store, talker) as site, screen(browser) as visitor, screen(browser) as rep:
        await rep_logs_in(store, rep.page, site)
        talk = await _begun(visitor.page, rep.page, site.url, store)
        for number in range(TAKEOVERS):
            await visitor_says(visitor.page, f"Question {number} about the price of it all")
            await asyncio.sleep(chance.random() * 0.25)  # somewhere in the reply, or before it, or after it
            async with rep.page.expect_response("**/take") as taken:
                await rep.page.get_by_role("button", name="Take over").click()
            assert (await taken.value).status == 200
            silent_from = await _last_seq(store, talk)
            await expect(visitor.page.locator("bantam-chat .head p")).to_contain_text("Robin Rep")
            await rep.page.get_by_label("Your message").fill(f"Robin here, answer {number}")
            await rep.page.get_by_role("button", name="Send").click()
            await expect(visitor.page.get_by_role("log")).to_contain_text(f"Robin here, answer {number}")
            await visitor_says(visitor.page, f"Thanks {number}")
            await expect(rep.page.locator("#talk-log")).to_contain_text(f"Thanks {number}")
            during = await stored(store, talk)
            assert not [m.text for m in during if m.sender == "agent" and m.seq > silent_from], number
            await rep.page.get_by_text("Give back to the agent").click()
            await rep.page.get_by_role("button", name="Give back").click()
            await expect(visitor.page.get_by_role("log")).to_contain_text(f"You said: Thanks {number}")
            await expect(rep.page.locator("#talk-log")).to_contain_text(f"You said: Thanks {number}")
            await expect(rep.page.get_by_role("button", name="Take over")).to_be_visible()
        kept = [message.text for message in await stored(store, talk)]
        seen = await visitor_lines(visitor.page)
        assert seen == kept
        assert await rep_lines(rep.page) == kept
        for number in range(TAKEOVERS):
            for words in (f"Question {number} about the price of it all", f"Robin here, answer {number}"):
                assert kept.count(words) == 1
        assert len(set(kept)) == len(kept)


async def test_typing_shows_both_ways(browser: Browser, store: Store) -> None:
    async with (
        both_served(store, SlowTalker(random.Random(1))) as site,
        screen(browser) as visitor,
        screen(browser) as rep,
    ):
        await rep_logs_in(store, rep.page, site)
        await _begun(visitor.page, rep.page, site.url, store)
        await rep.page.get_by_role("button", name="Take over").click()
        await expect(rep.page.get_by_text("You have this conversation.")).to_be_visible()
        await expect(visitor.page.get_by_role("log")).to_contain_text("Robin Rep has joined the chat.")
        await rep.page.get_by_label("Your message").press_sequentially("Hel")
        await expect(visitor.page.locator("bantam-chat .m.rep .dots")).to_be_visible()
        await visitor.page.get_by_role("textbox", name="Your message").press_sequentially("I am")
        await expect(rep.page.get_by_text("The lead is typing…")).to_be_visible()


async def test_words_half_written_survive_what_the_lead_says_meanwhile(browser: Browser, store: Store) -> None:
    async with (
        both_served(store, SlowTalker(random.Random(2))) as site,
        screen(browser) as visitor,
        screen(browser) as rep,
    ):
        await rep_logs_in(store, rep.page, site)
        talk = await _begun(visitor.page, rep.page, site.url, store)
        box = rep.page.get_by_label("Your message")
        await box.fill("We can do th")
        await visitor_says(visitor.page, "Are you there?")
        await expect(rep.page.locator("#talk-log")).to_contain_text("Are you there?")
        await expect(box).to_have_value("We can do th")
        await expect(box).to_be_focused()
        await box.press_sequentially("at.")
        await box.press("Control+Enter")
        await expect(visitor.page.get_by_role("log")).to_contain_text("We can do that.")

        async def once() -> bool:
            return sum(m.text == "We can do that." for m in await stored(store, talk)) == 1

        await until(once)
