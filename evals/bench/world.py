"""A Bantam of its own for measuring: embedded PostgreSQL in a temporary folder, a worker in this process."""

import contextlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service.settings import Settings

if TYPE_CHECKING:
    from crm_store.events import Subscription
    from service.wiring import Bantam

PATIENCE = 60.0
"""Seconds after which a reply is taken for lost."""
LINES = (
    "Hi, our leads fall through the cracks and we want lead management that works.",
    "around 20k a year",
    "by the end of next month",
    "just me, I decide",
    "we are 40 people",
    "what does it cost?",
    "does it work with HubSpot?",
    "you can reach me at ann.lee@freight-example.com",
)
"""What the measured lead says, over and over."""


@contextlib.asynccontextmanager
async def bench_bantam(**changes: Any) -> AsyncIterator["Bantam"]:
    """Wired as for `bantam serve`, with the worker running; `changes` are settings."""
    from service.wiring import open_bantam
    from service.work import register_handlers

    with tempfile.TemporaryDirectory(prefix="bantam-bench-") as home:
        given = {"database_url": None, "bantam_home": Path(home), "bantam_model": "embedded", **changes}
        settings = Settings(_env_file=None, **given)
        async with open_bantam(settings) as bantam:
            register_handlers(bantam)
            async with bantam.store.jobs.working():
                yield bantam


@dataclass
class Talk:
    """One measured conversation. `say` returns when the reply is committed."""

    bantam: "Bantam"
    conversation_id: str
    subscription: "Subscription"
    said: int = 0

    async def send(self) -> str:
        """The lead's next message, accepted."""
        from channels.inbox import accept

        # Each lead has an address of its own: two with one address are one person, and become one lead.
        text = LINES[self.said % len(LINES)].replace("ann.lee@", f"ann.{self.conversation_id[-8:]}@")
        self.said += 1
        await accept(self.bantam.store, self.conversation_id, text, None, self.bantam.now())
        return text

    async def say(self) -> None:
        text = await self.send()
        while True:
            event = await self.subscription.next(patience=PATIENCE)
            if event is None:
                raise TimeoutError(f"no reply to {text!r} within {PATIENCE:g} s")
            if event.kind == "message" and event.data.get("from") == "agent":
                return


@contextlib.asynccontextmanager
async def talk(bantam: "Bantam") -> AsyncIterator[Talk]:
    """A conversation on the web, just opened."""
    from channels.inbox import Greeting, open_conversation

    greeting = bantam.playbooks["b2b_saas"].greeting["web"]
    opened = await open_conversation(bantam.store, "b2b_saas", "web", bantam.now(), greetings=[Greeting(greeting)])
    async with bantam.store.listener.subscribe(opened.conversation_id) as subscription:
        yield Talk(bantam, opened.conversation_id, subscription)
