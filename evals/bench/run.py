"""The benchmarks: medians and spread, on this machine."""

import asyncio
import contextlib
import statistics
import time
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table

from evals.bench.reader import measure_reader
from evals.bench.world import bench_bantam, talk

CONVERSATIONS = 12
MESSAGES = 8
AT_ONCE = 24
"""Conversations that talk at the same time when throughput is measured."""


def spread(values: list[float], unit: str) -> dict[str, Any]:
    """Median, 5th and 95th percentile of at least two values."""
    cuts = statistics.quantiles(values, n=20)
    return {"median": round(statistics.median(values), 2), "p5": round(cuts[0], 2), "p95": round(cuts[-1], 2),
            "unit": unit, "runs": len(values)}  # fmt: skip


async def _turn() -> dict[str, Any]:
    """From the accepted message to the committed reply as a listener hears of it."""
    taken: list[float] = []
    async with bench_bantam() as bantam:
        for number in range(CONVERSATIONS):
            async with talk(bantam) as conversation:
                for _ in range(MESSAGES):
                    started = time.perf_counter()
                    await conversation.say()
                    if number:  # the first conversation warms up
                        taken.append((time.perf_counter() - started) * 1000)
    return spread(taken, "ms")


async def _throughput() -> dict[str, Any]:
    """Turns a second with many conversations at once, each waiting for its reply before it goes on."""
    async with bench_bantam() as bantam, contextlib.AsyncExitStack() as stack:
        talks = [await stack.enter_async_context(talk(bantam)) for _ in range(AT_ONCE)]
        await talks[0].say()
        rates = []
        for _ in range(3):
            started = time.perf_counter()
            await asyncio.gather(*(_several(conversation.say, MESSAGES) for conversation in talks))
            rates.append(AT_ONCE * MESSAGES / (time.perf_counter() - started))
    return spread(rates, "turns/s")


async def _several(say: Callable[[], Any], times: int) -> None:
    for _ in range(times):
        await say()


BENCHES: dict[str, Callable[[], dict[str, Any]]] = {
    "turn": lambda: asyncio.run(_turn()),
    "throughput": lambda: asyncio.run(_throughput()),
    "reader": lambda: spread(measure_reader(), "ms"),
}


def run_benches(names: list[str]) -> dict[str, Any]:
    """Run these one after the other and print a table."""
    table = Table("benchmark", "median", "p5", "p95", "unit", "runs", box=None, header_style="dim", pad_edge=False)
    results = {}
    for name in names:
        results[name] = BENCHES[name]()
        row = results[name]
        table.add_row(name, *(str(row[key]) for key in ("median", "p5", "p95", "unit", "runs")))
    Console(highlight=False).print(table)
    return results
