"""What payers answer: remittances (835) and eligibility (271), each read one set at a time."""

from scrubber.payer_answers.decisions import LineDecision, decisions
from scrubber.payer_answers.eligibility import BenefitAmount, TherapyAmount, read_therapy_amounts
from scrubber.payer_answers.remittance import (
    Adjustment,
    ClaimPayment,
    Payment,
    ServicePayment,
)
from scrubber.payer_answers.remittance_reader import read_remittances

__all__ = [
    "Adjustment",
    "BenefitAmount",
    "ClaimPayment",
    "LineDecision",
    "Payment",
    "ServicePayment",
    "TherapyAmount",
    "decisions",
    "read_remittances",
    "read_therapy_amounts",
]
