"""The discrepancy log, from the applied edits: written, read, undone and verified."""

from scrubber.discrepancies.csv_log import write_csv
from scrubber.discrepancies.jsonl import BadLog, decode, encode
from scrubber.discrepancies.record import (
    ChangedSegment,
    Charges,
    Discrepancy,
    FileFacts,
    FileRecord,
    PaymentAtStake,
    SummaryRecord,
    Tally,
    discrepancies,
)
from scrubber.discrepancies.replay import undo, verify

__all__ = [
    "BadLog",
    "ChangedSegment",
    "Charges",
    "Discrepancy",
    "FileFacts",
    "FileRecord",
    "PaymentAtStake",
    "SummaryRecord",
    "Tally",
    "decode",
    "discrepancies",
    "encode",
    "undo",
    "verify",
    "write_csv",
]
