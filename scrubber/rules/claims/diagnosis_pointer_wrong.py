"""A line's diagnosis pointer points at no diagnosis of the claim.

SV107 says by number for which of the claim's diagnoses (HI) the service was given, the first
pointer for the main one. Without it, or where the claim has no diagnosis of that number, the payer
does not know what the service was for, and may return the claim. What was meant the record says, so
nothing is changed.
"""

from scrubber.rules.kit import (
    Finding,
    Findings,
    Place,
    ReceivedClaim,
    Severity,
    Source,
    Tables,
    are_pointers,
    flags,
    is_pointer,
    passes,
    rule,
)


@rule(
    "CL104",
    corrects_as="advice",
    severity="error",
    figures=["cms/claim_figures"],
    only_rows={"cms/claim_figures": {"figure": "diagnoses"}},
    sources=[
        Source("ASC X12N/005010X222A1 SV107: 1 to 12, the first required", checked="2026-11-21"),
        Source("Stedi, claim edit of 2026-01-08: invalid diagnosis pointers", checked="2026-11-22"),
    ],
    examples=[
        flags("SV1*HC:97530:GP*100*UN*2***2~", name="the second of one diagnosis"),
        flags("HI*ABK:M5450*ABF:M6281~SV1*HC:97530:GP*100*UN*2***1:3~", name="the third of two"),
        flags("SV1*HC:97530:GP*100*UN*2***A~", name="a letter, as on paper"),
        flags("SV1*HC:97530:GP*100*UN*2~", name="none"),
        flags("SV1*HC:97530:GP*100*UN*2***1:1~", name="one diagnosis twice"),
        passes("HI*ABK:M5450*ABF:M6281~SV1*HC:97530:GP*100*UN*2***2:1~", name="both of two"),
    ],
)
def check(received: ReceivedClaim, tables: Tables) -> Findings:
    """One finding for each line, on the first pointer that is wrong."""
    claim, most = received.claim, received.figure("diagnoses")
    diagnoses = min(len(claim.diagnoses), most or 0)
    for line in claim.lines:
        pointers = line.diagnosis_pointers
        if most is None or are_pointers(pointers, diagnoses):
            continue
        wrong = next((each for each in pointers if not is_pointer(each, diagnoses)), "")
        severity = Severity.ERROR
        if not pointers:
            message = "no diagnosis pointer"
        elif not wrong:
            message, severity = "points at one diagnosis twice", Severity.WARNING
        elif not is_pointer(wrong, most):
            message = f"{wrong} is no diagnosis pointer: they are numbers from 1 to {most}"
        else:
            message = f"points at diagnosis {wrong}, and the claim has {diagnoses or 'none'}"
        place = Place(line.sv1, 7)
        yield Finding(message=message, place=place, claim=claim, line=line, severity=severity)
