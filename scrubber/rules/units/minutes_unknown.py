"""No minutes are on record for a timed line, so its units cannot be checked.

An 837P holds no minutes. Without them nothing can be said of the units, which is not the same as
their being right. A treatment log (--treatments) settles it.
"""

from scrubber.rules.kit import (
    Cue,
    Findings,
    Given,
    Severity,
    Source,
    Tables,
    TreatmentDay,
    cannot_tell,
    found,
    passes,
    rule,
)


@rule(
    "TH104",
    corrects_as="advice",
    severity="info",
    cue=Cue.NO_MINUTES,
    evidence="The minutes, in the treatment log or in the line's note.",
    figures=["cms/therapy_codes"],
    sources=[
        Source("ASC X12N/005010X222A1 loop 2400: no element for minutes", checked="2026-11-21")
    ],
    examples=[
        cannot_tell("SV1*HC:97530:GP*100*UN*2***1~", name="no minutes anywhere"),
        cannot_tell(
            "SV1*HC:97530:GP*100*UN*2***1~DTP*472*D8*2026~",
            given=Given(minutes=(23,)),
            name="no readable service date",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~NTE*ADD*97530 23 MIN~",
            name="the line note names the minutes",
        ),
        passes("SV1*HC:97161:GP*100*UN*1***1~", name="an evaluation is not timed"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each timed line without minutes, or without a date to judge it by."""
    if day.date is None:
        known = {row.procedure for row in tables.therapy_codes.rows}
        for line in day.lines:
            if line.line.hcpcs in known:
                finding = found(line, line.line.quantity_place, "has no readable service date")
                yield finding.not_evaluable().at(Severity.WARNING)
        return
    for line in day.lines:
        if line.is_timed and line.evidence.minutes is None:
            message = "no minutes are on record, so the units cannot be checked"
            yield found(line, line.line.quantity_place, message).not_evaluable()
