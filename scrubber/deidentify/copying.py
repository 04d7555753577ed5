"""The copy of a file and its evidence files, written and proven."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from scrubber.deidentify.attempts import Exhausted
from scrubber.deidentify.dates import ATTEMPTS, DateShift, YearsOfDates
from scrubber.deidentify.day import Day
from scrubber.deidentify.elements import Kind, fields
from scrubber.deidentify.free_text import FreeTexts
from scrubber.deidentify.originals import Originals
from scrubber.deidentify.payers import PublishedPayers
from scrubber.deidentify.proof import NotProven, Privacy, findings_of, other_findings
from scrubber.deidentify.replacements import Replacements
from scrubber.deidentify.segments import pieces, replaced
from scrubber.keys import Key
from scrubber.tables import load_tables


@dataclass(frozen=True)
class Copied:
    """What was done: the copy's files, how many findings it has as the original does, how many
    different values were replaced, and the years whose dates were not moved."""

    day: Day
    findings: int
    replaced: int
    unmoved_years: list[int]


def deidentify(day: Day, folder: Path, key: Key) -> Copied:
    """Write a proven copy into a folder, which is to be empty, under names by its kind: `claims`,
    `treatments`, `therapy_used`.

    Raises NotReadable, BadEvidence, OSError, and NotProven where no copy fulfils the promise: what
    is in the folder is then not to be kept.
    """
    found = findings_of(day)
    copying = _Copying(day, key)
    for shift in copying.shifts():
        copy = copying.write(folder, shift)
        found_in_copy = findings_of(copy)
        if found_in_copy == found:
            break
    else:
        raise other_findings(found, found_in_copy)
    copying.privacy.prove(day, copy)
    return Copied(copy, len(found), copying.values, shift.unmoved)


class _Copying:
    """What is known of a file from reading it through once."""

    def __init__(self, day: Day, key: Key) -> None:
        self._day, self._key = day, key
        tables = load_tables()
        self._payers = PublishedPayers(tables.payers)
        self._originals = Originals(self._payers.words)
        self._texts = FreeTexts(tables, self._originals)
        self._dates = YearsOfDates()
        self.privacy = Privacy(self._originals, self._texts, self._payers)
        self.values = 0
        for piece in pieces(day.open_source):
            for segment in piece.segments():
                for field in fields(segment):
                    self._add(field.kind, field.value)
        for sheet in day.sheets().values():
            for _, cells in sheet.rows():
                for kind, cell in cells:
                    self._add(kind, cell)

    def _add(self, kind: Kind, value: str) -> None:
        match kind:
            case Kind.DATE:
                self._dates.add(value)
            case Kind.FREE_TEXT:
                self._originals.add_text(self._texts.words(value))
            case Kind.PAYER_ID if self._payers.knows_id(value):
                pass
            case Kind.PAYER_NAME if self._payers.knows_name(value):
                pass
            case _:
                self._originals.add(kind, value)

    def shifts(self) -> Iterator[DateShift]:
        """The shifts of the dates to try, as they are at last."""
        for attempt in range(len(ATTEMPTS)):
            yield self._dates.shift(self._key, attempt, self._originals.births)
        yield self._dates.unmoved()

    def write(self, folder: Path, shift: DateShift) -> Day:
        """The copy of an attempt, in place of what an earlier one has written. Raises NotProven."""
        replacements = Replacements(self._key, self._originals, self._texts, self._payers, shift)
        claims = folder / "claims"
        try:
            with claims.open("wb") as file:
                for piece in pieces(self._day.open_source):
                    file.write(replaced(piece, replacements.of).encode("latin-1"))
            for name, sheet in self._day.sheets().items():
                with (
                    (folder / name).open("wb") as rows,
                    TextIOWrapper(rows, encoding="utf-8", newline="") as text,
                ):
                    writer = csv.writer(text, lineterminator="\n")
                    writer.writerow(sheet.columns.known)
                    for _, cells in sheet.rows():
                        writer.writerow([replacements.of(kind, cell) for kind, cell in cells])
        except Exhausted as error:
            raise NotProven(str(error)) from None
        self.values = len(replacements)
        return Day(
            lambda: claims.open("rb"),
            folder / "treatments" if self._day.treatments else None,
            folder / "therapy_used" if self._day.therapy_used else None,
        )
