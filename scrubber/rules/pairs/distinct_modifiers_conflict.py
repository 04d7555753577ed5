"""59 stands beside an X modifier on one line.

XE, XP, XS and XU say more closely what 59 says; payers reject both on one line. Which one holds
is the therapist's to say.
"""

from scrubber.rules.kit import (
    Cue,
    Denial,
    Findings,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    listed,
    passes,
    rule,
)


@rule(
    "TH304",
    corrects_as="advice",
    severity="error",
    cue=Cue.BILLED,
    figures=["cms/modifiers"],
    denial=Denial(carc="4", rarc="N519", category="A7", status="453"),
    sources=[
        Source("CMS MLN1783722 (February 2024)", checked="2026-11-21"),
        Source("Moda modifier 59 policy; AAPC", checked="2026-11-21"),
    ],
    examples=[
        flags("SV1*HC:97530:GP:59:XU*100*UN*2***1~", name="59 and XU"),
        passes("SV1*HC:97530:GP:XU*100*UN*2***1~", name="XU alone"),
        passes("SV1*HC:97530:GP:59:59*100*UN*2***1~", name="59 twice is another rule's finding"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line with two different distinct modifiers, at the second."""
    for line in day.therapy_lines:
        stated = line.used_with_role("distinct")
        if not stated:
            continue
        different = list(dict.fromkeys(stated))
        if len(different) > 1:
            place = line.line.modifier_place(different[1])
            yield found(line, place, f"{listed(different)} on one line: one of them is enough")
