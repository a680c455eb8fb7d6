"""The console in a real browser: a rep who has logged in, and what the browser complained of."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright

from console_gallery import Gallery, fill_gallery
from console_world import EMAIL, PASSWORD, add_user, console_app
from crm_store.store import Store
from rep_case import playbook
from rep_case_store import Seeded, seed

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed (apt-get install chromium)"),
]
"""The marks of a module that needs one."""


@dataclass
class Console:
    """A served console with the case in it, a browser, and what the browser complained of."""

    store: Store
    case: Seeded
    base: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def page(
        self, width: int = 1440, *, scripts: bool = True, dark: bool = False, **more: Any
    ) -> AsyncIterator[Page]:
        """A page of a rep who has logged in; `more` is given to the browser's context."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **more,
        )
        page = await context.new_page()
        page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await page.goto(f"{self.base}/console/login")
        await page.get_by_label("Email").fill(EMAIL)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in").click()
        await page.wait_for_url("**/console")
        try:
            yield page
        finally:
            await context.close()

    @property
    def lead(self) -> str:
        return f"{self.base}/console/leads/{self.case.lead_id}"


@pytest_asyncio.fixture(name="chromium", scope="session", loop_scope="session")
async def open_browser() -> AsyncIterator[Browser]:
    """One browser for all tests; each has a context of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        await browser.close()


@contextlib.asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The application on a free port of this machine; gives its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


@pytest_asyncio.fixture(name="console", loop_scope="session")
async def open_console(store: Store, chromium: Browser) -> AsyncIterator[Console]:
    """One lead, who waits."""
    business = playbook()
    case = await seed(store, business)
    await add_user(store)
    async with served(console_app(store, business)) as base:
        opened = Console(store, case, base, chromium)
        yield opened
        assert not opened.complaints, opened.complaints


@dataclass
class FullConsole(Console):
    """With a bit of everything in it."""

    gallery: Gallery | None = None

    @property
    def shown(self) -> Gallery:
        assert self.gallery is not None
        return self.gallery


@pytest_asyncio.fixture(name="full_console", loop_scope="session")
async def open_full_console(store: Store, chromium: Browser) -> AsyncIterator[FullConsole]:
    """Ten leads of every kind; the rep is an admin, who sees every page."""
    business = playbook()
    gallery = await fill_gallery(store, business)
    async with served(console_app(store, business)) as base:
        opened = FullConsole(store, gallery.case, base, chromium, gallery=gallery)
        yield opened
        assert not opened.complaints, opened.complaints
