"""Two of GP, GO and GN stand on one line.

A line belongs to one plan of care. Which one only the record shows, so nothing is changed.
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
    "TH203",
    corrects_as="advice",
    severity="error",
    cue=Cue.BILLED,
    figures=["cms/modifiers"],
    denial=Denial(carc="4", category="A7", status="453"),
    sources=[Source("CMS CR 10176 (transmittal 3814), effective 2018-01-01", checked="2026-11-21")],
    examples=[
        flags("SV1*HC:97530:GP:GO*100*UN*2***1~", name="GP and GO"),
        passes("SV1*HC:97530:GP*100*UN*2***1~", name="GP alone"),
        passes("SV1*HC:97530:GP:GP*100*UN*2***1~", name="GP twice is another rule's finding"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line with two different discipline modifiers, at the second."""
    for line in day.therapy_lines:
        if len(line.disciplines) < 2:
            continue
        stated = list(dict.fromkeys(line.disciplines))
        if len(stated) > 1:
            place = line.line.modifier_place(stated[1])
            yield found(
                line, place, f"{listed(stated)} on one line: a line belongs to one plan of care"
            )
