"""The durable turn: every message is answered by exactly one commit, whatever happens meanwhile."""

import asyncio
from datetime import timedelta

import pytest

from agent.dialogue import ConsentChange, HandoffOffer, Snapshot, TurnResult
from channels.business import Business
from channels.inbox import accept
from channels.turns import MOST_RUNS, Turns
from crm_store import (
    activities,
    assessments,
    consents,
    conversations,
    facts,
    handoffs,
    leads,
    messages,
    notices,
    turns,
    users,
)
from crm_store.jobs import Retry, Task
from crm_store.store import Store, close, connect
from support_turns import (
    BUSINESS,
    NOW,
    Emit,
    Gate,
    echo,
    is_idle,
    opened,
    result_of,
    said,
    transcript,
    turns_of,
    until,
    working,
)


async def test_message_is_answered_and_all_effects_are_stored(store: Store) -> None:
    chat = await opened(store)
    accepted = await accept(store, chat.conversation_id, "we need better forecasts", "c1", NOW)
    async with working(store, turns_of(store)):
        await until(lambda: is_idle(store))
    lines = await transcript(store, chat.conversation_id)
    assert [(m.seq, m.sender, m.text) for m in lines] == [
        (1, "agent", "Hello! What do you need?"),
        (2, "lead", "we need better forecasts"),
        (3, "agent", "heard: we need better forecasts"),
    ]
    assert lines[2].asks == "budget"
    assert lines[1].answered_by == lines[2].turn_id
    async with store.reading() as connection:
        (fact,) = await facts.of_lead(connection, chat.lead_id)
        assert fact.message_id == accepted.message_id
        assert [h.signal for h in await facts.heard_of(connection, chat.lead_id)] == ["product_question"]
        assert [a.type for a in await activities.of_lead(connection, chat.lead_id)] == ["conversation"]
        scored = await assessments.latest(connection, chat.lead_id)
        assert scored is not None
        assert scored.inputs["facts"][0]["id"] == fact.id
        assert await assessments.policy(connection, "h1") == {"need": 25}
        lead = await leads.get(connection, chat.lead_id)
        assert lead is not None
        assert lead.score == scored.score == 1
        talk = await conversations.get(connection, chat.conversation_id)
        assert talk is not None
        assert talk.state["turns"] == 1
        assert talk.last_turn == lines[2].turn_id
        row = await turns.get(connection, lines[2].turn_id or "")
        assert row is not None
        assert row.trace["playbook_hash"] == "p1"
        assert row.runs == 1


async def test_burst_of_messages_gets_one_answer_that_takes_in_all_of_them(store: Store) -> None:
    chat = await opened(store)
    for number, text in enumerate(("hi", "saw your ad", "need a kitchen")):
        await accept(store, chat.conversation_id, text, f"c{number}", NOW)
    async with working(store, turns_of(store)):
        await until(lambda: is_idle(store))
    assert await said(store, chat.conversation_id) == ["heard: hi saw your ad need a kitchen"]


async def test_turn_without_anything_unread_changes_nothing(store: Store) -> None:
    chat = await opened(store)
    await accept(store, chat.conversation_id, "hello", "c1", NOW)
    answering = turns_of(store)
    await answering.answer(chat.conversation_id)
    before = await transcript(store, chat.conversation_id)
    await answering.answer(chat.conversation_id)
    assert await transcript(store, chat.conversation_id) == before
    async with store.reading() as connection:
        assert len(await turns.of_conversation(connection, chat.conversation_id)) == 1


async def test_newer_message_during_a_turn_discards_it_and_both_get_one_answer(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    await accept(store, chat.conversation_id, "we want 20k", "c1", NOW)
    turn = asyncio.create_task(turns_of(store, gate).answer(chat.conversation_id))
    await gate.entered.wait()
    await accept(store, chat.conversation_id, "no, 30k", "c2", NOW)
    gate.go.set()
    await turn
    assert await said(store, chat.conversation_id) == ["heard: we want 20k no, 30k"]
    assert [len(snapshot.unread) for snapshot in gate.seen] == [1, 2]
    async with store.reading() as connection:
        (row,) = await turns.of_conversation(connection, chat.conversation_id)
        assert row.runs == 2
        assert len(await facts.of_lead(connection, chat.lead_id)) == 2, "the discarded run must leave no fact behind"


async def test_lead_who_never_stops_writing_is_answered_after_a_few_runs(store: Store) -> None:
    chat = await opened(store)
    await accept(store, chat.conversation_id, "m0", "c0", NOW)
    runs = 0

    async def interrupted(snapshot: Snapshot, emit: Emit) -> TurnResult:
        nonlocal runs
        runs += 1
        await accept(store, chat.conversation_id, f"m{runs}", f"c{runs}", NOW)
        return await echo(snapshot, emit)

    await turns_of(store, interrupted).answer(chat.conversation_id)
    assert runs == MOST_RUNS
    assert await said(store, chat.conversation_id) == ["heard: m0 m1 m2 m3"]
    async with working(store, turns_of(store)):
        await until(lambda: is_idle(store))
    assert await said(store, chat.conversation_id) == ["heard: m0 m1 m2 m3", "heard: m4"]


async def test_rep_who_takes_over_during_a_turn_silences_the_reply_but_keeps_the_facts(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    await accept(store, chat.conversation_id, "we need a CRM", "c1", NOW)
    turn = asyncio.create_task(turns_of(store, gate).answer(chat.conversation_id))
    await gate.entered.wait()
    async with store.transaction() as connection:
        rep = await users.create(connection, "Rep@example.com", NOW)
        assert await conversations.take_over(connection, chat.conversation_id, rep, NOW)
    gate.go.set()
    await turn
    assert await said(store, chat.conversation_id) == []
    async with store.reading() as connection:
        assert len(await facts.of_lead(connection, chat.lead_id)) == 1
        assert await assessments.latest(connection, chat.lead_id) is not None
        talk = await conversations.get(connection, chat.conversation_id)
        assert talk is not None
        assert talk.status == "with_human"
        assert talk.state["last_asked"] == "need", "what was never said is not remembered as asked"
        (row,) = await turns.of_conversation(connection, chat.conversation_id)
        assert row.trace["silent_because"]


async def test_agent_is_told_that_a_rep_holds_the_conversation_and_cannot_change_its_status(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    gate.go.set()
    async with store.transaction() as connection:
        rep = await users.create(connection, "rep@example.com", NOW)
        await conversations.take_over(connection, chat.conversation_id, rep, NOW)
    await accept(store, chat.conversation_id, "are you there?", "c1", NOW)

    async def closing(snapshot: Snapshot, emit: Emit) -> TurnResult:
        await gate(snapshot, emit)
        return result_of(snapshot, reply=None, status="closed")

    await turns_of(store, closing).answer(chat.conversation_id)
    assert gate.seen[0].held_by_rep
    async with store.reading() as connection:
        talk = await conversations.get(connection, chat.conversation_id)
        assert talk is not None
        assert talk.status == "with_human"


async def test_lead_who_opts_out_during_a_turn_makes_it_run_again_knowing_so(store: Store) -> None:
    chat, gate = await opened(store, channel="sms", address="+15125550100"), Gate()
    await accept(store, chat.conversation_id, "tell me more", "SM1", NOW)
    turn = asyncio.create_task(turns_of(store, gate).answer(chat.conversation_id))
    await gate.entered.wait()
    async with store.transaction() as connection:
        await consents.record(connection, "sms", "+15125550100", "revoked", "twilio", NOW)
    gate.go.set()
    await turn
    assert [snapshot.lead.opted_out for snapshot in gate.seen] == [False, True]


async def test_failing_turn_keeps_the_message_and_tries_again(store: Store) -> None:
    chat, failures = await opened(store), [RuntimeError("first"), RuntimeError("second")]
    await accept(store, chat.conversation_id, "hello", "c1", NOW)

    async def flaky(snapshot: Snapshot, emit: Emit) -> TurnResult:
        if failures:
            raise failures.pop()
        return await echo(snapshot, emit)

    async with working(store, turns_of(store, flaky)):
        await until(lambda: is_idle(store))
    assert await said(store, chat.conversation_id) == ["heard: hello"]


async def test_turn_that_fails_while_it_is_stored_leaves_nothing_half_done(store: Store) -> None:
    chat = await opened(store)
    await accept(store, chat.conversation_id, "hello", "c1", NOW)
    broken: list[bool] = [True]

    def summary(snapshot: Snapshot, result: TurnResult, number: str | None) -> dict[str, str]:
        if broken.pop() if broken else False:
            raise RuntimeError("the last step of the commit fails")
        return {"who": "someone"}

    async def qualifying(snapshot: Snapshot, emit: Emit) -> TurnResult:
        return result_of(snapshot, handoff=HandoffOffer(reason="sql", stage="SQL", score=80))

    answering = turns_of(store, qualifying, Business(BUSINESS.timezone, BUSINESS.policy, summary=summary))
    with pytest.raises(RuntimeError):
        await answering.answer(chat.conversation_id)
    async with store.reading() as connection:
        assert await facts.of_lead(connection, chat.lead_id) == []
        assert await turns.of_conversation(connection, chat.conversation_id) == []
        assert await messages.unread_after(connection, chat.conversation_id, 0)
    assert await said(store, chat.conversation_id) == []
    await answering.answer(chat.conversation_id)
    assert await said(store, chat.conversation_id) == ["heard: hello"]


async def test_job_that_is_given_up_leaves_the_message_unread_for_the_next_one(store: Store) -> None:
    chat, works = await opened(store), False
    await accept(store, chat.conversation_id, "hello", "c1", NOW)

    async def broken(snapshot: Snapshot, emit: Emit) -> TurnResult:
        if not works:
            raise RuntimeError("no luck")
        return await echo(snapshot, emit)

    async with working(store, turns_of(store, broken), Retry(attempts=3, first=0.0)):
        await until(lambda: is_idle(store))
        async with store.reading() as connection:
            assert (await store.jobs.counts(connection)).get("failed") == 1
        works = True
        await accept(store, chat.conversation_id, "anyone?", "c2", NOW)
        await until(lambda: is_idle(store))
    assert await said(store, chat.conversation_id) == ["heard: hello anyone?"]


async def test_two_workers_never_run_one_conversation_at_once(store: Store) -> None:
    chats = [await opened(store) for _ in range(3)]
    running: dict[str, int] = {}
    overlaps = 0

    async def watched(snapshot: Snapshot, emit: Emit) -> TurnResult:
        nonlocal overlaps
        here = snapshot.conversation_id
        overlaps += running.get(here, 0)
        running[here] = running.get(here, 0) + 1
        for _ in range(20):
            await asyncio.sleep(0)
        running[here] -= 1
        return await echo(snapshot, emit)

    second = connect(store.url, store.jobs.options)
    async with working(store, turns_of(store, watched)), working(second, turns_of(second, watched)):
        for number in range(10):
            for chat in chats:
                await accept(store, chat.conversation_id, f"m{number}", f"c{number}", NOW)
        await until(lambda: is_idle(store))
    await close(second)
    assert overlaps == 0
    for chat in chats:
        words = " ".join(text.removeprefix("heard: ") for text in await said(store, chat.conversation_id))
        assert words == " ".join(f"m{number}" for number in range(10))


async def test_two_workers_that_answer_the_same_message_speak_once(store: Store) -> None:
    """One was taken for dead and was not: its result is dropped at the commit."""
    chat, slow = await opened(store), Gate()
    await accept(store, chat.conversation_id, "hello", "c1", NOW)
    late = asyncio.create_task(turns_of(store, slow).answer(chat.conversation_id))
    await slow.entered.wait()
    await turns_of(store).answer(chat.conversation_id)
    slow.go.set()
    await late
    assert await said(store, chat.conversation_id) == ["heard: hello"]


async def test_second_offer_brings_the_open_handoff_up_to_date_and_tells_nobody_again(store: Store) -> None:
    chat = await opened(store)
    scores = [61.0, 74.5]

    async def qualifying(snapshot: Snapshot, emit: Emit) -> TurnResult:
        return result_of(snapshot, handoff=HandoffOffer(reason="sql", stage="SQL", score=scores.pop(0)))

    business = Business(
        BUSINESS.timezone,
        BUSINESS.policy,
        targets=lambda reason: [("email", "sales@example.com"), ("webhook", "https://example.com/hook")],
        summary=lambda snapshot, result, number: {"turn": snapshot.turn_id},
    )
    answering = turns_of(store, qualifying, business)
    for number in range(2):
        await accept(store, chat.conversation_id, f"m{number}", f"c{number}", NOW)
        await answering.answer(chat.conversation_id)
    async with store.reading() as connection:
        (handoff,) = await handoffs.of_lead(connection, chat.lead_id)
        assert (handoff.score, handoff.status) == (74.5, "offered")
        told = await notices.of_handoff(connection, handoff.id)
        assert sorted((n.kind, n.target, n.status) for n in told) == [
            ("email", "sales@example.com", "pending"),
            ("webhook", "https://example.com/hook", "pending"),
        ]
        assert handoff.summary["turn"] == (await transcript(store, chat.conversation_id))[-1].turn_id


async def test_opt_out_said_in_the_web_chat_holds_for_the_lead_s_phone_too(store: Store) -> None:
    chat = await opened(store)
    await accept(store, chat.conversation_id, "no texts to 512 555 0100 please", "c1", NOW)

    async def hears_the_opt_out(snapshot: Snapshot, emit: Emit) -> TurnResult:
        (unread,) = snapshot.unread
        plain = result_of(snapshot, consent=ConsentChange(state="revoked", message_id=unread.id, quote="no texts"))
        phone = plain.facts[0].model_copy(update={"slot": "phone", "value": {"text": "+15125550100"}})
        return plain.model_copy(update={"facts": (type(phone).model_validate(phone.model_dump()),)})

    await turns_of(store, hears_the_opt_out).answer(chat.conversation_id)
    async with store.reading() as connection:
        for channel in ("sms", "whatsapp"):
            assert await consents.state(connection, channel, "+15125550100") == "revoked"
        talk = await conversations.get(connection, chat.conversation_id)
        assert talk is not None
        assert talk.opted_out
        lead = await leads.get(connection, chat.lead_id)
        assert lead is not None
        assert lead.phone == "+15125550100"


async def test_reply_by_text_message_is_queued_with_the_job_that_sends_it(store: Store) -> None:
    chat = await opened(store, channel="sms", address="+15125550100")
    await accept(store, chat.conversation_id, "hi", "SM1", NOW)
    sent: list[str] = []

    async def send(message_id: str) -> None:
        sent.append(message_id)

    store.jobs.register({"send": Task(send)})
    async with working(store, turns_of(store, senders={"sms": "send"})):
        await until(lambda: is_idle(store))
    reply = (await transcript(store, chat.conversation_id))[-1]
    assert (reply.sender, reply.delivery) == ("agent", "queued")
    assert sent == [reply.id]


async def test_snapshot_stays_small_while_the_conversation_grows(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    gate.go.set()
    answering = turns_of(store, gate)
    for number in range(30):
        await accept(store, chat.conversation_id, f"m{number}", f"c{number}", NOW + timedelta(seconds=number))
        await answering.answer(chat.conversation_id)
    last = gate.seen[-1]
    assert [u.text for u in last.unread] == ["m29"]
    assert len(last.recent) == 8
    numbers = (25, 26, 27, 28)
    assert [u.text for u in last.recent] == [text for n in numbers for text in (f"m{n}", f"heard: m{n}")]
    assert last.state.turns == 29


async def test_day_of_the_snapshot_is_the_business_s_own(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    gate.go.set()
    await accept(store, chat.conversation_id, "hi", "c1", NOW)
    late = NOW.replace(hour=3)  # still the evening before in New York
    await Turns(store, gate, lambda playbook: BUSINESS, lambda: late).answer(chat.conversation_id)
    assert gate.seen[0].now == late
    assert gate.seen[0].today == late.date() - timedelta(days=1)


async def test_lead_erased_during_a_turn_is_not_brought_back(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    await accept(store, chat.conversation_id, "hi", "c1", NOW)
    turn = asyncio.create_task(turns_of(store, gate).answer(chat.conversation_id))
    await gate.entered.wait()
    async with store.transaction() as connection:
        assert await leads.erase(connection, chat.lead_id)
    gate.go.set()
    await turn
    assert await transcript(store, chat.conversation_id) == []


async def test_answer_that_must_wait_is_given_at_its_time_with_all_that_came_till_then(store: Store) -> None:
    chat = await opened(store)
    await accept(store, chat.conversation_id, "hi", "c1", NOW, answer_at=NOW + timedelta(days=36500))
    await accept(store, chat.conversation_id, "more", "c2", NOW)
    async with store.reading() as connection:
        assert (await store.jobs.counts(connection)) == {"todo": 2}
