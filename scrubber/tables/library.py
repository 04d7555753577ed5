"""All tables of mappings/, read once."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args

import yaml

from scrubber.errors import UsageError
from scrubber.tables.dated import DatedRow, DatedTable
from scrubber.tables.payer_files import read_profiles
from scrubber.tables.payer_matching import PayerProfiles
from scrubber.tables.rows import (
    ConversionFactor,
    Locality,
    LocalityRange,
    Modifier,
    NotePhrase,
    PoolThreshold,
    ProcedurePair,
    RelativeValue,
    TherapyCode,
    TherapyFigure,
    TherapyTaxonomy,
    UnitLimit,
    UnitMethod,
)

AnyRow = TypeVar("AnyRow", bound=DatedRow)


class UnknownLocality(UsageError):
    """A locality that cms/gpci does not have: what to give instead."""


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table's source.yaml: who publishes it, which release this is, when it was checked.

    `covers_from` and `covers_to` are the service dates that the release speaks for: there the
    absence of a row says that there is nothing. No `covers_to`: nothing newer is expected.
    """

    title: str
    authority: str
    address: str
    licence: str
    release: str
    checked: date
    next_release: str
    notes: str
    covers_from: date
    covers_to: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The tables of mappings/ by name; every look-up is `tables.<table>.on(service_date)`.

    `locality` is the one whose prices the run asked for, by its key in cms/gpci; empty: national.
    """

    therapy_codes: DatedTable[str, TherapyCode]
    modifiers: DatedTable[str, Modifier]
    kx_thresholds: DatedTable[str, PoolThreshold]
    medical_review_thresholds: DatedTable[str, PoolThreshold]
    unit_methods: DatedTable[str, UnitMethod]
    ncci_ptp: DatedTable[tuple[str, str], ProcedurePair]
    mue: DatedTable[tuple[str, str], UnitLimit]
    fee_schedule: DatedTable[str, RelativeValue]
    conversion_factors: DatedTable[str, ConversionFactor]
    gpci: DatedTable[str, Locality]
    locality_range: DatedTable[str, LocalityRange]
    therapy_figures: DatedTable[str, TherapyFigure]
    note_phrases: DatedTable[tuple[str, str], NotePhrase]
    therapy_taxonomy: DatedTable[str, TherapyTaxonomy]
    payers: PayerProfiles
    sources: dict[str, TableSource]
    locality: str = ""

    def locality_on(self, day: date) -> Locality | None:
        """The price indices of the run's locality, where one is named and on record."""
        return self.gpci.on(day).get(self.locality)

    def judged_codes(self) -> frozenset[str]:
        """The procedures that a rule may have something to say about, on any date."""
        therapy = {row.procedure for row in self.therapy_codes.rows}
        paired = {code for row in self.ncci_ptp.rows for code in (row.column_1, row.column_2)}
        return frozenset(therapy | paired).union(
            *(profile.own_codes for profile in self.payers.by_name.values())
        )

    def releases(self) -> dict[str, str]:
        """The release of every table, by its path in mappings/, and a hash of every profile."""
        releases = {name: source.release for name, source in sorted(self.sources.items())}
        return releases | self.payers.digests()


def mappings_folder() -> Path:
    """mappings/: in the wheel inside the package, in a checkout beside it."""
    package = Path(__file__).parent.parent
    inside = package / "mappings"
    return inside if inside.is_dir() else package.parent / "mappings"


@dataclass(frozen=True, slots=True)
class TableKind:
    """Where a table lies in mappings/, its rows, and the columns that with a date name one row."""

    name: str
    row: type[DatedRow]
    key: tuple[str, ...]

    def of(self, rows: Iterable[Any]) -> DatedTable[Any, Any]:
        """The table with these rows."""
        return DatedTable(self.name, rows, attrgetter(*self.key))


KINDS = {
    "therapy_codes": TableKind("cms/therapy_codes", TherapyCode, ("procedure",)),
    "modifiers": TableKind("cms/modifiers", Modifier, ("modifier",)),
    "kx_thresholds": TableKind("cms/kx_thresholds", PoolThreshold, ("pool",)),
    "medical_review_thresholds": TableKind(
        "cms/medical_review_thresholds", PoolThreshold, ("pool",)
    ),
    "unit_methods": TableKind("cms/unit_methods", UnitMethod, ("method",)),
    "ncci_ptp": TableKind("cms/ncci_ptp", ProcedurePair, ("column_1", "column_2")),
    "mue": TableKind("cms/mue", UnitLimit, ("population", "procedure")),
    "fee_schedule": TableKind("cms/fee_schedule", RelativeValue, ("procedure",)),
    "conversion_factors": TableKind("cms/conversion_factors", ConversionFactor, ("population",)),
    "gpci": TableKind("cms/gpci", Locality, ("locality",)),
    "locality_range": TableKind("cms/locality_range", LocalityRange, ("procedure",)),
    "therapy_figures": TableKind("cms/therapy_figures", TherapyFigure, ("figure",)),
    "note_phrases": TableKind("house/note_phrases", NotePhrase, ("phrase", "procedure")),
    "therapy_taxonomy": TableKind("nucc/therapy_taxonomy", TherapyTaxonomy, ("taxonomy",)),
}
"""The tables by their field of Tables."""


@cache
def load_tables(payers: Path | None = None, locality: str = "") -> Tables:
    """Read mappings/; `payers` is a folder whose profiles add to or replace the built-in ones.

    Raises BadProfile, or UnknownLocality where cms/gpci has no such `locality` on any date.
    """
    folder = mappings_folder()
    tables = {
        field: kind.of(_rows(folder / kind.name / "table.csv", kind.row))
        for field, kind in KINDS.items()
    }
    if locality and locality not in {place.locality for place in tables["gpci"].rows}:
        raise UnknownLocality(
            f"no locality is called {locality!r}; they are named by state and number, as OH-00: "
            "`scrubber tables show gpci` lists them"
        )
    return Tables(
        **tables,
        locality=locality,
        payers=read_profiles(folder / "payers", payers),
        sources={
            kind.name: TableSource(
                **yaml.safe_load((folder / kind.name / "source.yaml").read_text(encoding="utf-8"))
            )
            for kind in KINDS.values()
        },
    )


def _rows(path: Path, row: type[AnyRow]) -> list[AnyRow]:
    columns = {field.name: _reader(field.type) for field in fields(row)}
    with path.open(encoding="utf-8", newline="") as file:
        return [
            row(**{name: read(cells[name]) for name, read in columns.items()})
            for cells in csv.DictReader(file)
        ]


def _reader(type_: Any) -> Callable[[str], Any]:
    """How a cell becomes a value of a column's type; an empty cell is None where it may be."""
    if isinstance(type_, UnionType):
        inner = _reader(next(t for t in get_args(type_) if t is not type(None)))
        return lambda cell: inner(cell) if cell else None
    if type_ == tuple[str, ...]:
        return lambda cell: tuple(cell.split())
    readers: dict[Any, Callable[[str], Any]] = {
        bool: lambda cell: {"yes": True, "no": False}[cell],
        date: date.fromisoformat,
        Decimal: Decimal,
        int: int,
        str: str,
    }
    return readers[type_]
