"""A worker of the storm: answers by repeating what it hears. Run with the database's address and the carrier's."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.dialogue import Move, Reply, Snapshot, Trace, TurnResult
from agent.playbook_file import load_all
from channels.business import business_of
from channels.inbox import TURN
from channels.sms import SEND, Texting
from channels.sms_out import Deliveries
from channels.turns import Turns
from channels.twilio_api import Twilio
from crm_store.jobs import JobOptions, Retry, Task
from crm_store.store import connect
from evals.bench.carrier import ACCOUNT, LINE, TOKEN
from service.commands.serve import GIVES_WAY

ROOT = Path(__file__).resolve().parent.parent.parent
OPTIONS = JobOptions(concurrency=8, poll=0.05, heartbeat=0.4, stalled_after=2.0, grace=2.0)


async def echo(snapshot: Snapshot, emit: Callable[[str], Awaitable[None]]) -> TurnResult:
    words = " ".join(message.text for message in snapshot.unread)
    move = Move(kind="offer_help", reason="the storm")
    state = snapshot.state.model_copy(update={"turns": snapshot.state.turns + 1})
    reply = Reply(text=f"heard: {words}", asks=None, move=move)
    return TurnResult(state=state, status=None, reply=reply, trace=Trace(playbook_hash="storm", move=move))


def now() -> datetime:
    return datetime.now(UTC)


async def work(address: str, carrier: str) -> None:
    books = load_all(ROOT / "playbooks")
    store = connect(address, OPTIONS)
    texting = Texting(
        store, books, now, "https://bantam.example", carrier=Twilio(ACCOUNT, TOKEN, base=carrier, timeout=2.0),
        line=LINE, pace=1e9, lease=timedelta(seconds=3),
    )  # fmt: skip
    turns = Turns(store, echo, lambda name: business_of(books[name], lambda lead: lead), now, senders={"sms": SEND})
    retry = Retry(attempts=60, first=0.2, cap=2.0)
    store.jobs.register({TURN: Task(turns.answer, retry), SEND: Task(Deliveries(texting).deliver, retry)})
    await store.jobs.work()


if __name__ == "__main__":
    os.nice(GIVES_WAY)  # as `bantam worker`
    asyncio.run(work(sys.argv[1], sys.argv[2]))
