"""People in the console: roles, invitations, codes, links that accept; and the boxes, notes and figures they use."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from agent.copilot import suggestions
from agent.dialogue import DialogueState
from agent.facts import current
from channels import notice_chat, rep_links, rep_totp
from channels.console_people import password_fault
from channels.notice_delivery import Announcement
from channels.rep_links import opened, signed
from console_world import EMAIL, PASSWORD, add_user, console_app, csrf_in, log_in, logged_in, visiting
from crm_store import audit, handoffs, reps, signing_keys, users
from crm_store.store import Store
from rep_case import NOW, history, playbook
from rep_case_store import receiver, seed


async def _role(store: Store, role: str) -> str:
    async with store.transaction() as connection:
        user = await users.by_email(connection, EMAIL)
        assert user is not None
        await users.change(connection, user.id, role=role)
    return user.id


@pytest.mark.parametrize(
    ("role", "people", "log", "verdicts"),
    [("admin", 200, 200, 200), ("manager", 403, 200, 200), ("rep", 403, 403, 200), ("viewer", 403, 200, 200)],
)
async def test_each_role_opens_its_own_pages(store: Store, role: str, people: int, log: int, verdicts: int) -> None:
    async with logged_in(store, playbook()) as client:
        await _role(store, role)
        pages = [(await client.get(f"/console/{name}")).status_code for name in ("people", "log", "verdicts")]
    assert pages == [people, log, verdicts]


async def test_who_only_reads_changes_nothing(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        await _role(store, "viewer")
        shown = (await client.get(f"/console/leads/{case.lead_id}")).text
        csrf = csrf_in(shown)
        for path, form in (
            (f"handoffs/{case.handoff_id}/accept", {}),
            (f"handoffs/{case.handoff_id}/reject", {"reason": "spam"}),
            (f"handoffs/{case.handoff_id}/decline", {}),
            (f"conversations/{case.conversation_id}/take", {}),
            (f"conversations/{case.conversation_id}/say", {"text": "hi"}),
            (f"leads/{case.lead_id}/notes", {"text": "x"}),
            (f"leads/{case.lead_id}/facts", {"slot": "name", "value": "X"}),
            (f"leads/{case.lead_id}/outcome", {"result": "won"}),
            ("people", {"email": "new@x.example"}),
        ):
            assert (await client.post(f"/console/{path}", data=form | {"csrf": csrf})).status_code == 403, path
    for words in ("Accept this lead", "Take over", "Keep the note", "Correct and score again"):
        assert words not in shown


async def test_invited_colleague_sets_a_password_once_and_logs_in(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        await _role(store, "admin")
        csrf = csrf_in((await client.get("/console/people")).text)
        form = {"email": "new@northgate.example", "name": "Nia New", "role": "rep", "csrf": csrf}
        link = re.search(
            r"http://test(/console/join\?t=[\w.-]+)", (await client.post("/console/people", data=form)).text
        )
    assert link is not None
    token = link[1].partition("t=")[2]
    async with visiting(console_app(store, playbook())) as other:
        assert (await log_in(other, "new@northgate.example", "")).status_code == 401
        assert "Nia" not in (await other.get(link[1])).text
        weak = await other.post("/console/join", data={"t": token, "password": "password1234"})
        good = await other.post("/console/join", data={"t": token, "password": "violet tram nine"})
        again = await other.post("/console/join", data={"t": token, "password": "another one here"})
        assert [weak.status_code, good.status_code, again.status_code] == [422, 200, 410]
        assert (await log_in(other, "new@northgate.example", "violet tram nine")).status_code == 303


async def test_last_administrator_cannot_be_removed(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        mine = await _role(store, "admin")
        csrf = csrf_in((await client.get("/console/people")).text)
        for form in ({"do": "disable"}, {"do": "role", "role": "rep"}, {"do": "link"}):
            answer = await client.post(f"/console/people/{mine}", data=form | {"csrf": csrf})
            assert answer.headers["location"] == "/console/people?said=last"


async def test_disabled_colleague_is_out_at_once(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        await _role(store, "admin")
        other_id = await add_user(store, "b@x.example", "Ben")
        async with visiting(client._transport.app) as ben:  # type: ignore[attr-defined]
            await log_in(ben, "b@x.example")
            assert (await ben.get("/console")).status_code == 200
            csrf = csrf_in((await client.get("/console/people")).text)
            await client.post(f"/console/people/{other_id}", data={"do": "disable", "csrf": csrf})
            assert (await ben.get("/console")).status_code == 303


async def test_administrator_sets_a_colleague_away_and_sees_who_is_at_work(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        await _role(store, "admin")
        ben = await add_user(store, "b@x.example", "Ben")
        csrf = csrf_in((await client.get("/console/people")).text)
        for do, is_away, words in (("away", True, "Password only · away"), ("back", False, "at work, 0 of 5")):
            await client.post(f"/console/people/{ben}", data={"do": do, "csrf": csrf})
            async with store.reading() as connection:
                row = await reps.get(connection, ben)
            assert row is not None
            assert row.is_away is is_away
            assert words in (await client.get("/console/people")).text


# Codes


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert rep_totp.code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at // 30) == code  # RFC 6238, appendix B


async def test_code_is_asked_for_after_the_password_and_is_good_once(store: Store) -> None:
    user_id, secret = await add_user(store), rep_totp.new_secret()
    async with store.transaction() as connection:
        await users.change(connection, user_id, totp_secret=secret)
    code = rep_totp.code_at(secret, int(NOW.timestamp()) // rep_totp.STEP)

    async def enter(client: httpx.AsyncClient, digits: str) -> httpx.Response:
        shown = await client.get("/console/login/code")
        return await client.post("/console/login/code", data={"code": digits, "csrf": csrf_in(shown.text)})

    async with visiting(console_app(store, playbook())) as client:
        first = await log_in(client)
        assert first.headers["location"].startswith("/console/login/code")
        assert (await client.get("/console")).status_code == 303  # the password alone opens nothing
        assert (await enter(client, "000000" if code != "000000" else "111111")).status_code == 401
        assert (await enter(client, code)).status_code == 303
        assert (await client.get("/console")).status_code == 200
    async with visiting(console_app(store, playbook())) as client:
        await log_in(client)
        assert (await enter(client, code)).status_code == 401


@pytest.mark.parametrize(
    "password", ["short", "aaaaaaaaaaaaaaaa", "password1234!", "rep@northgate", "robin.rep-2026!!"]
)
def test_weak_passwords_are_refused(password: str) -> None:
    assert password_fault(password, "robin.rep@northgate.example" if "robin" in password else EMAIL)


def test_long_plain_words_make_a_password() -> None:
    assert not password_fault(PASSWORD, EMAIL)


# Links


async def _token(store: Store, handoff_id: str, user_id: str) -> str:
    async with store.reading() as connection:
        key = await signing_keys.key_of(connection, rep_links.KEY, NOW)
    return signed(key, "accept", {"handoff": handoff_id, "user": user_id}, NOW + timedelta(hours=1))


async def test_one_press_on_a_signed_link_accepts_and_opening_it_does_not(store: Store) -> None:
    case, user_id = await seed(store, playbook()), await add_user(store)
    token = await _token(store, case.handoff_id, user_id)
    async with visiting(console_app(store, playbook())) as client:
        assert "Accept this lead" in (await client.get(f"/console/accept?t={token}")).text
        async with store.reading() as connection:
            waiting = await handoffs.get(connection, case.handoff_id)
        assert waiting is not None
        assert waiting.status == "offered"
        assert "It is yours" in (await client.post("/console/accept", data={"t": token})).text
        assert (await client.post("/console/accept", data={"t": token})).status_code == 409
    async with store.reading() as connection:
        found = await handoffs.get(connection, case.handoff_id)
    assert found is not None
    assert (found.status, found.decided_by) == ("accepted", user_id)


async def test_forged_expired_and_misused_links_open_nothing(store: Store) -> None:
    case, user_id = await seed(store, playbook()), await add_user(store)
    token = await _token(store, case.handoff_id, user_id)
    late = NOW + timedelta(hours=2)
    async with visiting(console_app(store, playbook())) as client:
        for forged in ("", "x.y", token[:-2] + "AA", "é." + token, token + "."):
            assert (await client.get("/console/accept", params={"t": forged})).status_code == 410
        assert (await client.get("/console/join", params={"t": token})).status_code == 410
    async with visiting(console_app(store, playbook(), clock=lambda: late)) as client:
        assert (await client.get("/console/accept", params={"t": token})).status_code == 410
    assert opened(b"k", "p", signed(b"k", "p", {"a": 1}, late), NOW) == {"a": 1}


# The work


async def test_boxes_hold_what_is_mine_what_waits_and_what_i_have_not_read(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:

        async def box(name: str) -> bool:
            return "Dana Reyes" in (await client.get(f"/console?box={name}")).text

        assert [await box(name) for name in ("new", "mine", "waiting", "")] == [True, False, True, True]
        await client.get(f"/console/leads/{case.lead_id}")
        csrf = csrf_in((await client.get("/console")).text)
        await client.post(f"/console/handoffs/{case.handoff_id}/accept", data={"csrf": csrf})
        await client.get(f"/console/leads/{case.lead_id}")
        assert [await box(name) for name in ("new", "mine", "waiting", "")] == [False, True, False, True]


@pytest.mark.parametrize(
    ("query", "found"),
    [("score=75", True), ("score=99", False), ("source=goog", True), ("source=bing", False), ("age=1", True)],
)
async def test_list_is_filtered_by_score_source_and_age(store: Store, query: str, found: bool) -> None:
    await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        assert ("Dana Reyes" in (await client.get(f"/console?{query}")).text) is found


async def test_rep_writes_notes_corrects_and_records_the_outcome(store: Store) -> None:
    case = await seed(store, playbook())
    async with logged_in(store, playbook()) as client:
        here = f"/console/leads/{case.lead_id}"
        csrf = csrf_in((await client.get(here)).text)
        for path, form in (
            ("notes", {"text": "<b>Met at the fair</b>"}),
            ("facts", {"slot": "authority", "value": "decision maker", "why": "said on the phone"}),
            ("outcome", {"result": "won", "amount": "12,000", "reason": "fast answer"}),
        ):
            assert (await client.post(f"{here}/{path}", data=form | {"csrf": csrf})).status_code == 303
        bad = await client.post(f"{here}/outcome", data={"result": "won", "amount": "lots", "csrf": csrf})
        shown = (await client.get(here)).text
    assert bad.status_code == 422
    for words in ("&lt;b&gt;Met at the fair", "corrected by Robin Rep", "12000.00 USD", "Robin Rep: fact corrected"):
        assert words in shown
    async with store.reading() as connection:
        actions = [one.action for one in await audit.page(connection, lead_id=case.lead_id)]
    assert {"lead seen", "fact corrected", "outcome won"} <= set(actions)


def test_suggested_questions_are_about_what_is_open() -> None:
    known = current(history())
    assert suggestions(known, DialogueState(), playbook()) == ()
    without = dict(known)
    del without["budget"]
    assert [one.slot for one in suggestions(without, DialogueState(), playbook())] == ["budget"]
    assert suggestions(without, DialogueState(declined=("budget",)), playbook()) == ()


# Chat rooms


@pytest.mark.parametrize("body_of", [notice_chat.slack_body, notice_chat.teams_body])
async def test_chat_room_gets_the_summary_and_no_mention_of_a_lead_s_making(body_of: Any) -> None:
    told = Announcement("no_1", "SLACK_SALES", "[SQL 81] Dana <!channel>", "Need: <!channel> & more", "", {}, NOW)
    async with receiver() as room:
        await notice_chat.post(room.url, body_of(told, "http://test/console/leads/ld_1"), told)
    body = room.calls[0][1].decode()
    assert "http://test/console/leads/ld_1" in body
    if body_of is notice_chat.slack_body:
        assert "<!channel>" not in body
