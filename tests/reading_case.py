"""What the reading tests share: a context to read a message in."""

from typing import Any

from agent.frame import ReadingContext, Signal
from agent.reading.reader import read

HOMES = {
    "b2b_saas": ("US", "USD"), "real_estate": ("US", "USD"), "financial_services": ("GB", "GBP"),
    "retail": ("IE", "EUR"), "events": ("AU", "AUD"),
}  # fmt: skip


def reading_context(**how: Any) -> ReadingContext:
    """A context of a retail chat in Ireland on 4 May 2026, changed by `how`."""
    country, currency = HOMES.get(how.get("vertical", "retail"), ("US", "USD"))
    plain = {"today": "2026-05-04", "country": country, "currency": currency, "vertical": "retail"}
    return ReadingContext.model_validate(plain | how)


def signals(text: str, **how: Any) -> set[Signal]:
    """What the whole reader hears the message do."""
    return set(read(text, reading_context(**how)).signals)


def slot(name: str, text: str, **how: Any) -> Any:
    """The value that the whole reader gives a slot, None where it gives none."""
    claims = read(text, reading_context(**how)).claims
    return next((claim.value for claim in claims if claim.slot == name), None)


def kind(text: str, **how: Any) -> str | None:
    """Who writes, as the whole reader has it; None for a buyer."""
    value = slot("kind", text, **how)
    return None if value is None else str(value.text)
