"""How a labelled day is written down and run.

A day holds the service lines of a file in file order, what is on record, and the verdict. `C` says
what sets a claim apart (date, patient, transaction set, frequency); `L` is a service line with its
row of the treatment log. Without `used`, nothing was used before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from scrubber import ScrubResult, scrub
from scrubber.evidence import TherapyUsed, TreatmentLog, UsedAmount, treatment_row
from tests.edi import ClaimText, billing_provider, envelope, header, subscriber
from tests.treatment.days import OTHER_NPI, PT

PTA = "225200000X"
OTA = "224Z00000X"
ABA = "103K00000X"
UNKNOWN = "unknown"
ADA, BEN, CLEO = "ADA", "BEN", "CLEO"
AFTER_ALL_DAYS = "20281231"
MEMBERS = {ADA: "1EG4TE5MK73", BEN: "1EG4TE5MK74", CLEO: "1EG4TE5MK75"}


class Verdict(NamedTuple):
    """A finding: line (counted over the whole file, 0 for no line), rule, action, new value.

    `severity` is compared only where the verdict names one.
    """

    line: int
    rule: str
    action: str
    after: str | None = None
    severity: str = ""

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        return self.line, self.rule, self.action, self.after or "", self.severity


def corrected(line: int, rule: str, value: str | int) -> Verdict:
    return Verdict(line, rule, "corrected", str(value))


def flagged(line: int, rule: str, severity: str = "") -> Verdict:
    return Verdict(line, rule, "flagged", None, severity)


def held(line: int, rule: str) -> Verdict:
    return Verdict(line, rule, "held")


def unknown(line: int, rule: str) -> Verdict:
    return Verdict(line, rule, "not_evaluable")


@dataclass(frozen=True)
class C:
    """A claim that is not like the day's others; `number` is CLM01 where two claims share one."""

    label: str
    number: str = ""
    date: str = ""
    patient: str = ADA
    set: int = 1
    frequency: str = "1"
    taxonomy: str = ""


@dataclass(frozen=True)
class L:
    """A service line: SV1 and what follows it, and the cells of its treatment log row.

    `line_note` is the claim's NTE*ADD; `note` is the daily note in the log.
    """

    procedure: str
    modifiers: str = "GP"
    units: int | str = 1
    charge: int = 0
    minutes: int | None = None
    assistant: int | None = None
    block: str = ""
    therapist: str = ""
    separate: str = ""
    kx: str = ""
    note: str = ""
    line_note: str = ""
    dates: str = ""
    by: str = ""
    unit: str = "UN"
    claim: str = "C1"

    def __str__(self) -> str:
        code = ":".join(["HC", self.procedure, *filter(None, [self.modifiers])])
        charge = self.charge or 50 * (int(self.units) if str(self.units).isdecimal() else 1)
        return "".join(
            [
                f"SV1*{code}*{charge}*{self.unit}*{self.units}***1~",
                f"DTP*472*{self.dates}~" if self.dates else "",
                f"NTE*ADD*{self.line_note}~" if self.line_note else "",
                f"NM1*82*1*OTHER*ANN****XX*{OTHER_NPI}~PRV*PE*PXC*{self.by}~" if self.by else "",
            ]
        )

    @property
    def own_date(self) -> str:
        """The date that the line has instead of its claim's."""
        qualifier, _, date = self.dates.partition("*")
        return date if qualifier == "D8" else ""

    def row(self, claim_id: str, number: int, date: str) -> dict[str, str]:
        """Its row of the treatment log; empty where the log has nothing to say."""
        said = {
            "minutes": "" if self.minutes is None else str(self.minutes),
            "assistant_minutes": "" if self.assistant is None else str(self.assistant),
            "therapist_npi": self.therapist,
            "separate_service": self.separate,
            "kx_justified": self.kx,
            "note": self.note,
        }
        if self.block:
            said["start"], said["end"] = self.block.split("-")
        if not any(said.values()):
            return {}
        return {
            "claim_id": claim_id,
            "line": str(number),
            "service_date": dashed(self.own_date or date),
            "procedure": self.procedure,
            "signed_by": "T. Hand PT",
            **said,
        }


@dataclass(frozen=True)
class Day:
    """The lines in file order, what is on record, and the verdict.

    `why` says what the verdict follows from. `reading` stands where the sources leave room: which
    reading the verdict takes. `used` is of the year of `date`; `used_in` is year, pool and dollars.
    """

    name: str
    lines: tuple[L, ...]
    verdict: tuple[Verdict, ...] = ()
    why: str = ""
    reading: str = ""
    filing: str = "MB"
    date: str = "20260309"
    taxonomy: str = PT
    claims: tuple[C, ...] = ()
    used: str = "0"
    used_ot: str = "0"
    used_in: tuple[tuple[int, str, str], ...] = ()
    attest: str = ""
    rows: tuple[dict[str, str], ...] = ()
    total: str = ""
    other_payer: str = ""
    rendering: bool = True

    @property
    def text(self) -> str:
        order = {label: self._claim(label) for label in dict.fromkeys(x.claim for x in self.lines)}
        return envelope(
            *(self._set(list(claims)) for _, claims in groupby(order.values(), lambda c: c.set)),
            made=AFTER_ALL_DAYS,
        )

    def _claim(self, label: str) -> C:
        return next((claim for claim in self.claims if claim.label == label), C(label))

    def _set(self, claims: list[C]) -> str:
        text = header() + billing_provider()
        for hl, (patient, own) in enumerate(groupby(claims, lambda c: c.patient), 2):
            text += subscriber(
                hl, member=MEMBERS[patient], first_name=patient, claim_filing=self.filing
            )
            text += "".join(self._claim_text(claim) for claim in own)
        return text

    def _claim_text(self, claim: C) -> str:
        number = claim.number or claim.label
        text = ClaimText(
            [str(line) for line in self.lines if line.claim == claim.label],
            claim_id=number,
            date=claim.date or self.date,
            taxonomy=claim.taxonomy or self.taxonomy,
            total=self.total,
            frequency=claim.frequency,
            extra=self.other_payer,
            rendering=self.rendering,
        )
        return str(text).replace(f"REF*6R*{number}L", f"REF*6R*{claim.label}L")

    def numbers(self) -> list[int]:
        """Each line's number in its claim."""
        return [
            sum(other.claim == line.claim for other in self.lines[: at + 1])
            for at, line in enumerate(self.lines)
        ]

    def _rows(self) -> list[dict[str, str]]:
        rows = []
        for number, line in zip(self.numbers(), self.lines, strict=True):
            claim = self._claim(line.claim)
            row = line.row(claim.number or claim.label, number, claim.date or self.date)
            if row:
                rows.append(row)
        return rows + list(self.rows)

    def _used(self) -> TherapyUsed:
        year = int(self.date[:4])
        amounts = [(year, "PT_SLP", self.used), (year, "OT", self.used_ot), *self.used_in]
        patients = dict.fromkeys([ADA, *(claim.patient for claim in self.claims)])
        return TherapyUsed(
            UsedAmount(MEMBERS[patient], of_year, pool, Decimal(dollars), None, "portal")
            for patient in patients
            for of_year, pool, dollars in amounts
            if dollars != UNKNOWN
        )

    def scrubbed(self, text: str = "", payers: Path | None = None) -> ScrubResult:
        return scrub(
            (text or self.text).encode("latin-1"),
            treatments=TreatmentLog(
                treatment_row(at, row) for at, row in enumerate(self._rows(), 2)
            ),
            therapy_used=self._used(),
            attest=[self.attest] if self.attest else [],
            attested_by="A. Biller" if self.attest else "",
            payers=payers,
        )

    def found(self, result: ScrubResult) -> list[Verdict]:
        """The findings, but for those that only follow from a correction (SV102, SV103, CLM02)."""
        at = {
            f"{line.claim}L{number}": position
            for position, (number, line) in enumerate(
                zip(self.numbers(), self.lines, strict=True), 1
            )
        }
        named = {(v.line, v.rule) for v in self.verdict if v.severity}
        found = [
            Verdict(
                at.get(d.line_control_number or "", 0),
                d.rule,
                d.action.value,
                d.after,
                d.severity.value,
            )
            for d in result.discrepancies
            if d.action.value != "corrected" or d.element not in {"SV102", "SV103", "CLM02"}
        ]
        return in_order(v if (v.line, v.rule) in named else v._replace(severity="") for v in found)


def in_order(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return sorted(verdicts, key=lambda verdict: verdict.order)


def dashed(date: str) -> str:
    return f"{date[:4]}-{date[4:6]}-{date[6:]}"


def log_row(
    procedure: str,
    minutes: int | None = None,
    block: str = "",
    claim: str = "C1",
    date: str = "20260309",
    **cells: str,
) -> dict[str, str]:
    """A row of the treatment log by claim, date and procedure."""
    row = {
        "claim_id": claim,
        "service_date": dashed(date),
        "procedure": procedure,
        "minutes": "" if minutes is None else str(minutes),
        **cells,
    }
    if block:
        row["start"], row["end"] = block.split("-")
    return row
