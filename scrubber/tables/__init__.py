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
    "DatedRow",
    "DatedTable",
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
