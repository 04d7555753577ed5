"""A provider's NPI is not one that can have been issued.

An NPI has ten digits and begins with 1 or 2. The tenth is worked out from the other nine, so a
wrong one shows a digit that was mistyped or two that were swapped. Payers return the claim. Which
digit it is nobody can tell from the number, so nothing is changed. Looked at are the billing
provider and the providers of loops 2310 and 2420; whether a number that can be right is that
provider's is not known here.
"""

from scrubber.rules.kit import (
    NPI_BEGINNINGS,
    Denial,
    Finding,
    Findings,
    ReceivedClaim,
    Source,
    Tables,
    flags,
    is_npi,
    is_npi_like,
    passes,
    rule,
)

LINE = "SV1*HC:97530:GP*100*UN*2***1~"


@rule(
    "CL103",
    corrects_as="advice",
    severity="error",
    figures=["cms/claim_figures"],
    only_rows={"cms/claim_figures": {"figure": "npi_prefix"}},
    denial=Denial(category="A7", status="562"),
    sources=[
        Source("CMS, Requirements for NPI check digit; 69 FR 3434", checked="2026-11-22"),
        Source("NGS CEDI, top ten 277CA edits: A7 562", checked="2026-11-22"),
    ],
    examples=[
        flags(LINE + "NM1*82*1*OTHER*ANN****XX*1730251183~", name="the last digit is wrong"),
        flags(LINE + "NM1*DK*1*OTHER*ANN****XX*1730252182~", name="of the ordering provider"),
        flags(LINE + "NM1*82*1*OTHER*ANN****XX*173025118~", name="nine digits"),
        flags(LINE + "NM1*82*1*OTHER*ANN****XX*9876543214~", name="none begins with 9"),
        passes(LINE + "NM1*82*1*OTHER*ANN****XX*1730251182~", name="the check digit fits"),
        passes(LINE + "NM1*82*1*OTHER*ANN****24*1730251183~", name="another kind of number"),
    ],
)
def check(received: ReceivedClaim, tables: Tables) -> Findings:
    """One finding for each wrong number of a claim, where it stands first."""
    claim, prefix = received.claim, received.figure("npi_prefix")
    named = [(npi, line) for line in (None, *claim.lines) for npi in (line or claim).npis]
    told: set[str] = set()
    for npi, line in named:
        if prefix is None or npi in told or is_npi(npi, prefix):
            continue
        told.add(npi)
        role, place = received.npi_places.get(npi, ("billing provider", claim.number_place))
        message = f"{npi} ({role}) is no NPI: {_fault(npi)}"
        place = line.procedure_place if line else place
        yield Finding(message=message, place=place, claim=claim, line=line)


def _fault(npi: str) -> str:
    if not is_npi_like(npi):
        return "it has not ten digits"
    if npi[0] not in NPI_BEGINNINGS:
        return f"none begins with {npi[0]}"
    return "its check digit does not fit"
