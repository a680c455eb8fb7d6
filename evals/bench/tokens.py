"""How many prompt tokens a conversation takes: both calls of each turn, the tool's schema included."""

import asyncio
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from evals.bench.openai_server import scripted_server
from evals.bench.scripts import Echo
from evals.bench.world import bench_bantam, talk

TURNS = 64
SHORT = 8
_PIECE = re.compile(r" ?[^\W\d_]+|\d{1,3}|[^\w\s]+|\s+|_")
_LETTERS_A_TOKEN = 8
"""Of a long word. Calibrated on Bantam's own prompts against o200k_base: 1 % off in all, 2 to 6 % in one call."""


@lru_cache(maxsize=1)
def counter() -> tuple[str, Callable[[str], int]]:
    """How tokens are counted, and the function: o200k_base where the package bpe-openai has it, else estimated."""
    try:
        bpe = __import__("bpe_openai")
    except ImportError:
        return "estimated", estimated
    encoding = bpe.get_encoding("o200k_base")
    return "o200k_base", lambda text: len(encoding.encode(text))


def estimated(text: str) -> int:
    """Tokens of a text by the way in which tokenizers part it: a word, a number of three digits, a run of signs."""
    return sum(1 + max(0, len(piece.strip()) - 1) // _LETTERS_A_TOKEN for piece in _PIECE.findall(text))


def prompt_tokens(body: dict[str, Any], count: Callable[[str], int]) -> int:
    """Tokens of one request as sent: messages, the tools' JSON, four for each message's frame."""
    messages = sum(4 + count(str(message.get("content") or "")) for message in body["messages"])
    tools = count(json.dumps(body["tools"], separators=(",", ":"))) if body.get("tools") else 0
    return messages + tools


def measure_tokens(*, skip_reading: bool = False, turns: int = TURNS) -> list[int]:
    """Prompt tokens of each turn of one conversation, as the requests went over the wire."""
    return asyncio.run(_measured(skip_reading, turns))


async def _measured(skip_reading: bool, turns: int) -> list[int]:
    _, count = counter()
    taken: list[int] = []
    async with scripted_server(Echo()) as server:
        changes = {"bantam_model": "openai:scripted", "openai_api_key": "none", "openai_base_url": server.base_url}
        async with bench_bantam(bantam_skip_reading=skip_reading, **changes) as bantam, talk(bantam) as conversation:
            for _ in range(turns):
                server.asked.clear()
                await conversation.say()
                taken.append(sum(prompt_tokens(body, count) for body in server.asked))
    return taken
