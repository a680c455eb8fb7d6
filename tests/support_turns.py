"""A deterministic agent and a small world around it, for tests of everything that surrounds a turn."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from agent.assessment import Assessment
from agent.dialogue import Move, Reply, Snapshot, Trace, TurnResult
from agent.facts import Fact, Heard, MessageEvidence
from agent.frame import Need
from agent.scoring import inputs_of
from channels.business import Business
from channels.inbox import TURN, Greeting, Opened, open_conversation
from channels.turns import RunTurn, Turns
from crm_store import messages
from crm_store.jobs import Retry, Task
from crm_store.messages import Message
from crm_store.store import Store

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
Emit = Callable[[str], Awaitable[None]]
BUSINESS = Business(ZoneInfo("America/New_York"), lambda: {"need": 25})


def result_of(snapshot: Snapshot, **changes: Any) -> TurnResult:
    """Repeats what it reads, believes it to be the need, and scores by counting."""
    words = " ".join(message.text for message in snapshot.unread)
    facts = tuple(
        Fact(
            id=f"{snapshot.turn_id}.need.{number}",
            slot="need",
            value=Need(status="stated", summary=message.text[:200]),
            evidence=(MessageEvidence(message_id=message.id, quote=message.text, start=0, end=len(message.text)),),
            at=snapshot.now + timedelta(microseconds=number),
        )
        for number, message in enumerate(snapshot.unread)
    )
    move = Move(kind="ask", asks="budget")
    plain = TurnResult(
        facts=facts,
        heard=(Heard(signal="product_question", message_id=snapshot.unread[-1].id, at=snapshot.now),),
        assessment=assessment_of(snapshot, len(snapshot.history) + len(facts)),
        inputs=inputs_of((*snapshot.history, *facts), snapshot.activities, None, snapshot.now),
        reply=Reply(text=f"heard: {words}", asks="budget", move=move),
        state=snapshot.state.model_copy(update={"turns": snapshot.state.turns + 1, "last_asked": "budget"}),
        status=None,
        trace=Trace(playbook_hash="p1", move=move),
    )
    return plain.model_copy(update=changes)


def assessment_of(snapshot: Snapshot, score: float) -> Assessment:
    return Assessment(
        stage="lead", score=score, lines=(), value_band=None, reason="counted", gates={}, at=snapshot.now,
        policy_hash="h1",
    )  # fmt: skip


async def echo(snapshot: Snapshot, emit: Emit) -> TurnResult:
    """The plain agent: says what it heard."""
    result = result_of(snapshot)
    if result.reply is not None:
        await emit(result.reply.text)
    return result


class Gate:
    """An agent that stops in the middle of its turn until the test lets it go on."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.go = asyncio.Event()
        self.seen: list[Snapshot] = []

    async def __call__(self, snapshot: Snapshot, emit: Emit) -> TurnResult:
        self.seen.append(snapshot)
        self.entered.set()
        await self.go.wait()
        return await echo(snapshot, emit)


def turns_of(store: Store, run_turn: RunTurn = echo, business: Business = BUSINESS, **more: Any) -> Turns:
    return Turns(store, run_turn, lambda playbook: business, lambda: NOW, **more)


async def opened(store: Store, **more: Any) -> Opened:
    """A conversation over the web with a greeting."""
    greetings = [Greeting("Hello! What do you need?", "need")]
    return await open_conversation(store, "b2b_saas", more.pop("channel", "web"), NOW, greetings=greetings, **more)


async def transcript(store: Store, conversation_id: str) -> list[Message]:
    async with store.reading() as connection:
        return await messages.after(connection, conversation_id, 0)


async def said(store: Store, conversation_id: str) -> list[str]:
    """What the agent said after its greeting."""
    return [m.text for m in await transcript(store, conversation_id) if m.sender == "agent" and m.seq > 1]


@contextlib.asynccontextmanager
async def working(store: Store, turns: Turns, retry: Retry | None = None) -> AsyncIterator[None]:
    """A worker runs inside the block."""
    store.jobs.register({TURN: Task(turns.answer, retry or Retry(first=0.0, cap=0.0))})
    async with store.jobs.working():
        yield


async def until(condition: Callable[[], Awaitable[bool]], deadline: float = 30.0) -> None:
    """Wait for a condition of the database; fail loudly where it never comes true."""
    async with asyncio.timeout(deadline):
        while not await condition():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.01)


async def cut_connections(address: str) -> None:
    """What a restart of the server does to everybody who is connected to this database."""
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


async def is_idle(store: Store) -> bool:
    """No job waits and none runs."""
    async with store.reading() as connection:
        counts = await store.jobs.counts(connection)
    return not counts.get("todo") and not counts.get("doing")
