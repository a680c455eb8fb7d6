"""Limits of a budget however they are put, decimal commas, and sums that are somebody else's."""

import pytest

from budget_case import ends, read, stated, status_of


@pytest.mark.parametrize(
    ("text", "vertical", "low", "high"),
    [
        ("over 50k and we're out", "b2b_saas", None, 50_000),
        ("anything above 50k is out of the question", "b2b_saas", None, 50_000),
        ("I don't see us going north of 60k", "b2b_saas", None, 60_000),
        ("north of 60k", "b2b_saas", 60_000, None),
        ("our line is drawn at 40k", "b2b_saas", 40_000, 40_000),
        ("we drew the line at 40k", "b2b_saas", None, 40_000),
        ("30k is where it gets painful", "b2b_saas", None, 30_000),
        ("not one euro over 30k", "b2b_saas", None, 30_000),
        ("I'd like change from 3k", "retail", None, 3000),
        ("7 maybe 9 grand", "retail", 7000, 9000),
        ("60 to 70. lakhs", "b2b_saas", 6_000_000, 7_000_000),
        ("4,5k", "b2b_saas", 4500, 4500),
        ("1,5 Mio", "b2b_saas", 1_500_000, 1_500_000),
        ("320.000 including all fees", "real_estate", 320_000, 320_000),
        ("anything up to 390, a flat we can rent out", "real_estate", None, 390_000),
        ("bank has sanctioned 300 but we stop at 260", "real_estate", None, 260_000),
        ("with three at school we can go to 520", "real_estate", None, 520_000),
    ],
)
def test_limits_are_read_however_they_are_put(text: str, vertical: str, low: float | None, high: float | None) -> None:
    assert ends(text, vertical) == (low, high)


def test_decimal_commas_and_foreign_periods_are_read() -> None:
    assert read("up to 89,50 € im Monat") == stated(None, 89.5, "EUR", "month")
    assert read("25pupm") == stated(25, 25, period="month", per="seat")


@pytest.mark.parametrize(
    "text",
    [
        "the present supplier takes us for 900 a month",
        "spotted one in town at 1,450",
        "we spend 3k a month on ads",
        "450 is way more than I'd budgeted",
    ],
)
def test_prices_of_others_are_no_budget(text: str) -> None:
    assert read(text, "retail", asked=None) is None


@pytest.mark.parametrize(
    "text", ["Nothing whatsoever, all spending's frozen", "they've halted all event spend", "nothing is allotted"]
)
def test_frozen_money_is_none(text: str) -> None:
    assert status_of(text) == "none"


def test_what_others_have_or_something_else_cost_is_no_budget() -> None:
    assert read("my cousin's sitting on a million, I'm not", "real_estate") is None
    assert status_of("The kitchen cost already 4.200 euro so I have no idea yet") == "unsure"


def test_crores_and_small_decimals_are_a_range() -> None:
    assert ends("1.2 to 1.35 cr, registration charges separate", "") == (12_000_000, 13_500_000)


@pytest.mark.parametrize(
    ("text", "vertical", "low", "high"),
    [
        ("pre-approved to 600 but we're capping ourselves at 510", "real_estate", None, 510_000),
        ("until 380.000 Euro it can cost", "real_estate", None, 380_000),
        ("nae mair than 45", "financial_services", None, 45),
        ("20 dollar, no sorry 25 dollar, for each person the month", "b2b_saas", 25, 25),
    ],
)
def test_limits_of_other_tongues_are_read(text: str, vertical: str, low: float | None, high: float | None) -> None:
    assert ends(text, vertical) == (low, high)


def test_what_is_paid_now_is_no_budget() -> None:
    assert read("at the minute it's 38 a month through the bank", "financial_services") is None


@pytest.mark.parametrize(
    ("text", "vertical", "low", "high"),
    [
        ("sanctioned 5 lakhs a year, it cannot go above that", "b2b_saas", None, 500_000),
        ("they've approved 30k. I put 22 on the form, disregard that", "b2b_saas", 30_000, 30_000),
        ("20k incl vat, sorry I put 12 before", "b2b_saas", 20_000, 20_000),
        ("my son says 700 is normal. I'd stop at 560", "real_estate", None, 560_000),
        ("I can't sleep at night over 450, so 450 is where it stops", "real_estate", None, 450_000),
        ("I've got 18k signed off for it", "events", 18_000, 18_000),
        ("the owner is quoting 9 lakhs, I am not paying more than 7 lakhs", "b2b_saas", None, 700_000),
    ],
)
def test_the_last_word_on_a_sum_counts(text: str, vertical: str, low: float | None, high: float | None) -> None:
    assert ends(text, vertical) == (low, high)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("we vote on anything over a thousand", "authority"),
        ("the rent's gone up to 700 a week", "budget"),
        ("we already pay zoho 900 a month", "need"),
        ("the crowd we're with now charge 210 and we get nothing for it", "budget"),
        ("we don't have 50k", "budget"),
        ("I don't have a million dollars. I am not the owner", "budget"),
        ("it's entered in three sheets", "need"),
    ],
)
def test_thresholds_and_what_is_paid_today_are_no_budget(text: str, asked: str) -> None:
    assert read(text, "real_estate", asked=asked) is None


def test_no_line_item_is_no_money() -> None:
    assert status_of("nothin this year, there's no line item for it") == "none"


def test_what_others_raised_is_no_budget_beside_the_leads_own_limit() -> None:
    text = "the insurer has put our cover up from £70 to £120 a month and I'm not paying more than £90 a month"
    assert ends(text, "financial_services", asked=None) == (None, 90)
