"""What the reading tests share: a context to read a message in."""

from typing import Any

from agent.frame import ReadingContext

HOMES = {
    "b2b_saas": ("US", "USD"), "real_estate": ("US", "USD"), "financial_services": ("GB", "GBP"),
    "retail": ("IE", "EUR"), "events": ("AU", "AUD"),
}  # fmt: skip


def reading_context(**how: Any) -> ReadingContext:
    """A context of a retail chat in Ireland on 4 May 2026, changed by `how`."""
    country, currency = HOMES.get(how.get("vertical", "retail"), ("US", "USD"))
    plain = {"today": "2026-05-04", "country": country, "currency": currency, "vertical": "retail"}
    return ReadingContext.model_validate(plain | how)
