"""A worker process that can be told at which of its steps it dies. Run as a script with the database's address.

Each line on its standard input is a number: it forks a worker that kills itself (SIGKILL) when it reaches that step,
or never for 0. The steps are every statement it is about to send, every commit before it happens, and every connection
it gives back (a commit that has happened). It says "dead" when such a worker is gone.
"""

import asyncio
import os
import signal
import sys

from sqlalchemy import event

from agent.dialogue import Snapshot, TurnResult
from channels.inbox import TURN
from crm_store.jobs import JobOptions, Task
from crm_store.store import Store, connect
from support_turns import Emit, echo, turns_of


def die_at(store: Store, step: int) -> None:
    """Kill this process, as nothing else could be surprised by, at the `step`-th step."""
    taken = 0

    def one_more(*_: object) -> None:
        nonlocal taken
        taken += 1
        if taken == step:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = store.engine.sync_engine
    for target, name in ((engine, "before_cursor_execute"), (engine, "commit"), (engine.pool, "checkin")):
        event.listen(target, name, one_more)


async def unhurried(snapshot: Snapshot, emit: Emit) -> TurnResult:
    await asyncio.sleep(0)
    return await echo(snapshot, emit)


async def work(address: str, step: int) -> None:
    store = connect(address, JobOptions(concurrency=3, poll=0.02, heartbeat=0.1, stalled_after=0.6))
    if step:
        die_at(store, step)
    store.jobs.register({TURN: Task(turns_of(store, unhurried).answer)})
    await store.jobs.work()


def main() -> None:
    address = sys.argv[1]
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(work(address, int(line)))
        os.waitpid(pid, 0)
        print("dead", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
