"""The model calls of one turn: tried, tried again, then the next model's, all within the time that the turn has.

What became of each attempt stays in `Calls.made`, for the turn's trace. No message text is logged.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

from agent.breaker import Breakers, Gate
from agent.dialogue import ModelCall, Step
from agent.failures import Failure, Unusable, failure_of
from agent.prices import EMBEDDED, PriceList, Usage
from agent.spans import span
from prompts import HOME

log = logging.getLogger("bantam.model")
UNHURRIED = 600.0
T = TypeVar("T")
_NOTHING = Usage()


class Reader(Protocol):
    """A chat model with the recording tool bound and forced."""

    async def ainvoke(self, input: list[BaseMessage]) -> AIMessage: ...


class Speaker(Protocol):
    """A chat model that streams."""

    def astream(self, input: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]: ...


@dataclass(frozen=True)
class Line:
    """One model that can be called, by its name in the settings."""

    model: str
    reader: Reader
    speaker: Speaker
    provider: str = ""
    """The endpoint that serves it: what all its models share when it fails. None named: the model's own."""


@dataclass(frozen=True)
class Patience:
    """Seconds: for one call, for its first word, for the whole turn; how much of a turn reading may take."""

    call: float = 20.0
    first_word: float = 8.0
    turn: float = 25.0
    reading: float = 0.6
    longest_wait: float = 3.0
    """A provider that asks to be left alone for longer is left to the next turn."""
    first_wait: float = 0.25
    """Before a second try that nobody told us to delay."""


@dataclass(frozen=True)
class Endurance:
    """What all turns share: patience, breakers, prices, and whether there is money left for a model."""

    patience: Patience = Patience()
    breakers: Breakers = field(default_factory=Breakers)
    prices: PriceList = field(default_factory=PriceList)
    affords: Callable[[str], bool] = lambda model: True
    tries: int = 2
    """Of one model, where a second one makes sense."""
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    logs_text: bool = False
    """Whether prompts and answers go to the log `bantam.model`: only where an operator asked for it."""
    prompts: Path = HOME
    skips_sure_readings: bool = False


@dataclass(frozen=True)
class Answered(Generic[T]):
    """A usable answer, and what the provider said of it. `first_ms`: until its first word."""

    value: T
    usage: Usage = _NOTHING
    note: str | None = None
    first_ms: float | None = None


Attempt = Callable[[Line, float], Awaitable[Answered[T]]]
"""One try of one model within so many seconds. Raises Unusable (with `usage` where it is known) or a vendor's error."""


class NoAnswer(Exception):
    """Every model failed. `last` is the exception of the last one, `failure` what it means."""

    def __init__(self, last: BaseException | None, failure: Failure | None) -> None:
        super().__init__(failure.said if failure is not None else "no model may be called")
        self.last = last
        self.failure = failure


class Calls:
    """The calls of one turn, by order of preference of the models."""

    def __init__(self, lines: Sequence[Line], endurance: Endurance) -> None:
        self.lines = tuple(lines)
        self.endurance = endurance
        self.made: list[ModelCall] = []
        self._until = endurance.clock() + endurance.patience.turn
        self._ailing: set[str] = set()
        """Models and providers that are not called again in this turn."""

    @property
    def remaining(self) -> float:
        """Seconds that the turn still has."""
        return self._until - self.endurance.clock()

    def note(self, call: ModelCall) -> None:
        """Put down what became of a call."""
        self.made.append(call)

    def told(self, line: Line, messages: Sequence[BaseMessage], answer: AIMessage) -> None:
        """Log what was sent and what came, where an operator asked for it."""
        if self.endurance.logs_text:
            sent = "\n".join(message.text for message in messages)
            log.info("%s was told:\n%s\nand said: %s %s", line.model, sent, answer.text, answer.tool_calls)

    async def through(self, step: Step, prompt_hash: str, attempt: "Attempt[T]") -> tuple[T, Line]:
        """The first usable answer, and who gave it. Raises NoAnswer."""
        last: BaseException | None = None
        for line in self._open(step, prompt_hash):
            for number in range(1, self.endurance.tries + 1):
                try:
                    return await self.once(line, step, prompt_hash, attempt), line
                except Exception as error:
                    last = error
                if not await self._again(line, failure_of(last), number):
                    break
        raise NoAnswer(last, failure_of(last) if last is not None else None)

    async def once(self, line: Line, step: Step, prompt_hash: str, attempt: "Attempt[T]") -> T:
        """One attempt, timed, priced, judged by the breaker and recorded. Raises what the attempt raises."""
        clock, started = self.endurance.clock, time.perf_counter()
        gate = self._gate(line)
        with span(f"chat {line.model}", gen_ai__operation__name=step, gen_ai__request__model=line.model) as told:
            try:
                answered = await attempt(line, self._seconds(line, step))
            except Exception as error:
                failure = failure_of(error)
                told.set_attribute("error.type", failure.kind)
                self._failed(line, failure, clock())
                self.note(self._call(line, step, prompt_hash, started, _used(error), failure))
                raise
            except BaseException:
                gate.release()
                raise
            gate.succeed()
            told.set_attribute("gen_ai.usage.input_tokens", answered.usage.input)
            told.set_attribute("gen_ai.usage.output_tokens", answered.usage.output)
        call = self._call(line, step, prompt_hash, started, answered.usage, None)
        self.note(call.model_copy(update={"error": answered.note, "first_ms": answered.first_ms}))
        return answered.value

    def _open(self, step: Step, prompt_hash: str) -> Iterator[Line]:
        """The models that may be called now; the last one always may."""
        for line in self.lines[:-1]:
            why = self._kept_back(line)
            if why is None:
                yield line
            else:
                outcome, said = why
                blank = ModelCall(step=step, model=line.model, prompt_hash=prompt_hash)
                self.note(blank.model_copy(update={"error": f"not called: {said}", "outcome": outcome}))
        yield self.lines[-1]

    def _kept_back(self, line: Line) -> tuple[str, str] | None:
        if not self.endurance.affords(line.model):
            return "over_budget", "the month's budget is spent"
        if not self._ailing.isdisjoint((line.model, _provider(line))):
            return "ailing", "it failed in this turn"
        if self.remaining <= 0.04 * self.endurance.patience.turn:
            return "no_time", "the turn's time is used up"
        if not self._gate(line).allows(self.endurance.clock()):
            return "breaker_open", "it failed too often of late"
        return None

    def _seconds(self, line: Line, step: Step) -> float:
        """What one call may take. The embedded model is not hurried: nothing answers after it."""
        if line.model == EMBEDDED:
            return UNHURRIED
        share = self.endurance.patience.reading if step == "understand" else 1.0
        return max(0.001, min(self.endurance.patience.call, self.remaining * share))

    def _failed(self, line: Line, failure: Failure, now: float) -> None:
        log.warning("%s: %s (%s)", line.model, failure.said, failure.kind)
        gate = self._gate(line)
        if failure.is_lasting:
            gate.fail(now, is_shared=failure.is_the_providers, at_once=failure.is_final, wait=failure.wait)
        else:
            gate.release()

    def _gate(self, line: Line) -> Gate:
        return self.endurance.breakers.of(line.model, _provider(line))

    async def _again(self, line: Line, failure: Failure, number: int) -> bool:
        """Whether the same model gets another try; the wait before it happens here."""
        patience = self.endurance.patience
        wait = failure.wait if failure.wait is not None else patience.first_wait * number
        is_left_alone = self._gate(line).is_open(self.endurance.clock())
        if number < self.endurance.tries and failure.is_worth_a_retry and self._may_wait(wait, failure, is_left_alone):
            await self.endurance.sleep(wait)
            return True
        if failure.is_lasting:
            self._ailing.add(line.model)
        if failure.is_down:
            self._ailing.add(_provider(line))
        return False

    def _may_wait(self, wait: float, failure: Failure, is_left_alone: bool) -> bool:
        """An open breaker forbids a second try, unless the provider itself said when to come back."""
        patience = self.endurance.patience
        if is_left_alone and failure.kind != "rate_limited":
            return False
        return wait <= patience.longest_wait and wait < self.remaining / 2

    def _call(
        self, line: Line, step: Step, prompt_hash: str, started: float, usage: Usage, failure: Failure | None
    ) -> ModelCall:
        return ModelCall(
            step=step,
            model=line.model,
            prompt_hash=prompt_hash,
            tokens_in=usage.input,
            tokens_out=usage.output,
            tokens_cached=usage.cached,
            cost=self.endurance.prices.cost(line.model, usage),
            ms=round((time.perf_counter() - started) * 1000, 2),
            error=failure.said if failure is not None else None,
            outcome=failure.kind if failure is not None else "ok",
        )


def _provider(line: Line) -> str:
    return line.provider or f"the provider of {line.model}"


def usage_of(message: AIMessage) -> Usage:
    """The provider's count; nothing where it gave none."""
    told = cast(Mapping[str, Any], message.usage_metadata or {})
    details = told.get("input_token_details") or {}
    return Usage(
        input=int(told.get("input_tokens") or 0),
        output=int(told.get("output_tokens") or 0),
        cached=int(details.get("cache_read") or 0),
    )


def _used(error: BaseException) -> Usage:
    return error.usage if isinstance(error, Wasted) else Usage()


class Wasted(Unusable):
    """An unusable answer that was paid for all the same."""

    def __init__(self, kind: Any, detail: str = "", usage: Usage | None = None) -> None:
        super().__init__(kind, detail)
        self.usage = usage or Usage()


__all__ = [
    "EMBEDDED", "Answered", "Attempt", "Calls", "Endurance", "Line", "NoAnswer", "Patience", "Reader", "Speaker",
    "Wasted", "usage_of",
]  # fmt: skip
