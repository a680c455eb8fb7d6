"""The visitors' API: a conversation is begun, written to and heard; all else is refused in a clear sentence."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.problems import install_problems
from channels.web import last_seen
from channels.web_origin import origin_of
from channels.web_rate import RateLimit, TooMany, network_of
from crm_store import activities, leads, messages
from crm_store.errors import DatabaseUnreachable
from crm_store.store import Store
from support_turns import NOW, transcript
from web_world import SHOP, bearer, begun, client_of, web_app, web_chat

RELAXED = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def problem(answer: httpx.Response, status: int) -> str:
    """The problem document's sentence; the answer must be one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert "Traceback" not in answer.text
    detail: str = body["detail"]
    assert detail.endswith(".")
    return detail


async def test_visitor_begins_a_conversation_and_is_greeted(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client, page_url="https://a.example/p", utm={"source": "ads", "utm_campaign": "spring"})
    assert set(made) == {"conversation_id", "lead_id", "token", "messages"}
    (greeting,) = made["messages"]
    assert set(greeting) == {"id", "from", "text", "at", "asks"}
    assert greeting["from"] == "agent"
    assert "AI assistant" in greeting["text"]
    async with store.reading() as connection:
        lead = await leads.get(connection, made["lead_id"])
        done = await activities.of_lead(connection, made["lead_id"])
    assert lead is not None
    assert lead.source["utm_source"] == "ads"
    assert lead.source["utm_campaign"] == "spring"
    assert lead.source["page_url"] == "https://a.example/p"
    assert [activity.type for activity in done] == ["conversation"]


async def test_page_learns_whom_the_chat_speaks_for_before_anyone_has_written(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        told = (await client.get("/api/chat/playbooks/retail")).json()
        detail = problem(await client.get("/api/chat/playbooks/nobody"), 404)
    assert told["business"] == "Larch & Loom"
    assert told["agent"] == "Tess"
    assert told["privacy_url"].startswith("https://")
    assert "retail" in detail


async def test_same_client_id_again_is_the_same_message(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client)
        sent = {"client_id": "c-1", "text": "Hello"}
        first = await client.post("/api/chat/messages", json=sent, headers=bearer(made))
        again = await client.post("/api/chat/messages", json=sent, headers=bearer(made))
    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert [m.text for m in await transcript(store, made["conversation_id"]) if m.sender == "lead"] == ["Hello"]


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 422), (" \n\t ", 422), ("\0\0", 422), ("a" * 100_001, 413), (7, 422), (None, 422), (["a"], 422)],
)
async def test_message_that_says_nothing_or_too_much_is_refused(store: Store, text: Any, status: int) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client)
        answer = await client.post("/api/chat/messages", json={"client_id": "c", "text": text}, headers=bearer(made))
    problem(answer, status)
    assert len(await transcript(store, made["conversation_id"])) == 1


async def test_nul_and_half_characters_are_taken_out_and_the_rest_is_kept(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client)
        body = json.dumps({"client_id": "c\0\ud800", "text": "five\0 \ud83d seats \u202eabc 👩‍👩‍👧"}).encode()
        headers = bearer(made) | {"Content-Type": "application/json"}
        answer = await client.post("/api/chat/messages", content=body, headers=headers)
    assert answer.status_code == 202
    said = (await transcript(store, made["conversation_id"]))[-1]
    assert said.text == "five \ufffd seats \u202eabc 👩‍👩‍👧"


async def test_longest_message_of_the_widest_characters_is_taken(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client)
        sent = {"client_id": "c", "text": "👩" * 100_000}
        body = json.dumps(sent).encode()
        headers = bearer(made) | {"Content-Type": "application/json"}
        assert (await client.post("/api/chat/messages", content=body, headers=headers)).status_code == 202


@pytest.mark.parametrize("token", ["", "nonsense", "a\0b", "\u00ff", "x" * 5000])
async def test_unknown_token_opens_nothing(store: Store, token: str) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        for method, path in (("POST", "messages"), ("POST", "activities"), ("GET", "events")):
            answer = await client.request(
                method,
                f"/api/chat/{path}",
                json={"client_id": "c", "text": "x", "type": "page"} if method == "POST" else None,
                params={"token": token},
            )
            problem(answer, 401)


async def test_page_of_another_origin_is_refused_and_gets_no_cors_headers(store: Store) -> None:
    foreign = {"Origin": "https://evil.example"}
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client)
        before = len(await leads_of(store))
        refused = [
            await client.post("/api/chat/conversations", json={"playbook": "b2b_saas"}, headers=foreign),
            await client.get("/api/chat/playbooks/b2b_saas", headers=foreign),
            await client.post(
                "/api/chat/messages", json={"client_id": "c", "text": "x"}, headers=bearer(made) | foreign
            ),
            await client.options("/api/chat/messages", headers=foreign | {"Access-Control-Request-Method": "POST"}),
            await client.post("/api/chat/conversations", json={"playbook": "b2b_saas"}, headers={"Origin": "null"}),
        ]
    for answer in refused:
        problem(answer, 403)
        assert "access-control-allow-origin" not in answer.headers
    assert len(await leads_of(store)) == before


async def test_page_of_an_allowed_origin_may_talk_to_its_own_playbook_only(store: Store) -> None:
    shop = {"Origin": SHOP}
    async with client_of(web_app(web_chat(store))) as client:
        preflight = await client.options("/api/chat/messages", headers=shop | {"Access-Control-Request-Method": "POST"})
        begin = await client.post("/api/chat/conversations", json={"playbook": "b2b_saas"}, headers=shop)
        write = await client.post(
            "/api/chat/messages", json={"client_id": "c", "text": "x"}, headers=bearer(begin.json()) | shop
        )
        other = await client.post("/api/chat/conversations", json={"playbook": "retail"}, headers=shop)
        another = await begun(client, playbook="retail")
        crossed = await client.post(
            "/api/chat/messages", json={"client_id": "c", "text": "x"}, headers=bearer(another) | shop
        )
    assert preflight.status_code == 204
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    for answer, status in ((preflight, 204), (begin, 201), (write, 202)):
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == SHOP
        assert "Origin" in answer.headers["vary"]
    for answer in (other, crossed):
        problem(answer, 403)
        assert "access-control-allow-origin" not in answer.headers


async def test_our_own_pages_may_talk_under_any_name_we_are_reached_by(store: Store) -> None:
    app = web_app(web_chat(store, public_url="https://chat.example/"))
    async with client_of(app) as client:
        for headers in ({"Origin": "https://chat.example"}, {"Origin": "http://bantam.test"}):
            answer = await client.post("/api/chat/conversations", json={"playbook": "retail"}, headers=headers)
            assert answer.status_code == 201


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Shop.Example:443/path?x", "https://shop.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:80/", "http://[::1]"),
        ("null", ""),
        ("file:///etc/passwd", ""),
        ("https://shop.example:port", ""),
        ("https://[", ""),
    ],
)
def test_origin_is_read_as_browsers_write_it(address: str, origin: str) -> None:
    assert origin_of(address) == origin


async def test_address_that_begins_too_many_conversations_is_asked_to_wait(store: Store) -> None:
    chat = web_chat(store, beginnings=RateLimit(2, 0.1, clock=lambda: 0.0))
    async with client_of(web_app(chat)) as client:
        await begun(client)
        await begun(client)
        answer = await client.post("/api/chat/conversations", json={"playbook": "retail"})
    assert "10 s" in problem(answer, 429)
    assert answer.headers["retry-after"] == "10"


def test_rate_limit_fills_up_again_and_forgets_whom_it_has_not_seen() -> None:
    now = [0.0]
    limit = RateLimit(1, 1, clock=lambda: now[0], remembered=2)
    limit.take("10.0.0.1")
    with pytest.raises(TooMany):
        limit.take("10.0.0.1")
    now[0] = 1.0
    limit.take("10.0.0.1")
    limit.take("10.0.0.2")
    limit.take("10.0.0.3")
    limit.take("10.0.0.1")
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2::9") != network_of("2001:db8:1:3::4")
    assert network_of("not an address") == "not an address"


async def test_returning_visitor_is_the_same_lead_and_the_visit_counts(store: Store) -> None:
    times = [NOW]
    async with client_of(web_app(web_chat(store, now=lambda: times[0]))) as client:
        first = await begun(client, visitor_id="v-0123456789abcdef")
        at_once = await begun(client, visitor_id="v-0123456789abcdef")
        times[0] = NOW + timedelta(days=1)
        later = await begun(client, visitor_id="v-0123456789abcdef")
        elsewhere = await begun(client, visitor_id="v-0123456789abcdef", playbook="retail")
        stranger = await begun(client)
    assert first["lead_id"] == at_once["lead_id"] == later["lead_id"]
    assert len({first["token"], at_once["token"], later["token"]}) == 3
    assert len({first["lead_id"], elsewhere["lead_id"], stranger["lead_id"]}) == 3
    async with store.reading() as connection:
        done = [activity.type for activity in await activities.of_lead(connection, first["lead_id"])]
    assert sorted(done) == ["conversation", "conversation", "conversation", "return_visit"]


async def test_what_the_visitor_looked_at_is_kept_and_only_known_types_are(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client)
        seen = {"type": "price_page", "url": "https://a.example/" + "p" * 3000, "title": "Prices\0"}
        taken = await client.post("/api/chat/activities", json=seen, headers=bearer(made))
        refused = await client.post("/api/chat/activities", json={"type": "conversation"}, headers=bearer(made))
    assert taken.status_code == 202
    assert "price_page" in problem(refused, 422)
    async with store.reading() as connection:
        kept = (await activities.of_lead(connection, made["lead_id"]))[-1]
    assert (kept.type, kept.title, len(kept.url or "")) == ("price_page", "Prices", 2000)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/chat/nowhere", None, 404),
        ("GET", "/api/chat/conversations", None, 405),
        ("POST", "/api/chat/conversations", b"{", 422),
        ("POST", "/api/chat/conversations", b"", 422),
        ("POST", "/api/chat/conversations", b'{"playbook": "\xff"}', 400),
        ("POST", "/api/chat/conversations", b"[" * 100_000, 400),
        ("POST", "/api/chat/conversations", b'{"playbook": 1' + b"0" * 5000 + b"}", 400),
        ("POST", "/api/chat/conversations", b'{"playbook": "\\ud800"}', 404),
        ("POST", "/api/chat/conversations", b'{"playbook": "retail", "utm": [1]}', 422),
        ("POST", "/api/chat/conversations", b"x" * 2_000_001, 413),
        ("GET", "/demo/nowhere", None, 404),
        ("GET", "/demo/style/../../problems.py", None, 404),
    ],
)
async def test_every_error_is_a_problem_document(
    store: Store, method: str, path: str, body: bytes | None, status: int
) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        answer = await client.request(method, path, content=body, headers={"Content-Type": "application/json"})
    problem(answer, status)


async def test_crash_shows_a_reference_and_no_trace_and_a_lost_database_says_so() -> None:
    app = FastAPI()
    install_problems(app)

    @app.get("/crash")
    async def crash() -> None:
        raise RuntimeError("a secret inside")

    @app.get("/lost")
    async def lost() -> None:
        raise DatabaseUnreachable("The database at 10.1.2.3 cannot be reached.")

    async with client_of(app) as client:
        crashed = await client.get("/crash")
        unreachable = await client.get("/lost")
    assert crashed.json()["reference"] in problem(crashed, 500)
    assert "secret" not in crashed.text
    assert "10.1.2.3" not in problem(unreachable, 503) + unreachable.text
    assert unreachable.headers["retry-after"] == "5"


async def test_interface_document_names_every_refusal_as_a_problem(store: Store) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        document = (await client.get("/openapi.json")).json()
    for path in ("conversations", "messages", "activities", "events"):
        for operation in document["paths"][f"/api/chat/{path}"].values():
            refusals = {status: answer for status, answer in operation["responses"].items() if status >= "4"}
            assert {"403", "422"} < set(refusals)
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in refusals.values())


@pytest.mark.parametrize(
    ("given_id", "seq"), [("3", 3), (" 3 ", 3), (None, 0), ("", 0), ("9", 0), ("-1", 0), ("٣", 0), ("1" * 40, 0)]
)
def test_event_id_that_cannot_be_brings_everything(given_id: str | None, seq: int) -> None:
    assert last_seen(given_id, 5) == seq


ANY_CHARACTER = st.characters(exclude_categories=())
ANY_TEXT = st.one_of(
    st.text(ANY_CHARACTER, max_size=200),
    st.sampled_from(
        ["", " ", "\0", "\u202e\u2066RTL מה המחיר؟", "👩‍👩‍👧‍👦🏳️‍🌈", "\r\n\x0b\x1b[31m", "\ud800\udfff\udc00"]
    ),
    st.builds(lambda text, times: text * times, st.text(ANY_CHARACTER, min_size=1, max_size=4), st.just(26_000)),
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(ANY_CHARACTER, max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(ANY_CHARACTER, max_size=12), inner, max_size=4),
    max_leaves=12,
)
FORMS = ("playbook", "client_id", "text", "type", "url", "title", "utm", "visitor_id", "page_url", "referrer")


@RELAXED
@given(text=ANY_TEXT, client_id=st.text(ANY_CHARACTER, min_size=1, max_size=20))
async def test_any_text_is_stored_or_clearly_refused(store: Store, text: str, client_id: str) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client)
        body = json.dumps({"client_id": client_id, "text": text}).encode()
        headers = bearer(made) | {"Content-Type": "application/json"}
        answer = await client.post("/api/chat/messages", content=body, headers=headers)
    if answer.status_code == 202:
        async with store.reading() as connection:
            assert await messages.get(connection, answer.json()["message_id"]) is not None
    else:
        problem(answer, 413 if len(text) > 100_000 else 422)


@RELAXED
@given(
    path=st.sampled_from(["conversations", "messages", "activities"]),
    body=ANY_JSON | st.dictionaries(st.sampled_from(FORMS), ANY_JSON, max_size=6),
    right=st.booleans(),
)
async def test_any_document_is_taken_or_clearly_refused(store: Store, path: str, body: Any, right: bool) -> None:
    async with client_of(web_app(web_chat(store))) as client:
        made = await begun(client)
        if right and isinstance(body, dict):
            body = {"playbook": "retail", "client_id": "c", "text": "hello", "type": "page"} | body
        headers = bearer(made) | {"Content-Type": "application/json"}
        answer = await client.post(f"/api/chat/{path}", content=json.dumps(body).encode(), headers=headers)
    if answer.status_code >= 400:
        assert answer.status_code < 500
        problem(answer, answer.status_code)


async def leads_of(store: Store) -> list[leads.Lead]:
    async with store.reading() as connection:
        return (await leads.page(connection)).leads
