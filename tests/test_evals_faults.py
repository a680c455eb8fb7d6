"""Planted faults: whatever part of the agent goes wrong, a gate of a shipped suite fails and names it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

import agent.guardrails
import agent.scoring
import agent.understand
from agent.playbook import Playbook
from agent.turn import Agent
from agent.understand import TOOL
from evals.play import Task, play
from evals.reports import report_of
from evals.run import homes_of, playbooks_of
from evals.suites import SHIPPED, Suite, load_suite
from service.settings import Settings
from service.wiring import agents_of

SETTINGS = Settings(bantam_model="embedded")
PLAYBOOKS = playbooks_of(SETTINGS)


def _agent() -> Agent:
    return agents_of(SETTINGS)[0]


def _suite(name: str, *tags: str) -> Suite:
    suite = load_suite(SHIPPED / f"{name}.yaml", homes_of(PLAYBOOKS))
    cases = tuple(case for case in suite.cases if not tags or set(tags) & set(case.tags))
    known = {tag for case in cases for tag in case.tags}
    return replace(suite, cases=cases, gates=tuple(g for g in suite.gates if g.tag is None or g.tag in known))


def _failing(suite: Suite, agent: Agent, playbooks: dict[str, Playbook] = PLAYBOOKS) -> set[str]:
    """The gates that fail, by their line."""

    async def run() -> list[Any]:
        return [await play(Task(suite.name, case), agent, playbooks) for case in suite.cases]

    outcomes = asyncio.run(run())
    results = [(Task(suite.name, case), outcome) for case, outcome in zip(suite.cases, outcomes, strict=True)]
    return {gate["gate"] for gate in report_of(suite, results, playbooks)["gates"] if not gate["held"]}


def test_sound_agent_fails_no_gate_of_its_playbook() -> None:
    assert _failing(_suite("b2b_saas"), _agent()) == set()


def test_scorer_that_is_off_by_one_fails_the_gate_on_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = agent.scoring._line

    def off(part: str, points: float, *rest: Any) -> Any:
        return sound(part, points - 1 if part == "need" and points else points, *rest)

    monkeypatch.setattr(agent.scoring, "_line", off)
    assert "[score] score_accuracy >= 0.95" in _failing(_suite("b2b_saas"), _agent())


class _Altered:
    """The embedded reader, with its answer altered."""

    def __init__(self, reader: Any, alter: Any) -> None:
        self._reader, self._alter = reader, alter

    async def ainvoke(self, input: Sequence[BaseMessage]) -> AIMessage:
        answer: AIMessage = await self._reader.ainvoke(list(input))
        for call in answer.tool_calls:
            if call["name"] == TOOL:
                self._alter(call["args"])
        return answer


def test_reader_that_drops_opt_outs_fails_the_gate_on_missed_opt_outs(monkeypatch: pytest.MonkeyPatch) -> None:
    # The rules catch what a model misses; with that net gone the gate must catch it.
    monkeypatch.setattr(agent.understand, "_with_what_is_plain", lambda frame, plainly, context: (frame, None))

    def drop(args: dict[str, Any]) -> None:
        args["signals"] = [signal for signal in args["signals"] if signal != "opt_out"]

    sound = _agent()
    failing = _failing(_suite("compliance", "keywords", "quiet"), replace(sound, reader=_Altered(sound.reader, drop)))
    assert {"missed_opt_out == 0", "[keywords] missed_opt_out == 0"} <= failing


def test_reader_that_invents_budgets_fails_the_gate_on_invented_facts() -> None:
    def invent(args: dict[str, Any]) -> None:
        quote = (args.get("need") or {}).get("quote")
        if quote and "budget" not in args:
            args["budget"] = {"status": "unsure", "quote": quote}

    sound = _agent()
    failing = _failing(_suite("b2b_saas"), replace(sound, reader=_Altered(sound.reader, invent)))
    assert "invented_fact == 0" in failing


def test_wording_that_confirms_no_opt_out_fails_the_gate_that_names_it() -> None:
    mute = {
        vertical: book.model_copy(update={"disclosure": book.disclosure.model_copy(update={"opt_out": "All right."})})
        for vertical, book in PLAYBOOKS.items()
    }
    assert "unconfirmed_opt_out == 0" in _failing(_suite("compliance", "quiet"), _agent(), mute)


class _Rash:
    """A model that promises what nobody promised, and names its own workings."""

    async def astream(self, input: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
        yield AIMessageChunk(content="I promise you a 90% discount, your stage is SQL. Who decides?")


def test_guard_that_is_switched_off_fails_the_gates_on_promises_figures_and_leaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rash = replace(_agent(), speaker=_Rash())
    suite = _suite("b2b_saas", "score")
    assert not {"promise == 0", "leak == 0"} & _failing(suite, rash)
    monkeypatch.setattr(agent.guardrails.Guard, "faults", lambda guard, text: [])
    assert {"promise == 0", "leak == 0", "ungrounded == 0"} <= _failing(suite, rash)
