"""Deliveries: how each text message fared on its way out. One row a message; statuses only move forward."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from crm_store.rows import columns, every, only
from crm_store.tables import messages
from crm_store.text_tables import deliveries, delivery_statuses, sending_lines, ways

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

RANKS = {
    "waiting": 0, "sending": 1, "queued": 2, "accepted": 2, "scheduled": 2, "sent": 4, "delivered": 5, "undelivered": 5,
    "failed": 5, "canceled": 5, "read": 6, "refused": 9,
}  # fmt: skip
"""How far along. `waiting` and `sending` are ours, as is `refused`: the gate let it not pass, or it was given up."""
ENDED = ("delivered", "undelivered", "failed", "canceled", "read", "refused")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of `deliveries`. `claimed_until`: a worker was about to send it; until then it may still be at it."""

    message_id: str
    conversation_id: str
    status: str
    sid: str | None
    line: str | None
    attempts: int
    claimed_until: datetime | None
    claimed_at: datetime | None
    slot_at: datetime | None
    next_at: datetime | None
    reason: str | None
    error_code: int | None
    encoding: str | None
    segments: int | None
    price: Decimal | None
    currency: str | None
    content_sid: str | None
    confirms_opt_out: bool
    created_at: datetime
    updated_at: datetime


_SELECT = select(*columns(deliveries, Delivery))


async def opened(
    connection: "AsyncConnection", message_id: str, conversation_id: str, confirms: bool, now: datetime
) -> Delivery:
    """The delivery of a message, under its row lock; begun where there is none yet."""
    row = {"message_id": message_id, "conversation_id": conversation_id, "confirms_opt_out": confirms}
    await connection.execute(insert(deliveries).values(**row, created_at=now, updated_at=now).on_conflict_do_nothing())
    query = _SELECT.where(deliveries.c.message_id == message_id).with_for_update()
    found = only(await connection.execute(query), Delivery)
    assert found is not None  # noqa: S101 - inserted just above
    return found


async def get(connection: "AsyncConnection", message_id: str) -> Delivery | None:
    return only(await connection.execute(_SELECT.where(deliveries.c.message_id == message_id)), Delivery)


async def of_conversation(connection: "AsyncConnection", conversation_id: str) -> list[Delivery]:
    """In the order of the messages."""
    query = _SELECT.join(messages, messages.c.id == deliveries.c.message_id)
    query = query.where(deliveries.c.conversation_id == conversation_id).order_by(messages.c.seq)
    return every(await connection.execute(query), Delivery)


async def by_sid(connection: "AsyncConnection", sid: str) -> Delivery | None:
    """The newest of that name, under its row lock."""
    query = _SELECT.where(deliveries.c.sid == sid).order_by(deliveries.c.created_at.desc()).limit(1)
    return only(await connection.execute(query.with_for_update()), Delivery)


async def change(connection: "AsyncConnection", message_id: str, now: datetime, **values: Any) -> None:
    """Set columns; what the transcript shows of it (`messages.delivery`) follows."""
    await connection.execute(
        update(deliveries).where(deliveries.c.message_id == message_id).values(**values, updated_at=now)
    )
    if "status" not in values and "reason" not in values:
        return
    row = (
        await connection.execute(
            select(deliveries.c.status, deliveries.c.reason).where(deliveries.c.message_id == message_id)
        )
    ).one()
    shown = {"delivery": _shown(row.status), "delivery_error": row.reason}
    await connection.execute(update(messages).where(messages.c.id == message_id).values(**shown))


def _shown(status: str) -> str:
    if RANKS[status] < RANKS["sent"]:
        return "queued"
    return {"refused": "failed", "canceled": "failed"}.get(status, status)


async def was_confirmed(connection: "AsyncConnection", channel: str, address: str, since: datetime) -> bool:
    """Whether an opt-out of that address was confirmed since, or is being."""
    query = (
        select(deliveries.c.message_id)
        .join(messages, messages.c.id == deliveries.c.message_id)
        .join(ways, (ways.c.conversation_id == messages.c.conversation_id) & (ways.c.channel == messages.c.channel))
        .where(
            ways.c.channel == channel,
            ways.c.address == address,
            deliveries.c.confirms_opt_out,
            deliveries.c.created_at >= since,
            deliveries.c.claimed_at.is_not(None),
            deliveries.c.status != "refused",
        )
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def known_among(connection: "AsyncConnection", sids: list[str]) -> set[str]:
    """Those of the carrier's names that we have: of messages sent, and of earlier tries that failed."""
    mine = select(deliveries.c.sid).where(deliveries.c.sid.in_(sids))
    failed = select(delivery_statuses.c.sid).where(
        delivery_statuses.c.sid.in_(sids), delivery_statuses.c.status.in_(("failed", "undelivered"))
    )
    return set((await connection.execute(mine.union(failed))).scalars())


async def keep_status(
    connection: "AsyncConnection", sid: str, status: str, error_code: int | None, now: datetime
) -> bool:
    """Put a carrier's word on record; False where it had said so before."""
    row = {"sid": sid, "status": status, "error_code": error_code, "at": now}
    done = await connection.execute(
        insert(delivery_statuses).values(**row).on_conflict_do_nothing().returning(delivery_statuses.c.sid)
    )
    return done.one_or_none() is not None


async def statuses_of(connection: "AsyncConnection", sid: str) -> list[tuple[str, int | None]]:
    """What the carrier said of it so far: it may be faster than our own commit of its name."""
    query = select(delivery_statuses.c.status, delivery_statuses.c.error_code).where(delivery_statuses.c.sid == sid)
    return [(row.status, row.error_code) for row in await connection.execute(query.order_by(delivery_statuses.c.at))]


async def advance(
    connection: "AsyncConnection",
    delivery: Delivery,
    status: str,
    error_code: int | None,
    reason: str | None,
    now: datetime,
) -> bool:
    """Forward only; False where the delivery was as far already."""
    if RANKS.get(status, -1) <= RANKS[delivery.status]:
        return False
    await change(connection, delivery.message_id, now, status=status, error_code=error_code, reason=reason)
    return True


async def newer_message_than(connection: "AsyncConnection", message_id: str) -> bool:
    """Whether anybody wrote in the conversation since."""
    this = select(messages.c.conversation_id, messages.c.seq).where(messages.c.id == message_id).subquery()
    query = select(messages.c.id).where(
        messages.c.conversation_id == this.c.conversation_id, messages.c.seq > this.c.seq
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def reserve(connection: "AsyncConnection", line: str, takes: timedelta, now: datetime) -> datetime:
    """A slot on a sending line: when this message may go out, so that the line carries one after the other."""
    free = sending_lines.c.free_at
    start = func.greatest(free, now)
    statement = insert(sending_lines).values(line=line, free_at=now + takes)
    statement = statement.on_conflict_do_update(index_elements=["line"], set_={"free_at": start + takes})
    until: datetime = (await connection.execute(statement.returning(free))).scalar_one()
    return until - takes
