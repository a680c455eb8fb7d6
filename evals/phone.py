"""`bantam text`: a phone in the terminal. Signed webhooks, a carrier on this machine, the rest as it is served."""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import httpx

    from evals.bench.carrier import Mock
    from service.wiring import Bantam

BASE = "https://bantam.example"
PATIENCE = 30.0
"""Seconds that the phone waits for what is under way; a text that waits for the morning takes longer."""


def register(app: typer.Typer) -> None:
    app.command("text")(text)


def text(
    playbook: Annotated[str, typer.Option(help="Whose number is texted.")] = "b2b_saas",
    sender: Annotated[str, typer.Option("--from", help="The phone's number in E.164.")] = "+15125550142",
) -> None:
    """Text with Bantam from the terminal, one line a message: no Twilio account, a database of its own."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_talk(playbook, sender))


async def _talk(playbook: str, sender: str) -> None:
    from evals.bench.carrier import Mock, carrier_app, serving

    mock = Mock()
    with tempfile.TemporaryDirectory(prefix="bantam-text-") as home:
        async with serving(carrier_app(mock)) as carrier, _bantam(Path(home), playbook, carrier) as bantam:
            typer.echo(f"You are {sender}. Write; an empty line or Ctrl-D ends it.")
            async with _client(bantam) as client:
                number = 0
                while line := (await asyncio.to_thread(_line)).strip():
                    number += 1
                    await _write(bantam, client, mock, sender, line, number)
            await _verdict(bantam, playbook, sender)


def _line() -> str:
    typer.echo("> ", nl=False)
    line = sys.stdin.readline()
    if line and not sys.stdin.isatty():
        typer.echo(line.rstrip())
    return line


@contextlib.asynccontextmanager
async def _bantam(home: Path, playbook: str, carrier: str) -> "AsyncIterator[Bantam]":
    from evals.bench.carrier import ACCOUNT, LINE, TOKEN
    from service.settings import Settings, load
    from service.wiring import open_bantam
    from service.work import register_handlers

    chosen = load()
    settings = Settings.model_validate(
        chosen.model_dump(exclude_unset=True)
        | {"database_url": None, "bantam_home": home, "bantam_public_url": BASE, "twilio_account_sid": ACCOUNT,
           "twilio_auth_token": TOKEN, "twilio_from": LINE, "twilio_api_base": carrier,
           "bantam_sms_playbook": playbook, "twilio_playbooks": {}, "twilio_messaging_service_sid": None}
    )  # fmt: skip
    async with open_bantam(settings) as bantam:
        register_handlers(bantam)
        async with bantam.store.jobs.working():
            yield bantam


@contextlib.asynccontextmanager
async def _client(bantam: "Bantam") -> "AsyncIterator[httpx.AsyncClient]":
    import httpx

    from service.app import create_app

    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(bantam)), base_url=BASE) as client:
        yield client


async def _write(
    bantam: "Bantam", client: "httpx.AsyncClient", mock: "Mock", sender: str, line: str, number: int
) -> None:
    """Post the text as Twilio would, and print what comes back until nothing is under way."""
    from evals.bench.carrier import ACCOUNT, LINE, signed

    form = {"MessageSid": f"SM{number:032x}", "AccountSid": ACCOUNT, "From": sender, "To": LINE, "Body": line,
            "NumMedia": "0"}  # fmt: skip
    seen = len(mock.sent)
    await client.post("/twilio/messages", data=form, headers=signed(f"{BASE}/twilio/messages", form))
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while await _is_at_work(bantam):  # noqa: ASYNC110 - the jobs are worked beside us
                await asyncio.sleep(0.1)
    for message in mock.sent[seen:]:
        count = message["num_segments"]
        typer.echo(f"  {message['body']}  [{count} segment{'' if count == '1' else 's'}]")


async def _is_at_work(bantam: "Bantam") -> bool:
    async with bantam.store.reading() as connection:
        counts = await bantam.store.jobs.counts(connection)
    return bool(counts.get("todo") or counts.get("doing"))


async def _verdict(bantam: "Bantam", playbook: str, sender: str) -> None:
    from crm_store import handoffs, leads

    async with bantam.store.reading() as connection:
        lead = await leads.by_contact(connection, playbook, phone=sender)
        offered = [] if lead is None else await handoffs.of_lead(connection, lead.id)
    if lead is not None:
        handed = f"; handed over ({offered[0].reason})" if offered else ""
        typer.echo(f"{sender}: {lead.stage}, {lead.score:g} of 100{handed}")
