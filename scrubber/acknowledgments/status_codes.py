"""Category and status codes of a claim in the 277CA (X12 external code lists 507 and 508).

Codes only: their texts are licensed. Checked 2026-11-22 against pyx12 4.0's lists of the codes in
force, and X12's answers to RFI 2203 (accepted or rejected, nothing between) and 1575 (684).
"""

from collections.abc import Iterable
from typing import NamedTuple

from scrubber.discrepancies import Discrepancy
from scrubber.findings import Action


class Status(NamedTuple):
    """STC01-1 to -3."""

    category: str
    status: str
    entity: str = ""


RECEIVED = Status("A1", "19", "40")
"""The receiver has it: A2 would say that a payer's adjudication has."""

RETURNED, REJECTED = "A3", "A7"
"""Sent back to be decided; refused as it is."""

SYNTAX_ERROR = "684"
"""Rejected for what the 999 tells: only for sets that it accepts with errors."""

NO_DETAIL = "0"

STATUS_OF_ELEMENT = {
    "CLM02": "178",
    "DTP03": "187",
    "SV101": "454",
    "SV101-2": "454",
    "SV101-3": "453",
    "SV101-4": "453",
    "SV101-5": "453",
    "SV101-6": "453",
    "SV102": "178",
    "SV103": "476",
    "SV104": "476",
}
"""For a rule that predicts no status of its own: charges, dates, the procedure, its modifiers, its
units."""


def statuses(findings: Iterable[Discrepancy]) -> tuple[Status, ...]:
    """What a claim or line is told for its findings, each status once; none: it is accepted."""
    return tuple(dict.fromkeys(map(_status, findings)))


def _status(finding: Discrepancy) -> Status:
    denial = finding.denial
    if finding.rule.startswith("X12-"):
        return Status(RETURNED, SYNTAX_ERROR)
    if denial and denial.category and denial.status:
        return Status(denial.category, denial.status)
    category = REJECTED if finding.action is Action.HELD else RETURNED
    return Status(category, STATUS_OF_ELEMENT.get(finding.element or "", NO_DETAIL))
