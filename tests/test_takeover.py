"""Takeover in the store: one holder by lease, the agent silent at once, and going on well when it has it back."""

import asyncio
import random
from datetime import timedelta

import pytest

from agent.dialogue import DialogueState
from agent.returning import returned
from channels.inbox import accept
from channels.rep_desk import LEASE, WARNING, Desk, Held, NotYours
from channels.rep_watch import Watch
from console_world import add_user
from crm_store import conversations, handoffs, leases, notes
from crm_store.events import CONSOLE
from crm_store.jobs import Later
from crm_store.store import Store
from support_turns import NOW, Gate, opened, said, transcript, turns_of
from web_world import playbooks_that_ship


async def _two(store: Store) -> tuple[str, str]:
    return await add_user(store, "a@northgate.example", "Ann"), await add_user(store, "b@northgate.example", "Ben")


async def _lease(store: Store, conversation_id: str) -> leases.Lease:
    async with store.reading() as connection:
        found = await leases.get(connection, conversation_id)
    assert found is not None
    return found


async def test_reply_under_way_is_dropped_and_what_the_lead_said_is_kept(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    ann, _ = await _two(store)
    await accept(store, chat.conversation_id, "we need better forecasts", "c1", NOW)
    turn = asyncio.create_task(turns_of(store, gate).answer(chat.conversation_id))
    await gate.entered.wait()
    await Desk(store).take(chat.conversation_id, ann, NOW)
    gate.go.set()
    await turn
    assert await said(store, chat.conversation_id) == []
    assert (await transcript(store, chat.conversation_id))[-1].answered_by is not None


async def test_agent_that_speaks_while_a_rep_has_it_is_not_heard(store: Store) -> None:
    chat = await opened(store)
    ann, _ = await _two(store)
    await Desk(store).take(chat.conversation_id, ann, NOW)
    await accept(store, chat.conversation_id, "hello?", "c1", NOW)
    await turns_of(store).answer(chat.conversation_id)
    assert await said(store, chat.conversation_id) == []


async def test_of_two_reps_one_holds_and_the_other_is_told_who(store: Store) -> None:
    chat = await opened(store)
    desk, (ann, ben) = Desk(store), await _two(store)
    took = await asyncio.gather(
        desk.take(chat.conversation_id, ann, NOW), desk.take(chat.conversation_id, ben, NOW), return_exceptions=True
    )
    lost = [error for error in took if isinstance(error, Held)]
    assert len(lost) == 1
    assert str(lost[0]) in ("Ann has this conversation.", "Ben has this conversation.")
    with pytest.raises(Held):
        await desk.say(
            chat.conversation_id, ben if (await _held(store, chat.conversation_id)) == ann else ann, "x", NOW
        )


async def _held(store: Store, conversation_id: str) -> str | None:
    return (await _lease(store, conversation_id)).holder_user


async def test_writing_takes_over_and_the_same_press_again_sends_nothing_twice(store: Store) -> None:
    chat = await opened(store)
    desk, (ann, _) = Desk(store), await _two(store)
    first = await desk.say(chat.conversation_id, ann, "Ann here", NOW, "press-1")
    again = await desk.say(chat.conversation_id, ann, "Ann here", NOW, "press-1")
    assert first.id == again.id
    assert [m.text for m in await transcript(store, chat.conversation_id) if m.sender == "rep"] == ["Ann here"]
    assert await _held(store, chat.conversation_id) == ann


async def test_lease_runs_out_without_a_sign_of_life_and_a_beat_renews_it(store: Store) -> None:
    chat = await opened(store)
    desk, (ann, ben) = Desk(store), await _two(store)
    await desk.take(chat.conversation_id, ann, NOW)
    await desk.beat(chat.conversation_id, ann, NOW + timedelta(minutes=2))
    with pytest.raises(Held):
        await desk.take(chat.conversation_id, ben, NOW + LEASE + timedelta(seconds=1))
    await desk.take(chat.conversation_id, ben, NOW + timedelta(minutes=2) + LEASE + timedelta(seconds=1))
    with pytest.raises(NotYours):
        await desk.beat(chat.conversation_id, ann, NOW + timedelta(minutes=6))


async def test_rep_who_vanishes_is_warned_then_the_agent_answers_what_was_left(store: Store) -> None:
    chat = await opened(store)
    desk, (ann, _) = Desk(store), await _two(store)
    await desk.take(chat.conversation_id, ann, NOW)
    await accept(store, chat.conversation_id, "still there?", "c1", NOW)
    await turns_of(store).answer(chat.conversation_id)
    clock = [NOW + LEASE - WARNING]
    watch = Watch(desk, playbooks_that_ship(), lambda: clock[0])
    async with store.listener.subscribe(CONSOLE) as subscription:
        with pytest.raises(Later) as later:
            await watch.look(chat.conversation_id)
        warned = await subscription.next(5)
    assert later.value.at == NOW + LEASE
    assert warned is not None
    assert (warned.data["lease"], warned.data["user"]) == ("ending", ann)
    clock[0] = NOW + LEASE
    await watch.look(chat.conversation_id)
    assert (await _lease(store, chat.conversation_id)).holder == "agent"
    await turns_of(store).answer(chat.conversation_id)
    assert await said(store, chat.conversation_id) == ["heard: still there?"]


async def test_turn_that_ran_while_the_rep_gave_back_runs_again(store: Store) -> None:
    chat, gate = await opened(store), Gate()
    desk, (ann, _) = Desk(store), await _two(store)
    await desk.take(chat.conversation_id, ann, NOW)
    await accept(store, chat.conversation_id, "one more thing", "c1", NOW)
    turn = asyncio.create_task(turns_of(store, gate).answer(chat.conversation_id))
    await gate.entered.wait()
    await desk.release(chat.conversation_id, ann, NOW, "They want the yearly plan.")
    gate.go.set()
    await turn
    assert await said(store, chat.conversation_id) == ["heard: one more thing"]
    async with store.reading() as connection:
        conversation = await conversations.get(connection, chat.conversation_id)
        kept = await notes.of_lead(connection, chat.lead_id)
    assert conversation is not None
    assert DialogueState.model_validate(conversation.state).returned_at == NOW
    assert [note.text for note in kept] == ["They want the yearly plan."]


async def test_who_takes_over_has_accepted_the_handoff(store: Store) -> None:
    chat = await opened(store)
    ann, _ = await _two(store)
    async with store.transaction() as connection:
        handoff, _new = await handoffs.offer(connection, chat.lead_id, chat.conversation_id, "sql", "SQL", 70, {}, NOW)
    await Desk(store).take(chat.conversation_id, ann, NOW)
    async with store.reading() as connection:
        found = await handoffs.get(connection, handoff)
    assert found is not None
    assert (found.status, found.decided_by) == ("accepted", ann)


def test_given_back_conversation_forgets_the_reason_but_not_what_was_asked() -> None:
    before = DialogueState(handed_over="sql", asked={"budget": 2}, declined=("timeline",), last_asked="contact")
    after = returned(before, NOW)
    assert (after.handed_over, after.handled, after.last_asked) == (None, ("sql",), None)
    assert (after.asked, after.declined) == ({"budget": 2}, ("timeline",))
    assert returned(after, NOW).handled == ("sql",)


@pytest.mark.parametrize("seed", range(20))
async def test_never_two_voices_whenever_the_rep_takes_over(store: Store, seed: int) -> None:
    """Messages, turns and a takeover at once, in an order that chance decides."""
    chance = random.Random(seed)
    chat = await opened(store)
    desk, (ann, _) = Desk(store), await _two(store)
    taken_at = 0

    async def lead(number: int) -> None:
        for _ in range(chance.randrange(20)):
            await asyncio.sleep(0)
        await accept(store, chat.conversation_id, f"words {number}", f"c{number}", NOW)
        await turns_of(store).answer(chat.conversation_id)

    async def rep() -> None:
        nonlocal taken_at
        for _ in range(chance.randrange(60)):
            await asyncio.sleep(0)
        await desk.take(chat.conversation_id, ann, NOW)
        taken_at = (await _lease(store, chat.conversation_id)).last_seq
        await desk.say(chat.conversation_id, ann, "Ann here", NOW)

    await asyncio.gather(*(lead(number) for number in range(3)), rep())
    kept = await transcript(store, chat.conversation_id)
    assert [m.seq for m in kept] == list(range(1, len(kept) + 1))
    assert not [m for m in kept if m.sender == "agent" and m.seq > taken_at]
    assert sorted(m.text for m in kept if m.sender == "lead") == ["words 0", "words 1", "words 2"]
    assert [m.text for m in kept if m.sender == "rep"] == ["Ann here"]
