"""The claim's total (CLM02) is not the sum of its lines (SV102).

Payers reject a claim out of balance. Where our own correction changed a line's charge, the total
follows by the same amount, since it would be false otherwise. A total that was out of balance
before stays so: which of the figures is wrong the claim does not show.
"""

from decimal import Decimal

from scrubber.rules.kit import (
    Denial,
    Finding,
    Findings,
    ReviewedClaim,
    Source,
    Tables,
    amount,
    flags,
    passes,
    rule,
)


@rule(
    "CL101",
    corrects_as="repair",
    severity="error",
    by_itself="corrects after our own edits, else only tells you",
    denial=Denial(category="A7", status="178"),
    sources=[Source("X12 RFI 1294: CLM02 is the sum of SV102", checked="2026-11-21")],
    examples=[
        flags(
            "CLM*C1*175***11:B:1*Y*A*Y*Y~SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
            name="145 on the lines, 175 in all",
        ),
        passes(
            "CLM*C1*145***11:B:1*Y*A*Y*Y~SV1*HC:97530:GP*100*UN*2***1~SV1*HC:97110:GP*45*UN*1***1~",
            name="145 on the lines and in all",
        ),
        passes(
            "CLM*C1*145.00***11:B:1*Y*A*Y*Y~SV1*HC:97530:GP*145*UN*2***1~",
            name="145.00 is 145",
        ),
    ],
)
def check(claim: ReviewedClaim, tables: Tables) -> Findings:
    """The total follows our own edits; an imbalance that came with the claim is told."""
    before, after = claim.before, claim.after
    total, lines = before.total_charge, before.line_charges
    if total is None or lines is None:
        message = "CLM02 or an SV102 is no amount, so the claim cannot be in balance"
        yield Finding(message=message, place=after.total_place, claim=after)
    elif difference := total - lines:
        yield Finding(
            message=f"CLM02 is {total}, and the lines add up to {lines}",
            place=after.total_place,
            claim=after,
            evidence=(f"difference {_signed(difference)}, as the claim came",),
        )
    change = claim.charge_change
    if total is not None and change:
        yield Finding(
            message="the total follows the corrected line charges",
            place=after.total_place,
            claim=after,
            evidence=(f"SV102 corrections on this claim: {_signed(change)}",),
        ).set(after.total_place, amount(total + change, after.total_place.value))


def _signed(difference: Decimal) -> str:
    return f"{difference:+.2f}"
