"""The discrepancy log, from the applied edits: written, read, undone and verified."""

from scrubber.discrepancies.collecting import DiscrepancyList, Log, LogPart
from scrubber.discrepancies.csv_log import write_csv
from scrubber.discrepancies.from_outcome import ChangedSegment, discrepancies
from scrubber.discrepancies.jsonl import BadLog, decode, encode
from scrubber.discrepancies.record import (
    Charges,
    Discrepancy,
    FileFacts,
    FileRecord,
    GuideCheck,
    LogRecord,
    PaymentAtStake,
    Split,
    SummaryRecord,
    Tally,
)
from scrubber.discrepancies.replay import undo, verify

__all__ = [
    "BadLog",
    "ChangedSegment",
    "Charges",
    "Discrepancy",
    "DiscrepancyList",
    "FileFacts",
    "FileRecord",
    "GuideCheck",
    "Log",
    "LogPart",
    "LogRecord",
    "PaymentAtStake",
    "Split",
    "SummaryRecord",
    "Tally",
    "decode",
    "discrepancies",
    "encode",
    "undo",
    "verify",
    "write_csv",
]
