"""The console's door: who comes in, who is slowed down, and what a session is worth."""

import asyncio
import re
from datetime import datetime, timedelta

import pytest

from channels.console_door import own_page
from channels.console_people import FREE_ATTEMPTS, LONGEST_WAIT, PER_ADDRESS, first_login, matches, new_password
from console_world import EMAIL, PASSWORD, add_user, console_app, csrf_in, log_in, logged_in, visiting
from crm_store import keys, users
from crm_store.store import Store
from rep_case import NOW, playbook


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def test_a_stranger_sees_no_page_but_the_login(store: Store) -> None:
    async with visiting(console_app(store, playbook())) as client:
        for path in ("/console", "/console/leads/ld_x", "/console/events"):
            answer = await client.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/console/login?next=%2Fconsole")
        assert (await client.post("/console/handoffs/ho_x/accept")).status_code == 303


async def test_who_logs_in_comes_to_the_page_they_asked_for(store: Store) -> None:
    await add_user(store)
    async with visiting(console_app(store, playbook())) as client:
        answer = await log_in(client, next="/console?stage=SQL")
        assert answer.headers["location"] == "/console?stage=SQL"
        assert (await client.get("/console")).status_code == 200


async def test_the_session_cookie_is_out_of_reach_of_scripts_and_of_plain_http(store: Store) -> None:
    await add_user(store)
    app = console_app(store, playbook(), public_url="https://bantam.example")
    async with visiting(app, base="https://bantam.example") as client:
        cookies = (await log_in(client)).headers.get_list("set-cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("bantam_console="))
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/console"} <= set(session.split("; "))


async def test_only_a_hash_of_the_session_is_stored(store: Store) -> None:
    async with logged_in(store, playbook()) as client, store.engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT token_hash FROM sessions")
        assert client.cookies["bantam_console"] not in [row[0] for row in rows]


async def test_a_session_that_was_ended_opens_nothing(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        token = client.cookies["bantam_console"]
        csrf = csrf_in((await client.get("/console")).text)
        assert (await client.post("/console/logout", data={"csrf": csrf})).headers["location"] == "/console/login"
        client.cookies.set("bantam_console", token, domain="test.local", path="/console")
        assert (await client.get("/console")).status_code == 303


async def test_a_session_ends_by_itself(store: Store) -> None:
    clock = Clock()
    async with logged_in(store, playbook(), clock=clock) as client:
        clock.now = NOW + timedelta(days=8)
        assert (await client.get("/console")).status_code == 303


async def test_a_wrong_password_and_an_unknown_email_are_told_apart_by_nobody(store: Store) -> None:
    await add_user(store)
    async with visiting(console_app(store, playbook())) as client:
        wrong = await log_in(client, password="guess")
        unknown = await log_in(client, email="nobody@northgate.example", password="guess")
    assert wrong.status_code == unknown.status_code == 401
    assert "Email or password are not right." in wrong.text
    assert wrong.text.replace(EMAIL, "") == unknown.text.replace("nobody@northgate.example", "")


async def test_guessing_at_one_account_is_slowed_down_and_never_shuts_it_for_good(store: Store) -> None:
    await add_user(store)
    clock = Clock()
    async with visiting(console_app(store, playbook(), clock=clock)) as client:
        for _ in range(FREE_ATTEMPTS):
            assert (await log_in(client, password="guess")).status_code == 401
        slowed = await log_in(client)
        assert slowed.status_code == 429
        assert int(slowed.headers["retry-after"]) == 30
        clock.now = NOW + LONGEST_WAIT
        assert (await log_in(client)).status_code == 303


async def test_guesses_in_parallel_do_not_slip_through_the_limit(store: Store) -> None:
    await add_user(store)
    async with visiting(console_app(store, playbook())) as client:
        await asyncio.gather(*(log_in(client, password="guess") for _ in range(FREE_ATTEMPTS)))
        assert (await log_in(client)).status_code == 429


async def test_one_address_that_tries_many_accounts_is_slowed_down(store: Store) -> None:
    await add_user(store)
    app = console_app(store, playbook())
    async with visiting(app) as client:
        for number in range(PER_ADDRESS):
            await log_in(client, email=f"{number}@x.example", password="guess")
        assert (await log_in(client)).status_code == 429
    async with visiting(app, address="10.0.0.2") as other:
        assert (await log_in(other)).status_code == 303


async def test_a_login_form_from_another_page_is_refused(store: Store) -> None:
    await add_user(store)
    async with visiting(console_app(store, playbook())) as client:
        answer = await client.post("/console/login", data={"email": EMAIL, "password": PASSWORD, "csrf": "x"})
        assert answer.status_code == 403
        assert "bantam_console" not in client.cookies


async def test_a_disabled_user_cannot_come_in(store: Store) -> None:
    user_id = await add_user(store)
    async with store.transaction() as connection:
        await users.change(connection, user_id, disabled_at=NOW)
    async with visiting(console_app(store, playbook())) as client:
        assert (await log_in(client)).status_code == 401


@pytest.mark.parametrize(
    "wanted", ["https://evil.example", "//evil.example", "/console\\..\\x", "/consolevil", "", "/api"]
)
def test_after_logging_in_nobody_is_sent_off_the_console(wanted: str) -> None:
    assert own_page(wanted) == "/console"


async def test_the_first_start_makes_one_login_and_one_key_and_no_later_start_does(store: Store) -> None:
    made = await asyncio.gather(*(first_login(store, NOW) for _ in range(3)))
    first = [one for one in made if one is not None]
    assert len(first) == 1
    async with store.reading() as connection:
        user = await users.by_email(connection, first[0].email)
        assert user is not None
        assert user.role == "admin"
        assert matches(user.password_hash, first[0].password)
        assert await keys.find(connection, first[0].api_key) is not None
    assert await first_login(store, NOW) is None


def test_passwords_are_long_and_stored_as_argon2id() -> None:
    assert re.fullmatch(r"([a-z2-9]{5}-){3}[a-z2-9]{5}", new_password())
    assert not matches(None, "anything")
    assert not matches("not a hash", "anything")


async def test_no_page_may_be_framed_or_run_a_strangers_script(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        headers = (await client.get("/console")).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
