"""What the lines of a file say of each other: time booked twice, visits counted, notes repeated."""

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from scrubber.claims import Claim, ServiceLine
from scrubber.evidence import NOTHING, LineEvidence, TimeBlock
from scrubber.tables import Tables
from scrubber.treatment.identity import disciplines_of, patient_key, settled

WORDS = 5
"""A text of fewer words says too little to be called a copy."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A block of one therapist's day, and the line that has it; `claim` is its claim's offset."""

    claim: int
    claim_id: str
    line: str
    procedure: str
    patient: tuple[str, ...] = field(repr=False)
    block: TimeBlock

    @property
    def where(self) -> str:
        """How to name it to a person."""
        return f"claim {self.claim_id} line {self.line}, {self.procedure} {self.block}"


@dataclass(frozen=True, slots=True)
class Overlap:
    """An earlier booking that a line runs into, and the time that they share."""

    therapist: str
    shared: TimeBlock
    booking: Booking


@dataclass(frozen=True, slots=True)
class LineHistory:
    """What earlier lines of the file, and the other days of its patient, say of a line.

    `overlaps`: earlier bookings of the same therapist that its time blocks run into. `visit`: its
    date's place among the treatment dates that are known of its patient, discipline and billing
    provider (0: not counted). `same_note`: the earlier line of another date with the same note.
    """

    overlaps: tuple[Overlap, ...] = ()
    visit: int = 0
    same_note: str = ""


NO_HISTORY = LineHistory()


class FileHistory:
    """Collects a file's transaction sets, in file order.

    What is kept grows with the evidence and the visits, not with the file.
    """

    def __init__(self) -> None:
        self._schedules: dict[tuple[str, date], _Schedule] = defaultdict(_Schedule)
        self._visits: dict[tuple[str, ...], list[date]] = defaultdict(list)
        self._notes: dict[bytes, tuple[date, str]] = {}

    def of_set(
        self,
        claims: Sequence[Claim],
        logged: Mapping[int, Iterable[date]],
        evidence: Mapping[int, LineEvidence],
        tables: Tables,
    ) -> dict[int, LineHistory]:
        """The history of the therapy lines by offset of SV1; void claims have none.

        `logged` are dates of the treatment log that no line of a claim bills, by offset of CLM;
        evidence is kept by offset of SV1.
        """
        lines = [
            (claim, line)
            for claim in claims
            if not claim.is_void
            for line in claim.lines
            if line.service_date and line.hcpcs in tables.therapy_codes.on(line.service_date)
        ]
        courses = {line.sv1.offset: _course(claim, line, tables) for claim, line in lines}
        for _, line in lines:
            self._count_visit(courses[line.sv1.offset], line.service_date)
        of_claims = {(claim.clm.offset, courses[line.sv1.offset]) for claim, line in lines}
        for clm, course in of_claims:
            for day in logged.get(clm, ()):
                self._count_visit(course, day)
        histories = {}
        for claim, line in lines:
            of_line = evidence.get(line.sv1.offset, NOTHING)
            history = LineHistory(
                self._overlaps(claim, line, of_line, tables),
                self._visit(courses[line.sv1.offset], line.service_date),
                self._same_note(claim, line, of_line),
            )
            if history != NO_HISTORY:
                histories[line.sv1.offset] = history
        return histories

    def _overlaps(
        self, claim: Claim, line: ServiceLine, evidence: LineEvidence, tables: Tables
    ) -> tuple[Overlap, ...]:
        """Earlier bookings that the line's one-on-one time runs into; from here on it is booked.

        An assistant works under the therapist's number: where one helped and the log does not say
        whose time it was, nothing is known of the therapist's.
        """
        on = line.service_date
        assert on is not None
        if not tables.therapy_codes.on(on)[line.hcpcs].timed or line.spans_days:
            return ()
        found: dict[Overlap, None] = {}
        for booked in evidence.booked:
            therapist = booked.therapist_npi or claim.rendering_of(line).person_npi
            if not therapist or (booked.with_assistant and not booked.therapist_npi):
                continue
            booking = Booking(
                claim.clm.offset,
                claim.claim_id,
                line.number,
                line.procedure,
                patient_key(claim),
                booked.block,
            )
            for other in self._schedules[therapist, on].book(booking):
                if not _same_service(other, claim, line, evidence):
                    shared = booking.block.shared_with(other.block)
                    found[Overlap(therapist, shared, other)] = None
        return tuple(found)

    def _count_visit(self, course: tuple[str, ...] | None, day: date | None) -> None:
        if course and day:
            visits = self._visits[course]
            at = bisect_left(visits, day)
            if at == len(visits) or visits[at] != day:
                visits.insert(at, day)

    def _visit(self, course: tuple[str, ...] | None, day: date | None) -> int:
        return bisect_left(self._visits[course], day) + 1 if course and day else 0

    def _same_note(self, claim: Claim, line: ServiceLine, evidence: LineEvidence) -> str:
        words = re.findall(r"\w+", evidence.note.upper())
        if len(words) < WORDS or line.service_date is None:
            return ""
        key = blake2b("\0".join([*patient_key(claim), *words]).encode(), digest_size=12).digest()
        where = f"claim {claim.claim_id} line {line.number} of {line.service_date}"
        on, first = self._notes.setdefault(key, (line.service_date, where))
        return first if on != line.service_date else ""


def _course(claim: Claim, line: ServiceLine, tables: Tables) -> tuple[str, ...] | None:
    """What a course of treatment is told by; None where the discipline is not known."""
    taxonomies = tables.therapy_taxonomy.on(line.service_date)
    taxonomy = taxonomies.get(claim.rendering_of(line).taxonomy)
    discipline = settled(disciplines_of(line, tables), taxonomy.modifier if taxonomy else "")
    return (*patient_key(claim), claim.billing.npi, discipline) if discipline else None


def _same_service(other: Booking, claim: Claim, line: ServiceLine, evidence: LineEvidence) -> bool:
    """Whether the other booking is this service once more: the line's own, that of a claim which
    this one replaces, or another payer's."""
    if other.patient != patient_key(claim):
        return False
    if (claim.claim_id, line.number) == (other.claim_id, other.line):
        return True
    again = other.procedure == line.procedure and other.block in evidence.blocks
    return again and other.claim != claim.clm.offset


class _Stretch(NamedTuple):
    start: time
    end: time
    booking: Booking


class _Schedule:
    """One therapist's day as stretches in order, none of which overlap."""

    def __init__(self) -> None:
        self._stretches: list[_Stretch] = []

    def book(self, new: Booking) -> list[Booking]:
        """The bookings that the new one runs into; what they leave free of it is taken."""
        start, end = new.block.start, new.block.end
        at = bisect_right(self._stretches, start, key=lambda stretch: stretch.end)
        met = []
        free = []
        for stretch in islice(self._stretches, at, None):
            if stretch.start >= end:
                break
            met.append(stretch.booking)
            if start < stretch.start:
                free.append(_Stretch(start, stretch.start, new))
            start = max(start, stretch.end)
        if start < end:
            free.append(_Stretch(start, end, new))
        for stretch in free:
            insort(self._stretches, stretch, key=lambda each: each.start)
        return met
