"""A timed line sends its minutes (SV103=MJ) instead of units.

Minutes as a quantity are for anaesthesia; a therapy code is billed in units (UN), and a payer may
read 30 minutes as 30 units. The unit becomes UN and the quantity the units of those minutes; the
charge stays, since it was the charge for the time. Where the claim and the treatment log disagree
so that more units would come out, a person decides.
"""

from scrubber.rules.kit import (
    MINUTES,
    NO_UNIT,
    UNITS,
    Cue,
    Denial,
    Finding,
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
    holds,
    passes,
    rule,
)


@rule(
    "TH105",
    corrects_as="repair",
    severity="error",
    cue=Cue.MINUTES_AS_QUANTITY,
    evidence="The quantity itself; a treatment log outranks it.",
    figures=["cms/unit_methods", "cms/therapy_codes"],
    denial=Denial(category="A7", status="476"),
    sources=[
        Source("X12 RFI 1571 and 1110: MJ is for anaesthesia claims", checked="2026-11-21"),
        Source("CMS Pub 100-04 chapter 5 section 20.2.C", checked="2026-11-21"),
    ],
    examples=[
        corrects(
            "SV1*HC:97530:GP*100*MJ*30***1~",
            "SV1*HC:97530:GP*100*UN*2***1~",
            name="30 minutes become 2 units",
        ),
        corrects(
            "SV1*HC:97530:GP*100*MJ*20***1~SV1*HC:97110:GP*90*UN*2***1~",
            "SV1*HC:97530:GP*100*UN*1***1~SV1*HC:97110:GP*90*UN*2***1~",
            given=Given(minutes=(None, 25)),
            name="45 minutes in all are 3 units",
        ),
        flags(
            "SV1*HC:97530:GP*100*MJ*20***1~",
            given=Given(minutes=(30,)),
            name="the treatment log has more minutes than the claim",
        ),
        holds("SV1*HC:97530:GP*100*MJ*7***1~", name="7 minutes support no unit"),
        flags(
            "SV1*HC:97530:GP*50*MJ*20***1~SV1*HC:97110:GP*45*MJ*20***1~",
            name="40 minutes are 3 units, and the therapist has to choose",
        ),
        flags(
            "SV1*HC:97530:GP*50*MJ*8***1~SV1*HC:97110:GP*45*MJ*8***1~SV1*HC:97140:GP*45*UN*1***1~",
            name="16 minutes are 1 unit, whatever the third line has",
        ),
        passes("SV1*HC:97530:GP*100*UN*2***1~", name="units are units"),
        passes("SV1*HC:00400*100*MJ*30***1~", name="anaesthesia is billed in minutes"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each timed line with SV103=MJ; of a pool all are converted or none."""
    for pool in day.pools:
        in_minutes = [line for line in pool.lines if line.line.unit == MINUTES]
        if not in_minutes:
            continue
        if not pool.complete or not pool.sure:
            # What is not sure of the other lines must not count in; the minutes sent are.
            pool = Pool.of(in_minutes, not day.open, day.unit_methods)  # noqa: PLW2901
        converted = [_converted(pool, line) for line in in_minutes]
        all_of_them = all(finding.changes for finding in converted)
        for line, finding in zip(in_minutes, converted, strict=True):
            if all_of_them or not finding.changes:
                yield finding
            else:
                # UN would lose the minutes that the other line's units depend on.
                reason = "another line of that day that is sent in minutes has to be settled first"
                yield _sent_in_minutes(line).because(reason)


def _sent_in_minutes(line: TreatmentLine) -> Finding:
    quantity = line.line.quantity_place.value
    return found(line, line.line.unit_place, f"sends {quantity} minutes (MJ) as its quantity")


def _converted(pool: Pool[TreatmentLine], line: TreatmentLine) -> Finding:
    finding = _sent_in_minutes(line)
    minutes, quantity = line.evidence.minutes, line.line.quantity
    if minutes is None or quantity is None or quantity <= 0:
        return finding.because("the quantity is no number of minutes")
    finding = finding.because(f"{count(minutes.value, 'minute')}: {minutes.source}")
    if not pool.complete:
        return finding.because("minutes of that day are in dispute, or of an unknown discipline")
    units = max(pool.due(line))
    if minutes.value > quantity and units > max(pool.units_by_itself(int(quantity))):
        return finding.because("the claim's own minutes support fewer units: a person decides")
    if pool.is_choice(line, max):
        return finding.because(
            "lines of that day have an equal claim to a unit: the therapist chooses"
        )
    if units == 0:
        return finding.because(NO_UNIT).held()
    return finding.set(line.line.unit_place, UNITS).set(line.line.quantity_place, str(units))
