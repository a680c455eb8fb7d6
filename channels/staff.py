"""Who works here, as the routing sees them: a rep's row read with the clock and the business's days off."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agent.playbook import Playbook
from agent.promise import People, Staff
from agent.routing import OpenTimes, Rep
from crm_store import leads, reps
from crm_store.reps import RepRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

PRESENT = timedelta(minutes=2)
"""A rep whose console gave a sign of life within that is there."""
WORDS = ("territories", "languages", "value_bands", "skills")
"""What a rep may say they take; each a list of words in their profile."""


def rep_of(row: RepRow, now: datetime, business: OpenTimes) -> Rep:
    """A row as the routing sees it at `now`."""
    words = {name: tuple(map(str, row.profile.get(name, ()))) for name in WORDS}
    is_away = row.is_away and (row.away_until is None or now < row.away_until)
    return Rep(
        id=row.user_id,
        name=row.name,
        is_manager=row.role in ("manager", "admin"),
        leads_team=row.role == "manager",
        is_available=not is_away,
        away_until=row.away_until if is_away else None,
        is_online=row.seen_at is not None and now - row.seen_at <= PRESENT,
        times=times_of(row.profile, business),
        capacity=row.capacity,
        load=row.load,
        last_offered=row.offered_at,
        **words,
    )


def times_of(profile: Mapping[str, Any], business: OpenTimes) -> OpenTimes | None:
    """A rep's own hours, if they have set any. The business's days off are theirs too."""
    if not profile.get("hours"):
        return None
    own = {"zone": profile.get("timezone") or business.zone, "hours": profile["hours"]}
    try:
        return OpenTimes.model_validate(own | {"holidays": business.holidays, "country": business.country})
    except (ValidationError, ValueError):
        return None


async def everyone(connection: "AsyncConnection", now: datetime, playbook: Playbook) -> list[Rep]:
    """Everybody who may take leads."""
    times = playbook.business.times
    return [rep_of(row, now, times) for row in await reps.everyone(connection)]


def people_of(store: "Store", playbooks: Mapping[str, Playbook], clock: Callable[[], datetime]) -> People:
    """The look-up that a turn asks where it speaks of a person."""

    async def people(lead_id: str) -> Staff:
        async with store.reading() as connection:
            lead = await leads.get(connection, lead_id)
            playbook = playbooks.get(lead.playbook) if lead is not None else None
            if lead is None or playbook is None:
                return Staff()
            return Staff(reps=tuple(await everyone(connection, clock(), playbook)), owner=lead.owner_id)

    return people
