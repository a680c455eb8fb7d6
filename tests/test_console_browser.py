"""The console in a real browser: proof marked where it stands, lists that stay up to date, hands off the mouse."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from browser_world import IN_A_BROWSER, Console, open_browser, open_console  # noqa: F401
from crm_store import events, handoffs, leads
from crm_store.events import Event
from rep_case import NOW

pytestmark = IN_A_BROWSER


async def test_a_score_line_leads_to_the_words_that_earned_it(console: Console) -> None:
    async with console.page() as page:
        await page.get_by_role("link", name="Dana Reyes").click()
        await page.locator(".line-timeline a.quote").click()
        quote = page.locator("mark:target")
        await expect(quote).to_contain_text("By the end of June")
        await expect(quote).to_be_in_viewport()
        message = page.locator(".message", has=page.locator("mark:target"))
        await expect(message).to_contain_text("Authority: My CFO and I sign it off together")


async def test_a_new_lead_appears_in_the_open_list_by_itself(console: Console) -> None:
    async with console.page() as page:
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        async with console.store.transaction() as connection:
            lead_id = await leads.create(connection, "northgate", NOW, contact={"name": "Ada Fresh"})
            await events.publish(connection, Event("cv_new", "lead", {"lead_id": lead_id}))
        await expect(page.get_by_role("link", name="Ada Fresh")).to_be_visible()
        await expect(page.get_by_role("link", name="Dana Reyes")).to_be_visible()


async def test_typing_in_the_search_narrows_the_list_and_keeps_the_address(console: Console) -> None:
    async with console.page() as page:
        await page.get_by_label("Search").press_sequentially("nobody")
        await expect(page.get_by_text("No lead fits")).to_be_visible()
        await expect(page).to_have_url(f"{console.base}/console?q=nobody")
        await page.get_by_label("Search").fill("bright")
        await expect(page.get_by_role("link", name="Dana Reyes")).to_be_visible()
        await expect(page.get_by_label("Search")).to_be_focused()


async def test_a_half_written_rejection_survives_what_happens_meanwhile(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        await page.get_by_text("Reject", exact=True).click()
        await page.locator("#note").fill("They asked for")
        async with console.store.transaction() as connection:
            await events.publish(connection, Event(console.case.conversation_id, "message", {}))
        await expect(page.get_by_text("Something has happened here.")).to_be_visible()
        assert await page.locator("#note").input_value() == "They asked for"
        await page.get_by_label("Reason", exact=True).select_option("no_budget")
        await page.get_by_role("button", name="Reject this lead").click()
        await expect(page.get_by_text("You rejected this lead.")).to_be_visible()
        await expect(page.get_by_text("They asked for", exact=True)).to_be_visible()


async def test_an_open_lead_is_brought_up_to_date_where_nobody_is_writing(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        await expect(page.get_by_text("Waiting for you")).to_be_visible()
        async with console.store.transaction() as connection:
            await handoffs.accept(connection, console.case.handoff_id, "us_other", NOW + timedelta(minutes=1))
            await events.publish(connection, Event(console.case.conversation_id, "handoff", {}))
        await expect(page.get_by_text("Accepted by us_other")).to_be_visible()
        await expect(page.get_by_role("button", name="Accept this lead")).to_have_count(0)


async def test_the_keyboard_alone_opens_a_lead_and_accepts_it(console: Console) -> None:
    async with console.page() as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await page.get_by_role("link", name="Dana Reyes").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/console/leads/**")
        accept = page.get_by_role("button", name="Accept this lead")
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await accept.evaluate("button => button === document.activeElement"):
                break
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("You accepted this lead. It is yours.")).to_be_visible()
        await expect(page.get_by_text("Accepted by Robin Rep")).to_be_visible()


async def test_everything_works_without_scripts(console: Console) -> None:
    async with console.page(scripts=False) as page:
        await page.get_by_label("Search").fill("brightloom")
        await page.get_by_role("button", name="Apply").click()
        await page.get_by_role("link", name="Dana Reyes").click()
        await page.get_by_role("button", name="Accept this lead").click()
        await expect(page.get_by_text("You accepted this lead. It is yours.")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 375, 768, 1440])
async def test_no_page_scrolls_sideways_at_any_width(console: Console, width: int, dark: bool) -> None:
    async with console.page(width, dark=dark) as page:
        for address in (f"{console.base}/console", console.lead, f"{console.base}/console/leads/none"):
            await page.goto(address)
            beyond = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert beyond <= 0, address
        console.complaints[:] = [said for said in console.complaints if "404" not in said]  # the page that is not there
