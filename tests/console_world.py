"""The console served to a test: an application around a store, a user who may log in, and a browser-like client."""

import contextlib
import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI

from agent.playbook import Playbook
from channels.console import ConsoleDeps, console_router
from channels.console_people import hashed
from channels.problems import install_problems
from crm_store import users
from crm_store.store import Store
from rep_case import NOW

EMAIL, PASSWORD = "rep@northgate.example", "correct horse battery"
_HASH = hashed(PASSWORD)


def console_app(
    store: Store, business: Playbook, clock: Callable[[], datetime] = lambda: NOW, public_url: str = "http://test"
) -> FastAPI:
    app = FastAPI()
    install_problems(app)
    app.include_router(console_router(ConsoleDeps(store, {business.name: business}, clock, public_url)))
    return app


async def add_user(store: Store, email: str = EMAIL, name: str = "Robin Rep") -> str:
    async with store.transaction() as connection:
        return await users.create(connection, email, NOW, name=name, role="rep", password_hash=_HASH)


@contextlib.asynccontextmanager
async def visiting(
    app: FastAPI, address: str = "10.0.0.1", base: str = "http://test"
) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, client=(address, 5000))
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


def csrf_in(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


async def log_in(
    client: httpx.AsyncClient, email: str = EMAIL, password: str = PASSWORD, **form: Any
) -> httpx.Response:
    """Fill in the login form as a browser would."""
    shown = await client.get("/console/login")
    fields = {"email": email, "password": password, "csrf": csrf_in(shown.text)} | form
    return await client.post("/console/login", data=fields)


@contextlib.asynccontextmanager
async def logged_in(store: Store, business: Playbook, **more: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a user who has logged in."""
    await add_user(store)
    async with visiting(console_app(store, business, **more)) as client:
        assert (await log_in(client)).status_code == 303
        yield client
