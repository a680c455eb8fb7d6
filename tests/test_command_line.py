"""The command line: every mistake of a user's is one clear sentence and an exit code, never a traceback."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def bantam(*words: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, with only these settings."""
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")} | settings
    return subprocess.run(
        [sys.executable, "-m", "service", *words],
        cwd=ROOT,
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def assert_one_sentence(told: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert told.returncode == code, told.stdout + told.stderr
    assert "Traceback" not in told.stderr
    for word in words:
        assert word in told.stderr + told.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("setting", "value", "word"),
    [
        ("DATABASE_URL", "mysql://root@localhost/x", "postgresql://"),
        ("BANTAM_PUBLIC_URL", "bantam.example.com", "http://"),
        ("BANTAM_CONCURRENCY", "many", "BANTAM_CONCURRENCY"),
        ("BANTAM_NOW", "yesterday", "BANTAM_NOW"),
    ],
)
def test_wrong_setting_is_named(setting: str, value: str, word: str) -> None:
    assert_one_sentence(bantam("leads", "list", **{setting: value}), 1, setting, word)


@pytest.mark.parametrize(
    ("model", "word"),
    [("gpt-4", "provider:model"), ("nobody:model", "no provider"), ("openai:gpt-4.1-mini", "OPENAI_API_KEY")],
)
def test_model_that_cannot_be_served_is_named(model: str, word: str, home: Path) -> None:
    assert_one_sentence(bantam("chat", BANTAM_HOME=str(home), BANTAM_MODEL=model), 1, word)


def test_unreachable_database_is_one_sentence() -> None:
    told = bantam("leads", "list", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert_one_sentence(told, 1, "127.0.0.1")


def test_taken_port_is_one_sentence(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert_one_sentence(bantam("serve", "--port", port, BANTAM_HOME=str(home)), 1, port, "--port")


def test_broken_playbook_is_named_with_file_and_line(tmp_path: Path, home: Path) -> None:
    shutil.copytree(ROOT / "playbooks", tmp_path / "playbooks")
    broken = tmp_path / "playbooks" / "retail" / "playbook.yaml"
    broken.write_text(broken.read_text("utf-8").replace("currency: EUR", "curency: EUR", 1), encoding="utf-8")
    told = bantam("serve", "--port", "8999", BANTAM_PLAYBOOKS=str(tmp_path / "playbooks"), BANTAM_HOME=str(home))
    assert_one_sentence(told, 1, "playbook.yaml", "curency")
    checked = bantam("playbook", "check", BANTAM_PLAYBOOKS=str(tmp_path / "playbooks"))
    assert_one_sentence(checked, 1, "curency")


def test_folder_without_playbooks_is_named(tmp_path: Path) -> None:
    assert_one_sentence(bantam("playbook", "check", BANTAM_PLAYBOOKS=str(tmp_path)), 1, str(tmp_path))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("a small file system can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_full_disk_is_one_sentence(small_disk: Path) -> None:
    told = bantam("leads", "list", BANTAM_HOME=str(small_disk / "home"))
    assert_one_sentence(told, 1, "bantam:")


@pytest.mark.parametrize("words", [("serve", "--port", "seven"), ("leads", "show"), ("fly",), ("bench", "--jsn")])
def test_wrong_use_exits_with_2(words: tuple[str, ...]) -> None:
    assert_one_sentence(bantam(*words), 2)


def test_case_file_that_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    missing = bantam("eval", str(tmp_path / "none.utterances.jsonl"))
    assert_one_sentence(missing, 1, "none.utterances.jsonl")
    path = tmp_path / "bad.utterances.jsonl"
    path.write_text('{"id": "x"}\n', encoding="utf-8")
    assert_one_sentence(bantam("eval", str(path)), 1, "bad.utterances.jsonl:1")


def test_chat_in_the_terminal_makes_a_lead_that_is_listed_shown_scored_and_reproduced(home: Path) -> None:
    settings = {"BANTAM_HOME": str(home)}
    lines = (
        "we need lead management, leads fall through the cracks",
        "20k a year",
        "by the end of next month",
        "I decide alone",
        "40 reps would use it",
        "ann.lee@tallgrass-freight.com",
    )
    told = bantam("chat", "--playbook", "b2b_saas", "--explain", said="\n".join(lines) + "\n", **settings)
    assert told.returncode == 0, told.stderr
    assert "SQL" in told.stdout
    assert "“20k a year”" in told.stdout
    listed = bantam("leads", "list", "--json", **settings)
    assert '"stage": "SQL"' in listed.stdout
    lead = listed.stdout.split('"id": "')[1].split('"')[0]
    assert "20k a year" in bantam("leads", "show", lead, **settings).stdout
    assert "total" in bantam("score", lead, **settings).stdout
    assert_one_sentence(bantam("replay", **settings), 0, "0 differ")
    assert_one_sentence(bantam("leads", "erase", lead, "--yes", **settings), 0, "erased")
    assert_one_sentence(bantam("leads", "show", lead, **settings), 1, "no lead")
