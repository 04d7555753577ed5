"""KX stands on a line, and the treatment log says that it is not justified.

KX is the therapist's statement that the therapy is needed beyond the threshold. Where the signed
record says no, the claim as it stands says what nobody answers for. Taking a modifier off is a
person's word, so it is told and not done.
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

LINE = "SV1*HC:97530:GP:KX*100*UN*2***1~"


@rule(
    "TH405",
    corrects_as="advice",
    severity="error",
    cue=Cue.KX,
    evidence="kx_justified in the treatment log.",
    figures=["cms/modifiers"],
    sources=[Source("Noridian and Palmetto GBA on KX (2025-02-11)", checked="2026-11-21")],
    examples=[
        flags(LINE, given=Given(kx_justified=("N",)), name="the log says no"),
        flags(
            LINE,
            given=Given(kx_justified=("N",), claim_filing="CI"),
            name="whoever pays: the statement stands on the claim",
        ),
        passes(LINE, given=Given(kx_justified=("Y",)), name="the log says yes"),
        passes(LINE, name="the log says nothing"),
        passes(
            "SV1*HC:97530:GP*100*UN*2***1~",
            given=Given(kx_justified=("N",)),
            name="no KX, nothing stated",
        ),
    ],
)
def check(day: TreatmentDay, tables: Tables) -> Findings:
    """One finding for each line with KX that its record does not justify."""
    for line in day.therapy_lines:
        if line.evidence.kx_justified is not False:
            continue
        if stated := line.used_with_role("threshold"):
            place = line.line.modifier_place(stated[0])
            finding = found(line, place, f"{stated[0]} stands, and the record says no")
            yield finding.because(f"{line.evidence.statement}: KX is not justified")
