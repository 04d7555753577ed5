"""mappings/, and what the user has imported, as look-ups by service date."""

from scrubber.tables.dated import DatedRow, DatedTable, Table
from scrubber.tables.kinds import KINDS, TableKind
from scrubber.tables.layered import LayeredTable
from scrubber.tables.library import (
    Tables,
    UnknownLocality,
    imports_folder,
    load_tables,
)
from scrubber.tables.payer_files import BadProfile
from scrubber.tables.payer_matching import Matched, PayerProfiles, ProfileFile
from scrubber.tables.payers import DailyCap, PayerPair, PayerProfile
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
from scrubber.tables.sources import TableSource, mappings_folder
from scrubber.tables.stored import BadTable, Release, StoredTable

__all__ = [
    "KINDS",
    "AdjustmentReason",
    "BadProfile",
    "BadTable",
    "ClaimFigure",
    "ConversionFactor",
    "DailyCap",
    "DatedRow",
    "DatedTable",
    "EligibilityAmount",
    "LayeredTable",
    "Locality",
    "LocalityRange",
    "Matched",
    "Modifier",
    "NotePhrase",
    "PayerPair",
    "PayerProfile",
    "PayerProfiles",
    "PoolThreshold",
    "ProcedurePair",
    "ProfileFile",
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
