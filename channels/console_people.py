"""Who may use the console: password hashes, the guard against guessing, and the first login of a new installation."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from crm_store import audit, console_queries, keys, users
from crm_store.users import User

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from sqlalchemy.ext.asyncio import AsyncConnection

    from crm_store.store import Store

FIRST_EMAIL = "admin@bantam.local"
FREE_ATTEMPTS = 5
"""Wrong passwords in a row before an account has to wait."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
"""Short enough that nobody can shut a rep out of work by guessing at their account."""
PER_ADDRESS = 20
PER_ADDRESS_WINDOW = timedelta(minutes=15)
LONGEST_PASSWORD = 1024
"""Characters: more would only keep the hash function busy."""
FAILED = "login failed"
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_AT_ONCE = 2
"""Hashes under way in one process: each takes 64 MiB."""


@dataclass(frozen=True)
class FirstLogin:
    """Shown once, when nobody could log in yet."""

    email: str
    password: str
    api_key: str


@dataclass(frozen=True)
class TooMany:
    """Guessing is slowed down: try again after `wait`."""

    wait: timedelta


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()  # Argon2id with the parameters of RFC 9106, "low memory": 64 MiB, 3 passes


@cache
def _nobodys_hash() -> str:
    """Checked where there is no such user, so that an answer takes as long as for one who exists."""
    return _hasher().hash(secrets.token_urlsafe(16))


def hashed(password: str) -> str:
    """The hash that is stored (Argon2id, its salt and parameters inside)."""
    return _hasher().hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed. Takes as long where nothing is stored."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        _hasher().verify(stored or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def new_password() -> str:
    """Four groups of five easily told apart characters: 99 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


SHORTEST_PASSWORD = 12
"""Characters; no rules on their kinds (NIST SP 800-63B-4, 3.1.1)."""
_WELL_KNOWN = (
    "password", "123456", "qwerty", "letmein", "welcome", "admin", "iloveyou", "monkey", "dragon", "football", "bantam",
)  # fmt: skip


def password_fault(password: str, email: str) -> str:
    """Why a password cannot be chosen, in words; empty where it can."""
    bare = password.casefold().strip()
    if len(password) < SHORTEST_PASSWORD:
        return f"Choose at least {SHORTEST_PASSWORD} characters; a few words in a row are fine."
    if len(set(bare)) < 5 or email.partition("@")[0].casefold() in bare:
        return "That is too easy to guess: it is your name or hardly any characters."
    left = bare
    for word in _WELL_KNOWN:
        left = left.replace(word, "")
    return "That is too easy to guess." if len(left.strip("0123456789!.-_ ")) < 4 else ""


async def first_login(store: "Store", now: datetime) -> FirstLogin | None:
    """On the very first start, an administrator and an API key; None ever after. Of many processes one gets them."""
    password = new_password()
    stored = await asyncio.to_thread(hashed, password)
    async with store.transaction() as connection:
        await console_queries.lock_first_login(connection)
        if await users.count(connection):
            return None
        user_id = await users.create(
            connection, FIRST_EMAIL, now, name="Administrator", role="admin", password_hash=stored
        )
        _, api_key = await keys.create(connection, "first start", now)
        await audit.record(connection, user_id, "first login made", now)
    return FirstLogin(FIRST_EMAIL, password, api_key)


@dataclass(frozen=True)
class Doorkeeper:
    """Checks who comes in, and slows down who guesses: per account and per address, across all processes."""

    store: "Store"
    clock: Callable[[], datetime]
    _turnstile: asyncio.Semaphore

    @classmethod
    def of(cls, store: "Store", clock: Callable[[], datetime]) -> "Doorkeeper":
        return cls(store, clock, asyncio.Semaphore(_AT_ONCE))

    async def admit(self, email: str, password: str, address: str) -> User | TooMany | None:
        """The user; None where email or password are wrong (it is not said which)."""
        now = self.clock()
        waiting = await self._begin(email, address, now)
        if isinstance(waiting, TooMany):
            return waiting
        stored = waiting.password_hash if waiting is not None else None
        async with self._turnstile:
            is_right = len(password) <= LONGEST_PASSWORD and await asyncio.to_thread(matches, stored, password)
        async with self.store.transaction() as connection:
            if waiting is None or not is_right:
                await self._refuse(connection, waiting, address, now)
                return None
            fresh = await asyncio.to_thread(hashed, password) if _hasher().check_needs_rehash(stored or "") else stored
            await users.change(connection, waiting.id, failed_logins=0, locked_until=None, password_hash=fresh)
            await audit.record(connection, waiting.id, "logged in", now, address=address)
        return waiting

    async def _begin(self, email: str, address: str, now: datetime) -> User | TooMany | None:
        """Count the attempt first: attempts in parallel must not slip through while one of them is being hashed."""
        async with self.store.transaction() as connection:
            since = now - PER_ADDRESS_WINDOW
            tried = await console_queries.refusals_since(connection, _actor(address), FAILED, since)
            if tried >= PER_ADDRESS:
                return TooMany(PER_ADDRESS_WINDOW)
            user = await users.by_email(connection, email)
            if user is None or user.disabled_at is not None:
                return None
            if await console_queries.begin_login(connection, user.id, now) is None:
                return TooMany(max((user.locked_until or now) - now, timedelta(seconds=1)))
        return user

    async def _refuse(self, connection: "AsyncConnection", user: User | None, address: str, now: datetime) -> None:
        await audit.record(connection, _actor(address), FAILED, now, user=user.id if user else None)
        if user is None:
            return
        counted = await users.get(connection, user.id)
        attempts = counted.failed_logins if counted is not None else 0
        if attempts >= FREE_ATTEMPTS:
            wait = min(FIRST_WAIT * 2 ** min(attempts - FREE_ATTEMPTS, 10), LONGEST_WAIT)
            await users.change(connection, user.id, locked_until=now + wait)


def _actor(address: str) -> str:
    return f"address:{address}"
