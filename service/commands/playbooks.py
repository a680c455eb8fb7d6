"""`bantam playbook check`."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Look after playbooks.", no_args_is_help=True)
    group.command("check")(check)
    app.add_typer(group, name="playbook")


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Playbook folders; all of them where none is named.")
    ] = None,
) -> None:
    """Validate playbooks: every fault with file, line, and what is allowed."""
    from agent.playbook_file import check as faults_of
    from service.settings import load

    root = load().bantam_playbooks
    folders = paths or sorted(path.parent for path in root.glob("*/playbook.yaml"))
    if not folders:
        typer.echo(f"bantam: no playbook in {root}", err=True)
        raise typer.Exit(1)
    found = 0
    for folder in folders:
        faults = faults_of(folder)
        found += len(faults)
        for fault in faults:
            typer.echo(str(fault))
        if not faults:
            typer.echo(f"{folder}: good")
    raise typer.Exit(1 if found else 0)
