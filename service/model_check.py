"""The model tried for real: does it read a message by the forced tool, stream a sentence, and count its tokens?"""

import asyncio
import time
from dataclasses import dataclass

from agent.calls import EMBEDDED, usage_of
from agent.failures import failure_of
from agent.turn import Agent
from agent.understand import TOOL, args_in
from service.settings import Settings

MESSAGE = "We have 20,000 dollars a year for it and I decide alone."
SLOW = 2.0
"""Seconds to the first word from which a visitor notices."""


class ModelFault(Exception):
    """The model cannot be used as it is; `remedy` says what to do."""

    def __init__(self, said: str, remedy: str) -> None:
        super().__init__(said)
        self.remedy = remedy


_REMEDIES = {
    "timeout": "Check the server, or allow more time by BANTAM_MODEL_TIMEOUT.",
    "unreachable": "Check OPENAI_BASE_URL and that the server runs.",
    "no_connection": "Check OPENAI_BASE_URL and that the server runs.",
    "denied": "Check OPENAI_API_KEY.",
    "no_model": "Check the model's name in BANTAM_MODEL, and that the account may use it.",
    "out_of_quota": "Check the account's billing.",
    "rejected": "The server does not take our request: a forced tool call (tool_choice) may be unknown to it.",
    "too_long": "The server's context is too small: allow at least 4,096 tokens.",
    "unusable": "Choose a model that honours a forced tool (tool_choice).",
}


@dataclass(frozen=True)
class _Tried:
    """What came of it. Seconds, and what the server cannot do."""

    read: float
    first_word: float
    pieces: int
    lacks: tuple[str, ...]


async def examine_model(settings: Settings) -> str:
    """One sentence on the chosen model. Raises ModelFault."""
    from service.wiring import agents_of

    agent = agents_of(settings)[0]
    try:
        async with asyncio.timeout(2 * settings.bantam_model_timeout):
            tried = await _tried(agent)
    except Exception as error:
        failure = failure_of(error)
        remedy = _REMEDIES.get(failure.kind, "The embedded model answers until it is well again.")
        raise ModelFault(f"{agent.model}: {failure.said}.", remedy) from error
    said = f"{agent.model} reads by the tool ({tried.read:.1f} s) and streams (first word {tried.first_word:.1f} s)"
    lacks = [*tried.lacks, *_money(agent, settings)]
    return said if not lacks else f"{said}; but {', '.join(lacks)}"


async def _tried(agent: Agent) -> _Tried:
    from langchain_core.messages import HumanMessage, SystemMessage

    rule = SystemMessage(f"Record with one call of `{TOOL}` what the lead says; quotes letter by letter.")
    state = '<state>{"today":"2026-01-05","country":"US","currency":"USD"}</state>'
    started = time.perf_counter()
    answer = await agent.reader.ainvoke([rule, HumanMessage(f'{state}<lead_messages>["{MESSAGE}"]</lead_messages>')])
    lacks = [] if "budget" in args_in(answer) else ["it did not find the budget in a plain sentence"]
    if not usage_of(answer).input:
        lacks.append("it does not count its tokens, so costs stay unknown")
    read, started, first, pieces = time.perf_counter() - started, time.perf_counter(), 0.0, 0
    counted = False
    async for chunk in agent.speaker.astream([HumanMessage("Say hello in one sentence of ten words.")]):
        first = first or (time.perf_counter() - started if chunk.text else 0.0)
        pieces += bool(chunk.text)
        counted = counted or bool(chunk.usage_metadata)
    if not pieces:
        raise ModelFault(f"{agent.model} streams nothing.", "Check that the server supports streaming.")
    lacks += ["it does not stream: all words come at once"] if pieces == 1 else []
    lacks += [] if counted else ["it does not count tokens of streams (stream_options.include_usage)"]
    lacks += ["its first word is slow"] if first > SLOW else []
    return _Tried(read, first, pieces, tuple(lacks))


def _money(agent: Agent, settings: Settings) -> list[str]:
    if agent.model == EMBEDDED or agent.endurance.prices.of(agent.model) is not None:
        return []
    held = ", and BANTAM_MONTHLY_BUDGET does not hold it" if settings.bantam_monthly_budget else ""
    return [f"its price is not known (BANTAM_PRICES){held}"]
