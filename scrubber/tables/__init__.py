"""mappings/, and what the user has imported, as look-ups by service date."""

from scrubber.tables.dated import DatedRow, DatedTable, Table
from scrubber.tables.kinds import KINDS, TableKind
from scrubber.tables.layered import LayeredTable
from scrubber.tables.library import (
    Tables,
    TableSource,
    UnknownLocality,
    imports_folder,
    load_tables,
    mappings_folder,
)
from scrubber.tables.payers import BadProfile, PayerPair, PayerProfile, PayerProfiles
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
from scrubber.tables.stored import BadTable, Release, StoredTable

__all__ = [
    "KINDS",
    "BadProfile",
    "BadTable",
    "ConversionFactor",
    "DatedRow",
    "DatedTable",
    "LayeredTable",
    "Locality",
    "LocalityRange",
    "Modifier",
    "NotePhrase",
    "PayerPair",
    "PayerProfile",
    "PayerProfiles",
    "PoolThreshold",
    "ProcedurePair",
    "RelativeValue",
    "Release",
    "StoredTable",
    "Table",
    "TableKind",
    "TableSource",
    "Tables",
    "TaxonomyFamily",
    "TherapyCode",
    "TherapyFigure",
    "TherapyTaxonomy",
    "UnitLimit",
    "UnitMethod",
    "UnknownLocality",
    "imports_folder",
    "load_tables",
    "mappings_folder",
]
