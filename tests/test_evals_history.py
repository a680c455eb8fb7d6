"""Runs kept in the lead store, the command that lists them, and the console's page of trends."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import typer
from typer.testing import CliRunner

from channels.trend_charts import HEIGHT, charts_of
from console_world import EMAIL, add_user, console_app, log_in, visiting
from crm_store import evaluations, users
from crm_store.store import Store
from evals import history
from evals.cli import register
from evals.history import cases_hash, rows_of
from evals.key_numbers import key_numbers
from evals_world import PLAYBOOKS, SETTINGS, lead, reports_of
from rep_case import NOW, playbook


async def _keep(store: Store, *ends: bool, after: int = 0, opening: str = "We need lead management.") -> str:
    reports = await reports_of(ends, case=lead(opening=opening))
    [(row, cases)] = rows_of(reports, NOW + timedelta(hours=after))
    async with store.transaction() as connection:
        return await evaluations.keep(connection, row, cases)


async def _visitor(store: Store, client: httpx.AsyncClient, role: str = "viewer") -> None:
    user_id = await add_user(store)
    async with store.transaction() as connection:
        await users.change(connection, user_id, role=role)
    assert (await log_in(client, EMAIL)).status_code == 303


async def test_run_is_kept_with_hashes_gates_numbers_and_intervals(store: Store) -> None:
    kept_id = await _keep(store, True, False)
    async with store.reading() as connection:
        [run] = await evaluations.recent(connection, 10)
        cases = await evaluations.cases_of(connection, kept_id)
    assert run.id == kept_id
    assert run.model == "embedded"
    assert len(run.prompts) == len(run.code) == len(run.cases) == 16
    assert run.version == history.version()
    assert len(run.playbooks) == len(PLAYBOOKS)
    assert run.numbers["clean"] == {"value": 0.5, "low": 0.0945, "high": 0.9055, "of": 2}
    assert run.costly["false_sql"] == 1
    assert not run.holds
    assert cases is not None
    assert [case["passed"] for case in cases] == [True, False]


async def test_only_the_newest_runs_of_a_suite_keep_their_cases(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluations, "WHOLE", 2)
    kept = [await _keep(store, True, after=hour) for hour in range(3)]
    async with store.reading() as connection:
        found = [await evaluations.cases_of(connection, one) for one in kept]
        runs = await evaluations.recent(connection, 10)
    assert [cases is not None for cases in found] == [False, True, True]
    assert len(runs) == 3


async def test_other_cases_have_another_hash_and_other_outcomes_the_same() -> None:
    right, wrong = await reports_of([True]), await reports_of([False])
    other = await reports_of([True], case=lead(opening="We need a better CRM."))
    assert cases_hash(right["s"]["cases"]) == cases_hash(wrong["s"]["cases"])
    assert cases_hash(right["s"]["cases"]) != cases_hash(other["s"]["cases"])


async def test_offline_run_is_not_kept_and_a_dead_database_costs_it_a_sentence(tmp_path: Path) -> None:
    offline = SETTINGS.model_copy(update={"bantam_home": tmp_path})
    assert not history.is_at_hand(offline)
    assert not (tmp_path / "pg").exists()
    dead = SETTINGS.model_copy(update={"database_url": "postgresql://nobody@127.0.0.1:9/none"})
    assert history.is_at_hand(dead)
    told = await history.keep(await reports_of([True]), dead, asked=False)
    assert told is not None
    assert "not kept" in told


async def test_run_that_is_asked_to_be_kept_is_kept_and_listed(database: str) -> None:
    settings = SETTINGS.model_copy(update={"database_url": database, "bantam_now": NOW})
    assert await history.keep(await reports_of([True]), settings, asked=True) is None
    [run] = await history.kept(settings, 5, ["s"])
    assert run.at == NOW
    assert await history.kept(settings, 5, ["another"]) == []


def test_command_keeps_a_run_by_itself_where_a_database_is_named_and_lists_it(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("BANTAM_HOME", str(tmp_path))
    path = tmp_path / "a.cases.yaml"
    path.write_text(
        "defaults: {channel: web, today: 2026-03-10, vertical: b2b_saas}\n"
        'cases:\n  - {id: a, asked: budget, text: "up to 5k", expect: {budget: {max: 5000}}}\n'
    )
    runner = CliRunner()
    assert runner.invoke(_app(), ["eval", str(path)]).exit_code == 0
    assert runner.invoke(_app(), ["eval", str(path), "--only", "a"]).exit_code == 0
    told = runner.invoke(_app(), ["eval", "history", "--json", str(tmp_path / "h.json")])
    assert told.exit_code == 0
    assert told.output.count("embedded") == 1
    assert '"joint_accuracy"' in (tmp_path / "h.json").read_text()


def _app() -> typer.Typer:
    fresh = typer.Typer()
    register(fresh)
    return fresh


async def test_quality_sees_a_chart_and_a_table_for_each_number_of_each_suite(store: Store) -> None:
    await _keep(store, True)
    second = await _keep(store, False, after=1)
    async with visiting(console_app(store, playbook())) as client:
        await _visitor(store, client)
        shown = (await client.get("/console/evaluations")).text
        one = (await client.get(f"/console/evaluations/{second}")).text
    assert shown.count("<figure") == 3
    assert "Stages right" in shown
    assert "2 of 2 gates fail" in shown
    assert f'href="/console/evaluations/{second}"' in shown
    assert "Right before, wrong now: 1" in one
    assert "stage: want lead got SQL" in one
    assert "false_sql == 0: fails, it is 1" in one


async def test_rep_sees_no_trends_and_a_run_that_is_not_there_is_not_found(store: Store) -> None:
    async with visiting(console_app(store, playbook())) as client:
        await _visitor(store, client, role="rep")
        assert (await client.get("/console/evaluations")).status_code == 403
        assert "/console/evaluations" not in (await client.get("/console")).text
    async with store.reading() as connection:
        assert await evaluations.one(connection, "ev_none") is None


async def test_what_a_lead_wrote_is_text_on_the_page_of_a_run(store: Store) -> None:
    kept_id = await _keep(store, False, opening="We need leads <script>alert(1)</script>")
    async with visiting(console_app(store, playbook())) as client:
        await _visitor(store, client)
        shown = (await client.get(f"/console/evaluations/{kept_id}")).text
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


async def test_line_of_a_chart_breaks_where_the_cases_changed_and_stays_in_the_drawing() -> None:
    [(row, _)] = rows_of(await reports_of([True]), NOW)
    low = {"clean": {"value": 0.2, "low": 0.1, "high": 0.4, "of": 5}}
    runs = [replace(row, id="ev_1"), replace(row, id="ev_2"), replace(row, id="ev_3", cases="other")]
    runs.append(replace(row, id="ev_4", cases="other", numbers=low))
    chart = next(chart for chart in charts_of(runs) if chart.name == "clean")
    assert [point.is_new_cases for point in chart.points] == [False, False, True, False]
    assert len(chart.lines) == 2
    assert all(0 <= edge <= HEIGHT for point in chart.points for edge in (point.y, point.low, point.high) if edge)
    assert chart.gate is not None
    assert chart.gate[1] == "gate 90.0 %"


async def test_key_numbers_have_intervals_that_hold_them() -> None:
    numbers = key_numbers((await reports_of([True, False]))["s"])
    assert {"clean", "stage_accuracy", "pass^2"} <= set(numbers)
    assert all(n["low"] is None or n["low"] <= n["value"] <= n["high"] for n in numbers.values())
