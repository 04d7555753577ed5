"""Fewer units are billed than the documented minutes support.

Time that was given and documented may be billed, but more units mean more money, so that is a
person's word: units are raised only with the site's attestation for this rule. Where the
payer's counting rule is not known, a line is below only if it is below by both rules, and the
smaller number holds.
"""

from scrubber.rules.kit import (
    Findings,
    Given,
    Pool,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    corrects,
    count,
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
    """One finding for each line below its allocation on a day that will bill less than it may."""
    for pool in day.pools(tables):
        for line in pool.lines:
            units = line.line.units
            due = pool.due(line)
            if not due or units is None or units >= min(due) or not _day_stays_below(pool):
                continue
            minutes = line.evidence.minutes
            assert minutes is not None
            finding = found(
                line,
                line.line.quantity_place,
                f"bills {count(units, 'unit')}, and the minutes support {min(due)}",
            ).because(f"{count(minutes.value, 'minute')}: {minutes.source}")
            if pool.is_choice(line, min):
                yield finding.because("several lines have an equal claim to a unit")
            elif not pool.sure:
                yield finding.because("a free-text note with other words is not enough")
            else:
                yield with_units(finding, line, min(due))


def _day_stays_below(pool: Pool[TreatmentLine]) -> bool:
    """Whether the day bills less than every method supports, lines that are over once lowered."""
    for reading in pool.readings:
        over = pool.billed(reading) > reading.total
        kept = 0
        for line in pool.lines:
            due = reading.units[line.line.sv1.offset]
            billed = due if line.line.units is None else line.line.units
            kept += min(billed, due) if over else billed
        if kept >= reading.total:
            return False
    return True
