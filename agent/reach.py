"""Does a budget reach the smallest one that the business can serve? Periods, seats, currencies compared. Pure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from agent.frame import Budget, Size
from agent.playbook import Policy

_A_YEAR: dict[str, float] = {"year": 1, "quarter": 4, "month": 12, "week": 52, "day": 365}
"""How many of each period make a year."""


class Reach(BaseModel):
    """`amount` is in the playbook's currency over the playbook's period, None where it cannot be known."""

    model_config = ConfigDict(frozen=True)
    verdict: Literal["reaches", "too_small", "unknown", "needs_seats"]
    amount: float | None = None
    reason: str


def reach_of(budget: Budget, size: Size | None, policy: Policy) -> Reach:
    """Compare a stated budget's upper figure (the lower where there is no upper) with the smallest budget."""
    figure = budget.max if budget.max is not None else budget.min
    if figure is None:
        return Reach(verdict="unknown", reason="no figure was given")
    currency = budget.currency or policy.currency
    rate = policy.exchange.get(currency)
    if rate is None:
        return Reach(verdict="unknown", reason=f"the exchange table has no rate for {currency}")
    factor = _period_factor(budget.period, policy.smallest_budget.period)
    if factor is None:
        return Reach(verdict="unknown", reason=f"a figure per {budget.period} cannot be held against a one-off price")
    if budget.per == "seat":
        count = _count(size)
        if count is None:
            return Reach(verdict="needs_seats", reason="a figure per head, and the head count is not known yet")
        figure *= count
    return _judge(figure * rate * factor, policy)


def _judge(amount: float, policy: Policy) -> Reach:
    smallest = policy.smallest_budget
    per = "" if smallest.period == "once" else f" a {smallest.period}"
    compared = f"{policy.currency} {amount:,.0f}{per} against {smallest.amount:,.0f} at least"
    # A cent's tolerance: 416.67 a month is 5,000 a year.
    if amount + 0.01 >= smallest.amount:
        return Reach(verdict="reaches", amount=amount, reason=f"reaches the smallest budget: {compared}")
    return Reach(verdict="too_small", amount=amount, reason=f"below the smallest budget: {compared}")


def _period_factor(said: str | None, wanted: str) -> float | None:
    if said in (None, "once") or said == wanted:
        return 1.0
    if wanted == "once":
        return 1.0 if said == "year" else None
    return _A_YEAR[str(said)] / _A_YEAR[wanted]


def _count(size: Size | None) -> int | None:
    if size is None:
        return None
    return size.max if size.max is not None else size.min
