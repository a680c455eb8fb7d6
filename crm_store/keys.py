"""API keys: shown once, stored as SHA-256 (they are random, so a slow hash would add nothing)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import api_keys

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A row of `api_keys` without its hash; `prefix` is the part that may be shown."""

    id: str
    name: str
    prefix: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


_SELECT = select(*columns(api_keys, ApiKey))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


async def create(connection: "AsyncConnection", name: str, now: datetime) -> tuple[str, str]:
    """Returns the key's id and the key itself, which nobody can read again."""
    key_id, secret = new_id("key"), "bantam_" + secrets.token_urlsafe(32)
    row = {"id": key_id, "name": name, "prefix": secret[:12], "hash": digest(secret), "created_at": now}
    await connection.execute(insert(api_keys).values(**row))
    return key_id, secret


async def find(connection: "AsyncConnection", secret: str) -> ApiKey | None:
    """The key that is meant, unless it was revoked."""
    query = _SELECT.where(api_keys.c.hash == digest(secret), api_keys.c.revoked_at.is_(None))
    return only(await connection.execute(query), ApiKey)


async def every_key(connection: "AsyncConnection") -> list[ApiKey]:
    return every(await connection.execute(_SELECT.order_by(api_keys.c.id)), ApiKey)


async def mark_used(connection: "AsyncConnection", key_id: str, now: datetime) -> None:
    await connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(used_at=now))


async def revoke(connection: "AsyncConnection", key_id: str, now: datetime) -> bool:
    """False where there is no such key in use."""
    query = update(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    return bool((await connection.execute(query.values(revoked_at=now))).rowcount)
