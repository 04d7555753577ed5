"""The claim's number (CLM01) stands on an earlier claim of the file.

What the payer answers, the remittance too, comes back under this number: of two claims with one it
cannot be told which is meant. Claims of the same patient, date and total may be one claim sent
twice. Some offices put the patient's account number here, so another date of the same patient is
only told for information. Claims of another billing provider or to another payer do not count, nor
do replacement and void claims (CLM05-3 7 and 8), which repeat the number by design; nor claims
without a therapy code, which pass through unread.
"""

from scrubber.rules.kit import (
    Finding,
    Findings,
    ReceivedClaim,
    Severity,
    Source,
    Tables,
    flags,
    passes,
    rule,
)

CLAIM = "CLM*C1*100***11:B:1*Y*A*Y*Y~SV1*HC:97530:GP*100*UN*2***1~"


@rule(
    "CL106",
    corrects_as="advice",
    severity="warning",
    evidence="The claims of the file.",
    sources=[
        Source("ASC X12N/005010X222A1 CLM01: a number for each claim", checked="2026-11-22"),
        Source("X12 RFI 1945 and 2416: what CLM01 is for", checked="2026-11-22"),
    ],
    examples=[
        flags(CLAIM + CLAIM, name="a claim that stands twice"),
        flags(CLAIM + CLAIM + "DTP*472*D8*20260302~", name="two dates of one patient"),
        passes(CLAIM + CLAIM.replace("C1", "C2"), name="two numbers"),
        passes(CLAIM + CLAIM.replace(":B:1", ":B:7"), name="a claim and its replacement"),
        passes(CLAIM + CLAIM.replace(":B:1", ":B:8"), name="a claim that is taken back"),
    ],
)
def check(received: ReceivedClaim, tables: Tables) -> Findings:
    """One finding where an earlier claim has the number."""
    namesake, claim = received.namesake, received.claim
    if namesake is None:
        return
    where, severity = f"the claim at segment {namesake.segment}", None
    if namesake.same_services:
        message = f"has number, patient, date and total of {where}: sent twice?"
    elif namesake.same_patient:
        message = f"has the number of {where}, of the same patient: an account number?"
        severity = Severity.INFO
    else:
        message = f"has the number of {where}, which is of another patient"
    yield Finding(message=message, place=claim.number_place, claim=claim, severity=severity)
