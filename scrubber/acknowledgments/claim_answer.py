"""The 277CA: each claim accepted or rejected, and why (005010X214).

A claim is rejected where a finding holds it, or an error is left to a person; every other one is
accepted, what was corrected in it included. Its charges are those that were submitted. Totals are
added up of what is written, so they balance.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from scrubber.acknowledgments.answer import Answer
from scrubber.acknowledgments.claim_statuses import ClaimStatus, RejectedLine, claim_statuses
from scrubber.acknowledgments.interchange_writer import NO_NUMBER, Elements, cut
from scrubber.acknowledgments.parties import (
    BILLING,
    NOBODY,
    ORGANISATION,
    PATIENT,
    PERSON,
    RECEIVER,
    SUBMITTER,
    Party,
    heading,
)
from scrubber.acknowledgments.status_codes import RECEIVED
from scrubber.claims import ServiceLine, census
from scrubber.x12 import TransactionSet

GUIDE = "005010X214"

ACCEPT, REJECT = "WQ", "U"
"""STC03."""
LONGEST_NUMBER = 50
"""TRN02, REF02."""
CLEARINGHOUSE_NUMBER = "D9"
SERVICE_QUALIFIERS = frozenset({"AD", "ER", "HC", "HP", "IV", "NU", "WK"})
"""SVC01-1 of the guide."""
MODIFIER_LENGTH = 2
"""SVC01-3 to -6: one of another length stays out."""


@dataclass(slots=True)
class _Totals:
    """Claims and their charges."""

    accepted: int = 0
    rejected: int = 0
    accepted_charges: Decimal = field(default_factory=Decimal)
    rejected_charges: Decimal = field(default_factory=Decimal)

    @classmethod
    def of(cls, claims: Iterable[ClaimStatus]) -> "_Totals":
        """Of claims, each once."""
        totals = cls()
        for claim in claims:
            if claim.statuses:
                totals.rejected += 1
                totals.rejected_charges += claim.charge
            else:
                totals.accepted += 1
                totals.accepted_charges += claim.charge
        return totals

    @property
    def claims(self) -> int:
        """All of them."""
        return self.accepted + self.rejected

    @property
    def charges(self) -> Decimal:
        """Of all claims."""
        return self.accepted_charges + self.rejected_charges

    def segments(self, accepted: str, rejected: str) -> Iterator[Elements]:
        """QTY and AMT, of what there is; `accepted` and `rejected` are the QTY01 of the level."""
        if self.accepted:
            yield "QTY", accepted, str(self.accepted)
        if self.rejected:
            yield "QTY", rejected, str(self.rejected)
        if self.accepted:
            yield "AMT", "YU", _amount(self.accepted_charges)
        if self.rejected:
            yield "AMT", "YY", _amount(self.rejected_charges)


class ClaimAnswer(Answer):
    """277CA of each 837P transaction set."""

    def receive(self, received: TransactionSet) -> None:
        """Write the set's 277CA."""
        if received.is_837p:
            self.writer.transaction_set("277", GUIDE, self._body(received))

    def _body(self, received: TransactionSet) -> Iterator[Elements]:
        """BHT, and the levels: source, receiver, billing providers, patients."""
        day, reference = self.writer.day, self.writer.reference
        batch = ""
        parties = {}
        for segment in heading(received):
            match segment.id, segment.code(1):
                case "BHT", _:
                    batch = segment.value(3)
                case "NM1", role:
                    parties[role] = Party.of(segment)
        by_provider: dict[Party, list[ClaimStatus]] = {}
        for claim in claim_statuses(received, self.findings):
            by_provider.setdefault(claim.provider, []).append(claim)
        totals = _Totals.of(claim for claims in by_provider.values() for claim in claims)
        counted = census(received)
        assert (totals.claims, totals.charges) == (counted.claims, counted.charges)

        submitter = parties.get(SUBMITTER, NOBODY)
        yield "BHT", "0085", "08", reference, day, self.writer.time, "TH"
        yield "HL", "1", "", "20", "1"
        yield parties.get(RECEIVER, NOBODY).named("AY", ORGANISATION, ("46",))
        yield "TRN", "1", reference
        yield "DTP", "050", "D8", day
        yield "DTP", "009", "D8", day
        yield "HL", "2", "1", "21", "1" if by_provider else "0"
        yield submitter.named(SUBMITTER, submitter.person_or_organisation, ("46",))
        yield "TRN", "2", cut(batch, LONGEST_NUMBER) or NO_NUMBER
        yield "STC", RECEIVED, day, ACCEPT, _amount(totals.charges)
        yield from totals.segments("90", "AA")
        level = 3
        for provider, claims in by_provider.items():
            yield from self._provider(provider, claims, level)
            provider_level, level = level, level + 1
            for _, of_patient in groupby(claims, key=lambda claim: id(claim.levels)):
                yield from self._patient(list(of_patient), level, provider_level)
                level += 1

    def _provider(
        self, provider: Party, claims: Sequence[ClaimStatus], level: int
    ) -> Iterator[Elements]:
        totals = _Totals.of(claims)
        yield "HL", str(level), "2", "19", "1"
        yield provider.named(BILLING, provider.person_or_organisation, ("XX", "FI", "SV"))
        yield "TRN", "1", NO_NUMBER
        yield "STC", RECEIVED, "", ACCEPT, _amount(totals.charges)
        yield from totals.segments("QA", "QC")

    def _patient(
        self, claims: Sequence[ClaimStatus], level: int, parent: int
    ) -> Iterator[Elements]:
        yield "HL", str(level), str(parent), "PT"
        yield claims[0].patient.named(PATIENT, PERSON, ("MI", "II"))
        for claim in claims:
            yield from self._claim(claim)

    def _claim(self, status: ClaimStatus) -> Iterator[Elements]:
        day, claim = self.writer.day, status.claim
        action = REJECT if status.statuses else ACCEPT
        yield "TRN", "2", cut(claim.claim_id, LONGEST_NUMBER) or NO_NUMBER
        for told in status.statuses or (RECEIVED,):
            yield "STC", told, day, action, _amount(status.charge)
        numbers = [value for name, value in claim.references if name == CLEARINGHOUSE_NUMBER]
        for number in list(filter(None, numbers))[:1]:
            yield "REF", CLEARINGHOUSE_NUMBER, cut(number, LONGEST_NUMBER)
        yield from _dates(claim.lines)
        for rejected in status.rejected_lines:
            yield from self._line(rejected)

    def _line(self, rejected: RejectedLine) -> Iterator[Elements]:
        """SVC to DTP. A line has room for three statuses; its claim tells them all."""
        line = rejected.line
        first, *others = rejected.statuses[:3]
        qualifier = line.qualifier if line.qualifier in SERVICE_QUALIFIERS else "HC"
        modifiers = [said if len(said) == MODIFIER_LENGTH else "" for said in line.modifiers]
        procedure = (qualifier, line.procedure or NO_NUMBER, *modifiers)
        units = _amount(line.quantity) if line.quantity is not None else ""
        yield "SVC", procedure, _amount(line.charge or Decimal()), "", "", "", "", units
        yield ("STC", first, self.writer.day, REJECT, *[""] * 6, *others)
        yield "REF", "FJ", cut(line.control_number or line.number or NO_NUMBER, LONGEST_NUMBER)
        yield from _dates([line])


def _dates(lines: Sequence[ServiceLine]) -> Iterator[Elements]:
    """DTP from the first to the last day of service; none where none can be read, as the guide's
    own example has it."""
    days = [day for line in lines for day in (line.service_date, line.last_date) if day]
    if not days:
        return
    first, last = f"{min(days):%Y%m%d}", f"{max(days):%Y%m%d}"
    if first == last:
        yield "DTP", "472", "D8", first
    else:
        yield "DTP", "472", "RD8", f"{first}-{last}"


def _amount(dollars: Decimal) -> str:
    """An amount exactly, without zeros at its end: only so the totals of any file balance."""
    return format(dollars.normalize(), "f")
