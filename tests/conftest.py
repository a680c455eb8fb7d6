"""What every test may ask for: a database of its own, and a network that refuses all but this machine."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
import pytest_socket

from crm_store.embedded import Embedded
from crm_store.engine import engine_of, libpq_url
from crm_store.jobs import JobOptions
from crm_store.schema import head, upgrade
from crm_store.store import Store, close, connect
from crm_store.tables import metadata

TEMPLATE = "bantam_template"
JOB_TABLES = ("procrastinate_periodic_defers", "procrastinate_events", "procrastinate_jobs", "procrastinate_workers")
_numbers = count(1)
_free: list[str] = []


def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of an embedded PostgreSQL for this run, without the disk writes that only a power cut would need."""
    home = Path(tempfile.mkdtemp(prefix="bantam-test-"))
    embedded = Embedded(home / "pg")
    address = embedded.start()
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "max_connections = 200"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield address
    embedded.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def empty_database(cluster: str) -> str:
    """The address of a database without tables."""
    return _address(cluster, _create(cluster, "template0"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated(cluster: str) -> str:
    """The name of the database that each test's own is copied from."""
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    engine = engine_of(_address(cluster, TEMPLATE))
    await upgrade(engine)
    await engine.dispose()
    return TEMPLATE


@pytest.fixture
def database(cluster: str, migrated: str) -> Iterator[str]:
    """The address of a migrated database without rows, for this test alone.

    Emptied and lent to the next test: that takes milliseconds, a copy of the template a tenth of a second.
    """
    name = _free.pop() if _free else _create(cluster, migrated)
    address = _address(cluster, name)
    yield address
    _empty(address)
    _free.append(name)


@pytest_asyncio.fixture(loop_scope="session")
async def store(database: str) -> AsyncIterator[Store]:
    """A store on a fresh, migrated database; its worker is quick to notice what happens."""
    opened = connect(database, JobOptions(poll=0.02, heartbeat=0.2, stalled_after=1.0, grace=2.0))
    yield opened
    await close(opened)


def _create(cluster: str, template: str) -> str:
    name = f"bantam_{next(_numbers)}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def _empty(address: str) -> None:
    """Cut whoever is still connected, delete every row, and undo what a test did to the revision."""
    tables = [*reversed([table.name for table in metadata.sorted_tables]), *JOB_TABLES]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("; ".join(f"DELETE FROM {name}" for name in tables))
        connection.execute("UPDATE alembic_version SET version_num = %s", [head()])


def _address(cluster: str, database: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(libpq_url(cluster)).set(database=database).render_as_string(hide_password=False)
