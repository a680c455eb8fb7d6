"""Fan-out: what happens in a conversation reaches every process that shows it, by PostgreSQL's NOTIFY.

An event that was published inside a transaction is delivered when that commits, in the order of commits, or never.
"""

import asyncio
import contextlib
import itertools
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import text

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy.ext.asyncio import AsyncConnection

log = logging.getLogger(__name__)

CHANNEL = "bantam_events"
CONSOLE = "console"
"""The topic on which the console hears of every conversation (no typing, no deltas)."""
LIMIT = 7800
"""Bytes of a payload: PostgreSQL takes less than 8000."""
BACKLOG = 2000
"""Events that a slow subscriber may fall behind before it is told to read the store again."""

Kind = Literal["message", "delta", "typing", "state", "lead", "handoff", "resync"]
"""message: as messages.Message.as_event. delta: {text}. typing: {from}; it also voids the deltas before it.
state: {status}. lead: {lead_id, stage, score}. handoff: {id, status, ...}.
resync: events may have been missed (reconnected, too slow, too large): read the store from the last seq on."""
EPHEMERAL: frozenset[Kind] = frozenset({"delta", "typing"})

_numbers = itertools.count()
"""Goes with every payload: of two that are equal in one transaction, PostgreSQL delivers one ("ha", "ha")."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a conversation."""

    conversation_id: str
    kind: Kind
    data: dict[str, Any] = field(default_factory=dict)

    def payload(self) -> str:
        """The event as NOTIFY carries it; one too large becomes a resync, so the reader fetches it itself."""
        number = next(_numbers)
        words = json.dumps([self.conversation_id, self.kind, self.data, number], ensure_ascii=False)
        if len(words.encode()) <= LIMIT:
            return words
        return json.dumps([self.conversation_id, "resync", {}, number])

    @classmethod
    def parse(cls, payload: str) -> "Event":
        conversation_id, kind, data, _ = json.loads(payload)
        return cls(conversation_id, kind, data)


_NOTIFY = text("SELECT pg_notify(:channel, p) FROM unnest(CAST(:payloads AS text[])) AS e(p)")


async def publish(connection: "AsyncConnection", *events: Event) -> None:
    """Send with this transaction (on a reading connection: at once). Order is kept."""
    if events:
        payloads = [event.payload() for event in events]
        await connection.execute(_NOTIFY, {"channel": CHANNEL, "payloads": payloads})


class Subscription:
    """The events of one topic, in order."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)

    def put(self, event: Event) -> None:
        if self._queue.full():
            self.waiting()
            event = Event(event.conversation_id, "resync")
        self._queue.put_nowait(event)

    def waiting(self) -> list[Event]:
        """Take all that came and was not asked for yet."""
        return [self._queue.get_nowait() for _ in range(self._queue.qsize())]

    async def next(self, patience: float | None = None) -> Event | None:
        """The next event, None where none came for `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                return await self._queue.get()
        except TimeoutError:
            return None


class Listener:
    """One connection per process that listens, and hands each event to whoever subscribed to its topic."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._topics: dict[str, set[Subscription]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()

    @contextlib.asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[Subscription]:
        """Events of a conversation's id, or of CONSOLE. Inside the block nothing published later is missed.

        Read the store first inside the block, then the events: what overlaps is known by its `seq`.
        """
        subscription = Subscription()
        self._topics[topic].add(subscription)
        try:
            await self._ready()
            yield subscription
        finally:
            self._topics[topic].discard(subscription)
            if not self._topics[topic]:
                del self._topics[topic]

    async def _ready(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="event listener")
        async with asyncio.timeout(30):
            await self._listening.wait()

    async def _run(self) -> None:
        import psycopg

        pause, first = 0.1, True
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._listening.set()
                    if not first:
                        self._resync()
                    pause, first = 0.1, False
                    await self._listen(connection)
            except psycopg.Error as error:
                log.warning("The event connection broke, connecting again: %s", error)
            self._listening.clear()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    async def _listen(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        while True:
            async for notification in connection.notifies(timeout=20):
                self._deliver(Event.parse(notification.payload))
            await connection.execute("SELECT 1")  # is anybody still there?

    def _deliver(self, event: Event) -> None:
        topics = [event.conversation_id] if event.kind in EPHEMERAL else [event.conversation_id, CONSOLE]
        for topic in topics:
            for subscription in self._topics.get(topic, ()):
                subscription.put(event)

    def _resync(self) -> None:
        for topic, subscriptions in self._topics.items():
            for subscription in subscriptions:
                subscription.put(Event("" if topic == CONSOLE else topic, "resync"))

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
