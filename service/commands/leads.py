"""`bantam leads list / show / export / erase`."""

import asyncio
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from channels.spreadsheet import harmless
from service.settings import load

if TYPE_CHECKING:
    from crm_store.leads import Lead
    from crm_store.store import Store

JSON = Annotated[bool, typer.Option("--json", help="For programs.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="See, export and erase leads.", no_args_is_help=True)
    group.command("list")(list_leads)
    group.command("show")(show)
    group.command("export")(export)
    group.command("erase")(erase)
    app.add_typer(group, name="leads")


def list_leads(
    stage: Annotated[str | None, typer.Option(help="SQL, MQL, lead or disqualified.")] = None,
    playbook: Annotated[str | None, typer.Option()] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: JSON = False,
) -> None:
    """Leads, the newest first."""
    asyncio.run(_list(stage, playbook, limit, as_json))


async def _list(stage: str | None, playbook: str | None, limit: int, as_json: bool) -> None:
    from crm_store import leads

    async with _store() as store, store.reading() as connection:
        page = await leads.page(connection, stage=stage, playbook=playbook, limit=limit)
    if as_json:
        typer.echo(json.dumps([row(lead) for lead in page.leads], ensure_ascii=False, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("id", "playbook", "stage", "score", "name", "email", "phone", "updated", box=None, header_style="dim")
    for lead in page.leads:
        shown = row(lead)
        table.add_row(*(str(shown[key] if shown[key] is not None else "") for key in
                        ("id", "playbook", "stage", "score", "name", "email", "phone", "updated_at")))  # fmt: skip
    Console(highlight=False).print(table if page.leads else "No leads yet: talk with the agent, `bantam chat`.")


def row(lead: "Lead") -> dict[str, Any]:
    """A lead's own columns, for tables and programs."""
    return {
        "id": lead.id, "playbook": lead.playbook, "stage": lead.stage, "score": lead.score, "name": lead.name,
        "company": lead.company, "email": lead.email, "phone": lead.phone, "kind": lead.kind,
        "value_band": lead.value_band, "created_at": lead.created_at.isoformat(),
        "updated_at": lead.updated_at.isoformat(timespec="seconds"),
    }  # fmt: skip


def _store() -> Any:
    from crm_store.store import open_store

    settings = load()
    return open_store(settings.database_url, settings.bantam_home)


def show(lead_id: Annotated[str, typer.Argument(metavar="ID")], as_json: JSON = False) -> None:
    """One lead: facts with their quotes, the score line by line, and the transcript."""
    asyncio.run(_show(lead_id, as_json))


async def _show(lead_id: str, as_json: bool) -> None:
    async with _store() as store:
        told = await dossier(store, lead_id)
    if told is None:
        typer.echo(f"bantam: there is no lead {lead_id}", err=True)
        raise typer.Exit(1)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    from rich.console import Console
    from rich.markup import escape

    from agent.assessment import Assessment
    from agent.facts import Fact
    from service.show import facts_table, score_table

    screen = Console(highlight=False)
    screen.print(f"[bold]{lead_id}[/bold] {told['lead']['stage']} {told['lead']['score']} · {told['lead']['playbook']}")
    screen.print(facts_table([Fact.model_validate(fact) for fact in told["facts"]]))
    if told["assessment"]:
        screen.print(score_table(Assessment.model_validate(told["assessment"])))
    screen.print(f"[dim]{cost_line(told['cost'])}[/dim]")
    for message in told["messages"]:
        screen.print(f"[dim]{message['at'][:16]} {message['from']:>6}[/dim]  {escape(message['text'])}")


def cost_line(cost: dict[str, Any]) -> str:
    """What a lead's turns have cost, in words."""
    unknown = f", {cost['unpriced_turns']} of them at an unknown price" if cost["unpriced_turns"] else ""
    tokens = f"{cost['tokens_in']:,} tokens read, {cost['tokens_out']:,} written"
    return f"{cost['turns']} turns{unknown}: {tokens}, ${cost['dollars']:.4f}"


async def dossier(store: "Store", lead_id: str) -> dict[str, Any] | None:
    """All that is known of a lead, as JSON values; None where there is no such lead."""
    from crm_store import assessments, facts, handoffs, leads, messages, spending

    async with store.reading() as connection:
        lead = await leads.get(connection, lead_id)
        if lead is None:
            return None
        history = await facts.of_lead(connection, lead_id)
        assessment = await assessments.latest(connection, lead_id)
        said = await messages.of_lead(connection, lead_id)
        offers = await handoffs.of_lead(connection, lead_id)
        spent = await spending.of_lead(connection, lead_id)
    return {
        "lead": row(lead),
        "facts": [fact.model_dump(mode="json") for fact in history],
        "assessment": assessment.result if assessment is not None else None,
        "messages": [message.as_event() for message in said],
        "handoffs": [{"id": h.id, "reason": h.reason, "status": h.status, "at": str(h.offered_at)} for h in offers],
        "cost": {"turns": spent.turns, "tokens_in": spent.tokens_in, "tokens_out": spent.tokens_out,
                 "dollars": spent.dollars, "unpriced_turns": spent.unpriced},
    }  # fmt: skip


def export(
    to: Annotated[
        Path | None, typer.Option(help="A file ending in .csv or .jsonl; else CSV on standard output.")
    ] = None,
    stage: Annotated[str | None, typer.Option()] = None,
    playbook: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Every lead as CSV or JSON lines."""
    rows = asyncio.run(_every(stage, playbook))
    if to is not None and to.suffix == ".jsonl":
        to.write_text("".join(json.dumps(lead, ensure_ascii=False) + "\n" for lead in rows), encoding="utf-8")
        return
    out = to.open("w", newline="", encoding="utf-8") if to is not None else sys.stdout
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else ["id"])
    writer.writeheader()
    writer.writerows({key: harmless(value) for key, value in lead.items()} for lead in rows)
    if to is not None:
        out.close()


async def _every(stage: str | None, playbook: str | None) -> list[dict[str, Any]]:
    from crm_store import leads

    rows: list[dict[str, Any]] = []
    cursor: str | None = None
    async with _store() as store, store.reading() as connection:
        while True:
            page = await leads.page(connection, stage=stage, playbook=playbook, limit=500, cursor=cursor)
            rows += [row(lead) for lead in page.leads]
            cursor = page.next
            if cursor is None:
                return rows


def erase(
    lead_id: Annotated[str, typer.Argument(metavar="ID")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a lead and all that it said. This cannot be undone."""
    if not yes:
        typer.confirm(f"Erase {lead_id} and everything it said?", abort=True)
    if not asyncio.run(_erase(lead_id)):
        typer.echo(f"bantam: there is no lead {lead_id}", err=True)
        raise typer.Exit(1)
    typer.echo(f"{lead_id} is erased.")


async def _erase(lead_id: str) -> bool:
    from crm_store import audit, leads

    now = load().clock()
    async with _store() as store, store.transaction() as connection:
        gone: bool = await leads.erase(connection, lead_id)
        if gone:
            await audit.record(connection, "cli", "erase", now, lead_id=lead_id)
    return gone
