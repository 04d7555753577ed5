"""All tables of mappings/, read once, with what the user has imported before them."""

import csv
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from scrubber.errors import UsageError
from scrubber.tables.cells import row_reader
from scrubber.tables.dated import DatedTable, Table, parts
from scrubber.tables.kinds import KINDS
from scrubber.tables.layered import LayeredTable
from scrubber.tables.payer_files import read_profiles
from scrubber.tables.payer_matching import PayerProfiles
from scrubber.tables.rows import (
    AdjustmentReason,
    ClaimFigure,
    ConversionFactor,
    EligibilityAmount,
    Locality,
    LocalityRange,
    Modifier,
    NotePhrase,
    PoolThreshold,
    ProcedurePair,
    RelativeValue,
    TaxonomyFamily,
    TherapyCode,
    TherapyFigure,
    TherapyTaxonomy,
    UnitLimit,
    UnitMethod,
)
from scrubber.tables.sources import TableSource, mappings_folder, table_file, table_sources
from scrubber.tables.spans import Coverage, coverage
from scrubber.tables.stored import StoredTable
from scrubber.user_data import user_data_folder

MAIN_POPULATION = "medicare"


class UnknownLocality(UsageError):
    """A locality that cms/gpci does not have: what to give instead."""


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
    ncci_ptp: Table[tuple[str, str], ProcedurePair]
    mue: Table[tuple[str, str], UnitLimit]
    fee_schedule: Table[str, RelativeValue]
    conversion_factors: DatedTable[str, ConversionFactor]
    gpci: Table[str, Locality]
    locality_range: DatedTable[str, LocalityRange]
    therapy_figures: DatedTable[str, TherapyFigure]
    claim_figures: DatedTable[str, ClaimFigure]
    adjustment_reasons: DatedTable[tuple[str, str], AdjustmentReason]
    eligibility_amounts: DatedTable[tuple[str, str, str, str], EligibilityAmount]
    note_phrases: DatedTable[tuple[str, str], NotePhrase]
    taxonomy_families: DatedTable[str, TaxonomyFamily]
    therapy_taxonomy: Table[str, TherapyTaxonomy]
    payers: PayerProfiles
    sources: dict[str, TableSource]
    locality: str = ""

    def locality_on(self, day: date) -> Locality | None:
        """The price indices of the run's locality, where one is named and on record."""
        return self.gpci.on(day).get(self.locality)

    def judged_codes(self) -> frozenset[str]:
        """The procedures that a rule may have something to say about, on any date: therapy, and
        what an edit pairs with it."""
        therapy = {row.procedure for row in self.therapy_codes.rows}
        paired = {code for pair in self.ncci_ptp.keys_with(therapy) for code in pair}
        return frozenset(therapy | paired).union(
            *(profile.own_codes for profile in self.payers.by_name.values())
        )

    def by_name(self) -> dict[str, Table[Any, Any]]:
        """The tables by their path in mappings/."""
        return {kind.name: getattr(self, field) for field, kind in KINDS.items()}

    def releases(self) -> dict[str, str]:
        """The release of every table, by its path in mappings/, and a hash of every profile."""
        releases = {name: self.release(name) for name in sorted(self.sources)}
        return releases | self.payers.digests()

    def release(self, name: str) -> str:
        """The releases of a table: the imported ones, then the built-in one where that counts."""
        table, built_in = self.by_name()[name], self.sources[name].releases
        if not isinstance(table, LayeredTable):
            return built_in
        imported = f"imported {', '.join(map(str, table.releases))}"
        return imported if table.hides_built_in else f"{imported}; else {built_in}"

    def coverage(self, name: str, population: str = MAIN_POPULATION) -> Coverage:
        """The service dates for which the absence of a row says that there is nothing: the limits
        of a population, the pairs of all timed codes. A part of the NCCI table may lack those."""
        asked = {""}
        if name == self.mue.name:
            asked = {population}
        elif name == self.ncci_ptp.name:
            asked = {row.procedure for row in self.therapy_codes.rows if row.timed}
        return coverage(self.sources[name], self.by_name()[name], asked)

    def release_behind(self, name: str, key: Hashable, day: date) -> str:
        """The release that says what holds for a key on a date: whose its row is, if it has one."""
        table = self.by_name()[name]
        imported = table.release_on(day, key) if isinstance(table, LayeredTable) else None
        if imported:
            return imported.called
        return self.sources[name].part(parts(key)[0]).release


def imports_folder() -> Path:
    """Where imported tables lie, `<table>.sqlite` each. May not exist yet."""
    return user_data_folder() / "tables"


def load_tables(payers: Path | None = None, locality: str = "") -> Tables:
    """The tables in force: mappings/, and before it what the user has imported.

    `payers` is a folder whose profiles add to or replace the built-in ones. Raises BadProfile,
    BadTable where an imported table cannot be used, or UnknownLocality where cms/gpci has no such
    `locality` on any date.
    """
    imports = imports_folder()
    stamps = {field: stamp for field in KINDS if (stamp := _stamp(imports, field))}
    return _load(payers, locality, imports if stamps else None, tuple(stamps.items()))


@lru_cache(maxsize=16)
def _load(
    payers: Path | None,
    locality: str,
    imports: Path | None,
    stamps: tuple[tuple[str, tuple[int, ...]], ...],
) -> Tables:
    built_in = built_in_tables()
    imported = {
        field: layered(field, imports / f"{field}.sqlite") for field, _ in stamps if imports
    }
    tables: dict[str, Any] = built_in | imported
    found = Tables(
        **tables,
        locality=locality.upper(),
        payers=read_profiles(mappings_folder() / "payers", payers),
        sources=table_sources(),
    )
    if locality and not found.gpci.history(found.locality):
        raise UnknownLocality(
            f"no locality is called {locality!r}; they are named by state and number, as OH-00: "
            f"`scrubber tables show gpci --on {found.coverage(found.gpci.name).end}` lists them"
        )
    return found


def layered(field: str, path: Path) -> LayeredTable[Any, Any]:
    """An imported file before the built-in table of a field of Tables. Raises BadTable."""
    source = table_sources()[KINDS[field].name]
    return LayeredTable(built_in_tables()[field], source, StoredTable(path, KINDS[field]))


@cache
def built_in_tables() -> dict[str, DatedTable[Any, Any]]:
    """The tables of mappings/ by their field of Tables."""
    tables = {}
    for field, kind in KINDS.items():
        read = row_reader(kind.row)
        with table_file(kind.name).open(encoding="utf-8", newline="") as file:
            tables[field] = kind.of(read(cells) for cells in csv.DictReader(file))
    return tables


def _stamp(folder: Path, field: str) -> tuple[int, ...]:
    """What changes when a table is imported or forgotten; empty where none is imported."""
    try:
        stat = (folder / f"{field}.sqlite").stat()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
