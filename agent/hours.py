"""Opening hours: days and times in the business's own time zone."""

from datetime import time
from typing import Literal

from pydantic import model_validator

from agent.strict import Strict

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Hours(Strict):
    """Opening time of one day in the business's time zone."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "Hours":
        if self.opens >= self.closes:
            raise ValueError("opens must be before closes")
        return self
