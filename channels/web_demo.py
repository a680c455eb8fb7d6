"""Demo pages: one per playbook, dressed as a page of that business, with the chat on it; and the front page."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from channels.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agent.playbook import Playbook

HOME = Path(__file__).parent / "demo"
PLAIN = "business.html"
"""The page of a business that has none of its own."""
STYLES = frozenset(path.name for path in HOME.glob("*.css"))
SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
"""The pages run under a strict policy: the widget needs neither inline script nor inline style."""


class NoSuchPage(Problem):
    status = 404
    slug = "unknown-page"
    title = "No such page"


@dataclass(frozen=True)
class Shown:
    """A business as its page shows it: only what its playbook says."""

    playbook: "Playbook"

    def fact(self, *topics: str) -> str:
        """The playbook's sentence on the first of these topics that it has; "" for none: the page leaves that out."""
        said = {answer.topic: answer.say for answer in self.playbook.answers}
        return next((said[topic] for topic in topics if topic in said), "")

    @property
    def needs(self) -> list[str]:
        return [entry.name for entry in self.playbook.policy.needs.served]

    @property
    def language(self) -> str:
        return f"en-{self.playbook.business.country}"

    @property
    def template(self) -> str:
        own = f"{self.playbook.name}.html"
        return own if (HOME / own).is_file() else PLAIN

    @property
    def style(self) -> str:
        own = f"{self.playbook.name}.css"
        return own if own in STYLES else "business.css"


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return Environment(
        loader=FileSystemLoader(HOME), autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def demo_router(playbooks: "Mapping[str, Playbook]", public_url: str) -> APIRouter:
    """`/`, `/demo/{playbook}` and their styles. `public_url`: shown in the line that puts the chat on a page."""
    router = APIRouter(include_in_schema=False)
    shown = {name: Shown(playbook) for name, playbook in sorted(playbooks.items())}

    @router.get("/")
    def front() -> Response:
        return _html("front.html", demos=list(shown.values()), address=public_url.rstrip("/"))

    @router.get("/demo")
    @router.get("/demo/")
    def demos() -> Response:
        return Response(status_code=307, headers={"Location": "/"})

    @router.get("/demo/style/{name}")
    def style(name: str, request: Request) -> Response:
        if name not in STYLES:
            raise NoSuchPage("There is no such style sheet.")
        body = (HOME / name).read_bytes()
        headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"', "Cache-Control": "no-cache"}
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type="text/css; charset=utf-8")

    @router.get("/demo/{name}")
    def page(name: str) -> Response:
        found = shown.get(name)
        if found is None:
            raise NoSuchPage(f"There is no demo of that name; there are {', '.join(shown)}.")
        return _html(found.template, shown=found, business=found.playbook.business)

    return router


def _html(template: str, **values: object) -> Response:
    body = _pages().get_template(template).render(**values)
    return Response(body, headers=SAFE, media_type="text/html; charset=utf-8")
