"""The programs' API served to a test, a program with a key, and a form."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
from fastapi import FastAPI

from agent.playbook import Playbook
from channels.api import ApiDeps, api_router
from channels.operations import OperationsDeps, operations_router
from channels.problems import install_problems
from crm_store import keys
from crm_store.store import Store
from rep_case import NOW, playbook

FORM = {
    "playbook": "northgate",
    "name": "Dana Reyes",
    "email": "Dana@Brightloom.example",
    "phone": "(512) 555-0100",
    "company": "Brightloom",
    "title": "VP Sales",
    "source": {"conversion": "demo request", "utm_source": "google"},
}


def api_app(store: Store, business: Playbook, **more: Any) -> FastAPI:
    app = FastAPI()
    install_problems(app)
    deps = ApiDeps(store, {business.name: business}, lambda: NOW, "https://bantam.example", **more)
    app.include_router(api_router(deps))
    app.include_router(operations_router(OperationsDeps(store)))
    return app


@contextlib.asynccontextmanager
async def program(
    store: Store, business: Playbook | None = None, key: str | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """A program with a key of the store."""
    if key is None:
        async with store.transaction() as connection:
            _, key = await keys.create(connection, "test", NOW)
    transport = httpx.ASGITransport(app=api_app(store, business or playbook(), fixed_keys=("from-the-settings",)))
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        yield client


def assert_problem(answer: httpx.Response, status: int, words: str = "") -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
