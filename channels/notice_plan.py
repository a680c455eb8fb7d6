"""Who is told of a handoff, and by which ways: the playbook's addresses, and each rep as they have set it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from channels.effects import NOTIFY
from crm_store import consents, notices, rep_numbers, reps
from crm_store.reps import RepRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

About = Literal["offered", "upgraded", "withdrawn", "changed"]
ABOUT: tuple[About, ...] = ("offered", "upgraded", "withdrawn", "changed")
GATHER = timedelta(minutes=1)
"""So long a notice of a change waits, so that three messages in a row make one notice."""
OWN_ROOM = {"slack": "Slack", "teams": "Teams"}


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell. `note`: what changed and why, in lines; `cause`: the id of what brought it about."""

    about: About
    note: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to one target; `user_id`: the rep whose own it is."""

    kind: str
    target: str
    user_id: str | None = None


async def tell_rep(
    store: "Store", connection: "AsyncConnection", handoff_id: str, user_id: str, news: News, now: datetime
) -> None:
    """One rep, by all of their own ways, in this transaction."""
    await send(store, connection, handoff_id, await ways_of_rep(connection, user_id, news.about), news, now)


async def tell_all(
    store: "Store", connection: "AsyncConnection", handoff_id: str, holder: str | None, news: News, now: datetime
) -> None:
    """Everybody who was told of the handoff before, and whoever has it now.

    Who is still to hear of the offer hears what holds then, and needs no second notice. Of reps' own ways only the
    holder's are used: whose turn is over is not bothered.
    """
    told = await notices.of_handoff(connection, handoff_id)
    waiting = {(one.kind, one.target) for one in told if one.about == "offered" and one.status not in _TOLD}
    team = [Way(one.kind, one.target) for one in told if one.user_id is None]
    own = await ways_of_rep(connection, holder, news.about) if holder else []
    mails = {way.target for way in own if way.kind == "email"}
    ways = [*own, *(way for way in team if not (way.kind == "email" and way.target in mails))]
    due = [way for way in dict.fromkeys(ways) if (way.kind, way.target) not in waiting]
    await send(store, connection, handoff_id, due, news, now)


_TOLD = ("sent", "failed", "dropped")


async def ways_of_rep(connection: "AsyncConnection", user_id: str, about: About) -> list[Way]:
    """How this rep wants to hear of that; nothing where they do not."""
    row = await reps.get(connection, user_id)
    if row is None or about not in row.profile.get("events", ABOUT):
        return []
    ways = [Way("email", row.email, user_id)] if row.profile.get("by_email") else []
    number = await number_of(connection, row)
    ways += [Way("sms", number, user_id)] if number else []
    rooms = [kind for kind in OWN_ROOM if row.profile.get(f"{kind}_url")]
    return ways + [Way(kind, f"{row.name or row.email} ({OWN_ROOM[kind]})", user_id) for kind in rooms]


async def number_of(connection: "AsyncConnection", row: RepRow) -> str | None:
    """The number to text, where it is verified, wanted, and has not said STOP."""
    known = await rep_numbers.get(connection, row.user_id)
    if known is None or known.verified_at is None or not row.profile.get("by_sms", True):
        return None
    return known.number if await consents.state(connection, "sms", known.number) == "granted" else None


async def send(
    store: "Store", connection: "AsyncConnection", handoff_id: str, ways: Sequence[Way], news: News, now: datetime
) -> None:
    """Put the notices in with their jobs. A change that follows one not told yet is told with it."""
    for way in ways:
        if news.note and await notices.append(connection, handoff_id, way.kind, way.target, news.about, news.note):
            continue
        notice_id = await notices.add(
            connection, handoff_id, way.kind, way.target, now,
            about=news.about, user_id=way.user_id, note=news.note, cause=news.cause,
        )  # fmt: skip
        if notice_id is not None:
            later: dict[str, Any] = {"schedule_at": now + GATHER} if news.about == "changed" else {}
            await store.jobs.enqueue(connection, NOTIFY, {"notice_id": notice_id}, lock=f"notice:{notice_id}", **later)
