"""A file and its evidence files, as they are read for a copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scrubber.deidentify.elements import Kind, kind_of
from scrubber.evidence.keyed_rows import SheetRows
from scrubber.evidence.sheets import Cells, Columns
from scrubber.evidence.therapy_used import COLUMNS as USED_COLUMNS
from scrubber.evidence.therapy_used import REQUIRED as USED_REQUIRED
from scrubber.evidence.treatment_rows import COLUMNS as LOG_COLUMNS
from scrubber.evidence.treatment_rows import REQUIRED as LOG_REQUIRED
from scrubber.x12 import OpenSource

LOG_CELLS = {
    "claim_id": "identifier",
    "service_date": "date",
    "procedure": "procedure",
    "line": "count",
    "line_control_number": "identifier",
    "minutes": "minutes",
    "start": "clock",
    "end": "clock",
    "assistant_minutes": "minutes",
    "therapist_npi": "identifier",
    "separate_service": "answer",
    "kx_justified": "answer",
    "signed_by": "name",
    "note": "free_text",
}
USED_CELLS = {
    "member_id": "identifier",
    "year": "year",
    "pool": "pool",
    "amount": "amount",
    "as_of": "date",
    "source": "free_text",
}


@dataclass(frozen=True)
class Sheet:
    """A treatment log or a file of therapy used; `held` says what stands in each column."""

    name: str
    path: Path
    columns: Columns
    held: dict[str, str]

    def rows(self) -> Iterator[tuple[int, list[tuple[Kind, str]]]]:
        """Line number, and kind and text of each cell, of the rows in order; other columns are left
        out. Raises BadEvidence, OSError."""
        rows = SheetRows(self.path, self.columns, _numbered)
        try:
            for run in range(len(rows)):
                for number, cells in rows.rows(run):
                    held = zip(self.columns.known, cells, strict=True)
                    yield number, [(self._kind(name, cell), cell) for name, cell in held]
        finally:
            rows.close()

    def _kind(self, column: str, cell: str) -> Kind:
        return kind_of(self.held[column], cell) if cell else Kind.KEPT


def _numbered(number: int, cells: Cells) -> tuple[int, Cells]:
    return number, cells


@dataclass(frozen=True)
class Day:
    """A file with the evidence files that there are."""

    open_source: OpenSource
    treatments: Path | None = None
    therapy_used: Path | None = None

    def sheets(self) -> dict[str, Sheet]:
        """The evidence files by kind, as their names have it."""
        sheets = {}
        if self.treatments:
            columns = Columns(LOG_COLUMNS, LOG_REQUIRED)
            sheets["treatments"] = Sheet("treatment log", self.treatments, columns, LOG_CELLS)
        if self.therapy_used:
            columns = Columns(USED_COLUMNS, USED_REQUIRED)
            sheets["therapy_used"] = Sheet("therapy used", self.therapy_used, columns, USED_CELLS)
        return sheets
