"""The records of a discrepancy log, as the contract names their fields."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from scrubber.claims.parting import Seam
from scrubber.findings import Action, CorrectionClass, Denial, Severity

INTERNAL_ERROR = "internal-error"


class Discrepancy(NamedTuple):
    """One finding, or one applied change of it. Holds patient data.

    `segment` counts non-empty segments from 1, `offset` bytes from 0. `charge_delta` is the dollars
    by which the correction changes the charge; the records of one correction (SV104, SV102, CLM02)
    all carry it. `payment_at_stake` is what the payer would not pay, in dollars as Medicare allows
    them, or the charge where Medicare publishes no fee (`payment_basis`); null where no denial and
    no lower payment is predicted. `loop` is that of an implementation-guide error (`2400`).
    `claim_segment` is the number of the claim's CLM, since claim numbers may stand twice.

    A named tuple, since a file has them by the million: a frozen dataclass takes four times as long
    to make.
    """

    record: Literal["discrepancy"]
    rule: str
    name: str
    severity: Severity
    action: Action
    correction_class: CorrectionClass
    claim_id: str | None
    line: str | None
    line_control_number: str | None
    service_date: str | None
    procedure: str | None
    payer_id: str | None
    segment: int | None
    offset: int | None
    element: str | None
    before: str | None
    after: str | None
    segment_before: str | None
    segment_after: str | None
    message: str
    evidence: tuple[str, ...]
    sources: tuple[str, ...]
    denial: Denial | None
    charge_delta: str
    payment_at_stake: str | None
    payment_basis: str | None
    loop: str | None = None
    claim_segment: int | None = None

    def __repr__(self) -> str:
        """Where it was found: the rest holds patient data."""
        where = f"rule={self.rule!r}, action={self.action.value!r}, segment={self.segment}"
        return f"Discrepancy({where})"

    @property
    def needs_person(self) -> bool:
        """Whether it leaves something for a person to do."""
        open_ = self.action is not Action.CORRECTED and self.severity is not Severity.INFO
        return open_ or self.action is Action.HELD


DISCREPANCY_KEYS = tuple(
    "class" if name == "correction_class" else name for name in Discrepancy._fields
)
"""The fields as the log names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """Name, SHA-256 and size of a file; no path."""

    name: str | None = None
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The file of the claims that are held back, and the seams at which it and the corrected file
    join: each the number of bytes that a run of the whole has in the corrected file, in the held
    file, and its text where they say something else (levels numbered anew, counts)."""

    held: FileFacts
    seams: tuple[Seam, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideCheck:
    """How far the implementation guide was checked, and by what: `off`; `changed`, of corrected
    claims, before and after; or `full`, all transaction sets besides."""

    mode: str
    checked_by: str | None = None
    claims_corrected: int = 0
    claims_checked: int = 0
    claims_withdrawn: int = 0
    sets: int = 0
    sets_read: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """The first record: what was read, by what, and what was passed through untouched.

    `outside_release`: the tables whose releases do not cover all service dates, and how. `split`:
    what was held back from the corrected file, if anything was.
    """

    record: Literal["file"] = "file"
    input: FileFacts
    output: FileFacts
    tool_version: str
    tables: dict[str, str]
    rules: tuple[str, ...]
    passed_through: tuple[str, ...]
    outside_release: dict[str, str] = field(default_factory=dict)
    split: Split | None = None
    conformance: GuideCheck = GuideCheck(mode="off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many were read, and by the gravest thing that became of each.

    Among the clean are `not_evaluable`, of which something could not be told, and `not_therapy`,
    which no rule has anything to say about.
    """

    read: int
    clean: int
    corrected: int
    flagged: int
    held: int
    not_evaluable: int
    not_therapy: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """Dollars: CLM02 of all claims as they came and as they go; SV102 of the lines whose errors are
    all corrected, and of those with an error that is left to a person."""

    before: str = field(metadata={"alias": "in"})
    after: str = field(metadata={"alias": "out"})
    rescued: str
    undecided: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAtStake:
    """Dollars that payers would not have paid: by findings that are corrected, and by those that
    are left. A line counts once, with the most that one of its findings says."""

    corrected: str
    open: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRecord:
    """The last record. `findings` counts by rule, one a finding and not one a changed element."""

    record: Literal["summary"] = "summary"
    claims: Tally
    lines: Tally
    charges: Charges
    payment_at_stake: PaymentAtStake
    findings: dict[str, int]
    actions: dict[str, int]


LogRecord = FileRecord | Discrepancy | SummaryRecord
