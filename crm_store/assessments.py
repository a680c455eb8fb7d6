"""Assessments: every score that was ever given, with the policy and the inputs that reproduce it."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import assessments, policies

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """A row of `assessments`. `result` is the whole Assessment as JSON, `inputs` all that the scorer was given."""

    id: str
    lead_id: str
    conversation_id: str | None
    turn_id: str | None
    policy_hash: str
    stage: str
    score: float
    result: dict[str, Any]
    inputs: dict[str, Any]
    at: datetime


_SELECT = select(*columns(assessments, AssessmentRow))
_INSERT = insert(assessments)
_KEEP = upsert(policies).on_conflict_do_nothing()


async def keep_policy(
    connection: "AsyncConnection", hashed: str, playbook: str, policy: Mapping[str, Any], now: datetime
) -> None:
    """Store a policy under its hash, once."""
    row = {"hash": hashed, "playbook": playbook, "policy": dict(policy), "created_at": now}
    await connection.execute(_KEEP, row)


async def policy(connection: "AsyncConnection", hashed: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = await connection.scalar(select(policies.c.policy).where(policies.c.hash == hashed))
    return found


async def add(
    connection: "AsyncConnection",
    lead_id: str,
    result: Mapping[str, Any],
    inputs: Mapping[str, Any],
    at: datetime,
    *,
    conversation_id: str | None = None,
    turn_id: str | None = None,
) -> str:
    """Store one (`result`: the Assessment as JSON; its policy must be kept already); returns its id."""
    assessment_id = new_id("as")
    origin = {"id": assessment_id, "lead_id": lead_id, "conversation_id": conversation_id, "turn_id": turn_id}
    marks = {name: result[name] for name in ("policy_hash", "stage", "score")}
    await connection.execute(_INSERT, origin | marks | {"result": dict(result), "inputs": dict(inputs), "at": at})
    return assessment_id


async def latest(connection: "AsyncConnection", lead_id: str) -> AssessmentRow | None:
    query = _SELECT.where(assessments.c.lead_id == lead_id).order_by(assessments.c.id.desc()).limit(1)
    return only(await connection.execute(query), AssessmentRow)


async def of_lead(connection: "AsyncConnection", lead_id: str, limit: int = 200) -> list[AssessmentRow]:
    """Newest first."""
    query = _SELECT.where(assessments.c.lead_id == lead_id).order_by(assessments.c.id.desc()).limit(limit)
    return every(await connection.execute(query), AssessmentRow)


async def walk(connection: "AsyncConnection", batch: int = 500) -> AsyncIterator[AssessmentRow]:
    """Every assessment, oldest first, without holding them all: what a replay goes through."""
    last = ""
    while True:
        query = _SELECT.where(assessments.c.id > last).order_by(assessments.c.id).limit(batch)
        found = every(await connection.execute(query), AssessmentRow)
        for row in found:
            yield row
        if len(found) < batch:
            return
        last = found[-1].id
