"""What the claims of a file say of each other: time booked twice, visits counted, notes repeated,
numbers given twice."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from scrubber.claims import Claim, ServiceLine
from scrubber.evidence import NOTHING, LineEvidence, TimeBlock
from scrubber.tables import Tables
from scrubber.treatment.earlier import Earlier, EarlierSets
from scrubber.treatment.entries import PATIENT, THERAPIST, packed_patient, patient_of
from scrubber.treatment.facts import LineFacts, facts_of
from scrubber.treatment.identity import patient_key
from scrubber.treatment.namesakes import ClaimNumbers, Namesake
from scrubber.treatment.schedule import Booking, Schedule, packed, unpacked
from scrubber.value_class import value_class

WORDS = 5
"""A text of fewer words says too little to be called a copy."""


@value_class()
class Overlap:
    """An earlier booking that a line runs into, and the time that they share."""

    therapist: str
    shared: TimeBlock
    booking: Booking


@value_class()
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


@lru_cache(maxsize=1024)
def _only_visit(visit: int) -> LineHistory:
    return LineHistory(visit=visit)


@value_class()
class SetHistory:
    """The history of a set's therapy lines, by offset of SV1, and the earlier claims whose numbers
    its claims bear, by offset of CLM."""

    lines: Mapping[int, LineHistory]
    namesakes: Mapping[int, Namesake]


@value_class()
class _Line:
    """A therapy line of the set.

    `patient` and the first of each of the `bookings` (then therapist and time) are keys of entries
    that later sets find; `course` tells what its visits are counted by, where known.
    """

    claim: Claim
    line: ServiceLine
    evidence: LineEvidence
    patient: bytes
    course: str
    note: bytes
    bookings: Sequence[tuple[bytes, str, Booking]]


class FileHistory:
    """Collects a file's transaction sets, in file order.

    What is kept grows with the patients and the evidence, not with the file.
    """

    def __init__(self, earlier: Earlier | None = None) -> None:
        self._earlier = earlier or EarlierSets()

    def of_set(
        self,
        claims: Sequence[Claim],
        logged: Mapping[int, Collection[date]],
        evidence: Mapping[int, LineEvidence],
        tables: Tables,
    ) -> SetHistory:
        """The history of a set; void claims have none.

        `logged` are dates of the treatment log that no line of a claim bills, by offset of CLM;
        evidence is kept by offset of SV1.
        """
        patient_of_claim = {
            claim.clm.offset: _patient_digest(claim) for claim in claims if not claim.is_void
        }
        numbers = ClaimNumbers(claims, patient_of_claim)
        lines = list(_lines(claims, patient_of_claim, evidence, tables))
        patients: dict[bytes, _Patient] = defaultdict(_Patient)
        bookings: dict[bytes, list[Booking]] = defaultdict(list)
        for line in lines:
            patients[line.patient].take(line, logged.get(line.claim.clm.offset, ()))
            for day, _, booking in line.bookings:
                bookings[day].append(booking)
        entries = {key: patient.packed() for key, patient in patients.items()}
        entries |= {key: packed(booked) for key, booked in bookings.items()}
        entries |= numbers.entries()
        earlier = self._earlier.exchange(entries)
        for key, patient in patients.items():
            if key in earlier:
                patient.add(earlier[key])
        schedules = {key: Schedule() for key in bookings}
        for key, schedule in schedules.items():
            for booking in (b for entry in earlier.get(key, ()) for b in unpacked(entry)):
                schedule.book(booking)
        of_lines = {
            line.line.sv1.offset: patients[line.patient].history(line, _overlaps(line, schedules))
            for line in lines
        }
        return SetHistory(of_lines, numbers.namesakes(earlier))


def _patient_digest(claim: Claim) -> bytes:
    return blake2b("\0".join(patient_key(claim)).encode(), digest_size=16).digest()


def _lines(
    claims: Iterable[Claim],
    patients: Mapping[int, bytes],
    evidence: Mapping[int, LineEvidence],
    tables: Tables,
) -> Iterator[_Line]:
    """The therapy lines of the claims that have a patient, by offset of CLM; in file order."""
    for claim in claims:
        if claim.clm.offset not in patients:
            continue
        patient = PATIENT + patients[claim.clm.offset]
        for line in claim.lines:
            facts = facts_of(line, claim.rendering_of(line), tables)
            if facts.code is None:
                continue
            of_line = evidence.get(line.sv1.offset, NOTHING)
            discipline = facts.discipline_modifier
            yield _Line(
                claim,
                line,
                of_line,
                patient,
                claim.billing.npi + discipline if discipline else "",
                _note_key(of_line.note) if of_line.note else b"",
                list(_bookings(claim, line, facts, of_line, patient)) if of_line.booked else (),
            )


def _bookings(
    claim: Claim, line: ServiceLine, facts: LineFacts, evidence: LineEvidence, patient: bytes
) -> Iterator[tuple[bytes, str, Booking]]:
    """The line's one-on-one time, with the therapist whose it is and the key of that day of theirs.

    An assistant works under the therapist's number: where one helped and the log does not say
    whose time it was, nothing is known of the therapist's.
    """
    if not facts.is_timed:
        return
    assert line.service_date is not None
    offset, day = claim.clm.offset, line.service_date.toordinal()
    for booked in evidence.booked:
        therapist = booked.therapist_npi or claim.rendering_of(line).person_npi
        if therapist and (booked.therapist_npi or not booked.with_assistant):
            yield (
                THERAPIST + f"{therapist} {day}".encode(),
                therapist,
                Booking(offset, claim.claim_id, line.number, line.procedure, patient, booked.block),
            )


def _note_key(note: str) -> bytes:
    """What two notes of the same words have in common; empty where they are too few."""
    words = re.findall(r"\w+", note.upper())
    if len(words) < WORDS:
        return b""
    return blake2b("\0".join(words).encode(), digest_size=12).digest()


class _Patient:
    """A patient's treatment dates by course, and the first line of each note, with its date.

    Dates are ordinals, since an entry is to be compact.
    """

    def __init__(self) -> None:
        self._visits: dict[str, set[int]] = defaultdict(set)
        self._in_order: dict[str, list[int]] = {}
        self._notes: dict[bytes, tuple[int, str]] = {}
        self._logged: set[tuple[str, int]] = set()

    def take(self, line: _Line, logged: Collection[date]) -> None:
        """The next line; `logged` are dates of its claim that no line bills."""
        on = line.line.service_date
        assert on is not None
        if line.course:
            visits = self._visits[line.course]
            visits.add(on.toordinal())
            of_claim = (line.course, line.claim.clm.offset)
            if logged and of_claim not in self._logged:
                self._logged.add(of_claim)
                visits.update(day.toordinal() for day in logged)
        if line.note:
            where = f"claim {line.claim.claim_id} line {line.line.number} of {on}"
            self._notes.setdefault(line.note, (on.toordinal(), where))

    def packed(self) -> bytes:
        """What later sets are to know of the patient."""
        return packed_patient(self._visits, self._notes)

    def add(self, entries: Iterable[bytes]) -> None:
        """What earlier sets have packed, the first line of a note among it."""
        visits, notes = patient_of(entries)
        for course, days in visits.items():
            self._visits[course] |= days
        self._notes.update(notes)

    def history(self, line: _Line, overlaps: tuple[Overlap, ...]) -> LineHistory:
        """A line's history, once all of the set are taken and the earlier ones added."""
        on = line.line.service_date
        assert on is not None
        visit, same_note = 0, ""
        if line.course:
            visit = bisect_left(self._sorted(line.course), on.toordinal()) + 1
        if line.note:
            first, where = self._notes[line.note]
            same_note = where if first != on.toordinal() else ""
        if overlaps or same_note:
            return LineHistory(overlaps, visit, same_note)
        return _only_visit(visit)

    def _sorted(self, course: str) -> list[int]:
        if course not in self._in_order:
            self._in_order[course] = sorted(self._visits[course])
        return self._in_order[course]


def _overlaps(line: _Line, schedules: Mapping[bytes, Schedule]) -> tuple[Overlap, ...]:
    """Book the line's time; the earlier bookings of other services that it runs into, each once."""
    met: dict[Overlap, None] = {}
    for day, therapist, booking in line.bookings:
        for other in schedules[day].book(booking):
            if not _same_service(other, line):
                shared = booking.block.shared_with(other.block)
                met[Overlap(therapist, shared, other)] = None
    return tuple(met)


def _same_service(other: Booking, line: _Line) -> bool:
    """Whether the other booking is this service once more: the line's own, that of a claim which
    this one replaces, or another payer's."""
    if other.patient != line.patient:
        return False
    if (line.claim.claim_id, line.line.number) == (other.claim_id, other.line):
        return True
    again = other.procedure == line.line.procedure and other.block in line.evidence.blocks
    return again and other.claim != line.claim.clm.offset
