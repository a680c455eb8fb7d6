"""A web chat to test against: the app on a test's store, also as a server that can go away and come back."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from agent.dialogue import Reply, Snapshot, TurnResult
from agent.playbook import Playbook
from agent.playbook_file import load_all
from channels.problems import install_problems
from channels.web import WebChat, add_web_chat
from channels.web_demo import demo_router
from channels.web_widget import widget_router
from crm_store.store import Store
from support_ports import free_port
from support_turns import NOW, Emit, result_of

ROOT = Path(__file__).resolve().parent.parent
SHOP = "https://shop.example"
"""A page's origin that the playbook `b2b_saas` allows, and no other."""


@cache
def playbooks_that_ship() -> dict[str, Playbook]:
    return load_all(ROOT / "playbooks")


def playbooks_allowing(*origins: str) -> dict[str, Playbook]:
    """The shipped playbooks; pages of `origins` may carry the chat of `b2b_saas`."""
    books = playbooks_that_ship()
    return books | {"b2b_saas": books["b2b_saas"].model_copy(update={"allowed_origins": origins})}


def web_app(chat: WebChat) -> FastAPI:
    app = FastAPI()
    install_problems(app)
    add_web_chat(app, chat)
    app.include_router(widget_router())
    app.include_router(demo_router(chat.playbooks, chat.public_url))
    return app


def web_chat(store: Store, *origins: str, **more: Any) -> WebChat:
    given: dict[str, Any] = {"now": lambda: NOW, "public_url": "http://bantam.test"} | more
    return WebChat(store, playbooks_allowing(*(origins or (SHOP,))), **given)


def client_of(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://bantam.test")


async def begun(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    """A new conversation, as the API answers it."""
    answer = await client.post("/api/chat/conversations", json={"playbook": "b2b_saas"} | more)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def bearer(begun: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {begun['token']}"}


async def talker(snapshot: Snapshot, emit: Emit) -> TurnResult:
    """An agent that streams what it heard, hands over who asks for a person, and closes on a goodbye."""
    result = result_of(snapshot)
    words = snapshot.unread[-1].text
    assert result.reply is not None
    reply = Reply(text=f"You said: {words}", asks="budget", move=result.reply.move)
    for piece in reply.text.split(" "):
        await emit(piece + " ")
    status = "waiting" if "person" in words else "closed" if "goodbye" in words else None
    return result.model_copy(update={"reply": reply, "status": status})


@dataclass
class Site:
    """A server on a port of this machine that keeps its address when it is stopped and started again."""

    app: ASGIApp
    port: int = field(default_factory=free_port)
    _server: uvicorn.Server | None = None
    _task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        config = uvicorn.Config(
            self.app,
            host="127.0.0.1",
            port=self.port,
            log_level="critical",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server.serve())
        async with asyncio.timeout(20):
            while not self._server.started:  # noqa: ASYNC110 - the server has no event to wait for
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            await self._task


@contextlib.asynccontextmanager
async def site_of(app: ASGIApp, port: int | None = None) -> AsyncIterator[Site]:
    site = Site(app) if port is None else Site(app, port)
    await site.start()
    try:
        yield site
    finally:
        await site.stop()


def page_with_chat(widget: str, playbook: str = "b2b_saas") -> ASGIApp:
    """Somebody else's web site: one page that carries the widget."""
    page = (
        "<!doctype html><html lang=en><title>A shop</title><main><h1>A shop</h1></main>"
        f'<script src="{widget}/widget.js" data-playbook="{playbook}" async></script></html>'
    ).encode()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/html; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": page})

    return app


@dataclass
class Ear:
    """One browser's event stream, read event by event. Comments (heartbeats) are events named `comment`."""

    lines: AsyncIterator[str]

    async def next(self) -> tuple[str, dict[str, Any], str | None]:
        """Name, data and id of the next event."""
        found: dict[str, str] = {}
        async with asyncio.timeout(20):
            async for line in self.lines:
                if not line and found:
                    return found.get("event", "comment"), json.loads(found.get("data", "{}")), found.get("id")
                name, _, value = line.partition(": ")
                if line:
                    found[name or "comment"] = value
        raise AssertionError("the stream ended")

    async def until(self, kind: str) -> tuple[dict[str, Any], str | None]:
        """Data and id of the next event of that name."""
        while True:
            name, data, number = await self.next()
            if name == kind:
                return data, number


@contextlib.asynccontextmanager
async def listening(url: str, begun: dict[str, Any], last: str | None = None) -> AsyncIterator[Ear]:
    headers = {"Last-Event-ID": last} if last is not None else {}
    async with (
        httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client,
        client.stream("GET", "/api/chat/events", params={"token": begun["token"]}, headers=headers) as stream,
    ):
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        yield Ear(stream.aiter_lines())
