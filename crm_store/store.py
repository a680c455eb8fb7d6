"""The store as one object: the database, its events and its jobs. Wired here, passed to whoever needs it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crm_store.events import Listener
from crm_store.jobs import JobOptions, Jobs

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


@dataclass(frozen=True)
class Store:
    """Everything that outlives a process. `url`: the database's address, with its password if it has one."""

    url: str
    engine: "AsyncEngine"
    jobs: Jobs
    listener: Listener

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator["AsyncConnection"]:
        """All that is done on the connection is committed at the end of the block, or nothing if it raises."""
        async with self.engine.begin() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator["AsyncConnection"]:
        """For queries that change nothing, and for events that need no commit: every statement for itself."""
        async with self.engine.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")


def connect(url: str, jobs: JobOptions | None = None, pool: int = 10) -> Store:
    """The store at `url`. Connects on first use; `close` it in the end."""
    from crm_store.engine import engine_of, libpq_url

    engine, conninfo = engine_of(url, pool), libpq_url(url)
    return Store(url, engine, Jobs(conninfo, engine, jobs or JobOptions()), Listener(conninfo))


async def close(store: Store) -> None:
    """Let go of every connection."""
    await store.listener.close()
    await store.engine.dispose()


@contextlib.asynccontextmanager
async def open_store(
    url: str | None, home: Path, jobs: JobOptions | None = None, *, migrate: bool = True, pool: int = 10
) -> AsyncIterator[Store]:
    """The store at `url`, or where there is none the embedded one under `home`/pg; checked and migrated.

    Raises a StoreError with a sentence and a remedy where that is not possible.
    """
    from crm_store.embedded import Embedded
    from crm_store.engine import check
    from crm_store.schema import upgrade

    embedded = None if url else Embedded(home / "pg")
    address = url or ""
    if embedded is not None:
        address = await asyncio.to_thread(embedded.start)
    try:
        store = connect(address, jobs, pool)
        try:
            await check(store.engine)
            if migrate:
                await upgrade(store.engine)
            yield store
        finally:
            await close(store)
    finally:
        if embedded is not None:
            await asyncio.to_thread(embedded.stop)
