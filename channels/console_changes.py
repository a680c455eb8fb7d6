"""The stream that keeps open pages of the console up to date: what changed, who types, what deserves an alert."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from channels.console_door import Caller, ConsoleDeps
from crm_store import console_queries, reps, users
from crm_store.events import CONSOLE, Event

if TYPE_CHECKING:
    from crm_store.events import Subscription

SEEN_EVERY = timedelta(seconds=30)
"""How often an open page counts as a sign of life."""


async def console_changes(deps: ConsoleDeps, caller: Caller, talk: str | None) -> AsyncIterator[Mapping[str, str]]:
    """That something changed, and where: pages fetch what they show themselves. Ends with the session.

    `talk`: the conversation whose typing the page shows.
    """
    seen = deps.clock()
    async with deps.store.listener.subscribe(CONSOLE) as subscription, _typing(deps, talk, subscription):
        await _mark_seen(deps, caller)
        async with deps.store.reading() as connection:
            as_of = await console_queries.last_change(connection)
        yield {"event": "ready", "data": as_of}
        while True:
            event = await subscription.next(deps.heartbeat)
            if event is not None:
                for told in _told(event, caller):
                    yield told
            if event is None or deps.clock() - seen > SEEN_EVERY:
                seen = deps.clock()
                if not await _mark_seen(deps, caller):
                    return


def _told(event: Event, caller: Caller) -> list[dict[str, str]]:
    if event.kind == "typing":
        return [{"event": "typing", "data": json.dumps({"from": event.data.get("from")})}]
    touched = {event.conversation_id, str(event.data.get("lead_id", ""))}
    told = [{"event": "change", "data": " ".join(sorted(touched - {""}))}]
    words = alert_of(event, caller.user.id)
    if words is not None:
        about = {"words": words, "lead_id": event.data.get("lead_id")}
        told.append({"event": "alert", "data": json.dumps(about)})
    return told


def alert_of(event: Event, user_id: str) -> str | None:
    """What is worth a sound to that user, in words; names and what was said stay in the console."""
    data = event.data
    if event.kind == "state" and data.get("lease") == "ending" and data.get("user") == user_id:
        return "You still have a conversation. Open it, or it goes back in a minute."
    if event.kind != "handoff":
        return None
    if data.get("status") == "offered" and data.get("to") == user_id:
        return "A lead is waiting for your answer."
    if data.get("status") == "offered" and data.get("new"):
        return "A new lead waits for a person."
    if data.get("about") in ("withdrawn", "upgraded", "changed"):
        return f"A handoff was {data['about']}: {data.get('why', '')}"
    return None


@contextlib.asynccontextmanager
async def _typing(deps: ConsoleDeps, talk: str | None, into: "Subscription") -> AsyncIterator[None]:
    """Typing in one conversation goes into the same stream; the console at large hears none."""
    if talk is None:
        yield
        return

    async def pump() -> None:
        async with deps.store.listener.subscribe(talk) as subscription:
            while True:
                event = await subscription.next()
                if event is not None and event.kind == "typing" and event.data.get("from") != "rep":
                    into.put(event)

    task = asyncio.create_task(pump(), name="typing")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _mark_seen(deps: ConsoleDeps, caller: Caller) -> bool:
    """False where the session has ended."""
    now = deps.clock()
    async with deps.store.reading() as connection:
        if await users.session(connection, caller.token, now) is None:
            return False
        if caller.may("work"):
            await reps.seen(connection, caller.user.id, now)
    return True
