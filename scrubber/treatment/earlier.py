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
            for key, entry in entries.items():
                # Most keys are new: this asks for them and keeps them in one.
                if not self._kept.execute(_KEEP, (key, marshal.dumps((entry,)))).rowcount:
                    (kept,) = self._kept.execute(_FIND, (key,)).fetchone()
                    found[key] = marshal.loads(kept)  # noqa: S302 - dumped here
                    more = marshal.dumps((*_merged(key, found[key]), entry))
                    self._kept.execute(_CHANGE, (more, key))
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
_KEEP = "INSERT OR IGNORE INTO earlier VALUES (?, ?)"
_FIND = "SELECT entries FROM earlier WHERE key = ?"
_CHANGE = "UPDATE earlier SET entries = ? WHERE key = ?"


def _merged(key: bytes, entries: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return entries if len(entries) < MOST_ENTRIES else (merged(key, entries),)
