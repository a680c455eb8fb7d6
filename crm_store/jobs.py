"""Durable jobs: procrastinate on the same database, so that a job goes in with the commit that wants it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import procrastinate
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

log = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[None]]
_RECOVERY_LOCK = 0x62616E6A6F62


class GiveUp(Exception):
    """Raised by a handler: this job will never succeed, do not try it again."""


class Later(Exception):
    """Raised by a handler: not now, but at `at`, as often as it likes. Failures that follow count it as an attempt."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"not before {at.isoformat()}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Retry:
    """When a failed job is tried again: after `first` seconds, then `factor` times longer each, up to `cap`."""

    attempts: int = 12
    first: float = 1.0
    factor: float = 2.0
    cap: float = 600.0

    def wait(self, attempts: int) -> float | None:
        """Seconds to wait after `attempts` earlier failures, None: give up."""
        if attempts + 1 >= self.attempts:
            return None
        return float(min(self.first * self.factor ** min(attempts, 60), self.cap))


@dataclass(frozen=True, slots=True)
class Task:
    """A handler under the name that jobs call it by; its keyword arguments are the job's."""

    run: Handler
    retry: Retry = Retry()


@dataclass(frozen=True, slots=True)
class Periodic:
    """A handler without arguments, called by `cron` (five fields, UTC), by one worker of all."""

    run: Callable[[], Awaitable[None]]
    cron: str


@dataclass(frozen=True, slots=True)
class JobOptions:
    """Seconds, unless named otherwise. A worker without heartbeat for `stalled_after` is taken for dead."""

    concurrency: int = 8
    poll: float = 0.1
    heartbeat: float = 3.0
    stalled_after: float = 15.0
    grace: float = 10.0
    keep_failed_hours: int = 24 * 14


@dataclass
class Jobs:
    """The queue. Enqueue from anywhere; `register` and `work` make this process a worker."""

    conninfo: str
    engine: "AsyncEngine"
    options: JobOptions = field(default_factory=JobOptions)
    _app: "procrastinate.App | None" = None

    @property
    def app(self) -> "procrastinate.App":
        if self._app is None:
            self._app = _new_app(self.conninfo, self.options)
        return self._app

    async def enqueue(
        self,
        connection: "AsyncConnection",
        task: str,
        args: Mapping[str, Any],
        *,
        lock: str | None = None,
        schedule_at: datetime | None = None,
        priority: int = 0,
    ) -> int:
        """Put a job in with this transaction; returns its number. Jobs of one `lock` run one at a time, in order."""
        raw = await connection.get_raw_connection()
        job = self.app.configure_task(
            task, connection=raw.driver_connection, lock=lock, schedule_at=schedule_at, priority=priority
        )
        return await job.defer_async(**args)

    def register(self, tasks: Mapping[str, Task], periodic: Mapping[str, Periodic] | None = None) -> None:
        """Say what the jobs of each name do. Once, before `work`."""
        for name, task in tasks.items():
            self.app.task(name=name, retry=_strategy(task.retry))(task.run)
        for name, one in (periodic or {}).items():
            self._register_periodic(name, one)

    def _register_periodic(self, name: str, one: Periodic) -> None:
        async def run(timestamp: int) -> None:
            await one.run()

        registered = self.app.task(name=name, queueing_lock=name)(run)
        self.app.periodic(cron=one.cron, periodic_id=name)(registered)

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Jobs are worked in this process while the block runs."""
        worker = asyncio.create_task(self.work(), name="worker")
        try:
            yield
        finally:
            await self._stopped(worker)

    async def _stopped(self, worker: "asyncio.Task[None]") -> None:
        """Ask once, and again where that was lost on the way (seen on a machine under load)."""
        while not worker.done():
            worker.cancel()
            await asyncio.wait({worker}, timeout=self.options.grace + 2)
        if not worker.cancelled():
            worker.result()

    async def work(self) -> None:
        """Work jobs until cancelled; running ones get `grace` seconds to end. Outlives a lost database."""
        pause = 0.2
        async with self.app.open_async(), asyncio.TaskGroup() as group:
            recovery = group.create_task(self._recover_forever(), name="recovery of stalled jobs")
            try:
                while True:
                    started = asyncio.get_running_loop().time()
                    await self._work_once()
                    if _is_asked_to_stop():
                        raise asyncio.CancelledError
                    if asyncio.get_running_loop().time() - started > 30:
                        pause = 0.2
                    log.warning("The worker stopped by itself; starting again in %.1f s", pause)
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 10.0)
            finally:
                recovery.cancel()

    async def _work_once(self) -> None:
        from procrastinate.exceptions import ConnectorException

        options = self.options
        try:
            await self.app.run_worker_async(
                concurrency=options.concurrency,
                fetch_job_polling_interval=options.poll,
                update_heartbeat_interval=options.heartbeat,
                stalled_worker_timeout=options.stalled_after,
                shutdown_graceful_timeout=options.grace,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        except ConnectorException as error:
            if _is_asked_to_stop():
                raise asyncio.CancelledError from error  # asked to stop while the database was away
            log.warning("The worker lost the database: %s", error.__cause__ or error)

    async def _recover_forever(self) -> None:
        from procrastinate.exceptions import ConnectorException
        from sqlalchemy.exc import SQLAlchemyError

        turns = 0
        while True:
            await asyncio.sleep(self.options.stalled_after / 3)
            with contextlib.suppress(ConnectorException, SQLAlchemyError):  # the next round will do
                await self.recover(clean_up=turns % 200 == 0)
                turns += 1
            if _is_asked_to_stop():
                raise asyncio.CancelledError  # a query that was cut off comes back as a fault of the database

    async def recover(self, *, clean_up: bool = False) -> int:
        """Hand the jobs of dead workers to living ones; returns how many. One process at a time does it."""
        from sqlalchemy import text

        async with self.engine.begin() as connection:
            mine = await connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _RECOVERY_LOCK})
            if not mine:
                return 0
            manager = self.app.job_manager
            stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=self.options.stalled_after))
            for job in stalled:
                log.warning("Job %s (%s) lost its worker; handing it to another", job.id, job.task_name)
                await manager.retry_job(job)
            if clean_up:
                hours = self.options.keep_failed_hours
                await manager.delete_old_jobs(
                    nb_hours=hours, include_failed=True, include_cancelled=True, include_aborted=True
                )
            return len(stalled)

    async def counts(self, connection: "AsyncConnection") -> dict[str, int]:
        """How many jobs there are of each status (todo, doing, failed …)."""
        from sqlalchemy import text

        query = text("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")
        return {status: count for status, count in await connection.execute(query)}


def _is_asked_to_stop() -> bool:
    """Whether this task was cancelled, also where something below it has swallowed that."""
    task = asyncio.current_task()
    return task is not None and bool(task.cancelling())


def _new_app(conninfo: str, options: JobOptions) -> "procrastinate.App":
    import procrastinate

    # Taking and finishing a job need not wait for the disk: a job lost in `doing` is found stalled and done again, and
    # a turn that is done again finds nothing unread. What enqueues a job does wait: it is our own transaction.
    connector = procrastinate.PsycopgConnector(
        conninfo=conninfo,
        pool_factory=_unchecked_pool,
        configure=_commit_at_once,
        kwargs={"options": "-c timezone=UTC -c synchronous_commit=off"},
        min_size=1,
        max_size=min(4, options.concurrency + 1),
    )
    return procrastinate.App(connector=connector)


async def _commit_at_once(connection: Any) -> None:
    """Each of procrastinate's statements is one function call: this saves two round trips on every one."""
    await connection.set_autocommit(True)


def _unchecked_pool(**options: Any) -> Any:
    """A pool that does not ask each connection whether it lives: a dead one fails, and `work` starts over."""
    from psycopg_pool import AsyncConnectionPool

    return AsyncConnectionPool(**(options | {"check": None}))


def _strategy(retry: Retry) -> Any:
    from procrastinate import BaseRetryStrategy, RetryDecision
    from procrastinate.jobs import Job

    class Strategy(BaseRetryStrategy):
        def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
            if isinstance(exception, Later):
                return RetryDecision(retry_at=exception.at)
            if isinstance(exception, GiveUp):
                return None
            if isinstance(exception, asyncio.CancelledError):
                return RetryDecision()  # the worker is shutting down: another one takes it at once
            wait = retry.wait(job.attempts)
            return None if wait is None else RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=wait))

    return Strategy()
