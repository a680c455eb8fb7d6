"""The benchmarks: medians and spread, on this machine."""

import asyncio
import contextlib
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from evals.bench.console import as_result, measure_console
from evals.bench.reader import measure_reader
from evals.bench.remote import measure_remote
from evals.bench.storm import FULL, SMALL, Size, measure_storm
from evals.bench.tokens import SHORT, counter, measure_tokens
from evals.bench.world import bench_bantam, talk
from service.loop import run

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


def _tokens() -> dict[str, Any]:
    """Prompt tokens of a turn; with the sum of eight turns, and what skipping sure readings saves of it."""
    taken = [float(count) for count in measure_tokens()]
    skipped = measure_tokens(skip_reading=True, turns=SHORT)
    more = {"counted": counter()[0], "of_8_turns": sum(taken[:SHORT]), "of_turn_64": taken[-1],
            "of_8_turns_skipping": float(sum(skipped))}  # fmt: skip
    return spread(taken, "tokens") | more


def _remote() -> dict[str, Any]:
    """Our own milliseconds of a turn around the 8th; with the 64th, and the way of the first word."""
    measured = measure_remote()
    late, first = spread(measured.late, "ms"), spread(measured.first_word, "ms")
    early = spread(measured.early, "ms")
    return early | {"at_turn_64": late, "first_word": first, "growth": round(late["median"] / early["median"], 2)}


def _sms(size: Size) -> dict[str, Any]:
    """Milliseconds until a webhook is acknowledged, in a storm after which every text was answered exactly once."""
    taken, quiet, told = run(measure_storm(size))
    return spread(taken, "ms") | {"quiet": spread(quiet, "ms")} | told


BENCHES: dict[str, Callable[[], dict[str, Any]]] = {
    "turn": lambda: run(_turn()),
    "throughput": lambda: run(_throughput()),
    "tokens": _tokens,
    "remote": _remote,
    "sms": lambda: _sms(SMALL),
    "sms-full": lambda: _sms(FULL),
    "console": lambda: as_result(run(measure_console()), spread),
    "reader": lambda: spread(measure_reader(), "ms"),
}


def run_benches(names: list[str]) -> dict[str, Any]:
    """Run these one after the other and print a table."""
    table = Table("benchmark", "median", "p5", "p95", "unit", "runs", box=None, header_style="dim", pad_edge=False)
    results = {}
    for name in names:
        results[name] = BENCHES[name]()
        row = results[name]
        for label, line in _lines(name, row):
            table.add_row(label, *(str(line.get(key, "")) for key in ("median", "p5", "p95", "unit", "runs")))
    Console(highlight=False).print(table)
    return results


def _lines(name: str, row: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A result's own line, and one for each figure that belongs to it."""
    yield name, row
    for key, value in row.items():
        if isinstance(value, dict):
            yield f"  {key.replace('_', ' ')}", value
        elif key not in ("median", "p5", "p95", "unit", "runs"):
            yield f"  {key.replace('_', ' ')}", {"median": value}
