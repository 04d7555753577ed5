"""The claims of a set, each with its parties and with what it is rejected for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from scrubber.acknowledgments.parties import (
    BILLING,
    NOBODY,
    PATIENT,
    SUBSCRIBER,
    Parties,
    PartiesAbove,
    Party,
)
from scrubber.acknowledgments.standing import StandingFindings
from scrubber.acknowledgments.status_codes import Status, statuses
from scrubber.claims import Claim, ServiceLine, build_claim, claims_of
from scrubber.claims.levels import Levels
from scrubber.x12 import TransactionSet
from scrubber.x12.envelope import count_segments


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A service line for which its claim is rejected."""

    line: ServiceLine
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class ClaimStatus:
    """A claim, whose it is, and what it is rejected for: it is accepted where that is nothing."""

    claim: Claim
    levels: Levels = field(repr=False)
    provider: Party = field(repr=False)
    patient: Party = field(repr=False)
    statuses: tuple[Status, ...]
    rejected_lines: tuple[RejectedLine, ...]

    @property
    def charge(self) -> Decimal:
        """CLM02; nothing where it is no amount."""
        return self.claim.total_charge or Decimal()


def claim_statuses(received: TransactionSet, findings: StandingFindings) -> Iterator[ClaimStatus]:
    """The claims of an 837P set in file order, void ones too."""
    above = PartiesAbove()
    for text in claims_of(received):
        parties, claim = above.of(text.levels), build_claim(text)
        stop = text.number + count_segments(text.text, text.delimiters)
        yield ClaimStatus(
            claim,
            text.levels,
            parties.get(BILLING, NOBODY),
            _patient(parties),
            statuses(findings.between(text.number, stop)),
            tuple(_rejected_lines(claim, stop, findings)),
        )


def _rejected_lines(claim: Claim, stop: int, findings: StandingFindings) -> Iterator[RejectedLine]:
    """The lines that have a finding; `stop` is the number of the segment after the claim."""
    # A line begins with its LX, where the file has one.
    starts = [line.sv1.number - bool(line.number) for line in claim.lines]
    for line, start, next_start in zip(claim.lines, starts, [*starts, stop][1:], strict=True):
        if told := statuses(findings.between(start, next_start)):
            yield RejectedLine(line, told)


def _patient(parties: Parties) -> Party:
    """The patient, with the subscriber's number: a dependent has none of his own in an 837P."""
    subscriber = parties.get(SUBSCRIBER, NOBODY)
    patient = parties.get(PATIENT, subscriber)
    if patient.id:
        return patient
    return patient._replace(id_qualifier=subscriber.id_qualifier, id=subscriber.id)
