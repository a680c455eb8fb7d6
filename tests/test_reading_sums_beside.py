"""Budgets and head counts among other figures: limits told in the next breath, totals, running costs, hearsay."""

import pytest

from agent.frame import ReadingContext
from agent.reading.reader import read
from reading_case import reading_context, slot

LIMIT = "What's your limit?"
SPEND = "What could you spend?"
LIKE_TO_SPEND = "What did you want to spend?"


def stated(
    text: str, agent: str | None, asked: str | None = "budget", **how: str
) -> tuple[float | None, float | None] | None:
    """(min, max) of the budget stated, None where the message states none."""
    value = slot("budget", text, asked=asked, agent=agent, **how)
    return (value.min, value.max) if value is not None and value.status == "stated" else None


def terms(text: str, agent: str, **how: str) -> tuple[float | None, str | None, str | None]:
    """(max, period, per) of a budget asked for."""
    value = slot("budget", text, asked="budget", agent=agent, **how)
    return value.max, value.period, value.per


def head_count(
    text: str, agent: str | None = None, asked: str | None = None, **how: str
) -> tuple[int | None, str] | None:
    """(min, unit) of the company size, None where the message gives none."""
    value = slot("company_size", text, asked=asked, agent=agent, **how)
    return None if value is None else (value.min, value.unit)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("1.35 and not a cent more. we said 1.5 last month but rates went up since", 1_350_000),
        ("310k and that's with help from my folks. can't stretch past that", 310_000),
        ("4 hundred thousand, parking included. No more than that please", 400_000),
        ("we do not want to go higher as 480 thousand dollar", 480_000),
        ("The bank would go to 610, but we've promised each other to stop at 540", 540_000),
        ("Lender says 700 but we're drawing the line at 620", 620_000),
        ("480 tops, strata below 900 a quarter", 480_000),
    ],
)
def test_the_most_they_would_pay_may_be_told_in_the_next_breath(text: str, most: float) -> None:
    assert stated(text, LIMIT, vertical="real_estate") == (None, most)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("4k. The sofa must not be more than 2m wide", (4000, 4000)),
        ("three and a half grand, maybe three eight", (3500, 3800)),
        ("two grand, maybe two five at a push", (2000, 2500)),
        ("two grand for the two wardrobes", (2000, 2000)),
        ("if it comes in at 4k we're happy", (4000, 4000)),
        ("ikea came in at 6400 with fitting", None),
        ("The joiner in the village made me an offer of 7.800 €", None),
        ("We would offer 7.800 €", (7800, 7800)),
        ("my wife said we can do it, 20k she told me", (20_000, 20_000)),
    ],
)
def test_what_they_would_spend_and_what_others_asked(text: str, want: tuple[float, float] | None) -> None:
    assert stated(text, LIKE_TO_SPEND) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("550 to 600, hoa under 250 a month or forget it", (550_000, 600_000)),
        ("250 to 275, service charge no more than 150 a month", (250_000, 275_000)),
        ("Selling our place in Ottawa, so figure 700,000 with no loan", (700_000, 700_000)),
        ("We're selling ours, hoping to list at 700k", None),
        ("my cousin gave 480 for a tiny condo in Round Rock, insane", None),
    ],
)
def test_a_price_range_beside_running_costs_sales_and_hearsay(text: str, want: tuple[float, float] | None) -> None:
    assert stated(text, SPEND, vertical="real_estate") == want


@pytest.mark.parametrize(
    ("text", "agent", "want"),
    [
        ("The club put in 20,000 and there's another five from a donor, so 25k in all", SPEND, (25_000, 25_000)),
        ("$120 a head with wine. We're expecting 180.", SPEND, (120, 120)),
        ("We're expecting 150 so about 12k", SPEND, (12_000, 12_000)),
        ("was, they've just bumped us up to 35k", "So the total is 30,000?", (35_000, 35_000)),
        ("The second one. Our do last year was 28 and felt cheap", "Nearer 20k or 35k?", (35_000, 35_000)),
        ("First of all, who am I talking to?", "Nearer 20k or 35k?", None),
        ("that's about where we'd be", "Would 3,000 be about right?", (3000, 3000)),
        ("near enough", "Is around 5,000 near the mark?", (5000, 5000)),
        ("yes but that's where my boss would stop me", "Would 5,000 be about right?", None),
    ],
)
def test_totals_heads_and_answers_that_point(text: str, agent: str, want: tuple[float, float] | None) -> None:
    assert stated(text, agent, vertical="events") == want


@pytest.mark.parametrize(
    ("text", "agent", "vertical", "want"),
    [
        ("25 dollars per user and month at most", "What figure?", "b2b_saas", (25, "month", "seat")),
        ("15€ pro user und monat", "What figure?", "b2b_saas", (15, "month", "seat")),
        ("I pay £620 a year now. I'd go to 500, no further", SPEND, "financial_services", (500, "year", None)),
        ("no more n 40 a week", SPEND, "financial_services", (40, "week", None)),
    ],
)
def test_terms_told_apart_from_the_figure(
    text: str, agent: str, vertical: str, want: tuple[float, str, str | None]
) -> None:
    assert terms(text, agent, vertical=vertical) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "Dad is treating us to a new sofa. He said up to three thousand and not a penny over. Do you do leather?",
            3000,
        ),
        ("My friend had one of yours, she said it cost up to 4 thousand", None),
        ("need shelving, one each side of the fireplace", None),
        ("My aunt, you did her patio, 18 thousand she said", None),
    ],
)
def test_sums_nobody_asked_for(text: str, want: float | None) -> None:
    found = stated(text, None, asked=None)
    assert (found and found[1]) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("all 45 of them", 45),
        ("every one of the 38", 38),
        ("300+ people in the company but only 25 of us would touch it", 25),
        ("only customer success, they are 9. whole company is 180", 9),
        ("the company has 400, sales are 32", 32),
    ],
)
def test_seats_asked_for_are_not_the_whole_firm(text: str, want: int) -> None:
    assert head_count(text, "How many would use it?", "company_size", vertical="b2b_saas") == (want, "seats")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("We had 60 before covid. 24 these days", 24),
        ("We were up to 50 before the merger. Down to 31 now.", 31),
        ("Sorry, 15 was with the temps. Employed are 11.", 11),
        ("sales is 14, the whole company is 210", 210),
        ("80 odd, most of them casuals", 80),
    ],
)
def test_staff_asked_for_are_those_of_today_and_of_the_whole_firm(text: str, want: int) -> None:
    asked = "How many employees do you have?"
    assert head_count(text, asked, "company_size", vertical="financial_services") == (want, "employees")


@pytest.mark.parametrize(
    ("text", "vertical", "want"),
    [
        ("How much would 15 seats run us a year?", "b2b_saas", (15, "seats")),
        ("do you have plans under 5 seats?", "b2b_saas", None),
        ("Twenty dollars a user. We would be 45 users.", "b2b_saas", (45, "seats")),
        ("12 of our reps are copying leads by hand, we need a CRM", "b2b_saas", (12, "seats")),
        ("12 of our reps left last month", "b2b_saas", None),
        ("The steering group. Six of us on it and I have a vote", "b2b_saas", None),
        ("My company is having 55 employees and we need group cover", "financial_services", (55, "employees")),
        ("life cover for me and my two daughters", "financial_services", None),
        ("van insurance for me and my two lads, we run a plastering firm", "financial_services", (3, "employees")),
        ("we have 22 on staff and want a Christmas party", "events", (22, "employees")),
        ("leadership retreat, team of 14", "events", None),
    ],
)
def test_head_counts_nobody_asked_for(text: str, vertical: str, want: tuple[int, str] | None) -> None:
    assert head_count(text, vertical=vertical) == want


def test_the_quote_of_a_picked_figure_proves_it() -> None:
    context: ReadingContext = reading_context(asked="budget", agent="Are you nearer 10k or 15k?")
    claim = next(c for c in read("the lower one for sure. we overspent in March", context).claims if c.slot == "budget")
    assert claim.quote
