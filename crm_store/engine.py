"""The connection to PostgreSQL: SQLAlchemy's async engine over psycopg 3."""

from typing import TYPE_CHECKING, Any

from crm_store.errors import DatabaseRefused, DatabaseTooOld, explain

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

OLDEST = 140000
"""PostgreSQL 14, as `server_version_num` counts."""


def engine_of(url: str, pool: int = 10) -> "AsyncEngine":
    """An engine with `pool` connections and as many again under load. Connects on first use only."""
    from pydantic_core import from_json
    from sqlalchemy.ext.asyncio import create_async_engine

    return create_async_engine(
        sqlalchemy_url(url),
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=15,
        json_serializer=_json,
        json_deserializer=from_json,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": 10},
    )


def _json(value: Any) -> str:
    """Plain JSON; a module's function, because psycopg caches by it."""
    from pydantic_core import to_json

    return to_json(value).decode()


def sqlalchemy_url(url: str) -> str:
    """Any spelling of a PostgreSQL address (`postgres://`, `postgresql://`) with the driver that we use."""
    return _with_driver(url, "postgresql+psycopg")


def libpq_url(url: str) -> str:
    """The same address as psycopg itself takes it."""
    return _with_driver(url, "postgresql")


def _with_driver(url: str, driver: str) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parts = make_url(url.strip())
    except (ArgumentError, ValueError) as error:
        raise DatabaseRefused("DATABASE_URL is not an address of a database.", EXAMPLE) from error
    if parts.get_backend_name() not in ("postgresql", "postgres"):
        raise DatabaseRefused(f"DATABASE_URL names {parts.get_backend_name()}; Bantam needs PostgreSQL.", EXAMPLE)
    return parts.set(drivername=driver).render_as_string(hide_password=False)


EXAMPLE = "Write it as postgresql://user:password@host:5432/bantam, or leave it out for the embedded database."


async def check(engine: "AsyncEngine", patience: float = 30.0) -> None:
    """Raise the store's own error where the server cannot be used. Waits while it is starting up."""
    import asyncio

    from sqlalchemy import text

    from crm_store.errors import DatabaseBusy

    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while True:
        try:
            async with engine.connect() as connection:
                version = int(await connection.scalar(text("SELECT current_setting('server_version_num')")) or 0)
            break
        except Exception as error:
            known = explain(error)
            if isinstance(known, DatabaseBusy) and loop.time() < deadline:
                await asyncio.sleep(0.2)
                continue
            raise (known or error) from error
    if version < OLDEST:
        raise DatabaseTooOld(
            f"PostgreSQL {version // 10000} is too old: Bantam needs {OLDEST // 10000} or newer.",
            "Upgrade the server, or leave DATABASE_URL out for the embedded database.",
        )
