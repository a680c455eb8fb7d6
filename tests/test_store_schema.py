"""The schema: what the migrations build is what the tables say."""

import asyncio
import hashlib

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, inspect, text

from crm_store.engine import engine_of
from crm_store.errors import DatabaseTooNew
from crm_store.schema import SCRIPTS, config, head, upgrade
from crm_store.store import Store
from crm_store.tables import metadata


def differences(connection: Connection) -> list[object]:
    def is_ours(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or not str(name).startswith(("procrastinate_", "alembic_"))

    options = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_models_equal_the_migrated_schema(store: Store) -> None:
    async with store.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_many_processes_may_migrate_an_empty_database_at_once(empty_database: str) -> None:
    engines = [engine_of(empty_database) for _ in range(4)]
    done = await asyncio.gather(*(upgrade(engine) for engine in engines))
    assert sorted(done) == [False, False, False, True]
    async with engines[0].connect() as connection:
        tables = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert set(metadata.tables) | {"procrastinate_jobs", "alembic_version"} <= tables
    for engine in engines:
        await engine.dispose()


async def test_up_to_date_database_is_left_alone(store: Store) -> None:
    assert await upgrade(store.engine) is False


async def test_database_of_a_newer_version_is_refused_in_words(store: Store) -> None:
    async with store.transaction() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="revision 9999") as caught:
        await upgrade(store.engine)
    assert "Update this Bantam" in caught.value.remedy


async def test_head_read_off_the_file_names_is_alembic_s_head(store: Store) -> None:
    async with store.engine.connect() as connection:
        found = await connection.run_sync(lambda sync: ScriptDirectory.from_config(config(sync)).get_heads())
    assert found == [head()]


def test_job_schema_is_the_one_that_the_first_revision_was_written_for() -> None:
    """Where this fails after an update: add a revision with procrastinate's own migrations, and its new hash."""
    first = (SCRIPTS / "versions" / "0001_first_tables.py").read_text(encoding="utf-8")
    assert hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest() in first
