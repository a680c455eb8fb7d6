"""What the scripted server says in benchmarks: the embedded model's own reading and words, at no latency."""

import json
import re
from typing import Any

from agent.frame import ReadingContext
from agent.reading.reader import read
from agent.understand import TOOL, args_of
from evals.bench.openai_server import Play

_BLOCK = re.compile(r"<(state|lead_messages|move)>(.*?)</\1>", re.DOTALL)


class Echo:
    """Reads each message by rule and words each move by its first sentences. What it read once it knows by heart."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str | None], str] = {}

    def __call__(self, body: dict[str, Any]) -> Play:
        blocks = {name: json.loads(block) for name, block in _BLOCK.findall(body["messages"][-1]["content"])}
        if "move" in blocks:
            return Play(text=" ".join(_first(part) for part in blocks["move"]["parts"]))
        if "state" not in blocks:
            return Play(text="Hello there, good to meet you.")
        context = ReadingContext.model_validate(blocks["state"])
        text = "\n".join(blocks["lead_messages"])
        key = (text, context.asked)
        if key not in self._read:
            self._read[key] = json.dumps(args_of(read(text, context)))
        return Play(tool=TOOL, arguments=self._read[key])


def _first(part: dict[str, Any]) -> str:
    return next(str(ways[0]) for ways in part.values() if isinstance(ways, list))
