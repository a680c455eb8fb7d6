"""Results of evaluation runs, a row per run and suite: what was run, with what, and which numbers came of it."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, func, insert, select, text, update

from crm_store.columns import json as json_column
from crm_store.columns import key, metadata, moment, words
from crm_store.ids import new_id
from crm_store.rows import columns, every, only, values_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

WHOLE = 50
"""So many runs of a suite keep their cases and transcripts; older ones keep their numbers."""

evaluations = Table(
    "evaluations",
    metadata,
    key(),
    Column("run_id", Text, nullable=False, index=True),
    moment("at"),
    Column("suite", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("prompts", Text, nullable=False),
    Column("code", Text, nullable=False),
    words("version", default=""),
    Column("cases", Text, nullable=False),
    json_column("playbooks"),
    Column("runs", Integer, nullable=False),
    Column("holds", Boolean, nullable=False),
    json_column("gates"),
    json_column("numbers"),
    json_column("costly"),
    json_column("usage"),
    Column("report", LargeBinary, nullable=True),
    Index("ix_evaluations_suite", "suite", text("id DESC")),
)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A suite run once, without its cases. Hashes: 16 hex digits and more; `usage`: calls, tokens, US dollars, seconds.

    `numbers`: by name {"value", "low", "high", "of"}, the 95 % interval and out of how many; without an interval
    where a number has none. `gates`: {"gate", "value", "held"}. `costly`: how often each costly mistake was made.
    """

    run_id: str
    at: datetime
    suite: str
    model: str
    prompts: str
    code: str
    version: str
    cases: str
    playbooks: dict[str, str]
    runs: int
    holds: bool
    gates: list[dict[str, Any]]
    numbers: dict[str, dict[str, Any]]
    costly: dict[str, int]
    usage: dict[str, Any]
    id: str = ""


def changed_since(before: Evaluated | None, run: Evaluated) -> list[str]:
    """What two runs were made with that differs: model, prompts, code, version, cases, playbooks."""
    if before is None:
        return []
    parts = ("model", "prompts", "code", "version", "cases")
    books = sorted(set(before.playbooks.items()) ^ set(run.playbooks.items()))
    names = dict.fromkeys(f"playbook {name}" for name, _ in books)
    return [*(part for part in parts if getattr(before, part) != getattr(run, part)), *names]


async def keep(connection: "AsyncConnection", run: Evaluated, cases: Sequence[Any]) -> str:
    """Keep one suite's result with its cases, and let go of the cases of its oldest runs. Returns the row's id."""
    kept = replace(run, id=new_id("ev"))
    packed = zlib.compress(json.dumps(cases, ensure_ascii=False).encode("utf-8", "replace"))
    await connection.execute(insert(evaluations).values(**values_of(kept), report=packed))
    mine = evaluations.c.suite == run.suite
    newest = select(evaluations.c.id).where(mine).order_by(evaluations.c.id.desc()).limit(WHOLE)
    is_old = evaluations.c.id.not_in(newest) & evaluations.c.report.is_not(None)
    await connection.execute(update(evaluations).where(mine, is_old).values(report=None))
    return kept.id


async def recent(connection: "AsyncConnection", each: int, suites: Sequence[str] = ()) -> list[Evaluated]:
    """The last `each` runs of every suite, or of those named: by suite, oldest first."""
    place = func.row_number().over(partition_by=evaluations.c.suite, order_by=evaluations.c.id.desc())
    ranked = select(evaluations.c.id, place.label("place"))
    if suites:
        ranked = ranked.where(evaluations.c.suite.in_(suites))
    inner = ranked.subquery()
    query = (
        select(*columns(evaluations, Evaluated))
        .join(inner, inner.c.id == evaluations.c.id)
        .where(inner.c.place <= each)
        .order_by(evaluations.c.suite, evaluations.c.id)
    )
    return every(await connection.execute(query), Evaluated)


async def one(connection: "AsyncConnection", evaluation_id: str) -> Evaluated | None:
    query = select(*columns(evaluations, Evaluated)).where(evaluations.c.id == evaluation_id)
    return only(await connection.execute(query), Evaluated)


async def before(connection: "AsyncConnection", run: Evaluated) -> Evaluated | None:
    """The run of the same suite before this one."""
    query = (
        select(*columns(evaluations, Evaluated))
        .where(evaluations.c.suite == run.suite, evaluations.c.id < run.id)
        .order_by(evaluations.c.id.desc())
        .limit(1)
    )
    return only(await connection.execute(query), Evaluated)


async def cases_of(connection: "AsyncConnection", evaluation_id: str) -> list[dict[str, Any]] | None:
    """The cases with their transcripts, as `bantam eval --json` has them; None where they were let go."""
    packed = await connection.scalar(select(evaluations.c.report).where(evaluations.c.id == evaluation_id))
    if packed is None:
        return None
    found: list[dict[str, Any]] = json.loads(zlib.decompress(packed))
    return found
