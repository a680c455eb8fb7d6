"""The programs' API: keys, lists with cursors, leads from forms, verdicts, erasure, and what it says of itself."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from api_world import FORM, api_app, assert_problem, program
from crm_store import activities, audit, handoffs, keys, leads, notices
from crm_store.store import Store, close, connect
from rep_case import NOW, playbook
from rep_case_store import Seeded, seed

# Keys


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic eA==", "Bearer ", "Bearer \x80"])
async def test_without_a_known_key_every_operation_is_refused(store: Store, header: str) -> None:
    transport = httpx.ASGITransport(app=api_app(store, playbook()))
    headers = {"Authorization": header.encode("latin-1")} if header else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as client:  # type: ignore[arg-type]
        for method, path in (("GET", "/api/leads"), ("DELETE", "/api/leads/x"), ("POST", "/api/handoffs/x/accept")):
            answer = await client.request(method, path)
            assert_problem(answer, 401)
            assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_revoked_key_opens_nothing_and_a_configured_one_does(store: Store) -> None:
    async with store.transaction() as connection:
        key_id, secret = await keys.create(connection, "old", NOW)
        await keys.revoke(connection, key_id, NOW)
    async with program(store, key=secret) as client:
        assert_problem(await client.get("/api/leads"), 401, "revoked")
    async with program(store, key="from-the-settings") as client:
        assert (await client.get("/api/leads")).status_code == 200


# Lists


async def many(store: Store, number: int) -> list[str]:
    made = []
    async with store.transaction() as connection:
        for count in range(number):
            lead_id = await leads.create(connection, "northgate", NOW + timedelta(seconds=count))
            made.append(lead_id)
    return made


async def walk(client: httpx.AsyncClient, path: str, of: str) -> list[str]:
    found: list[str] = []
    cursor = ""
    while True:
        answer = (await client.get(f"{path}{cursor}")).json()
        found += [one["id"] for one in answer[of]]
        if answer["next_cursor"] is None:
            return found
        cursor = f"&cursor={answer['next_cursor']}"


async def test_the_pages_of_a_list_hold_every_lead_once_the_newest_first(store: Store) -> None:
    made = await many(store, 7)
    async with program(store) as client:
        assert await walk(client, "/api/leads?limit=3", "leads") == made[::-1]


async def test_a_lead_that_changes_between_two_pages_is_neither_lost_nor_told_twice(store: Store) -> None:
    made = await many(store, 5)
    async with program(store) as client:
        first = (await client.get("/api/leads?limit=2")).json()
        async with store.transaction() as connection:
            await leads.change(connection, made[0], NOW + timedelta(hours=1), stage="SQL")
        rest = await walk(client, f"/api/leads?limit=2&cursor={first['next_cursor']}", "leads")
    assert [one["id"] for one in first["leads"]] + rest == made[::-1]


async def test_since_brings_what_changed_the_oldest_change_first(store: Store) -> None:
    made = await many(store, 4)
    since = (NOW + timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    async with program(store) as client:
        assert await walk(client, f"/api/leads?since={since}&limit=2", "leads") == made[1:]


async def test_stage_and_playbook_narrow_the_list(store: Store) -> None:
    case = await seed(store, playbook())
    await many(store, 2)
    async with program(store) as client:
        sql = (await client.get("/api/leads?stage=SQL&playbook=northgate")).json()["leads"]
        other = (await client.get("/api/leads?playbook=nobody")).json()
    assert [one["id"] for one in sql] == [case.lead_id]
    assert other == {"leads": [], "next_cursor": None}


@pytest.mark.parametrize(
    "cursor", ["x", "WyJuZXciXQ", "bnVsbA", "%F0%9F%90%93", "WyJjaGFuZ2VkIiwieCIsInkiXQ", "a" * 400]
)
async def test_a_cursor_that_is_none_is_a_clear_400(store: Store, cursor: str) -> None:
    async with program(store) as client:
        assert_problem(await client.get(f"/api/leads?cursor={cursor}"), 400, "not a cursor")
        assert_problem(await client.get(f"/api/leads?since=2026-01-01T00:00:00Z&cursor={cursor}"), 400, "not a cursor")
        assert_problem(await client.get(f"/api/handoffs?cursor={cursor}"), 400, "not a cursor")


@pytest.mark.parametrize("query", ["stage=hot", "limit=0", "limit=999", "since=yesterday", "limit=x"])
async def test_a_wrong_filter_is_a_clear_422(store: Store, query: str) -> None:
    async with program(store) as client:
        assert_problem(await client.get(f"/api/leads?{query}"), 422, query.partition("=")[0])


# One lead


async def test_a_lead_shows_each_point_and_fact_with_the_words_that_prove_it(store: Store) -> None:
    case = await seed(store, playbook())
    async with program(store) as client:
        lead = (await client.get(f"/api/leads/{case.lead_id}")).json()
    budget = next(line for line in lead["lines"] if line["part"] == "budget")
    assert (budget["points"], budget["quote"], budget["message_id"]) == (20.0, "30k a year", "ms_3")
    assert lead["facts"]["budget"] == {
        "status": "stated", "min": 30000.0, "max": 30000.0, "currency": "USD", "period": "year", "per": None,
        "quote": "30k a year", "message_id": "ms_3", "verified": True, "source": "message",
        "at": "2026-05-13T14:23:00Z",
    }  # fmt: skip
    assert lead["facts"]["authority"]["decider"] == "CFO"
    assert lead["facts"]["name"]["text"] == "Dana Reyes"
    assert lead["signals"] == ["wants_meeting"]
    assert (lead["stage"], lead["kind"], lead["value_band"]) == ("SQL", None, "long")
    assert lead["handoff"]["id"] == case.handoff_id
    assert lead["conversations"][0]["messages"][0]["from"] == "lead"
    assert sum(line["points"] for line in lead["lines"]) == lead["score"]


@pytest.mark.parametrize("lead_id", ["ld_none", "%00", "%F0%9F%90%93"])
async def test_a_lead_that_is_not_there_is_a_clear_404(store: Store, lead_id: str) -> None:
    async with program(store) as client:
        assert_problem(await client.get(f"/api/leads/{lead_id}"), 404, "no such lead")
        assert_problem(await client.delete(f"/api/leads/{lead_id}"), 404)
        assert_problem(await client.post(f"/api/leads/{lead_id}/activities", json={"type": "page"}), 404)
        assert_problem(await client.post(f"/api/leads/{lead_id}/outcome", json={"result": "won"}), 404)


# What became of it


async def test_an_activity_is_scored_at_once(store: Store) -> None:
    async with program(store) as client:
        lead_id = (await client.post("/api/leads", json=FORM)).json()["id"]
        answer = await client.post(
            f"/api/leads/{lead_id}/activities", json={"type": "price_page", "url": "https://x/p"}
        )
        future = await client.post(f"/api/leads/{lead_id}/activities", json={"type": "demo_page", "at": "2030-01-01"})
        wrong = await client.post(f"/api/leads/{lead_id}/activities", json={"type": "dance"})
    assert (answer.status_code, answer.json()["score"]) == (201, 10.0)
    assert future.json()["score"] == 13.0
    assert_problem(wrong, 422, "type")
    async with store.reading() as connection:
        assert max(one.at for one in await activities.of_lead(connection, lead_id)) == NOW


async def test_an_activity_that_makes_an_sql_hands_the_lead_over_once(store: Store) -> None:
    business = playbook(email=["rep@northgate.example"])
    case = await seed(store, business)
    async with store.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM handoffs")
    async with program(store, business) as client:
        for _ in range(2):
            answer = await client.post(f"/api/leads/{case.lead_id}/activities", json={"type": "demo_page"})
            assert answer.json()["stage"] == "SQL"
        offered = (await client.get("/api/handoffs?status=offered")).json()["handoffs"]
    assert [(one["lead_id"], one["reason"]) for one in offered] == [(case.lead_id, "sql")]
    assert offered[0]["summary"]["who"] == "Dana Reyes, VP Sales at Brightloom"
    async with store.reading() as connection:
        told = await notices.of_handoff(connection, offered[0]["id"])
    assert [(one.kind, one.target) for one in told] == [("email", "rep@northgate.example")]


async def test_an_outcome_is_kept_with_amount_and_currency(store: Store) -> None:
    case = await seed(store, playbook())
    async with program(store) as client:
        won = {"result": "won", "amount": 30000.5, "reason": "liked the demo"}
        assert (await client.post(f"/api/leads/{case.lead_id}/outcome", json=won)).status_code == 201
        lead = (await client.get(f"/api/leads/{case.lead_id}")).json()
        assert_problem(await client.post(f"/api/leads/{case.lead_id}/outcome", json={"result": "maybe"}), 422)
        assert_problem(
            await client.post(f"/api/leads/{case.lead_id}/outcome", json=won | {"amount": -1}), 422, "amount"
        )
    assert lead["outcomes"] == [
        {
            "result": "won",
            "amount": 30000.5,
            "currency": "USD",
            "reason": "liked the demo",
            "at": "2026-05-13T14:30:00Z",
        }
    ]


async def test_erasing_a_lead_leaves_no_word_of_the_person_anywhere_and_a_line_that_it_was_done(store: Store) -> None:
    case = await seed(store, playbook())
    async with program(store) as client:
        form = FORM | {"message": "We drown", "consent": {"sms": True, "text": "I agree"}}
        assert (await client.post("/api/leads", json=form)).json()["id"] == case.lead_id
        assert (await client.delete(f"/api/leads/{case.lead_id}")).status_code == 204
        assert_problem(await client.get(f"/api/leads/{case.lead_id}"), 404)
        assert_problem(await client.delete(f"/api/leads/{case.lead_id}"), 404)
    everything = await dump(store)
    for words in ("Dana", "brightloom", "5550100", "spreadsheets", "We drown"):
        assert words.lower() not in everything.lower()
    async with store.reading() as connection:
        assert "lead erased" in [entry.action for entry in await audit.page(connection)]


async def dump(store: Store) -> str:
    """Every row of every table as text."""
    async with store.engine.connect() as connection:
        tables = await connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = [
            str(list(await connection.exec_driver_sql(f'SELECT t::text FROM "{table}" t'))) for (table,) in tables.all()
        ]
    return "\n".join(rows)


# Handoffs


async def test_of_two_who_accept_at_once_one_gets_a_409(store: Store) -> None:
    case = await seed(store, playbook())
    async with program(store) as client:
        url = f"/api/handoffs/{case.handoff_id}/accept"
        answers = await asyncio.gather(*(client.post(url) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        assert_problem(await client.post("/api/handoffs/ho_none/accept"), 404)
        assert_problem(await client.post(url), 409, "accepted already")


async def test_a_rejection_needs_one_of_the_reasons(store: Store) -> None:
    case = await seed(store, playbook())
    url = f"/api/handoffs/{case.handoff_id}/reject"
    async with program(store) as client:
        assert_problem(await client.post(url, json={"reason": "because"}), 422, "reason")
        assert_problem(await client.post(url), 422)
        done = (await client.post(url, json={"reason": "spam", "note": "a bot"})).json()
        assert_problem(await client.post(url, json={"reason": "spam"}), 409)
    assert (done["status"], done["reject_reason"], done["note"]) == ("rejected", "spam", "a bot")
    async with store.reading() as connection:
        kept = await handoffs.get(connection, case.handoff_id)
    assert kept is not None
    assert kept.decided_by is not None
    assert kept.decided_by.startswith("key_")


async def test_handoffs_are_listed_by_status_with_cursors(store: Store) -> None:
    case = await seed(store, playbook())
    async with program(store) as client:
        assert await walk(client, "/api/handoffs?status=offered&limit=1", "handoffs") == [case.handoff_id]
        assert await walk(client, "/api/handoffs?status=accepted&limit=1", "handoffs") == []
        assert_problem(await client.get("/api/handoffs?status=lost"), 422, "status")


# What it says of itself


def test_every_operation_has_a_summary_an_example_and_its_errors_in_the_document(store: Store) -> None:
    document = api_app(store, playbook()).openapi()
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        if path.startswith("/api/")
        for method, operation in methods.items()
    ]
    assert len(operations) == 11
    for path, method, operation in operations:
        assert operation["summary"], path
        assert operation["security"] == [{"API key": []}]
        assert "401" in operation["responses"]
        if "requestBody" in operation:
            named = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert document["components"]["schemas"][named]["examples"], (path, method)


async def test_the_probes_say_alive_and_ready_apart(store: Store) -> None:
    async with program(store) as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        assert (await client.get("/readyz")).json() == {"status": "ok"}
    nowhere = connect("postgresql://nobody@127.0.0.1:1/nothing")
    transport = httpx.ASGITransport(app=api_app(nowhere, playbook()))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/healthz")).status_code == 200
        answer = await client.get("/readyz")
        assert_problem(answer, 503)
        assert "nobody" not in answer.text
    await close(nowhere)


async def test_the_metrics_count_leads_messages_handoffs_notices_and_jobs(store: Store) -> None:
    case: Seeded = await seed(store, playbook())
    async with store.transaction() as connection:
        notice_id = await notices.add(connection, case.handoff_id, "email", "rep@northgate.example", NOW)
        await store.jobs.enqueue(connection, "notify", {"notice_id": notice_id})
    async with program(store) as client:
        text = (await client.get("/metrics")).text
    for line in (
        'bantam_leads{playbook="northgate",stage="SQL"} 1.0',
        'bantam_messages{sender="lead"} 4.0',
        'bantam_handoffs{reason="sql",status="offered"} 1.0',
        'bantam_notices{kind="email",status="pending"} 1.0',
        'bantam_jobs{status="todo",task="notify"} 1.0',
        "bantam_turns 0.0",
    ):
        assert line in text
