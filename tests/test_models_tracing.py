"""Tracing: off unless asked for; spans without a word of any message; LangSmith only where an operator says so."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import agent.spans
import service.tracing
from crm_store.store import Store
from service.settings import Settings
from service.tracing import TracingUnavailable, start_tracing
from support_openai import READING, Script, bantam_with, serving
from test_models_failures import TEXT, _snapshot, _unheard

ROOT = Path(__file__).parent.parent
SECRET_WORDS = "the blue heron flies at noon"


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Spans as an exporter gets them, without a provider of the whole process."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(agent.spans, "_tracer", lambda: provider.get_tracer("bantam"))
    return exporter


def told(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


async def test_turn_is_a_tree_of_spans_with_models_and_counts(store: Store, exported: InMemorySpanExporter) -> None:
    async with serving(Script()) as server:
        bantam = bantam_with(store, server)
        await bantam.run_turn(await _snapshot(bantam), _unheard)
    spans = {span.context.span_id: span for span in exported.get_finished_spans() if span.context is not None}
    names = [span.name for span in spans.values()]
    assert sorted(names) == ["bantam.speak", "bantam.turn", "bantam.understand", *["chat openai:scripted"] * 2]
    parents = {span.name: spans[span.parent.span_id].name for span in spans.values() if span.parent is not None}
    assert parents["bantam.understand"] == parents["bantam.speak"] == "bantam.turn"
    calls = [told(span) for span in spans.values() if span.name.startswith("chat")]
    assert {call["gen_ai.operation.name"] for call in calls} == {"understand", "speak"}
    assert all(call["gen_ai.usage.input_tokens"] > 0 for call in calls)


async def test_spans_name_what_failed_and_hold_no_message(store: Store, exported: InMemorySpanExporter) -> None:
    async with serving(Script(reads=READING["503"][0])) as server:
        bantam = bantam_with(store, server)
        await bantam.run_turn(await _snapshot(bantam), _unheard)
    spans = exported.get_finished_spans()
    failed = [told(span) for span in spans if "error.type" in told(span)]
    assert [call["error.type"] for call in failed] == ["server_error"] * 2
    whole = "".join(span.to_json() for span in spans)
    assert TEXT not in whole
    assert "20k" not in whole


async def test_no_message_is_logged_by_default(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="bantam")
    async with serving(Script(speaks=READING["500"][0])) as server:
        bantam = bantam_with(store, server)
        result = await bantam.run_turn(await _snapshot(bantam), _unheard)
    assert result.reply is not None
    assert "server_error" in caplog.text
    assert TEXT not in caplog.text
    assert result.reply.text not in caplog.text


async def test_messages_are_logged_where_an_operator_asks_for_it(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bantam")
    async with serving(Script()) as server:
        bantam = bantam_with(store, server, bantam_log_text=True)
        await bantam.run_turn(await _snapshot(bantam), _unheard)
    assert TEXT in caplog.text


def test_nothing_is_set_up_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGSMITH_TRACING", raising=False)
    before = dict(os.environ)
    start_tracing(Settings(_env_file=None))
    assert dict(os.environ) == before
    assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


def test_spans_asked_for_are_sent_by_the_installed_exporter(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    set_up: list[TracerProvider] = []
    package = SimpleNamespace(OTLPSpanExporter=lambda: exporter)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", package)
    monkeypatch.setattr(service.tracing, "_is_there", lambda package: True)
    monkeypatch.setattr(trace, "set_tracer_provider", set_up.append)
    start_tracing(Settings(_env_file=None, bantam_otel=True))
    (provider,) = set_up
    with provider.get_tracer("bantam").start_as_current_span("bantam.turn"):
        pass
    provider.force_flush()
    assert [span.name for span in exporter.get_finished_spans()] == ["bantam.turn"]
    provider.shutdown()


def test_spans_asked_for_without_the_packages_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.tracing, "_is_there", lambda package: False)
    with pytest.raises(TracingUnavailable, match="opentelemetry-exporter-otlp-proto-http"):
        start_tracing(Settings(_env_file=None, bantam_otel=True))


LIMITS = {
    "use_multipart_endpoint": False, "size_limit": 100, "size_limit_bytes": 20_000_000, "scale_up_nthreads_limit": 1,
    "scale_up_qsize_trigger": 1000, "scale_down_nempty_trigger": 4,
}  # fmt: skip
"""How LangSmith wants runs to be sent: several at once, as JSON."""


class LangSmith:
    """LangSmith's address on this machine: keeps what it is sent."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.bodies: list[bytes] = []

    def server(self) -> ThreadingHTTPServer:
        smith = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer({"batch_ingest_config": LIMITS})

            def do_POST(self) -> None:
                smith.paths.append(self.path)
                smith.bodies.append(self.rfile.read(int(self.headers.get("content-length", "0"))))
                self._answer({})

            do_PATCH = do_POST

            def _answer(self, body: dict[str, Any]) -> None:
                words = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(words)))
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, format: str, *args: Any) -> None:
                return None

        return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def langsmith() -> Iterator[tuple[LangSmith, str]]:
    smith = LangSmith()
    server = smith.server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield smith, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


TURN = f"""
import asyncio
from agent.turn import run_turn
from langchain_core.tracers.langchain import wait_for_all_tracers
from service.settings import load
from service.tracing import start_tracing
from service.wiring import agents_of
from support_core import playbook, snapshot

async def heard(text): pass

settings = load()
start_tracing(settings)
asyncio.run(run_turn(agents_of(settings)[0], snapshot("{SECRET_WORDS}"), playbook(), heard))
wait_for_all_tracers()
"""


def run_in(folder: Path, settings: dict[str, str]) -> None:
    """One turn of the embedded model in a process of its own, whose settings stand in `.env`."""
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings.items()), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANGSMITH_", "LANGCHAIN_"))}
    environment = kept | {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    done = subprocess.run(
        [sys.executable, "-c", TURN], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def test_langsmith_gets_prompts_where_an_operator_asks_for_it(langsmith: tuple[LangSmith, str], tmp_path: Path) -> None:
    smith, address = langsmith
    run_in(tmp_path, {"LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "k", "LANGSMITH_ENDPOINT": address})
    assert smith.paths
    assert any(SECRET_WORDS.encode() in body for body in smith.bodies)


def test_langsmith_gets_nothing_by_default(langsmith: tuple[LangSmith, str], tmp_path: Path) -> None:
    smith, address = langsmith
    run_in(tmp_path, {"LANGSMITH_API_KEY": "k", "LANGSMITH_ENDPOINT": address})
    assert smith.paths == []
