"""The therapy threshold of the year is passed and the line lacks KX.

Above the threshold Medicare denies the line without KX. KX is a statement that the therapy is
needed and that the record justifies it, so it is added only where the treatment log says so for
the line or the site attests; never where the log says no. Where only a dearer locality
would pass the threshold, or what was used before is uncertain, it may be over: that is told and
nothing is added.
"""

from decimal import Decimal

from scrubber.rules.kit import (
    Cue,
    Denial,
    Findings,
    Given,
    Severity,
    Source,
    Standing,
    Tables,
    TreatmentDay,
    TreatmentLine,
    corrects,
    flags,
    found,
    passes,
    position_told,
    rule,
)

LINE = "SV1*HC:97530:GP*100*UN*2***1~"
PASSED = (Standing.OVER, Standing.MAYBE_OVER)


@rule(
    "TH401",
    corrects_as="attested",
    severity="error",
    cue=Cue.THRESHOLD,
    evidence="Therapy used (--therapy-used, --ledger), kx_justified in the treatment log.",
    on_record="kx_justified=Y in the treatment log, or --attest TH401 --attested-by NAME",
    figures=[
        "cms/kx_thresholds",
        "cms/fee_schedule",
        "cms/conversion_factors",
        "cms/locality_range",
        "cms/modifiers",
    ],
    denial=Denial(carc="119", category="A7", status="453"),
    sources=[
        Source("CMS Pub 100-04 chapter 5 section 10.3", checked="2026-11-21"),
        Source("Noridian and Palmetto GBA on KX (2025-02-11)", checked="2026-11-21"),
    ],
    examples=[
        flags(LINE, given=Given(used=Decimal(2470)), name="passed, and nobody has said why"),
        corrects(
            LINE,
            "SV1*HC:97530:GP:KX*100*UN*2***1~",
            given=Given(used=Decimal(2470), kx_justified=("Y",)),
            name="passed, and the therapist justifies it",
        ),
        corrects(
            LINE,
            "SV1*HC:97530:GP:KX*100*UN*2***1~",
            given=Given(used=Decimal(2470), attested_by="A. Biller"),
            name="passed, and the site attests",
        ),
        flags(
            LINE,
            given=Given(used=Decimal(2470), kx_justified=("N",), attested_by="A. Biller"),
            name="the log's no outweighs the attestation",
        ),
        flags(
            LINE,
            given=Given(used=Decimal(2410), kx_justified=("Y",)),
            name="passed only where a locality pays more",
        ),
        passes(LINE, given=Given(used=Decimal(1200)), name="far below"),
        passes(
            "SV1*HC:97530:GP:KX*100*UN*2***1~",
            given=Given(used=Decimal(2470)),
            name="KX is there",
        ),
        passes(
            LINE,
            given=Given(used=Decimal(2470), claim_filing="CI"),
            name="no threshold but Medicare's",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line that is over, or may be, and has no KX."""
    for line in day.therapy_lines:
        position = line.threshold
        if position is None or position.standing not in PASSED:
            continue
        if line.used_with_role("threshold"):
            continue
        place = line.line.next_modifier_place
        told = position_told(position)
        if position.standing is Standing.MAYBE_OVER:
            message = "may be over the therapy threshold, and KX is missing"
            yield found(line, place, message).because(*told).at(Severity.WARNING)
        elif position.threshold:
            finding = found(line, place, "is over the therapy threshold, and KX is missing")
            finding = finding.because(*told)
            if line.evidence.kx_justified is False:
                yield finding.because(f"{line.evidence.statement}: KX is not justified")
            elif not position.threshold.confirmed:
                yield finding.because("the year's threshold is not confirmed")
            else:
                yield finding.append(_kx(tables, line)).supported_by(_support(line))


def _kx(tables: Tables, line: TreatmentLine) -> str:
    modifiers = tables.modifiers.on(line.line.service_date).values()
    return next(row.modifier for row in modifiers if row.role == "threshold")


def _support(line: TreatmentLine) -> str:
    return f"{line.evidence.statement}: KX justified" if line.evidence.kx_justified else ""
