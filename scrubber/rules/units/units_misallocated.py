"""The day's units are right in all, but stand on the wrong line.

The units that a day's minutes support go to the procedures with the most time. A line that bills
more than its share while another bills less is paid at the wrong rate. Nothing is changed: which
minutes belong to which procedure is the therapist's to say.
"""

from scrubber.rules.kit import (
    Cue,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    count,
    flags,
    found,
    listed,
    passes,
    rule,
)


@rule(
    "TH103",
    corrects_as="advice",
    severity="warning",
    cue=Cue.UNITS,
    evidence="Minutes of every timed line of the day.",
    figures=["cms/unit_methods", "cms/therapy_codes"],
    sources=[Source("CMS Pub 100-04 chapter 5 section 20.2.C", checked="2026-11-21")],
    examples=[
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(minutes=(15, 30)),
            name="3 units in all, but 97110 had the longer time",
        ),
        passes(
            "SV1*HC:97530:GP*50*UN*1***1~SV1*HC:97110:GP*90*UN*2***1~",
            given=Given(minutes=(15, 30)),
            name="units follow the minutes",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(minutes=(20, 20)),
            name="equal remainders: either split is right",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line above its share on a day that is not over."""
    for pool in day.pools:
        if pool.as_billed:
            continue
        above = [
            line for line in pool.lines if pool.is_above_share(line) and not pool.is_over(line)
        ]
        if not above:
            continue
        shares = listed([f"{line.line.procedure} {max(pool.due(line))}" for line in pool.lines])
        for line in above:
            units, minutes = line.line.units, line.evidence.minutes
            assert units is not None
            assert minutes is not None
            yield found(
                line,
                line.line.quantity_place,
                f"bills {count(units, 'unit')} where its share of the day is {max(pool.due(line))}",
            ).because(
                f"{count(minutes.value, 'minute')}: {minutes.source}",
                f"by the minutes the units would be {shares}",
            )
