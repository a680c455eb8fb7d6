"""A scripted OpenAI-compatible server, each way in which one fails, and a Bantam that speaks with it."""

import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from agent.breaker import Breakers
from agent.calls import Endurance, Patience
from agent.models import EMBEDDED
from agent.playbook_file import load_all
from agent.prices import PriceList
from crm_store.store import Store
from evals.bench.openai_server import Play, ScriptedServer, scripted_server
from evals.bench.scripts import Echo
from service.settings import Settings
from service.spend import MonthlySpend
from service.wiring import Bantam, agents_of

SECRET = "sk-none"
_clients: dict[int, httpx.AsyncClient] = {}
QUICK = Patience(call=20, first_word=20, turn=60)
"""Long enough for a busy machine: only a server that says nothing at all is timed out, by SHORT."""
SHORT = Patience(call=0.4, first_word=0.2, turn=60)


def error(status: int, code: str, message: str = "no", **headers: str) -> Play:
    """An error in OpenAI's form."""
    body = json.dumps({"error": {"message": message, "type": code, "param": None, "code": code}})
    return Play(status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class Script:
    """Answers as the embedded model would, but for the first `times` requests, which play `reads` or `speaks`."""

    reads: Play | None = None
    speaks: Play | None = None
    times: int = 99
    echo: Callable[[dict[str, Any]], Play] = field(default_factory=Echo)

    def __call__(self, body: dict[str, Any]) -> Play:
        planned = self.speaks if body.get("stream") else self.reads
        if planned is None or self.times <= 0:
            return self.echo(body)
        self.times -= 1
        return planned


def tool(arguments: str, name: str = "record_answers", **more: Any) -> Play:
    return Play(tool=name, arguments=arguments, **more)


LONG = "Thanks, that helps me a lot with what you need."
READING: dict[str, tuple[Play, str]] = {
    "silence": (Play(is_silent=True), "timeout"),
    "429 with a short Retry-After": (error(429, "rate_limit_exceeded", retry_after="1"), "rate_limited"),
    "429 with a long Retry-After": (error(429, "rate_limit_exceeded", retry_after="120"), "rate_limited"),
    "429 for want of money": (error(429, "insufficient_quota"), "out_of_quota"),
    "connection cut before the answer": (Play(cut_after=0), "broken_stream"),
    "500": (error(500, "server_error"), "server_error"),
    "502 of a proxy": (Play(status=502, body="<html>Bad Gateway</html>"), "server_error"),
    "503": (error(503, "overloaded"), "server_error"),
    "504": (error(504, "timeout"), "timeout"),
    "401": (error(401, "invalid_api_key"), "denied"),
    "404 no such model": (error(404, "model_not_found"), "no_model"),
    "400": (error(400, "invalid_request_error"), "rejected"),
    "context overflow": (error(400, "context_length_exceeded", "maximum context length"), "too_long"),
    "content filter as an error": (error(400, "content_filter"), "filtered"),
    "content filter as a reason": (Play(finish="content_filter"), "filtered"),
    "refusal": (Play(refusal="I'm sorry, I can't help with that."), "refused"),
    "no JSON at all": (Play(body="it works"), "garbled"),
    "no choices": (Play(body='{"id": "1", "object": "chat.completion", "choices": null}'), "garbled"),
    "words instead of the tool": (Play(text="Sure, happy to help."), "unusable"),
    "empty arguments": (tool(""), "unusable"),
    "arguments that are no JSON": (tool("budget: 20k"), "unusable"),
    "arguments cut off": (tool('{"budget": {"status": "sta', finish="length"), "unusable"),
    "arguments that are a list": (tool("[1, 2]"), "garbled"),
    "unknown tool": (tool("{}", name="delete_everything"), "unusable"),
    "wrong types": (tool('{"budget": 20000, "need": ["x"], "timeline": "soon"}'), "unusable"),
}
"""How reading fails: what the server plays, and what the turn's record calls it."""

SPEAKING: dict[str, tuple[Play, str]] = {
    "silence": (Play(is_silent=True), "timeout"),
    "stops in the middle": (Play(text=LONG, silent_after=4), "timeout"),
    "connection cut in the middle": (Play(text=LONG, cut_after=4), "broken_stream"),
    "connection cut before the first word": (Play(text=LONG, cut_after=0), "broken_stream"),
    "error event in the stream": (Play(text=LONG, error_after=4), "server_error"),
    "429 with a long Retry-After": (error(429, "rate_limit_exceeded", retry_after="120"), "rate_limited"),
    "500": (error(500, "server_error"), "server_error"),
    "context overflow": (error(400, "context_length_exceeded"), "too_long"),
    "content filter in the middle": (Play(text=LONG, finish="content_filter"), "filtered"),
    "refusal": (Play(refusal="I can't help with that."), "unusable"),
    "nothing": (Play(text=""), "unusable"),
    "cut off by its length": (Play(text=LONG, finish="length"), "unusable"),
}
"""How speaking fails."""


@contextlib.asynccontextmanager
async def serving(script: Callable[[dict[str, Any]], Play]) -> AsyncIterator[ScriptedServer]:
    """The scripted server, with an HTTP client of its own that is closed in time."""
    async with scripted_server(script) as server, httpx.AsyncClient() as client:
        _clients[server.port] = client
        yield server
    del _clients[server.port]


@contextlib.contextmanager
def deaf_port() -> Iterator[int]:
    """A port of 127.0.0.1 whose queue of connections is full: who calls there is neither taken nor refused."""
    with socket.socket() as listener, contextlib.ExitStack() as callers:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            caller = callers.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def patience_for(play: Play) -> Patience:
    """Short where the server plays dead."""
    return SHORT if play.is_silent or play.silent_after is not None else QUICK


async def no_wait(seconds: float) -> None:
    """Waits between tries take no time in tests."""


def settings_for(server: ScriptedServer, **more: Any) -> Settings:
    """Settings that lead to the scripted server, through its own HTTP client while it serves."""
    client = _clients.get(server.port)
    options = {} if client is None else {"http_async_client": client}
    given = {"bantam_model": "openai:scripted", "openai_api_key": SECRET, "openai_base_url": server.base_url}
    return Settings(_env_file=None, bantam_model_options=options, **(given | more))


def bantam_with(store: Store, server: ScriptedServer, patience: Patience = QUICK, **more: Any) -> Bantam:
    """Bantam in front of the scripted server, with little patience and no waits."""
    settings = settings_for(server, **more)
    agents = agents_of(settings)
    endurance = replace(agents[0].endurance, patience=patience, sleep=no_wait, breakers=Breakers())
    return Bantam(
        settings=settings,
        playbooks=load_all(settings.bantam_playbooks),
        store=store,
        agents=tuple(replace(agent, endurance=endurance) for agent in agents),
        now=settings.clock,
        spend=MonthlySpend(store, endurance.prices, settings.bantam_monthly_budget, settings.clock),
    )


def quick_endurance(**more: Any) -> Endurance:
    given: dict[str, Any] = {"patience": QUICK, "sleep": no_wait, "breakers": Breakers(), "prices": PriceList()}
    return Endurance(**(given | more))


__all__ = [
    "EMBEDDED", "LONG", "QUICK", "READING", "SHORT", "SPEAKING", "Script", "bantam_with", "deaf_port", "error",
    "no_wait", "patience_for", "quick_endurance", "serving", "settings_for", "tool",
]  # fmt: skip
