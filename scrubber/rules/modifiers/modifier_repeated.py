"""The same modifier stands twice on one line.

A modifier says a thing once; the second takes a slot that another may need, and some payers return
the line. Removing a modifier is a person's word, so nothing is changed.
"""

from scrubber.rules.kit import (
    Cue,
    Denial,
    Findings,
    Place,
    Source,
    Tables,
    TreatmentDay,
    flags,
    found,
    passes,
    rule,
)


@rule(
    "TH204",
    corrects_as="advice",
    severity="warning",
    cue=Cue.BILLED,
    denial=Denial(carc="4", rarc="N519", category="A7", status="453"),
    sources=[Source("ASC X12N/005010X222A1 SV101-3 to SV101-6", checked="2026-11-21")],
    examples=[
        flags("SV1*HC:97530:GP:GP*100*UN*2***1~", name="GP twice"),
        flags("SV1*HC:97530:59:GP:59*100*UN*2***1~", name="59 twice, not side by side"),
        passes("SV1*HC:97530:GP:KX*100*UN*2***1~", name="each once"),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each repetition, at the later slot."""
    for line in day.therapy_lines:
        modifiers = line.line.modifiers
        used = line.line.used_modifiers
        if len(used) == len(set(used)):
            continue
        for slot, modifier in enumerate(modifiers):
            if modifier and modifier in modifiers[:slot]:
                place = Place(line.line.sv1, 1, 3 + slot)
                yield found(line, place, f"{modifier} stands twice")
