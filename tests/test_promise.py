"""When a person answers, as the agent says it: by the hours of those who could take the lead, and never a guess."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import support_core
from agent.dialogue import LeadView, TurnResult
from agent.embedded.model import EmbeddedChatModel
from agent.guardrails import Guard
from agent.hours import Hours, is_holiday
from agent.playbook import Playbook
from agent.promise import Staff, expected, words_of
from agent.routing import Case, OpenTimes, Rep, Routing
from agent.turn import Agent, run_turn
from agent.wording import Part
from channels.business import summary_of
from rep_case import playbook
from tools.record import RECORD_ANSWERS

MONDAY_NOON = datetime(2026, 5, 11, 16, 0, tzinfo=UTC)
"""In New York, where the business of the case is: noon."""
NIGHT = MONDAY_NOON + timedelta(hours=10)
SATURDAY = MONDAY_NOON + timedelta(days=5)
PRIYA = Rep(id="m", name="Priya Shah", is_manager=True, leads_team=True)
ANN, BEN = Rep(id="a", name="Ann Lee"), Rep(id="b", name="Ben Orr")
OFFICE = ("mon", "tue", "wed", "thu", "fri")


def business(**more: Any) -> Playbook:
    made = playbook()
    return made.model_copy(update={"business": made.business.model_copy(update=more)})


def hours(zone: str, opens: str, closes: str, *days: str) -> OpenTimes:
    one = Hours.model_validate({"opens": opens, "closes": closes})
    return OpenTimes.model_validate({"zone": zone, "hours": dict.fromkeys(days or OFFICE, one)})


def said(now: datetime, *reps: Rep, book: Playbook | None = None) -> str:
    book = book or business()
    return words_of(expected(Case(), reps, book.routing, book.business.times, now), book, now)


def test_by_day_the_business_s_own_words_are_said() -> None:
    assert said(MONDAY_NOON, ANN) == playbook().notify.when_open


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (NIGHT, "Priya's team is back tomorrow at 9:00 am (New York time) and answers you then."),
        (SATURDAY, "Priya's team is back on Monday at 9:00 am (New York time) and answers you then."),
        (
            MONDAY_NOON - timedelta(hours=4),
            "Priya's team is back at 9:00 am today (New York time) and answers you then.",
        ),
    ],
)
def test_nights_and_weekends_name_the_next_opening(now: datetime, words: str) -> None:
    assert said(now, PRIYA, ANN, BEN) == words


def test_holidays_of_the_playbook_are_no_working_days() -> None:
    closed = business(holidays=("2026-05-11..2026-05-12", "05-13"))
    assert (
        said(MONDAY_NOON, ANN, book=closed)
        == "Ann is back on Thursday at 9:00 am (New York time) and answers you then."
    )
    assert not closed.business.is_open(MONDAY_NOON)


def test_country_that_counts_to_24_is_told_the_time_its_own_way() -> None:
    berlin = business(timezone="Europe/Berlin", country="DE")
    assert said(NIGHT, ANN, BEN, book=berlin) == (
        "The Northgate team is back at 9:00 today (Berlin time) and answers you then."
    )


def test_rep_s_own_hours_count_before_those_of_the_business() -> None:
    late = ANN.model_copy(update={"times": hours("America/Los_Angeles", "10:00", "18:00")})
    assert said(MONDAY_NOON, late) == "Ann is back at 1:00 pm today (New York time) and answers you then."
    evening = ANN.model_copy(update={"times": hours("America/New_York", "18:00", "23:00")})
    assert said(NIGHT, evening) == playbook().notify.when_open


def test_who_is_away_until_a_day_comes_back_at_their_next_hours() -> None:
    away = ANN.model_copy(update={"is_available": False, "away_until": SATURDAY})
    assert said(MONDAY_NOON, away) == "Ann is back on Monday, May 18, at 9:00 am (New York time) and answers you then."


def test_where_nobody_is_known_to_come_back_no_time_is_made_up() -> None:
    gone = ANN.model_copy(update={"is_available": False})
    assert said(MONDAY_NOON, gone).startswith("Nobody is here to answer right now, and I don't know yet when")


def test_where_all_have_their_hands_full_that_is_said_and_until_when_they_are_here() -> None:
    full = ANN.model_copy(update={"load": 5})
    words = said(MONDAY_NOON, full, PRIYA)
    assert words.startswith("Everyone is with other people right now, so I can't name a minute")
    assert words.endswith("They are here until 6:00 pm (New York time).")


def test_who_has_been_asked_in_vain_is_not_said_to_be_busy() -> None:
    book = business()
    found = expected(Case(), (ANN,), book.routing, book.business.times, MONDAY_NOON, tried=("a",))
    assert words_of(found, book, MONDAY_NOON) == (
        "Everyone who is here has been asked, and nobody could take it yet; your message stays with them. "
        "They are here until 6:00 pm (New York time)."
    )


def test_where_only_open_consoles_count_a_rep_at_another_desk_is_nobody() -> None:
    book = business()
    alone = book.model_copy(update={"routing": Routing(online_only=True)})
    assert said(MONDAY_NOON, ANN, book=alone).startswith("Nobody is here to answer right now")
    assert said(MONDAY_NOON, ANN.model_copy(update={"is_online": True}), book=alone) == book.notify.when_open


def test_shortly_before_closing_tomorrow_is_said_to_be_likely() -> None:
    assert said(MONDAY_NOON + timedelta(hours=5, minutes=55), ANN) == (
        "We close soon, so it may be tomorrow by 9:10 am (New York time) before somebody answers."
    )


def test_manager_alone_is_there_for_everybody() -> None:
    assert said(MONDAY_NOON, PRIYA) == playbook().notify.when_open


def test_console_that_is_open_at_night_is_somebody() -> None:
    assert said(NIGHT, ANN.model_copy(update={"is_online": True})) == (
        "It's after hours, but somebody is still around and may answer soon. "
        "Ann is back tomorrow at 9:00 am (New York time), in any case."
    )


@pytest.mark.parametrize(
    ("words", "day", "is_off"),
    [
        ("12-25", "2031-12-25", True), ("12-25", "2031-12-26", False), ("2026-12-25", "2027-12-25", False),
        ("12-24..01-01", "2027-01-01", True), ("12-24..01-01", "2026-12-23", False), ("02-29", "2028-02-29", True),
    ],
)  # fmt: skip
def test_holidays_fall_on_their_days(words: str, day: str, is_off: bool) -> None:
    assert is_holiday(datetime.fromisoformat(day).date(), (words,)) is is_off


@pytest.mark.parametrize("words", ["christmas", "2026-13-01", "2026-12-25..12-26", "2026-12-25..2026-12-24", "02-30"])
def test_holiday_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="day"):
        playbook().business.model_validate(playbook().business.model_dump() | {"holidays": (words,)})


def test_staff_is_empty_until_somebody_is_known() -> None:
    assert Staff().reps == ()


# In the turn


async def _turn(now: datetime, *reps: Rep, text: str = "can I talk to a person please", **seen: Any) -> TurnResult:
    model = EmbeddedChatModel()
    reader = model.bind_tools([RECORD_ANSWERS], tool_choice=RECORD_ANSWERS.name)

    async def people(lead_id: str) -> Staff:
        assert lead_id == "ld_1"
        return Staff(reps=reps)

    agent = Agent("embedded", reader, model, lambda question, book, channel: None, people=people)
    shot = support_core.snapshot(text, **{"now": now, "today": now.date()} | seen)
    return await run_turn(agent, shot, support_core.playbook(), _unheard)


async def _unheard(text: str) -> None:
    return None


async def test_visitor_at_night_hears_when_people_are_back_and_is_asked_how_to_be_reached() -> None:
    reply = (await _turn(NIGHT, PRIYA, ANN, BEN)).reply
    assert reply is not None
    assert "Priya's team is back tomorrow at 9:00 am (New York time) and answers you then." in reply.text
    assert reply.asks == "contact"
    assert reply.text.endswith("?")
    assert reply.move.person.startswith("Priya's team")


async def test_by_text_message_the_same_is_said_and_nothing_is_asked() -> None:
    lead = LeadView(id="ld_1", playbook="testing", phone_known=True)
    reply = (await _turn(NIGHT, ANN, BEN, channel="sms", lead=lead)).reply
    assert reply is not None
    assert "The Acme team is back tomorrow at 9:00 am (New York time) and answers you then." in reply.text
    assert len(reply.text) <= 306
    assert reply.asks is None


async def test_who_writes_again_while_waiting_is_not_told_the_same_twice() -> None:
    first = await _turn(NIGHT, ANN, BEN)
    again = await _turn(NIGHT, ANN, BEN, text="my email is ann@freight.example", state=first.state)
    later = await _turn(NIGHT + timedelta(days=1), ANN, BEN, text="hello?", state=again.state)
    assert again.reply is not None
    assert "tomorrow" not in again.reply.text
    assert later.reply is not None
    assert "The Acme team is back tomorrow" not in again.reply.text + later.reply.text


async def test_where_nobody_is_known_the_playbook_speaks() -> None:
    reply = (await _turn(NIGHT)).reply
    assert reply is not None
    assert support_core.playbook().notify.when_closed in reply.text


async def test_rep_reads_what_the_lead_was_told() -> None:
    result = await _turn(NIGHT, ANN, BEN)
    book = support_core.playbook()
    shot = support_core.snapshot("can I talk to a person please", now=NIGHT, today=NIGHT.date())
    summary = summary_of(book, "https://x.example", shot, result, None)
    assert summary["told"] == "The Acme team is back tomorrow at 9:00 am (New York time) and answers you then."


def test_name_that_owns_a_team_may_be_said_in_the_middle_of_a_sentence() -> None:
    options = ("Priya's team is back tomorrow at 9:00 am (New York time) and answers you then.",)
    guard = Guard((Part(role="within", options=options),), (), (), 700)
    assert guard.faults("You're through to sales, and Priya's team is back tomorrow at 9:00 am New York time.") == []
    assert guard.faults("You're through to sales, and Petra's team is back tomorrow at 9:00 am New York time.")
