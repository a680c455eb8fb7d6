"""The terminal as a channel: the same conversations, messages and turns as on the web, answered in this process."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.dialogue import DialogueState
from agent.playbook import Playbook
from agent.wording import fingerprints
from channels.inbox import Greeting, Opened, accept, open_conversation
from crm_store import conversations, messages
from crm_store.messages import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from crm_store.store import Store


@dataclass
class TerminalChat:
    """One conversation at a terminal. `answer` works a conversation's turn (channels/turns.py)."""

    store: "Store"
    playbook: Playbook
    answer: "Callable[[str], Awaitable[None]]"
    now: "Callable[[], datetime]"
    opened: Opened | None = None
    seen: int = 0

    async def start(self) -> list[Message]:
        """Open the conversation; the agent's greeting."""
        greeting = self.playbook.greeting["web"]
        self.opened = await open_conversation(
            self.store,
            self.playbook.name,
            "terminal",
            self.now(),
            greetings=[Greeting(greeting)],
            state=DialogueState(said=fingerprints(greeting)),
            source={"conversion": "terminal"},
        )
        return [message async for message in self._new()]

    async def say(self, text: str) -> list[Message]:
        """Send one message of the lead's; the agent's new messages. Raises inbox.Refused for what cannot be taken."""
        conversation = self._conversation()
        await accept(self.store, conversation, text, None, self.now())
        await self.answer(conversation)
        return [message async for message in self._new()]

    async def status(self) -> str:
        """open, waiting, with_human or closed."""
        async with self.store.reading() as connection:
            found = await conversations.get(connection, self._conversation())
        return found.status if found is not None else "closed"

    def _conversation(self) -> str:
        if self.opened is None:
            raise RuntimeError("the chat was not started")
        return self.opened.conversation_id

    async def _new(self) -> AsyncIterator[Message]:
        async with self.store.reading() as connection:
            found = await messages.after(connection, self._conversation(), self.seen)
        for message in found:
            self.seen = message.seq
            if message.sender != "lead":
                yield message
