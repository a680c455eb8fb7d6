"""A reply while it is being written: that someone types, then words as they come. Nothing of it is stored."""

import asyncio
import contextlib
import logging
from types import TracebackType
from typing import TYPE_CHECKING

from crm_store import events
from crm_store.errors import explain
from crm_store.events import Event

if TYPE_CHECKING:
    from crm_store.store import Store

log = logging.getLogger(__name__)

PAUSE = 0.03
"""Seconds from one showing to the next: the first word goes out at once, those that follow so soon go together."""
HEAD_START = 0.02
"""Seconds that the news of typing waits for the first words, so that a quick reply costs one event, not two."""
LONGEST = 1200
"""Characters of one delta: any of them fits in an event."""


class Draft:
    """Shows whoever looks at the conversation that the agent writes, and what. Words that pile up go out together.

    What goes wrong here is logged and forgotten: the message itself comes with the commit.
    """

    def __init__(self, store: "Store", conversation_id: str, *, is_live: bool) -> None:
        self._store = store
        self._conversation_id = conversation_id
        self._is_live = is_live
        self._waiting: list[Event] = [self._typing()]
        self._text = ""
        self._task: asyncio.Task[None] | None = None
        self._stirred = asyncio.Event()
        """Words came, or the block ended: there is no more to wait for."""
        self._ended = asyncio.Event()

    async def __aenter__(self) -> "Draft":
        self._send()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What is on its way arrives before the block ends: no word of a draft comes after its message."""
        self._text = ""
        self._ended.set()
        self._stirred.set()
        if self._task is not None:
            with contextlib.suppress(Exception):
                await self._task

    async def emit(self, text: str) -> None:
        """More words, or an empty string: then what was shown so far is void. Returns at once."""
        if text:
            self._text += text
        else:
            self._text = ""
            self._waiting.append(self._typing())
        self._stirred.set()
        self._send()

    def _typing(self) -> Event:
        """Pages clear the draft that they show when they are told that someone types."""
        return Event(self._conversation_id, "typing", {"from": "agent"})

    def _send(self) -> None:
        if self._is_live and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._publish(), name="draft")

    async def _publish(self) -> None:
        try:
            await self._head_start()
            while self._waiting or self._text:
                typing = self._waiting
                batch = [*typing, *self._deltas()]
                self._waiting, self._text = [], ""
                async with self._store.reading() as connection:
                    await events.publish(connection, *batch)
                if len(batch) > len(typing):
                    await self._pause()
        except Exception as error:
            log.warning("A draft was not shown: %s", explain(error) or error)

    async def _head_start(self) -> None:
        """Words that come at once go out together with the news that someone types."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), HEAD_START)

    async def _pause(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), PAUSE)

    def _deltas(self) -> list[Event]:
        pieces = (self._text[start : start + LONGEST] for start in range(0, len(self._text), LONGEST))
        return [Event(self._conversation_id, "delta", {"text": piece}) for piece in pieces]
