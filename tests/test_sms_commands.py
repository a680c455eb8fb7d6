"""The commands about texts: a phone in the terminal, and leads that were joined."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from channels.sms_person import Persons
from crm_store import leads, merges
from crm_store.store import Store
from support_twilio import PLAYBOOK, Clock, phone

ROOT = Path(__file__).resolve().parent.parent


def bantam(*words: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")} | settings
    return subprocess.run(
        [sys.executable, "-m", "service", *words], cwd=ROOT, env=environment, input=said, capture_output=True,
        text=True, timeout=180, check=False,
    )  # fmt: skip


def test_phone_in_the_terminal_is_answered_by_text_and_told_how_it_stands() -> None:
    told = bantam("text", "--playbook", PLAYBOOK, said="What does it cost?\nSTOP\n\n")
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    answer = next(line for line in lines if line.startswith("  "))
    assert "AI assistant" in answer
    assert "segment" in answer
    stopped = next(line for line in lines if "STOP" in line and line.startswith(">"))
    assert "opted out" in lines[lines.index(stopped) + 1]
    assert lines[-1].startswith("+15125550142: lead,")


def test_phone_in_the_terminal_names_a_playbook_that_is_none() -> None:
    told = bantam("text", "--playbook", "nonsense")
    assert told.returncode == 1
    assert "nonsense" in told.stderr
    assert "Traceback" not in told.stderr


async def two_leads_of_one_person(store: Store) -> tuple[str, str]:
    """The older and the newer."""
    async with store.transaction() as connection:
        now = Clock()()
        made = [
            await leads.create(connection, PLAYBOOK, now, contact={"email": "ann@freight.example", "name": name})
            for name in ("Ann Lee", "A. Lee")
        ]
    return made[0], made[1]


async def test_joined_leads_are_listed_and_parted_again(store: Store) -> None:
    older, newer = await two_leads_of_one_person(store)
    async with store.transaction() as connection:
        assert await merges.join(connection, older, newer, "email", Clock()()) is not None
    settings = {"DATABASE_URL": store.url}
    listed = await asyncio.to_thread(bantam, "merges", "list", older, **settings)
    assert listed.returncode == 0, listed.stderr
    assert newer in listed.stdout
    assert "same email" in listed.stdout
    merge = listed.stdout.split()[0]
    undone = await asyncio.to_thread(bantam, "merges", "undo", merge, **settings)
    assert undone.stdout.strip() == f"{newer} is a lead of its own again."
    async with store.reading() as connection:
        assert await leads.get(connection, newer) is not None
    again = await asyncio.to_thread(bantam, "merges", "undo", merge, **settings)
    assert again.returncode == 1
    assert "nothing to undo" in again.stderr
    assert "parted again" in (await asyncio.to_thread(bantam, "merges", "list", older, **settings)).stdout


async def test_lead_that_nothing_was_joined_to_says_so(store: Store) -> None:
    told = await asyncio.to_thread(bantam, "merges", "list", "ld_none", DATABASE_URL=store.url)
    assert told.stdout.strip() == "Nothing was joined to this lead."


async def test_job_that_joins_leaves_what_the_commands_read(store: Store) -> None:
    older, newer = await two_leads_of_one_person(store)
    async with phone(store) as one:
        async with store.transaction() as connection:
            await leads.change(connection, newer, one.clock(), phone="+15125550188")
            await leads.change(connection, older, one.clock(), phone="+15125550188")
        await Persons(one.texting).join(newer)
    async with store.reading() as connection:
        (merge,) = await merges.of_lead(connection, older)
    assert (merge.gone_id, merge.known_by) == (newer, "phone")
