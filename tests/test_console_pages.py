"""Every page of the console, found by its route: no barrier that axe knows of, all by Tab alone, nothing sideways.

`BANTAM_SHOTS=1` keeps a picture of each under `docs/images/console`.
"""

import base64
import os
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.async_api import Page, expect

from browser_world import IN_A_BROWSER, FullConsole, open_browser, open_full_console  # noqa: F401
from channels import rep_links
from channels.console_door import COOKIE
from console_world import console_app
from crm_store import evaluations, signing_keys, users
from crm_store.store import Store
from evals.history import rows_of
from evals_world import reports_of
from rep_case import NOW, playbook

pytestmark = IN_A_BROWSER
SHOTS = Path(__file__).parent.parent / "docs" / "images" / "console"
KEEPS_SHOTS = bool(os.environ.get("BANTAM_SHOTS"))
SIZES = (375, 768, 1440)
PICTURED = frozenset(
    "inbox inbox-filtered lead lead-long-names lead-right-to-left me people verdicts log login login-code evaluations "
    "evaluation accept join keys".split()
)
"""Kept at every size, and dark; the others on a phone."""
NO_PAGES = {"/console/static/{name}", "/console/events"}
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WALK = (Path(__file__).parent / "data" / "tab_walk.js").read_text(encoding="utf-8")


def routes_of(app: FastAPI) -> set[str]:
    """The path of every page of the console, not of what it loads or lets one download."""

    def found(routes: Any) -> Iterator[str]:
        for route in routes:
            inner = getattr(route, "original_router", None)
            if inner is not None:
                yield from found(inner.routes)
            elif "GET" in (getattr(route, "methods", None) or ()):
                yield route.path

    known = {path for path in found(app.router.routes) if path.startswith("/console")}
    return {path for path in known - NO_PAGES if not path.endswith(".csv")}


async def pages_of(console: FullConsole) -> dict[str, list[tuple[str, str]]]:
    """Route -> what to look at of it, each a name and an address. Without a place of its own a route is its address."""
    shown = console.shown
    lead = "/console/leads/"
    accept, join = await _links(console.store, console)
    places: dict[str, list[tuple[str, str]]] = {
        "/console": [
            ("inbox", "/console"),
            ("inbox-filtered", "/console?channel=web&score=25&age=7&source=newsletter"),
            ("inbox-nothing", "/console?q=nobody+at+all"),
        ],
        "/console/leads/{lead_id}": [
            ("lead", f"{lead}{console.case.lead_id}"),
            ("lead-long-names", f"{lead}{shown.lead_ids[0]}"),
            ("lead-right-to-left", f"{lead}{shown.lead_ids[1]}"),
            ("lead-bare", f"{lead}{shown.lead_ids[4]}"),
            ("lead-form", f"{lead}{shown.lead_ids[8]}"),
            ("lead-won", f"{lead}{shown.lead_ids[6]}"),
            ("lead-missing", f"{lead}none"),
        ],
        "/console/accept": [("accept", f"/console/accept?t={accept}"), ("accept-void", "/console/accept?t=x")],
        "/console/join": [("join", f"/console/join?t={join}")],
        "/console/a/{code}": [("accept-short-void", "/console/a/x")],
        "/console/evaluations": [("evaluations", "/console/evaluations")],
        "/console/evaluations/{evaluation_id}": [
            ("evaluation", f"/console/evaluations/{await _evaluated(console.store)}")
        ],
    }
    routes = routes_of(console_app(console.store, playbook()))
    unknown = {route for route in routes - places.keys() if "{" in route}
    assert not unknown, f"say in this test where to look at {unknown}"
    assert places.keys() <= routes
    plain = {route: [(route.removeprefix("/console/").replace("/", "-"), route)] for route in routes - places.keys()}
    return places | plain


async def _links(store: Store, console: FullConsole) -> tuple[str, str]:
    """Signed links that work: to accept the lead, and to choose a password."""
    async with store.transaction() as connection:
        key = await signing_keys.key_of(connection, rep_links.KEY, NOW)
        invited = await users.create(connection, "new@northgate.example", NOW, name="New Rep", role="rep")
    until = NOW + timedelta(days=1)
    accept = {"user": console.shown.admin, "handoff": console.case.handoff_id}
    join = {"user": invited, "stamp": rep_links.stamp("new@northgate.example", None)}
    return rep_links.signed(key, "accept", accept, until), rep_links.signed(key, "invite", join, until)


async def _half_logged_in(console: FullConsole) -> Any:
    """The cookie of somebody whose password was right and whose code is asked for."""
    async with console.store.transaction() as connection:
        token = await users.log_in(
            connection, console.shown.admin, NOW, NOW + timedelta(days=1), {"csrf": "x", "pending": True}
        )
    return {"name": COOKIE, "value": token, "url": f"{console.base}/console"}


async def _evaluated(store: Store) -> str:
    """Three runs of a suite, the last of them with a false SQL; gives the last one's id."""
    kept = ""
    for number, ends in enumerate([(True, True), (True, False), (False, False)]):
        [(row, cases)] = rows_of(await reports_of(ends), NOW + timedelta(hours=number))
        async with store.transaction() as connection:
            kept = await evaluations.keep(connection, row, cases)
    return kept


async def _faults(page: Page) -> list[str]:
    """What axe finds, one line each."""
    await page.evaluate(AXE + ";undefined")
    found = await page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:150]} ({len(one['nodes'])})" for one in found["violations"]]


async def _keep_shot(page: Page, name: str) -> None:
    session = await page.context.new_cdp_session(page)
    shot = await session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 768, 1440])
async def test_no_page_has_a_barrier_or_scrolls_sideways(full_console: FullConsole, width: int, dark: bool) -> None:
    pages = await pages_of(full_console)
    faults: dict[str, list[str]] = {}
    async with full_console.page(width, dark=dark) as page:
        for name, address in [one for places in pages.values() for one in places]:
            if name in ("login", "login-code"):
                continue  # looked at below, by somebody who is not in yet
            opened = await page.goto(full_console.base + address)
            assert opened is not None
            assert opened.status < 500, address
            faults[name] = await _looked_at(page, name, width, dark)
            if name == "lead":
                await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
                faults["lead, unfolded"] = await _looked_at(page, "", width, dark)
        await page.goto(f"{full_console.base}/console")
        await page.keyboard.press("?")
        faults["keys"] = await _looked_at(page, "keys" if width == 1440 else "", width, dark)
        await page.context.clear_cookies()
        await page.goto(f"{full_console.base}/console/login")
        faults["login"] = await _looked_at(page, "login", width, dark)
        await page.context.add_cookies([await _half_logged_in(full_console)])
        await page.goto(f"{full_console.base}/console/login/code")
        await expect(page.get_by_role("heading", name="Your code")).to_be_visible()
        faults["login-code"] = await _looked_at(page, "login-code", width, dark)
    full_console.complaints[:] = [one for one in full_console.complaints if "404" not in one and "410" not in one]
    lines = [f"{name}: {fault}" for name, found in faults.items() for fault in found]
    assert not lines, "\n".join(lines)


async def _looked_at(page: Page, name: str, width: int, dark: bool) -> list[str]:
    beyond = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"sideways by {beyond}"] if beyond > 0 else []
    if width != 320:
        found += await _faults(page)
    if KEEPS_SHOTS and name and width in (SIZES if name in PICTURED else (375,)) and (not dark or width == 1440):
        await _keep_shot(page, f"{name}-{width}{'-dark' if dark else ''}")
    return found


@pytest.mark.parametrize("width", [375, 1440])
async def test_tab_reaches_everything_in_order_and_shows_where_it_is(full_console: FullConsole, width: int) -> None:
    pages = await pages_of(full_console)
    faults: list[str] = []
    async with full_console.page(width) as page:
        for name, address in [one for places in pages.values() for one in places]:
            await page.goto(full_console.base + address)
            faults += [f"{name}: {fault}" for fault in await _walked(page)]
    full_console.complaints[:] = [one for one in full_console.complaints if "404" not in one and "410" not in one]
    assert not faults, "\n".join(faults)


async def _walked(page: Page) -> list[str]:
    """Press Tab through the whole page; what cannot be reached, is out of order, unmarked or covered."""
    wanted: list[str] = await page.evaluate(f"({WALK}).begin()")
    reached: list[int] = []
    faults: list[str] = []
    while True:
        await page.keyboard.press("Tab")
        step = await page.evaluate(f"({WALK}).step()")
        if reached and step["at"] == reached[-1]:
            continue  # the next part of a field for a date or a time
        if step["at"] < 0 or step["at"] in reached:
            break
        reached.append(step["at"])
        faults += [f"{fault}: {wanted[step['at']]}" for fault in step["faults"]]
    missed = [name for at, name in enumerate(wanted) if at not in reached]
    if reached != sorted(reached):
        faults.append(f"out of order: {reached}")
    return [*faults, *(f"not reached: {name}" for name in missed)]
