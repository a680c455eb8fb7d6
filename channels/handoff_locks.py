"""The order in which a handoff and its conversation are locked, the same for everybody: so nobody waits for ever."""

from typing import TYPE_CHECKING

from crm_store import handoffs, leases
from crm_store.handoffs import Handoff

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def locked(connection: "AsyncConnection", handoff_id: str) -> Handoff | None:
    """The handoff under its lock, its conversation before it: the order in which a rep who takes over locks them."""
    seen = await handoffs.get(connection, handoff_id)
    if seen is not None:
        await leases.lock(connection, seen.conversation_id)
    return await handoffs.lock(connection, handoff_id)
