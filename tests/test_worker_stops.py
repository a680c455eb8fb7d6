"""A worker that is asked to stop stops, whatever swallows that on the way down."""

import asyncio
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from crm_store.store import Store


async def test_worker_stops_where_a_cancelled_query_comes_back_as_a_fault_of_the_database(store: Store) -> None:
    looking = asyncio.Event()

    async def recover(*, clean_up: bool = False) -> int:
        looking.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as error:
            raise SQLAlchemyError("canceling statement due to user request") from error
        return 0

    jobs = replace(store.jobs, options=replace(store.jobs.options, stalled_after=0.03))
    jobs.recover = recover  # type: ignore[method-assign]
    async with asyncio.timeout(30):
        async with jobs.working():
            await looking.wait()
