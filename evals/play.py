"""Plays one case against an agent and says what came of it. Never raises for a case: what breaks is its outcome."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.playbook import Playbook
from agent.turn import Agent
from evals.cases import Case, ConversationCase, UtteranceCase
from evals.outcome import Outcome, calls_of, end_of
from evals.simulate import Lead, converse, read_message


@dataclass(frozen=True)
class Task:
    """One case of one suite, for the n-th time (from 0)."""

    suite: str
    case: Case
    repeat: int = 0

    @property
    def key(self) -> tuple[str, str, int]:
        return self.suite, self.case.id, self.repeat


LeadOf = Callable[[ConversationCase, int], Lead | None]
"""Who plays the lead of a case; None: its script."""


async def play(task: Task, agent: Agent, playbooks: Mapping[str, Playbook], lead_of: LeadOf | None = None) -> Outcome:
    """Run one task. `playbooks` by vertical."""
    started = time.perf_counter()
    case = task.case
    head = {"suite": task.suite, "id": case.id, "repeat": task.repeat}
    try:
        playbook = playbooks[case.vertical]
        if isinstance(case, UtteranceCase):
            read = await read_message(case, agent, playbook)
            return Outcome(**head, end={"frame": read["frame"]}, calls=1, **_usage(read), seconds=_since(started))
        lead = lead_of(case, task.repeat) if lead_of is not None else None
        world = await converse(case, agent, playbook, lead)
    except Exception as error:
        return Outcome(**head, error=f"{type(error).__name__}: {error}"[:400], seconds=_since(started))
    calls = calls_of(world)
    return Outcome(
        **head,
        end=end_of(world) | ({"played": True} if lead is not None else {}),
        calls=len(calls),
        tokens_in=sum(call.tokens_in for call in calls),
        tokens_out=sum(call.tokens_out for call in calls),
        slowest_turn=round(max((sum(c.ms for c in r.trace.calls) / 1000 for r in world.results), default=0.0), 3),
        seconds=_since(started),
    )


def _usage(read: Mapping[str, object]) -> dict[str, int]:
    usage = read.get("usage")
    return dict(usage) if isinstance(usage, dict) else {}


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)
