"""Head counts: people in the firm, people who would use it, guests; what was asked decides a bare figure."""

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.frame import ReadingContext, Size
from agent.reading.size import read_sizes, size_stands
from agent.reading.size_few import few_of_us
from agent.reading.text import Message

Sizes = dict[str, tuple[int | None, int | None, str]]
USERS, STAFF, GUESTS = "How many people would use it?", "How many staff do you have?", "How many guests?"


def context(
    vertical: str = "b2b_saas", asked: str | None = "company_size", agent: str | None = USERS
) -> ReadingContext:
    return ReadingContext(today="2026-05-04", country="US", currency="USD", vertical=vertical, asked=asked, agent=agent)


def sizes(text: str, ctx: ReadingContext) -> Sizes:
    claims = [(claim.slot, cast(Size, claim.value)) for claim in read_sizes(Message(text), ctx)]
    return {slot: (size.min, size.max, size.unit) for slot, size in claims}


@pytest.mark.parametrize(
    ("agent", "text", "expected"),
    [
        (USERS, "12", (12, 12, "seats")),
        (STAFF, "12", (12, 12, "employees")),
        (STAFF, "about a dozen", (12, 12, "employees")),
        (STAFF, "just me", (1, 1, "employees")),
        (STAFF, "six of us", (6, 6, "employees")),
        (STAFF, "me and the wife", (2, 2, "employees")),
        (STAFF, "me n 4 lads", (5, 5, "employees")),
        (STAFF, "over 300", (300, None, "employees")),
        (STAFF, "less than 50", (None, 50, "employees")),
        (STAFF, "10-15", (10, 15, "employees")),
        (STAFF, "seven full time and three part time", (10, 10, "employees")),
        (STAFF, "five fitters, two in the office, so seven", (7, 7, "employees")),
        (STAFF, "two of us plus the apprentice", (3, 3, "employees")),
        (STAFF, "couple hundred", (200, 200, "employees")),
        (STAFF, "20 in winter, up to 45 when the season starts", (20, 45, "employees")),
        (STAFF, "we're at 23, it was 31 before the move", (23, 23, "employees")),
        (STAFF, "3 offices and 45 people", (45, 45, "employees")),
        (USERS, "28 licences", (28, 28, "seats")),
        (USERS, "whole company is 120 but just the 15 reps", (15, 15, "seats")),
        (USERS, "about 25, maybe 30 by christmas", (25, 25, "seats")),
        (USERS, "make it 35 seats not 25", (35, 35, "seats")),
    ],
)
def test_answer_counts_what_was_asked(
    agent: str | None, text: str, expected: tuple[int | None, int | None, str]
) -> None:
    assert sizes(text, context(agent=agent)) == {"company_size": expected}


@pytest.mark.parametrize(
    "text",
    [
        "none of your business",
        "since 2019",
        "ring me on 07700 900123",
        "we share one coffee machine",
        "hard to say",
        "the shop is 40 square metres",
        "try me again after four",
    ],
)
def test_answer_without_people_counts_nobody(text: str) -> None:
    assert sizes(text, context(agent=STAFF)) == {}


@pytest.mark.parametrize(
    ("vertical", "text", "expected"),
    [
        ("b2b_saas", "22 users, salesforce integration", (22, 22, "seats")),
        ("b2b_saas", "15 of us would be on it", (15, 15, "seats")),
        ("b2b_saas", "we're a 40 person firm", (40, 40, "employees")),
        ("financial_services", "I run a bakery with 6 staff and need employers liability", (6, 6, "employees")),
        ("financial_services", "group cover for the firm, there's 18 of us", (18, 18, "employees")),
    ],
)
def test_size_is_read_unasked_where_the_words_are_plain(
    vertical: str, text: str, expected: tuple[int, int, str]
) -> None:
    assert sizes(text, context(vertical, None, None)) == {"company_size": expected}


@pytest.mark.parametrize(
    ("vertical", "text"),
    [
        ("b2b_saas", "there are 3 of us on the committee"),
        ("financial_services", "me, my wife and 2 kids need life cover"),
        ("real_estate", "family of 5 looking for 4 beds"),
        ("retail", "table for 8 people"),
        ("b2b_saas", "past a hundred seats, what does it cost?"),
        ("b2b_saas", "$40 a seat a month"),
        ("financial_services", "a steering group of five decides"),
    ],
)
def test_other_people_are_no_company_size(vertical: str, text: str) -> None:
    assert sizes(text, context(vertical, None, None)) == {}


def test_guests_are_kept_apart_from_staff() -> None:
    asked = context("events", "company_size", STAFF)
    assert sizes("the dinner is 250 guests", asked) == {"guests": (250, 250, "guests")}
    both = {"company_size": (60, 60, "employees"), "guests": (250, 250, "guests")}
    assert sizes("we have 60 staff, the dinner is 250 guests", asked) == both
    assert sizes("80 to 100", context("events", "guests", GUESTS)) == {"guests": (80, 100, "guests")}
    assert sizes("launch in march for 80 ppl", context("events", None, None)) == {"guests": (80, 80, "guests")}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_read_and_what_is_read_stands(text: str) -> None:
    for claim in read_sizes(Message(text), context()):
        assert size_stands(cast(Size, claim.value), claim.quote, context()) is None


@pytest.mark.parametrize(
    ("unit", "low", "high", "quote", "reason"),
    [
        ("seats", 12, 12, "12", None),
        ("employees", 12, 12, "12 staff", None),
        ("seats", 30, 30, "12 reps", "the head count read from the quote is 12"),
        ("seats", 12, 12, "quite a few", "no head count can be read from the quote"),
        ("guests", 12, 12, "12 staff", "the quote does not count guests"),
        ("employees", 10, 10, "seven full time and three part time", None),
        ("employees", 1, 1, "just me", None),
        ("employees", 400, None, "over 400", None),
    ],
)
def test_claimed_size_stands_only_where_its_quote_counts_it(
    unit: str, low: int, high: int | None, quote: str, reason: str | None
) -> None:
    value = Size.model_validate({"unit": unit, "min": low, "max": high})
    assert size_stands(value, quote, context()) == reason


@pytest.mark.parametrize(
    "text", ["we are spread in two offices", "it should be done in 5 days", "me in three words: tired"]
)
def test_in_and_a_number_is_not_me_and_a_number(text: str) -> None:
    assert few_of_us(Message(text)) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("4 crews of 6", 24),
        ("three shops, 9 people in each", 27),
        ("two clinics with 12 each", 24),
        ("just me and a ute", 1),
        ("started with 8, now 14", 14),
        ("we grew from 8 to 14", 14),
        ("60 in Pune, 140 total across India", 140),
        ("jist masel", 1),
        ("eleven fitters plus the two of us in the office", 13),
        ("lost 2 since Easter so we're down to 11", 11),
        ("we look after 90 tenants, all done by three full-timers and one part-timer", 4),
        ("the do is for 250 but there's only 30 of us working here", 30),
    ],
)
def test_a_head_count_may_be_told_by_groups_or_by_how_it_grew(text: str, count: int) -> None:
    assert sizes(text, context(agent=STAFF)) == {"company_size": (count, count, "employees")}
