"""Texts to reps: only to a number that is proved theirs and agreed to, never after STOP, each sent once."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from agent.hours import WEEKDAYS
from agent.segments import segments_of
from channels import notice_trial, rep_texts
from channels.effects import NOTIFY
from channels.handoff_life import HandoffLife
from channels.notices import NoticeDeps, notify_handler
from channels.rep_texts import AGREED, TEXT_REP, NoCode, RepTexts
from console_world import add_user, console_app, log_in, visiting
from crm_store import consents, handoffs, notices, rep_numbers, reps
from crm_store.errors import Conflict
from crm_store.jobs import Later
from crm_store.notices import Notice
from crm_store.store import Store
from crm_store.tables import consents as consents_table
from crm_store.tables import leads as leads_table
from evals.bench.carrier import lost_answer, refusal
from rep_case import NOW, playbook
from rep_case_store import Seeded, mail_server, seed
from support_twilio import BASE, Phone, phone

MOBILE = "+15125550177"
BOOKS = {"northgate": playbook()}


def _deps(here: Phone) -> NoticeDeps:
    return NoticeDeps(here.store, BOOKS, here.clock, BASE, texting=here.texting)


async def _work(here: Phone) -> None:
    """Every job that waits, once; those of handoffs and leases are none of these tests."""
    handlers: dict[str, Callable[..., Any]] = {
        TEXT_REP: RepTexts(here.texting).send, NOTIFY: notify_handler(_deps(here)),
    }  # fmt: skip
    while (job := await here._next()) is not None:
        if job[1] in handlers:
            try:
                await handlers[job[1]](**job[2])
            except Later as later:
                here.waits.append((job[1], later.at))


async def _verified(here: Phone, number: str = MOBILE) -> str:
    """A rep whose number is proved, by the code that came."""
    here.clock.now = NOW
    user_id = await add_user(here.store)
    await rep_texts.ask_for_code(here.store, user_id, number, here.clock())
    await _work(here)
    code = re.search(r"\d{6}", here.mock.bodies(number)[-1])
    assert code is not None
    await rep_texts.verify(here.store, user_id, code[0], here.clock())
    return user_id


async def _offered(here: Phone) -> tuple[Seeded, Notice]:
    case = await seed(here.store, playbook())
    with pytest.raises(Later):
        await HandoffLife(here.store, BOOKS, here.clock, {}).advance(case.handoff_id)
    return case, await _notice(here, case)


async def _notice(here: Phone, case: Seeded) -> Notice:
    async with here.store.reading() as connection:
        return next(one for one in await notices.of_handoff(connection, case.handoff_id) if one.kind == "sms")


async def _state(store: Store, number: str = MOBILE) -> str | None:
    async with store.reading() as connection:
        return await consents.state(connection, "sms", number)


async def test_number_is_proved_by_a_code_and_the_words_agreed_to_are_kept(store: Store) -> None:
    async with phone(store) as here:
        user_id = await _verified(here)
        async with store.reading() as connection:
            known = await rep_numbers.by_number(connection, MOBILE)
            kept = (await connection.execute(select(consents_table))).one()
    assert known is not None
    assert known.user_id == user_id
    assert (kept.state, kept.source, kept.address, kept.shown, kept.lead_id) == ("granted", "rep", MOBILE, AGREED, None)


async def test_wrong_codes_are_counted_and_an_old_one_is_worth_nothing(store: Store) -> None:
    async with phone(store) as here:
        here.clock.now = NOW
        user_id = await add_user(store)
        await rep_texts.ask_for_code(store, user_id, MOBILE, NOW)
        await _work(here)
        (body,) = here.mock.bodies(MOBILE)
        code = re.findall(r"\d{6}", body)[0]
        late = NOW + rep_texts.GOOD_FOR + timedelta(seconds=1)
        for given, at in [("000000" if code != "000000" else "1", NOW)] * 4 + [(code, late), (code, NOW)]:
            with pytest.raises(NoCode):
                await rep_texts.verify(store, user_id, given, at)
        assert await _state(store) is None


async def test_nobody_is_flooded_with_codes(store: Store) -> None:
    users = [await add_user(store, f"{n}@x.example") for n in range(2)]
    for n in range(rep_texts.MOST_CODES):
        await rep_texts.ask_for_code(store, users[n % 2], MOBILE, NOW)
    with pytest.raises(NoCode, match="Too many"):
        await rep_texts.ask_for_code(store, users[0], MOBILE, NOW)
    await rep_texts.ask_for_code(store, users[0], MOBILE, NOW + timedelta(hours=2))


async def test_rep_whose_turn_it_is_gets_one_short_text_and_accepts_from_it(store: Store) -> None:
    async with phone(store) as here:
        user_id = await _verified(here)
        case, _ = await _offered(here)
        await _work(here)
        body = here.mock.bodies(MOBILE)[-1]
        assert body.startswith("[SQL 81] Dana Reyes, VP Sales at Brightloom: Lead management")
        assert segments_of(body).count <= 2
        link = re.search(re.escape(BASE) + r"(/console/a/\S+)$", body)
        assert link is not None
        async with visiting(console_app(store, playbook(), clock=here.clock)) as client:
            shown = await client.get(link[1], follow_redirects=True)
            assert "Accept this lead" in shown.text
            async with store.reading() as connection:
                waiting = await handoffs.get(connection, case.handoff_id)
            assert waiting is not None
            assert waiting.status == "offered"  # opening it changes nothing
            token = re.search(r'name="t" value="([^"]+)"', shown.text)
            assert token is not None
            assert "It is yours" in (await client.post("/console/accept", data={"t": token[1]})).text
            assert (await client.get(link[1][:-1] + "x")).status_code == 410
            here.clock.forward(hours=25)
            assert (await client.get(link[1])).status_code == 410
    async with store.reading() as connection:
        decided = await handoffs.get(connection, case.handoff_id)
    assert decided is not None
    assert (decided.status, decided.decided_by) == ("accepted", user_id)


async def test_stop_from_a_rep_silences_and_start_lets_texts_come_again(store: Store) -> None:
    async with phone(store) as here:
        await _verified(here)
        assert (await here.write("STOP", sender=MOBILE)).status_code == 200
        await _work(here)
        assert here.mock.bodies(MOBILE)[-1] == rep_texts.WORDS["stopped"]
        case, row = await seed(store, playbook()), None
        with pytest.raises(Later):
            await HandoffLife(store, BOOKS, here.clock, {}).advance(case.handoff_id)
        async with store.reading() as connection:
            row = await notices.of_handoff(connection, case.handoff_id)
            strangers = await connection.scalar(select(func.count()).select_from(leads_table))
        assert row == []  # nothing was even put in
        assert strangers == 1  # the rep did not become a lead
        await here.write("START", sender=MOBILE)
        await _work(here)
        assert here.mock.bodies(MOBILE)[-1] == rep_texts.WORDS["started"]
        assert await _state(store) == "granted"


async def test_stop_that_comes_while_a_text_waits_holds_it_back(store: Store) -> None:
    async with phone(store) as here:
        await _verified(here)
        case, _ = await _offered(here)
        async with store.transaction() as connection:
            await consents.record(connection, "sms", MOBILE, "revoked", "message", here.clock())
        before = len(here.mock.sent)
        await _work(here)
        assert len(here.mock.sent) == before
        kept = await _notice(here, case)
    assert (kept.status, kept.last_error) == ("failed", "the number has said STOP")


async def test_number_that_said_stop_gets_no_code_either(store: Store) -> None:
    async with phone(store) as here:
        user_id = await _verified(here)
        await here.write("stop", sender=MOBILE)
        with pytest.raises(NoCode, match="STOP"):
            await rep_texts.ask_for_code(store, user_id, MOBILE, here.clock())


async def test_number_taken_out_of_the_settings_can_be_proved_again(store: Store) -> None:
    async with phone(store) as here:
        user_id = await _verified(here)
        await rep_texts.forget(store, user_id, here.clock())
        assert await _state(store) == "revoked"
        await rep_texts.ask_for_code(store, user_id, MOBILE, here.clock())
        await _work(here)
        code = re.findall(r"\d{6}", here.mock.bodies(MOBILE)[-1])[0]
        here.clock.forward(seconds=1)
        await rep_texts.verify(store, user_id, code, here.clock())
        assert await _state(store) == "granted"


async def test_text_whose_answer_was_lost_is_not_sent_twice(store: Store) -> None:
    async with phone(store) as here:
        await _verified(here)
        case, row = await _offered(here)
        here.mock.failures = [lost_answer()]
        await _work(here)
        before = here.mock.bodies(MOBILE)
        here.clock.now = here.waits[-1][1]
        await notify_handler(_deps(here))(notice_id=row.id)
        assert here.mock.bodies(MOBILE) == before
        assert (await _notice(here, case)).status == "sent"


async def test_opt_out_that_only_the_carrier_knew_is_put_on_record(store: Store) -> None:
    async with phone(store) as here:
        await _verified(here)
        case, _ = await _offered(here)
        here.mock.failures = [refusal(400, 21610)]
        await _work(here)
        assert (await _notice(here, case)).status == "failed"
        assert await _state(store) == "revoked"


async def test_text_waits_for_the_rep_s_own_hours(store: Store) -> None:
    async with phone(store) as here:
        user_id = await _verified(here)
        _, row = await _offered(here)
        hours = {day: {"opens": "13:00", "closes": "20:00"} for day in WEEKDAYS}
        async with store.transaction() as connection:
            await reps.keep_profile(connection, user_id, {"hours": hours, "timezone": "America/New_York"})
        with pytest.raises(Later) as later:
            await notify_handler(_deps(here))(notice_id=row.id)
        assert later.value.at == NOW + timedelta(hours=2, minutes=30)
        here.clock.now = later.value.at
        await notify_handler(_deps(here))(notice_id=row.id)
        assert here.mock.bodies(MOBILE)[-1].startswith("[SQL")


async def test_rep_s_other_words_go_to_the_agent_like_anybody_s(store: Store) -> None:
    async with phone(store) as here:
        await _verified(here)
        await here.write("We need a CRM for 40 people", sender=MOBILE)
        async with store.reading() as connection:
            assert await connection.scalar(select(func.count()).select_from(leads_table)) == 1


async def test_address_in_a_lead_s_words_is_not_passed_on(store: Store) -> None:
    from channels.notice_sms import body_of
    from channels.notice_words import worded
    from rep_case import summary

    async with phone(store) as here:
        await _verified(here)
        case, row = await _offered(here)
        async with store.reading() as connection:
            handoff = await handoffs.get(connection, case.handoff_id)
    assert handoff is not None
    evil = summary().model_copy(update={"need": "see https://evil.example/login now"})
    body = body_of(worded(row, handoff, evil, f"{BASE}/console/a/x.y", NOW), "offered")
    assert "evil" not in body
    assert body.endswith(f"Accept: {BASE}/console/a/x.y")


async def test_rep_tries_their_ways_and_sees_what_came_of_each(store: Store) -> None:
    async with phone(store) as here, mail_server() as server:
        user_id = await _verified(here)
        profile = {"by_email": True, "slack_url": "http://127.0.0.1:9/gone"}
        async with store.transaction() as connection:
            await reps.keep_profile(connection, user_id, profile)
        await notice_trial.ask(store, user_id, here.clock())
        with pytest.raises(Conflict, match="just now"):
            await notice_trial.ask(store, user_id, here.clock())
        deps = replace(_deps(here), smtp_url=f"smtp://127.0.0.1:{server.port}?starttls=0")
        await notice_trial.Trial(deps).run(user_id)
        async with store.reading() as connection:
            row = await reps.get(connection, user_id)
        async with visiting(console_app(store, playbook(), clock=here.clock)) as client:
            await log_in(client)
            shown = (await client.get("/console/me")).text
    assert row is not None
    tried = row.profile[notice_trial.SETTING]
    assert (tried["email"], tried["sms"]) == (notice_trial.SENT, notice_trial.SENT)
    assert tried["slack"].startswith("It did not get there: no answer from the chat room")
    assert row.profile["slack_url"] == profile["slack_url"]
    assert len(server.taken) == 1
    assert here.mock.bodies(MOBILE)[-1].startswith("A test of how Bantam tells you of leads")
    assert "<strong>Slack</strong>: It did not get there" in shown


async def test_nothing_is_tried_where_nothing_is_set(store: Store) -> None:
    user_id = await add_user(store)
    with pytest.raises(Conflict, match="no way to try"):
        await notice_trial.ask(store, user_id, NOW)
