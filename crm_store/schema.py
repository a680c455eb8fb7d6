"""Migrations: bring the database to this version's tables. Safe to call from many processes at once."""

from pathlib import Path
from typing import TYPE_CHECKING

from crm_store.errors import DatabaseTooNew

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

SCRIPTS = Path(__file__).parent / "migrations"
_LOCK = 0x62616E74616D  # "bantam": any number that nobody else locks


def head() -> str:
    """The newest revision. Read off the file names, so that an up-to-date start need not import Alembic."""
    return max(path.stem.split("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


async def upgrade(engine: "AsyncEngine") -> bool:
    """Migrate where needed, one process at a time; True if anything was done.

    Raises DatabaseTooNew where a newer Bantam has been here.
    """
    from sqlalchemy import text

    async with engine.connect() as connection:
        if await connection.run_sync(_revision) == head():
            return False
    async with engine.begin() as connection:
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        return await connection.run_sync(_upgrade)


def _revision(connection: "Connection") -> str | None:
    from sqlalchemy import text

    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is not None and revision > head():
        raise DatabaseTooNew(f"The database is at revision {revision}, this Bantam knows {head()}.")
    return revision


def _upgrade(connection: "Connection") -> bool:
    from alembic import command

    if _revision(connection) == head():
        return False  # another process was faster
    command.upgrade(config(connection), "head")
    return True


def config(connection: "Connection") -> "Config":
    """Alembic's configuration on `connection`: there is no ini file."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
