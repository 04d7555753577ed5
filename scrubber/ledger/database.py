"""Where a ledger is kept, an SQLite file or a PostgreSQL database, and its transactions.

There is one writer at a time, in PostgreSQL too: what a run supersedes and where the audit trail
ends is known only while nobody else adds to it.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from scrubber.errors import UsageError
from scrubber.outputs.files import OWNER_ONLY

WAIT_SECONDS = 300
"""For another writer, who records a whole file at once."""
WRITERS_LOCK = 837_000_001
"""PostgreSQL's advisory locks are named by numbers."""
POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
SQLITE_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-16000",
)


class BadLedger(UsageError):
    """A ledger that cannot be used: why."""


class Database:
    """A ledger's database. `name` tells where it is, without a password or what else is secret.

    No connection stays open between transactions, so that a process that is forked inherits none.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._snapshots = engine
        if self.is_postgresql:  # where a transaction of SQLite is a snapshot by itself
            self._snapshots = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        self._writers = engine.execution_options(writes=True)
        self.name = name

    @classmethod
    def at(cls, address: str | Path) -> "Database":
        """The database of a path, or of an address like postgresql://host/name. Raises BadLedger,
        OSError."""
        if isinstance(address, str) and "://" in address:
            return _by_address(address)
        return cls(_sqlite(Path(address)), str(address))

    @property
    def is_postgresql(self) -> bool:
        """Whether it is a PostgreSQL database."""
        return self._engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees the ledger as it is now, whatever others write. Raises BadLedger,
        OSError."""
        with self._errors_told(), self._snapshots.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the only writer; it leaves all or nothing. Raises BadLedger, OSError."""
        with self._errors_told(), self._writers.begin() as connection:
            if self.is_postgresql:
                connection.execute(select(func.pg_advisory_xact_lock(WRITERS_LOCK)))
            yield connection

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    @contextmanager
    def _errors_told(self) -> Iterator[None]:
        driver = self._engine.dialect.loaded_dbapi
        try:
            yield
        except DBAPIError as error:
            raise self._told(error.orig) from None
        except driver.Error as error:  # what is loaded past SQLAlchemy
            raise self._told(error) from None

    def _told(self, error: BaseException | None) -> BadLedger | OSError:
        """As our own; a database's words of a row that it refuses may hold the row's values."""
        words = str(error).partition("\n")[0]
        if isinstance(error, self._engine.dialect.loaded_dbapi.OperationalError):
            reason = f"the ledger cannot be reached or written ({words})"
            return OSError(errno.EIO, reason, self.name)
        reason = type(error).__name__ if self.is_postgresql else words
        return BadLedger(f"{self.name}: the ledger cannot be used ({reason})")


def _by_address(address: str) -> Database:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # a port that is no number
        raise BadLedger("the ledger's address is none like postgresql://host/name") from None
    name = url.set(query={}).render_as_string(hide_password=True)
    if "@" in (url.host or ""):
        raise BadLedger("the ledger's address has a password with an @; write %40 for it")
    if url.drivername == "sqlite" and url.database:
        return Database(_sqlite(Path(url.database)), url.database)
    if url.drivername not in POSTGRESQL:
        raise BadLedger(f"{name}: a ledger is an SQLite file or a PostgreSQL database")
    if find_spec("psycopg") is None:
        raise BadLedger(f"{name}: PostgreSQL takes psycopg: pip install 'scrubber[postgresql]'")
    return Database(_postgresql(url), name)


def _postgresql(url: URL) -> Engine:
    url = url.set(drivername="postgresql+psycopg")
    return create_engine(url, poolclass=NullPool, hide_parameters=True)


def _sqlite(path: Path) -> Engine:
    """SQLite itself begins no transaction for us: whoever writes takes the lock at once, where one
    that had read first could not have it. Nor may it make a file: in the place of one that was
    taken away it would make an empty one that others can read."""
    path.touch(mode=OWNER_ONLY)
    address = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(address, WAIT_SECONDS, isolation_level=None, uri=True)
        for setting in SQLITE_SETTINGS:
            connection.execute(setting)
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
