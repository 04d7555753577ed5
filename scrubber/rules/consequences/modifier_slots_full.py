"""A modifier is needed and all four slots are taken.

SV101 has room for four modifiers; a fifth cannot be sent, and the description in SV101-7 is no
place for one. Which of the four can go is a person's to say.
"""

from scrubber.rules.kit import (
    Finding,
    Findings,
    Given,
    Place,
    ReviewedClaim,
    Source,
    Tables,
    flags,
    passes,
    rule,
)


@rule(
    "TH205",
    corrects_as="advice",
    severity="warning",
    evidence="What another rule wanted to add.",
    sources=[Source("ASC X12N/005010X222A1 SV101-3 to SV101-6", checked="2026-11-21")],
    examples=[
        flags("SV1*HC:97530:59:76:KX:CQ*100*UN*2***1~", name="GP is missing and there is no room"),
        flags(
            "SV1*HC:97530:GP:76:77:CQ*100*UN*2***1~SV1*HC:97140:GP*45*UN*1***1~",
            given=Given(claim_filing="CI", separate_service=("Y", "Y")),
            name="59 is attested and there is no room",
        ),
        passes("SV1*HC:97530:59:GP:KX:CQ*100*UN*2***1~", name="four modifiers and none missing"),
    ],
)
def check(claim: ReviewedClaim, tables: Tables) -> Findings:
    """One finding for each modifier that found no place."""
    for unplaced in claim.unplaced:
        yield Finding(
            message=f"{unplaced.modifier} has no free slot: "
            f"{', '.join(unplaced.line.used_modifiers)} take all four",
            place=Place(unplaced.line.sv1, 1),
            claim=claim.after,
            line=unplaced.line,
            evidence=(f"wanted by {unplaced.rule}",),
        )
