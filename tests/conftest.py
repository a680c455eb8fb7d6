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
from crm_store.schema import upgrade
from crm_store.store import Store, close, connect

TEMPLATE = "bantam_template"
_numbers = count(1)


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
def empty_database(cluster: str) -> Iterator[str]:
    """The address of a fresh database without tables."""
    yield from _database(cluster, "template0")


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
    """The address of a fresh, migrated database."""
    yield from _database(cluster, migrated)


@pytest_asyncio.fixture(loop_scope="session")
async def store(database: str) -> AsyncIterator[Store]:
    """A store on a fresh, migrated database; its worker is quick to notice what happens."""
    opened = connect(database, JobOptions(poll=0.02, heartbeat=0.2, stalled_after=1.0, grace=2.0))
    yield opened
    await close(opened)


def _database(cluster: str, template: str) -> Iterator[str]:
    name = f"bantam_{next(_numbers)}"
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield _address(cluster, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(cluster: str, database: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(libpq_url(cluster)).set(database=database).render_as_string(hide_password=False)
