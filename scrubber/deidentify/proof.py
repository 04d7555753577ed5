"""What is proven of a copy before anybody has it.

That it is built as the original is; that no original value stands in it; that the scrubber finds
the same in it.
"""

import os
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from scrubber.deidentify.dates import dates_in, unreadable, written
from scrubber.deidentify.day import Day
from scrubber.deidentify.elements import Kind, fields
from scrubber.deidentify.free_text import FreeTexts
from scrubber.deidentify.originals import Originals
from scrubber.deidentify.payers import PublishedPayers
from scrubber.deidentify.replacements import SEX_UNKNOWN
from scrubber.deidentify.segments import pieces
from scrubber.discrepancies import Discrepancy
from scrubber.errors import Mismatch
from scrubber.evidence import TherapyUsed, TreatmentLog, read_therapy_used, read_treatment_log
from scrubber.findings import Action
from scrubber.options import Options
from scrubber.pipeline import scrub_stream
from scrubber.x12 import Segment


class NotProven(Mismatch):
    """What is wrong with a copy, and where; without a value of the file."""


class Found(NamedTuple):
    """What a finding says beside the names and numbers in it."""

    rule: str
    name: str
    severity: str
    action: str
    segment: int | None
    element: str | None
    procedure: str | None
    of_line: bool
    evidence: int
    change: tuple[str | None, str | None]
    charge_delta: str
    payment_at_stake: str | None
    payment_basis: str | None


class Findings(list[Found]):
    """The findings of a file, as a part and as a log."""

    @property
    def part_type(self) -> "type[Findings]":
        """What makes an empty part."""
        return Findings

    def add(self, record: Discrepancy) -> None:
        """Take the next one."""
        corrected = record.action is Action.CORRECTED
        self.append(
            Found(
                record.rule,
                record.name,
                record.severity,
                record.action,
                record.segment,
                record.element,
                record.procedure,
                record.line is not None,
                len(record.evidence),
                (record.before, record.after) if corrected else (None, None),
                record.charge_delta,
                record.payment_at_stake,
                record.payment_basis,
            )
        )

    def take(self, part: "Findings") -> None:
        """Take the part that comes next in the file."""
        self.extend(part)


def findings_of(day: Day) -> Findings:
    """What the scrubber finds in a file with its evidence. Raises NotReadable, BadEvidence,
    OSError."""
    options = Options(
        treatments=read_treatment_log(day.treatments) if day.treatments else TreatmentLog(),
        therapy_used=read_therapy_used(day.therapy_used) if day.therapy_used else TherapyUsed(),
    )
    found = Findings()
    with Path(os.devnull).open("wb") as nowhere:
        scrub_stream(day.open_source, None, nowhere, found, options)
    options.treatments.close()
    options.therapy_used.close()
    return found


def other_findings(original: Findings, copy: Findings) -> NotProven:
    """That the two differ, and in which first."""
    pairs = enumerate(zip_longest(original, copy), 1)
    number, found = next((at, one or other) for at, (one, other) in pairs if one != other)
    assert found is not None
    where = f"segment {found.segment}" if found.segment else "no segment"
    return NotProven(f"finding {number} ({found.rule}, {where}) is not the same in the copy")


class Privacy:
    """Proves that no original value stands in a copy."""

    def __init__(self, originals: Originals, texts: FreeTexts, payers: PublishedPayers) -> None:
        self._originals = originals
        self._texts = texts
        self._payers = payers

    def prove(self, original: Day, copy: Day) -> None:
        """Raises NotProven where the copy is built otherwise, or where an original survives."""
        pairs = zip_longest(_segments(original), _segments(copy))
        for one, other in pairs:
            if one is None or other is None:
                raise NotProven("the copy has more or fewer segments")
            self._prove_segment(one, other)
        copies = copy.sheets()
        for name, sheet in original.sheets().items():
            for one_row, other_row in zip_longest(sheet.rows(), copies[name].rows()):
                if one_row is None or other_row is None:
                    raise NotProven(f"the copy of the {sheet.name} has more or fewer rows")
                (number, cells), (_, copied) = one_row, other_row
                for (kind, old), (_, new) in zip(cells, copied, strict=True):
                    self._prove(kind, old, new, f"{sheet.name} row {number}")

    def _prove_segment(self, original: Segment, copy: Segment) -> None:
        where = f"segment {original.number}"
        old, new = list(fields(original)), list(fields(copy))
        same_length = len(original.values) == len(copy.values)
        if not same_length or [f.place for f in old] != [f.place for f in new]:
            raise NotProven(f"{where} of the copy has other elements")
        for one, other in zip(old, new, strict=True):
            self._prove(one.kind, one.value, other.value, f"{where}, element {one.place.element}")

    def _prove(self, kind: Kind, old: str, new: str, where: str) -> None:
        if not self._is_safe(kind, old, new):
            raise NotProven(f"{where}: an original value would survive ({kind})")

    def _is_safe(self, kind: Kind, old: str, new: str) -> bool:
        match kind:
            case Kind.KEPT:
                # An amount of a million dollars that is a member's number is no amount.
                return new == old and not self._originals.holds_number(old)
            case Kind.DATE:
                before, after = list(dates_in(old)), list(dates_in(new))
                is_birth = any(written(day) in self._originals.births for day in after)
                return [day.year for day in before] == [day.year for day in after] and not is_birth
            case Kind.SEX:
                return new == SEX_UNKNOWN
            case Kind.UNREADABLE:
                return new == unreadable(new)
            case Kind.PAYER_ID if self._payers.knows_id(old):
                return new == old
            case Kind.PAYER_NAME if self._payers.knows_name(old):
                return new == old
            case Kind.PAYER_NAME:
                return not self._originals.survive_in(new, published=True)
            case Kind.FREE_TEXT:
                words = self._texts.words(new)
                survivor = any(map(self._originals.survive_in, words))
                return not survivor and not self._texts.names_in_evidence(new)
            case _:
                return not self._originals.survive_in(new)


def _segments(day: Day) -> Iterator[Segment]:
    for piece in pieces(day.open_source):
        yield from piece.segments()
