"""A distinct modifier (59, XE, XP, XS, XU) stands where no known edit asks for one.

Saying that a service was distinct where nothing asks counts as misuse in audits. It may have a
reason that the claim does not show, so this is only told. Since 2020-01-01 that holds for 97530
with 97140 on a Medicare claim.
"""

from scrubber.rules.kit import (
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    edit_has_ended,
    edited_pairs,
    flags,
    found,
    passes,
    rule,
)

PAIR = "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~"


@rule(
    "TH303",
    corrects_as="advice",
    severity="info",
    figures=["cms/ncci_ptp", "cms/modifiers"],
    sources=[
        Source("Noridian, modifier 59: inappropriate use", checked="2026-11-21"),
        Source("CMS NCCI PTP practitioner table v30.2", checked="2026-11-21"),
    ],
    examples=[
        flags(PAIR, name="Medicare's edit of this pair ended 2019-12-31"),
        flags(
            "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
            name="no edit of 97530 with 97110",
        ),
        passes(PAIR, given=Given(date="20191231"), name="Medicare's edit on its last day"),
        passes(PAIR, given=Given(claim_filing="CI"), name="another payer may keep its own edit"),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97750:GP:59*45*UN*1***1~",
            name="an edit that asks for it",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each timed line with a distinct modifier and no edit that reads it."""
    under_edit = {
        line.line.sv1.offset
        for pair in edited_pairs(day, tables)
        for line in (pair.paid, pair.denied)
    }
    for line in day.therapy_lines:
        distinct = line.used_with_role("distinct", tables)
        if not distinct or not line.code or not line.code.timed:
            continue
        if line.line.sv1.offset in under_edit:
            continue
        if _table_is_enough(day, line.line.procedure, tables):
            place = line.line.modifier_place(distinct[0])
            yield found(line, place, f"{distinct[0]} is not needed by any edit known for that day")


def _table_is_enough(day: TreatmentDay, procedure: str, tables: Tables) -> bool:
    """Whether a pair's absence from the table proves something: not for dates before that,
    unless the edit of a pair of the day is known to have ended."""
    if day.date and day.date >= tables.coverage(tables.ncci_ptp.name).start:
        return True
    return any(edit_has_ended(procedure, o.line.procedure, day, tables) for o in day.lines)
