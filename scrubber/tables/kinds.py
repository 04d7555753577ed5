"""The tables there are: where each lies, its rows, and what names one of them."""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from scrubber.tables.dated import DatedRow, DatedTable
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
from scrubber.value_class import value_class


@value_class()
class TableKind:
    """Where a table lies in mappings/, its rows, and the columns that with a date name one row.

    `publication` is what `scrubber tables import` calls the files that bring a newer release; empty
    where there are none.
    """

    name: str
    row: type[DatedRow]
    key: tuple[str, ...]
    publication: str = ""

    def of(self, rows: Iterable[Any]) -> DatedTable[Any, Any]:
        """The table with these rows."""
        return DatedTable(self.name, rows, attrgetter(*self.key))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns but for the source: those of the key, the dates, the others."""
        first = (*self.key, "valid_from", "valid_to")
        others = (field.name for field in fields(self.row) if field.name not in first)
        return (*first, *(name for name in others if name != "source"))


KINDS = {
    "therapy_codes": TableKind("cms/therapy_codes", TherapyCode, ("procedure",)),
    "modifiers": TableKind("cms/modifiers", Modifier, ("modifier",)),
    "kx_thresholds": TableKind("cms/kx_thresholds", PoolThreshold, ("pool",)),
    "medical_review_thresholds": TableKind(
        "cms/medical_review_thresholds", PoolThreshold, ("pool",)
    ),
    "unit_methods": TableKind("cms/unit_methods", UnitMethod, ("method",)),
    "ncci_ptp": TableKind("cms/ncci_ptp", ProcedurePair, ("column_1", "column_2"), "ncci-ptp"),
    "mue": TableKind("cms/mue", UnitLimit, ("population", "procedure"), "mue"),
    "fee_schedule": TableKind("cms/fee_schedule", RelativeValue, ("procedure",), "mpfs"),
    "conversion_factors": TableKind("cms/conversion_factors", ConversionFactor, ("population",)),
    "gpci": TableKind("cms/gpci", Locality, ("locality",), "mpfs"),
    "locality_range": TableKind("cms/locality_range", LocalityRange, ("procedure",)),
    "therapy_figures": TableKind("cms/therapy_figures", TherapyFigure, ("figure",)),
    "claim_figures": TableKind("cms/claim_figures", ClaimFigure, ("figure",)),
    "adjustment_reasons": TableKind(
        "cms/adjustment_reasons", AdjustmentReason, ("group", "reason")
    ),
    "eligibility_amounts": TableKind(
        "cms/eligibility_amounts",
        EligibilityAmount,
        ("benefit", "service_type", "period", "word"),
    ),
    "note_phrases": TableKind("house/note_phrases", NotePhrase, ("phrase", "procedure")),
    "taxonomy_families": TableKind("house/taxonomy_families", TaxonomyFamily, ("prefix",)),
    "therapy_taxonomy": TableKind(
        "nucc/therapy_taxonomy", TherapyTaxonomy, ("taxonomy",), "taxonomy"
    ),
}
"""The tables by their field of Tables."""
