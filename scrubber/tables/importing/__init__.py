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

from scrubber.tables.dated import Table
from scrubber.tables.importing import mpfs, mue, ncci, taxonomy
from scrubber.tables.importing.building import Progress, build, unwatched
from scrubber.tables.importing.comparing import Differences, differences
from scrubber.tables.importing.reading import Reading
from scrubber.tables.importing.sheets import Sheet, sheets_of
from scrubber.tables.kinds import KINDS
from scrubber.tables.layered import LayeredTable
from scrubber.tables.library import Tables, imports_folder, layered, load_tables
from scrubber.tables.stored import BadTable, Release

OWNER_ONLY = 0o700


class Publication(Protocol):
    """A module that knows one kind of published table."""

    MEMBERS: re.Pattern[str]

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

    `replaced` are earlier imports whose place it takes.
    """

    table: str
    reading: Reading
    release: Release
    before: str
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
    release = build(path, reading, old, date.today(), progress)
    after = layered(reading.table, path)
    imported = Imported(
        table=kind.name,
        reading=reading,
        release=release,
        before=tables.release_behind(kind.name, release.first_key, reading.compared_on),
        replaced=tuple(r for r in old.releases if release.replaces(r)) if old else (),
        differences=differences(
            before, after, kind, reading.compared_on, _of_interest(tables, reading)
        ),
    )
    return imported, after


def _of_interest(tables: Tables, reading: Reading) -> Callable[[tuple[str, ...]], bool]:
    """Of tables by procedure, the keys with a therapy code; of others, all."""
    if not {"procedure", "column_1"} & set(KINDS[reading.table].key):
        return bool
    therapy = set(tables.therapy_codes.on(reading.compared_on))
    return lambda key: not therapy.isdisjoint(key)


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


__all__ = ["PUBLICATIONS", "BadTable", "Differences", "Imported", "forget", "import_files"]
