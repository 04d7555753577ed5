"""KX stands on a line although the year's threshold is not near.

KX before the threshold draws audits, and payers ask that it is not used as a routine. Removing a
modifier is a person's word, so this is only told.
"""

from decimal import Decimal

from scrubber.rules.kit import (
    Cue,
    Findings,
    Given,
    Source,
    Standing,
    Tables,
    TreatmentDay,
    flags,
    found,
    passes,
    position_told,
    rule,
)

LINE = "SV1*HC:97530:GP:KX*100*UN*2***1~"


@rule(
    "TH402",
    corrects_as="advice",
    severity="warning",
    cue=Cue.KX,
    evidence="Therapy used (--therapy-used).",
    figures=[
        "cms/kx_thresholds",
        "cms/fee_schedule",
        "cms/conversion_factors",
        "cms/locality_range",
        "cms/modifiers",
    ],
    sources=[Source("CMS Pub 100-04 chapter 5 section 10.3", checked="2026-11-21")],
    examples=[
        flags(LINE, given=Given(used=Decimal(600)), name="KX with 600 dollars used"),
        passes(LINE, given=Given(used=Decimal(2470)), name="KX over the threshold"),
        passes(LINE, given=Given(used=Decimal(2410)), name="KX where it may be over"),
        passes(LINE, name="nothing is known of the year"),
        passes("SV1*HC:97530:GP*100*UN*2***1~", given=Given(used=Decimal(600)), name="no KX"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line with KX that is below even at the dearest locality's amounts."""
    for line in day.therapy_lines:
        stated, position = line.used_with_role("threshold"), line.threshold
        if stated and position and position.standing is Standing.BELOW:
            place = line.line.modifier_place(stated[0])
            finding = found(line, place, f"{stated[0]} is not due: below the therapy threshold")
            yield finding.because(*position_told(position))
