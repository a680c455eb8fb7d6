"""A visitor and a rep at once: the widget and the console on one server, with an agent that takes its time."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from agent.dialogue import Reply, Snapshot, TurnResult
from agent.playbook import Playbook
from agent.scoring import assess
from channels.console import ConsoleDeps, console_router
from channels.effects import HANDOFF
from channels.handoff_life import HandoffLife
from channels.inbox import TURN
from channels.rep_desk import WATCH, Desk
from channels.rep_watch import Watch
from console_world import PASSWORD, add_user
from crm_store import messages
from crm_store.jobs import Retry, Task
from crm_store.messages import Message
from crm_store.store import Store
from support_ports import free_port
from support_turns import Emit, result_of, turns_of
from web_world import Site, playbooks_that_ship, site_of, web_app, web_chat


def clock() -> datetime:
    return datetime.now(UTC)


@dataclass
class SlowTalker:
    """Streams what it heard word by word; pauses between words are drawn from `chance`, in seconds at most `pace`."""

    chance: random.Random
    pace: float = 0.02

    async def __call__(self, snapshot: Snapshot, emit: Emit) -> TurnResult:
        result = result_of(snapshot)
        assert result.reply is not None
        words = f"You said: {snapshot.unread[-1].text}"
        for piece in words.split(" "):
            await emit(piece + " ")
            await asyncio.sleep(self.chance.random() * self.pace)  # the time that a model takes
        assert result.inputs is not None
        scored = assess(result.inputs, playbooks_that_ship()[snapshot.lead.playbook].policy)
        reply = Reply(text=words, asks="budget", move=result.reply.move)
        return result.model_copy(update={"reply": reply, "assessment": scored})


@contextlib.asynccontextmanager
async def at_work(store: Store, talker: Any, books: dict[str, Playbook] | None = None) -> AsyncIterator[None]:
    """A worker that answers, asks reps and watches over leases."""
    known = books or playbooks_that_ship()
    life = HandoffLife(store, known, clock, {})
    watch = Watch(Desk(store), known, clock, life.next_rep)
    quick = Retry(attempts=30, first=0.0, cap=0.0)
    store.jobs.register(
        {
            TURN: Task(turns_of(store, talker).answer, quick),
            HANDOFF: Task(life.advance, quick),
            WATCH: Task(watch.look, quick),
        }
    )
    async with store.jobs.working():
        yield


@contextlib.asynccontextmanager
async def both_served(store: Store, talker: Any) -> AsyncIterator[Site]:
    """The widget's pages and the console on one port, and a worker."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    app = web_app(web_chat(store, public_url=url, now=clock))
    app.include_router(console_router(ConsoleDeps(store, playbooks_that_ship(), clock, url)))
    async with site_of(app, port) as site, at_work(store, talker):
        yield site


@dataclass
class Screen:
    """One person's browser."""

    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)


@contextlib.asynccontextmanager
async def screen(browser: Browser, width: int = 1280) -> AsyncIterator[Screen]:
    context = await browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(20_000)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    page = await context.new_page()
    yield Screen(context, page, faults)
    await context.close()
    assert faults == []


async def rep_logs_in(store: Store, page: Page, site: Site, email: str = "rep@northgate.example") -> str:
    user_id = await add_user(store, email, "Robin Rep")
    await page.goto(f"{site.url}/console/login")
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.wait_for_url("**/console")
    return user_id


async def visitor_says(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Your message")
    await box.fill(text)
    await box.press("Enter")


async def visitor_lines(page: Page) -> list[str]:
    """What the visitor reads, in order, without the chat's own news."""
    found: list[str] = await page.locator("bantam-chat .log .m:not(.system) .b").all_text_contents()
    return found


async def rep_lines(page: Page) -> list[str]:
    """The same on the rep's screen, without the labels of marked quotes."""
    found: list[str] = await page.locator("#talk-log .bubble").evaluate_all(
        "found => found.map(node => { const copy = node.cloneNode(true);"
        " copy.querySelectorAll('.q-label').forEach(label => label.remove()); return copy.textContent; })"
    )
    return found


async def stored(store: Store, conversation_id: str) -> list[Message]:
    """Every message, however many there are."""
    kept: list[Message] = []
    async with store.reading() as connection:
        while found := await messages.after(connection, conversation_id, kept[-1].seq if kept else 0):
            kept += found
    return kept
