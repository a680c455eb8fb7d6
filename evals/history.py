"""Keeps what runs came to in the lead store, and tells how the numbers moved."""

import asyncio
import hashlib
import json
import os
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from crm_store import evaluations
from crm_store.errors import StoreError
from crm_store.evaluations import Evaluated
from crm_store.ids import new_id
from crm_store.store import open_store
from evals.grade import COSTLY
from evals.key_numbers import key_numbers
from evals.made_of import ROOT
from service.settings import Settings

PATIENCE = 5.0
"""Seconds that a store may take which nobody asked for."""
Reports = Mapping[str, Mapping[str, Any]]


def rows_of(reports: Reports, at: datetime) -> list[tuple[Evaluated, list[dict[str, Any]]]]:
    """A row for each suite of one run, and the cases that belong to it."""
    run_id = new_id("er")
    return [(_row(run_id, name, report, at), report["cases"]) for name, report in reports.items()]


def _row(run_id: str, suite: str, report: Mapping[str, Any], at: datetime) -> Evaluated:
    made = report["made_with"]
    books = {name.removeprefix("playbook "): found for name, found in made.items() if name.startswith("playbook ")}
    usage = {**report["usage"], "seconds": (report.get("times") or {}).get("work", 0.0)}
    return Evaluated(
        run_id=run_id, at=at, suite=suite, model=made["model"], prompts=made["prompts"], code=made["code"],
        version=version(), cases=cases_hash(report["cases"]), playbooks=books, runs=report["numbers"]["runs"],
        holds=all(gate["held"] for gate in report["gates"]), gates=report["gates"], numbers=key_numbers(report),
        costly={kind: report["costly"][kind] for kind in COSTLY}, usage=usage,
    )  # fmt: skip


def cases_hash(cases: Sequence[Mapping[str, Any]]) -> str:
    """Stands for what was asked and wanted, whatever came of it: two runs with another hash do not compare."""
    told = [[case["id"], case["repeat"], case["case"]] for case in cases]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def version() -> str:
    """Bantam's version as the project's own file has it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def is_at_hand(settings: Settings) -> bool:
    """Whether a store can be written without starting one: a database is named, or the embedded one runs already."""
    return settings.database_url is not None or _is_running(settings.bantam_home / "pg" / "postmaster.pid")


def _is_running(pid_file: Path) -> bool:
    try:
        os.kill(int(pid_file.read_text(encoding="utf-8").split()[0]), 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


async def keep(reports: Reports, settings: Settings, *, asked: bool) -> str | None:
    """Keep the reports. `asked`: somebody wants it done, so a store is started and migrated, and a fault is raised.

    Otherwise a store that cannot be used costs the run nothing; what is wrong with it comes back as a sentence.
    """
    try:
        async with (
            asyncio.timeout(None if asked else PATIENCE),
            open_store(settings.database_url, settings.bantam_home, migrate=asked, pool=1) as store,
            store.transaction() as connection,
        ):
            for row, cases in rows_of(reports, settings.clock()):
                await evaluations.keep(connection, row, cases)
    except StoreError as error:
        if asked:
            raise
        return f"not kept in the history: {error}"
    except Exception as error:
        if asked:
            raise
        return f"not kept in the history: {type(error).__name__}. `bantam eval --keep` brings the database up to date."
    return None


async def kept(settings: Settings, each: int, suites: Sequence[str]) -> list[Evaluated]:
    """The last `each` runs of every suite, or of those named. Raises StoreError."""
    async with open_store(settings.database_url, settings.bantam_home, pool=1) as store, store.reading() as connection:
        return await evaluations.recent(connection, each, suites)
