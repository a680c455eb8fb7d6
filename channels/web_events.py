"""Server-Sent Events of one conversation: what was missed, the state, then whatever happens, on any web process."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent

from agent.frame import TEXTED
from crm_store import conversations, messages, users, ways
from crm_store.events import Event
from crm_store.messages import Message

if TYPE_CHECKING:
    from crm_store.events import Subscription
    from crm_store.store import Store

PAGE = 500
"""Messages that one query brings while catching up."""
BY_TEXT = "This conversation went on by text message."
INSIDE = ("seq", "channel")
"""What an event carries for ourselves."""
GRACE = 2.0
"""Seconds that a stream has to end by itself when the server stops; browsers then go on elsewhere."""


def event_stream(store: "Store", conversation_id: str, last: int, heartbeat: float) -> EventSourceResponse:
    """The response. `last`: number of the last message that the browser has; `heartbeat`: seconds between comments."""
    closing = anyio.Event()
    return EventSourceResponse(
        Feed(store, conversation_id, last, closing).events(),
        shutdown_event=closing,
        shutdown_grace_period=GRACE,
        ping=heartbeat,
        ping_message_factory=lambda: ServerSentEvent(comment="still here"),
        headers={"Cache-Control": "no-store, no-transform"},
        sep="\n",
    )


@dataclass
class Feed:
    """What one browser has seen of a conversation, and what it is told next."""

    store: "Store"
    conversation_id: str
    seq: int
    """The number of the last message told. Messages are numbered without gaps, so none is told twice or left out."""
    closing: anyio.Event = field(default_factory=anyio.Event)
    """Set when the server stops."""
    state: dict[str, Any] = field(default_factory=dict)
    texted: bool | None = None
    """Whether the last message went over the phone; None: not looked up yet."""

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """Endless, until the browser leaves, the server stops or the conversation is erased."""
        async with (
            self.store.listener.subscribe(self.conversation_id) as subscription,
            self._woken_by_closing(subscription),
        ):
            async for sent in self._everything():
                yield sent
            if not self.state:
                return
            async for sent in self._live(subscription):
                yield sent

    async def _live(self, subscription: "Subscription") -> AsyncIterator[ServerSentEvent]:
        while True:
            event = await subscription.next()
            if self.closing.is_set():
                return
            if event is None:
                continue
            async for sent in self._told(event):
                yield sent
            if not self.state:
                return

    @contextlib.asynccontextmanager
    async def _woken_by_closing(self, subscription: "Subscription") -> AsyncIterator[None]:
        async def wake() -> None:
            await self.closing.wait()
            subscription.put(Event(self.conversation_id, "resync"))

        waiting = asyncio.create_task(wake(), name="event stream")
        try:
            yield
        finally:
            waiting.cancel()

    async def _told(self, event: "Event") -> AsyncIterator[ServerSentEvent]:
        if event.kind == "message":
            async for sent in self._message(event.data):
                yield sent
        elif event.kind in ("delta", "typing") and not self._is_unwanted(event):
            yield _sent(event.kind, event.data)
        elif event.kind in ("state", "resync"):
            async for sent in self._everything(also_same_state=event.kind == "resync"):
                yield sent

    def _is_unwanted(self, event: "Event") -> bool:
        """A rep talks: the agent reads along, and looks as if it wrote. Nobody is told of their own typing."""
        writer = event.data.get("from", "agent")  # words as they come are the agent's
        return writer == "lead" or (writer == "agent" and self.state.get("status") == "with_human")

    async def _message(self, data: dict[str, Any]) -> AsyncIterator[ServerSentEvent]:
        """The agent's next message goes out as it came. Others are read from the store, with what only that knows."""
        if data["from"] == "agent" and data["seq"] == self.seq + 1 and data.get("channel") == "web":
            self.seq, self.texted = self.seq + 1, False
            yield _sent("message", {key: data[key] for key in data if key not in INSIDE}, self.seq)
        elif data["seq"] > self.seq:
            async for sent in self._missed():
                yield sent

    async def _everything(self, *, also_same_state: bool = True) -> AsyncIterator[ServerSentEvent]:
        async for sent in self._missed():
            yield sent
        before, self.state = self.state, await self._read_state()
        if self.state and (also_same_state or self.state != before):
            yield _sent("state", self.state)

    async def _missed(self) -> AsyncIterator[ServerSentEvent]:
        async for told in self.backlog():
            yield _sent("message", told, self.seq)

    async def backlog(self) -> AsyncIterator[dict[str, Any]]:
        """What the page has missed, message by message."""
        while True:
            async with self.store.reading() as connection:
                found = await messages.after(connection, self.conversation_id, self.seq, PAGE)
                names = {one.user_id: await self._name(connection, one.user_id) for one in found if one.user_id}
            for message in found:
                told = await self._shown(message, names)
                self.seq = message.seq
                if told is not None:
                    yield told
            if len(found) < PAGE:
                return

    async def _shown(self, message: Message, names: dict[str, str | None]) -> dict[str, Any] | None:
        """What the page shows of a message; None: nothing.

        What was texted stays on the phone: whoever holds the token typed the number in, and may not own it. The page
        says once that the conversation went on there.
        """
        if self.texted is None and self.seq:
            async with self.store.reading() as connection:
                self.texted = await ways.channel_at(connection, self.conversation_id, self.seq) in TEXTED
        before, self.texted = self.texted, message.channel in TEXTED
        if not self.texted:
            return _as_told(message, names)
        return None if before else {"id": message.id, "from": "system", "text": BY_TEXT, "at": message.at.isoformat()}

    async def _read_state(self) -> dict[str, Any]:
        """Empty where the conversation is gone. `name`: the rep who holds it."""
        async with self.store.reading() as connection:
            found = await conversations.get(connection, self.conversation_id)
            if found is None:
                return {}
            name = await self._name(connection, found.holder_user) if found.status == "with_human" else None
        return {"status": found.status} | ({"name": name} if name else {})

    @staticmethod
    async def _name(connection: Any, user_id: str | None) -> str | None:
        user = await users.get(connection, user_id) if user_id else None
        return user.name or None if user is not None else None


def _as_told(message: Message, names: dict[str, str | None]) -> dict[str, Any]:
    """With the client's own id of what the lead wrote, so that the tab that wrote it knows it; and the rep's name."""
    told = {key: value for key, value in message.as_event().items() if key not in INSIDE}
    if message.sender == "lead" and message.provider_id:
        told["client_id"] = message.provider_id
    name = names.get(message.user_id or "")
    return told | ({"name": name} if name else {})


def _sent(kind: str, data: dict[str, Any], seq: int | None = None) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(data, ensure_ascii=False), event=kind, id=None if seq is None else str(seq))
