"""Tables as CMS and NUCC publish them, into the user's own data folder.

A new file is built beside the old one, compared with what is in force, synced and renamed into
place; until then, and wherever anything is wrong, the old one holds.
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from scrubber.tables.dated import Table, parts
from scrubber.tables.importing import mpfs, mue, ncci, taxonomy
from scrubber.tables.importing.building import Progress, build, unwatched
from scrubber.tables.importing.comparing import Differences, differences
from scrubber.tables.importing.reading import (
    Headers,
    Reading,
    not_such_a_table,
    quarter_end,
    read_header,
)
from scrubber.tables.importing.sheets import Sheet, sheets_of
from scrubber.tables.kinds import KINDS
from scrubber.tables.layered import LayeredTable
from scrubber.tables.library import (
    Tables,
    built_in_tables,
    imports_folder,
    layered,
    load_tables,
)
from scrubber.tables.spans import Span
from scrubber.tables.stored import BadTable, Release

OWNER_ONLY = 0o700


class Publication(Protocol):
    """A module that knows one kind of published table."""

    MEMBERS: re.Pattern[str]
    EXPECTED: str
    HEADERS: Headers

    def readings(
        self, sheets: Sequence[Sheet], effective: date | None, tables: Tables
    ) -> list[Reading]:
        """The releases that files hold. Raises BadTable where they are no such table."""


PUBLICATIONS: dict[str, Publication] = {
    "ncci-ptp": ncci,
    "mue": mue,
    "mpfs": mpfs,
    "taxonomy": taxonomy,
}
"""By the name that `scrubber tables import` takes."""


@dataclass(frozen=True)
class Imported:
    """A release that was read: what it changes, and what had the say before on that day.

    `expected` and `lacking`: the therapy rows that it should have, and those of them that it has
    not. `newer`: that what had the say before is newer. `replaced` are earlier imports whose place
    it takes.
    """

    table: str
    reading: Reading
    release: Release
    expected: int
    lacking: int
    before: str
    newer: str
    replaced: tuple[Release, ...]
    differences: Differences


def import_files(
    publication: str,
    files: Sequence[Path],
    effective: date | None = None,
    dry_run: bool = False,
    progress: Progress = unwatched,
) -> list[Imported]:
    """Read published files and put them before the built-in tables, all or nothing.

    `effective`: the first service date, where the files do not say it. A dry run replaces nothing.
    `progress` is told the rows kept so far. Raises BadTable where a file is not such a table or a
    line of it is wrong, or OSError.
    """
    module = PUBLICATIONS[publication]
    sheets = sheets_of(files, module.MEMBERS)
    for sheet in sheets:
        _refuse_other_columns(sheet, publication)
    tables = load_tables()
    with ExitStack() as stack:
        if dry_run:
            place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        else:
            place = imports_folder()
            place.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY)
        found = []
        in_force = tables.by_name()
        for reading in module.readings(sheets, effective, tables):
            path = stack.enter_context(_unfinished(place, reading.table))
            name = KINDS[reading.table].name
            imported, in_force[name] = _imported(path, reading, in_force[name], tables, progress)
            found.append(imported)
        if not dry_run:
            _put_in_place(in_force, {imported.reading.table for imported in found})
    return found


def _refuse_other_columns(sheet: Sheet, publication: str) -> None:
    """Before anything else is asked of a file: whether it has the columns of the table."""
    module = PUBLICATIONS[publication]
    if not _fits(sheet, module):
        fitting = [name for name, other in PUBLICATIONS.items() if _fits(sheet, other)]
        raise not_such_a_table(sheet, module.EXPECTED, fitting)


def _fits(sheet: Sheet, module: Publication) -> bool:
    """Whether a sheet has the columns of a publication."""
    return any(read_header(sheet, sheet.lines(), wanted) for wanted in module.HEADERS)


def _put_in_place(in_force: dict[str, Table[Any, Any]], changed: Iterable[str]) -> None:
    """Rename the new files of these fields of Tables, once all of them are safe on the disk."""
    folder = imports_folder()
    new = {}
    for field in changed:
        table = in_force[KINDS[field].name]
        assert isinstance(table, LayeredTable)
        new[folder / f"{field}.sqlite"] = table.stored.path
    for path in new.values():
        _sync(path)
    for target, path in new.items():
        path.replace(target)
    _sync(folder)


def names_of_tables() -> set[str]:
    """What `forget` takes: publications, and each of their tables."""
    brought = {field: kind for field, kind in KINDS.items() if kind.publication}
    return {*PUBLICATIONS, *brought, *(kind.name for kind in brought.values())}


def forget(publication: str) -> list[str]:
    """Take away what was imported of a publication, or the one table of that name in the data
    folder; the built-in tables hold again. The names of the tables that were there."""
    gone = []
    for field, kind in KINDS.items():
        path = imports_folder() / f"{field}.sqlite"
        if publication in (kind.publication, field, kind.name) and path.exists():
            path.unlink()
            gone.append(kind.name)
    return gone


def _imported(
    path: Path,
    reading: Reading,
    before: Table[Any, Any],
    tables: Tables,
    progress: Progress,
) -> tuple[Imported, Table[Any, Any]]:
    """Build the file of a reading at `path`: what that changes, and the table with it in force."""
    kind = KINDS[reading.table]
    old = before.stored if isinstance(before, LayeredTable) else None

    def expected(first: str, last: str) -> list[tuple[str, ...]]:
        return _expected(before, tables, reading, first, last)

    built = build(path, reading, old, date.today(), progress, expected)
    after = layered(reading.table, path)
    release = next(release for release in after.releases if release.id == built.release.id)
    last = _in_force(before, tables, reading, release)
    imported = Imported(
        table=kind.name,
        reading=reading,
        release=release,
        expected=built.expected,
        lacking=built.lacking,
        before=last.release,
        newer=_newer(after, last, release),
        replaced=tuple(r for r in old.releases if release.replaces(r)) if old else (),
        differences=differences(
            before, after, kind, reading.compared_on, _of_interest(tables, reading)
        ),
    )
    return imported, after


def _in_force(before: Table[Any, Any], tables: Tables, reading: Reading, release: Release) -> Span:
    """What had the say before, on the day of comparison, and the service dates that it covers."""
    name, first, day = KINDS[reading.table].name, release.first_key, reading.compared_on
    held = before.whole_release_on(day, first) if isinstance(before, LayeredTable) else None
    if held:
        return Span(held.valid_from, held.covers_to, held.called)
    part = tables.sources[name].part(first)
    return Span(part.covers_from, part.covers_to, part.release)


def _newer(after: LayeredTable[Any, Any], last: Span, release: Release) -> str:
    """Where a release has the history of all dates, and so hides a newer one: what to know."""
    if release.valid_from > date.min or last.end is None:
        return ""
    if release.covers_to < last.end:
        return (
            f"covers service dates to {release.covers_to}, and {last.release}, which it goes "
            f"before, to {last.end}"
        )
    newest = after.stored.latest_start(release)
    if not release.extract and quarter_end(newest) < last.end:
        return f"says that it covers to {release.covers_to}, and its latest edit is of {newest}"
    return ""


def _expected(
    before: Table[Any, Any], tables: Tables, reading: Reading, first: str, last: str
) -> list[tuple[str, ...]]:
    """The keys of therapy codes, in tables of other things all keys, from one first part to another
    that were in force on the day of comparison; on any day, if none was on that."""
    rows = before.on(reading.compared_on)
    therapy = _therapy_codes(tables, reading)
    if therapy is None:
        built_in = built_in_tables()[reading.table]
        known = {*rows, *map(built_in.key_of, built_in.rows)}
    else:
        known = before.keys_with(therapy)
    known = {key for key in known if first <= parts(key)[0] <= last}
    return [parts(key) for key in known if key in rows] or [parts(key) for key in known]


def _therapy_codes(tables: Tables, reading: Reading) -> frozenset[str] | None:
    """Those that a table by procedure can have; None where a table is of other things."""
    if not {"procedure", "column_1"} & set(KINDS[reading.table].key):
        return None
    return frozenset(tables.therapy_codes.on(reading.compared_on))


def _of_interest(tables: Tables, reading: Reading) -> Callable[[tuple[str, ...]], bool]:
    """Of tables by procedure, the keys with a therapy code; of others, all."""
    therapy = _therapy_codes(tables, reading)
    return bool if therapy is None else lambda key: not therapy.isdisjoint(key)


@contextmanager
def _unfinished(folder: Path, field: str) -> Iterator[Path]:
    """An empty file for its owner alone, which is gone afterwards unless it was renamed."""
    descriptor, name = tempfile.mkstemp(prefix=f".{field}.", suffix=".tmp", dir=folder)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


__all__ = [
    "PUBLICATIONS",
    "BadTable",
    "Differences",
    "Imported",
    "forget",
    "import_files",
    "names_of_tables",
]
