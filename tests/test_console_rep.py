"""What a rep does with a lead, in a real browser: look, narrow down, correct, be told, and answer with a suggestion."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from browser_world import IN_A_BROWSER, Console, FullConsole, open_browser, open_console, open_full_console  # noqa: F401
from crm_store import events, facts, handoffs, messages
from crm_store.events import Event
from crm_store.messages import Message
from rep_case import NOW
from support_turns import until

pytestmark = IN_A_BROWSER
SPIES = """
window.heard = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() { heard.push("asked"); return (Notification.permission = "granted"); }
  constructor(title, options) { heard.push(["note", title, options.body, options.tag]); heard.last = this; }
};
for (const name of ["AudioContext"]) {
  const real = window[name];
  window[name] = class extends real { createOscillator() {
    const tone = super.createOscillator();
    const start = tone.start.bind(tone);
    tone.start = (...when) => { heard.push("sound"); return start(...when); };
    return tone;
  } };
}
"""
"""Real sound, and notifications that only say that they were shown."""


async def _heard(page: Page) -> list[Any]:
    found: list[Any] = await page.evaluate("[...heard]")
    return found


async def _heard_of(page: Page, count: int, where: str = "heard") -> None:
    """Wait until the spies have heard so much."""

    async def so_much() -> bool:
        return bool(await page.evaluate(f"{where}.length === {count}"))

    await until(so_much)


async def _offer(console: Console, lead_id: str) -> None:
    async with console.store.transaction() as connection:
        about = {"lead_id": lead_id, "status": "offered", "new": True}
        await events.publish(connection, Event("cv_x", "handoff", about))


async def test_alerts_are_silent_until_they_are_asked_for(console: Console) -> None:
    async with console.page() as page:
        await page.add_init_script(SPIES)
        await page.goto(f"{console.base}/console")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        async with page.expect_response(re.compile(r"/console(\?.*)?$")):  # the list hears of it
            await _offer(console, "ld_1")
        assert await _heard(page) == []


async def test_asked_for_a_new_lead_sounds_and_is_shown_where_nobody_looks(console: Console) -> None:
    async with console.page() as page:
        await page.add_init_script(SPIES)
        await page.goto(f"{console.base}/console")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Alerts off").click()
        await expect(page.get_by_role("button", name="Alerts on")).to_be_visible()
        await _heard_of(page, 2, "heard")
        assert await _heard(page) == ["sound", "asked"]
        await _offer(console, "ld_1")
        await _heard_of(page, 3, "heard")  # somebody looks: the sound is enough
        await page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
        await _offer(console, "ld_2")
        await _heard_of(page, 5, "heard")
        assert (await _heard(page))[2:] == [
            "sound",
            "sound",
            ["note", "Bantam", "A new lead waits for a person.", "ld_2"],
        ]
        await page.reload()  # it is kept for this device
        await expect(page.get_by_role("button", name="Alerts on")).to_be_visible()
        await page.get_by_role("button", name="Alerts on").click()
        async with page.expect_response(re.compile(r"/console(\?.*)?$")):
            await _offer(console, "ld_3")
        assert await _heard(page) == []


async def test_a_press_on_a_notification_opens_its_lead(console: Console) -> None:
    async with console.page() as page:
        await page.add_init_script(SPIES + "Object.defineProperty(document, 'hidden', { get: () => true });")
        await page.goto(f"{console.base}/console")
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Alerts off").click()
        await _heard_of(page, 2, "heard")
        await _offer(console, console.case.lead_id)
        await _heard_of(page, 4, "heard")
        await page.evaluate("heard.last.onclick()")
        await page.wait_for_url(f"**/console/leads/{console.case.lead_id}")


async def test_the_browser_s_own_notification_is_used(console: Console) -> None:
    async with console.page(permissions=["notifications"]) as page:
        await page.add_init_script("Object.defineProperty(document, 'hidden', { get: () => true });")
        await page.goto(f"{console.base}/console")
        await page.evaluate(
            "window.shown = []; window.Notification = new Proxy(Notification, { construct: (real, given) =>"
            " { const note = new real(...given); shown.push(note.body); return note; } }); undefined"
        )
        assert await page.evaluate("Notification.permission") == "granted"
        await expect(page.get_by_text("Live", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Alerts off").click()
        await _offer(console, console.case.lead_id)
        await _heard_of(page, 1, "shown")
        assert await page.evaluate("shown[0]") == "A new lead waits for a person."


async def test_a_fact_leads_to_its_words_in_the_message_and_marks_them(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        for label, words in (("Budget", "30k a year"), ("Authority", "My CFO and I sign it off together")):
            fact = page.locator(".fact", has=page.get_by_text(label, exact=True))
            await fact.get_by_role("link").first.click()
            marked = page.locator("mark:target")
            await expect(marked).to_contain_text(words)
            await expect(marked).to_be_in_viewport()
            outline = await marked.evaluate("mark => getComputedStyle(mark).outlineStyle")
            assert outline == "solid"


async def test_a_correction_is_kept_with_who_when_and_why_and_the_lead_is_scored_again(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        before = await page.locator(".dial-points").text_content()
        await page.get_by_text("Correct or add a fact").click()
        await page.get_by_label("Which").select_option("budget")
        await page.get_by_label("Its value, as one would say it").fill("1,000 USD a year")
        await page.get_by_label("How do you know").fill("Their CFO told me")
        await page.get_by_role("button", name="Correct and score again").click()
        await expect(page.get_by_text("Corrected, and scored again.")).to_be_visible()
        budget = page.locator(".fact", has=page.get_by_text("Budget", exact=True))
        await expect(budget.locator(".fact-words")).to_have_text("$1,000 a year")
        await expect(budget).to_contain_text("Robin Rep")
        await expect(budget.locator("del")).to_have_text("$30,000 a year")
        assert await page.locator(".dial-points").text_content() != before
        await expect(page.locator(".timeline").first).to_contain_text("Robin Rep: fact corrected")
        async with console.store.reading() as connection:
            history = await facts.of_lead(connection, console.case.lead_id)
    evidence = next(one for one in history if one.slot == "budget" and one.supersedes).evidence[0]
    assert "Their CFO told me" in evidence.model_dump_json()


async def test_a_suggestion_is_put_in_the_box_edited_and_sent(full_console: FullConsole) -> None:
    lead_id = full_console.shown.lead_ids[6]
    async with full_console.page() as page:
        await page.goto(f"{full_console.base}/console/leads/{lead_id}")
        suggestion = page.locator(".hint").first
        words = str(await suggestion.text_content())
        assert words.count("?") == 1  # one question at a time, as the agent is held to
        await suggestion.click()
        box = page.get_by_label("Your message")
        await expect(box).to_have_value(words)
        await expect(box).to_be_focused()
        await box.press("End")
        await box.press_sequentially(" Any day is fine.")
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator("#talk-log")).to_contain_text(f"{words} Any day is fine.")
        await expect(page.get_by_text("You have this conversation.")).to_be_visible()
        await expect(box).to_have_value("")
    async with full_console.store.reading() as connection:
        said = (await messages.of_lead(connection, lead_id))[-1]
    assert (said.sender, said.text) == ("rep", f"{words} Any day is fine.")


async def test_what_the_agent_cost_is_told_for_each_conversation_and_for_the_lead(full_console: FullConsole) -> None:
    async with full_console.page() as page:
        await page.goto(full_console.lead)
        heading = page.locator(".conversation h3").first
        await expect(heading).to_contain_text("3 turns, 3,720 + 288 tokens, $0.0055")
        await expect(page.get_by_text("3 turns, 3,720 + 288 tokens, $0.0055", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("label", "choice", "address", "count"),
    [
        ("Channel", "Text message", "channel=sms", 3),
        ("Score", "75 and more", "score=75", 2),
        ("First seen", "Last 24 hours", "age=1", 10),
        ("Handoff", "Rejected", "handoff=rejected", 1),
        ("Order", "Newest first", "order=newest", 9),
    ],
)
async def test_the_list_is_narrowed_down_as_soon_as_a_filter_is_chosen(
    full_console: FullConsole, label: str, choice: str, address: str, count: int
) -> None:
    async with full_console.page() as page:
        if label == "First seen":
            await page.goto(f"{full_console.base}/console?silent=1")
        filters = page.locator("#narrow > summary")
        if label != "Order" and not await page.get_by_label(label, exact=True).is_visible():
            await filters.click()
        await page.get_by_label(label, exact=True).select_option(choice)
        await expect(page).to_have_url(re.compile(re.escape(address)))
        await expect(page.locator(".rows > li")).to_have_count(count)
        await page.reload()  # the address keeps it
        await expect(page.locator(".rows > li")).to_have_count(count)
        if label != "Order":
            await expect(page.get_by_label(label, exact=True)).to_be_visible()


async def test_a_source_and_a_stage_narrow_the_list_together(full_console: FullConsole) -> None:
    async with full_console.page() as page:
        await page.goto(f"{full_console.base}/console?stage=lead")
        everyone = await page.locator(".rows > li").count()
        await page.locator("#narrow > summary").click()
        await page.get_by_label("Source").fill("newslet")
        await page.get_by_label("Source").press("Enter")
        await expect(page).to_have_url(re.compile("source=newslet"))
        assert "stage=lead" in page.url
        assert await page.locator(".rows > li").count() < everyone


async def test_the_number_of_those_who_wait_follows_on_an_open_lead(console: Console) -> None:
    async with console.page() as page:
        await page.goto(console.lead)
        await expect(page.locator("#waiting")).to_contain_text("1")
        async with console.store.transaction() as connection:
            await handoffs.accept(connection, console.case.handoff_id, "us_other", NOW + timedelta(minutes=1))
            await events.publish(connection, Event(console.case.conversation_id, "handoff", {}))
        await expect(page.locator("#waiting")).to_contain_text("0")


async def test_whoever_reads_the_last_words_sees_the_next_ones(full_console: FullConsole) -> None:
    lead_id = full_console.shown.lead_ids[6]
    async with full_console.page() as page:
        await page.goto(f"{full_console.base}/console/leads/{lead_id}")
        talk = (await page.locator("#lead").get_attribute("data-talk")) or ""
        await page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        for number in range(12):
            async with full_console.store.transaction() as connection:
                message = Message(f"ms_new_{number}", talk, lead_id, 4 + number, "lead", f"And number {number}", NOW)
                await messages.add(connection, message)
                await events.publish(connection, Event(talk, "message", {}))
            newest = page.get_by_text(f"And number {number}", exact=True)
            await expect(newest).to_be_visible()
        await expect(newest).to_be_in_viewport(ratio=1)
        desk = await page.locator("#desk").bounding_box()
        words = await newest.bounding_box()
        assert desk is not None
        assert words is not None
        assert words["y"] + words["height"] <= desk["y"] + 1
