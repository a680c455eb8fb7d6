"""What can go wrong with the store, one class per situation: a sentence, a remedy, who may try again."""

from typing import ClassVar


class StoreError(Exception):
    """Base of all: `str(error)` is one clear sentence, `remedy` says what to do about it."""

    status: ClassVar[int] = 503
    """The HTTP status that an edge answers with."""
    may_retry: ClassVar[bool] = True
    remedy: str = ""

    def __init__(self, sentence: str, remedy: str | None = None) -> None:
        super().__init__(sentence)
        if remedy is not None:
            self.remedy = remedy


class DatabaseUnreachable(StoreError):
    """Nobody answers at the address, or the connection broke."""

    remedy = "Check that PostgreSQL runs and that DATABASE_URL names its host and port."


class DatabaseRefused(StoreError):
    """The server answers, but not to this user, password or database name."""

    may_retry = False
    remedy = "Check user, password and database name in DATABASE_URL."


class DatabaseTooOld(StoreError):
    """The server is older than Bantam supports."""

    may_retry = False


class DatabaseTooNew(StoreError):
    """A newer Bantam has migrated this database."""

    may_retry = False
    remedy = "Update this Bantam to the version that migrated the database."


class DatabaseBusy(StoreError):
    """Every connection is taken, or the server is starting or stopping."""

    remedy = "Try again in a moment; if it stays, raise max_connections of PostgreSQL."


class DiskFull(StoreError):
    """No room left for the data."""

    remedy = "Free some disk space; nothing that was accepted is lost."


class EmbeddedFailed(StoreError):
    """The PostgreSQL that Bantam brings along does not start."""

    may_retry = False
    remedy = "Or set DATABASE_URL to a PostgreSQL of your own."


class NotFound(StoreError):
    """No such row."""

    status = 404
    may_retry = False


class Conflict(StoreError):
    """Someone else was faster: the row is no longer in the state that the change needs."""

    status = 409
    may_retry = False


REFUSED = {"28000", "28P01", "3D000", "42501"}
BUSY = {"53300", "57P03", "57P01", "57P02"}


def explain(error: BaseException) -> StoreError | None:
    """The store's own error for one of the database driver's; None where it is a bug, not a situation."""
    import psycopg
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.exc import TimeoutError as NoConnectionLeft

    if isinstance(error, StoreError):
        return error
    if isinstance(error, NoConnectionLeft):
        return DatabaseBusy("No connection to the database came free in time.")
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if not isinstance(cause, psycopg.Error):
        return None
    return _by_state(cause, " ".join(str(cause).split()))


def _by_state(cause: BaseException, words: str) -> StoreError | None:
    import psycopg

    state = getattr(cause, "sqlstate", None)
    if state == "53100" or "No space left on device" in words:
        return DiskFull("The database's disk is full.")
    if state in REFUSED or "authentication failed" in words or ("database" in words and "does not exist" in words):
        return DatabaseRefused(f"The database refuses us: {words}")
    if state in BUSY or "starting up" in words or "too many clients" in words:
        return DatabaseBusy(f"The database cannot serve us now: {words}")
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return DatabaseUnreachable(f"The database cannot be reached: {words}")
    return None
