"""The numbers that reps are texted on, and the texts to them that tell of no handoff: codes, answers to keywords."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from crm_store.ids import new_id
from crm_store.rep_tables import rep_numbers, rep_texts
from crm_store.rows import columns, only
from crm_store.tables import users

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

Kind = Literal["code", "stopped", "started", "help"]


@dataclass(frozen=True, slots=True)
class RepNumber:
    """A row of `rep_numbers` (E.164). `verified_at` None: the code that was texted has not come back yet."""

    user_id: str
    number: str
    code_text: str | None
    tries: int
    asked_at: datetime
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class RepText:
    """A row of `rep_texts`. `status`: pending, sending, sent, refused."""

    id: str
    user_id: str
    number: str
    kind: str
    status: str
    attempts: int
    last_error: str | None
    next_at: datetime | None
    created_at: datetime


_NUMBER = select(*columns(rep_numbers, RepNumber))


async def get(connection: "AsyncConnection", user_id: str) -> RepNumber | None:
    return only(await connection.execute(_NUMBER.where(rep_numbers.c.user_id == user_id)), RepNumber)


async def by_number(connection: "AsyncConnection", number: str) -> RepNumber | None:
    """Whose verified number that is, while they may log in."""
    query = _NUMBER.join(users, users.c.id == rep_numbers.c.user_id).where(
        rep_numbers.c.number == number, rep_numbers.c.verified_at.is_not(None), users.c.disabled_at.is_(None)
    )
    return only(await connection.execute(query), RepNumber)


async def ask(connection: "AsyncConnection", user_id: str, number: str, code_text: str, now: datetime) -> None:
    """That number, once the code of that text comes back; whatever was there before is gone."""
    values = {"number": number, "code_text": code_text, "tries": 0, "asked_at": now, "verified_at": None}
    stored = insert(rep_numbers).values(user_id=user_id, **values)
    await connection.execute(stored.on_conflict_do_update(index_elements=["user_id"], set_=values))


async def count_try(connection: "AsyncConnection", user_id: str) -> RepNumber | None:
    """The row with one more try on it: counted before it is looked at, so that parallel tries do not slip through."""
    counted = update(rep_numbers).where(rep_numbers.c.user_id == user_id).values(tries=rep_numbers.c.tries + 1)
    return only(await connection.execute(counted.returning(*columns(rep_numbers, RepNumber))), RepNumber)


async def verify(connection: "AsyncConnection", user_id: str, number: str, now: datetime) -> None:
    """The number is theirs; whoever had it before has it no more."""
    others = delete(rep_numbers).where(rep_numbers.c.number == number, rep_numbers.c.user_id != user_id)
    await connection.execute(others)
    mine = update(rep_numbers).where(rep_numbers.c.user_id == user_id)
    await connection.execute(mine.values(verified_at=now, code_text=None, tries=0))


async def remove(connection: "AsyncConnection", user_id: str) -> None:
    await connection.execute(delete(rep_numbers).where(rep_numbers.c.user_id == user_id))


async def add_text(connection: "AsyncConnection", user_id: str, number: str, kind: Kind, now: datetime) -> str:
    """A text to be sent; returns its id."""
    text_id = new_id("rt")
    row = {"id": text_id, "user_id": user_id, "number": number, "kind": kind, "created_at": now}
    await connection.execute(insert(rep_texts).values(**row))
    return text_id


async def codes_since(connection: "AsyncConnection", user_id: str, number: str, since: datetime) -> int:
    """How many codes that user asked for, or that number got, since then."""
    query = select(func.count()).where(
        rep_texts.c.kind == "code",
        rep_texts.c.created_at >= since,
        or_(rep_texts.c.user_id == user_id, rep_texts.c.number == number),
    )
    return int(await connection.scalar(query) or 0)


async def claim(connection: "AsyncConnection", text_id: str, now: datetime, until: datetime) -> RepText | None:
    """Take the text for one attempt; None where it is done, not due, or in other hands."""
    due = (rep_texts.c.status.in_(("pending", "sending"))) & (
        or_(rep_texts.c.next_at.is_(None), rep_texts.c.next_at <= now)
    )
    taken = (
        update(rep_texts)
        .where(rep_texts.c.id == text_id, due)
        .values(status="sending", attempts=rep_texts.c.attempts + 1, next_at=until)
        .returning(*columns(rep_texts, RepText))
    )
    return only(await connection.execute(taken), RepText)


async def settle(connection: "AsyncConnection", text: RepText, **values: Any) -> None:
    """Write what became of this attempt."""
    mine = (rep_texts.c.id == text.id) & (rep_texts.c.attempts == text.attempts)
    await connection.execute(update(rep_texts).where(mine).values(**values))


async def last_text(connection: "AsyncConnection", user_id: str) -> RepText | None:
    """The newest text to that rep, to show how it fared."""
    query = select(*columns(rep_texts, RepText)).where(rep_texts.c.user_id == user_id)
    return only(await connection.execute(query.order_by(rep_texts.c.id.desc()).limit(1)), RepText)
