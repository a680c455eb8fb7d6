"""How long a rep waits for a page of the console, with many leads in the store."""

import time
from typing import TYPE_CHECKING, Any

from evals.bench.crowd import Crowd, Vocabulary, fill
from evals.bench.world import bench_bantam

if TYPE_CHECKING:
    import httpx

    from service.wiring import Bantam

LEADS, MESSAGES = 10_000, 200_000
ROUNDS = 40
"""Times each page is asked for; the first five are not counted."""
WARM = 5


async def measure_console(leads: int = LEADS, messages: int = MESSAGES, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Milliseconds of each page as the rep's browser asks for it, through the whole application, by the page's name."""
    async with bench_bantam() as bantam:
        crowd = Crowd(leads, messages, bantam.now())
        client, rep = await _rep(bantam)
        await fill(bantam.store, bantam.playbooks["b2b_saas"], crowd, rep)
        async with client:
            return {name: await _taken(client, paths, rounds) for name, paths in _pages(crowd).items()}


def _pages(crowd: Crowd) -> dict[str, list[str]]:
    """Addresses to be asked for in turn, by what they are."""
    words = Vocabulary().words
    contact = crowd.contact(crowd.leads // 2)
    search = {
        "search_name": [f"q={contact['name'].split()[0]}", "q=okaf", "q=zimmermann"],
        "search_email": [f"q={contact['email']}", "q=-freight.example"],
        "search_phone": [f"q={contact['phone'][-7:]}", f"q={contact['phone'][1:]}"],
        "search_rare_words": [f"q={words[-7]}", f"q={words[-90]} {words[1]}"],
        "search_common_words": [f"q={words[0]}", "q=budget", "q=we"],
        "search_nothing": ["q=nobody says this"],
    }
    lists = {
        "inbox": [""],
        "inbox_newest": ["order=newest"],
        "inbox_boxes": ["box=new", "box=mine", "box=waiting"],
        "inbox_filters": [
            "stage=SQL",
            "score=50&age=30",
            "source=google",
            "channel=sms",
            "handoff=offered",
            "page=100",
        ],
    }
    leads = [f"/console/leads/{crowd.lead_id(number)}" for number in range(0, crowd.leads, max(1, crowd.leads // 20))]
    found = {name: [f"/console?{query}" for query in queries] for name, queries in (lists | search).items()}
    return found | {"lead": leads}


async def _rep(bantam: "Bantam") -> tuple["httpx.AsyncClient", str]:
    """A client that carries the session of a rep."""
    from datetime import timedelta

    import httpx

    from channels.console_door import COOKIE
    from crm_store import users
    from service.app import create_app

    now = bantam.now()
    async with bantam.store.transaction() as connection:
        rep = await users.create(connection, "rep@bench.example", now, name="Robin Rep", role="manager")
        token = await users.log_in(connection, rep, now, now + timedelta(days=1), {"csrf": "bench"})
    transport = httpx.ASGITransport(app=create_app(bantam))
    return httpx.AsyncClient(transport=transport, base_url="http://bench", cookies={COOKIE: token}), rep


async def _taken(client: "httpx.AsyncClient", paths: list[str], rounds: int) -> list[float]:
    taken = []
    for number in range(rounds):
        path = paths[number % len(paths)]
        started = time.perf_counter()
        answer = await client.get(path)
        taken.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
    return taken[WARM:]


def summary(taken: dict[str, list[float]]) -> dict[str, list[float]]:
    """The three figures that count: the inbox, any search, and a lead's page."""
    search = [one for name, values in taken.items() if name.startswith("search") for one in values]
    return {"inbox": taken["inbox"], "search": search, "lead": taken["lead"]}


def as_result(taken: dict[str, list[float]], spread: Any) -> dict[str, Any]:
    """The inbox as the benchmark's own line, every other page as a line below it."""
    lines = {name: spread(values, "ms") for name, values in (summary(taken) | taken).items() if name != "inbox"}
    return {**spread(taken["inbox"], "ms"), **lines}
