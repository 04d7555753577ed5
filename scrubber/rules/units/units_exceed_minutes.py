"""More units are billed than the documented minutes support.

Billing a quarter hour that was not given is a false claim, so units are lowered to what the
payer's counting rule supports; that can only lower what is paid. All timed minutes of the day and
discipline count together, so units are lowered only where every timed line of that pool has
minutes and the split over the lines leaves no choice. Where the payer's rule is not known, a line
is over only if it is over by both rules, and the larger number holds. A line that would come to 0
units is held.
"""

from scrubber.rules.kit import (
    Cue,
    DayFees,
    Denial,
    Findings,
    Given,
    Pool,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    corrects,
    count,
    day_fees,
    flags,
    found,
    holds,
    listed,
    passes,
    rule,
    with_units,
)


@rule(
    "TH101",
    corrects_as="repair",
    severity="error",
    cue=Cue.UNITS,
    evidence="Minutes of every timed line of the day: treatment log, start and end, line note.",
    figures=["cms/unit_methods", "cms/therapy_codes"],
    denial=Denial(carc="151", category="A7", status="476"),
    sources=[
        Source("CMS Pub 100-04 chapter 5 section 20.2.C", checked="2026-11-21"),
        Source("AMA midpoint rule, as told by AAPC (MDS Alert)", checked="2026-11-21"),
    ],
    examples=[
        corrects(
            "SV1*HC:97530:GP*150*UN*3***1~",
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(minutes=(23,)),
            name="23 minutes are 2 units, not 3",
        ),
        corrects(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97140:GP*90*UN*2***1~",
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~",
            given=Given(minutes=(24, 16)),
            name="40 minutes in all are 3 units: the larger remainder keeps its unit",
        ),
        corrects(
            "SV1*HC:97530:GP*150*UN*3***1~SV1*HC:97110:GP*90*UN*2***1~",
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*90*UN*2***1~",
            given=Given(minutes=(23, 23), claim_filing="CI"),
            name="payer unknown: over by both rules, lowered to the larger",
        ),
        flags(
            "SV1*HC:97530:GP*150*UN*3***1~SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(minutes=(20, None)),
            name="over whatever the other line has, but its minutes are missing",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97140:GP*90*UN*2***1~",
            given=Given(minutes=(20, 20)),
            name="4 units for 40 minutes, and the therapist has to choose",
        ),
        flags(
            "SV1*HC:97530:GP*100*UN*3***1~",
            given=Given(minutes=(23,)),
            name="the charge has no whole-cent price a unit",
        ),
        flags(
            "SV1*HC:97530:GP*150*UN*3***1~",
            given=Given(minutes=(23,), other_payer="AMT*D*20~"),
            name="another payer has adjudicated the claim",
        ),
        flags(
            "SV1*HC:97530:GP*150*UN*3***1~NTE*ADD*PATIENT CAME 15 MINUTES LATE~",
            name="minutes among other words lower nothing",
        ),
        holds(
            "SV1*HC:97530:GP*50*UN*1***1~",
            given=Given(minutes=(7,)),
            name="7 minutes support no unit",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(minutes=(23,)),
            name="23 minutes are 2 units",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(minutes=(20, 20)),
            name="20 and 20 are 3 units; the split that was billed stands",
        ),
        passes(
            "SV1*HC:97530:GP*50*UN*1***1~SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(minutes=(8, 8), claim_filing="CI"),
            name="payer unknown: over by one rule only is not over",
        ),
        passes("SV1*HC:97530:GP*150*UN*3***1~", name="without minutes nothing is said here"),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~"
            "SV1*HC:97110:GP*90*UN*2***1~DTP*472*RD8*20260308-20260310~",
            given=Given(minutes=(20,)),
            name="a line over several days might add minutes to this one",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line that bills too many units."""
    for pool in day.pools:
        if pool.as_billed:
            continue
        if not pool.complete:
            yield from _over_by_themselves(pool)
        elif over := [line for line in pool.lines if pool.is_over(line)]:
            yield from _over(pool, over, day_fees(day, tables))


def _over(pool: Pool[TreatmentLine], over: list[TreatmentLine], fees: DayFees) -> Findings:
    day_told = _day_told(pool)
    # Of the whole pool: to lower one of its lines would settle what nobody has chosen.
    choice = any(pool.is_choice(line, max) for line in over)
    for line in over:
        units, minutes, due = line.line.units, line.evidence.minutes, max(pool.due(line))
        assert minutes is not None
        finding = found(
            line,
            line.line.quantity_place,
            f"bills {count(units or 0, 'unit')}, and its minutes support {pool.told(line)}",
        ).because(f"{count(minutes.value, 'minute')}: {minutes.source}", day_told)
        if choice:
            finding = finding.because(
                "lines of that day have an equal claim to a unit: the therapist chooses"
            )
        elif not pool.sure:
            finding = finding.because(
                "a free-text note with other words is not enough to lower units"
            )
        else:
            finding = with_units(finding, line, due)
        yield finding.costing(fees.worth_of_units(line, due))


def _over_by_themselves(pool: Pool[TreatmentLine]) -> Findings:
    """The pool cannot be counted, but no pool would give these lines so many units."""
    for line in pool.lines:
        most, billed, minutes = pool.most_units(line), line.line.units, line.evidence.minutes
        if most is not None and billed is not None and minutes and billed > most:
            yield found(
                line,
                line.line.quantity_place,
                f"bills {count(billed, 'unit')}, and its own minutes support {most} at the most",
            ).because(
                f"{count(minutes.value, 'minute')}: {minutes.source}",
                "not lowered: minutes, units, discipline or day of another line are not known",
            )


def _day_told(pool: Pool[TreatmentLine]) -> str:
    readings = list(zip(pool.methods, pool.readings, strict=True))
    totals = [
        f"{count(reading.total, 'unit')} by the {method.label}" for method, reading in readings
    ]
    lines = [f"claim {line.claim.claim_id} line {line.line.number}" for line in pool.lines]
    return (
        f"the day's {count(pool.minutes, 'minute')} are {listed(totals, 'or')}, and "
        f"{pool.readings[0].billed} are billed on {listed(lines)}"
    )
