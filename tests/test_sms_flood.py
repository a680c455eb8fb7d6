"""A number that writes far more than a person does: nothing is lost, nothing answered for a while, nobody starved."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio
from sqlalchemy import text as sql

from channels import sms_flood
from crm_store import consents, floods
from crm_store.floods import Flood
from crm_store.store import Store
from support_twilio import ANN, Phone, phone

BOB = "+15125550177"
MOST = 5


@pytest_asyncio.fixture
async def ann(store: Store) -> AsyncIterator[Phone]:
    async with phone(store, flood=MOST) as one:
        yield one


async def flood(ann: Phone, texts: int = 12) -> None:
    for number in range(texts):
        await ann.write(f"message {number}, what does it cost?")


async def floods_of(ann: Phone) -> list[Flood]:
    async with ann.store.reading() as connection:
        return await floods.of_lead(connection, (await ann.talk()).lead_id)


async def waiting_turns(ann: Phone) -> list[str]:
    query = sql("SELECT args->>'conversation_id' FROM procrastinate_jobs WHERE task_name = 'turn' ORDER BY id")
    async with ann.store.reading() as connection:
        return [row[0] for row in await connection.execute(query)]


async def test_flood_is_stored_whole_told_once_and_not_answered(ann: Phone) -> None:
    await flood(ann)
    await ann.work(later=False)
    heard = [one.text for one in await ann.transcript() if one.sender == "lead"]
    assert heard == [f"message {number}, what does it cost?" for number in range(12)]
    said = [one.text for one in await ann.transcript() if one.sender != "lead"]
    assert said.count(sms_flood.SENTENCE) == 1
    (one,) = await floods_of(ann)
    assert (one.address, one.until - one.began_at) == (ANN, timedelta(hours=1))


async def test_person_who_writes_much_over_an_hour_is_no_flood(ann: Phone) -> None:
    for number in range(3 * MOST):
        assert await ann.says(f"and another question, number {number}: what does it cost?")
        ann.clock.forward(minutes=3)
    assert await floods_of(ann) == []


async def test_flood_leaves_one_turn_and_does_not_hold_up_others(ann: Phone) -> None:
    await flood(ann, 60)
    await ann.write("hi, we need lead management for 40 reps", sender=BOB)
    assert await waiting_turns(ann) == [(await ann.talk()).id, (await ann.talk(BOB)).id]
    await ann.work()
    assert len(ann.mock.bodies(BOB)) == 1


async def test_what_was_written_in_a_flood_is_read_in_one_go_when_the_time_is_up(ann: Phone) -> None:
    await flood(ann)
    await ann.write("please stop texting me")
    ann.clock.forward(minutes=61)
    await ann.work()
    async with ann.store.reading() as connection:
        assert await consents.state(connection, "sms", ANN) == "revoked", "an opt-out in a flood is heard"
    assert all(one.answered_by for one in await ann.transcript() if one.sender == "lead")


async def test_number_is_answered_again_after_the_time_and_not_taken_for_a_flood_at_once(ann: Phone) -> None:
    await flood(ann)
    ann.clock.forward(minutes=61)
    await ann.work()
    assert len(await ann.says("sorry about that. what does it cost?")) == 1
    assert len(await floods_of(ann)) == 1


async def test_rep_lets_a_number_be_answered_again(ann: Phone) -> None:
    await flood(ann)
    (one,) = await floods_of(ann)
    assert one.holds(ann.clock())
    released = await sms_flood.release(ann.store, one.id, "us_sam", ann.clock())
    assert released is not None
    assert released.released_by == "us_sam"
    assert await sms_flood.release(ann.store, one.id, "us_sam", ann.clock()) is None
    await ann.work()
    assert len(await ann.says("sorry, and is there a contract?")) == 1


async def test_stop_in_a_flood_counts_at_once(ann: Phone) -> None:
    await flood(ann)
    await ann.write("STOP")
    async with ann.store.reading() as connection:
        assert await consents.state(connection, "sms", ANN) == "revoked"


async def test_keywords_by_the_dozen_are_not_answered_by_the_dozen(ann: Phone) -> None:
    for _ in range(20):
        await ann.write("HELP")
    await ann.work(later=False)
    assert len([one for one in await ann.transcript() if one.sender != "lead"]) <= MOST + 1


async def test_most_of_a_great_flood_is_on_record_and_read_by_nobody(ann: Phone) -> None:
    await flood(ann, 2 * sms_flood.KEPT_UNREAD)
    lines = [one for one in await ann.transcript() if one.sender == "lead"]
    assert len(lines) == 2 * sms_flood.KEPT_UNREAD
    assert sum(one.answered_by is None for one in lines) <= sms_flood.KEPT_UNREAD


async def test_limit_of_nought_knows_no_flood(ann: Phone) -> None:
    await flood(ann.using(flood=0), 12)
    assert await floods_of(ann) == []
