"""Two lines of a day bill the same service.

A payer denies the second as an exact duplicate: the same patient, provider, payer, date, procedure,
modifiers, units, charge and place. Lines with a modifier that says that a service was given again
(76, 77) or was distinct (59, XE, XP, XS, XU) are left alone. So is what another transaction set
bills, and a claim beside its replacement. Whether the line stands twice by mistake, belongs with
the other as one line, or was a second session, only the record says; so nothing is changed.
"""

from scrubber.rules.kit import (
    Cue,
    Denial,
    Findings,
    Source,
    Tables,
    TreatmentDay,
    TreatmentLine,
    flags,
    found,
    passes,
    rule,
)

TOLD_APART = ("repeat", "distinct")
"""Roles of cms/modifiers that say that a service is not the one beside it."""
TWICE = "SV1*HC:97110:GP*50*UN*1***1~"


@rule(
    "CL105",
    corrects_as="advice",
    severity="warning",
    cue=Cue.BILLED,
    evidence="The lines of the day; the treatment log.",
    figures=["cms/modifiers"],
    only_rows={"cms/modifiers": {"role": TOLD_APART}},
    denial=Denial(carc="18"),
    sources=[
        Source("CMS Pub 100-04 chapter 1 section 120 and MM8121: duplicates", checked="2026-11-22"),
        Source("NGS Medicare, How to avoid and correct duplicate denials", checked="2026-11-22"),
    ],
    examples=[
        flags(TWICE + TWICE, name="the same line twice"),
        flags(
            TWICE + "SV1*HC:97110:GP*50.00*UN*1***2~",
            name="the charge written another way, another diagnosis pointer",
        ),
        passes(TWICE + "SV1*HC:97110:GP:76*50*UN*1***1~", name="76: given again"),
        passes("SV1*HC:97110:GP:59*50*UN*1***1~" * 2, name="59: distinct"),
        passes(TWICE + "SV1*HC:97110:GP*100*UN*2***1~", name="other units"),
        passes(TWICE + TWICE + "DTP*472*D8*20260302~", name="another date"),
        passes(TWICE + TWICE + "NM1*82*1*OTHER*ANN****XX*1730251182~", name="another therapist"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line that bills what an earlier one of the day does."""
    for together in day.billed_together:
        if len({line.line.procedure for line in together}) == len(together):
            continue
        billed: dict[tuple[object, ...], TreatmentLine] = {}
        for line in together:
            if any(map(line.used_with_role, TOLD_APART)):
                continue
            first = billed.setdefault(_service(line), line)
            if first is line:
                continue
            message = f"bills the same service as {_where(first, line)}"
            finding = found(line, line.line.procedure_place, message)
            if first.evidence.minutes and line.evidence.minutes:
                finding = finding.because(
                    "the treatment log has minutes for both: one line with all units, or the "
                    "modifier that the payer wants on a repeated service"
                )
            yield finding


def _service(line: TreatmentLine) -> tuple[object, ...]:
    billed = line.line
    return (
        billed.qualifier,
        billed.procedure,
        frozenset(billed.used_modifiers),
        billed.charge,
        billed.unit,
        billed.quantity,
        billed.last_date,
        line.provider,
        billed.sv1.value(5) or line.claim.place_of_service,
    )


def _where(first: TreatmentLine, line: TreatmentLine) -> str:
    if first.claim.clm.offset == line.claim.clm.offset:
        return f"line {first.line.number}"
    return f"claim {first.claim.claim_id} line {first.line.number}"
