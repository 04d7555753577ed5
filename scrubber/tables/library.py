"""All tables of mappings/, read once, with what the user has imported before them."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from scrubber.errors import UsageError
from scrubber.tables.cells import row_reader
from scrubber.tables.dated import DatedTable, Table
from scrubber.tables.kinds import KINDS
from scrubber.tables.layered import LayeredTable
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
    TaxonomyFamily,
    TherapyCode,
    TherapyFigure,
    TherapyTaxonomy,
    UnitLimit,
    UnitMethod,
)
from scrubber.tables.stored import Release, StoredTable
from scrubber.user_data import user_data_folder

MAIN_POPULATION = "medicare"


class UnknownLocality(UsageError):
    """A locality that cms/gpci does not have: what to give instead."""


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table's source.yaml: who publishes it, which release this is, when it was checked.

    `covers_from` and `covers_to` are the service dates that the release speaks for: there the
    absence of a row says that there is nothing. No `covers_to`: nothing newer is expected. `short`
    is a title of a few words.
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
    short: str = ""

    @property
    def called(self) -> str:
        """What a sentence calls the table: its short title where it has one."""
        return self.short or self.title


@dataclass(frozen=True, slots=True)
class Coverage:
    """The service dates, both included, for which the absence of a row says that there is nothing;
    no `end`: nothing newer is expected. `newest` is the release that speaks last."""

    start: date
    end: date | None
    newest: str


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
        table, built_in = self.by_name()[name], self.sources[name].release
        if not isinstance(table, LayeredTable):
            return built_in
        imported = f"imported: {', '.join(map(str, table.stored.releases))}"
        return imported if table.hides_built_in else f"{imported}; else {built_in}"

    def coverage(self, name: str) -> Coverage:
        """What the built-in table and the imported releases that count speak for together."""
        source, table = self.sources[name], self.by_name()[name]
        found = Coverage(source.covers_from, source.covers_to, source.release)
        imported = table.stored.releases if isinstance(table, LayeredTable) else ()
        for release in sorted(imported, key=lambda release: release.covers_to):
            if self._counts(name, release):
                newer = found.end is not None and release.covers_to > found.end
                found = Coverage(
                    min(found.start, release.valid_from),
                    release.covers_to if newer else found.end,
                    f"imported: {release}" if newer else found.newest,
                )
        return found

    def _counts(self, name: str, release: Release) -> bool:
        """Whether a release speaks for what is mostly asked of its table: the limits of Medicare,
        the pairs of the timed codes. A part of the NCCI table may lack those."""
        asked: set[str] = set()
        if name == self.mue.name:
            asked = {MAIN_POPULATION}
        elif name == self.ncci_ptp.name:
            asked = {row.procedure for row in self.therapy_codes.rows if row.timed}
        return all(release.first_key <= first <= release.last_key for first in asked)

    def release_behind(self, name: str, first: str, day: date) -> str:
        """The release that a row comes from, by the first part of its key and a date."""
        table = self.by_name()[name]
        imported = table.release_on(day, first) if isinstance(table, LayeredTable) else None
        return f"imported: {imported}" if imported else self.sources[name].release


def mappings_folder() -> Path:
    """mappings/: in the wheel inside the package, in a checkout beside it."""
    package = Path(__file__).parent.parent
    inside = package / "mappings"
    return inside if inside.is_dir() else package.parent / "mappings"


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
    return _load(payers, locality, imports, tuple(_stamp(imports, field) for field in KINDS))


@lru_cache(maxsize=16)
def _load(
    payers: Path | None, locality: str, imports: Path, stamps: tuple[tuple[int, ...], ...]
) -> Tables:
    built_in = built_in_tables()
    imported = {
        field: layered(field, imports / f"{field}.sqlite")
        for field, stamp in zip(KINDS, stamps, strict=True)
        if stamp
    }
    tables: dict[str, Any] = built_in | imported
    if locality and not tables["gpci"].history(locality):
        raise UnknownLocality(
            f"no locality is called {locality!r}; they are named by state and number, as OH-00: "
            "`scrubber tables show gpci` lists them"
        )
    return Tables(
        **tables,
        locality=locality,
        payers=read_profiles(mappings_folder() / "payers", payers),
        sources=_sources(),
    )


def layered(field: str, path: Path) -> LayeredTable[Any, Any]:
    """An imported file before the built-in table of a field of Tables. Raises BadTable."""
    return LayeredTable(built_in_tables()[field], StoredTable(path, KINDS[field]))


@cache
def built_in_tables() -> dict[str, DatedTable[Any, Any]]:
    """The tables of mappings/ by their field of Tables."""
    tables = {}
    for field, kind in KINDS.items():
        read = row_reader(kind.row)
        with table_file(kind.name).open(encoding="utf-8", newline="") as file:
            tables[field] = kind.of(read(cells) for cells in csv.DictReader(file))
    return tables


def table_file(name: str) -> Path:
    """The rows of a built-in table; its source.yaml lies beside it."""
    return mappings_folder() / name / "table.csv"


@cache
def _sources() -> dict[str, TableSource]:
    return {
        kind.name: TableSource(
            **yaml.safe_load(
                table_file(kind.name).with_name("source.yaml").read_text(encoding="utf-8")
            )
        )
        for kind in KINDS.values()
    }


def _stamp(folder: Path, field: str) -> tuple[int, ...]:
    """What changes when a table is imported or forgotten; empty where none is imported."""
    try:
        stat = (folder / f"{field}.sqlite").stat()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)
