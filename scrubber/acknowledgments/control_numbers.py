"""Control numbers that never repeat, and are the same again for the same run.

A number is the hash of what it is given for, so the same input, tables and options give the same
bytes wherever they are run. Nine digits are few: of 38,000 hashes two are likely the same. So what
is given out is kept in one SQLite file in the user's data folder, and a number that is taken there
is passed over for the next. Processes at the same time take turns by SQLite's lock.
"""

import errno
import hashlib
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from scrubber.user_data import user_data_folder

HIGHEST = 999_999_999
"""ISA13 and GS06 have at most nine digits and are above zero (X12.5, X12.6)."""

WAIT_SECONDS = 60
OWNER_ONLY = 0o600


def register_path() -> Path:
    """Where the numbers given out are kept. May not exist yet."""
    return user_data_folder() / "control_numbers.sqlite"


class ControlNumbers:
    """The numbers of one run's acknowledgment of one kind, in the order in which it asks.

    `given_for` names them: a hash of the run's log, which has the input's own hash in it, and what
    kind of acknowledgment it is.
    """

    def __init__(self, given_for: str) -> None:
        self._given_for = given_for
        self._ordinals = count(1)

    def next(self) -> int:
        """The next one, 1 to 999,999,999. Raises OSError where it cannot be kept."""
        return number_for(f"{self._given_for} {next(self._ordinals)}")


def number_for(what: str) -> int:
    """The number that was given for this before, else a new one. Raises OSError."""
    path = register_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=OWNER_ONLY)
    try:
        with closing(sqlite3.connect(path, WAIT_SECONDS, isolation_level=None)) as register:
            register.execute("BEGIN IMMEDIATE")
            number = _number_for(hashlib.sha256(what.encode()), register)
            register.execute("COMMIT")
            return number
    except sqlite3.Error as error:
        reason = f"control numbers cannot be kept there ({error})"
        raise OSError(errno.EIO, reason, str(path)) from None


def _number_for(what: "hashlib._Hash", register: sqlite3.Connection) -> int:
    register.execute(
        "CREATE TABLE IF NOT EXISTS control_numbers "
        "(number INTEGER PRIMARY KEY, given_for TEXT NOT NULL UNIQUE)"
    )
    given_for = what.hexdigest()
    given = "SELECT number FROM control_numbers WHERE given_for = ?"
    if found := register.execute(given, (given_for,)).fetchone():
        return int(found[0])
    number = int.from_bytes(what.digest()) % HIGHEST + 1
    taken = "SELECT 1 FROM control_numbers WHERE number = ?"
    while register.execute(taken, (number,)).fetchone():
        number = number % HIGHEST + 1
    register.execute("INSERT INTO control_numbers VALUES (?, ?)", (number, given_for))
    return number
