"""The patient's year has passed the amount above which Medicare may review claims.

Nothing more is due on the claim than KX, and nothing is denied by itself: a contractor may pick the
claim and ask for the record. It is told so that the record is in order before that.
"""

from decimal import Decimal

from scrubber.rules.kit import (
    Cue,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    passes,
    rule,
    year_told,
)

LINE = "SV1*HC:97530:GP:KX*100*UN*2***1~"


@rule(
    "TH404",
    corrects_as="advice",
    severity="info",
    cue=Cue.THRESHOLD,
    evidence="Therapy used (--therapy-used).",
    figures=["cms/medical_review_thresholds", "cms/fee_schedule", "cms/conversion_factors"],
    sources=[Source("SSA 1833(g)(7)(B), BBA 2018 section 50202", checked="2026-11-21")],
    examples=[
        flags(LINE, given=Given(used=Decimal(2990)), name="the line passes 3,000 dollars"),
        passes(LINE, given=Given(used=Decimal(2900)), name="over the KX threshold, below 3,000"),
        passes(LINE, name="nothing is known of the year"),
        passes(
            LINE,
            given=Given(used=Decimal(2990), claim_filing="CI"),
            name="no threshold but Medicare's",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line with which the estimate passes the review threshold."""
    for line in day.therapy_lines:
        position = line.threshold
        if position and position.review and position.total > position.review.amount:
            message = f"is over the medical review threshold of {position.review.amount:,.2f}"
            finding = found(line, line.line.next_modifier_place, message)
            total = f"{position.total:,.2f} with this line"
            yield finding.because(*year_told(position), total)
