"""The audit trail: who did what, by which rule, on which evidence; each row chained to the last.

A row's hash is over its content and the hash of the row before it. So nobody changes, removes or
adds a row without changing the hash of all that follow, and a receipt that holds a later hash
proves every row before it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from scrubber.ledger.loading import Row, load
from scrubber.ledger.records import ChainHead
from scrubber.ledger.schema import audit

BEGINNING = ChainHead(0, "0" * 64)
"""What the first row follows."""


class Entry(NamedTuple):
    """What is to be told: `what` was done, for which claim and line, where it is about one."""

    what: str
    run: str = ""
    claim_id: str = ""
    line: str = ""
    rule: str = ""
    evidence: str = ""

    def __repr__(self) -> str:
        """What was done; the rest may be patient data."""
        return f"Entry({self.what})"


class Trail:
    """The trail's end, within a transaction of the only writer."""

    def __init__(self, connection: Connection, who: str) -> None:
        self._connection = connection
        self._who = _storable(who)
        self._at = now()
        last = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
        found = connection.execute(last).one_or_none()
        self.head = ChainHead(*found) if found else BEGINNING

    def append(self, entries: Iterable[Entry]) -> None:
        """Add rows."""
        load(self._connection, audit, audit.c.keys(), list(self._chained(entries)))

    def _chained(self, entries: Iterable[Entry]) -> Iterator[Row]:
        for entry in entries:
            seq, previous = self.head.seq + 1, self.head.hash
            content = (self._at, self._who, *map(_storable, entry))
            self.head = ChainHead(seq, row_hash(seq, content, previous))
            yield seq, *content, previous, self.head.hash


def row_hash(seq: int, content: tuple[str, ...], previous: str) -> str:
    """The hash of a row: of its number, its content (`at` to `evidence`), the hash before."""
    told = json.dumps([seq, *content, previous])
    return hashlib.sha256(told.encode()).hexdigest()


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _storable(text: str) -> str:
    """What both databases give back as it was: the hash is over what is kept."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{SYMBOL FOR NULL}")
