"""The console by keyboard alone: the keys, the help on them, and a focus that is never lost."""

import re

import pytest
from playwright.async_api import Page, expect

from browser_world import IN_A_BROWSER, Console, FullConsole, open_browser, open_console, open_full_console  # noqa: F401
from crm_store import events, leads
from crm_store.events import Event
from rep_case import NOW

pytestmark = IN_A_BROWSER


async def _focused(page: Page) -> str:
    """The element that has the focus, as its id or its words."""
    found: str = await page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")
    return found


async def test_j_and_k_walk_the_list_enter_opens_and_u_leads_back(full_console: FullConsole) -> None:
    async with full_console.page() as page:
        await page.goto(f"{full_console.base}/console?order=newest&stage=SQL")
        names = await page.locator(".rows h2 a").all_text_contents()
        walked = []
        for key in "jjjkk":
            await page.keyboard.press(key)
            walked.append(await page.evaluate("document.activeElement.textContent"))
        assert walked == [names[0], names[1], names[2], names[1], names[0]]
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/console/leads/**")
        await expect(page.locator("h1")).to_contain_text(names[1])
        await page.keyboard.press("j")
        await expect(page.locator("h1")).to_contain_text(names[2])
        await page.keyboard.press("k")
        await expect(page.locator("h1")).to_contain_text(names[1])
        await page.keyboard.press("u")
        await page.wait_for_url("**/console?**")
        assert page.url == f"{full_console.base}/console?stage=SQL&order=newest" or "order=newest&stage=SQL" in page.url


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ("ga", "/console"),
        ("gn", "/console?box=new"),
        ("gm", "/console?box=mine"),
        ("gw", "/console?box=waiting"),
        ("gv", "/console/verdicts"),
        ("gp", "/console/people"),
        ("gl", "/console/log"),
        ("gs", "/console/me"),
    ],
)
async def test_g_and_a_letter_go_to_a_place(full_console: FullConsole, keys: str, path: str) -> None:
    async with full_console.page() as page:
        await page.goto(full_console.lead)
        for key in keys:
            await page.keyboard.press(key)
        await page.wait_for_url(f"{full_console.base}{path}")


async def test_slash_searches_from_anywhere_and_escape_gives_the_keys_back(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        await page.keyboard.press("/")
        await page.wait_for_url("**/console#q")
        await expect(page.get_by_label("Search")).to_be_focused()
        await page.keyboard.type("dana")
        await expect(page).to_have_url(re.compile(r"/console\?q=dana"))
        await page.keyboard.press("Escape")
        await page.keyboard.press("j")
        assert await page.evaluate("document.activeElement.textContent") == "Dana Reyes"


async def test_a_rep_accepts_takes_over_answers_and_gives_back_by_keys(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        await page.keyboard.press("a")
        told = page.get_by_text("You accepted this lead. It is yours.")
        await expect(told).to_be_focused()
        assert "said=" not in page.url
        await page.keyboard.press("t")
        await expect(page.get_by_text("You have this conversation.")).to_be_visible()
        await expect(page.get_by_label("Your message")).to_be_focused()
        await page.keyboard.type("Hello, Robin here. g t a ? are letters now")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("#talk-log")).to_contain_text("g t a ? are letters now")
        await page.keyboard.press("Escape")
        await page.keyboard.press("b")
        await expect(page.get_by_label("Note for colleagues")).to_be_focused()
        await page.keyboard.type("They will call back")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Take over")).to_be_visible()
        await page.goto(console.lead)
        await expect(page.get_by_text("They will call back").first).to_be_visible()


async def test_r_n_f_and_x_lead_into_the_forms(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        for key, field in (("r", "say"), ("n", "note-text"), ("f", "slot"), ("x", "reason")):
            await page.keyboard.press(key)
            assert await _focused(page) == field
            await page.keyboard.press("Escape")


async def test_the_help_lists_the_keys_keeps_the_focus_inside_and_gives_it_back(console: Console) -> None:
    async with console.page() as page:
        opener = page.get_by_role("button", name="Keys", exact=True)
        await opener.focus()
        await page.keyboard.press("?")
        help_ = page.get_by_role("dialog", name="Keys")
        await expect(help_).to_be_visible()
        for _ in range(6):
            await page.keyboard.press("Tab")
            inside = "document.activeElement === document.body || !!document.activeElement.closest('#keys-help')"
            assert await page.evaluate(inside)
        await page.keyboard.press("j")  # the list behind it is out of reach
        await page.keyboard.press("Escape")
        await expect(help_).to_be_hidden()
        await expect(opener).to_be_focused()


async def test_single_keys_can_be_turned_off_for_a_device(console: Console) -> None:
    async with console.page() as page:
        await page.keyboard.press("?")
        await page.get_by_label("Single keys work on this device").uncheck()
        await page.get_by_role("button", name="Close").click()
        await page.goto(console.lead)
        for key in ("a", "t", "?", "g", "m"):
            await page.keyboard.press(key)
        await expect(page.get_by_role("button", name="Accept this lead")).to_be_visible()
        await expect(page.get_by_role("button", name="Take over")).to_be_visible()
        await page.get_by_role("button", name="Keys", exact=True).click()
        await page.get_by_label("Single keys work on this device").check()
        await page.keyboard.press("Escape")
        await page.keyboard.press("r")
        await expect(page.get_by_label("Your message")).to_be_focused()


async def test_a_refreshed_list_keeps_the_focus_on_the_lead_or_on_who_took_its_place(full_console: FullConsole) -> None:
    async with full_console.page() as page:
        await page.goto(f"{full_console.base}/console?stage=MQL")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        await page.keyboard.press("j")
        first = await page.evaluate("document.activeElement.id")
        async with full_console.store.transaction() as connection:
            newer = await leads.create(connection, "northgate", NOW, contact={"name": "Ada Fresh"})
            await leads.change(connection, newer, NOW, stage="MQL", score=59.0)
            await events.publish(connection, Event("cv_new", "lead", {"lead_id": newer}))
        await expect(page.get_by_role("link", name="Ada Fresh")).to_be_visible()
        await expect(page.locator(f"#{first}")).to_be_focused()
        async with full_console.store.transaction() as connection:
            await leads.change(connection, first.removeprefix("row-"), NOW, stage="lead")
            await events.publish(connection, Event("cv_new", "lead", {"lead_id": newer}))
        await expect(page.locator(f"#{first}")).to_have_count(0)
        await expect(page.locator(".rows h2 a:focus")).to_have_count(1)


async def test_what_happens_on_an_open_lead_leaves_the_focus_where_it_was(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        quote = page.locator(".line-timeline a.quote")
        await quote.focus()
        async with console.store.transaction() as connection:
            await leads.change(connection, console.case.lead_id, NOW, owner_id=None, score=77.0)
            await connection.exec_driver_sql("UPDATE handoffs SET status = 'withdrawn'")
            await events.publish(connection, Event(console.case.conversation_id, "lead", {}))
        await expect(page.get_by_text("Withdrawn").first).to_be_visible()
        await expect(page.locator(".line-timeline a.quote")).to_be_focused()
