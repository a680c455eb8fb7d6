"""One's own page: absence and hours that routing respects, ways to be told, codes and their picture, sessions."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from channels import rep_recovery, rep_settings, rep_totp
from channels.rep_devices import device_words
from channels.rep_settings import Unusable
from console_world import EMAIL, PASSWORD, add_user, console_app, csrf_in, log_in, logged_in, visiting
from crm_store import audit, consents, rep_numbers, reps, users
from crm_store.reps import RepRow
from crm_store.store import Store
from rep_case import NOW, playbook


async def _post(client: httpx.AsyncClient, path: str, **form: str) -> httpx.Response:
    csrf = csrf_in((await client.get("/console/me")).text)
    return await client.post(f"/console/me/{path}", data=form | {"csrf": csrf})


async def _row(store: Store) -> RepRow:
    async with store.reading() as connection:
        user = await users.by_email(connection, EMAIL)
        row = await reps.get(connection, user.id) if user is not None else None
    assert row is not None
    return row


async def test_rep_is_away_until_the_day_they_name_in_their_own_time(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        await _post(client, "hours", timezone="Europe/Berlin")
        assert (await _post(client, "work", is_away="1", away_until="2026-05-20")).status_code == 303
        row = await _row(store)
        assert (row.is_away, row.away_until) == (True, datetime(2026, 5, 19, 22, tzinfo=UTC))
        assert 'value="2026-05-20"' in (await client.get("/console/me")).text
        late = await _post(client, "work", is_away="1", away_until="2026-05-01")
        assert late.status_code == 422
        assert "has passed already" in late.text
        assert await _row(store) == row


async def test_own_hours_are_kept_and_can_be_given_back(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        form = {"own_hours": "1", "timezone": "Europe/Berlin", "opens_mon": "08:00", "closes_mon": "16:30"}
        await _post(client, "hours", **form)
        assert (await _row(store)).profile["hours"] == {"mon": {"opens": "08:00", "closes": "16:30"}}
        shown = (await client.get("/console/me")).text
        assert 'name="opens_mon" value="08:00"' in shown
        for wrong in ({"opens_mon": "17:00"}, {"opens_mon": "17:00", "closes_mon": "09:00"}, {}):
            assert (await _post(client, "hours", own_hours="1", **wrong)).status_code == 422
        assert (await _post(client, "hours", timezone="Mars/Olympus")).status_code == 422
        await _post(client, "hours")
        assert (await _row(store)).profile["hours"] == {}


async def test_ways_and_events_are_kept_and_an_address_once_set_is_not_shown(store: Store) -> None:
    room = "https://hooks.slack.com/services/T0/B0/secret"
    async with logged_in(store, playbook()) as client:
        await _post(client, "work", territories="Texas, Ohio")
        await _post(client, "ways", by_email="1", event_offered="1", event_changed="1", slack_url=room)
        await _post(client, "ways", by_email="1", event_offered="1")
        row = await _row(store)
        shown = (await client.get("/console/me")).text
        async with store.reading() as connection:
            log = await audit.page(connection)
        await _post(client, "ways", slack_off="1")
        after = await _row(store)
    assert (row.profile["by_email"], row.profile["events"], row.profile["slack_url"]) == (True, ["offered"], room)
    assert row.profile["territories"] == ["Texas", "Ohio"]
    assert "secret" not in shown + str(log)
    assert (after.profile["slack_url"], after.profile["by_email"]) == (None, False)


@pytest.mark.parametrize(
    ("kind", "url", "is_one"),
    [
        ("slack", "https://hooks.slack.com/services/T/B/x", True),
        ("teams", "https://prod-1.westeurope.logic.azure.com:443/workflows/x/triggers/manual", True),
        ("teams", "https://default1.2.environment.api.powerplatform.com:443/powerautomate/x", True),
        ("slack", "http://hooks.slack.com/services/T/B/x", False),
        ("slack", "https://hooks.slack.com.evil.example/x", False),
        ("slack", "https://evil.example/hooks.slack.com", False),
        ("slack", "https://user@hooks.slack.com/x", False),
        ("slack", "https://hooks.slack.com:8443/x", False),
        ("slack", "https://169.254.169.254/latest", False),
        ("teams", "https://webhook.office.com/x", False),
        ("teams", "https://[::1", False),
    ],
)
def test_only_rooms_of_slack_and_teams_are_ever_posted_to(kind: str, url: str, is_one: bool) -> None:
    assert rep_settings.is_room(kind, url) is is_one


async def test_number_is_asked_for_with_consent_alone(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        assert "tick the box" in (await _post(client, "number", do="ask", number="+15125550177")).text
        assert (await _post(client, "number", do="ask", number="12", agree="1")).status_code == 422
        assert (await _post(client, "number", do="ask", number="(512) 555-0177", agree="1")).status_code == 303
        shown = (await client.get("/console/me")).text
        assert "A code was sent to <strong>+15125550177</strong>" in shown
        assert (await _post(client, "number", do="verify", code="000000")).status_code == 422
        row = await _row(store)
        async with store.transaction() as connection:
            assert await store.jobs.counts(connection) == {"todo": 1}
            await rep_numbers.verify(connection, row.user_id, "+15125550177", NOW)
            await consents.record(connection, "sms", "+15125550177", "granted", "rep", NOW)
        assert "Texts go to <strong>+15125550177</strong>" in (await client.get("/console/me")).text
        await _post(client, "number", do="forget")
        async with store.reading() as connection:
            assert await consents.state(connection, "sms", "+15125550177") == "revoked"


async def test_box_that_nobody_could_tick_turns_no_texts_off(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        await _post(client, "ways", by_email="1")
        assert (await _row(store)).profile.get("by_sms", True) is True
        await _post(client, "ways", by_email="1", sms_shown="1")
        assert (await _row(store)).profile["by_sms"] is False
        await _post(client, "ways", by_email="1")
        assert (await _row(store)).profile["by_sms"] is False


# Codes


async def _codes_on(client: httpx.AsyncClient) -> tuple[str, list[str]]:
    """Set codes up as a person does; the secret and the recovery codes shown."""
    await _post(client, "codes", do="offer")
    shown = (await client.get("/console/me")).text
    assert '<svg role="img" aria-label="QR code' in shown
    found = re.search(r'<p class="code">([A-Z2-7 ]+)</p>', shown)
    assert found is not None
    secret = found[1].replace(" ", "")
    code = rep_totp.code_at(secret, int(NOW.timestamp()) // rep_totp.STEP)
    done = (await _post(client, "codes", do="on", code=code)).text
    return secret, re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", done)


async def _enter(client: httpx.AsyncClient, code: str) -> int:
    await log_in(client)
    shown = await client.get("/console/login/code")
    answer = await client.post("/console/login/code", data={"code": code, "csrf": csrf_in(shown.text)})
    return answer.status_code


async def test_recovery_codes_are_shown_once_kept_as_hashes_and_good_once_each(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        _, recovery = await _codes_on(client)
        assert len(set(recovery)) == rep_recovery.MANY
        again = (await client.get("/console/me")).text
        assert not any(one in again for one in recovery)
        assert "10 recovery codes left" in again
    async with store.reading() as connection:
        user = await users.by_email(connection, EMAIL)
    assert user is not None
    assert not any(one in str(user.settings) for one in recovery)
    async with visiting(console_app(store, playbook())) as lost:
        assert await _enter(lost, recovery[0].upper().replace("-", " ")) == 303
        assert "9 recovery codes left" in (await lost.get("/console/me")).text
    async with visiting(console_app(store, playbook())) as thief:
        assert await _enter(thief, recovery[0]) == 401


async def test_new_recovery_codes_void_the_old_and_ask_for_the_password(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        _, old = await _codes_on(client)
        assert "not right" in (await _post(client, "codes", do="renew", password="guess")).text
        fresh = (await _post(client, "codes", do="renew", password=PASSWORD)).text
        assert not any(one in fresh for one in old)
        assert (await _post(client, "codes", do="off", password="guess")).status_code == 422
        await _post(client, "codes", do="off", password=PASSWORD)
    async with store.reading() as connection:
        user = await users.by_email(connection, EMAIL)
    assert user is not None
    assert (user.totp_secret, rep_recovery.SETTING in user.settings) == (None, False)


# Password and sessions


async def test_new_password_ends_the_other_sessions_and_goes_on_in_this_one(store: Store) -> None:
    async with logged_in(store, playbook()) as client, visiting(console_app(store, playbook())) as other:
        await log_in(other)
        wrong = await _post(client, "password", old="guess", new="violet tram nine")
        assert "present password is not right" in wrong.text
        assert (await _post(client, "password", old=PASSWORD, new="short")).status_code == 422
        before = client.cookies["bantam_console"]
        assert (await _post(client, "password", old=PASSWORD, new="violet tram nine")).status_code == 303
        assert client.cookies["bantam_console"] != before
        assert (await client.get("/console")).status_code == 200
        assert (await other.get("/console")).status_code == 303
        assert (await log_in(other)).status_code == 401
        assert (await log_in(other, password="violet tram nine")).status_code == 303


async def test_sessions_are_listed_and_ended_one_by_one_or_all_others(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        phones = [httpx.AsyncClient(transport=client._transport, base_url="http://test") for _ in range(3)]
        for one in phones:
            one.headers["user-agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"
            await log_in(one)
        shown = (await client.get("/console/me")).text
        assert shown.count("Safari on iPhone</strong>") == 3
        keys = re.findall(r'name="session" value="([0-9a-f]+)"', shown)
        assert len(keys) == 3
        await _post(client, "sessions", session=keys[0])
        assert sorted([(await one.get("/console")).status_code for one in phones]) == [200, 200, 303]
        await _post(client, "sessions")
        assert [(await one.get("/console")).status_code for one in phones] == [303, 303, 303]
        assert (await client.get("/console")).status_code == 200


async def test_nobody_ends_somebody_else_s_session(store: Store) -> None:
    async with logged_in(store, playbook()) as client:
        other_id = await add_user(store, "b@x.example", "Ben")
        async with visiting(client._transport.app) as ben:  # type: ignore[attr-defined]
            await log_in(ben, "b@x.example")
            async with store.reading() as connection:
                (his,) = await users.logins(connection, other_id, "", NOW)
            await _post(client, "sessions", session=his.key)
            assert (await ben.get("/console")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("", "A browser"),
    ],
)
def test_devices_are_told_apart_in_few_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


@pytest.mark.parametrize("words", ["tomorrow", "2026-13-01"])
def test_day_that_is_none_is_refused(words: str) -> None:
    form: dict[str, Any] = {"is_away": "1", "away_until": words}
    with pytest.raises(Unusable):
        rep_settings.absence_in(form, "UTC", NOW)


def test_back_today_in_their_own_time_is_still_ahead() -> None:
    form = {"is_away": "1", "away_until": "2026-05-14"}
    found = rep_settings.absence_in(form, "Pacific/Auckland", NOW - timedelta(hours=4))
    assert found.until == datetime(2026, 5, 13, 12, tzinfo=UTC)
