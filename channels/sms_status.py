"""What the carrier tells of a message on its way: kept once each, applied forward only, acted on where it failed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from channels.sms import SEND, Texting
from channels.sms_consent import opted_out_with_carrier
from channels.twilio_errors import Meaning, meaning_of
from crm_store import deliveries
from crm_store.deliveries import Delivery

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

MOST_RETRIES = 3
"""So often a message that was taken and then not delivered is tried again."""
_FAILED = ("failed", "undelivered")


@dataclass(frozen=True, slots=True)
class Told:
    sid: str
    status: str
    error_code: int | None = None


async def tell(texting: Texting, told: Told) -> None:
    """Put a status on record and apply it. The same one again changes nothing."""
    if told.status not in deliveries.RANKS:
        return
    now = texting.now()
    async with texting.store.transaction() as connection:
        if not await deliveries.keep_status(connection, told.sid, told.status, told.error_code, now):
            return
        delivery = await deliveries.by_sid(connection, told.sid)
        if delivery is None:
            return  # our own commit of its name is still to come, and reads what was kept
        meaning = meaning_of(told.error_code) if told.status in _FAILED else None
        reason = meaning.words if meaning is not None else None
        moved = await deliveries.advance(connection, delivery, told.status, told.error_code, reason, now)
        if moved and meaning is not None and meaning.what == "later":
            await _again(texting, connection, delivery, meaning)
    if moved and meaning is not None and meaning.what == "opted_out":
        await opted_out_with_carrier(texting, delivery.message_id)


async def _again(texting: Texting, connection: "AsyncConnection", delivery: Delivery, meaning: Meaning) -> None:
    """Once more later, unless the conversation has gone on: a late answer in the wrong place does harm."""
    now = texting.now()
    if delivery.attempts > MOST_RETRIES or await deliveries.newer_message_than(connection, delivery.message_id):
        return
    at = now + max(meaning.wait, timedelta(seconds=30)) * max(delivery.attempts, 1)
    await deliveries.change(
        connection, delivery.message_id, now, status="waiting", sid=None, claimed_at=None, claimed_until=None,
        slot_at=None, next_at=at, reason=f"{meaning.words}; tried again later",
    )  # fmt: skip
    lock = f"out:{delivery.conversation_id}"
    await texting.store.jobs.enqueue(connection, SEND, {"message_id": delivery.message_id}, lock=lock, schedule_at=at)
