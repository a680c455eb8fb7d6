"""The report's page in a browser: it opens without a network, filters, and shows both sides of what changed."""

from importlib.resources import files
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from browser_world import IN_A_BROWSER, open_browser  # noqa: F401
from evals.compare import comparison
from evals.page import page
from evals_world import lead, reports_of

pytestmark = IN_A_BROWSER
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
async def report(tmp_path: Path) -> str:
    """The address of a page on which one case broke."""
    case = lead(opening="We need lead management <b>now</b>.")
    before, after = await reports_of([True], case=case), await reports_of([False], case=case)
    path = tmp_path / "report.html"
    path.write_text(page(after, comparison(before, after)), "utf-8")
    return path.as_uri()


async def test_case_is_found_by_the_confusion_matrix_and_shows_both_sides(chromium: Browser, report: str) -> None:
    shown = await chromium.new_page()
    faults: list[str] = []
    shown.on("pageerror", lambda error: faults.append(str(error)))
    await shown.goto(report)
    await expect(shown.get_by_role("status")).to_have_text("2 of 2 gates fail")
    await shown.get_by_role("button", name="1 cases wanted lead, got SQL").click()
    await shown.locator("#cases summary").click()
    sides = shown.locator(".pair > div")
    await expect(sides).to_have_count(2)
    await expect(sides.nth(0)).to_contain_text("lead, ")
    await expect(sides.nth(1)).to_contain_text("stage: want lead got SQL")
    await expect(sides.nth(1)).to_contain_text("<b>now</b>")
    await shown.get_by_label("Search").fill("nothing like it")
    await expect(shown.locator("#cases details")).to_have_count(0)
    assert faults == []
    await shown.close()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
async def test_page_has_no_barrier_and_nothing_runs_sideways(
    chromium: Browser, report: str, width: int, dark: bool
) -> None:
    shown = await chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", bypass_csp=True
    )
    await shown.goto(report)
    await shown.get_by_role("button", name="Show the 1 that changed").click()
    await shown.locator("#cases summary").click()
    await shown.evaluate(AXE + ";undefined")
    found = await shown.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    assert [fault["id"] for fault in found["violations"]] == []
    assert await shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await shown.close()
