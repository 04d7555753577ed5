"""mappings/ as look-ups by service date."""

from scrubber.tables.dated import DatedRow, DatedTable
from scrubber.tables.library import (
    KINDS,
    TableKind,
    Tables,
    TableSource,
    UnknownLocality,
    load_tables,
    mappings_folder,
)
from scrubber.tables.payer_files import BadProfile
from scrubber.tables.payer_matching import Matched, PayerProfiles, ProfileFile
from scrubber.tables.payers import DailyCap, PayerPair, PayerProfile
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

__all__ = [
    "KINDS",
    "BadProfile",
    "ConversionFactor",
    "DailyCap",
    "DatedRow",
    "DatedTable",
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
    "TableKind",
    "TableSource",
    "Tables",
    "TherapyCode",
    "TherapyFigure",
    "TherapyTaxonomy",
    "UnitLimit",
    "UnitMethod",
    "UnknownLocality",
    "load_tables",
    "mappings_folder",
]
