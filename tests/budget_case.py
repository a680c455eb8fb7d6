"""What the tests of budgets share: a message read as one, and budgets to compare it with."""

from typing import cast

from agent.frame import Budget, ReadingContext
from agent.reading.budget import read_budget
from agent.reading.text import Message

HOMES = {
    "b2b_saas": ("US", "USD"), "real_estate": ("US", "USD"), "financial_services": ("GB", "GBP"),
    "retail": ("IE", "EUR"), "events": ("AU", "AUD"), "": ("US", "USD"),
}  # fmt: skip


def context(vertical: str = "b2b_saas", asked: str | None = "budget", agent: str | None = None) -> ReadingContext:
    country, currency = HOMES[vertical]
    return ReadingContext.model_validate(
        {"today": "2026-05-04", "country": country, "currency": currency, "vertical": vertical}
        | {"asked": asked, "agent": agent}
    )


def read(
    text: str, vertical: str = "b2b_saas", asked: str | None = "budget", agent: str | None = None
) -> Budget | None:
    claim = read_budget(Message(text), context(vertical, asked, agent))
    return None if claim is None else cast(Budget, claim.value)


def ends(text: str, vertical: str, asked: str | None = "budget") -> tuple[float | None, float | None]:
    """Both ends of the stated budget."""
    budget = read(text, vertical, asked)
    assert budget is not None
    return budget.min, budget.max


def status_of(text: str, agent: str | None = None) -> str | None:
    budget = read(text, agent=agent)
    return None if budget is None else budget.status


def stated(
    low: float | None, high: float | None, currency: str = "USD", period: str | None = None, per: str | None = None
) -> Budget:
    return Budget.model_validate(
        {"status": "stated", "min": low, "max": high, "currency": currency, "period": period, "per": per}
    )
