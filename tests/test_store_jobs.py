"""Jobs: in with the commit, one at a time per lock, tried again, given up, taken over from the dead."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from crm_store.errors import DatabaseUnreachable, explain
from crm_store.jobs import GiveUp, Later, Periodic, Retry, Task
from crm_store.store import Store
from support_turns import cut_connections, is_idle, turns_of, until, working


async def counts(store: Store) -> dict[str, int]:
    async with store.reading() as connection:
        return await store.jobs.counts(connection)


async def enqueue(store: Store, **args: object) -> None:
    async with store.transaction() as connection:
        await store.jobs.enqueue(connection, "note", args)


async def test_job_of_a_transaction_that_fails_does_not_exist(store: Store) -> None:
    async def enqueue_and_fail() -> None:
        async with store.transaction() as connection:
            await store.jobs.enqueue(connection, "note", {"n": 1})
            raise RuntimeError("no commit")

    with pytest.raises(RuntimeError):
        await enqueue_and_fail()
    assert await counts(store) == {}


async def test_jobs_are_done_with_their_arguments_and_leave_nothing_behind(store: Store) -> None:
    done: list[int] = []

    async def note(n: int) -> None:
        done.append(n)

    store.jobs.register({"note": Task(note)})
    async with working(store, turns_of(store)):
        for n in range(5):
            await enqueue(store, n=n)
        await until(lambda: is_idle(store))
    assert sorted(done) == [0, 1, 2, 3, 4]
    assert await counts(store) == {}


async def test_failing_job_is_tried_as_often_as_its_policy_says_and_stays_visible(store: Store) -> None:
    tries = 0

    async def note() -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError("no")

    store.jobs.register({"note": Task(note, Retry(attempts=4, first=0.0))})
    async with working(store, turns_of(store)):
        await enqueue(store)
        await until(lambda: is_idle(store))
    assert tries == 4
    assert await counts(store) == {"failed": 1}


async def test_job_that_gives_up_is_not_tried_again(store: Store) -> None:
    tries = 0

    async def note() -> None:
        nonlocal tries
        tries += 1
        raise GiveUp

    store.jobs.register({"note": Task(note)})
    async with working(store, turns_of(store)):
        await enqueue(store)
        await until(lambda: is_idle(store))
    assert tries == 1
    assert await counts(store) == {"failed": 1}


async def test_job_that_says_later_waits_for_its_time(store: Store) -> None:
    tries, tomorrow = asyncio.Event(), datetime.now(UTC) + timedelta(days=1)

    async def note() -> None:
        tries.set()
        raise Later(tomorrow)

    async def waits() -> bool:
        query = text("SELECT scheduled_at FROM procrastinate_jobs WHERE status = 'todo'")
        async with store.reading() as connection:
            return bool(await connection.scalar(query) == tomorrow)

    store.jobs.register({"note": Task(note)})
    async with working(store, turns_of(store)):
        await enqueue(store)
        await tries.wait()
        await until(waits)


@pytest.mark.parametrize(
    ("retry", "waits"),
    [
        (Retry(attempts=5, first=1.0, factor=2.0, cap=5.0), [1.0, 2.0, 4.0, 5.0, None]),
        (Retry(attempts=1), [None]),
        (Retry(attempts=10_000, first=1.0, cap=60.0), [1.0]),
    ],
)
def test_waits_grow_up_to_a_cap_and_end(retry: Retry, waits: list[float | None]) -> None:
    assert [retry.wait(attempts) for attempts in range(len(waits))] == waits
    assert retry.attempts < 100 or retry.wait(5000) == 60.0


async def test_later_wait_does_not_count_as_a_failure(store: Store) -> None:
    tries = 0

    async def note() -> None:
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise Later(datetime.now(UTC))

    store.jobs.register({"note": Task(note, Retry(attempts=1))})
    async with working(store, turns_of(store)):
        await enqueue(store)
        await until(lambda: is_idle(store))
    assert tries == 4
    assert await counts(store) == {}


async def test_job_of_a_dead_worker_is_handed_to_a_living_one(store: Store) -> None:
    done = asyncio.Event()

    async def note() -> None:
        done.set()

    await enqueue(store)
    async with store.transaction() as connection:  # a worker took it and was never heard of again
        await connection.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        )
        await connection.execute(
            text("SELECT procrastinate_fetch_job_v2(NULL, (SELECT max(id) FROM procrastinate_workers))")
        )
    assert await counts(store) == {"doing": 1}
    store.jobs.register({"note": Task(note)})
    async with working(store, turns_of(store)):
        await asyncio.wait_for(done.wait(), 30)
        await until(lambda: is_idle(store))


async def test_worker_outlives_a_database_that_cuts_every_connection(store: Store) -> None:
    done: list[int] = []

    async def note(n: int) -> None:
        done.append(n)

    store.jobs.register({"note": Task(note)})
    async with working(store, turns_of(store)):
        await enqueue(store, n=1)
        await until(lambda: is_idle(store))
        await cut_connections(store.url)
        with pytest.raises(OperationalError) as caught:
            await enqueue(store, n=2)
        assert isinstance(explain(caught.value), DatabaseUnreachable), "whoever asked is told, and may try again"
        await enqueue(store, n=2)
        await until(lambda: is_idle(store))
    assert done == [1, 2]


async def test_worker_that_is_stopped_while_the_database_is_away_stops(store: Store) -> None:
    async with working(store, turns_of(store)):
        await until(lambda: is_registered(store))
        await cut_connections(store.url)


async def is_registered(store: Store) -> bool:
    async with store.reading() as connection:
        return bool(await connection.scalar(text("SELECT count(*) FROM procrastinate_workers")))


async def test_periodic_job_is_put_in_by_itself(store: Store) -> None:
    ran = asyncio.Event()

    async def sweep() -> None:
        ran.set()

    store.jobs.register({}, periodic={"sweep": Periodic(sweep, "* * * * * *")})
    async with working(store, turns_of(store)):
        await asyncio.wait_for(ran.wait(), 30)


async def test_old_failed_jobs_are_cleared_away_and_young_ones_kept(store: Store) -> None:
    for n in range(2):
        await enqueue(store, n=n)
    async with store.transaction() as connection:
        await connection.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
        await connection.execute(
            text(
                "UPDATE procrastinate_events SET at = now() - interval '15 days' "
                "WHERE job_id = (SELECT min(id) FROM procrastinate_jobs)"
            )
        )
    async with store.jobs.app.open_async():
        await store.jobs.recover(clean_up=True)
    assert await counts(store) == {"failed": 1}
