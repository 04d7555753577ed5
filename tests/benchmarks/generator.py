"""Writes a night's 837P batch of invented patients, with its treatment log and therapy used.

About 30 segments and 680 bytes a claim: three to five lines, patients under subscribers, rendering
providers, notes, several payers. Patients come back: within a claim's transaction set, and in the
next one. One therapy claim in twelve has a fault, and one in a hundred a wrong total. The same
Batch gives the same bytes; memory does not grow with the file.
"""

import csv
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from math import ceil
from pathlib import Path
from random import Random
from typing import IO

from tests.benchmarks.clinic import Patient, Practice, npis
from tests.benchmarks.evidence import (
    TREATMENT_COLUMNS,
    USED_COLUMNS,
    other_member,
    treatment_rows,
    used_row,
)
from tests.benchmarks.segments import claim_text
from tests.benchmarks.visits import (
    Line,
    drop_disciplines,
    office_visit,
    put_fault,
    therapy_visit,
)

CLAIMS_A_PRACTICE = 300
RETURN_AFTER = 40
"""Patients of a practice that come before one of them returns."""
MOST_CLAIMS_OF_SUBSCRIBER = 100  # loop 2300 in the implementation guide
MOST_LINES_A_DAY = 7
FAULTY, WRONG_TOTAL = 1 / 12, 1 / 100
BUFFER = 1 << 20
ISA_AND_GS = (
    "ISA*00*          *00*          *ZZ*NIGHTBATCH     *ZZ*LANTERNCH      "
    "*260306*2100*^*00501*000000001*0*T*:~"
    "GS*HC*NIGHTBATCH*LANTERNCH*20260306*2100*1*X*005010X222A1~"
)
BILLING_CLINIC, SEVERAL_SPECIALTIES = "261QR0400X", "193200000X"


@dataclass(frozen=True)
class Batch:
    """What a file is to hold. It ends with the claim that reaches `claims`, or `size` in bytes.

    `visits`: every patient has so many, over several years, instead of one to three (at most
    2,500). `lines`: fewest and most of a claim; beyond seven they spread over several days.
    `every_line`: each line has a finding, and a correction. `faultless`: there is no fault at all,
    since a reader may refuse a whole transaction set for a wrong total. `other_members`: rows of
    therapy used beside those of the file's patients.
    """

    size: int = 0
    claims: int = 0
    therapy_share: float = 1.0
    claims_per_set: int = 1000
    lines: tuple[int, int] = (3, 5)
    visits: int | None = None
    every_line: bool = False
    faultless: bool = False
    other_members: int = 0
    seed: int = 837

    @property
    def days_a_claim(self) -> int:
        return ceil(self.lines[1] / MOST_LINES_A_DAY)


@dataclass
class Written:
    """A batch on disk, and what it holds."""

    path: Path
    size: int = 0
    sets: int = 0
    claims: int = 0
    therapy_claims: int = 0
    lines: int = 0
    segments: int = 0
    faults: int = 0

    @property
    def treatments(self) -> Path:
        return self.path.with_suffix(".treatments.csv")

    @property
    def therapy_used(self) -> Path:
        return self.path.with_suffix(".therapy_used.csv")


def write_batch(batch: Batch, path: Path) -> Written:
    """Write the 837P to `path`, and beside it the two files that scrubber finds there."""
    written = Written(path)
    with ExitStack() as stack:
        edi, log, used = (
            stack.enter_context(file.open("w", encoding="ascii", newline="", buffering=BUFFER))
            for file in (path, written.treatments, written.therapy_used)
        )
        _Writer(batch, written, edi, log, used).write()
    return written


@dataclass
class _Set:
    """An open transaction set: what its trailer and HL segments count, and whose HL 20 is open."""

    number: int = 0
    claims: int = 0
    segments: int = 0
    hl: int = 0
    provider_hl: int = 0
    practice: Practice | None = field(default=None, repr=False)


class _Writer:
    """Writes one batch; keeps counts, one practice and the patients who come back to it."""

    def __init__(
        self, batch: Batch, written: Written, edi: IO[str], log: IO[str], used: IO[str]
    ) -> None:
        self._batch = batch
        self._random = Random(batch.seed)
        self._done = written
        self._edi = edi
        self._log = csv.writer(log, lineterminator="\n")
        self._used = csv.writer(used, lineterminator="\n")
        self._therapy_owed = batch.therapy_share
        self._set = _Set()

    def write(self) -> None:
        self._log.writerow(TREATMENT_COLUMNS)
        self._used.writerow(USED_COLUMNS)
        self._put(ISA_AND_GS)
        for practice, patient in self._patients():
            self._put_patient(practice, patient)
            if self._is_full():
                break
        self._close_set()
        self._put(f"GE*{self._done.sets}*1~IEA*1*000000001~")
        self._used.writerows(map(other_member, range(self._batch.other_members)))

    def _is_full(self) -> bool:
        if self._batch.claims:
            return self._done.claims >= self._batch.claims
        return self._done.size >= self._batch.size

    def _patients(self) -> Iterator[tuple[Practice, Patient]]:
        """The patients in file order, each as often as it comes."""
        numbers, serials = npis(), count(1)
        several = self._batch.therapy_share < 1
        before_return = 0 if self._batch.visits else RETURN_AFTER
        while True:
            kind = SEVERAL_SPECIALTIES if several else BILLING_CLINIC
            practice = Practice(self._random, numbers, kind)
            until = self._done.claims + CLAIMS_A_PRACTICE
            returning: deque[Patient] = deque()
            while self._done.claims < until or (self._batch.visits and returning):
                if len(returning) > before_return:
                    patient = returning.popleft()
                else:
                    patient = self._new_patient(practice, next(serials))
                yield practice, patient
                if patient.dates:
                    returning.append(patient)

    def _new_patient(self, practice: Practice, serial: int) -> Patient:
        batch, therapy = self._batch, self._therapy_owed >= 0.5
        patient = practice.patient(serial, therapy, batch.visits, batch.days_a_claim)
        if therapy and patient.payer.is_medicare:
            self._used.writerow(used_row(self._random, patient, batch.days_a_claim))
        return patient

    def _put_patient(self, practice: Practice, patient: Patient) -> None:
        """One coming of the patient: a claim for some of the visits that are left."""
        now = self._claims_now(patient)
        while now and not self._is_full():
            if not self._set.number or self._set.claims >= self._batch.claims_per_set:
                self._open_set()
            if self._set.practice is not practice:
                self._set.practice = practice
                self._set.provider_hl = self._hl(0, "20", has_child=True)
                self._put(practice.text)
            subscriber = self._hl(self._set.provider_hl, "22", has_child=bool(patient.dependant))
            self._put(patient.subscriber)
            if patient.dependant:
                self._hl(subscriber, "23", has_child=False)
                self._put(patient.dependant)
            while now and self._set.claims < self._batch.claims_per_set and not self._is_full():
                self._put_claim(practice, patient)
                now -= 1

    def _claims_now(self, patient: Patient) -> int:
        left = len(patient.dates) // self._batch.days_a_claim
        if self._batch.visits:
            return min(left, MOST_CLAIMS_OF_SUBSCRIBER)
        return self._random.randint(1, left)

    def _put_claim(self, practice: Practice, patient: Patient) -> None:
        self._done.claims += 1
        self._set.claims += 1
        self._therapy_owed += self._batch.therapy_share - patient.in_therapy
        claim_id = f"NB{self._done.claims:08}"
        lines = self._lines(patient)
        total = sum(line.charge for line in lines)
        if patient.in_therapy:
            total = self._spoil(patient, lines)
            self._log.writerows(treatment_rows(claim_id, patient, lines))
        self._done.therapy_claims += patient.in_therapy
        self._done.lines += len(lines)
        self._put(claim_text(self._random, claim_id, total, practice, patient, lines))

    def _lines(self, patient: Patient) -> list[Line]:
        visit = therapy_visit if patient.in_therapy else office_visit
        wanted = self._random.randint(*self._batch.lines)
        lines: list[Line] = []
        for days_left in range(self._batch.days_a_claim, 0, -1):
            patient.visit += 1
            share = ceil((wanted - len(lines)) / days_left)
            lines += visit(self._random, patient, patient.dates.pop(0), share)
        return lines

    def _spoil(self, patient: Patient, lines: list[Line]) -> int:
        """Put in what faults the batch is to have; the claim's total, in cents."""
        random = self._random
        wrong_total = False
        if self._batch.every_line:
            drop_disciplines(patient, lines)
        elif not self._batch.faultless:
            faulty, wrong_total = random.random() < FAULTY, random.random() < WRONG_TOTAL
            if faulty:
                put_fault(random, patient, lines)
            self._done.faults += faulty + wrong_total
        return sum(line.charge for line in lines) + 1000 * wrong_total

    def _open_set(self) -> None:
        self._close_set()
        self._done.sets += 1
        number = self._done.sets
        self._set = _Set(number)
        self._put(
            f"ST*837*{number:04}*005010X222A1~BHT*0019*00*NB{number:06}*20260306*2100*CH~"
            "NM1*41*2*NIGHT BATCH BILLING*****46*NIGHTBATCH~PER*IC*OFFICE*TE*5555550142~"
            "NM1*40*2*LANTERN CLEARINGHOUSE*****46*LANTERNCH~"
        )

    def _close_set(self) -> None:
        if self._set.number:
            self._put(f"SE*{self._set.segments + 1}*{self._set.number:04}~")

    def _hl(self, parent: int, level: str, has_child: bool) -> int:
        self._set.hl += 1
        self._put(f"HL*{self._set.hl}*{parent or ''}*{level}*{int(has_child)}~")
        return self._set.hl

    def _put(self, text: str) -> None:
        segments = text.count("~")
        self._set.segments += segments
        self._done.segments += segments
        self._done.size += len(text)
        self._edi.write(text)
