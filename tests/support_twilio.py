"""A carrier, a web process and a worker's handlers on a test's store: texts come in signed and go out to a mock."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text as sql

from agent.knowledge import lookup
from agent.models import EMBEDDED, Access, chat_model
from agent.turn import Agent, run_turn
from channels.business import business_of
from channels.problems import install_problems
from channels.sms import SEND, Texting
from channels.sms_out import Deliveries
from channels.sms_person import Persons
from channels.sms_start import GoingOn
from channels.sms_webhook import twilio_router
from channels.turns import Turns
from channels.twilio_api import Twilio
from crm_store import conversations, deliveries, messages
from crm_store.conversations import Conversation
from crm_store.deliveries import Delivery
from crm_store.jobs import GiveUp, Later
from crm_store.messages import Message
from crm_store.store import Store
from evals.bench.carrier import ACCOUNT, LINE, TOKEN, Mock, carrier_app, serving, signed
from tools.record import RECORD_ANSWERS
from web_world import playbooks_that_ship

NOON = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
"""A Tuesday noon in Austin."""
ANN = "+15125550142"
BASE = "https://bantam.example"
PLAYBOOK = "b2b_saas"
_sids = count(1)


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class Phone:
    """The world as somebody with a phone sees it: they write, our workers work, and texts come back."""

    store: Store
    texting: Texting
    mock: Mock
    clock: Clock
    client: httpx.AsyncClient
    turns: Turns
    waits: list[tuple[str, datetime]] = field(default_factory=list)
    """Jobs that chose to run later: (message or conversation, when)."""

    async def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        given = signed(BASE + path, form) | headers
        return await self.client.post(path, data=form, headers=given)

    async def write(self, text: str, *, sender: str = ANN, sid: str | None = None, **more: str) -> httpx.Response:
        form = {"MessageSid": sid or new_sid(), "AccountSid": ACCOUNT, "From": sender, "To": LINE, "Body": text,
                "NumMedia": "0"}  # fmt: skip
        return await self.post("/twilio/messages", form | more)

    async def work(self, *, later: bool = True) -> None:
        """Do every job that waits, in order, as a worker would; `later`: at the time that it asks for as well."""
        for _ in range(60):
            job = await self._next()
            if job is None:
                return
            if not await self._done(job, later=later):
                return
        raise AssertionError("the jobs never end")

    async def _next(self) -> tuple[int, str, dict[str, Any]] | None:
        query = (
            "DELETE FROM procrastinate_jobs WHERE id = (SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo')"
        )
        async with self.store.transaction() as connection:
            row = (await connection.execute(sql(query + " RETURNING id, task_name, args"))).one_or_none()
        return None if row is None else (row[0], row[1], row[2])

    async def _done(self, job: tuple[int, str, dict[str, Any]], *, later: bool) -> bool:
        """False where it waits and may not be waited for."""
        for _ in range(40):
            try:
                await self._run(job[1], job[2])
            except Later as wait:
                self.waits.append((str(job[2]), wait.at))
                if not later:
                    return False
                self.clock.now = max(self.clock.now, wait.at)
            except GiveUp:
                return True
            else:
                return True
        raise AssertionError("the job waits for ever")

    async def _run(self, task: str, args: dict[str, Any]) -> None:
        handlers: dict[str, Callable[..., Awaitable[None]]] = {
            "turn": self.turns.answer,
            SEND: Deliveries(self.texting).deliver,
            "go_on_by_text": GoingOn(self.texting).go_on,
            "join_leads": Persons(self.texting).join,
        }
        if task in handlers:
            await handlers[task](**args)

    async def says(self, text: str, *, sender: str = ANN, **more: str) -> list[str]:
        """Write, let everybody work, and read what came back."""
        before = len(self.mock.sent)
        answer = await self.write(text, sender=sender, **more)
        assert answer.status_code == 200, answer.text
        await self.work()
        self.clock.forward(seconds=40)
        return [one["body"] for one in self.mock.sent[before:]]

    async def talk(self, address: str = ANN, channel: str = "sms") -> Conversation:
        async with self.store.reading() as connection:
            found = await conversations.by_address(connection, PLAYBOOK, channel, address)
        assert found is not None
        return found

    async def transcript(self, address: str = ANN, channel: str = "sms") -> list[Message]:
        talk = await self.talk(address, channel)
        async with self.store.reading() as connection:
            return await messages.after(connection, talk.id, 0)

    async def deliveries(self, address: str = ANN, channel: str = "sms") -> list[Delivery]:
        talk = await self.talk(address, channel)
        async with self.store.reading() as connection:
            return await deliveries.of_conversation(connection, talk.id)

    def using(self, **changes: Any) -> "Phone":
        """The same with other settings."""
        texting = replace(self.texting, **changes)
        return replace(self, texting=texting, client=client_of(texting))


def new_sid() -> str:
    return f"SM{next(_sids):032x}"


def client_of(texting: Texting) -> httpx.AsyncClient:
    app = FastAPI()
    install_problems(app)
    app.include_router(twilio_router(texting))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE)


def embedded_agent() -> Agent:
    model = chat_model(EMBEDDED, Access())
    reader = model.bind_tools([RECORD_ANSWERS], tool_choice=RECORD_ANSWERS.name)
    return Agent(model=EMBEDDED, reader=reader, speaker=model, lookup=lookup)


@contextlib.asynccontextmanager
async def phone(store: Store, **changes: Any) -> AsyncIterator[Phone]:
    """A phone, and everything that it reaches."""
    clock, books, agent = Clock(), playbooks_that_ship(), embedded_agent()
    mock = Mock(now=clock)
    async with serving(carrier_app(mock)) as base:
        carrier = Twilio(ACCOUNT, TOKEN, base=base, status_callback=f"{BASE}/twilio/status")
        given: dict[str, Any] = {
            "carrier": carrier, "account_sid": ACCOUNT, "auth_token": TOKEN, "line": LINE, "playbook": PLAYBOOK,
            "pace": 1e9, "lease": timedelta(0),
        }  # fmt: skip
        texting = Texting(store, books, clock, BASE, **(given | changes))
        turns = Turns(
            store,
            lambda snapshot, emit: run_turn(agent, snapshot, books[snapshot.lead.playbook], emit),
            lambda name: business_of(books[name], lambda lead: f"{BASE}/console/leads/{lead}"),
            clock,
            senders={"sms": SEND, "whatsapp": SEND},
        )
        async with client_of(texting) as client:
            yield Phone(store, texting, mock, clock, client, turns)
