"""Two models on the same cases in one command: paired, paid for, cached, and refused over a ceiling."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from evals.bench.openai_server import Play, ScriptedServer, scripted_server
from evals.bench.scripts import Echo

ROOT = Path(__file__).resolve().parent.parent
HEAD = """
name: two
gates: ["clean = 1"]
defaults: {channel: web, today: 2026-03-10, vertical: retail}
cases:
  - {id: who, text: "I'm Ann Lee.", expect: {name: Ann Lee}}
"""
SUMS = "".join(
    f'  - {{id: s{n}, asked: budget, text: "{n}k", expect: {{budget: {{exactly: {n}000}}}}}}\n' for n in range(10, 24)
)


class Forgetful:
    """Answers as the embedded model would, but never hears a name."""

    def __init__(self) -> None:
        self._echo = Echo()

    def __call__(self, body: dict[str, Any]) -> Play:
        is_named = not body.get("stream") and "Ann Lee" in str(body["messages"][-1]["content"])
        told = '{"signals": ["goodbye"]}'  # something, so that it is no answer to be asked for again
        return Play(tool="record_answers", arguments=told) if is_named else self._echo(body)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(HEAD + SUMS, "utf-8")
    return path


async def _bantam(server: ScriptedServer, suite: Path, *more: str) -> tuple[int, str]:
    """The command as it is called: exit code, and all that it says."""
    keep = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    settings = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": server.base_url, "BANTAM_HOME": str(suite.parent / "home"),
                "COLUMNS": "200"}  # fmt: skip
    words = ["-m", "service", "eval", str(suite), "--against", "model=openai:scripted", "--show", "3", *more]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, env=keep | settings, stdout=-1, stderr=asyncio.subprocess.STDOUT
    )
    told, _ = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode or 0, told.decode()


async def test_second_model_is_held_against_the_first_case_by_case_and_asked_nothing_twice(suite: Path) -> None:
    async with scripted_server(Forgetful()) as server:
        code, told = await _bantam(server, suite, "--price", "1/1")
        asked = len(server.asked)
        _, again = await _bantam(server, suite, "--price", "1/1")
        assert len(server.asked) == asked
    assert code == 0, told
    assert "about 15 calls of openai:scripted" in told
    assert "15 cases in both: 1 right only as set up, 0 right only model openai:scripted" in told
    assert "all 1 gates hold" in told
    assert "1 right only as set up" in again


async def test_second_model_that_would_cost_too_much_is_refused_before_the_first_call(suite: Path) -> None:
    async with scripted_server(Forgetful()) as server:
        code, told = await _bantam(server, suite, "--price", "1/1", "--ceiling", "0.001")
    assert code == 1
    assert "more than the ceiling" in told
    assert server.asked == []


async def test_run_stops_under_way_once_it_has_cost_more_than_the_ceiling(suite: Path) -> None:
    def dear(body: dict[str, Any]) -> Play:
        play = Forgetful()(body)
        usage = {"prompt_tokens": 900_000, "completion_tokens": 10, "total_tokens": 900_010}
        return Play(tool=play.tool, arguments=play.arguments, text=play.text, usage=usage)

    async with scripted_server(dear) as server:
        code, told = await _bantam(server, suite, "--price", "1/1", "--ceiling", "1")
    assert code == 1
    assert "stopped: $" in told
    assert len(server.asked) < 15
