"""What models cost: from a provider's count of tokens to money. Pure."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

EMBEDDED = "embedded"
MILLION = 1_000_000
Dollars = Annotated[float, Field(ge=0)]


class Price(BaseModel):
    """US dollars for a million tokens; `cached`: of input that the provider had in its cache, else as input."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    input: Dollars
    output: Dollars
    cached: Dollars | None = None


class Usage(BaseModel):
    """Tokens of one call as the provider counts them. `cached` is a part of `input`."""

    model_config = ConfigDict(frozen=True)
    input: int = 0
    output: int = 0
    cached: int = 0


FREE = Price(input=0, output=0)


@lru_cache(maxsize=1)
def published() -> Mapping[str, Price]:
    """List prices that ship with Bantam (`prices.yaml`); settings override them."""
    table = yaml.safe_load((Path(__file__).parent / "prices.yaml").read_text(encoding="utf-8"))
    return {name: Price.model_validate(price) for name, price in table.items()}


class PriceList:
    """Prices by a model's name as in BANTAM_MODEL; a dated variant (`…-mini-2025-04-14`) has its base's."""

    def __init__(self, own: Mapping[str, Price] | None = None) -> None:
        self._prices = {**published(), **(own or {}), EMBEDDED: FREE}

    def of(self, model: str) -> Price | None:
        """None where nobody said what the model costs."""
        exact = self._prices.get(model)
        if exact is not None:
            return exact
        bases = [name for name in self._prices if model.startswith(f"{name}-2")]
        return self._prices[max(bases, key=len)] if bases else None

    def cost(self, model: str, usage: Usage) -> float | None:
        """US dollars of one call, to a millionth of a cent; None where the price is not known."""
        price = self.of(model)
        if price is None:
            return None
        cached = min(usage.cached, usage.input)
        of_cached = price.input if price.cached is None else price.cached
        dollars = (usage.input - cached) * price.input + cached * of_cached + usage.output * price.output
        return round(dollars / MILLION, 8)

    def is_charged(self, model: str) -> bool:
        """Whether a call is known to cost money."""
        price = self.of(model)
        return price is not None and price != FREE
