"""Two procedures of a day are never paid together, whatever the modifier.

Under an edit with indicator 0 column 2 is denied when one provider bills both for a patient and
day, and a payer may have such an edit of its own. Sending the claim would ask for what cannot be
paid, so it is held; where the payer's edit is not confirmed, it is only told. What was done on
which day is a fact: another date or another code is no way out.
"""

from scrubber.rules.kit import (
    Cue,
    Denial,
    Findings,
    Given,
    Severity,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    holds,
    passes,
    rule,
)


@rule(
    "TH302",
    corrects_as="advice",
    severity="error",
    cue=Cue.PAIR,
    by_itself="holds the claim",
    figures=["cms/ncci_ptp"],
    only_rows={"cms/ncci_ptp": {"modifier_indicator": "0"}},
    denial=Denial(carc="236", category="A7", status="453"),
    sources=[
        Source("CMS NCCI PTP practitioner table v30.2", checked="2026-11-21"),
        Source("CMS MLN1783722 (February 2024)", checked="2026-11-21"),
    ],
    examples=[
        holds(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97153*120*UN*4***1~",
            name="97530 and 97153 by one provider",
        ),
        holds(
            "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97153:59*120*UN*4***1~",
            given=Given(claim_filing="CI"),
            name="a modifier does not help",
        ),
        flags(
            "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~",
            given=Given(claim_filing="BL", payer_name="ANTHEM BCBS", separate_service=("Y", "Y")),
            name="a payer's own edit that 59 does not lift, and is not confirmed",
        ),
        passes(
            "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~",
            given=Given(date="20230417", claim_filing="BL", payer_name="ANTHEM BCBS"),
            name="before that is known of the payer",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~"
            "SV1*HC:97153*120*UN*4***1~NM1*82*1*AIDE*ANN****XX*1730251182~",
            name="another provider rendered the second",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
            name="no edit of these two",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line that cannot be paid beside another procedure."""
    for pair in day.edited_pairs:
        if pair.may_be_lifted:
            continue
        paid = pair.paid[0].line.procedure
        for line in pair.denied:
            finding = found(
                line,
                line.line.procedure_place,
                f"{line.line.procedure} is denied beside {paid} of the same provider and day, "
                f"and no modifier lifts that{'' if pair.confirmed else ' (unconfirmed)'}",
            ).because(pair.told)
            yield finding.held() if pair.confirmed else finding.at(Severity.WARNING)
