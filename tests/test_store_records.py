"""What is kept of leads, people, keys, consent, handoffs and outcomes, and what two at once may do to it."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, text

from agent.facts import Fact, FormEvidence
from agent.frame import Text
from crm_store import (
    activities,
    assessments,
    audit,
    consents,
    conversations,
    facts,
    handoffs,
    keys,
    leads,
    messages,
    notices,
    outcomes,
    users,
)
from crm_store.handoffs import Handoff
from crm_store.ids import new_id
from crm_store.store import Store
from crm_store.tables import api_keys, metadata, sessions
from support_turns import NOW, opened

LATER = NOW + timedelta(hours=1)
RESULT: Mapping[str, object] = {"policy_hash": "h1", "stage": "MQL", "score": 41.5, "lines": []}


def test_ids_of_one_process_sort_in_the_order_they_were_made() -> None:
    made = [new_id("ms") for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {len(one) for one in made} == {29}


async def test_leads_are_paged_from_the_latest_changed_on_without_gap_or_repetition(store: Store) -> None:
    async with store.transaction() as connection:
        made = [await leads.create(connection, "retail", NOW + timedelta(minutes=n // 2)) for n in range(7)]
    seen: list[str] = []
    cursor = None
    async with store.reading() as connection:
        while True:
            page = await leads.page(connection, limit=3, cursor=cursor)
            seen += [lead.id for lead in page.leads]
            if page.next is None:
                break
            cursor = page.next
    assert seen == made[::-1]


async def test_leads_are_found_by_stage_playbook_and_time_of_change(store: Store) -> None:
    async with store.transaction() as connection:
        old = await leads.create(connection, "retail", NOW)
        new = await leads.create(connection, "events", LATER)
        await leads.change(connection, new, LATER, stage="SQL", score=70.0)
    async with store.reading() as connection:

        async def found(**wanted: object) -> list[str]:
            return [lead.id for lead in (await leads.page(connection, **wanted)).leads]  # type: ignore[arg-type]

        assert await found(stage="SQL") == [new]
        assert await found(playbook="retail") == [old]
        assert await found(since=LATER) == [new]
        assert await found(stage="SQL", playbook="retail") == []


@pytest.mark.parametrize("cursor", ["", "x", "????", "MjAyNnxsZA", "é", "\0"])
async def test_cursor_that_is_none_of_ours_is_a_value_error(store: Store, cursor: str) -> None:
    async with store.reading() as connection:
        with pytest.raises(ValueError, match="cursor"):
            await leads.page(connection, cursor=cursor)


async def test_lead_is_met_again_by_email_or_phone_of_the_same_business_only(store: Store) -> None:
    async with store.transaction() as connection:
        contact = {"email": "ann@example.com", "phone": "+353861234567", "name": "Ann", "nonsense": "x"}
        ann = await leads.create(connection, "retail", NOW, contact=contact)
        await leads.create(connection, "retail", LATER, contact={"email": "ann@example.com"})
    async with store.reading() as connection:
        by_email = await leads.by_contact(connection, "retail", email="ann@example.com")
        by_phone = await leads.by_contact(connection, "retail", email="else@example.com", phone="+353861234567")
        assert by_email is not None
        assert by_email == by_phone
        assert (by_email.id, by_email.name) == (ann, "Ann")
        assert await leads.by_contact(connection, "events", email="ann@example.com") is None
        assert await leads.by_contact(connection, "retail") is None


async def test_erasing_a_lead_leaves_nothing_of_it_behind(store: Store) -> None:
    chat = await opened(store)
    async with store.transaction() as connection:
        await assessments.keep_policy(connection, "h1", "retail", {}, NOW)
        await assessments.add(connection, chat.lead_id, RESULT, {}, NOW)
        await consents.record(connection, "web", chat.lead_id, "granted", "form", NOW, lead_id=chat.lead_id)
        await outcomes.add(connection, chat.lead_id, "won", NOW)
        handoff, _ = await handoffs.offer(connection, chat.lead_id, chat.conversation_id, "sql", "SQL", 70, {}, NOW)
        await notices.add(connection, handoff, "email", "a@example.com", NOW)
        await facts.add(connection, chat.lead_id, [form_fact()])
        await audit.record(connection, "us_1", "erase", NOW, lead_id=chat.lead_id)
        assert await leads.erase(connection, chat.lead_id)
        assert not await leads.erase(connection, chat.lead_id)
    async with store.reading() as connection:
        left = {name for name in metadata.tables if await connection.scalar(text(f"SELECT count(*) FROM {name}"))}
        assert left == {"policies", "audit_log"}
        (entry,) = await audit.page(connection, lead_id=chat.lead_id)
        assert (entry.actor, entry.action) == ("us_1", "erase")


def form_fact() -> Fact:
    evidence = FormEvidence(form="demo", field="name", quote="Ann", at=NOW)
    return Fact(id=new_id("fc"), slot="name", value=Text(text="Ann"), evidence=(evidence,), at=NOW)


async def test_fact_comes_back_as_it_was_stored(store: Store) -> None:
    chat, fact = await opened(store), form_fact()
    async with store.transaction() as connection:
        await facts.add(connection, chat.lead_id, [fact])
    async with store.reading() as connection:
        assert await facts.of_lead(connection, chat.lead_id) == [fact]


async def test_two_reps_who_press_accept_in_the_same_instant_one_wins(store: Store) -> None:
    chat = await opened(store)
    async with store.transaction() as connection:
        handoff, _ = await handoffs.offer(connection, chat.lead_id, chat.conversation_id, "sql", "SQL", 70, {}, NOW)

    async def press(who: str) -> Handoff | None:
        async with store.transaction() as connection:
            return await handoffs.accept(connection, handoff, who, NOW)

    pressed = await asyncio.gather(*(press(f"us_{n}") for n in range(6)))
    (winner,) = [one for one in pressed if one is not None]
    async with store.reading() as connection:
        assert (await handoffs.get(connection, handoff)) == winner
        assert [h.id for h in await handoffs.page(connection, status="accepted")] == [handoff]
        assert await handoffs.page(connection, status="offered") == []


async def test_rejected_handoff_makes_room_for_a_new_one(store: Store) -> None:
    chat = await opened(store)
    async with store.transaction() as connection:
        place = (connection, chat.lead_id, chat.conversation_id)
        first, is_new = await handoffs.offer(*place, "asked_for_person", "lead", 10, {}, NOW)
        again, is_newer = await handoffs.offer(*place, "sql", "SQL", 70, {}, LATER)
        assert (first, is_new, is_newer) == (again, True, False)
        done = await handoffs.reject(connection, first, "us_1", "bad_timing", LATER, note="next year")
        assert done is not None
        assert (done.status, done.reject_reason, done.note, done.score) == ("rejected", "bad_timing", "next year", 70)
        assert await handoffs.reject(connection, first, "us_2", "spam", LATER) is None
        second, is_new = await handoffs.offer(*place, "sql", "SQL", 71, {}, LATER)
        assert is_new
        assert [h.id for h in await handoffs.of_lead(connection, chat.lead_id)] == [second, first]


async def test_conversation_has_one_holder_until_they_let_go_or_their_time_is_up(store: Store) -> None:
    chat = await opened(store)
    async with store.transaction() as connection:
        one = await users.create(connection, "one@example.com", NOW)
        two = await users.create(connection, "two@example.com", NOW)
        take, cv = conversations.take_over, chat.conversation_id
        assert await take(connection, cv, one, NOW, until=LATER)
        assert not await take(connection, cv, two, NOW)
        assert await take(connection, cv, one, NOW, until=LATER), "the holder may renew"
        assert await take(connection, cv, two, LATER + timedelta(seconds=1)), "their time is up"
        assert not await conversations.release(connection, cv, one, LATER)
        assert await conversations.release(connection, cv, two, LATER)
        talk = await conversations.get(connection, cv)
        assert talk is not None
        assert (talk.holder, talk.holder_user, talk.status) == ("agent", None, "open")


async def test_seen_mark_never_goes_back_nor_beyond_what_was_written(store: Store) -> None:
    chat = await opened(store)
    async with store.transaction() as connection:
        for seq, expected in ((1, 1), (0, 1), (99, 1)):
            await conversations.mark_seen(connection, chat.conversation_id, seq)
            talk = await conversations.get(connection, chat.conversation_id)
            assert talk is not None
            assert talk.seen_seq == expected


async def test_newest_consent_by_its_own_time_decides_and_conversations_know_at_once(store: Store) -> None:
    chat = await opened(store, channel="sms", address="+15125550100")

    async def opted_out() -> bool:
        talk = await conversations.get(connection, chat.conversation_id)
        assert talk is not None
        assert (await consents.state(connection, "sms", "+15125550100") == "revoked") == talk.opted_out
        return talk.opted_out

    async with store.transaction() as connection:
        assert await consents.state(connection, "sms", "+15125550100") is None
        await consents.record(connection, "sms", "+15125550100", "revoked", "message", NOW)
        assert await opted_out()
        before = NOW - timedelta(days=7)
        await consents.record(connection, "sms", "+15125550100", "granted", "form", before, lead_id=chat.lead_id)
        assert await opted_out(), "a form of last week does not undo today's STOP"
        await consents.record(connection, "sms", "+15125550100", "granted", "message", LATER)
        assert not await opted_out()
        assert [c.source for c in await consents.of_lead(connection, chat.lead_id)] == ["form"]


async def test_api_key_is_shown_once_and_stored_as_a_hash(store: Store) -> None:
    async with store.transaction() as connection:
        key_id, secret = await keys.create(connection, "CRM", NOW)
        found = await keys.find(connection, secret)
        assert found is not None
        assert (found.id, found.name) == (key_id, "CRM")
        assert secret.startswith(found.prefix)
        assert await keys.find(connection, secret + "x") is None
        assert secret not in str((await connection.execute(select(api_keys))).one())
        await keys.mark_used(connection, key_id, LATER)
        assert await keys.revoke(connection, key_id, LATER)
        assert not await keys.revoke(connection, key_id, LATER)
        assert await keys.find(connection, secret) is None
        (row,) = await keys.every_key(connection)
        assert (row.used_at, row.revoked_at) == (LATER, LATER)


async def test_session_ends_with_time_with_logout_and_with_the_user(store: Store) -> None:
    async with store.transaction() as connection:
        user = await users.create(connection, "Ann@Example.com", NOW, name="Ann", role="admin", password_hash="x")
        assert (await users.count(connection), [u.id for u in await users.everyone(connection)]) == (1, [user])
        by_email = await users.by_email(connection, "ANN@example.com")
        assert by_email is not None
        token = await users.log_in(connection, user, NOW, LATER, {"csrf": "c"})
        session = await users.session(connection, token, NOW)
        assert session is not None
        assert (session.user.id, session.data) == (user, {"csrf": "c"})
        assert token not in str((await connection.execute(select(sessions))).one())
        assert await users.session(connection, token, LATER) is None
        await users.change(connection, user, disabled_at=NOW)
        assert await users.session(connection, token, NOW) is None
        await users.change(connection, user, disabled_at=None)
        await users.log_out(connection, token)
        assert await users.session(connection, token, NOW) is None
        await users.log_in(connection, user, NOW, NOW)
        await users.end_sessions(connection, before=LATER)
        assert (await connection.execute(select(sessions))).all() == []


async def test_assessments_are_walked_through_whatever_the_batch(store: Store) -> None:
    chat = await opened(store)
    async with store.transaction() as connection:
        await assessments.keep_policy(connection, "h1", "retail", {"need": 25}, NOW)
        await assessments.keep_policy(connection, "h1", "retail", {"need": 25}, LATER)
        made = [await assessments.add(connection, chat.lead_id, RESULT, {"n": n}, NOW) for n in range(7)]
        walked = [row async for row in assessments.walk(connection, batch=3)]
        assert [(row.id, row.inputs["n"]) for row in walked] == [(one, n) for n, one in enumerate(made)]
        assert (await assessments.of_lead(connection, chat.lead_id, limit=2))[0].id == made[-1]
        assert await assessments.policy(connection, "none") is None


async def test_notice_keeps_count_of_its_attempts(store: Store) -> None:
    chat = await opened(store)
    async with store.transaction() as connection:
        handoff, _ = await handoffs.offer(connection, chat.lead_id, chat.conversation_id, "sql", "SQL", 70, {}, NOW)
        notice = await notices.add(connection, handoff, "email", "a@example.com", NOW)
        assert notice is not None
        assert await notices.add(connection, handoff, "email", "a@example.com", NOW) is None
        await notices.failed(connection, notice, "busy", next_at=LATER)
        await notices.failed(connection, notice, "no such mailbox")
        row = await notices.get(connection, notice)
        assert row is not None
        assert (row.status, row.attempts, row.last_error, row.next_at) == ("failed", 2, "no such mailbox", None)
        await notices.sent(connection, notice, LATER)
        (row,) = await notices.of_handoff(connection, handoff)
        assert (row.status, row.attempts, row.last_error, row.sent_at) == ("sent", 3, None, LATER)


async def test_timeline_outcomes_and_delivery_are_kept(store: Store) -> None:
    chat = await opened(store)
    async with store.transaction() as connection:
        await activities.add(connection, chat.lead_id, "price_page", LATER, url="/price", title="Prices")
        found = await activities.of_lead(connection, chat.lead_id)
        assert [(a.type, a.url) for a in found] == [("conversation", None), ("price_page", "/price")]
        await outcomes.add(connection, chat.lead_id, "won", LATER, amount=Decimal("1200.50"), currency="EUR")
        (outcome,) = await outcomes.of_lead(connection, chat.lead_id)
        assert (outcome.result, outcome.amount, outcome.currency) == ("won", Decimal("1200.50"), "EUR")
        await messages.change(connection, chat.messages[0].id, {"provider_id": "SM1", "delivery": "sent"})
        message = await messages.get(connection, chat.messages[0].id)
        assert message is not None
        assert (message.provider_id, message.delivery) == ("SM1", "sent")
        assert message in await messages.of_lead(connection, chat.lead_id)
        talk = await conversations.by_address(connection, "b2b_saas", "web", "nowhere")
        assert talk is None
        assert [c.id for c in await conversations.of_lead(connection, chat.lead_id)] == [chat.conversation_id]
