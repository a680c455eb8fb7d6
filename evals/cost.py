"""What a run costs: an estimate before the first paid call, and a ceiling that no run goes over."""

from collections.abc import Iterable

from agent.prices import EMBEDDED, MILLION, Price
from evals.cases import UtteranceCase
from evals.outcome import Outcome
from evals.play import Task

_TOKENS_A_CALL = (1900, 140)
"""Tokens in and out of one call on the shipped prompts, measured on the shipped suites; real runs report their own."""
_CALLS_OF_A_MESSAGE = 1
_CALLS_OF_A_CONVERSATION = 13
"""Two calls a turn, six and a half turns in the middle of the shipped conversations."""


class OverCeiling(Exception):
    """The run would cost, or has cost, more than allowed."""


def price_from(text: str) -> Price:
    """A price given as `IN/OUT`, US dollars for a million tokens. Raises ValueError."""
    tokens_in, _, tokens_out = text.partition("/")
    return Price(input=float(tokens_in), output=float(tokens_out))


def dollars(price: Price, tokens_in: int, tokens_out: int) -> float:
    return (tokens_in * price.input + tokens_out * price.output) / MILLION


def cost_of(outcome: Outcome, price: Price | None) -> float:
    """US dollars of one outcome; 0 where no price is known."""
    return round(dollars(price, outcome.tokens_in, outcome.tokens_out), 6) if price is not None else 0.0


class Meter:
    """Counts what a run has cost and stops it at the ceiling."""

    def __init__(self, price: Price | None, ceiling: float | None) -> None:
        self.price, self.ceiling, self.spent, self.estimated = price, ceiling, 0.0, 0.0

    def before(self, tasks: Iterable[Task], model: str) -> str | None:
        """The estimate in a sentence, None for a model that costs nothing. Raises OverCeiling."""
        if model == EMBEDDED:
            return None
        calls = sum(
            _CALLS_OF_A_MESSAGE if isinstance(t.case, UtteranceCase) else _CALLS_OF_A_CONVERSATION for t in tasks
        )
        return self.before_calls(model, calls, _TOKENS_A_CALL)

    def before_calls(self, model: str, calls: int, tokens: tuple[int, int]) -> str:
        """The estimate of so many calls with so many tokens in and out. Raises OverCeiling."""
        if self.price is None:
            if self.ceiling is not None:
                raise OverCeiling(f"no price is known for {model}, so no ceiling can be held: give --price IN/OUT.")
            return f"no price is known for {model}: give --price IN/OUT (US dollars for a million tokens)"
        self.estimated = round(dollars(self.price, calls * tokens[0], calls * tokens[1]), 4)
        if self.ceiling is not None and self.estimated > self.ceiling:
            raise OverCeiling(
                f"the run would cost about ${self.estimated:.2f}, more than the ceiling of ${self.ceiling:.2f}."
            )
        return f"about {calls} calls of {model}, ${self.estimated:.2f}"

    def add(self, outcomes: Iterable[Outcome]) -> None:
        """Count finished outcomes; raises OverCeiling once the ceiling is reached."""
        self.spent += sum(cost_of(outcome, self.price) for outcome in outcomes)
        self._check()

    def spend(self, tokens_in: int, tokens_out: int) -> None:
        """Count calls that belong to no outcome; raises OverCeiling likewise."""
        self.spent += dollars(self.price, tokens_in, tokens_out) if self.price is not None else 0.0
        self._check()

    def _check(self) -> None:
        if self.ceiling is not None and self.spent > self.ceiling:
            raise OverCeiling(
                f"stopped: ${self.spent:.2f} spent, over the ceiling of ${self.ceiling:.2f}. "
                "What is done is kept where --resume names a file."
            )
