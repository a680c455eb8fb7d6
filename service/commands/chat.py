"""`bantam chat`: the agent in the terminal."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from service.settings import Settings, load

if TYPE_CHECKING:
    from rich.console import Console

    from channels.terminal import TerminalChat


def register(app: typer.Typer) -> None:
    app.command("chat")(chat)


def chat(
    playbook: Annotated[str, typer.Option(help="Which business to speak with.")] = "b2b_saas",
    model: Annotated[str | None, typer.Option(help="`embedded` or provider:model; else BANTAM_MODEL.")] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show facts, quotes, score and move after each turn.")
    ] = False,
) -> None:
    """Talk with the agent as a visitor. An empty line or Ctrl-D ends it; the lead stays in the store."""
    settings = load()
    if model is not None:
        settings = settings.model_copy(update={"bantam_model": model})
    asyncio.run(_chat(settings, playbook, explain))


async def _chat(settings: Settings, name: str, explain: bool) -> None:
    from rich.console import Console

    from channels.terminal import TerminalChat
    from service.turns import turns_of
    from service.wiring import open_bantam

    screen = Console(highlight=False)
    async with open_bantam(settings) as bantam:
        playbook = bantam.playbooks.get(name)
        if playbook is None:
            typer.echo(f"bantam: no playbook {name!r}; there are: {', '.join(bantam.playbooks)}", err=True)
            raise typer.Exit(2)
        chat = TerminalChat(bantam.store, playbook, turns_of(bantam).answer, bantam.now)
        for message in await chat.start():
            screen.print(f"[bold]{playbook.business.agent_name}[/bold]  {message.text}")
        await _talk(chat, screen, playbook.business.agent_name, explain)
        lead = chat.opened.lead_id if chat.opened is not None else ""
        screen.print(f"[dim]lead {lead}: `bantam leads show {lead}`[/dim]")


async def _talk(chat: "TerminalChat", screen: "Console", agent: str, explain: bool) -> None:
    from rich.markup import escape

    from channels.inbox import Refused

    while True:
        text = await asyncio.to_thread(_line)
        if text is None or not text.strip():
            return
        try:
            replies = await chat.say(text)
        except Refused as refusal:
            screen.print(f"[red]{escape(str(refusal))}[/red]")
            continue
        for message in replies:
            screen.print(f"[bold]{escape(agent)}[/bold]  {escape(message.text)}")
        if explain:
            await _explain(chat, screen)
        if (status := await chat.status()) != "open":
            screen.print(f"[dim]conversation: {status.replace('_', ' ')}[/dim]")


def _line() -> str | None:
    if sys.stdin.isatty():
        sys.stdout.write("you  ")
        sys.stdout.flush()
    line = sys.stdin.readline()
    return line.rstrip("\n") if line else None


async def _explain(chat: "TerminalChat", screen: "Console") -> None:
    from crm_store import assessments, facts, turns
    from service.show import explained_turn

    if chat.opened is None:
        return
    async with chat.store.reading() as connection:
        history = await facts.of_lead(connection, chat.opened.lead_id)
        assessment = await assessments.latest(connection, chat.opened.lead_id)
        told = await turns.of_conversation(connection, chat.opened.conversation_id)
    screen.print(explained_turn(history, assessment, told[-1] if told else None))
