"""Therapy used, receipts and the audit trail: what outlives a run."""

from scrubber.ledger.database import BadLedger
from scrubber.ledger.ledger import Ledger
from scrubber.ledger.records import ChainHead, FiledClaim, InterchangeId, Receipt, Verdict

__all__ = [
    "BadLedger",
    "ChainHead",
    "FiledClaim",
    "InterchangeId",
    "Ledger",
    "Receipt",
    "Verdict",
]
