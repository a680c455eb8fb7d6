"""What models cost: priced per call, summed per lead, kept within the month's budget; and the breaker."""

import json
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from agent.breaker import COOLDOWN, FAILURES, LONGEST, Breaker
from agent.prices import Price, PriceList, Usage
from agent.spans import span
from channels.api import ApiDeps, api_router
from channels.inbox import accept
from channels.operations import _registry
from crm_store import handoffs, keys, spending
from crm_store.store import Store
from evals.bench.openai_server import Play
from service.commands.leads import cost_line, dossier
from service.model_check import ModelFault, examine_model
from service.settings import Settings
from service.turns import turns_of
from support_openai import EMBEDDED, Script, bantam_with, error, serving, settings_for, tool
from support_turns import NOW
from test_models_failures import TEXT, _snapshot, _unheard, answered, opened_by

PRICES = {"openai:scripted": Price(input=1000, cached=100, output=2000)}
BUDGET = {"status": "stated", "min": 20000, "max": 20000, "currency": "USD", "period": "year", "quote": "20k a year"}
USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100,
         "prompt_tokens_details": {"cached_tokens": 400}}  # fmt: skip


def test_cached_input_has_its_own_price_and_embedded_costs_nothing() -> None:
    prices = PriceList(PRICES)
    assert prices.cost("openai:scripted", Usage(input=1000, cached=400, output=100)) == pytest.approx(0.84)
    assert prices.cost(EMBEDDED, Usage(input=1000, output=100)) == 0
    assert prices.cost("openai:unheard-of", Usage(input=1)) is None
    assert prices.of("openai:gpt-4.1-mini-2025-04-14") == prices.of("openai:gpt-4.1-mini")
    assert prices.of("openai:gpt-4.1-nano-2025-04-14") != prices.of("openai:gpt-4.1")


async def test_cost_of_a_turn_is_counted_from_the_providers_usage_and_summed_by_lead(store: Store) -> None:
    async with serving(Script(reads=tool(json.dumps({"budget": BUDGET}), usage=USAGE))) as server:
        conversation, turn = await answered(bantam_with(store, server, bantam_prices=PRICES))
    (reading, speaking) = turn.trace["calls"]
    assert reading["cost"] == pytest.approx(0.84)
    assert reading["tokens_cached"] == 400
    assert float(turn.cost or 0) == pytest.approx(reading["cost"] + speaking["cost"])
    async with store.reading() as connection:
        spent = await spending.of_lead(connection, conversation.lead_id)
        same = (await spending.by_conversation(connection, conversation.lead_id))[conversation.conversation_id]
        costs = await spending.costs(connection)
    assert spent == same
    assert spent.dollars == pytest.approx(float(turn.cost or 0))
    assert (costs.per_lead, costs.per_qualified) == (spent.dollars, None)
    told = await dossier(store, conversation.lead_id)
    assert told is not None
    assert cost_line(told["cost"]).startswith("1 turns: ")
    metrics = {m.name: m for m in (await _registry(store)).collect()}
    assert metrics["bantam_cost_dollars"].samples[0].value == pytest.approx(spent.dollars)
    assert {s.labels["outcome"] for s in metrics["bantam_model_calls"].samples} == {"ok"}


async def test_programs_and_metrics_are_told_what_a_lead_and_a_qualified_lead_cost(store: Store) -> None:
    async with serving(Script(reads=tool(json.dumps({"budget": BUDGET}), usage=USAGE))) as server:
        bantam = bantam_with(store, server, bantam_prices=PRICES)
        (first, turn), second = await answered(bantam), await opened_by(bantam)
        await accept(store, second.conversation_id, TEXT, "c2", NOW)
        await turns_of(bantam).answer(second.conversation_id)
    async with store.transaction() as connection:
        await handoffs.offer(connection, second.lead_id, second.conversation_id, "sql", "SQL", 80.0, {}, NOW)
        total = (await spending.costs(connection)).spent.dollars
        _, key = await keys.create(connection, "test", NOW)
    deps = ApiDeps(store, bantam.playbooks, lambda: NOW, "https://bantam.example")
    app = FastAPI()
    app.include_router(api_router(deps))
    transport, headers = httpx.ASGITransport(app=app), {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:
        lead = (await client.get(f"/api/leads/{first.lead_id}")).json()
        report = (await client.get("/api/costs")).json()
        since = (await client.get("/api/costs", params={"since": "2100-01-01T00:00:00Z"})).json()
        others = (await client.get("/api/costs", params={"playbook": "events"})).json()
        mine = (await client.get("/api/costs", params={"playbook": "b2b_saas"})).json()
    assert lead["cost"]["dollars"] == pytest.approx(float(turn.cost or 0))
    assert (lead["cost"]["turns"], lead["cost"]["tokens_in"]) == (1, turn.tokens_in)
    assert (report["leads"], report["qualified_leads"], report["turns"]) == (2, 1, 2)
    assert report["dollars_per_lead"] == pytest.approx(total / 2)
    assert report["dollars_per_qualified_lead"] == pytest.approx(total)
    assert mine == report
    for nothing in (since, others):
        assert (nothing["turns"], nothing["dollars_per_lead"], nothing["dollars_per_qualified_lead"]) == (0, None, None)
    metrics = {metric.name: metric.samples[0].value for metric in (await _registry(store)).collect() if metric.samples}
    assert metrics["bantam_cost_per_lead_dollars"] == pytest.approx(total / 2)
    assert metrics["bantam_cost_per_qualified_lead_dollars"] == pytest.approx(total)


async def test_turn_at_an_unknown_price_is_told_as_such(store: Store) -> None:
    async with serving(Script()) as server:
        conversation, turn = await answered(bantam_with(store, server))
    assert turn.cost is None
    told = await dossier(store, conversation.lead_id)
    assert told is not None
    assert "1 of them at an unknown price" in cost_line(told["cost"])


async def test_month_whose_budget_is_spent_goes_on_with_the_embedded_model(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(Script()) as server:
        bantam = bantam_with(store, server, bantam_prices=PRICES, bantam_monthly_budget=0.05, bantam_now=NOW)
        first = await bantam.run_turn(await _snapshot(bantam), _unheard)
        before = len(server.asked)
        second = await bantam.run_turn(await _snapshot(bantam), _unheard)
        assert len(server.asked) == before
    assert (first.trace.cost or 0) > 0.05
    assert {(c.model, c.outcome) for c in second.trace.calls} == {("openai:scripted", "over_budget"), (EMBEDDED, "ok")}
    assert second.reply is not None
    assert caplog.text.count("is spent") == 1
    assert TEXT not in caplog.text


async def test_budget_counts_what_every_process_spent_this_month_and_not_before(store: Store) -> None:
    async with serving(Script()) as server:
        bantam = bantam_with(store, server, bantam_prices=PRICES, bantam_now=NOW, bantam_monthly_budget=1000)
        await answered(bantam)
        fresh = bantam_with(store, server, bantam_prices=PRICES, bantam_now=NOW, bantam_monthly_budget=0.05)
        await fresh.spend.look()
        later = bantam_with(
            store, server, bantam_prices=PRICES, bantam_now=NOW + timedelta(days=40), bantam_monthly_budget=0.05
        )
        await later.spend.look()
    assert not fresh.spend.affords("openai:scripted")
    assert fresh.spend.affords(EMBEDDED)
    assert later.spend.affords("openai:scripted")


def test_breaker_opens_after_failures_in_a_row_probes_once_and_waits_longer_each_time() -> None:
    breaker = Breaker()
    for _ in range(FAILURES):
        assert breaker.allows(0)
        breaker.fail(0)
    assert not breaker.allows(COOLDOWN - 1)
    assert breaker.allows(COOLDOWN)
    assert not breaker.allows(COOLDOWN)  # one probe at a time
    breaker.fail(COOLDOWN)
    assert not breaker.allows(COOLDOWN + 2 * COOLDOWN - 1)
    assert breaker.allows(COOLDOWN + 2 * COOLDOWN)
    breaker.succeed()
    assert breaker.allows(0)
    assert breaker.failures == 0


def test_breaker_keeps_to_what_the_provider_asked_for_and_to_an_upper_limit() -> None:
    breaker = Breaker()
    breaker.fail(0, at_once=True, wait=120)
    assert not breaker.allows(119)
    assert breaker.allows(120)
    breaker.release()
    assert breaker.allows(120)
    for _ in range(9):
        breaker.fail(0)
        breaker.allows(1e9)
    assert breaker.cooldown <= LONGEST


def test_success_between_failures_keeps_the_breaker_closed() -> None:
    breaker = Breaker()
    for _ in range(3 * FAILURES):
        breaker.fail(0)
        breaker.succeed()
    assert breaker.allows(0)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (Script(), "reads by the tool"),
        (Script(speaks=Play(text="Hello")), "it does not stream"),
        (Script(reads=tool("{}", usage={"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0})), "its tokens"),
    ],
)
async def test_doctor_says_what_the_server_can_and_cannot_do(script: Script, said: str) -> None:
    async with serving(script) as server:
        assert said in await examine_model(settings_for(server))


@pytest.mark.parametrize(
    ("script", "said", "remedy"),
    [
        (Script(reads=error(401, "invalid_api_key")), "refused our key", "OPENAI_API_KEY"),
        (Script(reads=Play(text="Sure!")), "no usable tool call", "tool_choice"),
        (Script(speaks=Play(text="")), "could not be read", "embedded model"),
    ],
)
async def test_doctor_has_a_remedy_for_each_fault_of_a_model(script: Script, said: str, remedy: str) -> None:
    async with serving(script) as server:
        with pytest.raises(ModelFault, match=said) as fault:
            await examine_model(settings_for(server))
    assert remedy in fault.value.remedy


def test_spans_go_nowhere_unless_a_provider_is_set_up() -> None:
    with span("bantam.turn", gen_ai__operation__name="understand") as current:
        assert not current.is_recording()


def test_nothing_is_traced_or_logged_by_default() -> None:
    settings = Settings(_env_file=None)
    assert not any((settings.langsmith_tracing, settings.bantam_otel, settings.bantam_log_text))
