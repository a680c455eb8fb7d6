"""Reaching the database: any spelling of its address, one clear sentence for each way in which it cannot be used."""

import asyncio
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from crm_store.engine import libpq_url, sqlalchemy_url
from crm_store.errors import (
    DatabaseBusy,
    DatabaseRefused,
    DatabaseTooOld,
    DatabaseUnreachable,
    DiskFull,
    EmbeddedFailed,
    StoreError,
    explain,
)
from crm_store.store import open_store

ROOT = Path(__file__).parent.parent


@pytest.fixture
def home() -> Iterator[Path]:
    """A directory with a short name (a socket's path is limited) that another user may enter."""
    path = Path(tempfile.mkdtemp(prefix="bantam-home-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.mark.parametrize(
    "address",
    [
        "postgres://u:p@h:5433/d",
        "postgresql://u:p@h:5433/d",
        "postgresql+psycopg://u:p@h:5433/d",
        " postgres://u:p@h:5433/d\n",
    ],
)
def test_any_spelling_of_the_address_is_understood(address: str) -> None:
    assert sqlalchemy_url(address) == "postgresql+psycopg://u:p@h:5433/d"
    assert libpq_url(address) == "postgresql://u:p@h:5433/d"


@pytest.mark.parametrize("address", ["mysql://u@h/d", "sqlite:///x.db", "not an address", "localhost:5432"])
def test_address_of_something_else_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(DatabaseRefused) as caught:
        sqlalchemy_url(address)
    assert "postgresql://user:password@host" in caught.value.remedy


async def trouble(address: str) -> StoreError:
    with pytest.raises(StoreError) as caught:
        async with open_store(address, Path("/nonexistent")):
            pass
    return caught.value


async def test_unreachable_database_is_one_sentence_and_a_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers there
        error = await trouble(f"postgresql://u:p@127.0.0.1:{taken.getsockname()[1]}/d")
    assert isinstance(error, DatabaseUnreachable)
    assert "\n" not in str(error)
    assert "PostgreSQL runs" in error.remedy


async def test_database_that_does_not_exist_is_refused_not_unreachable(cluster: str) -> None:
    error = await trouble(make_url(cluster).set(database="nowhere").render_as_string(hide_password=False))
    assert isinstance(error, DatabaseRefused)
    assert '"nowhere" does not exist' in str(error)


async def test_server_that_is_too_old_is_named(store: object, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_store.engine.OLDEST", 990000)
    error = await trouble(database)
    assert isinstance(error, DatabaseTooOld)
    assert "Bantam needs 99 or newer" in str(error)


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (psycopg.errors.DiskFull("could not extend file"), DiskFull),
        (psycopg.OperationalError('could not write file: No space left on device'), DiskFull),
        (psycopg.errors.TooManyConnections("sorry, too many clients already"), DatabaseBusy),
        (psycopg.errors.CannotConnectNow("the database system is starting up"), DatabaseBusy),
        (psycopg.errors.InvalidPassword("password authentication failed"), DatabaseRefused),
        (psycopg.OperationalError("server closed the connection unexpectedly"), DatabaseUnreachable),
        (psycopg.errors.UniqueViolation("duplicate key"), None),
        (ValueError("a bug"), None),
    ],
)  # fmt: skip
def test_driver_s_errors_become_situations_and_bugs_stay_bugs(
    cause: Exception, expected: type[StoreError] | None
) -> None:
    found = explain(cause)
    assert found is None if expected is None else isinstance(found, expected)


async def test_several_processes_share_the_embedded_database_and_the_last_one_stops_it(home: Path) -> None:
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from crm_store.store import open_store\n"
        "from sqlalchemy import text\n"
        "async def main():\n"
        "    async with open_store(None, Path(sys.argv[1])) as store:\n"
        "        async with store.reading() as connection:\n"
        "            print(await connection.scalar(text('SELECT 42')))\n"
        "asyncio.run(main())\n"
    )
    async with open_store(None, home) as store:
        others = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-c", program, str(home), cwd=ROOT, stdout=asyncio.subprocess.PIPE
            )
            for _ in range(2)
        ]
        for other in others:
            out, _ = await asyncio.wait_for(other.communicate(), 60)
            assert (out, other.returncode) == (b"42\n", 0)
        async with store.reading() as connection:
            assert await connection.scalar(text("SELECT 42")) == 42
    assert not (home / "pg" / "postmaster.pid").exists()


async def test_process_that_was_killed_does_not_keep_the_embedded_database_running(home: Path) -> None:
    async with open_store(None, home):
        users = home / "pg" / ".handle_pids.json"
        users.write_text(users.read_text().replace("]", ", 4194303]"))  # no process has this number
    assert not (home / "pg" / "postmaster.pid").exists()


async def test_what_the_embedded_database_holds_outlives_it(home: Path) -> None:
    async with open_store(None, home) as store, store.transaction() as connection:
        await connection.execute(text("CREATE TABLE kept AS SELECT 7 AS n"))
    async with open_store(None, home) as store, store.reading() as connection:
        assert await connection.scalar(text("SELECT n FROM kept")) == 7


async def test_home_that_is_no_directory_is_one_sentence(home: Path) -> None:
    (home / "file").write_text("")
    with pytest.raises(EmbeddedFailed, match="file/pg") as caught:
        async with open_store(None, home / "file"):
            pass
    assert "DATABASE_URL" in caught.value.remedy
