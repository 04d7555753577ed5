"""The treatment log: minutes, times and signed statements, one row a service line."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from scrubber.claims import Claim
from scrubber.evidence.claim_numbers import ClaimNumbers
from scrubber.evidence.keyed_rows import AskedRuns, HeldRows, KeyedRows, SheetRows
from scrubber.evidence.matching import (
    NO_ROWS,
    ClaimRows,
    UndecidedRows,
    UnmatchedRow,
    match_rows,
    set_aside,
)
from scrubber.evidence.sheets import Columns
from scrubber.evidence.treatment_rows import COLUMNS, REQUIRED, TreatmentRow, row_of_cells

KEPT_NUMBERS = 256
"""Of so many claim numbers that stand on several claims, the rows are kept from one to the next."""


class TreatmentLog:
    """The rows of the log by claim number; which claims of the files have them, and asked for them.

    A process that is given a copy (a fork, or pickled) matches the claims that it is shown, and
    reports what they asked for with `take_asked`. `file` is the number of the file that claims are
    from, where several are announced together.
    """

    def __init__(
        self, rows: Iterable[TreatmentRow] = (), sheet: SheetRows[TreatmentRow] | None = None
    ) -> None:
        in_order = sorted(rows, key=lambda row: row.number)
        held = HeldRows(in_order, "claim_id")
        self._rows: KeyedRows[TreatmentRow] = held if sheet is None else sheet
        self._asked = AskedRuns(len(self._rows))
        self.begin_file()

    @property
    def unread_columns(self) -> set[str]:
        """Columns of its file with cells that nobody reads."""
        return self._rows.unread_columns

    def __bool__(self) -> bool:
        return len(self._rows) > 0

    def __contains__(self, claim_id: str) -> bool:
        return bool(self._rows.find(claim_id))

    def begin_file(self) -> None:
        """Another file is read with this log; which rows have been used is kept."""
        self.file = 0
        self._numbers = ClaimNumbers(self._rows)
        self._shared: dict[str, _SharedRows] = {}

    def announce(self, claim_id: str) -> None:
        """A claim of this number, and not void, is in the files. All are announced before any row
        is matched, and then those of `repeated` numbers are told once more to `expect`."""
        self._numbers.announce(claim_id)

    @property
    def repeated(self) -> set[str]:
        """The numbers of the log that have been announced more than once."""
        return self._numbers.repeated

    def expect(
        self, claim_id: str, control_numbers: Iterable[str] = (), offset: int | None = None
    ) -> None:
        """A claim of this number, with these line control numbers, is in `file`; if it will ask
        for its rows, its CLM is at this offset. Without offsets the claim that asks first is held
        to be the first of its number."""
        place = None if offset is None else (self.file, offset)
        self._numbers.count(claim_id, control_numbers, place)

    def pass_over(self, claim_id: str) -> None:
        """The rows of a claim that is not scrubbed (a void one) are not left over."""
        for run, _ in self._rows.find(claim_id):
            self._asked.add(run)

    def match(self, claim: Claim) -> ClaimRows:
        """The rows of one claim of `file`. Raises BadEvidence where the log has changed."""
        claim_id = claim.claim_id
        if self._numbers.claims(claim_id) < 2:
            rows = self._asked_rows(claim_id)
            return match_rows(claim, rows) if rows else NO_ROWS
        settled, undecided = self._shared_rows(claim_id)
        control_numbers = dict.fromkeys(line.control_number for line in claim.lines)
        mine = match_rows(
            claim, chain.from_iterable(settled.get(number, ()) for number in control_numbers)
        )
        again = not self._numbers.is_first(claim_id, (self.file, claim.clm.offset))
        return mine._replace(claim=claim, undecided=undecided, again=again)

    def left_over(self) -> Iterator[UnmatchedRow]:
        """The rows whose claim is not in the file, in the log's order."""
        reason = "no therapy claim of the file has this number"
        for run in range(len(self._rows)):
            if run not in self._asked:
                for row in self._rows.rows(run):
                    yield UnmatchedRow(row, row.problem or reason)

    def take_asked(self) -> "array[int]":
        """The runs of rows that have been asked for since this was last called."""
        return self._asked.take_news()

    def merge_asked(self, runs: Iterable[int]) -> None:
        """Runs of rows that have been asked for in another process."""
        for run in runs:
            self._asked.add(run)

    def close(self) -> None:
        """Close the log's file, and remove what was kept of it."""
        self._rows.close()

    def _asked_rows(self, claim_id: str) -> list[TreatmentRow]:
        rows: list[TreatmentRow] = []
        for run, of_run in self._rows.find(claim_id):
            self._asked.add(run)
            rows += of_run
        return rows

    def _shared_rows(self, claim_id: str) -> "_SharedRows":
        """The rows of a number that several claims have: read once for them, and not for each."""
        if claim_id not in self._shared:
            if len(self._shared) == KEPT_NUMBERS:
                self._shared.clear()
            self._shared[claim_id] = self._read_shared_rows(claim_id)
        return self._shared[claim_id]

    def _read_shared_rows(self, claim_id: str) -> "_SharedRows":
        settled: dict[str, list[TreatmentRow]] = defaultdict(list)
        undecided: list[TreatmentRow] = []
        for row in self._asked_rows(claim_id):
            if self._numbers.names_one_line(claim_id, row.line_control_number):
                settled[row.line_control_number].append(row)
            else:
                undecided.append(row)
        reason = (
            f"{self._numbers.claims(claim_id)} claims of the file have this number, and the row "
            "names no line of one of them alone: give its line_control_number (REF*6R)"
        )
        rows = UndecidedRows(tuple(undecided), reason, set_aside(undecided)) if undecided else None
        return _SharedRows(settled, rows)


class _SharedRows(NamedTuple):
    """Rows of a number that several claims have: by the line control number that names one line of
    one claim, and the others."""

    settled: dict[str, list[TreatmentRow]]
    undecided: UndecidedRows | None


def read_treatment_log(path: Path) -> TreatmentLog:
    """A treatment log from CSV, or JSON Lines by suffix; only an index of it is held.

    Raises BadEvidence, OSError.
    """
    return TreatmentLog(sheet=SheetRows(path, Columns(COLUMNS, REQUIRED), row_of_cells))
