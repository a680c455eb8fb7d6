"""Runs tasks over processes, in an order that does not show: the same outcomes whatever finished first."""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from agent.models import EMBEDDED
from agent.playbook import Playbook
from agent.playbook_file import load_all
from agent.turn import Agent
from evals.case_files import Home, Homes
from evals.cases import Case
from evals.cost import Meter
from evals.journal import Journal
from evals.outcome import Outcome
from evals.play import LeadOf, Task, play
from service.settings import Settings
from service.wiring import agents_of

CHUNK = 12
FEW = 60
"""So few tasks are played in this process: starting others would take longer."""


@dataclass(frozen=True)
class Plan:
    """How tasks are run. `concurrency`: calls of a remote model that may be under way in one process."""

    settings: Settings
    workers: int = 0
    """0: as many as there are processors."""
    concurrency: int = 8
    cache: Path | None = None
    leads: str | None = None
    """The model that plays the leads, where they are not scripted."""
    prompts: Path | None = None


Done = Callable[[int], None]


def playbooks_of(settings: Settings) -> dict[str, Playbook]:
    """The playbooks by vertical; the first by name where two serve the same."""
    found: dict[str, Playbook] = {}
    for _, playbook in sorted(load_all(settings.bantam_playbooks).items()):
        found.setdefault(playbook.vertical, playbook)
    return found


def homes_of(playbooks: dict[str, Playbook]) -> Homes:
    """Country and currency of each vertical, which YAML cases need not repeat."""
    return {vertical: Home(p.business.country, p.business.currency) for vertical, p in playbooks.items()}


@dataclass
class _Worker:
    agent: Agent
    playbooks: dict[str, Playbook]
    lead_of: LeadOf | None
    concurrency: int

    @classmethod
    def of(cls, plan: Plan) -> "_Worker":
        # What a model cannot do is to be seen, so no other one stands in for it.
        agent = replace(agents_of(plan.settings)[0], fallbacks=())
        if plan.prompts is not None:
            agent = replace(agent, endurance=replace(agent.endurance, prompts=plan.prompts))
        lead_of = None
        if plan.leads is not None:
            from evals.persona import leads_played_by

            lead_of = leads_played_by(plan.leads, plan.settings)
        if plan.cache is not None and agent.model != EMBEDDED:
            from evals.call_cache import CallCache, cached

            agent = cached(agent, CallCache(plan.cache))
        return cls(agent, playbooks_of(plan.settings), lead_of, 1 if agent.model == EMBEDDED else plan.concurrency)

    async def outcomes(self, tasks: Sequence[Task]) -> list[Outcome]:
        slots = asyncio.Semaphore(self.concurrency)

        async def one(task: Task) -> Outcome:
            async with slots:
                return await _repeated(task, self)

        return list(await asyncio.gather(*(one(task) for task in tasks)))


async def _repeated(task: Task, worker: _Worker) -> Outcome:
    from evals.call_cache import REPEAT

    REPEAT.set(task.repeat)
    return await play(task, worker.agent, worker.playbooks, worker.lead_of)


_worker: _Worker | None = None
_runner: asyncio.Runner | None = None
"""One loop for all chunks of a process: a remote model's connections belong to the loop that opened them."""


def _start(plan: Plan) -> None:
    global _worker, _runner
    _worker, _runner = _Worker.of(plan), asyncio.Runner()


def _chunk(tasks: Sequence[Task]) -> list[Outcome]:
    if _worker is None or _runner is None:
        raise RuntimeError("the process was not started by _start")
    return _runner.run(_worker.outcomes(tasks))


def run_tasks(
    tasks: Sequence[Task], plan: Plan, journal: Journal, meter: Meter, done: Done = lambda count: None
) -> list[Outcome]:
    """The outcome of each task, in the tasks' order. Raises OverCeiling once it has cost too much."""
    known = {task.key: outcome for task in tasks if (outcome := journal.known(task)) is not None}
    done(len(known))
    todo = [task for task in tasks if task.key not in known]
    for chunk, outcomes in _played(todo, plan):
        journal.keep(zip(chunk, outcomes, strict=True))
        known |= {task.key: outcome for task, outcome in zip(chunk, outcomes, strict=True)}
        done(len(chunk))
        meter.add(outcomes)
    return [known[task.key] for task in tasks]


def _played(tasks: Sequence[Task], plan: Plan) -> Iterator[tuple[Sequence[Task], list[Outcome]]]:
    chunks = list(_chunks(tasks))
    workers = min(plan.workers or os.cpu_count() or 1, len(chunks))
    if workers <= 1 or (len(tasks) <= FEW and plan.workers == 0):
        worker = _Worker.of(plan) if chunks else None
        with asyncio.Runner() as runner:
            for chunk in chunks:
                if worker is not None:
                    yield chunk, runner.run(worker.outcomes(chunk))
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (plan,)) as pool:
        futures = {pool.submit(_chunk, chunk): chunk for chunk in chunks}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _chunks(tasks: Sequence[Task]) -> Iterator[Sequence[Task]]:
    for start in range(0, len(tasks), CHUNK):
        yield tasks[start : start + CHUNK]


def with_model(settings: Settings, model: str | None) -> Settings:
    """The same settings with another model; a model that fails in a test is a failure, so nothing stands in for it."""
    return settings if model is None else settings.model_copy(update={"bantam_model": model})


def tasks_of(suite: str, cases: Iterable[Case], repeats: int) -> list[Task]:
    """Each case as often as asked."""
    return [Task(suite, case, repeat) for repeat in range(repeats) for case in cases]
