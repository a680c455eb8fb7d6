"""Budgets held against the smallest one: periods, seats, currencies."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.frame import Budget, Size
from agent.playbook_file import load_all
from agent.reach import reach_of

POLICIES = {name: playbook.policy for name, playbook in load_all("playbooks").items()}


def budget(**values: Any) -> Budget:
    return Budget.model_validate({"status": "stated"} | values)


@pytest.mark.parametrize(
    ("playbook", "said", "amount"),
    [
        ("b2b_saas", {"max": 6000, "period": "year"}, 6000),
        ("b2b_saas", {"max": 500, "period": "month"}, 6000),
        ("b2b_saas", {"max": 1500, "period": "quarter"}, 6000),
        ("b2b_saas", {"max": 120, "period": "week"}, 6240),
        ("b2b_saas", {"max": 20, "period": "day"}, 7300),
        ("b2b_saas", {"max": 6000, "period": "once"}, 6000),
        ("b2b_saas", {"max": 6000}, 6000),
        ("b2b_saas", {"min": 5000, "max": 10000, "period": "year"}, 10000),
        ("b2b_saas", {"min": 7000, "period": "year"}, 7000),
        ("financial_services", {"max": 480, "period": "year"}, 40),
        ("financial_services", {"max": 120, "period": "quarter"}, 40),
        ("financial_services", {"max": 12, "period": "week"}, 52),
        ("financial_services", {"max": 40}, 40),
        ("real_estate", {"max": 250000}, 250000),
        ("real_estate", {"max": 250000, "period": "year"}, 250000),
        ("retail", {"max": 2000, "currency": "GBP"}, 2000 * POLICIES["retail"].exchange["GBP"]),
        ("events", {"max": 10000, "currency": "USD"}, 10000 * POLICIES["events"].exchange["USD"]),
    ],
)
def test_budget_reaches_over_the_playbooks_period_and_currency(
    playbook: str, said: dict[str, Any], amount: float
) -> None:
    reach = reach_of(budget(**said), None, POLICIES[playbook])
    assert reach.verdict == "reaches"
    assert reach.amount == pytest.approx(amount)
    assert "reaches the smallest budget" in reach.reason


@pytest.mark.parametrize(
    ("playbook", "said"),
    [
        ("b2b_saas", {"max": 5999, "period": "year"}), ("b2b_saas", {"max": 499, "period": "month"}),
        ("financial_services", {"max": 39, "period": "month"}), ("retail", {"max": 1300, "currency": "GBP"}),
        ("events", {"max": 9999}), ("real_estate", {"max": 180000}), ("b2b_saas", {"max": 0}),
    ],
)  # fmt: skip
def test_budget_below_the_smallest_is_too_small(playbook: str, said: dict[str, Any]) -> None:
    reach = reach_of(budget(**said), None, POLICIES[playbook])
    assert reach.verdict == "too_small"
    assert "below the smallest budget" in reach.reason


def test_a_cent_lost_in_division_does_not_fail_a_budget() -> None:
    assert reach_of(budget(max=6000 / 12, period="month"), None, POLICIES["b2b_saas"]).verdict == "reaches"
    assert reach_of(budget(max=479.99, period="year"), None, POLICIES["financial_services"]).verdict == "reaches"


@pytest.mark.parametrize("period", ["month", "quarter", "week", "day"])
def test_instalments_cannot_be_held_against_a_one_off_price(period: str) -> None:
    reach = reach_of(budget(max=5000, period=period), None, POLICIES["retail"])
    assert (reach.verdict, reach.amount) == ("unknown", None)
    assert period in reach.reason


def test_currency_that_the_table_lacks_is_unknown_and_named() -> None:
    reach = reach_of(budget(max=5000, currency="XXX"), None, POLICIES["retail"])
    assert (reach.verdict, reach.reason) == ("unknown", "the exchange table has no rate for XXX")


def test_budget_without_a_figure_is_unknown() -> None:
    assert reach_of(Budget(status="unsure"), None, POLICIES["retail"]).verdict == "unknown"


@pytest.mark.parametrize(
    ("size", "verdict"),
    [
        (None, "needs_seats"),
        (Size(unit="seats", min=10, max=10), "too_small"),
        (Size(unit="seats", min=11, max=11), "reaches"),
        (Size(unit="seats", min=5, max=20), "reaches"),
        (Size(unit="seats", min=11), "reaches"),
        (Size(unit="seats", max=4), "too_small"),
    ],
)
def test_budget_per_seat_is_multiplied_by_the_seats(size: Size | None, verdict: str) -> None:
    assert reach_of(budget(max=49, period="month", per="seat"), size, POLICIES["b2b_saas"]).verdict == verdict


def test_budget_per_unit_is_taken_as_it_is() -> None:
    assert reach_of(budget(max=1500, per="unit"), None, POLICIES["retail"]).verdict == "reaches"


amounts = st.floats(0, 1e9, allow_nan=False)
periods = st.sampled_from([None, "once", "year", "quarter", "month", "week", "day"])


@given(amounts, amounts, periods, st.sampled_from(list(POLICIES)))
def test_more_money_never_reaches_less(one: float, other: float, period: Any, playbook: str) -> None:
    less, more = sorted((one, other))
    first = reach_of(budget(max=less, period=period), None, POLICIES[playbook])
    second = reach_of(budget(max=more, period=period), None, POLICIES[playbook])
    assert not (first.verdict == "reaches" and second.verdict == "too_small")
    assert (first.amount or 0) <= (second.amount or 0)
