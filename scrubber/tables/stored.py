"""Imported tables in the user's data folder: one SQLite file a table, looked up and never loaded.

A file holds releases and their rows, every value as the text that a table.csv would have. It is
never changed in place (scrubber.tables.importing.building writes a new one), so it is opened as
immutable, by each thread of each process for itself.
"""

import os
import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from scrubber.errors import UsageError
from scrubber.tables.cells import row_reader
from scrubber.tables.dated import DatedRow, Dates
from scrubber.tables.kinds import TableKind
from scrubber.value_class import value_class

APPLICATION_ID = 0x53435242
FORMAT = 2
KEYS_KEPT = 16_384
OPEN_END = ""
IN_FORCE = "rows.release = ? AND valid_from <= ? AND (valid_to = '' OR valid_to >= ?)"


class BadTable(UsageError):
    """A file that is no table, or not the one that was asked for: which, and what to do."""


@value_class()
class Release:
    """What was imported at once, and what it speaks for: service dates from `valid_from` to
    `valid_to` (none: open), of keys whose first part lies between `first_key` and `last_key`, all
    included. An `extract` speaks for the keys that it holds, and no others. `covers_to` is the last
    service date before a newer release is due. `source` is what its rows name as theirs, `digest`
    the start of the SHA-256 of its files.
    """

    id: int
    name: str
    source: str
    digest: str
    valid_from: date
    valid_to: date | None
    first_key: str
    last_key: str
    covers_to: date
    rows: int
    imported_on: date
    extract: bool

    def __str__(self) -> str:
        return f"{self.name} ({self.digest}{', an extract' if self.extract else ''})"

    @property
    def called(self) -> str:
        """What a sentence calls it."""
        return f"imported {'extract ' if self.extract else ''}{self.name}"

    def speaks_for(self, day: date, first: str) -> bool:
        """Whether it has the say on keys with this first part on a service date."""
        return self.speaks_on(day) and self.first_key <= first <= self.last_key

    def speaks_on(self, day: date) -> bool:
        """Whether it has a say on a service date."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def speaks_for_all_of(self, older: "Release") -> bool:
        """Whether it speaks for every key that another does."""
        return self.first_key <= older.first_key and older.last_key <= self.last_key

    def replaces(self, older: "Release") -> bool:
        """Whether it takes the place of another: from the same first date, for some of its keys. An
        extract is added to what is there, and takes the place of itself alone."""
        return (
            self.valid_from == older.valid_from
            and self.first_key <= older.last_key
            and older.first_key <= self.last_key
            and (not self.extract or (older.extract and older.name == self.name))
        )


RELEASE_COLUMNS = tuple(field.name for field in fields(Release))


class StoredTable:
    """The releases and rows of one file. Raises BadTable where it is no file of ours."""

    def __init__(self, path: Path, kind: TableKind) -> None:
        self.path = path
        self.kind = kind
        self._local = threading.local()
        self._read = row_reader(kind.row)
        self._columns = ", ".join(kind.columns)
        self.releases = tuple(self._read_releases())
        self._by_id = {release.id: release for release in self.releases}
        self.rows_of = lru_cache(KEYS_KEPT)(self._rows_of)

    def query(self, statement: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a SELECT, one after the other."""
        try:
            yield from self._connection().execute(statement, values)
        except sqlite3.Error as error:
            raise self._bad(str(error)) from None

    def in_force(
        self, release: Release, day: date, above: Sequence[Release] = (), words: Sequence[str] = ()
    ) -> Iterator[tuple[str, ...]]:
        """The cells (`kind.columns`) of a release's rows in force on a service date whose key holds
        each of these words, by key; without the keys that the releases `above` have a say on."""
        hidden, values = self._hidden_by(above)
        held, searched = self._with(words)
        conditions = [IN_FORCE, *hidden, *held]
        yield from self.query(
            f"SELECT {self._columns} FROM rows WHERE {' AND '.join(conditions)} "
            f"ORDER BY release, {', '.join(self.kind.key)}, valid_from",
            (release.id, str(day), str(day), *values, *searched),
        )

    def count_in_force(self, release: Release, day: date, above: Sequence[Release]) -> int:
        """How many keys of a release have a row in force on a service date."""
        keys = ", ".join(self.kind.key)
        hidden, values = self._hidden_by(above)
        conditions = " AND ".join([IN_FORCE, *hidden])
        ((number,),) = self.query(
            f"SELECT count(*) FROM (SELECT DISTINCT {keys} FROM rows WHERE {conditions})",
            (release.id, str(day), str(day), *values),
        )
        return int(number)

    def dates(self, release: Release, words: Sequence[str]) -> Iterator[Dates]:
        """First and last service dates of a release's rows whose key holds each of these words."""
        held, searched = self._with(words)
        conditions = " AND ".join(["release = ?", *held])
        for start, end in self.query(
            f"SELECT DISTINCT valid_from, valid_to FROM rows WHERE {conditions}",
            (release.id, *searched),
        ):
            yield date.fromisoformat(start), date.fromisoformat(end) if end else None

    def _with(self, words: Sequence[str]) -> tuple[list[str], list[str]]:
        """Conditions, and their values, that a row's key holds each of these words."""
        held = f"({' OR '.join(f'instr(lower({column}), ?)' for column in self.kind.key)})"
        return [held for _ in words], [word.lower() for word in words for _ in self.kind.key]

    def _hidden_by(self, above: Sequence[Release]) -> tuple[list[str], list[object]]:
        """Conditions, and their values, that a row's key is none of those releases'."""
        same = " AND ".join(f"other.{column} = rows.{column}" for column in self.kind.key)
        conditions: list[str] = []
        values: list[object] = []
        for release in above:
            if release.extract:
                held = f"SELECT 1 FROM rows AS other WHERE other.release = ? AND {same}"
                conditions.append(f"NOT EXISTS ({held})")
                values.append(release.id)
            else:
                conditions.append(f"{self.kind.key[0]} NOT BETWEEN ? AND ?")
                values += [release.first_key, release.last_key]
        return conditions, values

    def latest_start(self, release: Release) -> date:
        """The latest first date of a release's rows."""
        ((latest,),) = self.query(
            "SELECT max(valid_from) FROM rows WHERE release = ?", (release.id,)
        )
        return date.fromisoformat(latest)

    def keys_with(self, codes: Collection[str]) -> set[tuple[str, ...]]:
        """The keys, of any release and date, that have one of these codes in them."""
        keys = ", ".join(self.kind.key)
        given = ", ".join("?" for _ in codes)
        ids = ", ".join(str(release.id) for release in self.releases)
        return {
            key
            for column in self.kind.key
            for key in self.query(
                f"SELECT DISTINCT {keys} FROM rows WHERE release IN ({ids}) "
                f"AND {column} IN ({given})",
                tuple(codes),
            )
        }

    def row(self, release: Release, cells: Sequence[str]) -> DatedRow:
        """The row of the cells of a line."""
        stated = dict(zip(self.kind.columns, cells, strict=True))
        try:
            return self._read(stated | {"source": release.source})
        except (KeyError, ValueError, ArithmeticError) as error:
            raise self._bad(f"a row cannot be read: {error}") from None

    def _rows_of(self, release_id: int, key: tuple[str, ...]) -> tuple[DatedRow, ...]:
        """The rows of one key in a release, by their first date."""
        held = " AND ".join(f"{column} = ?" for column in self.kind.key)
        found = self.query(
            f"SELECT {self._columns} FROM rows WHERE release = ? AND {held} ORDER BY valid_from",
            (release_id, *key),
        )
        return tuple(self.row(self._by_id[release_id], cells) for cells in found)

    def _read_releases(self) -> Iterator[Release]:
        ((application,),) = self.query("PRAGMA application_id")
        ((format_,),) = self.query("PRAGMA user_version")
        if (application, format_) != (APPLICATION_ID, FORMAT):
            raise self._bad("another program, or another version of this one, has written it")
        names = [name for _, name, *_ in self.query("PRAGMA table_info(rows)")]
        if names != ["release", *self.kind.columns]:
            raise self._bad(f"its columns are not those of {self.kind.name}")
        for cells in self.query(f"SELECT {', '.join(RELEASE_COLUMNS)} FROM releases ORDER BY id"):
            yield _release(dict(zip(RELEASE_COLUMNS, cells, strict=True)))

    def _connection(self) -> sqlite3.Connection:
        """The thread's own; a process that was forked off does not go on with its parent's."""
        local = self._local
        if getattr(local, "process", None) != os.getpid():
            if not self.path.is_file():
                raise self._bad("it is not there, or is no file")
            address = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
            local.connection = sqlite3.connect(address, uri=True)
            local.process = os.getpid()
        connection: sqlite3.Connection = local.connection
        return connection

    def _bad(self, reason: str) -> BadTable:
        return BadTable(
            f"{self.path}: no table that can be used ({reason}); "
            f"`scrubber tables forget {self.path.stem}` takes it away, then import it again"
        )


def release_cells(release: Release) -> tuple[object, ...]:
    """A release as it is stored."""
    return tuple(
        str(value) if isinstance(value, date) else OPEN_END if value is None else value
        for value in astuple(release)
    )


def _release(cells: dict[str, Any]) -> Release:
    for name in ("valid_from", "covers_to", "imported_on"):
        cells[name] = date.fromisoformat(cells[name])
    cells["valid_to"] = date.fromisoformat(cells["valid_to"]) if cells["valid_to"] else None
    cells["extract"] = bool(cells["extract"])
    return Release(**cells)
