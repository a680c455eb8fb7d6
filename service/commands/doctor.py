"""`bantam doctor`: each part that Bantam leans on, tried for real, with a remedy per fault."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import typer

from service.settings import Settings, load


@dataclass(frozen=True)
class Finding:
    """One check's outcome. `good` None: not set up, which is no fault."""

    part: str
    good: bool | None
    said: str


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor() -> None:
    """Check database, model, Twilio, SMTP and playbooks; say what to do about each fault (exit 1 on any)."""
    findings = asyncio.run(examine(load()))
    for finding in findings:
        mark = {True: "ok   ", False: "FAULT", None: "-    "}[finding.good]
        typer.echo(f"{mark} {finding.part:<10} {finding.said}")
    raise typer.Exit(1 if any(finding.good is False for finding in findings) else 0)


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order of what depends on what."""
    checks: tuple[tuple[str, Callable[[Settings], Awaitable[str | None]]], ...] = (
        ("playbooks", _playbooks),
        ("database", _database),
        ("model", _model),
        ("mail", _mail),
        ("twilio", _twilio),
    )
    return [await _tried(part, check, settings) for part, check in checks]


async def _tried(part: str, check: Callable[[Settings], Awaitable[str | None]], settings: Settings) -> Finding:
    try:
        said = await check(settings)
    except Exception as error:
        remedy = getattr(error, "remedy", "")
        return Finding(part, False, f"{error} {remedy}".strip() or type(error).__name__)
    return Finding(part, None, "not set up") if said is None else Finding(part, True, said)


async def _playbooks(settings: Settings) -> str:
    from agent.playbook_file import load_all

    return f"{', '.join(load_all(settings.bantam_playbooks))} are valid"


async def _database(settings: Settings) -> str:
    from crm_store.store import open_store

    async with open_store(settings.database_url, settings.bantam_home) as store, store.reading() as connection:
        counts = await store.jobs.counts(connection)
    where = "given address" if settings.database_url else f"embedded PostgreSQL under {settings.bantam_home}"
    return f"reachable and migrated ({where}); jobs waiting: {counts.get('todo', 0)}"


async def _model(settings: Settings) -> str:
    from service.model_check import examine_model

    return await examine_model(settings)


async def _mail(settings: Settings) -> str | None:
    if settings.smtp_url is None:
        return None
    import aiosmtplib

    from channels.notice_email import Smtp

    server = Smtp.parse(settings.smtp_url.get_secret_value())
    client = aiosmtplib.SMTP(
        hostname=server.host, port=server.port, use_tls=server.tls, start_tls=server.starttls, timeout=10
    )
    try:
        async with client:
            if server.user:
                await client.login(server.user, server.password or "")
    except (OSError, aiosmtplib.SMTPException) as error:
        raise RuntimeError(f"{server.host}:{server.port}: {error}. Check SMTP_URL, user and password.") from error
    return f"{server.host}:{server.port} takes mail from {server.sender}"


async def _twilio(settings: Settings) -> str | None:
    if not settings.twilio_account_sid:
        return None
    if settings.twilio_auth_token is None:
        raise RuntimeError("TWILIO_ACCOUNT_SID is set but TWILIO_AUTH_TOKEN is not. Set both.")
    if not (settings.twilio_from or settings.twilio_messaging_service_sid):
        raise RuntimeError("Set TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID, so that texts have a sender.")
    return "account and sender are set"
