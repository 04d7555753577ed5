"""A distinct modifier (59, XE, XP, XS, XU) stands where no known edit asks for one.

Saying that a service was distinct where nothing asks counts as misuse in audits. It may have a
reason that the claim does not show, so this is only told. Since 2020-01-01 that holds for 97530
with 97140 on a Medicare claim.
"""

from scrubber.rules.kit import (
    Cue,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    edit_has_ended,
    edits_known_from,
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
    cue=Cue.DISTINCT,
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
    stated = [
        (line, distinct[0])
        for line in day.therapy_lines
        if (distinct := line.used_with_role("distinct")) and line.code and line.code.timed
    ]
    if not stated:
        return
    under_edit = {
        line.line.sv1.offset for pair in day.edited_pairs for line in (*pair.paid, *pair.denied)
    }
    not_needed = [(line, m) for line, m in stated if line.line.sv1.offset not in under_edit]
    enough = _table_is_enough(day, {line.line.procedure for line, _ in not_needed}, tables)
    for line, modifier in not_needed:
        if line.line.procedure in enough:
            place = line.line.modifier_place(modifier)
            yield found(line, place, f"{modifier} is not needed by any edit known for that day")


def _table_is_enough(day: TreatmentDay, procedures: set[str], tables: Tables) -> set[str]:
    """Of procedures those whose pairs' absence from the table proves something: not for dates
    before that, unless the edit of a pair of the day is known to have ended."""
    on = day.date
    if on is None:
        return set()
    if on >= edits_known_from(tables):
        return procedures
    others = {line.line.procedure for line in day.lines}
    return {
        procedure
        for procedure in procedures
        if any(edit_has_ended(procedure, other, on, tables) for other in others)
    }
