"""A server that speaks OpenAI's chat completions over HTTP and plays what it is told: for benchmarks and tests.

Raw asyncio, so that next to nothing of what is measured is the server's own.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

CHARS_A_TOKEN = 4


@dataclass(frozen=True)
class Play:
    """One answer. Whole, or broken on purpose."""

    text: str = ""
    tool: str | None = None
    """The tool that is called."""
    arguments: str = "{}"
    """Its arguments as they go over the wire: JSON, or not."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    """Sent instead of a completion."""
    finish: str | None = None
    refusal: str | None = None
    usage: Mapping[str, Any] | None = None
    """None: counted by characters."""
    is_silent: bool = False
    """Takes the request and never answers."""
    silent_after: int | None = None
    """Pieces of a stream after which nothing more comes."""
    cut_after: int | None = None
    """Pieces of a stream after which the connection is cut; whole answers are never sent then."""
    error_after: int | None = None
    """Pieces of a stream after which an error event comes."""
    on_first: Callable[[], None] | None = None
    """Called when the first piece of a stream is written."""


@dataclass
class ScriptedServer:
    """Answers each request by `script` and keeps what it was asked."""

    script: Callable[[dict[str, Any]], Play]
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of the requests."""
    headers: list[dict[str, str]] = field(default_factory=list)
    port: int = 0
    open_connections: set["asyncio.Task[None]"] = field(default_factory=set)
    stop_listening: Callable[[], None] = lambda: None
    """From then on new connections are refused; those that are open go on."""

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept open from request to request."""
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self.open_connections.add(task)
        task.add_done_callback(self.open_connections.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await self._serve(reader, writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _request(reader)) is not None:
                headers, body = request
                self.headers.append(headers)
                self.asked.append(body)
                if not await _play(self.script(body), body, reader, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@contextlib.asynccontextmanager
async def scripted_server(script: Callable[[dict[str, Any]], Play]) -> AsyncIterator[ScriptedServer]:
    """A server on a free port of 127.0.0.1 for the length of the block."""
    scripted = ScriptedServer(script)
    server = await asyncio.start_server(scripted.serve, "127.0.0.1", 0)
    scripted.port, scripted.stop_listening = server.sockets[0].getsockname()[1], server.close
    try:
        yield scripted
    finally:
        server.close()
        for task in list(scripted.open_connections):
            task.cancel()
        await asyncio.gather(*scripted.open_connections, return_exceptions=True)


async def _request(reader: asyncio.StreamReader) -> tuple[dict[str, str], dict[str, Any]] | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return {":path": lines[0].split(" ")[1], **headers}, json.loads(body or b"{}")


async def _play(play: Play, body: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Whether the connection can be used again."""
    if play.is_silent:
        await reader.read()  # until the client has had enough
        return False
    if play.status != 200 or play.body is not None:
        _answer(writer, play.body or "", play.status, play.headers)
    elif body.get("stream"):
        return await _stream(play, body, reader, writer)
    elif play.cut_after is not None:
        writer.transport.abort()
        return False
    else:
        _answer(writer, json.dumps(_completion(play, body)), 200, play.headers)
    await writer.drain()
    return True


def _answer(writer: asyncio.StreamWriter, body: str, status: int, headers: Mapping[str, str]) -> None:
    told = {"content-type": "application/json", "content-length": str(len(body.encode())), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    writer.write(f"HTTP/1.1 {status} Scripted\r\n{head}\r\n{body}".encode())


async def _stream(play: Play, body: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        + _event(_chunk(body, {"role": "assistant", "content": ""}))
    )
    pieces = [word + " " for word in play.text.split(" ")] if play.text else []
    if pieces:
        pieces[-1] = pieces[-1][:-1]
    for number, piece in enumerate(pieces):
        if number == play.cut_after:
            await writer.drain()
            writer.transport.abort()
            return False
        if number == play.silent_after:
            await reader.read()
            return False
        if number == play.error_after:
            writer.write(_event({"error": {"message": "The server had an error", "type": "server_error"}}))
            break
        writer.write(_event(_chunk(body, {"content": piece})))
        await writer.drain()
        if number == 0 and play.on_first is not None:
            play.on_first()
    if play.refusal:
        writer.write(_event(_chunk(body, {"refusal": play.refusal})))
    writer.write(_event(_chunk(body, {}, finish=play.finish or "stop")))
    if (body.get("stream_options") or {}).get("include_usage"):
        writer.write(_event(_chunk(body, None, usage=_usage(play, body))))
    writer.write(_piece(b"data: [DONE]\n\n") + b"0\r\n\r\n")
    await writer.drain()
    return True


def _piece(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _event(data: dict[str, Any]) -> bytes:
    return _piece(b"data: " + json.dumps(data).encode() + b"\n\n")


def _chunk(
    body: dict[str, Any], delta: dict[str, Any] | None, finish: str | None = None, usage: Any = None
) -> dict[str, Any]:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]
    return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body.get("model", ""),
            "choices": choices, "usage": usage}  # fmt: skip


def _completion(play: Play, body: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": play.text or None, "refusal": play.refusal}
    if play.tool is not None:
        function = {"name": play.tool, "arguments": play.arguments}
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": function}]
    finish = play.finish or ("tool_calls" if play.tool else "stop")
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body.get("model", ""),
            "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
            "usage": _usage(play, body)}  # fmt: skip


def _usage(play: Play, body: dict[str, Any]) -> dict[str, Any]:
    if play.usage is not None:
        return dict(play.usage)
    said = len(json.dumps([body.get("messages"), body.get("tools")])) // CHARS_A_TOKEN
    told = (len(play.text) + len(play.arguments)) // CHARS_A_TOKEN
    return {"prompt_tokens": said, "completion_tokens": told, "total_tokens": said + told,
            "prompt_tokens_details": {"cached_tokens": 0}}  # fmt: skip
