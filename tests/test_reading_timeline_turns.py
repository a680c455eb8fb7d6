"""Turns of phrase for when: no hurry, nobody knows, days told twice or without their month, and what only looks so."""

from typing import Any

import pytest

from reading_case import slot

WHEN = {"asked": "timeline", "agent": "When would you want it?"}
EVENT = {"asked": "timeline", "agent": "When is the event?", "vertical": "events"}


def when(text: str, **how: Any) -> str | None:
    """The day, "none" or "unsure" that the message gives for when; None where it says nothing of it."""
    value = slot("timeline", text, **how)
    if value is None:
        return None
    return str(value.latest) if value.status == "stated" else str(value.status)


@pytest.mark.parametrize(
    "text",
    [
        "zero rush from me", "we're in no tearing hurry", "it's hardly urgent", "it isn't pressing", "nothing pressing",
        "not a priority at the minute", "that's on the back burner", "on the long finger I'm afraid",
        "I'm easy about when", "we're relaxed about timing", "we can take as long as it takes", "It'll keep",
        "it'll hold a while yet", "just toying with the idea", "we're only kicking the tyres", "one of these years",
        "nothing forcing our hand", "no date driving it, we're just curious", "nobody's breathing down my neck",
        "whenever tbh", "not on the roadmap at all", "it's not time sensitive", "when the mood takes me",
        "no date in my head at all. If a nice one turns up in three years, grand",
    ],
)  # fmt: skip
def test_no_hurry_has_many_names(text: str) -> None:
    assert when(text, **WHEN) == "none"


@pytest.mark.parametrize(
    "text",
    [
        "boss won't give me a date", "they haven't told me yet", "nothing's locked in", "still in discussion",
        "it's anyone's guess", "hard to put a date on it", "I can't name a date", "can't commit to a month yet",
        "we can't pin it down yet", "your guess is as good as mine", "the date's still floating", "hasn't been set",
        "ask me in a month, I should know by then", "I'll know more next week", "can't tell you yet",
        "we'll know on Thursday after the board", "the committee picks the date on Monday",
        "waiting on the board, they answer by 20 May", "it will happen, I just can't name a month",
        "not till my daughter finishes school, that's 25 june", "not until I retire, which is 1 July",
    ],
)  # fmt: skip
def test_a_plan_whose_date_nobody_can_name_is_unsure(text: str) -> None:
    assert when(text, **EVENT) == "unsure"


@pytest.mark.parametrize(
    "text",
    [
        "take me off your list now please", "stop texting me today", "I told you already", "it's 450 now",
        "we have 40 staff now", "we're not going ahead with it at all now", "can't tell you that, it's confidential",
        "when we move is our own business", "Saturday at eleven suits us for the showroom",
    ],
)  # fmt: skip
def test_now_and_when_may_speak_of_something_else(text: str) -> None:
    assert when(text, **WHEN) is None


def test_now_still_answers_when() -> None:
    assert when("Now, ideally", **WHEN) == "2026-05-04"
    assert when("need cover from today", **WHEN, vertical="financial_services") == "2026-05-04"


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("No rush sending that over", None), ("no hurry on the brochure", "I'll send the brochure."),
        ("no rush on that", "I will email you the brochure."), ("no rush at all", "I will send the brochure today."),
    ],
)  # fmt: skip
def test_haste_with_a_brochure_is_none_of_the_plan(text: str, agent: str | None) -> None:
    assert when(text, agent=agent) is None
    assert when("A sofa. No rush on it", agent="What can we make for you?", asked="need") == "none"


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("nov 6 and 7, fri + sat", "2026-11-07"), ("oct 9 n 10, fri and sat", "2026-10-10"),
        ("the first weekend in October, Friday to Sunday", "2026-10-04"), ("last weekend in August", "2026-08-30"),
        ("Second week of March, so the 8th to the 11th", "2027-03-11"), ("by 2. November", "2026-11-02"),
        ("on the 3. of July", "2026-07-03"), ("2nd of sept. was to be june", "2026-09-02"),
        ("said june but make it july", "2026-07-31"), ("make it may", "2026-05-31"), ("call it mid June", "2026-06-20"),
        ("October, nobody is here in September", "2026-10-31"), ("Q4, but not in the first two weeks", "2026-12-31"),
        ("were all meeting up in leeds on 18 sept", "2026-09-18"),
        ("RSVPs by 1 August. The party itself is 22 August", "2026-08-22"),
        ("our demo day is 12 June and it must run by then", "2026-06-12"),
    ],
)  # fmt: skip
def test_the_day_of_the_plan_is_picked_from_what_is_told_beside_it(text: str, latest: str) -> None:
    assert when(text, **EVENT) == latest


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("I start work on August 3 but can stay with a friend, so keys by the 17th", "2026-08-17"),
        ("we exchange on 3 August so I need it by the 20th", "2026-07-20"), ("by the 20th", "2026-05-20"),
        ("the wedding is 12 September so I'd need it by the 5th", "2026-09-05"),
    ],
)  # fmt: skip
def test_a_day_without_its_month_is_near_the_day_named_before(text: str, latest: str) -> None:
    assert when(text, **WHEN) == latest


@pytest.mark.parametrize(
    ("text", "vertical", "latest"),
    [
        ("xmas gala dinner for 80, sat 12 dec", "events", "2026-12-12"),
        ("Christmas party for 80", "events", "2026-12-25"),
        ("two day retreat within two hours of Sydney, 14-15 October", "events", "2026-10-15"),
        ("a 3 day retreat within 90 mins of Brisbane in August", "events", "2026-08-31"),
        ("i got til the end of july to find a place", "real_estate", "2026-07-31"),
        ("We have only 6 weeks, landlord is selling. 2 bed in Austin", "real_estate", "2026-06-15"),
        ("they've given me only three months to relocate", "real_estate", "2026-08-04"),
        ("we're scoping a new CRM for next spring", "b2b_saas", "2027-05-31"),
        ("public liability from 1 June please", "financial_services", "2026-06-01"),
        ("premium went up from 1 April, want a new home policy", "financial_services", None),
        ("do you work weekends?", "retail", None), ("chase me in a fortnight", "b2b_saas", None),
        ("pencil me in for Tuesday", "retail", None), ("we're in London on the 20th to see venues", "events", None),
        ("what are your prices for summer?", "retail", None), ("take me off your list effective today", "events", None),
    ],
)  # fmt: skip
def test_unasked_the_words_around_a_time_say_whether_it_is_the_plan(
    text: str, vertical: str, latest: str | None
) -> None:
    assert when(text, vertical=vertical) == latest


def test_an_answer_picks_from_the_times_offered() -> None:
    three = "Is that this quarter, next quarter or next year?"
    assert when("the 2nd one", agent=three, asked="timeline") == "2026-09-30"
    assert when("the last one", agent="Is that May, August or October?", asked="timeline") == "2026-10-31"
    assert when("before please", agent="Before Christmas or after?", asked="timeline") == "2026-12-24"
    assert when("i'd say before", agent="Do you want it before or after the summer?", asked="timeline") == "2026-05-31"
    assert when("after", agent="Before Christmas or after?", asked="timeline") == "unsure"
    assert when("before", agent="When would you like it?", asked="timeline") is None


def test_a_time_said_back_is_put_right_without_a_no() -> None:
    assert when("july. june is too soon", agent="Got it, so moving in June.", vertical="real_estate") == "2026-07-31"
    assert when("no, the 15th, can ye come then", agent="That's your design visit booked for the 14th.") is None


def test_a_question_of_when_counts_whatever_slot_was_asked_for() -> None:
    agent = "When would you like to go live?"
    assert when("not sure", agent=agent, vertical="b2b_saas") == "unsure"
    assert when("Tuesday at 3", agent="When would you like a call?") is None
