"""The discrepancies of a log by claim, and which section of the report a claim stands in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import groupby
from typing import NamedTuple

from scrubber.discrepancies import phrases
from scrubber.discrepancies.digest import continues
from scrubber.discrepancies.record import Discrepancy
from scrubber.findings import Action, payment_at_stake

Finding = list[Discrepancy]
"""The records of one finding: one, or one for each element that it has changed."""


class Section(Enum):
    """Where a claim stands in the report, in this order: by the gravest thing found."""

    HELD = phrases.HELD
    TO_DECIDE = phrases.TO_DECIDE
    FILE = "The file and its treatment log"
    CORRECTED = phrases.CORRECTED
    FOR_INFORMATION = f"{phrases.NOT_CHECKED}, or for your information"

    @property
    def anchor(self) -> str:
        """What links to it name."""
        return self.name.lower().replace("_", "-")


class Place(NamedTuple):
    """What was found in one segment, and the segment's record to tell it by."""

    first: Discrepancy
    findings: list[Finding]


@dataclass(frozen=True)
class ClaimFindings:
    """Records that follow each other and are of one claim, or of one place outside all claims.

    `number` counts them in file order, from 1.
    """

    number: int
    records: list[Discrepancy]

    @property
    def claim_id(self) -> str | None:
        """CLM01, or the claim that a row of the treatment log names."""
        return self.records[0].claim_id

    @property
    def anchor(self) -> str:
        """What links to it name."""
        return f"claim-{self.number}"

    @property
    def payer_id(self) -> str | None:
        """NM109 of the payer."""
        return next((record.payer_id for record in self.records if record.payer_id), None)

    @property
    def service_dates(self) -> list[str]:
        """Those of its lines with findings, as in the file."""
        return sorted({record.service_date for record in self.records if record.service_date})

    @property
    def section(self) -> Section:
        """The gravest outcome decides."""
        if not any(map(_is_of_claim, self.records)):
            return Section.FILE
        if any(record.action is Action.HELD for record in self.records):
            return Section.HELD
        if any(record.needs_person for record in self.records):
            return Section.TO_DECIDE
        if any(record.action is Action.CORRECTED for record in self.records):
            return Section.CORRECTED
        return Section.FOR_INFORMATION

    @property
    def at_stake(self) -> tuple[Decimal, Decimal]:
        """Dollars that the payer would not have paid: corrected, and left."""
        return payment_at_stake(
            (
                record.action is Action.CORRECTED,
                record.segment if is_of_line(record) else None,
                Decimal(record.payment_at_stake),
            )
            for record in self.records
            if record.payment_at_stake
        )

    def places(self) -> Iterator[Place]:
        """By segment: the lines first, since what changes on the claim follows from them."""
        ordered = sorted(self.records, key=lambda record: not is_of_line(record))
        for _, records in groupby(ordered, key=lambda record: record.segment):
            findings = list(_findings(records))
            yield Place(findings[0][0], findings)


def by_claim(discrepancies: Iterable[Discrepancy]) -> Iterator[ClaimFindings]:
    """The claims that have discrepancies, in file order."""
    groups = groupby(discrepancies, key=_claim)
    for number, (_, records) in enumerate(groups, 1):
        yield ClaimFindings(number, list(records))


def _claim(record: Discrepancy) -> int | str | None:
    """What tells claims apart, or rows of the treatment log, or segments of no claim."""
    return record.claim_segment or record.claim_id or record.segment


def _is_of_claim(record: Discrepancy) -> bool:
    """Not of the envelope, nor of a row of the treatment log for a claim that is not here."""
    return bool(record.payer_id or (record.claim_id and record.segment) or is_of_line(record))


def is_of_line(record: Discrepancy) -> bool:
    """Of a service line, and not of the claim as a whole or of no claim."""
    return bool(record.line or record.procedure or record.service_date)


def _findings(records: Iterable[Discrepancy]) -> Iterator[Finding]:
    finding: Finding = []
    for record in records:
        if finding and not continues(finding[0], record):
            yield finding
            finding = []
        finding.append(record)
    yield finding
