"""The house rules of tables: what `scrubber tables check` and the tests hold each of them to."""

import csv
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from scrubber.tables.cells import row_reader
from scrubber.tables.dated import DatedRow, parts
from scrubber.tables.kinds import TableKind
from scrubber.tables.sources import Part, TableSource
from scrubber.tables.stored import BadTable, StoredTable

OPTIONAL = {"covers_to", "begins", "besides", "short"}
ISO_DATE = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"


def built_in_problems(folder: Path, kind: TableKind) -> Iterator[str]:
    """What is wrong with a folder of table.csv and source.yaml, a sentence each."""
    yield from _source_problems(folder / "source.yaml")
    raw = (folder / "table.csv").read_bytes()
    if b"\r" in raw or raw.startswith(b"\xef\xbb\xbf") or not raw.endswith(b"\n"):
        yield "the file is not plain lines that end in LF"
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        yield "the file is no UTF-8"
        return
    lines = csv.DictReader(text.splitlines(), strict=True)
    columns = list(lines.fieldnames or ())
    if sorted(columns) != sorted(field.name for field in fields(kind.row)):
        yield f"its columns are not those of {kind.row.__name__}"
        return
    rows: list[DatedRow] = []
    read = row_reader(kind.row)
    for number, cells in enumerate(lines, 2):
        if None in cells or None in cells.values():
            yield f"line {number} has another number of columns"
        elif any(text != text.strip() for text in cells.values()):
            yield f"line {number} has a cell with blanks around it"
        else:
            try:
                rows.append(read(cells))
            except (KeyError, ValueError, ArithmeticError) as error:
                yield f"line {number} cannot be read: {error}"
    yield from _row_problems(rows, kind)


def _row_problems(rows: list[DatedRow], kind: TableKind) -> Iterator[str]:
    if not rows:
        yield "it has no rows"
    key_of = kind.of(()).key_of
    for row in rows:
        if row.valid_to is not None and row.valid_to < row.valid_from:
            yield f"{_named(key_of(row))} from {row.valid_from} ends before it begins"
        if not row.source:
            yield f"{_named(key_of(row))} from {row.valid_from} has no source"
    order = [(key_of(row), row.valid_from) for row in rows]
    if order != sorted(order):
        yield "its rows do not stand in order of key and first date"
    for earlier, later in pairwise(sorted(rows, key=lambda r: (key_of(r), r.valid_from))):
        if key_of(earlier) == key_of(later) and (
            earlier.valid_to is None or later.valid_from <= earlier.valid_to
        ):
            yield f"{_named(key_of(later))} has two rows on {later.valid_from}"


def _source_problems(path: Path) -> Iterator[str]:
    stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {field.name for field in fields(TableSource)}
    if missing := sorted(known - OPTIONAL - set(stated)):
        yield f"source.yaml lacks {', '.join(missing)}"
    if unknown := sorted(set(stated) - known):
        yield f"source.yaml has {', '.join(unknown)}, which nobody reads"
    yield from _part_problems(stated)
    for name, value in sorted(stated.items()):
        if name in ("begins", "besides"):
            continue
        if name in ("checked", "covers_from", "covers_to"):
            if type(value) is not date:
                yield f"source.yaml: {name} is no date"
        elif not isinstance(value, str) or not value.strip():
            yield f"source.yaml: {name} says nothing"
    if not str(stated.get("address", "")).startswith("https://"):
        yield "source.yaml: address is no https:// address"


def _part_problems(stated: dict[str, Any]) -> Iterator[str]:
    """What is wrong with `begins`, and with the parts of other releases."""
    besides = stated.get("besides", {})
    for part in (stated, *besides.values()):
        if any(type(day) is not date for day in part.get("begins", ())):
            yield "source.yaml: begins has what is no date"
    known = {field.name for field in fields(Part)}
    for name, part in sorted(besides.items()):
        if not {"release", "covers_from"} <= set(part) <= known:
            yield f"source.yaml: besides {name} has not the fields of a part"


def stored_problems(table: StoredTable) -> Iterator[str]:
    """What is wrong with an imported table, a sentence each; nothing of it is held in memory."""
    try:
        yield from _stored_problems(table)
    except BadTable as error:
        yield str(error)


def _stored_problems(table: StoredTable) -> Iterator[str]:
    for (said,) in table.query("PRAGMA integrity_check(5)"):
        if said != "ok":
            yield f"the file is damaged: {said}"
            return
    counted = dict(table.query("SELECT release, count(*) FROM rows GROUP BY release"))
    stated = {release.id: release.rows for release in table.releases}
    if counted != stated:
        yield "its releases do not have the rows that they say"
    (misdated,) = next(
        table.query(
            "SELECT count(*) FROM rows WHERE valid_from NOT GLOB ? "
            "OR (valid_to <> '' AND (valid_to NOT GLOB ? OR valid_to < valid_from))",
            (ISO_DATE, ISO_DATE),
        )
    )
    if misdated:
        yield f"{misdated:,} rows end before they begin, or have no dates"


def _named(key: object) -> str:
    return "/".join(parts(key))
