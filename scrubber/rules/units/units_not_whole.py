"""The units of a timed line are missing, zero, negative or not whole.

Units of a 15-minute code are counted in whole numbers from 1. Nothing is changed: what was given
is not known from a quantity that cannot be right.
"""

from scrubber.rules.kit import (
    MINUTES,
    UNITS,
    Cue,
    Denial,
    Findings,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    passes,
    rule,
)


@rule(
    "TH106",
    corrects_as="advice",
    severity="error",
    cue=Cue.BILLED,
    figures=["cms/therapy_codes"],
    denial=Denial(category="A7", status="476"),
    sources=[
        Source("CMS Pub 100-04 chapter 5 section 20.2.B: whole units", checked="2026-11-21"),
        Source("ASC X12N/005010X222A1 SV104: required", checked="2026-11-21"),
    ],
    examples=[
        flags("SV1*HC:97530:GP*100*UN*1.5***1~", name="a unit and a half"),
        flags("SV1*HC:97530:GP*100*UN*0***1~", name="no unit"),
        flags("SV1*HC:97530:GP*100*UN****1~", name="nothing there"),
        passes("SV1*HC:97530:GP*100*UN*2***1~", name="2 units"),
        passes("SV1*HC:97530:GP*100*UN*2.0***1~", name="2.0 is whole"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each timed line whose SV104 is no count of units."""
    for line in day.lines:
        if line.line.units is not None or line.line.unit == MINUTES:
            continue
        if line.code and line.code.timed:
            stated = line.line.quantity_place.value
            if line.line.unit != UNITS:
                place = line.line.unit_place
                message = f"SV103 is {place.value or 'empty'}, so SV104 counts no units"
            else:
                place = line.line.quantity_place
                message = f"SV104 is {stated or 'empty'}: units are whole numbers from 1"
            yield found(line, place, message)
