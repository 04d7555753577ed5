"""What the ledger is told of a run, and tells of it again."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

RUN_DIGITS = 12
"""A run is named by so many digits of a hash of what makes it another one."""


class Verdict(StrEnum):
    """How a run ended."""

    CLEAN = "clean"
    """Nothing is left for a person to do."""
    FINDINGS_REMAIN = "findings remain"
    HELD = "held"
    """Claims are held back, perhaps all of them."""
    QUARANTINED = "quarantined"
    """No 837P that can be read: nothing was written for it."""
    ANSWERED = "answered"
    """No run of ours: a payer's answer to lines that were not scrubbed here."""


@dataclass(frozen=True, slots=True)
class InterchangeId:
    """Whose interchange it is and its number: ISA05 and ISA06, ISA13."""

    sender: str
    control_number: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one input: the receipt file and the ledger's row hold the same.

    `run` names it: a hash of the input and its evidence, so the same work has the same name.
    `outputs`: SHA-256 by file name. `charges_in` and `charges_out` in dollars with cents.
    `submitted_on`: the file's own date, YYYY-MM-DD (there is no clock in a run).
    """

    run: str
    input_name: str = field(repr=False)
    input_sha256: str
    input_size: int
    verdict: Verdict
    tool_version: str
    interchanges: tuple[InterchangeId, ...] = field(default=(), repr=False)
    submitted_on: str = ""
    tables: dict[str, str] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict, repr=False)
    claims: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    charges_in: str = "0.00"
    charges_out: str = "0.00"
    released_from: str = ""


class ChainHead(NamedTuple):
    """A row of the audit trail, by which all rows before it can be proven."""

    seq: int
    hash: str


class FiledClaim(NamedTuple):
    """Which claim a file has: by its patient and number, and where it replaces or takes back
    another one, by the payer's number of that (REF*F8)."""

    member_id: str
    claim_id: str
    replaces: str = ""

    def __repr__(self) -> str:
        """Nothing of it: it is patient data."""
        return "FiledClaim()"
