"""The rows of each table of mappings/, named for its columns."""

from decimal import Decimal

from scrubber.tables.dated import DatedRow
from scrubber.value_class import value_class


@value_class(kw_only=True)
class TherapyCode(DatedRow):
    """cms/therapy_codes. `timed`: its minutes enter the day's pool of 15-minute codes.

    Of the allowed modifiers the doubtful ones deserve a second look.
    """

    procedure: str
    timed: bool
    therapy_class: str
    allowed_modifiers: tuple[str, ...]
    doubtful_modifiers: tuple[str, ...]
    only_modifier: str

    @property
    def always_therapy(self) -> bool:
        """Whether it is a therapy service whoever renders it."""
        return self.therapy_class == "always"


@value_class(kw_only=True)
class TherapyTaxonomy(DatedRow):
    """nucc/therapy_taxonomy. `modifier` only where the taxonomy settles the discipline."""

    taxonomy: str
    role: str
    modifier: str


@value_class(kw_only=True)
class TaxonomyFamily(DatedRow):
    """house/taxonomy_families: how taxonomies that begin so are read where they are new."""

    prefix: str
    role: str
    modifier: str


@value_class(kw_only=True)
class Modifier(DatedRow):
    """cms/modifiers. `role`: discipline, distinct, repeat, threshold or assistant."""

    modifier: str
    role: str
    discipline: str
    pool: str


@value_class(kw_only=True)
class PoolThreshold(DatedRow):
    """cms/kx_thresholds, cms/medical_review_thresholds: dollars a beneficiary, year and pool."""

    pool: str
    amount: Decimal


@value_class(kw_only=True)
class UnitMethod(DatedRow):
    """cms/unit_methods: how minutes become units."""

    method: str
    label: str
    minutes_per_unit: int
    least_minutes: int
    pooled: bool


@value_class(kw_only=True)
class ProcedurePair(DatedRow):
    """cms/ncci_ptp: column 1 is paid, column 2 is denied; indicator 1 takes a modifier, 0 none."""

    column_1: str
    column_2: str
    modifier_indicator: str
    start_confirmed: bool


@value_class(kw_only=True)
class UnitLimit(DatedRow):
    """cms/mue: the most units expected. `adjudication_indicator`: 2 and 3 add up all lines of the
    day, 1 or none judges each line by itself."""

    population: str
    procedure: str
    units: int
    adjudication_indicator: str

    @property
    def per_day(self) -> bool:
        """Whether all lines of the day add up."""
        return self.adjudication_indicator in {"2", "3"}


@value_class(kw_only=True)
class RelativeValue(DatedRow):
    """cms/fee_schedule: non-facility relative value units; practice expense may be unknown."""

    procedure: str
    work_rvu: Decimal | None
    pe_rvu: Decimal | None
    mp_rvu: Decimal | None
    total_rvu: Decimal


@value_class(kw_only=True)
class ConversionFactor(DatedRow):
    """cms/conversion_factors: dollars a relative value unit."""

    population: str
    amount: Decimal


@value_class(kw_only=True)
class Locality(DatedRow):
    """cms/gpci: what a locality pays for work, practice expense and malpractice, over the nation.

    `locality` is state and number (OH-00).
    """

    locality: str
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal


@value_class(kw_only=True)
class LocalityRange(DatedRow):
    """cms/locality_range: the most that a locality pays for a unit, in full and reduced, over the
    national amount."""

    procedure: str
    full: Decimal
    reduced: Decimal


@value_class(kw_only=True)
class TherapyFigure(DatedRow):
    """cms/therapy_figures: a single figure by its name; shares are between 0 and 1. `procedure`:
    the one that it is about, where it is about one."""

    figure: str
    procedure: str
    amount: Decimal


@value_class(kw_only=True)
class ClaimFigure(DatedRow):
    """cms/claim_figures: a single figure of what a claim may hold, by its name."""

    figure: str
    amount: int


@value_class(kw_only=True)
class AdjustmentReason(DatedRow):
    """cms/adjustment_reasons: a CAS group and reason of an 835 that is no denial. `role`:
    patient_share, sequestration (both part of what is allowed), over_allowed or earlier_payer."""

    group: str
    reason: str
    role: str


@value_class(kw_only=True)
class EligibilityAmount(DatedRow):
    """cms/eligibility_amounts: a form in which a 271 states a therapy amount (EB01, EB03, EB06, a
    word of MSG), of which pool it is and whether it `says` used or remaining."""

    benefit: str
    service_type: str
    period: str
    word: str
    pool: str
    says: str


@value_class(kw_only=True)
class NotePhrase(DatedRow):
    """house/note_phrases: lower-case words, what they show (`kind`), and of which procedure's
    notes; of any where it is empty."""

    phrase: str
    kind: str
    procedure: str
