"""The budget of a message: what the lead would spend with us, and what only looks like it."""

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.frame import Budget
from agent.reading.budget import budget_stands, read_budget
from agent.reading.text import Message
from budget_case import context, ends, read, stated, status_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we can do around 14k a year", stated(14_000, 14_000, period="year")),
        ("$25/rep/mo, 40 reps", stated(25, 25, period="month", per="seat")),
        ("Procurement cleared 9,500 for the first year", stated(9500, 9500, period="year")),
        ("no more than 12 hundred a month", stated(None, 1200, period="month")),
        ("12k to 18k per annum", stated(12_000, 18_000, period="year")),
        ("it'd be sterling, our Leeds office pays. Six thousand or so", stated(6000, 6000, "GBP")),
        ("idk like 5k?", stated(5000, 5000)),
        ("would 5k do it?", stated(5000, 5000)),
    ],
)
def test_answer_with_a_figure_is_a_stated_budget(text: str, expected: Budget) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("make that 22k rather than the 26", 22_000),
        ("12k wait no 15k", 15_000),
        ("£1800\n*£1950 sorry", 1950),
        ("I said 7k before but it's 9k now", 9000),
        ("not 7k, 9k", 9000),
        ("we've gone up from 7k to 9k", 9000),
        ("it was 18k but got cut to 12k", 12_000),
        ("I meant 15k not 12k", 15_000),
        ("5k for the units and another 2k for worktops, so 7k", 7000),
    ],
)
def test_corrected_figure_is_the_last_word(text: str, value: float) -> None:
    assert ends(text, "retail") == (value, value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("475", 475_000, 475_000),
        ("six to six-fifty", 600_000, 650_000),
        ("1.3", 1_300_000, 1_300_000),
        ("up to 1.1m", None, 1_100_000),
        ("nothing over 380", None, 380_000),
        ("3 to 4", 300_000, 400_000),
        ("bank says 620 but we'd rather stay under 500", None, 500_000),
        ("$650", 650_000, 650_000),
        ("approved for 480 but 450 is where I'm comfortable", 450_000, 450_000),
    ],
)
def test_bare_house_price_is_read_in_thousands(text: str, low: float | None, high: float | None) -> None:
    assert read(text, "real_estate") == stated(low, high)


def test_rent_is_not_read_at_the_scale_of_house_prices() -> None:
    assert read("we're renting so like 1800/mo", "real_estate") == stated(1800, 1800, period="month")


@pytest.mark.parametrize(
    ("agent", "text", "expected"),
    [
        ("What could you pay each month?", "28", stated(28, 28, period="month")),
        ("What would suit you per user, per month?", "35 to 40", stated(35, 40, period="month", per="seat")),
        ("How much a month were you thinking?", "300 a year", stated(300, 300, period="year")),
        ("How many thousand were you thinking?", "3.5", stated(3500, 3500)),
        ("Would that be closer to 4,000 or 8,000?", "the second one", stated(8000, 8000)),
        ("Is it nearer 4,000 or 8,000?", "split the difference", stated(6000, 6000)),
    ],
)
def test_bare_answer_takes_what_the_question_named(agent: str | None, text: str, expected: Budget) -> None:
    assert read(text, agent=agent) == expected


@pytest.mark.parametrize(
    "text",
    [
        "we're paying hubspot 900 a month and want something cheaper",
        "salesforce wanted 150 a seat, no thanks",
        "your site says $49 a seat, is that billed monthly?",
        "how much for 30 seats?",
        "we do about 4m in revenue",
        "our average deal is around 12k and we close maybe 20 a month",
        "we just raised a 6 million series A",
        "I imported 60,000 contacts last week",
        "there are 40 reps on the team",
        "we lost about $40k in deals last quarter",
        "we spend 3k a month on ads and can't track any of it",
        "got another quote for 14k from some agency",
        "it's not that we have 30k sitting here",
        "I get 38 an hour where I am now",
    ],
)
@pytest.mark.parametrize("asked", [None, "need"])
def test_figures_of_other_things_are_no_budget(text: str, asked: str | None) -> None:
    assert read(text, asked=asked) is None


@pytest.mark.parametrize(
    ("vertical", "text"),
    [
        ("financial_services", "£250,000 of life cover"),
        ("financial_services", "my premium now is 52 a month"),
        ("financial_services", "the mortgage is 230k over 25 years"),
        ("financial_services", "turnover is about 350k"),
        ("real_estate", "the seller wants 615 for it"),
        ("real_estate", "we hope to get 700k for ours"),
        ("real_estate", "do you cover 78704?"),
        ("events", "last year's one set us back 45k"),
        ("retail", "my neighbour paid 22k for hers"),
        ("b2b_saas", "it's not like we have 80k lying around"),
        ("b2b_saas", "why do you need to know?"),
        ("b2b_saas", "yes"),
        ("retail", "what do people usually spend?"),
        ("b2b_saas", "call me at 3"),
        ("b2b_saas", "3 people decide"),
        ("b2b_saas", "q3 2026"),
    ],
)
def test_answer_that_names_another_figure_fills_nothing(vertical: str, text: str) -> None:
    assert read(text, vertical) is None


@pytest.mark.parametrize(
    ("vertical", "text", "low", "high"),
    [
        ("b2b_saas", "need a new crm, 20 seats, can spend up to 12k", None, 12_000),
        ("real_estate", "looking for a 3 bed in cedar park under 450k", None, 450_000),
        ("real_estate", "what can I get for 400k in mueller?", 400_000, 400_000),
        ("retail", "Wardrobe for a box room, 1500 max", None, 1500),
        ("events", "Team offsite 40 people Byron Bay $30k all up", 30_000, 30_000),
        ("", "I'd love a week in Lisbon, my budget is 1700", 1700, 1700),
        ("", "that's too much, my budget is more like 2,200", 2200, 2200),
        ("", "anything cheaper than 2000?", None, 2000),
    ],
)
def test_budget_that_nobody_asked_for_is_read_where_it_is_plain(
    vertical: str, text: str, low: float | None, high: float | None
) -> None:
    assert ends(text, vertical, asked=None) == (low, high)


@pytest.mark.parametrize(
    ("status", "texts"),
    [
        (
            "none",
            [
                "we're skint",
                "nothing put aside yet",
                "no money for it this year",
                "$0",
                "zero",
                "not a bean",
                "nada",
                "budget's been cut to zero",
                "nobody has put money aside",
                "there isn't any",
            ],
        ),
        (
            "withheld",
            [
                "I'd rather not say",
                "none of your business",
                "that's confidential",
                "can't disclose that",
                "pass",
                "we don't share budgets with vendors",
                "I'll keep that to myself",
                "not going into that",
            ],
        ),
        (
            "unsure",
            [
                "no idea yet",
                "haven't a clue",
                "depends on the quality",
                "tbd",
                "five figures",
                "whatever it takes",
                "money's no object",
                "we haven't agreed on a figure",
                "still waiting on finance for the number",
                "a few grand",
                "couldn't tell you",
                "I'd have to ask my manager",
                "it's flexible",
            ],
        ),
    ],
)
def test_answer_without_a_figure_has_its_status(status: str, texts: list[str]) -> None:
    assert {text: status_of(text) for text in texts} == dict.fromkeys(texts, status)


@pytest.mark.parametrize(
    ("agent", "status"),
    [
        ("Has any money been put aside for it?", "none"),
        ("Do you have a figure in mind?", "unsure"),
        ("Could you share your budget?", "withheld"),
        ("What would you like to spend?", "withheld"),
    ],
)
def test_bare_no_means_what_the_question_makes_of_it(agent: str | None, status: str) -> None:
    assert status_of("no", agent) == status


def test_uncertainty_about_other_things_is_not_about_the_budget() -> None:
    assert read("no idea on the dates yet") is None
    assert read("if I am sick no money comes in", "financial_services", asked=None) is None


def test_quote_is_the_smallest_piece_that_gives_the_value() -> None:
    claim = read_budget(Message("Well, honestly? I would cap it at $2,400 annually, and not today."), context())
    assert claim is not None
    assert claim.quote == "cap it at $2,400 annually"


def test_runs_of_spaces_change_nothing_and_stay_in_the_quote() -> None:
    claim = read_budget(Message("So  it is   up to  12k   a  year  then"), context())
    assert claim is not None
    assert claim.value == stated(None, 12_000, period="year")
    assert claim.quote == "up to  12k   a  year"
    assert budget_stands(stated(None, 12_000, period="year"), claim.quote, context()) is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for asked in ("budget", None):
        claim = read_budget(Message(text), context(asked=asked))
        assert claim is None or budget_stands(cast(Budget, claim.value), claim.quote, context(asked=asked)) is None


@pytest.mark.parametrize(
    ("value", "quote", "reason"),
    [
        (stated(20_000, 20_000), "around 20k", None),
        (stated(50_000, 50_000), "around 20k", "the figure read from the quote is 20,000"),
        (stated(20_000, 20_000), "up to 20k", "the figure read from the quote is at most 20,000"),
        (stated(20_000, 20_000, "EUR"), "around 20k", "the currency read from the quote is USD"),
        (stated(20_000, 20_000, "EUR"), "around 20k euros", None),
        (stated(20_000, 20_000, period="month"), "20k a year", "the quote says a year"),
        (stated(20_000, 20_000, period="month"), "20k", "the quote says no period"),
        (stated(20_000, 20_000, period="once"), "20k", None),
        (stated(49, 49, per="seat"), "49", "the quote says nothing of a price per seat or unit"),
        (stated(20_000, 20_000), "we have money", "no sum of the lead's own can be read from the quote"),
        (
            stated(18_000, 18_000, period="year"),
            "We pay Acme $18,000 a year",
            "no sum of the lead's own can be read from the quote",
        ),
        (stated(40, 40), "40 reps", "no sum of the lead's own can be read from the quote"),
        (Budget(status="none"), "nothing set aside", None),
        (Budget(status="none"), "around 20k", "the quote does not say that there is no money"),
        (Budget(status="withheld"), "no idea", "the quote does not say that they will not say"),
        (Budget(status="unsure"), "no idea", None),
    ],
)
def test_claimed_budget_stands_only_where_its_quote_says_it(value: Budget, quote: str, reason: str | None) -> None:
    assert budget_stands(value, quote, context()) == reason


def test_claimed_period_may_come_from_the_question() -> None:
    asked = context(agent="What could you pay each month?")
    assert budget_stands(stated(300, 300, period="month"), "300", asked) is None
    assert budget_stands(stated(300, 300, period="month"), "300", context(asked=None)) is not None


@pytest.mark.parametrize("asked", [None, "authority", "contact", "timeline"])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("hold on, make that 21k rather than the 27", 21_000),
        ("*19k, I dropped a digit", 19_000),
        ("I meant $3,400 not $34,000", 3400),
        ("our budget has dropped to 13k", 13_000),
        ("it's 13 grand we have, not 31", 13_000),
    ],
)
def test_sum_put_in_place_of_another_counts_whatever_was_asked(text: str, value: float, asked: str | None) -> None:
    assert ends(text, "b2b_saas", asked) == (value, value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("twelve-five", 12_500, 12_500), ("ten, twelve grand", 10_000, 12_000), ("12-15,000", 12_000, 15_000)],
)
def test_sum_said_short_is_read_in_full(text: str, low: float, high: float) -> None:
    assert ends(text, "b2b_saas") == (low, high)


def test_period_of_a_sum_is_told_behind_it_and_not_by_the_name_of_an_event() -> None:
    behind = read("around 55 a seat, that's monthly")
    assert behind is not None
    assert (behind.period, behind.per) == ("month", "seat")
    day = read("9k tops", "events", agent="And the budget for the annual day?")
    assert day is not None
    assert day.period is None


def test_pounds_that_a_dog_weighs_are_no_money() -> None:
    found = read("we have a ninety-pound dog, so nothing over 450", "real_estate")
    assert found is not None
    assert (found.max, found.currency) == (450_000, "USD")


@pytest.mark.parametrize(
    "text",
    ["below 4k it's me, past that it goes to the bursar", "I can sign off up to 9k", "over 7 grand needs the board"],
)
def test_sum_up_to_which_one_may_sign_is_a_budget_only_where_that_was_asked(text: str) -> None:
    assert read(text, asked="authority") is None
    assert read("I can sign off up to 9k", asked="budget") == stated(None, 9000)


@pytest.mark.parametrize(
    "text",
    ["800 a month, wouldn't want to go above that", "800 a month, dont want to go over it", "800/mo, can't go over it"],
)
def test_sum_not_to_be_gone_over_is_the_most(text: str) -> None:
    assert read(text) == stated(None, 800, period="month")


@pytest.mark.parametrize(
    "text",
    [
        "the credit union will lend us 260k",
        "AIP for 315k",
        "315k aip",
        "pre-approved to 385k",
        "bank says up to 240,000",
    ],
)
def test_limit_that_a_lender_sets_is_proven_by_the_words_that_name_the_lender(text: str) -> None:
    asked = context("real_estate")
    claim = read_budget(Message(text), asked)
    assert claim is not None
    assert cast(Budget, claim.value).min is None
    assert budget_stands(cast(Budget, claim.value), claim.quote, asked) is None
