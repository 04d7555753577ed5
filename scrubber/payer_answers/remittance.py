"""What an 835 says of claims and service lines, and whether it adds up.

Amounts are dollars, None where the text is no amount. A payment that is taken back (PLB, the
provider's balance) is of no claim and is left alone.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from scrubber.value_class import value_class

PRIMARY = ("1", "4", "19")
"""CLP02 of a first payer's decision: processed, denied, processed and forwarded."""
REVERSAL = "22"


@value_class()
class Adjustment:
    """A reason of a CAS segment: group code, claim adjustment reason code (CARC), amount."""

    group: str
    reason: str
    amount: Decimal | None


@value_class()
class Payment:
    """A transaction set: whose it is (N1*PR N104, else REF*2U) and its date.

    `decided_on`: BPR16, else DTM*405, else the day on which the functional group was made.
    """

    payer_id: str
    decided_on: date | None


@value_class()
class ServicePayment:
    """Loop 2110. `procedure` and `modifiers` are those that were paid (SVC01); `billed_procedure`
    is the one that was sent, where the payer has changed it (SVC06).

    `stated_allowed` is AMT*B6; `remark_codes` LQ*HE; `line_control_number` REF*6R.
    """

    procedure: str
    modifiers: tuple[str, ...]
    billed_procedure: str
    charge: Decimal | None
    paid: Decimal | None
    service_date: date | None
    line_control_number: str
    adjustments: tuple[Adjustment, ...]
    stated_allowed: Decimal | None
    remark_codes: tuple[str, ...]

    def __repr__(self) -> str:
        """Nothing: a line is patient data."""
        return "ServicePayment()"

    @property
    def balances(self) -> bool:
        """Whether the charge less the adjustments is what was paid."""
        return _balances(self.charge, self.adjustments, self.paid)


@value_class()
class ClaimPayment:
    """Loop 2100: one decision on a claim. `segment` is that of its CLP in the file.

    `claim_id` CLP01, `status` CLP02, `filing_indicator` CLP06, `payer_claim_number` CLP07;
    `member_id` of the patient (NM1*QC), else of the subscriber (NM1*IL); `adjustments` those of
    the claim itself; `remark_codes` of MOA and MIA.
    """

    payment: Payment
    segment: int
    claim_id: str
    status: str
    charge: Decimal | None
    paid: Decimal | None
    filing_indicator: str
    payer_claim_number: str
    member_id: str
    adjustments: tuple[Adjustment, ...]
    remark_codes: tuple[str, ...]
    service_date: date | None
    lines: tuple[ServicePayment, ...]

    def __repr__(self) -> str:
        """Where it stands: a claim is patient data."""
        return f"ClaimPayment(segment={self.segment})"

    @property
    def is_reversal(self) -> bool:
        """Whether it takes an earlier decision back."""
        return self.status == REVERSAL

    @property
    def is_first_payers(self) -> bool:
        """Whether it is a decision, or one taken back, and not a later payer's, a forwarding
        without one, or a price given in advance (CLP02 = 25)."""
        return self.is_reversal or self.status in PRIMARY

    @property
    def balances(self) -> bool:
        """Whether claim and lines add up: charge less all adjustments is what was paid, of each
        line too, and the lines' charges are the claim's (005010X221A1, section 1.10.2)."""
        every = [*self.adjustments, *(a for line in self.lines for a in line.adjustments)]
        charges = total(line.charge for line in self.lines)
        return (
            _balances(self.charge, every, self.paid)
            and all(line.balances for line in self.lines)
            and (not self.lines or charges == self.charge)
        )


def _balances(
    charge: Decimal | None, adjustments: Iterable[Adjustment], paid: Decimal | None
) -> bool:
    taken = total(adjustment.amount for adjustment in adjustments)
    return charge is not None and taken is not None and charge - taken == paid


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where one of them is no amount."""
    added = Decimal()
    for amount in amounts:
        if amount is None:
            return None
        added += amount
    return added
