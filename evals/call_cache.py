"""Model calls kept on disk, keyed by everything that decides the answer: the model and its options, the messages, the
tool that is forced, and which repeat it is. A changed prompt, playbook, case or model is another key by itself."""

import hashlib
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, message_to_dict, messages_from_dict

from agent.calls import Reader
from agent.turn import Agent

REPEAT: ContextVar[int] = ContextVar("repeat", default=0)
"""Which repeat is under way: the second run of a case must not get the first one's answers."""


class CallCache:
    """One SQLite file that several processes share."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._open()) as connection, connection:
            connection.execute("create table if not exists calls (key text primary key, answer text not null)")

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=30)

    def get(self, key: str) -> str | None:
        with closing(self._open()) as connection:
            row = connection.execute("select answer from calls where key = ?", (key,)).fetchone()
        return row[0] if row is not None else None

    def put(self, key: str, answer: str) -> None:
        with closing(self._open()) as connection, connection:
            connection.execute("insert or replace into calls values (?, ?)", (key, answer))


def _key(kind: str, maker: Any, messages: list[BaseMessage]) -> str:
    told = {
        "kind": kind,
        "maker": _described(maker),
        "messages": [[message.type, message.content] for message in messages],
        "repeat": REPEAT.get(),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _described(maker: Any) -> Any:
    """The model's name and options and the tools bound to it, without keys and addresses of memory."""
    bound = getattr(maker, "bound", None)
    if bound is not None:
        return [_described(bound), getattr(maker, "kwargs", {})]
    options = getattr(maker, "_identifying_params", {})
    return [getattr(maker, "_llm_type", type(maker).__name__), options, getattr(maker, "openai_api_base", None)]


class _Reader:
    def __init__(self, reader: Any, cache: CallCache) -> None:
        self._reader, self._cache = reader, cache

    async def ainvoke(self, input: list[BaseMessage]) -> AIMessage:
        key = _key("read", self._reader, input)
        if (known := self._cache.get(key)) is not None:
            [message] = messages_from_dict([json.loads(known)])
            if isinstance(message, AIMessage):
                return message
        answer: AIMessage = await self._reader.ainvoke(input)
        self._cache.put(key, json.dumps(message_to_dict(answer), default=str))
        return answer


class _Speaker:
    def __init__(self, speaker: Any, cache: CallCache) -> None:
        self._speaker, self._cache = speaker, cache

    async def astream(self, input: list[BaseMessage]) -> AsyncIterator[AIMessageChunk]:
        key = _key("speak", self._speaker, input)
        if (known := self._cache.get(key)) is not None:
            for chunk in json.loads(known):
                yield AIMessageChunk(
                    content=chunk["text"], usage_metadata=chunk["usage"], response_metadata=chunk["metadata"]
                )
            return
        chunks: list[dict[str, Any]] = []
        async for chunk in self._speaker.astream(input):
            metadata = chunk.response_metadata
            chunks.append({"text": chunk.text, "usage": chunk.usage_metadata, "metadata": metadata})
            yield chunk
        self._cache.put(key, json.dumps(chunks, default=str))


def cached(agent: Agent, cache: CallCache) -> Agent:
    """The same agent, asking its model nothing twice."""
    return replace(agent, reader=_Reader(agent.reader, cache), speaker=_Speaker(agent.speaker, cache))


def cached_reader(reader: Reader, cache: CallCache) -> Reader:
    """The same model with its tool, asked nothing twice."""
    return _Reader(reader, cache)
