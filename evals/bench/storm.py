"""A storm of text messages: duplicates, disorder, and workers killed in the middle of their work."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.bench.carrier import ACCOUNT, LINE, TOKEN, Mock, carrier_app, serving, signed

if TYPE_CHECKING:
    import httpx

    from crm_store.messages import Message
    from crm_store.store import Store

ROOT = Path(__file__).resolve().parent.parent.parent
BASE = "https://bantam.example"
PLAYBOOK = "b2b_saas"
SEED = 20260302
WINDOW = 40
"""Webhooks overtake one another by so many places at most."""
AT_ONCE = 12
LIFE = 4.5
"""Seconds that a worker lives, on average; about one of them is its start."""
PATIENCE = 600.0
CALM, WARM = 200, 20
"""Webhooks after the storm, and how many before them are not counted."""


@dataclass(frozen=True)
class Size:
    """How big a storm: `again` of the webhooks are repeats of earlier ones."""

    webhooks: int
    numbers: int
    kills: int
    again: float = 0.3


SMALL = Size(webhooks=400, numbers=40, kills=3)
FULL = Size(webhooks=5000, numbers=500, kills=20)


class Faulty(Exception):
    """A message was lost, answered twice, or out of order."""


def webhooks_of(size: Size) -> list[dict[str, str]]:
    """The storm, in the order in which it arrives."""
    draw = random.Random(SEED)
    fresh = round(size.webhooks * (1 - size.again))
    forms = [
        {"MessageSid": f"SMin{number:028x}", "AccountSid": ACCOUNT, "From": _phone(draw.randrange(size.numbers)),
         "To": LINE, "Body": f"m{number:05}", "NumMedia": "0"}
        for number in range(fresh)
    ]  # fmt: skip
    places = [(index + draw.uniform(0, WINDOW), form) for index, form in enumerate(forms)]
    for _ in range(size.webhooks - fresh):
        index = draw.randrange(fresh)
        places.append((index + draw.uniform(0, 5 * WINDOW), forms[index]))
    return [form for _, form in sorted(places, key=lambda place: place[0])]


def _phone(number: int) -> str:
    return f"+1512555{number:04}"


async def measure_storm(size: Size) -> tuple[list[float], list[float], dict[str, Any]]:
    """Milliseconds of each webhook in the storm and after it, and what it was. Raises Faulty on a broken promise."""
    from crm_store.jobs import JobOptions
    from crm_store.store import open_store

    mock, storm = Mock(), webhooks_of(size)
    with tempfile.TemporaryDirectory(prefix="bantam-storm-") as home:
        async with open_store(None, Path(home), JobOptions()) as store, serving(carrier_app(mock)) as base:
            async with _client(store) as client, _workers(store.url, base) as workers:
                started = time.perf_counter()
                taken = await _storm(client, workers, storm, size)
                await _settled(store)
                seconds = time.perf_counter() - started
            told = {"webhooks": len(storm), "messages": len({form["MessageSid"] for form in storm}),
                    "numbers": len({form["From"] for form in storm}), "kills": workers.killed,
                    "texts_sent": len(mock.sent), "seconds": round(seconds, 1)}  # fmt: skip
            await check(store, mock, storm)
            async with _client(store) as client:
                quiet = [await _post(client, form) for form in calm()][WARM:]
    return taken, quiet, told


def calm() -> list[dict[str, str]]:
    """Texts of numbers that wrote before, one after the other: what a webhook takes while nothing else runs."""
    return [
        {"MessageSid": f"SMca{number:028x}", "AccountSid": ACCOUNT, "From": _phone(number % 20), "To": LINE,
         "Body": f"q{number:05}", "NumMedia": "0"}
        for number in range(CALM + WARM)
    ]  # fmt: skip


async def _post(client: "httpx.AsyncClient", form: dict[str, str]) -> float:
    """Milliseconds until a webhook is acknowledged."""
    headers = signed(f"{BASE}/twilio/messages", form)
    started = time.perf_counter()
    answer = await client.post("/twilio/messages", data=form, headers=headers)
    took = (time.perf_counter() - started) * 1000
    if answer.status_code != 200:
        raise Faulty(f"a webhook was answered with {answer.status_code}")
    return took


@contextlib.asynccontextmanager
async def _client(store: "Store") -> "AsyncIterator[httpx.AsyncClient]":
    import httpx
    from fastapi import FastAPI

    from agent.playbook_file import load_all
    from channels.sms import Texting
    from channels.sms_webhook import twilio_router
    from service.warm import settle, warm_texts

    warm_texts()
    await _connected(store)
    settle()
    books = load_all(ROOT / "playbooks")
    texting = Texting(store, books, lambda: datetime.now(UTC), BASE, auth_token=TOKEN, line=LINE, playbook=PLAYBOOK)
    app = FastAPI()
    app.include_router(twilio_router(texting))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE, timeout=60) as client:
        yield client


async def _connected(store: "Store") -> None:
    """As a server that has been up for a minute: its queue is loaded, its connections are open."""
    _ = store.jobs.app

    async def ask() -> None:
        async with store.reading() as connection:
            await store.jobs.counts(connection)

    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))


@dataclass
class Workers:
    """One worker process at a time; each is killed without warning."""

    address: str
    carrier: str
    process: asyncio.subprocess.Process | None = None
    killed: int = 0

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "evals.bench.storm_worker", self.address, self.carrier,
            cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    async def kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def replace(self) -> None:
        await self.kill()
        self.killed += 1
        await self.start()


@contextlib.asynccontextmanager
async def _workers(address: str, carrier: str) -> AsyncIterator[Workers]:
    workers = Workers(address, carrier)
    await workers.start()
    try:
        yield workers
    finally:
        await workers.kill()


async def _storm(client: "httpx.AsyncClient", workers: Workers, storm: list[dict[str, str]], size: Size) -> list[float]:
    """Post it, so many at once, and kill the worker every so often: by time, so that it dies with work in its hands."""
    taken: list[float] = []
    queue = asyncio.Queue[dict[str, str]]()
    for form in storm:
        queue.put_nowait(form)

    async def post() -> None:
        while not queue.empty():
            taken.append(await _post(client, queue.get_nowait()))
            await asyncio.sleep(size.kills * LIFE / size.webhooks * AT_ONCE)  # the storm lasts as long as they die

    async def kill() -> None:
        draw = random.Random(SEED)
        for _ in range(size.kills):
            await asyncio.sleep(draw.uniform(0.6, 1.4) * LIFE)
            await workers.replace()

    async with asyncio.TaskGroup() as group:
        group.create_task(kill())
        for _ in range(AT_ONCE):
            group.create_task(post())
    return taken


async def _settled(store: "Store") -> None:
    """Until nothing waits and nothing runs."""
    async with asyncio.timeout(PATIENCE):
        while True:
            async with store.reading() as connection:
                counts = await store.jobs.counts(connection)
            if not counts.get("todo") and not counts.get("doing"):
                return
            await asyncio.sleep(0.25)


async def check(store: "Store", mock: Mock, storm: list[dict[str, str]]) -> None:
    """Every message stored once, answered once, in order; and every answer sent once, in order."""
    from crm_store import conversations, messages

    sent: dict[str, list[str]] = defaultdict(list)
    for one in mock.sent:
        sent[one["to"]].append(one["body"])
    expected: dict[str, set[str]] = defaultdict(set)
    for form in storm:
        expected[form["From"]].add(form["Body"])
    for number, bodies in expected.items():
        async with store.reading() as connection:
            talk = await conversations.by_address(connection, PLAYBOOK, "sms", number)
            lines = [] if talk is None else await messages.after(connection, talk.id, 0)
        _check_one(number, lines, bodies, sent[number])


def _check_one(number: str, lines: "list[Message]", bodies: set[str], sent: list[str]) -> None:
    heard = [line.text for line in lines if line.sender == "lead"]
    if sorted(heard) != sorted(bodies):
        raise Faulty(f"{number}: {len(bodies)} messages were written, {len(heard)} stored")
    said = [line.text for line in lines if line.sender == "agent"]
    answered = " ".join(text.removeprefix("heard: ") for text in said).split()
    if answered != heard:
        raise Faulty(f"{number}: written {heard}, answered {answered}")
    if sent != said:
        raise Faulty(f"{number}: said {said}, sent {sent}")
