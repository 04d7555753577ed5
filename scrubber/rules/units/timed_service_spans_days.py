"""A timed service is billed over a range of days.

The minutes of a treatment are counted day by day, so one line over several days cannot be
checked, and payers return it. Nothing is changed: which units belong to which day only the
records show.
"""

from scrubber.rules.kit import (
    Cue,
    Findings,
    Place,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    passes,
    rule,
)


@rule(
    "TH108",
    corrects_as="advice",
    severity="warning",
    cue=Cue.BILLED,
    figures=["cms/therapy_codes"],
    sources=[
        Source("CMS Pub 100-04 chapter 5 section 20.2.C: minutes a day", checked="2026-11-21")
    ],
    examples=[
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~DTP*472*RD8*20260309-20260311~",
            name="three days on one line",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~DTP*472*RD8*20260309-20260309~",
            name="a range of one day",
        ),
        passes(
            "SV1*HC:97161:GP*100*UN*1***1~DTP*472*RD8*20260309-20260311~",
            name="not a timed code",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each timed line with a range of days."""
    for line in day.lines:
        if line.code and line.code.timed and line.line.spans_days:
            last = line.line.last_date
            end = f"to {last}" if last else "to no readable date"
            message = f"one timed line from {line.line.service_date} {end}: bill each day by itself"
            yield found(line, Place(line.line.sv1, 1), message)
