"""Head counts in more turns of phrase: whose people, of when, as users or as staff, and what only looks like them."""

import pytest

from agent.frame import Size as SizeValue
from agent.reading.reader import read
from agent.reading.size import size_stands
from reading_case import reading_context, slot

WORK, USE, EMPLOY = "How many people work there?", "How many users?", "How many do you employ?"
Size = tuple[int | None, int | None, str]


def size(text: str, vertical: str, asked: str | None = None, agent: str | None = None) -> Size | None:
    value = slot("company_size", text, vertical=vertical, asked=asked, agent=agent)
    return None if value is None else (value.min, value.max, value.unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A tool that all 9 of us can get into", (9, 9, "seats")),
        ("800 a month, and it has to do for all 24 of us", (24, 24, "seats")),
        ("CRM for a team of 14, we hate what we have", (14, 14, "seats")),
        ("we're a team of 30 in Cork", (30, 30, "employees")),
        ("we'd be 35 users, what would that run to?", (35, 35, "seats")),
        ("45 seats, what's the damage?", (45, 45, "seats")),
        ("15 seats tops", (None, 15, "seats")),
        ("30 users or more", (30, None, "seats")),
        ("we need 25 seats minimum", (25, None, "seats")),
        ("We are 120 employees, 25 of them in sales, they would all use it", (25, 25, "seats")),
        ("I manage 5 gyms and 80 trainers. Me and three admins would use it", (4, 4, "seats")),
        ("20 reps in Leeds need a pipeline they can see", (20, 20, "seats")),
    ],
)
def test_those_who_would_use_it_are_counted_unasked(text: str, expected: Size) -> None:
    assert size(text, "b2b_saas") == expected


@pytest.mark.parametrize(
    "text",
    [
        "My mate's startup uses you, 40 seats, loves it. Does it sync with Gmail?",
        "I spoke to a guy at the expo with 300 users on your thing",
        "One of our competitors has 80 reps on it. Is that true?",
        "Three reps quit last month and nobody knows who owned what",
        "two reps fought over one deal again",
        "is there a discount above 50 seats?",
        "what would happen with more than 20 reps?",
        "me and my business partner decide, 50/50",
    ],
)
def test_another_firms_people_a_story_and_a_question_are_no_size(text: str) -> None:
    assert size(text, "b2b_saas") is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("My brother has 20 staff and pays nothing. I've got 7 staff. Liability please", 7),
        ("my last place had 150 employees, here there are 12 of us in the office, need group cover", 12),
        ("It's just me and two part-timers, need public liability", 3),
        ("we're a small garage, me and two lads, need cover", 3),
        ("cover for our cafe, me and one girl at weekends", 2),
        ("Health plan for my roofing crew, it's 9 guys", 9),
        ("I employ eight. Employers' liability from June", 8),
        ("me and my brother decide it all, we make candles, 9 staff", 9),
    ],
)
def test_a_small_firm_is_counted_unasked(text: str, count: int) -> None:
    assert size(text, "financial_services") == (count, count, "employees")


@pytest.mark.parametrize(
    "text",
    [
        "me and the wife want life cover",
        "me and my two boys need travel insurance",
        "the shop is insured with you already, this is life cover for me and the wife",
    ],
)
def test_a_couple_and_a_family_are_no_firm(text: str) -> None:
    assert size(text, "financial_services") is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Team day for the entire company, all 62 of us, in May", 62),
        ("We're a small agency, 14 of us, and we want a Christmas do", 14),
        ("My previous firm, 400 people, always booked you. Now I'm at a start-up, 22 of us", 22),
        ("wedding for 120 of us", None),
        ("dinner for all 40 of us", None),
        ("it's our business dinner, about 90 of us", None),
    ],
)
def test_at_an_event_a_firm_is_its_people_and_a_party_is_not(text: str, count: int | None) -> None:
    assert size(text, "events") == (None if count is None else (count, count, "employees"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The parent company is 900 people, our bit is 45", 45),
        ("We were 60 in 2022, 38 now", 38),
        ("70 before covid, 52 these days", 52),
        ("last year's headcount was 80, currently 64", 64),
        ("200 people, give or take, 30 of whom would log in", 200),
        ("Eighteen on site and six working from home", 24),
        ("thirty here and forty over in Pune", 70),
        ("three partners, two juniors and a plant", 5),
        ("4 on the books. my brother helps out but he's self-employed", 4),
        ("6, and a cleaner who is a sole trader so she doesn't count", 6),
        ("On the form I put 20 but two have left. Eighteen.", 18),
        ("Eleven on payroll plus me and my brother, so thirteen", 13),
        ("self-employed, no staff", 1),
    ],
)
def test_staff_are_the_writers_own_and_todays(text: str, count: int) -> None:
    assert size(text, "financial_services", "company_size", WORK) == (count, count, "employees")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8 to begin with, could grow to 20", (8, 8, "seats")),
        ("40. Scratch that, 45", (45, 45, "seats")),
        ("18... nope, correction, 19 with the new girl", (19, 19, "seats")),
        ("let's call it 16 recruiters", (16, 16, "seats")),
        ("make it 30 advisers", (30, 30, "seats")),
        ("200 altogether, thirty of whom would log in", (30, 30, "seats")),
        ("won't say yet. is there a break past 100 seats?", None),
    ],
)
def test_seats_are_those_of_now_and_the_figure_put_right(text: str, expected: Size | None) -> None:
    assert size(text, "b2b_saas", "company_size", USE) == expected


@pytest.mark.parametrize(
    ("agent", "text", "count"),
    [
        ("So 50 seats, right?", "Fifteen, not fifty", 15),
        ("Got it, 60 users.", "sixteen! not sixty lol", 16),
        ("So that's 70 seats and Q3?", "70, yes. Q3, no", 70),
        ("Our plan starts at 10 users.", "there are just four of us, is that a problem?", 4),
        ("Got it, 60 users.", "3 weeks, not longer", None),
    ],
)
def test_what_the_agent_said_is_put_right_or_confirmed(agent: str, text: str, count: int | None) -> None:
    assert size(text, "b2b_saas", None, agent) == (None if count is None else (count, count, "seats"))


@pytest.mark.parametrize(
    ("agent", "text", "count"),
    [
        ("Is that 5 or 15 staff?", "the first one", 5),
        ("Did you say 8 people or 18 people?", "the latter", 18),
        ("Was it 12 staff or 20?", "the higher one, sorry", 20),
        ("How many staff?", "the latter", None),
    ],
)
def test_one_of_two_numbers_is_pointed_at(agent: str, text: str, count: int | None) -> None:
    got = size(text, "financial_services", "company_size", agent)
    assert got == (None if count is None else (count, count, "employees"))


def test_what_is_pointed_at_stands_by_the_agents_question_alone() -> None:
    how = {"vertical": "financial_services", "asked": "company_size"}
    value = slot("company_size", "the latter", agent="5 staff or 15 staff?", **how)
    assert size_stands(value, "the latter", reading_context(agent="5 staff or 15 staff?", **how)) is None
    assert size_stands(value, "the latter", reading_context(agent="How many staff?", **how)) is not None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("about 90 over two sites but only the 30 in Perth will come", 90),
        ("85 across four depots. 20 grand all in for the party", 85),
        ("we reckon 200 on the day", None),
        ("expecting about 150", None),
    ],
)
def test_guests_do_not_answer_for_the_staff(text: str, count: int | None) -> None:
    expected = None if count is None else (count, count, "employees")
    assert size(text, "events", "company_size", "How many people work at the company?") == expected


def test_a_sum_told_by_where_they_work_stands_by_its_own_quote() -> None:
    how = {"vertical": "financial_services", "asked": "company_size", "agent": WORK}
    context = reading_context(**how)
    claims = read("Eighteen in the office and thirty out on the vans", context).claims
    claim = next(claim for claim in claims if claim.slot == "company_size")
    assert isinstance(claim.value, SizeValue)
    assert claim.value.min == 48
    assert size_stands(claim.value, claim.quote, context) is None
