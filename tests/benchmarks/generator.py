"""Writes a night's 837P batch of invented patients, with its treatment log and therapy used.

About 30 segments and 750 bytes a claim: three to five lines, patients under subscribers, rendering
providers, notes, several payers. A patient comes back within a practice's claims, some of them in
the next transaction set. Of the therapy claims one in twelve has a fault, another in a hundred a
wrong total. The same Batch gives the same bytes; memory does not grow with the file.
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

from tests.benchmarks.clinic import LAST_DAY, Patient, Practice, npis
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
TREATMENTS, THERAPY_USED = ".treatments.csv", ".therapy_used.csv"
LOG_COLUMNS = (
    *("claim_id", "line", "line_control_number", "service_date", "procedure", "minutes"),
    *("start", "end", "assistant_minutes", "therapist_npi", "separate_service", "kx_justified"),
    *("signed_by", "note"),
)
USED_COLUMNS = ("member_id", "year", "pool", "amount", "as_of", "source")
CLAIM_NOTES = (
    "PLAN OF CARE CERTIFIED BY REFERRING PHYSICIAN",
    "PATIENT SEEN AFTER HOSPITAL STAY",
    "HOME EXERCISE PROGRAM REVIEWED",
)


@dataclass(frozen=True)
class Batch:
    """What a file is to hold. It ends with the claim that reaches `claims`, or `size` in bytes.

    `visits`: every patient has so many, over several years, instead of one to three (at most 2,500).
    `lines`: fewest and most of a claim; beyond seven they spread over several days.
    `every_line`: each line has a finding, and a correction. `faultless`: there is no fault at all,
    since a reader may refuse a whole transaction set for a wrong total.
    """

    size: int = 0
    claims: int = 0
    therapy_share: float = 1.0
    claims_per_set: int = 1000
    lines: tuple[int, int] = (3, 5)
    visits: int | None = None
    every_line: bool = False
    faultless: bool = False
    seed: int = 837

    @property
    def days_a_claim(self) -> int:
        return ceil(self.lines[1] / MOST_LINES_A_DAY)


@dataclass(slots=True)
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
        return self.path.with_suffix(TREATMENTS)

    @property
    def therapy_used(self) -> Path:
        return self.path.with_suffix(THERAPY_USED)


def write_batch(batch: Batch, path: Path) -> Written:
    """Write the 837P to `path`, and beside it the two files that scrubber finds there."""
    written = Written(path)
    with ExitStack() as stack:
        edi = stack.enter_context(path.open("w", encoding="ascii", newline="", buffering=1 << 20))
        log, used = (
            stack.enter_context(beside.open("w", encoding="utf-8", newline=""))
            for beside in (written.treatments, written.therapy_used)
        )
        _Writer(batch, written, edi, log, used).write()
    return written


@dataclass(slots=True)
class _Set:
    """An open transaction set: its number, and what its trailer and HL segments count."""

    number: int
    claims: int = 0
    segments: int = 1
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
        self._set = _Set(0)

    def write(self) -> None:
        self._log.writerow(LOG_COLUMNS)
        self._used.writerow(USED_COLUMNS)
        self._put(
            "ISA*00*          *00*          *ZZ*NIGHTBATCH     *ZZ*LANTERNCH      "
            "*260306*2100*^*00501*000000001*0*T*:~"
            "GS*HC*NIGHTBATCH*LANTERNCH*20260306*2100*1*X*005010X222A1~"
        )
        for practice, patient in self._patients():
            self._put_patient(practice, patient)
            if self._is_full():
                break
        self._close_set()
        self._put(f"GE*{self._done.sets}*1~IEA*1*000000001~")

    def _is_full(self) -> bool:
        if self._batch.claims:
            return self._done.claims >= self._batch.claims
        return self._done.size >= self._batch.size

    def _patients(self) -> Iterator[tuple[Practice, Patient]]:
        """The patients in file order, each as often as it comes."""
        numbers, serials = npis(), count(1)
        kind = "261QR0400X" if self._batch.therapy_share == 1 else "193200000X"
        while True:
            practice = Practice(self._random, numbers, kind)
            until = self._done.claims + CLAIMS_A_PRACTICE
            returning: deque[Patient] = deque()
            while self._done.claims < until or (self._batch.visits and returning):
                if len(returning) > (0 if self._batch.visits else RETURN_AFTER):
                    patient = returning.popleft()
                else:
                    serial = next(serials)
                    therapy = self._therapy_owed >= 0.5
                    patient = practice.patient(
                        serial, therapy, self._batch.visits, self._batch.days_a_claim
                    )
                    self._put_used(patient)
                yield practice, patient
                if patient.dates:
                    returning.append(patient)

    def _put_patient(self, practice: Practice, patient: Patient) -> None:
        """One coming of the patient: a claim for a part of the visits that are left."""
        now = self._claims_now(patient)
        while now and not self._is_full():
            if self._set.claims >= self._batch.claims_per_set or not self._set.number:
                self._open_set()
            if self._set.practice is not practice:
                self._set.practice = practice
                self._set.provider_hl = self._hl(0, "20", has_child=True)
                self._put(practice.text)
            hl = self._hl(self._set.provider_hl, "22", has_child=bool(patient.dependant))
            self._put(patient.subscriber)
            if patient.dependant:
                self._hl(hl, "23", has_child=False)
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
        done, random = self._done, self._random
        done.claims += 1
        self._set.claims += 1
        claim_id = f"NB{done.claims:08}"
        therapy = bool(patient.provider.discipline.modifier)
        self._therapy_owed += self._batch.therapy_share - therapy
        lines = self._lines(patient, therapy)
        total = sum(line.charge for line in lines)
        if therapy:
            done.therapy_claims += 1
            total = self._spoil(patient, lines)
            self._put_rows(claim_id, patient, lines)
        done.lines += len(lines)
        self._put(self._claim_head(claim_id, total, practice, patient, therapy))
        self._put(
            "".join(_line_text(claim_id, n, patient, line) for n, line in enumerate(lines, 1))
        )

    def _lines(self, patient: Patient, therapy: bool) -> list[Line]:
        visit = therapy_visit if therapy else office_visit
        wanted = self._random.randint(*self._batch.lines)
        lines: list[Line] = []
        for left in range(self._batch.days_a_claim, 0, -1):
            patient.visit += 1
            share = ceil((wanted - len(lines)) / left)
            lines += visit(self._random, patient, patient.dates.pop(0), share)
        return lines

    def _spoil(self, patient: Patient, lines: list[Line]) -> int:
        """Put in what faults the batch is to have; the claim's total, in cents."""
        random = self._random
        wrong_total = False
        if self._batch.every_line:
            drop_disciplines(patient, lines)
        elif not self._batch.faultless:
            fault, wrong_total = random.random() < FAULTY, random.random() < WRONG_TOTAL
            if fault:
                put_fault(random, patient, lines)
            self._done.faults += fault + wrong_total
        return sum(line.charge for line in lines) + 1000 * wrong_total

    def _claim_head(
        self, claim_id: str, total: int, practice: Practice, patient: Patient, therapy: bool
    ) -> str:
        draw = self._random.random
        authorization = patient.payer.filing in ("CI", "BL", "16") and draw() < 0.5
        return "".join(
            [
                f"CLM*{claim_id}*{_amount(total)}***11:B:1*Y*A*Y*Y~",
                f"DTP*431*D8*{patient.onset:%Y%m%d}~" if therapy or draw() < 0.5 else "",
                f"REF*G1*AU{self._done.claims:07}~" if authorization else "",
                f"REF*EA*MR{patient.member_id[-7:]}~" if draw() < 0.6 else "",
                f"NTE*ADD*{self._random.choice(CLAIM_NOTES)}~" if draw() < 0.25 else "",
                patient.diagnoses,
                self._random.choice(practice.referring) if patient.payer.is_medicare else "",
                patient.provider.text,
                practice.facility if draw() < 0.2 else "",
            ]
        )

    def _put_rows(self, claim_id: str, patient: Patient, lines: list[Line]) -> None:
        provider = patient.provider
        signer = f"{provider.first_name[0]}. {provider.last_name} {provider.discipline.credential}"
        kx = "Y" if patient.over_threshold else ""
        for number, line in enumerate(lines, 1):
            self._log.writerow(
                (
                    claim_id,
                    number,
                    f"{claim_id}L{number}",
                    line.day.isoformat(),
                    line.procedure,
                    line.minutes,
                    *_block(line),
                    line.assistant_minutes or "",
                    provider.npi,
                    "Y" if line.separate else "",
                    kx,
                    signer,
                    line.note,
                )
            )

    def _put_used(self, patient: Patient) -> None:
        """What Medicare has allowed this year: far below the threshold, or past it."""
        pool = patient.provider.discipline.pool
        if pool and patient.payer.is_medicare:
            below = 1400 if self._batch.days_a_claim == 1 else 100
            low, high = (2500, 3100) if patient.over_threshold else (0, below)
            amount = f"{self._random.randrange(low * 100, high * 100) / 100:.2f}"
            row = (patient.member_id, LAST_DAY.year, pool, amount, "2026-02-20", "eligibility 271")
            self._used.writerow(row)

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
            self._put(f"SE*{self._set.segments}*{self._set.number:04}~")

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


def _line_text(claim_id: str, number: int, patient: Patient, line: Line) -> str:
    code = ":".join(("HC", line.procedure, *line.modifiers))
    return (
        f"LX*{number}~SV1*{code}*{_amount(line.charge)}*UN*{line.units}***{patient.pointers}~"
        f"DTP*472*D8*{line.day:%Y%m%d}~REF*6R*{claim_id}L{number}~"
    )


def _amount(cents: int) -> str:
    """Dollars as X12 writes them: no zero at the end, no point without cents."""
    dollars, rest = divmod(cents, 100)
    return f"{dollars}.{rest:02}".rstrip("0") if rest else str(dollars)


def _block(line: Line) -> tuple[str, str]:
    if line.start is None:
        return "", ""
    return _clock(line.start), _clock(line.start + line.minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
