"""A handoff's life: one rep after the other, each with a deadline; two who accept at once; corrections that move it."""

import asyncio
import os
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete

from agent.dialogue import DialogueState
from agent.facts import current
from agent.hours import WEEKDAYS
from agent.playbook import Playbook
from channels import handoff_verdicts, rep_corrections
from channels.handoff_life import HandoffLife, decline
from channels.rep_corrections import Correction, Unreadable
from channels.rep_desk import Desk
from console_world import add_user
from crm_store import audit, conversations, facts, handoff_steps, handoffs, leads, messages, notices, reps, users
from crm_store.errors import Conflict
from crm_store.events import CONSOLE
from crm_store.handoffs import Handoff
from crm_store.jobs import Later
from crm_store.messages import Message
from crm_store.store import Store
from crm_store.tables import facts as facts_table
from rep_case import NOW, playbook
from rep_case_store import Seeded, seed

MINUTES = timedelta(minutes=1)
ACCEPTS = int(os.environ.get("BANTAM_ACCEPTS", "50"))
"""How often two reps press at once; set it to 500 for the long run."""


async def _asked(store: Store, case: Seeded, at: Any, business: Playbook | None = None) -> Handoff:
    """The handoff after the job looked at it at that moment."""
    books = {"northgate": business or playbook()}
    with pytest.raises(Later):
        await HandoffLife(store, books, lambda: at, {}).advance(case.handoff_id)
    return await _handoff(store, case)


async def _handoff(store: Store, case: Seeded) -> Handoff:
    async with store.reading() as connection:
        found = await handoffs.get(connection, case.handoff_id)
    assert found is not None
    return found


async def _outcomes(store: Store, case: Seeded) -> list[tuple[str | None, str | None]]:
    async with store.reading() as connection:
        return [(one.user_id, one.outcome) for one in await handoff_steps.of_handoff(connection, case.handoff_id)]


async def _rep(store: Store, email: str, role: str = "rep", **profile: Any) -> str:
    user_id = await add_user(store, email, email.partition("@")[0])
    async with store.transaction() as connection:
        await users.change(connection, user_id, role=role)
        await reps.keep_profile(connection, user_id, profile)
    return user_id


async def test_silence_passes_the_lead_on_then_to_the_manager(store: Store) -> None:
    case = await seed(store, playbook())
    first, second = await _rep(store, "a@x.example"), await _rep(store, "b@x.example")
    boss = await _rep(store, "boss@x.example", "manager")
    asked = await _asked(store, case, NOW)
    assert (asked.assigned_to, asked.due_at) == (first, NOW + 15 * MINUTES)
    assert (await _asked(store, case, NOW + 14 * MINUTES)).assigned_to == first
    assert (await _asked(store, case, NOW + 15 * MINUTES)).assigned_to == second
    assert (await _asked(store, case, NOW + 30 * MINUTES)).assigned_to == boss
    assert await _outcomes(store, case) == [(first, "expired"), (second, "expired"), (boss, None)]


async def _told(store: Store, case: Seeded) -> list[Message]:
    async with store.reading() as connection:
        kept = await messages.after(connection, case.conversation_id, 0)
    return [message for message in kept if message.sender == "system"]


async def _full(store: Store, user_id: str) -> None:
    """One conversation is as much as they take, and they hold it."""
    async with store.transaction() as connection:
        await reps.change(connection, user_id, capacity=1)
        lead_id = await leads.create(connection, "northgate", NOW)
        other = await conversations.create(connection, lead_id, "web", NOW, token="other")
    await Desk(store).take(other, user_id, NOW)


async def test_visitor_is_told_once_and_honestly_where_nobody_is_free(store: Store) -> None:
    case = await seed(store, playbook())
    await _full(store, await _rep(store, "a@x.example"))
    for minutes in (0, 15, 30):
        assert (await _asked(store, case, NOW + minutes * MINUTES)).assigned_to is None
    assert [message.text for message in await _told(store, case)] == [
        "Everyone is with other people right now, so I can't name a minute; whoever is free first answers. "
        "They are here until 6:00 pm (New York time)."
    ]


async def test_visitor_whose_silence_we_cannot_break_is_asked_how_to_be_reached(store: Store) -> None:
    case = await seed(store, playbook())
    await _rep(store, "a@x.example")
    async with store.transaction() as connection:
        await connection.execute(delete(facts_table).where(facts_table.c.slot.in_(("email", "phone"))))
    await _asked(store, case, NOW)
    night = NOW + timedelta(hours=12)
    assert (await _asked(store, case, night)).assigned_to is None
    (told,) = await _told(store, case)
    assert "is back tomorrow at 9:00 am (New York time)" in told.text
    assert told.asks == "contact"
    async with store.reading() as connection:
        talk = await conversations.get(connection, case.conversation_id)
    assert talk is not None
    assert DialogueState.model_validate(talk.state).last_asked == "contact"


async def test_what_the_agent_said_as_it_handed_over_is_not_said_again(store: Store) -> None:
    case = await seed(store, playbook())
    await _rep(store, "a@x.example")
    night = NOW + timedelta(hours=12)
    async with store.transaction() as connection:
        words = "Sure. a is back tomorrow at 9:00 am (New York time) and answers you then."
        place = await conversations.next_seq(connection, case.conversation_id, night)
        assert place is not None
        await messages.add(
            connection, messages.new_message(case.conversation_id, case.lead_id, place[1], "agent", words, night)
        )
    await _asked(store, case, night)
    assert await _told(store, case) == []


async def test_rep_is_asked_in_their_own_hours_and_the_clock_runs_on_them(store: Store) -> None:
    case = await seed(store, playbook())
    evening = {"opens": "18:00", "closes": "23:00"}
    late = await _rep(store, "a@x.example", hours={day: evening for day in WEEKDAYS}, timezone="America/New_York")
    assert (await _asked(store, case, NOW)).assigned_to is None
    opens = NOW.astimezone(ZoneInfo("America/New_York")).replace(hour=18, minute=0)
    assert (await _asked(store, case, opens - MINUTES)).due_at == opens
    asked = await _asked(store, case, opens + timedelta(hours=4, minutes=50))
    assert (asked.assigned_to, asked.due_at) == (late, opens + timedelta(days=1, minutes=5))


async def test_rep_who_is_away_until_a_day_is_asked_again_from_that_day_on(store: Store) -> None:
    case = await seed(store, playbook())
    away = await _rep(store, "a@x.example")
    async with store.transaction() as connection:
        await reps.change(connection, away, is_away=True, away_until=NOW + timedelta(hours=2))
    assert (await _asked(store, case, NOW)).assigned_to is None
    assert (await _asked(store, case, NOW + timedelta(minutes=119))).due_at == NOW + timedelta(hours=2)
    assert (await _asked(store, case, NOW + timedelta(hours=2))).assigned_to == away


async def test_clock_waits_for_opening_time_where_nobody_is_there(store: Store) -> None:
    case = await seed(store, playbook())
    await _rep(store, "a@x.example")
    night = NOW + timedelta(hours=12)
    waiting = await _asked(store, case, night)
    assert waiting.assigned_to is None
    assert waiting.due_at is not None
    assert waiting.due_at.astimezone(playbook().business.zone).hour == 9


async def test_who_declines_gives_a_reason_and_the_next_is_asked_at_once(store: Store) -> None:
    case = await seed(store, playbook())
    first, second = await _rep(store, "a@x.example"), await _rep(store, "b@x.example")
    await _asked(store, case, NOW)
    assert await decline(store, case.handoff_id, second, "not mine", NOW) is False
    assert await decline(store, case.handoff_id, first, "on a call", NOW) is True
    assert (await _asked(store, case, NOW)).assigned_to == second
    async with store.reading() as connection:
        steps = await handoff_steps.of_handoff(connection, case.handoff_id)
        assert await store.jobs.counts(connection) == {"todo": 1}
    assert [(one.outcome, one.reason) for one in steps] == [("declined", "on a call"), (None, None)]


async def test_who_let_it_pass_is_asked_again_the_next_working_day_but_not_who_said_no(store: Store) -> None:
    case = await seed(store, playbook())
    first, second = await _rep(store, "a@x.example", by_email=True), await _rep(store, "b@x.example")
    await _asked(store, case, NOW)
    await decline(store, case.handoff_id, first, "no", NOW)
    assert (await _asked(store, case, NOW)).assigned_to == second
    for minutes in (15, 200):
        assert (await _asked(store, case, NOW + minutes * MINUTES)).assigned_to is None
    tomorrow = NOW + timedelta(days=1)
    assert (await _asked(store, case, tomorrow)).assigned_to == second
    assert (await _asked(store, case, tomorrow + 15 * MINUTES)).assigned_to is None


async def test_rep_at_the_console_after_hours_answers_in_the_time_they_are_there(store: Store) -> None:
    case = await seed(store, playbook())
    night = NOW + timedelta(hours=12)
    late = await _rep(store, "a@x.example", by_email=True)
    async with store.transaction() as connection:
        await reps.seen(connection, late, night)
    asked = await _asked(store, case, night)
    assert (asked.assigned_to, asked.due_at) == (late, night + 15 * MINUTES)
    assert (await _asked(store, case, night + 15 * MINUTES)).assigned_to is None
    opens = (await _handoff(store, case)).due_at
    assert opens is not None
    assert (await _asked(store, case, opens)).assigned_to == late
    async with store.reading() as connection:
        told = [one.target for one in await notices.of_handoff(connection, case.handoff_id)]
    assert told == ["a@x.example"] * 2  # each time that it is their turn


async def test_owner_of_a_lead_is_asked_first(store: Store) -> None:
    case = await seed(store, playbook())
    await _rep(store, "a@x.example")
    owner = await _rep(store, "b@x.example")
    async with store.transaction() as connection:
        await reps.own_lead(connection, case.lead_id, owner)
    assert (await _asked(store, case, NOW)).assigned_to == owner


async def test_skills_are_the_needs_that_the_playbook_names(store: Store) -> None:
    case = await seed(store, playbook())
    await _rep(store, "a@x.example")
    skilled = await _rep(store, "z@x.example", skills=["Lead Management"])
    assert (await _asked(store, case, NOW)).assigned_to == skilled


async def test_two_reps_who_accept_in_the_same_instant_one_wins_and_the_other_is_told(store: Store) -> None:
    case = await seed(store, playbook())
    ann, ben = await _rep(store, "a@x.example"), await _rep(store, "b@x.example")
    for _ in range(ACCEPTS):
        async with store.listener.subscribe(CONSOLE) as console:
            pressed = await asyncio.gather(
                *(handoff_verdicts.accept(store, case.handoff_id, who, NOW) for who in (ann, ben)),
                return_exceptions=True,
            )
            told = await console.next(5)
        (won,) = [one for one in pressed if isinstance(one, Handoff)]
        (lost,) = [one for one in pressed if isinstance(one, Conflict)]
        assert "accepted already" in str(lost)
        assert told is not None
        assert (told.data["status"], told.data["by"]) == ("accepted", won.decided_by)
        async with store.transaction() as connection:
            lead = await leads.get(connection, case.lead_id)
            assert lead is not None
            assert lead.owner_id == won.decided_by
            fresh, is_new = await handoffs.offer(
                connection, case.lead_id, case.conversation_id, "sql", "SQL", 70, {}, NOW
            )
        assert is_new
        case = Seeded(case.lead_id, case.conversation_id, fresh)


# Corrections


async def _correct(store: Store, case: Seeded, slot: str, words: str, why: str = "") -> str:
    ann = await _rep(store, f"{slot}{len(words)}@x.example")
    wanted = Correction(case.lead_id, slot, words, why, ann, "Ann")
    scored = await rep_corrections.correct(store, {"northgate": playbook()}, "http://test", wanted, NOW + MINUTES)
    return scored.stage


async def test_correction_counts_and_says_who_and_when(store: Store) -> None:
    case = await seed(store, playbook())
    await _correct(store, case, "budget", "60,000 USD a year", "on the phone")
    async with store.reading() as connection:
        history = await facts.of_lead(connection, case.lead_id)
    budget = current(history)["budget"]
    assert getattr(budget.value, "min", None) == 60000
    assert budget.quote == "60,000 USD a year (on the phone)"
    assert getattr(budget.evidence[-1], "user", None) == "Ann"
    assert budget.supersedes is not None


async def test_correction_that_ends_the_case_withdraws_the_handoff_and_says_why(store: Store) -> None:
    case = await seed(store, playbook())
    stage = await _correct(store, case, "need", "personal use")
    handoff = await _handoff(store, case)
    assert stage != "SQL"
    assert handoff.status == "withdrawn"
    assert handoff.note is not None
    assert handoff.note.startswith("Ann corrected need to “personal use”")
    async with store.reading() as connection:
        talk = await conversations.get(connection, case.conversation_id)
        log = [entry.action for entry in await audit.page(connection, lead_id=case.lead_id)]
    assert talk is not None
    assert DialogueState.model_validate(talk.state).handed_over is None
    assert {"fact corrected", "handoff withdrawn"} <= set(log)


async def test_lead_that_is_qualified_again_is_offered_again(store: Store) -> None:
    case = await seed(store, playbook())
    await _correct(store, case, "need", "personal use")
    assert await _correct(store, case, "need", "lead management") == "SQL"
    async with store.reading() as connection:
        assert [one.status for one in await handoffs.of_lead(connection, case.lead_id)] == ["offered", "withdrawn"]


@pytest.mark.parametrize(
    ("slot", "words"), [("budget", "hello there"), ("email", "no at sign"), ("kind", "spam"), ("timeline", " ")]
)
async def test_what_cannot_be_read_changes_nothing(store: Store, slot: str, words: str) -> None:
    case = await seed(store, playbook())
    async with store.reading() as connection:
        before = await facts.of_lead(connection, case.lead_id)
    with pytest.raises(Unreadable):
        await _correct(store, case, slot, words)
    async with store.reading() as connection:
        assert await facts.of_lead(connection, case.lead_id) == before
