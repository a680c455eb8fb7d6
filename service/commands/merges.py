"""`bantam merges`: leads that were joined because they are one person, and parting them again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from service.wiring import Bantam

merges_app = typer.Typer(help="Leads that were joined because they are one person.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(merges_app, name="merges")


@merges_app.command("list")
def list_merges(lead_id: Annotated[str, typer.Argument(help="The lead that stayed.")]) -> None:
    """Which leads were joined to this one, by what they were known, and when."""

    async def told(bantam: "Bantam") -> list[str]:
        from crm_store import merges

        async with bantam.store.reading() as connection:
            found = await merges.of_lead(connection, lead_id)
        return [
            f"{one.id}  {one.gone_id}  same {one.known_by}  {one.at:%Y-%m-%d %H:%M}"
            + ("  parted again" if one.undone_at else "")
            for one in found
        ]

    for line in _with_bantam(told) or ["Nothing was joined to this lead."]:
        typer.echo(line)


@merges_app.command("undo")
def undo_merge(merge_id: Annotated[str, typer.Argument(help="From `bantam merges list`.")]) -> None:
    """Bring the lead that went back, with everything that was moved."""

    async def parted(bantam: "Bantam") -> str | None:
        from channels.sms_person import Persons
        from service.texting import texting_of

        return await Persons(texting_of(bantam)).undo(merge_id, "cli")

    back = _with_bantam(parted)
    if back is None:
        typer.echo(f"There is nothing to undo under {merge_id}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{back} is a lead of its own again.")


def _with_bantam(ask: "Callable[[Bantam], Awaitable[Any]]") -> Any:
    from service.settings import load
    from service.wiring import open_bantam

    async def run() -> Any:
        async with open_bantam(load()) as bantam:
            return await ask(bantam)

    return asyncio.run(run())
