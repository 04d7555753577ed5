"""The records of a discrepancy log, as the contract names their fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from scrubber.findings import MONEY, Action, CorrectionClass, Edit, Outcome, Severity
from scrubber.rules import rule_by_code

INTERNAL_ERROR = "internal-error"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class DenialCodes(_Record):
    """The denial that a finding predicts; codes only."""

    carc: str | None
    rarc: str | None
    category: str | None
    status: str | None


class Discrepancy(_Record):
    """One finding, or one applied change of it. Holds patient data.

    `segment` counts non-empty segments from 1, `offset` bytes from 0. `charge_delta` is the dollars
    by which the correction changes the charge; the records of one correction (SV104, SV102, CLM02)
    all carry it. `payment_at_stake` is what the payer would not pay, in dollars as Medicare allows
    them, or the charge where Medicare publishes no fee (`payment_basis`); null where no denial and
    no lower payment is predicted.
    """

    record: Literal["discrepancy"] = "discrepancy"
    rule: str
    name: str
    severity: Severity
    action: Action
    correction_class: CorrectionClass = Field(alias="class")
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
    denial: DenialCodes | None
    charge_delta: str
    payment_at_stake: str | None
    payment_basis: str | None

    def __repr_args__(self) -> Iterator[tuple[str, object]]:
        """Where it was found: the rest holds patient data."""
        yield from (("rule", self.rule), ("action", self.action.value), ("segment", self.segment))

    @property
    def needs_person(self) -> bool:
        """Whether it leaves something for a person to do."""
        return self.action is not Action.CORRECTED and self.severity is not Severity.INFO


class FileFacts(_Record):
    """Name, SHA-256 and size of a file; no path."""

    name: str | None = None
    sha256: str
    size: int


class FileRecord(_Record):
    """The first record: what was read, by what, and what was passed through untouched.

    `outside_release`: the tables whose releases do not cover all service dates, and how.
    """

    record: Literal["file"] = "file"
    input: FileFacts
    output: FileFacts
    tool_version: str
    tables: dict[str, str]
    rules: tuple[str, ...]
    passed_through: tuple[str, ...]
    outside_release: dict[str, str] = {}


class Tally(_Record):
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


class Charges(_Record):
    """Dollars: CLM02 of all claims as they came and as they go; SV102 of the lines whose errors are
    all corrected, and of those with an error that is left to a person."""

    before: str = Field(alias="in")
    after: str = Field(alias="out")
    rescued: str
    undecided: str


class PaymentAtStake(_Record):
    """Dollars that payers would not have paid: by findings that are corrected, and by those that
    are left. A line counts once, with the most that one of its findings says."""

    corrected: str
    open: str


class SummaryRecord(_Record):
    """The last record. `findings` counts by rule, one a finding and not one a changed element."""

    record: Literal["summary"] = "summary"
    claims: Tally
    lines: Tally
    charges: Charges
    payment_at_stake: PaymentAtStake
    findings: dict[str, int]
    actions: dict[str, int]


@dataclass(frozen=True, slots=True)
class ChangedSegment:
    """A segment as the input has it, and as the output does."""

    before: str
    after: str


def discrepancies(outcome: Outcome, changed: Mapping[int, ChangedSegment]) -> Iterator[Discrepancy]:
    """The records of an outcome: one, or one for each applied change.

    `changed` are the segments that corrections have changed, by their offset: all records of one
    show it as it came and as it goes.
    """
    delta = sum((_money_change(edit) for edit in outcome.edits), Decimal())
    for edit in outcome.edits:
        yield _discrepancy(outcome, edit, delta, changed)
    if not outcome.edits:
        yield _discrepancy(outcome, None, delta, changed)


def _discrepancy(
    outcome: Outcome, edit: Edit | None, delta: Decimal, changed: Mapping[int, ChangedSegment]
) -> Discrepancy:
    rule = rule_by_code(outcome.rule)
    assert rule is not None
    finding = outcome.finding
    place = edit.place if edit else finding.place
    segment = changed.get(place.segment.offset) if place else None
    segment_before = segment.before if segment else place.segment.text if place else None
    claim, line = finding.claim, finding.line
    denial = rule.denial
    return Discrepancy(
        rule=rule.code,
        name=INTERNAL_ERROR if outcome.internal_error else rule.name,
        severity=outcome.severity,
        action=outcome.action,
        correction_class=outcome.correction_class,
        claim_id=(claim.claim_id if claim else finding.claim_id) or None,
        line=(line.number or None) if line else None,
        line_control_number=(line.control_number or None) if line else None,
        service_date=(line.date_text or None) if line else None,
        procedure=(line.procedure or None) if line else None,
        payer_id=(claim.payer.payer_id or None) if claim else None,
        segment=place.segment.number if place else None,
        offset=place.segment.offset if place else None,
        element=place.name if place else None,
        before=place.value if place else None,
        after=edit.value if edit else None,
        segment_before=segment_before,
        segment_after=segment.after if edit and segment else None,
        message=finding.message,
        evidence=finding.evidence,
        sources=tuple(f"{s.title} (checked {s.checked})" for s in rule.sources),
        denial=DenialCodes(
            carc=denial.carc, rarc=denial.rarc, category=denial.category, status=denial.status
        )
        if denial
        else None,
        charge_delta=f"{delta:+.2f}" if delta else "0.00",
        payment_at_stake=f"{finding.at_stake.dollars:.2f}" if finding.at_stake else None,
        payment_basis=finding.at_stake.basis if finding.at_stake else None,
    )


def _money_change(edit: Edit) -> Decimal:
    if (edit.place.segment.id, edit.place.element) not in MONEY:
        return Decimal()
    return Decimal(edit.value) - Decimal(edit.place.value)
