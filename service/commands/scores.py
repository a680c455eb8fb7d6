"""`bantam score` and `bantam replay`."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.settings import load

if TYPE_CHECKING:
    from crm_store.assessments import AssessmentRow
    from crm_store.store import Store


def register(app: typer.Typer) -> None:
    app.command("score")(score)
    app.command("replay")(replay)


def score(lead_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """A lead's score line by line, with the words behind each point."""
    asyncio.run(_score(lead_id))


async def _score(lead_id: str) -> None:
    from rich.console import Console

    from agent.assessment import Assessment
    from crm_store import assessments
    from crm_store.store import open_store
    from service.show import score_table

    settings = load()
    async with open_store(settings.database_url, settings.bantam_home) as store, store.reading() as connection:
        latest = await assessments.latest(connection, lead_id)
    if latest is None:
        typer.echo(f"bantam: there is no score for {lead_id}", err=True)
        raise typer.Exit(1)
    Console(highlight=False).print(score_table(Assessment.model_validate(latest.result)))


def replay() -> None:
    """Compute every stored assessment again from its stored inputs; name each that differs (exit 1 on any)."""
    same, different = asyncio.run(_replay())
    for line in different:
        typer.echo(line)
    typer.echo(f"{same} assessments reproduced, {len(different)} differ")
    raise typer.Exit(1 if different else 0)


async def _replay() -> tuple[int, list[str]]:
    from crm_store.store import open_store

    settings = load()
    async with open_store(settings.database_url, settings.bantam_home) as store:
        return await differences(store)


async def differences(store: "Store") -> tuple[int, list[str]]:
    """How many assessments came out bit for bit as stored, and a line for each that did not."""
    from agent.playbook import Policy
    from crm_store import assessments

    policies: dict[str, Any] = {}
    same, different = 0, []
    async with store.reading() as connection, store.reading() as other:
        async for row in assessments.walk(connection):
            if row.policy_hash not in policies:
                stored = await assessments.policy(other, row.policy_hash)
                policies[row.policy_hash] = Policy.model_validate(stored) if stored is not None else None
            reason = difference(row, policies[row.policy_hash])
            if reason is None:
                same += 1
            else:
                different.append(f"{row.id} of {row.lead_id}: {reason}")
    return same, different


def difference(row: "AssessmentRow", policy: Any) -> str | None:
    """Why a stored assessment is not what the scorer says today, or None where it is."""
    from agent.scoring import ScoringInputs, assess

    if policy is None:
        return f"its policy {row.policy_hash} is not stored"
    again = assess(ScoringInputs.model_validate(row.inputs), policy).model_dump(mode="json")
    if json.dumps(again, sort_keys=True) == json.dumps(row.result, sort_keys=True):
        return None
    changed = ", ".join(key for key in again if again[key] != row.result.get(key))
    stored = f"{row.result.get('stage')} {row.result.get('score')}"
    return f"{changed}: {stored} was stored, now {again['stage']} {again['score']}"
