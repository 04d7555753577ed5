"""A charge or amount is not one that can be read.

CLM02, SV102 and AMT02 hold dollars: digits, a point before the cents, nothing else. No currency
sign, no comma between thousands, no exponent, no more than 18 characters, no part of a cent; a
charge is not negative. Zero is an amount. What was meant nobody can tell for certain, so nothing is
changed.
"""

from scrubber.rules.kit import (
    Denial,
    Finding,
    Findings,
    Place,
    ReceivedClaim,
    Source,
    Tables,
    flags,
    is_charge,
    is_dollars,
    number,
    passes,
    rule,
)

LINE = "SV1*HC:97530:GP*100*UN*2***1~"


@rule(
    "CL107",
    corrects_as="advice",
    severity="error",
    denial=Denial(category="A7", status="178"),
    sources=[
        Source("ASC X12.6 section 3.5.1 decimal numbers, in X12 RFI 1924", checked="2026-11-22"),
        Source("ASC X12N/005010X222A1 CLM02, SV102: zero or more", checked="2026-11-22"),
    ],
    examples=[
        flags("SV1*HC:97530:GP*-100*UN*2***1~", name="a negative charge"),
        flags("CLM*C1*1,000.00***11:B:1*Y*A*Y*Y~SV1*HC:97530:GP*1000*UN*2***1~", name="a comma"),
        flags("CLM*C1*$100***11:B:1*Y*A*Y*Y~" + LINE, name="a currency sign"),
        flags("CLM*C1*1E2***11:B:1*Y*A*Y*Y~" + LINE, name="an exponent"),
        flags("CLM*C1****11:B:1*Y*A*Y*Y~" + LINE, name="no total"),
        flags("SV1*HC:97530:GP*33.333*UN*2***1~", name="part of a cent"),
        flags("CLM*C1*100***11:B:1*Y*A*Y*Y~AMT*F5*20,00~" + LINE, name="a comma for a point"),
        passes("SV1*HC:97530:GP*0*UN*2***1~", name="no charge"),
        passes("CLM*C1*100.00***11:B:1*Y*A*Y*Y~AMT*F5*20.5~" + LINE, name="with and without cents"),
    ],
)
def check(received: ReceivedClaim, tables: Tables) -> Findings:
    """One finding for each total, charge and amount of the claim that is none."""
    claim = received.claim
    if not is_charge(claim.total_charge):
        yield Finding(message=_told(claim.total_place), place=claim.total_place, claim=claim)
    for segment in received.head:
        place = Place(segment, 2)
        if segment.id == "AMT" and not is_dollars(number(place.value)):
            yield Finding(message=_told(place), place=place, claim=claim)
    for line in claim.lines:
        if not is_charge(line.charge):
            place = line.charge_place
            yield Finding(message=_told(place), place=place, claim=claim, line=line)


def _told(place: Place) -> str:
    amount = number(place.value)
    if not place.value:
        return f"{place.name} is empty"
    if amount is None:
        return f"{place.name} is {place.value}, which is no amount: digits and one point at most"
    if not is_dollars(amount):
        return f"{place.name} is {place.value}: there is no part of a cent"
    return f"{place.name} is {place.value}: a charge is zero or more"
