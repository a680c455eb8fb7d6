"""People who log in to the console, and their sessions. Password hashes are made elsewhere; here they are only kept."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from crm_store.ids import new_id
from crm_store.rows import columns, every, only
from crm_store.tables import sessions, users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True, slots=True)
class User:
    """A row of `users`. `role`: admin, manager, rep or viewer."""

    id: str
    email: str
    name: str
    role: str
    password_hash: str | None
    totp_secret: str | None
    settings: dict[str, Any]
    failed_logins: int
    locked_until: datetime | None
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A login. `data`: whatever the console keeps with it (its CSRF token)."""

    user: User
    data: dict[str, Any]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Login:
    """A session as its owner sees it. `key`: names it without opening it."""

    key: str
    is_this: bool
    created_at: datetime
    expires_at: datetime
    data: dict[str, Any]


KEY = 16
"""Characters of a session's hash that name it on its owner's page."""
_SELECT = select(*columns(users, User))


async def create(
    connection: "AsyncConnection",
    email: str,
    now: datetime,
    *,
    name: str = "",
    role: str = "rep",
    password_hash: str | None = None,
) -> str:
    """Returns the user's id. The email is unique without regard to case."""
    user_id = new_id("us")
    row = {"id": user_id, "email": email.lower(), "name": name, "role": role, "password_hash": password_hash}
    await connection.execute(insert(users).values(**row, created_at=now))
    return user_id


async def get(connection: "AsyncConnection", user_id: str) -> User | None:
    return only(await connection.execute(_SELECT.where(users.c.id == user_id)), User)


async def by_email(connection: "AsyncConnection", email: str) -> User | None:
    return only(await connection.execute(_SELECT.where(users.c.email == email.lower())), User)


async def everyone(connection: "AsyncConnection") -> list[User]:
    return every(await connection.execute(_SELECT.order_by(users.c.email)), User)


async def count(connection: "AsyncConnection") -> int:
    return int(await connection.scalar(select(func.count()).select_from(users)) or 0)


async def change(connection: "AsyncConnection", user_id: str, **values: Any) -> None:
    """Set columns of one user: name, role, password_hash, totp_secret, settings, failed_logins, locked_until …"""
    await connection.execute(update(users).where(users.c.id == user_id).values(**values))


async def log_in(
    connection: "AsyncConnection", user_id: str, now: datetime, until: datetime, data: Mapping[str, Any] | None = None
) -> str:
    """Start a session; returns its token, of which only a hash is stored."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "user_id": user_id, "data": dict(data or {})}
    await connection.execute(insert(sessions).values(**row, created_at=now, expires_at=until))
    return token


async def session(connection: "AsyncConnection", token: str, now: datetime) -> Session | None:
    """The session and its user; None where it ended or the user is disabled."""
    query = select(*columns(users, User), sessions.c.data, sessions.c.expires_at)
    found = await connection.execute(
        query.join(users, users.c.id == sessions.c.user_id).where(
            sessions.c.token_hash == _hash(token), sessions.c.expires_at > now, users.c.disabled_at.is_(None)
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    values = dict(row._mapping)
    data, expires_at = values.pop("data"), values.pop("expires_at")
    return Session(User(**values), data, expires_at)


async def log_out(connection: "AsyncConnection", token: str) -> None:
    await connection.execute(delete(sessions).where(sessions.c.token_hash == _hash(token)))


async def logins(connection: "AsyncConnection", user_id: str, token: str, now: datetime) -> list[Login]:
    """The sessions of a user that are open, newest first; `token`: of the one that asks."""
    mine, query = _hash(token), select(sessions).where(sessions.c.user_id == user_id, sessions.c.expires_at > now)
    return [
        Login(row.token_hash[:KEY], row.token_hash == mine, row.created_at, row.expires_at, row.data)
        for row in await connection.execute(query.order_by(sessions.c.created_at.desc()))
        if not row.data.get("pending")
    ]


async def saw_session(connection: "AsyncConnection", token: str, data: Mapping[str, Any]) -> None:
    """Keep with the session what the console knows of it now."""
    query = update(sessions).where(sessions.c.token_hash == _hash(token))
    await connection.execute(query.values(data=dict(data)))


async def end_session(connection: "AsyncConnection", user_id: str, key: str) -> None:
    """End one session of that user, by its name on their page."""
    named = func.left(sessions.c.token_hash, KEY) == key
    await connection.execute(delete(sessions).where(sessions.c.user_id == user_id, named))


async def end_sessions(
    connection: "AsyncConnection",
    *,
    user_id: str | None = None,
    before: datetime | None = None,
    but: str | None = None,
) -> None:
    """End all sessions of a user (`but` the one of that token), or those that expired before a time."""
    query = delete(sessions)
    if but is not None:
        query = query.where(sessions.c.token_hash != _hash(but))
    if user_id is not None:
        query = query.where(sessions.c.user_id == user_id)
    if before is not None:
        query = query.where(sessions.c.expires_at < before)
    await connection.execute(query)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
