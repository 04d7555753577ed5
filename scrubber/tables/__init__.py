"""mappings/ as look-ups by service date."""

from scrubber.tables.dated import DatedRow, DatedTable
from scrubber.tables.library import Tables, TableSource, load_tables, mappings_folder
from scrubber.tables.payers import BadProfile, PayerPair, PayerProfile, PayerProfiles
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

__all__ = [
    "BadProfile",
    "ConversionFactor",
    "DatedRow",
    "DatedTable",
    "KxThreshold",
    "LocalityBound",
    "Modifier",
    "PayerPair",
    "PayerProfile",
    "PayerProfiles",
    "ProcedurePair",
    "RelativeValue",
    "TableSource",
    "Tables",
    "TherapyCode",
    "TherapyTaxonomy",
    "UnitMethod",
    "load_tables",
    "mappings_folder",
]
