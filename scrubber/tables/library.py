"""All tables of mappings/, read once."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args

import yaml

from scrubber.tables.dated import DatedRow, DatedTable
from scrubber.tables.payers import PayerProfiles, read_profiles
from scrubber.tables.rows import (
    ConversionFactor,
    KxThreshold,
    LocalityBound,
    Modifier,
    ProcedurePair,
    RelativeValue,
    TherapyCode,
    TherapyTaxonomy,
    UnitMethod,
)

AnyRow = TypeVar("AnyRow", bound=DatedRow)


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table's source.yaml: who publishes it, which release this is, when it was checked."""

    title: str
    authority: str
    address: str
    licence: str
    release: str
    checked: date
    next_release: str
    notes: str
    complete_from: date | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of mappings/ by name; every look-up is `tables.<table>.on(service_date)`."""

    therapy_codes: DatedTable[str, TherapyCode]
    modifiers: DatedTable[str, Modifier]
    kx_thresholds: DatedTable[str, KxThreshold]
    unit_methods: DatedTable[str, UnitMethod]
    ncci_ptp: DatedTable[tuple[str, str], ProcedurePair]
    fee_schedule: DatedTable[str, RelativeValue]
    conversion_factors: DatedTable[str, ConversionFactor]
    locality_range: DatedTable[str, LocalityBound]
    therapy_taxonomy: DatedTable[str, TherapyTaxonomy]
    payers: PayerProfiles
    sources: dict[str, TableSource]

    def judged_codes(self) -> frozenset[str]:
        """The procedures that a rule may have something to say about, on any date."""
        therapy = {row.procedure for row in self.therapy_codes.rows}
        paired = {code for row in self.ncci_ptp.rows for code in (row.column_1, row.column_2)}
        return frozenset(therapy | paired)

    def releases(self) -> dict[str, str]:
        """The release of every table, by its path in mappings/, and a hash of every profile."""
        releases = {name: source.release for name, source in sorted(self.sources.items())}
        return releases | self.payers.digests()


def mappings_folder() -> Path:
    """mappings/: in the wheel inside the package, in a checkout beside it."""
    package = Path(__file__).parent.parent
    inside = package / "mappings"
    return inside if inside.is_dir() else package.parent / "mappings"


@cache
def load_tables(payers: Path | None = None) -> Tables:
    """Read mappings/; `payers` is a folder whose profiles add to or replace the built-in ones."""
    folder = mappings_folder()

    def table(
        path: str, row: type[AnyRow], key: Callable[[AnyRow], Any]
    ) -> DatedTable[Any, AnyRow]:
        return DatedTable(path, _rows(folder / path / "table.csv", row), key)

    return Tables(
        therapy_codes=table("cms/therapy_codes", TherapyCode, lambda row: row.procedure),
        modifiers=table("cms/modifiers", Modifier, lambda row: row.modifier),
        kx_thresholds=table("cms/kx_thresholds", KxThreshold, lambda row: row.pool),
        unit_methods=table("cms/unit_methods", UnitMethod, lambda row: row.method),
        ncci_ptp=table("cms/ncci_ptp", ProcedurePair, lambda row: (row.column_1, row.column_2)),
        fee_schedule=table("cms/fee_schedule", RelativeValue, lambda row: row.procedure),
        conversion_factors=table(
            "cms/conversion_factors", ConversionFactor, lambda row: row.population
        ),
        locality_range=table("cms/locality_range", LocalityBound, lambda row: row.bound),
        therapy_taxonomy=table("nucc/therapy_taxonomy", TherapyTaxonomy, lambda row: row.taxonomy),
        payers=read_profiles(folder / "payers", payers),
        sources={
            str(path.parent.relative_to(folder)): TableSource(**yaml.safe_load(path.read_text()))
            for path in sorted(folder.glob("*/*/source.yaml"))
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
