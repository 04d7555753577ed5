"""Writes an imported table: a new file with the releases that stay and the one that comes."""

import sqlite3
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from errno import EIO
from hashlib import sha256
from itertools import islice
from pathlib import Path

from scrubber.tables.importing.reading import Cells, Placed, Reading
from scrubber.tables.kinds import KINDS, TableKind
from scrubber.tables.stored import (
    APPLICATION_ID,
    FORMAT,
    RELEASE_COLUMNS,
    BadTable,
    Release,
    StoredTable,
    release_cells,
)
from scrubber.wording import count

BATCH = 5_000
DIGEST_SHOWN = 12
MOST_LACKING = 0.25
"""The share of the expected keys that a whole release may lack: codes do come and go."""
CACHE_KIB = 16 * 1024
DATES = ("valid_from", "valid_to")

Progress = Callable[[int], None]
Expected = Callable[[str, str], Collection[tuple[str, ...]]]
"""The keys, of first parts from one to another, that a whole release should have."""


@dataclass(frozen=True)
class Built:
    """A release that was written, and how many of the keys that it should have it lacks."""

    release: Release
    expected: int
    lacking: int


def unwatched(rows: int) -> None:
    """Progress that nobody watches."""


def build(
    path: Path,
    reading: Reading,
    old: StoredTable | None,
    today: date,
    progress: Progress,
    expected: Expected,
) -> Built:
    """Write a reading, and what stays of the old file, to an empty file at `path`. One that plainly
    lacks a part of what is `expected` is an extract.

    Raises BadTable at the first line that cannot be used, or OSError; `path` is then of no use.
    """
    kind = KINDS[reading.table]
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        _create(connection, kind)
        number = 1 + max((release.id for release in old.releases), default=0) if old else 1
        connection.execute("BEGIN")
        _insert(connection, kind, number, reading, progress)
        _settle_overlaps(connection, kind, number, reading)
        built = _built(connection, kind, number, reading, today, expected)
        release = built.release
        stay = [r for r in old.releases if not release.replaces(r)] if old else []
        connection.execute("COMMIT")
        if old and stay:
            _take_over(connection, old, stay)
        _add_releases(connection, [*stay, release])
        for column in kind.key[1:]:
            connection.execute(f"CREATE INDEX by_{column} ON rows ({column})")
    except sqlite3.Error as error:
        raise OSError(EIO, f"could not be written ({error})", str(path)) from None
    finally:
        connection.close()
    return built


def _create(connection: sqlite3.Connection, kind: TableKind) -> None:
    """No journal and no syncing: the file counts only once it is whole, synced and renamed."""
    columns = [f"{name} TEXT NOT NULL" for name in kind.columns]
    key = ", ".join(("release", *kind.key, "valid_from"))
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute(f"CREATE TABLE releases ({', '.join(RELEASE_COLUMNS)})")
    connection.execute(
        f"CREATE TABLE rows (release INTEGER NOT NULL, {', '.join(columns)}, "
        f"PRIMARY KEY ({key})) WITHOUT ROWID"
    )


def _insert(
    connection: sqlite3.Connection,
    kind: TableKind,
    number: int,
    reading: Reading,
    progress: Progress,
) -> None:
    names = kind.columns
    statement = (
        f"INSERT OR IGNORE INTO rows VALUES ({number}, {', '.join(f':{name}' for name in names)})"
    )
    rows = reading.rows()
    kept = 0
    while batch := list(islice(rows, BATCH)):
        before = connection.total_changes
        connection.executemany(statement, [cells for _, _, cells in batch])
        if connection.total_changes - before < len(batch):
            _settle_repeated(connection, kind, number, batch, reading)
        kept += len(batch)
        progress(kept)
    if not kept:
        sheet = reading.sheets[0]
        raise BadTable(f"{sheet.name}: no line of it belongs in {kind.name}; nothing was changed")


def _settle_repeated(
    connection: sqlite3.Connection,
    kind: TableKind,
    number: int,
    batch: list[Placed],
    reading: Reading,
) -> None:
    """Of two lines of one key and first date the one that lasts longer stands, if they agree."""
    names = kind.columns
    same = " AND ".join(f"{column} = :{column}" for column in (*kind.key, "valid_from"))
    where = f"release = {number} AND {same}"
    for sheet, line, cells in batch:
        (held,) = connection.execute(f"SELECT {', '.join(names)} FROM rows WHERE {where}", cells)
        stored = dict(zip(names, held, strict=True))
        if stored == cells:
            continue
        if _values(kind, stored) != _values(kind, cells):
            raise sheet.bad(
                line,
                f"{_told(kind, cells)} stood there before, with {_values_told(kind, stored)} and "
                f"not {_values_told(kind, cells)}",
            )
        reading.tally.leave_out("repeated")
        connection.execute(
            f"UPDATE rows SET valid_to = :valid_to WHERE {where} "
            "AND valid_to <> '' AND (:valid_to = '' OR :valid_to > valid_to)",
            cells,
        )


def _settle_overlaps(
    connection: sqlite3.Connection, kind: TableKind, number: int, reading: Reading
) -> None:
    """Spans of one key that share more than a day must agree; that they do is told."""
    names = kind.columns
    earlier = ", ".join(f"lag({name}) OVER spans AS earlier_{name}" for name in names)
    found = connection.execute(
        f"SELECT * FROM (SELECT {', '.join(names)}, {earlier} FROM rows WHERE release = {number} "
        f"WINDOW spans AS (PARTITION BY {', '.join(kind.key)} ORDER BY valid_from)) "
        "WHERE earlier_valid_to = '' OR earlier_valid_to > valid_from"
    )
    overlaps = 0
    for cells in found:
        later = dict(zip(names, cells, strict=False))
        before = dict(zip(names, cells[len(names) :], strict=True))
        if _values(kind, later) != _values(kind, before):
            raise BadTable(
                f"{reading.name}: {_told(kind, later)} with {_values_told(kind, later)} begins "
                f"while the row from {before['valid_from']} with {_values_told(kind, before)} "
                "holds; nothing was changed"
            )
        overlaps += 1
    if overlaps:
        reading.tally.notes.append(
            f"{count(overlaps, 'span')} overlap an earlier one of the same key and say the same"
        )


def _built(
    connection: sqlite3.Connection,
    kind: TableKind,
    number: int,
    reading: Reading,
    today: date,
    expected: Expected,
) -> Built:
    ((rows, first, last),) = connection.execute(
        f"SELECT count(*), min({kind.key[0]}), max({kind.key[0]}) FROM rows WHERE release = ?",
        (number,),
    )
    if reading.keys:
        first, last = reading.keys
    digests = sorted(sheet.digest() for sheet in reading.sheets)
    whole = digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()
    wanted = expected(first, last)
    lacking = len(wanted) - _held(connection, kind, number, wanted)
    release = Release(
        id=number,
        name=reading.name,
        source=reading.source,
        digest=whole[:DIGEST_SHOWN],
        valid_from=reading.valid_from,
        valid_to=reading.valid_to,
        first_key=first,
        last_key=last,
        covers_to=reading.covers_to,
        rows=rows,
        imported_on=today,
        extract=lacking > MOST_LACKING * len(wanted),
    )
    return Built(release, len(wanted), lacking)


def _held(
    connection: sqlite3.Connection,
    kind: TableKind,
    number: int,
    keys: Iterable[tuple[str, ...]],
) -> int:
    """How many of these keys a release has, on whatever date."""
    same = " AND ".join(f"{column} = ?" for column in kind.key)
    statement = f"SELECT EXISTS (SELECT 1 FROM rows WHERE release = {number} AND {same})"
    return sum(connection.execute(statement, key).fetchone()[0] for key in keys)


def _take_over(connection: sqlite3.Connection, old: StoredTable, stay: list[Release]) -> None:
    connection.execute("ATTACH ? AS old", (str(old.path),))
    for release in stay:
        connection.execute(
            "INSERT INTO main.rows SELECT * FROM old.rows WHERE release = ?", (release.id,)
        )
    connection.execute("DETACH old")


def _add_releases(connection: sqlite3.Connection, releases: list[Release]) -> None:
    given = ", ".join("?" for _ in RELEASE_COLUMNS)
    connection.executemany(
        f"INSERT INTO releases VALUES ({given})",
        [release_cells(release) for release in releases],
    )


def _values(kind: TableKind, cells: Cells) -> list[tuple[str, str]]:
    """What a row says, besides its key and dates."""
    own = set(cells) - {*kind.key, *DATES}
    return [(name, cells[name]) for name in sorted(own)]


def _told(kind: TableKind, cells: Cells) -> str:
    return f"{'/'.join(cells[column] for column in kind.key)} from {cells['valid_from']}"


def _values_told(kind: TableKind, cells: Cells) -> str:
    own = [f"{name.replace('_', ' ')} {text}" for name, text in _values(kind, cells) if text]
    return ", ".join(text for text in own if "confirmed" not in text)
