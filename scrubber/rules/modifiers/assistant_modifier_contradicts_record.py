"""CQ or CO stands on a line, and the treatment log says that no assistant gave any of it.

With the modifier Medicare pays 85 percent. Where the log records 0 assistant minutes, either the
modifier or the log is wrong. Taking a modifier off raises what is paid and is a person's word, so
it is told and not done.
"""

from scrubber.rules.kit import (
    Cue,
    Findings,
    Given,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    passes,
    rule,
)

LINE = "SV1*HC:97530:GP:CQ*100*UN*2***1~"


@rule(
    "TH210",
    corrects_as="advice",
    severity="warning",
    cue=Cue.ASSISTANT,
    evidence="assistant_minutes in the treatment log.",
    figures=["cms/modifiers"],
    sources=[Source("CMS billing examples using CQ/CO modifiers", checked="2026-11-21")],
    examples=[
        flags(LINE, given=Given(minutes=(30,), assistant_minutes=(0,)), name="0 assistant minutes"),
        passes(LINE, given=Given(minutes=(30,), assistant_minutes=(30,)), name="all of them"),
        passes(LINE, given=Given(minutes=(30,)), name="the log does not say"),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(minutes=(30,), assistant_minutes=(0,)),
            name="no such modifier stands there",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line with an assistant's modifier and no assistant minutes."""
    for line in day.therapy_lines:
        if line.evidence.assistant_minutes != 0:
            continue
        if stated := line.used_with_role("assistant"):
            place = line.line.modifier_place(stated[0])
            message = f"{stated[0]} stands, and the record has no assistant minutes"
            yield found(line, place, message).because(line.evidence.statement)
