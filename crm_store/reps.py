"""Who takes leads: availability, presence, what they take, and how much they have on their hands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm_store.rep_tables import handoff_steps, reps
from crm_store.rows import every, only
from crm_store.tables import conversations, leads, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

TAKES_LEADS = ("rep", "manager", "admin")


@dataclass(frozen=True, slots=True)
class RepRow:
    """A user who may take leads, with what the row in `reps` says (nothing yet: the defaults)."""

    user_id: str
    name: str
    email: str
    role: str
    is_away: bool
    away_until: datetime | None
    """Where set, they are back then by themselves."""
    capacity: int | None
    profile: dict[str, Any]
    seen_at: datetime | None
    offered_at: datetime | None
    load: int
    """Conversations held and handoffs that wait for their answer."""


def _load() -> Any:
    held = (
        select(func.count())
        .where(conversations.c.holder_user == users.c.id, conversations.c.holder == "rep")
        .scalar_subquery()
    )
    asked = (
        select(func.count())
        .where(handoff_steps.c.user_id == users.c.id, handoff_steps.c.ended_at.is_(None))
        .scalar_subquery()
    )
    return held + asked


def _select() -> Any:
    return select(
        users.c.id.label("user_id"),
        users.c.name,
        users.c.email,
        users.c.role,
        func.coalesce(reps.c.is_away, False).label("is_away"),
        reps.c.away_until,
        reps.c.capacity,
        func.coalesce(reps.c.profile, func.jsonb_build_object()).label("profile"),
        reps.c.seen_at,
        reps.c.offered_at,
        _load().label("load"),
    ).select_from(users.outerjoin(reps, reps.c.user_id == users.c.id))


async def everyone(connection: "AsyncConnection") -> list[RepRow]:
    """Everybody who may take leads and is not disabled."""
    query = _select().where(users.c.disabled_at.is_(None), users.c.role.in_(TAKES_LEADS)).order_by(users.c.id)
    return every(await connection.execute(query), RepRow)


async def get(connection: "AsyncConnection", user_id: str) -> RepRow | None:
    return only(await connection.execute(_select().where(users.c.id == user_id)), RepRow)


async def change(connection: "AsyncConnection", user_id: str, **values: Any) -> None:
    """Set is_away, away_until, capacity, profile, seen_at or offered_at of one rep."""
    stored = insert(reps).values(user_id=user_id, **values)
    await connection.execute(stored.on_conflict_do_update(index_elements=["user_id"], set_=values))


async def seen(connection: "AsyncConnection", user_id: str, now: datetime) -> None:
    """The console is open in front of them."""
    await change(connection, user_id, seen_at=now)


async def keep_profile(connection: "AsyncConnection", user_id: str, profile: Mapping[str, Any]) -> None:
    """Replace what they take and how they are told."""
    await change(connection, user_id, profile=dict(profile))


async def merge_profile(connection: "AsyncConnection", user_id: str, values: Mapping[str, Any]) -> None:
    """Set some keys of what they take and how they are told; what a form keeps at the same time stays."""
    stored = insert(reps).values(user_id=user_id, profile=dict(values))
    merged = reps.c.profile.op("||")(stored.excluded.profile)
    await connection.execute(stored.on_conflict_do_update(index_elements=["user_id"], set_={"profile": merged}))


async def own_lead(connection: "AsyncConnection", lead_id: str, user_id: str) -> None:
    """The lead is theirs from now on: it comes back to them first."""
    await connection.execute(update(leads).where(leads.c.id == lead_id).values(owner_id=user_id))
