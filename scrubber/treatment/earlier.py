"""What the transaction sets of a file leave for those after them."""

import marshal
import sqlite3
import tempfile
from collections.abc import Mapping
from errno import EIO
from typing import Protocol

from scrubber.treatment.entries import merged

Entries = Mapping[bytes, bytes]
Found = Mapping[bytes, tuple[bytes, ...]]
MOST_ENTRIES = 8
"""Of a key; then they are merged. To merge each at once would cost more than to find several."""


class Earlier(Protocol):
    """Entries by key, compact, since they are kept to the end of the file, and without a type of
    ours, so that they pass from one process to another."""

    def exchange(self, entries: Entries) -> Found:
        """What earlier sets of the file have left under these keys, in file order, and perhaps
        merged; from here on later sets find these entries too."""


class EarlierSets:
    """The entries of the sets so far, in a database that stays in memory as long as it is small,
    and then goes to a file that has no name: memory does not grow with the file."""

    def __init__(self) -> None:
        # Which thread asks depends on --jobs, and there is never more than one.
        self._kept = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._kept.executescript(_SCHEMA)

    def exchange(self, entries: Entries) -> Found:
        """See Earlier. Raises OSError where no more can be kept."""
        found: dict[bytes, tuple[bytes, ...]] = {}
        try:
            for key in entries:
                row = self._kept.execute(_FIND, (key,)).fetchone()
                if row:
                    found[key] = marshal.loads(row[0])  # noqa: S302 - dumped below
            self._kept.executemany(
                _KEEP,
                (
                    (key, marshal.dumps((*_merged(key, found.get(key, ())), entry)))
                    for key, entry in entries.items()
                ),
            )
        except sqlite3.Error as error:
            reason = f"what a set leaves for later ones cannot be kept ({error})"
            raise OSError(EIO, reason, tempfile.gettempdir()) from None
        return found


_SCHEMA = """
    PRAGMA cache_size = -4096;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE earlier (key BLOB PRIMARY KEY, entries BLOB) WITHOUT ROWID;
    BEGIN;
"""
_FIND = "SELECT entries FROM earlier WHERE key = ?"
_KEEP = "INSERT OR REPLACE INTO earlier VALUES (?, ?)"


def _merged(key: bytes, entries: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return entries if len(entries) < MOST_ENTRIES else (merged(key, entries),)
