"""Nothing says how much therapy the patient has used this year, so KX cannot be checked.

An 837P does not hold the year's amount. The payer's eligibility answer or portal does; a
therapy-used file (--therapy-used) or an eligibility answer in the ledger (--ledger) settles it. The
ledger's own lines do not: another provider may have used more.
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
    cannot_tell,
    found,
    passes,
    position_told,
    rule,
)

LINE = "SV1*HC:97530:GP*100*UN*2***1~"


@rule(
    "TH403",
    corrects_as="advice",
    severity="info",
    cue=Cue.THRESHOLD,
    evidence="Therapy used (--therapy-used, --ledger).",
    figures=["cms/kx_thresholds"],
    sources=[Source("CMS Pub 100-04 chapter 5 section 10.3", checked="2026-11-21")],
    examples=[
        cannot_tell(LINE, name="no amount on record"),
        cannot_tell(
            LINE,
            given=Given(date="20270309", used=Decimal(1200)),
            name="no threshold on record for the year",
        ),
        passes(LINE, given=Given(used=Decimal(1200)), name="the amount is on record"),
        passes(LINE, given=Given(claim_filing="CI"), name="no threshold but Medicare's"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line whose standing is not known."""
    for line in day.therapy_lines:
        position = line.threshold
        if position and position.standing is Standing.UNKNOWN:
            if position.threshold is None:
                message = "no therapy threshold is on record for that year"
            elif position.used:
                message = (
                    "what other providers used this year is not known, so KX cannot be checked"
                )
            else:
                message = "therapy used this year is not known, so KX cannot be checked"
            finding = found(line, line.line.next_modifier_place, message)
            yield finding.because(*position_told(position)).not_evaluable()
