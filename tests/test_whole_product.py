"""The product as an engineer meets it: started by its command, spoken with over HTTP, read by its API."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from support_ports import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0


@dataclass(frozen=True)
class Served:
    """A running `bantam serve`, and what it printed."""

    url: str
    api_key: str
    home: Path

    def api(self, path: str, **params: Any) -> Any:
        answer = httpx.get(f"{self.url}{path}", params=params, headers={"Authorization": f"Bearer {self.api_key}"})
        assert answer.status_code == 200, answer.text
        return answer.json()


def _printed(output: Path, process: subprocess.Popen[bytes], pattern: str) -> str:
    """Wait until the process has printed something that matches; the first group."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if found := re.search(pattern, output.read_text("utf-8")):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"it never printed {pattern}: {output.read_text('utf-8')}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, port = tmp_path_factory.mktemp("home"), free_port()
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    output = home / "printed"
    with output.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "service", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment | {"BANTAM_HOME": str(home)},
            stdout=out,
            stderr=out,
        )
    try:
        key = _printed(output, process, r"API key\s+(\S+)")
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        yield Served(url, key, home)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
    raise AssertionError(f"{url} never got ready")


class Visitor:
    """A visitor with a conversation and an open event stream."""

    def __init__(self, served: Served, playbook: str) -> None:
        begun = httpx.post(f"{served.url}/api/chat/conversations", json={"playbook": playbook})
        assert begun.status_code == 201, begun.text
        self.served, self.begun = served, begun.json()
        self.seen = 0

    def says(self, text: str) -> dict[str, Any]:
        """Send a message; the agent's answer to it."""
        self.seen += 1
        sent = httpx.post(
            f"{self.served.url}/api/chat/messages",
            json={"client_id": f"c{self.seen}", "text": text},
            headers={"Authorization": f"Bearer {self.begun['token']}"},
        )
        assert sent.status_code == 202, sent.text
        return self._answer_after(sent.json()["message_id"])

    def _answer_after(self, message_id: str) -> dict[str, Any]:
        heard = False
        with httpx.stream(
            "GET", f"{self.served.url}/api/chat/events", params={"token": self.begun["token"]},
            headers={"Last-Event-ID": "0"}, timeout=PATIENCE,
        ) as stream:  # fmt: skip
            kind = ""
            for line in stream.iter_lines():
                kind = line.removeprefix("event: ") if line.startswith("event: ") else kind
                if kind == "message" and line.startswith("data: "):
                    message: dict[str, Any] = json.loads(line.removeprefix("data: "))
                    heard = heard or message["id"] == message_id
                    if heard and message["from"] == "agent":
                        return message
        raise AssertionError("the stream ended without an answer")


def test_lead_is_qualified_end_to_end(served: Served) -> None:
    visitor = Visitor(served, "b2b_saas")
    answer = visitor.says("Our leads fall through the cracks, we need proper lead management. About 20k a year.")
    assert answer["asks"] == "timeline"
    assert visitor.says("does it work with HubSpot?")["text"].startswith("Pipewright connects to Salesforce, HubSpot")
    visitor.says("by the end of next month")
    visitor.says("I decide that alone")
    visitor.says("40 reps would use it")
    visitor.says("Ann Lee, ann.lee@tallgrass-freight.com")
    lead = served.api(f"/api/leads/{visitor.begun['lead_id']}")
    assert lead["stage"] == "SQL"
    assert lead["facts"]["budget"]["quote"] == "About 20k a year"
    assert lead["facts"]["email"]["verified"] is True
    assert sum(line["points"] for line in lead["lines"]) == pytest.approx(lead["score"])
    assert all(line["quote"] for line in lead["lines"] if line["part"] in ("need", "budget", "authority", "timeline"))
    (handoff,) = served.api("/api/handoffs")["handoffs"]
    assert handoff["lead_id"] == lead["id"]


def test_every_stored_score_is_reproduced(served: Served) -> None:
    Visitor(served, "retail").says("A new kitchen please, we have 20k for it")
    told = subprocess.run(
        [sys.executable, "-m", "service", "replay"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "BANTAM_HOME": str(served.home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert " 0 differ" in told.stdout


@pytest.mark.parametrize(
    "path", ["/", "/demo/retail", "/widget.js", "/console/login", "/openapi.json", "/metrics", "/healthz"]
)
def test_every_door_opens(served: Served, path: str) -> None:
    assert httpx.get(f"{served.url}{path}").status_code == 200


def test_unknown_address_is_a_problem_document(served: Served) -> None:
    answer = httpx.get(f"{served.url}/nowhere")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
