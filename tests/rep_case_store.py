"""The lead of `rep_case` in a database, as turns would have left it, and servers that take its notices."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from agent.playbook import Playbook
from crm_store import (
    activities,
    assessments,
    consents,
    conversations,
    facts,
    handoffs,
    leads,
    messages,
    notices,
)
from crm_store.messages import Message
from crm_store.store import Store
from rep_case import NOW, SAID, assessed, heard, history, said_at, state


@dataclass(frozen=True)
class Seeded:
    """What the tests name of the stored case."""

    lead_id: str
    conversation_id: str
    handoff_id: str


async def seed(store: Store, business: Playbook, **contact: Any) -> Seeded:
    """Store the case: conversation, facts with quotes, score, consent, and the handoff that is on offer."""
    known = history()
    scored = assessed(known, business)
    async with store.transaction() as connection:
        who = {"name": "Dana Reyes", "company": "Brightloom", "title": "VP Sales", "email": "dana@brightloom.example"}
        source = {"conversion": "pricing page", "utm_source": "google", "utm_campaign": "spring"}
        lead_id = await leads.create(connection, business.name, said_at("ms_1"), source=source, contact=who | contact)
        conversation_id = await conversations.create(
            connection,
            lead_id,
            "web",
            said_at("ms_1"),
            token=f"token of {lead_id}",
            state=state().model_dump(mode="json"),
        )
        await _talk(connection, lead_id, conversation_id)
        await facts.add(connection, lead_id, known, conversation_id=conversation_id)
        await facts.hear(connection, lead_id, conversation_id, heard())
        await activities.add(connection, lead_id, "conversation", said_at("ms_1"), conversation_id=conversation_id)
        await activities.add(connection, lead_id, "price_page", said_at("ms_1"), title="Pricing")
        await consents.record(
            connection, "sms", "+15125550100", "granted", "form", NOW, lead_id=lead_id, shown="Texts. STOP to opt out."
        )
        policy = business.policy
        await assessments.keep_policy(connection, policy.hash, business.name, policy.model_dump(mode="json"), NOW)
        await assessments.add(connection, lead_id, scored.model_dump(mode="json"), {}, NOW)
        await leads.change(
            connection, lead_id, NOW, stage=scored.stage, score=scored.score, value_band=scored.value_band
        )
        handoff_id, _ = await handoffs.offer(
            connection, lead_id, conversation_id, "sql", scored.stage, scored.score, {}, NOW
        )
    return Seeded(lead_id, conversation_id, handoff_id)


async def _talk(connection: Any, lead_id: str, conversation_id: str) -> None:
    for seq, (name, sender, text) in enumerate(SAID, 1):
        message = Message(name, conversation_id, lead_id, seq, sender, text, said_at(name))
        await messages.add(connection, message)
    await conversations.change(connection, conversation_id, NOW, last_seq=len(SAID))


async def notice(store: Store, handoff_id: str, kind: str, target: str) -> str:
    """A notice row of that kind, as a turn's commit leaves it."""
    async with store.transaction() as connection:
        notice_id = await notices.add(connection, handoff_id, kind, target, NOW)
    assert notice_id is not None
    return notice_id


@dataclass
class MailServer:
    """Takes mail on this machine; `answers` are said to the next mails instead of taking them."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 taken"


@contextlib.asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    """A mail server on a free port of 127.0.0.1."""
    kept, loop = MailServer(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(kept, loop=loop, hostname="test"), "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()
        await server.wait_closed()


@dataclass
class Receiver:
    """Takes webhooks on this machine; `answers` are (status line, headers) for the next calls, then 204."""

    url: str
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Any] | None = None


@contextlib.asynccontextmanager
async def receiver() -> AsyncIterator[Receiver]:
    """An HTTP server on a free port of 127.0.0.1 that keeps what it is sent."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
        headers = {name.lower(): value for name, _, value in lines}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        kept.calls.append((headers, body))
        if kept.meanwhile is not None:
            await kept.meanwhile()
        answer = kept.answers.pop(0) if kept.answers else "204 No Content\r\n"
        writer.write(f"HTTP/1.1 {answer}content-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    kept = Receiver(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook")
    try:
        yield kept
    finally:
        server.close()
        await server.wait_closed()
