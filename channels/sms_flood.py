"""A number that writes far more than a person does: all of it is stored, and none of it answered for a while.

It is told so once. What it writes meanwhile is read in one go when the time is up, or when a rep lets it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from channels.inbox import TURN
from channels.sms import SEND, Texting
from crm_store import addresses, audit, events, floods
from crm_store.addresses import Arrival
from crm_store.events import Event
from crm_store.floods import Flood

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

SENTENCE = "That's a lot of messages at once. I've kept them all and will read them a little later."
KEPT_UNREAD = 40
"""So many messages of a flood wait for the turn after it; the others are on record and answered by nobody."""
State = Literal["none", "begins", "goes_on"]


async def look(texting: Texting, connection: "AsyncConnection", met: Arrival, address: str, now: datetime) -> State:
    """Whether the message at hand belongs to a flood; one that begins is put on record, with the turn that ends it."""
    if met.flood_until is not None and now < met.flood_until:
        return "goes_on"
    if not texting.flood or met.recent < texting.flood:
        return "none"
    until = now + texting.flood_pause
    talk = met.conversation
    await floods.begin(connection, talk.id, address, now, until)
    if not await addresses.rearrange(connection, talk.id, TURN, until, SEND, now):
        arguments = {"conversation_id": talk.id}
        await texting.store.jobs.enqueue(connection, TURN, arguments, lock=talk.id, schedule_at=until)
    await events.publish(
        connection, Event(talk.id, "lead", {"lead_id": talk.lead_id, "flood_until": until.isoformat()})
    )
    return "begins"


async def release(store: "Store", flood_id: str, by: str, now: datetime) -> Flood | None:
    """A rep lets the number be answered again; what it wrote is read now. None where that is so already."""
    async with store.transaction() as connection:
        flood = await floods.release(connection, flood_id, by, now)
        if flood is None:
            return None
        talk = flood.conversation_id
        if not await addresses.rearrange(connection, talk, TURN, now, SEND, now):
            await store.jobs.enqueue(connection, TURN, {"conversation_id": talk}, lock=talk)
        await audit.record(connection, by, "flood ended", now, conversation=talk, address=flood.address)
        await events.publish(connection, Event(talk, "state", {}))
    return flood
