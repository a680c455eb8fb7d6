"""Keys that links are signed with: made on first use, the same for every process."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from crm_store.rep_tables import signing_keys

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


async def key_of(connection: "AsyncConnection", name: str, now: datetime) -> bytes:
    """The key of that name, 32 bytes. The connection may be a reading one."""
    query = select(signing_keys.c.key).where(signing_keys.c.name == name)
    found: bytes | None = await connection.scalar(query)
    if found is None:
        fresh = insert(signing_keys).values(name=name, key=secrets.token_bytes(32), created_at=now)
        await connection.execute(fresh.on_conflict_do_nothing())
        found = await connection.scalar(query)
    return bytes(found or b"")
