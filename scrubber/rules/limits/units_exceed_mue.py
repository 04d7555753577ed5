"""More units of a procedure are billed than the payer takes of a patient in a day (MUE).

CMS publishes the most units that it expects (MUE). By indicator 1 each line is judged by itself; by
2 and 3 all lines of the day by one provider add up, and all of them are denied. Under 3 a denial
can be appealed with the record, under 2 it cannot. Splitting a service over lines or days changes
nothing about what was done, so the claim is held for a person. A limit of 0 says that Medicare does
not pay the code apart; that is only told. Lines over several days are not counted.
"""

from collections.abc import Sequence

from scrubber.rules.kit import (
    Cue,
    Denial,
    Finding,
    Findings,
    Given,
    Severity,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    UnitLimit,
    count,
    flags,
    found,
    holds,
    listed,
    passes,
    rule,
)

INDICATORS = {
    "1": "each line is judged by itself (indicator 1)",
    "2": "all lines of the day add up, and a denial is final (indicator 2)",
    "3": "all lines of the day add up, and a denial can be appealed with the record (indicator 3)",
    "": "no indicator is published: each line is judged by itself",
}

ASSUMED = "Medicare's limit: none of this payer's own is known, and it is taken to use the same"


@rule(
    "TH107",
    corrects_as="advice",
    severity="error",
    cue=Cue.BILLED,
    by_itself="holds the claim",
    figures=["cms/mue"],
    denial=Denial(carc="151", category="A7", status="476"),
    sources=[
        Source("CMS NCCI MUE, practitioner services, 2024-07-01", checked="2026-11-21"),
        Source("CMS Medicaid NCCI MUE, practitioner services, 2026 Q1", checked="2026-11-21"),
    ],
    examples=[
        holds("SV1*HC:97530:GP*350*UN*7***1~", name="7 units of 97530, and 6 are the most"),
        holds(
            "SV1*HC:97530:GP*200*UN*4***1~SV1*HC:97530:GP:59*150*UN*3***1~",
            name="7 units on two lines of one therapist",
        ),
        holds("SV1*HC:97161:GP*180*UN*2***1~", name="two evaluations, final by indicator 2"),
        holds(
            "SV1*HC:97530:GP*350*UN*7***1~",
            given=Given(claim_filing="CI"),
            name="a payer without limits of its own is taken to use Medicare's",
        ),
        holds(
            "SV1*HC:97530:GP*350*UN*7***1~",
            given=Given(claim_filing="MC"),
            name="Medicaid's own table: the line by itself",
        ),
        flags("SV1*HC:97014:GP*30*UN*1***1~", name="a code of which Medicare takes no unit"),
        passes("SV1*HC:97530:GP*300*UN*6***1~", name="6 units are the most"),
        passes(
            "SV1*HC:97014:GP*30*UN*1***1~",
            given=Given(claim_filing="CI"),
            name="what Medicare does not take, another payer may",
        ),
        passes(
            "SV1*HC:97530:GP*350*UN*7***1~",
            given=Given(minutes=(75,)),
            name="lowered to the documented 5 units before",
        ),
        passes(
            "SV1*HC:97530:GP*200*UN*4***1~"
            "SV1*HC:97530:GO*200*UN*4***1~NM1*82*1*OTHER*ANN****XX*1730251182~"
            "PRV*PE*PXC*225X00000X~",
            name="two therapists, each below",
        ),
        passes(
            "SV1*HC:97530:GP*350*UN*7***1~DTP*472*RD8*20260309-20260310~",
            name="7 units over two days",
        ),
        passes(
            "SV1*HC:97530:GP*350*UN*7***1~",
            given=Given(date="20240630"),
            name="no limit is on record for that day",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line of a procedure that is over the limit."""
    limits = tables.mue.on(day.date)
    population = day.payer.unit_limits.removeprefix("like_")
    assumed = population != day.payer.unit_limits
    for lines_of in day.by_provider_and_procedure:
        for procedure, lines in lines_of.items():
            limit = limits.get((population, procedure))
            if limit is None or (assumed and not limit.units):
                continue
            total = sum([line.line.units or 0 for line in lines if not line.line.spans_days])
            if total <= limit.units:
                continue
            of_the_day = [line for line in lines if not line.line.spans_days]
            billed_on = _billed_on(of_the_day) if limit.per_day and len(of_the_day) > 1 else ""
            for line in of_the_day:
                billed = total if limit.per_day else line.line.units or 0
                if billed > limit.units:
                    finding = _over(line, limit, billed, billed_on)
                    yield finding.because(ASSUMED) if assumed else finding


def _billed_on(lines: Sequence[TreatmentLine]) -> str:
    on = [f"claim {line.claim.claim_id} line {line.line.number}" for line in lines]
    return f"billed on {listed(on)}"


def _over(line: TreatmentLine, limit: UnitLimit, billed: int, billed_on: str) -> Finding:
    where = "the day" if limit.per_day else "the line"
    finding = found(
        line,
        line.line.quantity_place,
        f"{where} bills {count(billed, 'unit')} of {line.line.procedure}, and {limit.units} "
        f"{'is' if limit.units == 1 else 'are'} the most that is taken",
    ).because(limit.source, INDICATORS[limit.adjudication_indicator], billed_on)
    if not limit.units:
        return finding.because("0: not paid apart, or another code is wanted").at(Severity.WARNING)
    if not limit.confirmed:
        return finding.because("the limit is not confirmed").at(Severity.WARNING)
    return finding.held()
