"""Who is not called again: a model that cannot be had, alone; a provider that ails, with all its models."""

from typing import Any

import pytest

from agent.breaker import COOLDOWN, FAILURES, Breakers
from agent.dialogue import TurnResult
from agent.turn import run_turn
from crm_store.store import Store
from evals.bench.openai_server import Play, ScriptedServer
from service.wiring import Bantam
from support_core import playbook, snapshot
from support_openai import EMBEDDED, READING, Script, bantam_with, error, serving

FIRST, SECOND = "openai:scripted", "openai:second"


async def answered(bantam: Bantam) -> TurnResult:
    """One turn, without the store around it."""

    async def unheard(text: str) -> None:
        return None

    return await run_turn(bantam.agent, snapshot("we have around 20k a year for it"), playbook(), unheard)


def outcomes(result: TurnResult, step: str = "understand") -> list[tuple[str, str]]:
    return [(call.model, call.outcome) for call in result.trace.calls if call.step == step]


def only_first(play: Play) -> Any:
    """The first model plays this, the second one answers."""
    echo = Script()
    return lambda body: play if body["model"] == "scripted" else echo(body)


def two_models(store: Store, server: ScriptedServer) -> Bantam:
    return bantam_with(store, server, bantam_fallback_model=SECOND)


async def test_refused_key_is_not_tried_with_the_providers_other_model(store: Store) -> None:
    async with serving(Script(reads=error(401, "invalid_api_key"), speaks=error(401, "invalid_api_key"))) as server:
        bantam = two_models(store, server)
        first, second = await answered(bantam), await answered(bantam)
        assert len(server.asked) == 1
    assert outcomes(first) == [(FIRST, "denied"), (SECOND, "ailing"), (EMBEDDED, "ok")]
    assert outcomes(second) == [(FIRST, "breaker_open"), (SECOND, "breaker_open"), (EMBEDDED, "ok")]


async def test_provider_that_refuses_connections_is_left_alone_with_all_its_models(store: Store) -> None:
    async with serving(Script()) as server:
        pass  # closed again: its port refuses connections
    bantam = two_models(store, server)
    first, second, third = [await answered(bantam) for _ in range(3)]
    assert outcomes(first) == [(FIRST, "unreachable")] * 2 + [(SECOND, "ailing"), (EMBEDDED, "ok")]
    assert outcomes(second) == [(FIRST, "unreachable"), (SECOND, "ailing"), (EMBEDDED, "ok")]
    assert outcomes(third) == [(FIRST, "breaker_open"), (SECOND, "breaker_open"), (EMBEDDED, "ok")]


@pytest.mark.parametrize("failure", ["500", "503", "504", "connection cut before the answer"])
async def test_failures_of_all_its_models_add_up_to_the_providers_own(store: Store, failure: str) -> None:
    play, kind = READING[failure]
    async with serving(Script(reads=play, speaks=play)) as server:
        bantam = two_models(store, server)
        while len(server.asked) < FAILURES:
            assert outcomes(await answered(bantam))[0] == (FIRST, kind)
        last = await answered(bantam)
        assert len(server.asked) == FAILURES
    assert outcomes(last) == [(FIRST, "breaker_open"), (SECOND, "breaker_open"), (EMBEDDED, "ok")]


@pytest.mark.parametrize("failure", ["404 no such model", "429 with a long Retry-After"])
async def test_model_that_cannot_be_had_is_left_alone_and_the_providers_other_model_answers(
    store: Store, failure: str
) -> None:
    play, kind = READING[failure]
    async with serving(only_first(play)) as server:
        bantam = two_models(store, server)
        first, second = await answered(bantam), await answered(bantam)
    assert outcomes(first) == [(FIRST, kind), (SECOND, "ok")]
    assert outcomes(second) == [(FIRST, "breaker_open"), (SECOND, "ok")]


@pytest.mark.parametrize("failure", ["context overflow", "content filter as an error", "refusal", "400"])
async def test_failure_over_one_message_leaves_nobody_alone(store: Store, failure: str) -> None:
    play, kind = READING[failure]
    async with serving(only_first(play)) as server:
        bantam = two_models(store, server)
        results = [await answered(bantam) for _ in range(FAILURES + 1)]
    assert [outcomes(result)[0] for result in results] == [(FIRST, kind)] * (FAILURES + 1)


async def test_model_that_fails_beside_one_that_answers_is_left_alone_by_itself(store: Store) -> None:
    async with serving(only_first(READING["500"][0])) as server:
        bantam = two_models(store, server)
        for _ in range(FAILURES):
            last = await answered(bantam)
    assert outcomes(last) == [(FIRST, "breaker_open"), (SECOND, "ok")]


def test_providers_are_told_apart() -> None:
    breakers = Breakers()
    breakers.of("a", "one").fail(0, is_shared=True, at_once=True)
    assert not breakers.of("b", "one").allows(1)
    assert breakers.of("c", "two").allows(1)


def test_one_call_probes_for_all_models_of_a_provider() -> None:
    breakers = Breakers()
    breakers.of("a", "one").fail(0, is_shared=True, at_once=True)
    assert breakers.of("b", "one").allows(COOLDOWN)
    assert not breakers.of("a", "one").allows(COOLDOWN)
    breakers.of("b", "one").succeed()
    assert breakers.of("a", "one").allows(COOLDOWN)


def test_model_at_rest_does_not_use_up_its_providers_probe() -> None:
    breakers = Breakers()
    breakers.of("a", "one").fail(0, is_shared=False, at_once=True, wait=120)
    breakers.of("b", "one").fail(0, is_shared=True, at_once=True)
    assert not breakers.of("a", "one").allows(COOLDOWN)
    assert breakers.of("b", "one").allows(COOLDOWN)


def test_answer_about_one_model_shows_that_its_provider_lives() -> None:
    breakers = Breakers()
    for _ in range(FAILURES - 1):
        breakers.of("a", "one").fail(0, is_shared=True)
    breakers.of("a", "one").fail(0, is_shared=False)
    assert not breakers.of("a", "one").allows(1)
    assert breakers.of("b", "one").allows(1)
