"""Who gets a handoff, and by when they must answer."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.hours import Hours
from agent.routing import Case, OpenTimes, Rep, Routing, in_words, queue
from rep_case import playbook

RULES = Routing()
WEEK = {day: Hours.model_validate({"opens": "09:00", "closes": "17:00"}) for day in ("mon", "tue", "wed", "thu", "fri")}
TIMES = OpenTimes(zone="America/New_York", hours=WEEK)
FRIDAY_16_50 = datetime(2026, 5, 15, 20, 50, tzinfo=UTC)


def order(case: Case, *reps: Rep, rules: Routing = RULES, tried: tuple[str, ...] = ()) -> list[str]:
    return [choice.rep for choice in queue(case, reps, rules, tried)]


def test_owner_of_a_known_lead_comes_first_even_where_others_fit_better() -> None:
    case = Case(owner="b", territories=("Texas",))
    assert order(case, Rep(id="a", territories=("Texas",)), Rep(id="b", load=9)) == ["b", "a"]


def test_rules_decide_in_their_order() -> None:
    case = Case(territories=("Texas",), languages=("es",))
    texan, spanish = Rep(id="t", territories=("texas",)), Rep(id="s", languages=("ES",))
    assert order(case, spanish, texan) == ["t", "s"]
    assert order(case, spanish, texan, rules=Routing(order=("language", "territory"))) == ["s", "t"]


def test_who_is_made_for_something_else_is_asked_last_but_asked() -> None:
    case = Case(value_bands=("long",))
    small, anyone = Rep(id="a", value_bands=("short",)), Rep(id="b")
    found = queue(case, (small, anyone), RULES)
    assert [(one.rep, one.why) for one in found] == [("b", "next in turn"), ("a", "nobody fits better")]


def test_round_robin_by_who_was_asked_longest_ago() -> None:
    old, new = FRIDAY_16_50 - timedelta(hours=2), FRIDAY_16_50
    reps = (Rep(id="a", last_offered=new), Rep(id="b", last_offered=old), Rep(id="c"))
    assert order(Case(), *reps) == ["c", "b", "a"]


def test_full_hands_and_absence_are_respected() -> None:
    full, away, free = Rep(id="f", load=2, capacity=2), Rep(id="w", is_available=False), Rep(id="z", load=1, capacity=2)
    assert order(Case(), full, away, free) == ["z"]


def test_whoever_has_the_console_open_is_asked_before_others_or_alone() -> None:
    away_from_desk, there = Rep(id="a"), Rep(id="b", is_online=True, load=1)
    assert order(Case(), away_from_desk, there) == ["b", "a"]
    assert order(Case(), away_from_desk, there, rules=Routing(online_only=True)) == ["b"]


def test_managers_are_the_escalation_and_nobody_is_asked_twice() -> None:
    boss, rep = Rep(id="m", is_manager=True), Rep(id="r")
    assert order(Case(), boss, rep) == ["r", "m"]
    (last,) = queue(Case(), (boss, rep), RULES, tried=("r",))
    assert (last.rep, last.is_escalation) == ("m", True)
    assert order(Case(), boss, rep, tried=("r", "m")) == []


@pytest.mark.parametrize(
    ("minutes", "due"),
    [
        (10, datetime(2026, 5, 15, 21, 0, tzinfo=UTC)),
        (15, datetime(2026, 5, 18, 13, 5, tzinfo=UTC)),
        (10 + 480 + 1, datetime(2026, 5, 19, 13, 1, tzinfo=UTC)),
    ],
)
def test_clock_runs_on_working_time_alone(minutes: int, due: datetime) -> None:
    assert TIMES.after(FRIDAY_16_50, minutes) == due


def test_clock_runs_at_once_where_nothing_ever_opens() -> None:
    never = OpenTimes(zone="UTC", hours={})
    assert never.after(FRIDAY_16_50, 15) == FRIDAY_16_50 + timedelta(minutes=15)
    assert not never.is_open(FRIDAY_16_50)


@pytest.mark.parametrize(
    ("hours", "words"), [(0, "by 4:50 pm today"), (24, "tomorrow by 4:50 pm"), (72, "on Monday by 4:50 pm")]
)
def test_when_a_person_answers_is_said_in_the_business_s_own_time(hours: int, words: str) -> None:
    assert in_words(FRIDAY_16_50 + timedelta(hours=hours), FRIDAY_16_50, TIMES) == words


def test_playbook_without_a_routing_section_is_routed_by_the_defaults() -> None:
    assert playbook().routing == Routing()
