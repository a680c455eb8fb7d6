"""Amounts of money as people type them: figures, words, ranges, bounds, currencies, periods, units."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.reading.money import Amount, find_amounts
from agent.reading.number import numerals_of
from agent.reading.text import Message, fold


def only_amount(text: str, currency: str = "USD") -> Amount:
    amounts = [a for a in find_amounts(Message(text), currency) if not a.counted]
    assert len(amounts) == 1, amounts
    return amounts[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25k", 25_000),
        ("25 k", 25_000),
        ("25,000", 25_000),
        ("25.000", 25_000),
        ("25 000", 25_000),
        ("1'500", 1500),
        ("1.250,50", 1250.5),
        ("1,250.50", 1250.5),
        ("12,50,000", 1_250_000),
        (".5m", 500_000),
        ("2,5k", 2500),
        ("two and a half grand", 2500),
        ("2 1/2 grand", 2500),
        ("1½k", 1500),
        ("a grand and a half", 1500),
        ("thirty-five hundred", 3500),
        ("a couple hundred", 200),
        ("a couple of grand", 2000),
        ("twelve fifty", 1250),
        ("half a million", 500_000),
        ("three quarters of a million", 750_000),
        ("a quarter million", 250_000),
        ("1.250 million", 1_250_000),
        ("one point two million", 1_200_000),
        ("two thousand five hundred", 2500),
        ("six hundred and fifty thousand", 650_000),
        ("one crore twenty lakh", 12_000_000),
        ("8 lakhs", 800_000),
        ("20 odd grand", 20_000),
        ("20ish grand", 20_000),
        ("fourty thousend", 40_000),
        ("a baker's dozen", 13),
        ("a tenner", 10),
        ("five hundo", 500),
        ("a hundred grand", 100_000),
        ("three fifty k", 350_000),
    ],
)
def test_numeral_is_read_in_figures_and_in_words(text: str, value: float) -> None:
    assert [numeral.value for numeral in numerals_of(fold(text))] == [value]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5-10k", 5000, 10_000),
        ("5k to 10", 5000, 10_000),
        ("20 n 30k", 20_000, 30_000),
        ("3/4 grand", 3000, 4000),
        ("between sixty and seventy-five thousand", 60_000, 75_000),
        ("five ten grand", None, None),
        ("between two and three hundred", 200, 300),
        ("two to three hundred thousand", 200_000, 300_000),
        ("three hundred to three fifty", 300, 350),
        ("six to six-fifty", 600, 650),
        ("900 to 1.2 million", 900_000, 1.2e6),
        ("between fifteen hundred and two grand", 1500, 2000),
        ("€2,000–€2,500", 2000, 2500),
        ("500-1k", 500, 1000),
        ("anything from 7 up to 9 thousand", 7000, 9000),
        ("12k, could stretch to 14", 12_000, 14_000),
        ("9k, 11k max", 9000, 11_000),
        ("min 4k max 6k", 4000, 6000),
        ("four or five grand", 4000, 5000),
    ],
)
def test_range_shares_its_scale_between_both_ends(text: str, low: float | None, high: float | None) -> None:
    if low is None:
        assert len(find_amounts(Message(text), "USD")) == 2
        return
    amount = only_amount(text)
    assert (amount.min, amount.max) == (low, high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("up to 9k", None, 9000),
        ("under 9k", None, 9000),
        ("9k tops", None, 9000),
        ("9k max", None, 9000),
        ("no more than 9k", None, 9000),
        ("we can't go over 9k", None, 9000),
        ("9k or less", None, 9000),
        ("the most we'd put in is 9k", None, 9000),
        ("our ceiling's 9k", None, 9000),
        ("9k, not a penny more", None, 9000),
        ("nothing above 9k", None, 9000),
        ("<9k", None, 9000),
        ("sub-9k", None, 9000),
        ("cap it at 9k", None, 9000),
        ("at least 9k", 9000, None),
        ("9k+", 9000, None),
        ("north of 9k", 9000, None),
        ("9k minimum", 9000, None),
        ("no less than 9k", 9000, None),
        ("upwards of 9k", 9000, None),
        ("9k or more", 9000, None),
        (">9k", 9000, None),
        ("around 9k", 9000, 9000),
        ("9k-ish", 9000, 9000),
        ("9k give or take a few hundred", 9000, 9000),
        ("9k + vat", 9000, 9000),
        ("9k plus tax", 9000, 9000),
        ("ballpark 9k", 9000, 9000),
    ],
)
def test_bound_is_read_before_and_after_the_figure(text: str, low: float | None, high: float | None) -> None:
    amount = only_amount(text)
    assert (amount.min, amount.max) == (low, high)


@pytest.mark.parametrize(
    ("text", "home", "currency"),
    [
        ("$500", "USD", "USD"),
        ("$500", "AUD", "AUD"),
        ("$500", "GBP", "USD"),
        ("A$500", "USD", "AUD"),
        ("US$500", "AUD", "USD"),
        ("NZ$500", "AUD", "NZD"),
        ("C$500", "USD", "CAD"),
        ("500 US dollars", "AUD", "USD"),
        ("500 dollars", "AUD", "AUD"),
        ("£500", "EUR", "GBP"),
        ("500€", "GBP", "EUR"),
        ("usd 500", "GBP", "USD"),
        ("usd500", "GBP", "USD"),
        ("500 quid", "GBP", "GBP"),
        ("500 quid", "EUR", "EUR"),
        ("500 quid", "USD", "GBP"),
        ("500 bucks", "AUD", "AUD"),
        ("500 rupees", "USD", "INR"),
        ("rs 500", "USD", "INR"),
        ("CHF 500", "EUR", "CHF"),
        ("500 pounds sterling", "USD", "GBP"),
        ("5k US", "AUD", "USD"),
        ("5k for us", "AUD", None),
        ("500", "USD", None),
    ],
)
def test_currency_is_the_one_named_and_else_unsaid(text: str, home: str, currency: str | None) -> None:
    assert only_amount(text, home).currency == currency


@pytest.mark.parametrize(
    ("text", "period", "per"),
    [
        ("$40/seat/mo", "month", "seat"),
        ("40 a month", "month", None),
        ("40 pcm", "month", None),
        ("200 pm", "month", None),
        ("$9k for the year", "year", None),
        ("9k p.a.", "year", None),
        ("9k per annum", "year", None),
        ("80pp", None, "seat"),
        ("80 a head", None, "seat"),
        ("80 per user per month", "month", "seat"),
        ("3k a quarter", "quarter", None),
        ("a tenner a week", "week", None),
        ("20k as a one-off", "once", None),
        ("120 apiece", None, "unit"),
        ("120 a chair", None, "unit"),
        ("120 each", None, "each"),
    ],
)
def test_period_and_unit_are_read_with_the_figure(text: str, period: str | None, per: str | None) -> None:
    amount = only_amount(text)
    assert (amount.period, amount.per) == (period, per)


@pytest.mark.parametrize(
    "text",
    [
        "ring me on 07700 900123",
        "call 512 555 0144 after 4",
        "+44 20 7946 0123",
        "the 12th of june 2027",
        "12/06/2026",
        "q3 2026",
        "order LX-20417",
        "ref 48213",
        "78% of it",
        "3.2m wide",
        "at 2pm",
        "2:30",
        "since 2014",
        "SW1A 1AA",
        "thanks a million",
        "me@firm42.com",
        "9-5 mon to fri",
        "policy number 5512345",
        "try me again after four",
    ],
)
def test_phones_dates_and_references_are_no_amounts(text: str) -> None:
    assert find_amounts(Message(text), "USD") == []


def test_figure_that_counts_something_says_so() -> None:
    assert [a.counted for a in find_amounts(Message("40k contacts"), "USD")] == [True]
    assert [a.counted for a in find_amounts(Message("about 40 reps"), "USD")] == [True]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789 .,-/kKmM$£€'andtohlfgrx+%", max_size=80))
def test_every_amount_stands_where_it_says(text: str) -> None:
    message = Message(text)
    end = 0
    for amount in find_amounts(message, "USD"):
        assert end <= amount.figure.start < amount.figure.end <= len(text)
        assert amount.span.start <= amount.figure.start
        assert amount.min is None or amount.max is None or amount.min <= amount.max
        end = amount.figure.end


def test_endless_figures_are_read_in_bounded_work() -> None:
    assert len(find_amounts(Message("25k to " * 20_000), "USD")) <= 60
    assert find_amounts(Message("1" * 100_000), "USD") == []


@pytest.mark.parametrize(
    ("text", "currency"), [("it's $35,000 now", "AUD"), ("a $20k budget", "AUD"), ("S$5000", "SGD"), ("US$ 300", "USD")]
)
def test_letter_before_a_dollar_sign_is_a_land_only_where_it_touches_it(text: str, currency: str) -> None:
    (amount,) = find_amounts(Message(text), "AUD")
    assert (amount.currency or "AUD") == currency
