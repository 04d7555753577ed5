"""A distinct modifier (59, XE, XP, XS, XU) stands, and the record says otherwise.

The modifier states that the service was separate. Where the treatment log says that it was not, or
the time blocks of the two edited services overlap, the claim states what the record denies: a false
claim if it is sent. Taking a modifier off is a person's word, so it is told and not done.
"""

from collections import defaultdict

from scrubber.rules.kit import (
    Contradiction,
    Cue,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    contradictions,
    flags,
    found,
    passes,
    refusal,
    rule,
)

PAIR = "SV1*HC:97530:GP:59*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~"


@rule(
    "TH305",
    corrects_as="advice",
    severity="error",
    cue=Cue.DISTINCT,
    evidence="separate_service and time blocks in the treatment log.",
    figures=["cms/ncci_ptp", "cms/modifiers"],
    sources=[
        Source("CMS MLN1783722 (February 2024)", checked="2026-11-21"),
        Source("JPS Hospital settlement over 25, 59 and XU (mjhnews.com)", checked="2026-11-21"),
    ],
    examples=[
        flags(
            PAIR,
            given=Given(claim_filing="CI", separate_service=("N", "")),
            name="the log says that it was no separate service",
        ),
        flags(
            PAIR,
            given=Given(claim_filing="CI", blocks=("10:00-10:30", "10:20-10:35")),
            name="the time blocks overlap",
        ),
        flags(
            "SV1*HC:97530:GP:59*100*UN*2***1~",
            given=Given(separate_service=("N",)),
            name="whether or not an edit asks for it",
        ),
        passes(
            PAIR,
            given=Given(claim_filing="CI", blocks=("10:00-10:30", "10:30-10:45")),
            name="the time blocks do not overlap",
        ),
        passes(PAIR, given=Given(claim_filing="CI"), name="nothing is on record"),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(separate_service=("N",)),
            name="no such modifier stands there",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line whose distinct modifier the record contradicts."""
    stated = {
        line.line.sv1.offset: distinct[0]
        for line in day.lines
        if (distinct := line.used_with_role("distinct"))
    }
    if not stated:
        return
    against: dict[int, list[Contradiction]] = defaultdict(list)
    for pair in day.edited_pairs:
        if pair.may_be_lifted:
            for at, reasons in contradictions(pair, stated).items():
                against[at] += reasons
    for line in day.lines:
        modifier = stated.get(line.line.sv1.offset)
        told = dict.fromkeys(reason.told for reason in sorted(against[line.line.sv1.offset]))
        if refused := refusal(line):
            told[refused] = None
        if modifier and told:
            message = f"{modifier} stands, and the record says that it was not distinct"
            yield found(line, line.line.modifier_place(modifier), message).because(*told)
