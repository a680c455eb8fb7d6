"""The consent ledger: append-only, per channel and address. The entry of the latest time says whether we may write.

By the time it was given, not by the time we learned it: a form sent last week does not undo yesterday's STOP.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Select, and_, insert, or_, select, update

from crm_store.ids import new_id
from crm_store.rows import columns, every
from crm_store.tables import consents, conversations

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

State = Literal["granted", "revoked"]


@dataclass(frozen=True, slots=True)
class Consent:
    """One entry. `source`: message, form, twilio or rep; `shown`: the text they agreed to; `quote`: their words."""

    id: str
    lead_id: str | None
    channel: str
    address: str
    state: str
    source: str
    shown: str
    quote: str
    message_id: str | None
    at: datetime


def address_of(channel: str, address: str | None, lead_id: str) -> str:
    """Where there is no address (web chat, terminal), the lead itself stands for it."""
    return address or lead_id


async def record(
    connection: "AsyncConnection",
    channel: str,
    address: str,
    state: State,
    source: str,
    at: datetime,
    *,
    lead_id: str | None = None,
    shown: str = "",
    quote: str = "",
    message_id: str | None = None,
) -> str:
    """Append an entry and let the conversations over that address know; returns its id.

    A revocation is on every conversation's row at once, so that a turn under way sees it before it speaks.
    """
    entry = new_id("co")
    who = {"id": entry, "lead_id": lead_id, "channel": channel, "address": address}
    how = {"state": state, "source": source, "shown": shown, "quote": quote, "message_id": message_id}
    await connection.execute(insert(consents).values(**who, **how, at=at))
    c = conversations.c
    over = or_(c.address == address, and_(c.address.is_(None), c.lead_id == address))
    in_force = _newest(channel, address).scalar_subquery()
    await connection.execute(
        update(conversations).where(c.channel == channel, over).values(opted_out=in_force == "revoked")
    )
    return entry


def _newest(channel: str, address: str) -> "Select[Any]":
    query = select(consents.c.state).where(consents.c.channel == channel, consents.c.address == address)
    return query.order_by(consents.c.at.desc(), consents.c.id.desc()).limit(1)


async def state(connection: "AsyncConnection", channel: str, address: str) -> State | None:
    """What holds now; None: they never said."""
    found: State | None = await connection.scalar(_newest(channel, address))
    return found


async def keep_silence(connection: "AsyncConnection", lead_id: str) -> None:
    """Part the lead's opt-outs in force from the lead, words and all but the address left out, before it is erased."""
    c, later = consents.c, consents.alias()
    taken_back = (
        select(later.c.id)
        .where(
            later.c.channel == c.channel, later.c.address == c.address, later.c.state != "revoked", later.c.at >= c.at
        )
        .exists()
    )
    own = and_(c.lead_id == lead_id, c.state == "revoked", c.address != lead_id, ~taken_back)
    await connection.execute(update(consents).where(own).values(lead_id=None, shown="", quote="", message_id=None))


async def of_lead(connection: "AsyncConnection", lead_id: str) -> list[Consent]:
    """Oldest first."""
    query = (
        select(*columns(consents, Consent)).where(consents.c.lead_id == lead_id).order_by(consents.c.at, consents.c.id)
    )
    return every(await connection.execute(query), Consent)
