"""Fewer units are billed than the documented minutes support.

Time that was given and documented may be billed, but more units mean more money, so that is a
person's word: units are raised only with the site's attestation for this rule. Where the
payer's counting rule is not known, a line is below only if it is below by both rules, and the
smaller number holds.
"""

from scrubber.rules.kit import (
    Cue,
    DayFees,
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
    passes,
    rule,
    with_units,
)


@rule(
    "TH102",
    corrects_as="attested",
    severity="warning",
    cue=Cue.UNITS,
    evidence="Minutes of every timed line of the day.",
    on_record="--attest TH102 --attested-by NAME",
    figures=["cms/unit_methods", "cms/therapy_codes"],
    sources=[Source("CMS Pub 100-04 chapter 5 section 20.2.C", checked="2026-11-21")],
    examples=[
        flags(
            "SV1*HC:97530:GP*50*UN*1***1~",
            given=Given(minutes=(30,)),
            name="30 minutes support 2 units; raising is a person's word",
        ),
        corrects(
            "SV1*HC:97530:GP*50*UN*1***1~",
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(minutes=(30,), attested_by="A. Biller"),
            name="raised on the site's attestation",
        ),
        flags(
            "SV1*HC:97530:GP*50*UN*1***1~",
            given=Given(minutes=(30,), attested_by="A. Biller", other_payer="AMT*D*20~"),
            name="another payer has adjudicated the claim",
        ),
        passes(
            "SV1*HC:97530:GP*50*UN*1***1~",
            given=Given(minutes=(22,)),
            name="22 minutes are 1 unit",
        ),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(minutes=(20, 20)),
            name="the day bills all that is supported",
        ),
        passes(
            "SV1*HC:97530:GP*50*UN*1***1~SV1*HC:97110:GP*45*UN*1***1~",
            given=Given(minutes=(20, 20), claim_filing="CI"),
            name="payer unknown: below by one rule only is not below",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line below its allocation on a day that bills less than it may."""
    for pool in day.pools:
        if pool.as_billed or not pool.readings:
            continue
        if all(reading.billed < reading.total for reading in pool.readings):
            yield from _below(pool, day_fees(day, tables))


def _below(pool: Pool[TreatmentLine], fees: DayFees) -> Findings:
    obstacle = _obstacle(pool)
    for line in pool.lines:
        units, minutes, due = line.line.units, line.evidence.minutes, pool.due_at_most(line)
        if units is None or minutes is None or units >= due:
            continue
        finding = found(
            line,
            line.line.quantity_place,
            f"bills {count(units, 'unit')}, and the minutes support {pool.told(line, min)}",
        ).because(f"{count(minutes.value, 'minute')}: {minutes.source}")
        finding = finding.costing(fees.worth_of_units(line, due))
        if obstacle:
            yield finding.because(obstacle)
        else:
            yield with_units(finding, line, due)


def _obstacle(pool: Pool[TreatmentLine]) -> str:
    """What has to be settled before any line of the pool may be raised."""
    if any(pool.is_choice(line, min) for line in pool.lines):
        return "lines of that day have an equal claim to a unit: the therapist chooses"
    if any(pool.is_above_share(line) for line in pool.lines):
        return "another line of that day bills more than its share: settle that first"
    if any(line.history.overlaps for line in pool.lines):
        return "time of that day is booked twice: settle that first"
    if not pool.sure:
        return "a free-text note with other words is not enough to raise units"
    return ""
