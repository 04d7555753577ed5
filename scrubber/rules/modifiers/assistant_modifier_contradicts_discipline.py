"""CQ or CO does not go with the line's discipline.

CQ says that a physical therapist assistant gave the service, so it stands beside GP; CO says the
same of an occupational therapy assistant, beside GO. Another pairing, or both at once, contradicts
itself: a person must say which of them is true.
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
    passes,
    rule,
)


@rule(
    "TH207",
    corrects_as="advice",
    severity="error",
    cue=Cue.BILLED,
    figures=["cms/modifiers"],
    denial=Denial(carc="4", category="A7", status="453"),
    sources=[Source("CMS billing examples using CQ/CO modifiers", checked="2026-11-21")],
    examples=[
        flags("SV1*HC:97530:GO:CQ*100*UN*2***1~", name="CQ with GO"),
        flags("SV1*HC:97530:GP:CO*100*UN*2***1~", name="CO with GP"),
        flags("SV1*HC:92507:GN:CQ*100*UN*1***1~", name="no assistant modifier goes with GN"),
        flags("SV1*HC:97530:GP:CQ:CO*100*UN*2***1~", name="both at once"),
        passes("SV1*HC:97530:GP:CQ*100*UN*2***1~", name="CQ with GP"),
        passes("SV1*HC:97530:CO:GO*100*UN*2***1~", name="CO with GO, in any order"),
        passes(
            "SV1*HC:97530:GP:GO:CQ*100*UN*2***1~",
            name="which of GP and GO is wrong is another rule's finding",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each assistant modifier that is not that of the line's discipline."""
    for line in day.therapy_lines:
        all_stated = line.used_with_role("assistant")
        if not all_stated or not line.discipline_modifier:
            continue
        fitting = "".join(line.assistant_modifiers)
        for stated in dict.fromkeys(all_stated):
            if stated != fitting:
                place = line.line.modifier_place(stated)
                takes = f"takes {fitting}" if fitting else "takes no assistant modifier"
                message = f"{stated} beside {line.discipline_modifier}, which {takes}"
                yield found(line, place, message)
