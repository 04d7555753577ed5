"""The treatment log: minutes, times and signed statements, one row a service line.

A row is used only if it names one line of the file: by line control number (REF*6R), else by claim
and line number, else by claim, date and procedure when a single line fits. The date and the
procedure must be the line's own in every case.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path

from scrubber.claims import Claim, ServiceLine
from scrubber.evidence.minutes import MINUTES_A_DAY, TimeBlock
from scrubber.evidence.sheets import read_sheet

REQUIRED = ("claim_id", "service_date", "procedure")
COLUMNS = (
    *REQUIRED,
    "line",
    "line_control_number",
    "minutes",
    "start",
    "end",
    "assistant_minutes",
    "therapist_npi",
    "separate_service",
    "kx_justified",
    "signed_by",
    "note",
)
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
YES_NO = {"Y": True, "YES": True, "N": False, "NO": False}


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """One row; a cell that cannot be read is named in `problem`, and the row is not used."""

    number: int
    claim_id: str
    service_date: date | None
    procedure: str
    line: str
    line_control_number: str
    minutes: int | None
    block: TimeBlock | None
    assistant_minutes: int | None
    therapist_npi: str
    separate_service: bool | None
    kx_justified: bool | None
    signed_by: str = field(repr=False)
    note: str = field(repr=False)
    problem: str

    @property
    def where(self) -> str:
        """How to name the row to a person."""
        return f"treatment log row {self.number}"


@dataclass(frozen=True, slots=True)
class UnmatchedRow:
    """A row that cannot be used, and why; `claim` where its claim is in the file.

    `again`: it has been given out already, with another claim of the same number.
    """

    row: TreatmentRow
    reason: str
    claim: Claim | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class ClaimRows:
    """The rows of a claim: by index of the service line, and those that cannot be used."""

    by_line: dict[int, tuple[TreatmentRow, ...]]
    unmatched: tuple[UnmatchedRow, ...]


NO_ROWS = ClaimRows({}, ())


class TreatmentLog:
    """All rows by claim number, and which claims of the file asked for theirs."""

    def __init__(self, rows: Iterable[TreatmentRow] = ()) -> None:
        self.unread_columns: set[str] = set()
        self._rows: dict[str, list[TreatmentRow]] = defaultdict(list)
        for row in rows:
            self._rows[row.claim_id].append(row)
        self._claims_in_file: Counter[str] = Counter()
        self._lines_in_file: Counter[tuple[str, str]] = Counter()
        self._asked: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._rows)

    def __contains__(self, claim_id: str) -> bool:
        return claim_id in self._rows

    def begin_file(self) -> None:
        """Another file is read with this log; which rows have been used is kept."""
        self._claims_in_file.clear()
        self._lines_in_file.clear()

    def expect(self, claim_id: str, control_numbers: Iterable[str] = ()) -> None:
        """A claim of this number, with these line control numbers, is in the file: told of all
        claims before any row is matched."""
        self._claims_in_file[claim_id] += 1
        self._lines_in_file.update((claim_id, number) for number in control_numbers)

    def pass_over(self, claim_id: str) -> None:
        """The rows of a claim that is not scrubbed (a void one) are not left over."""
        self._asked.add(claim_id)

    def match(self, claim: Claim) -> ClaimRows:
        """The rows of one claim of the file."""
        rows = self._rows.get(claim.claim_id)
        if not rows:
            return NO_ROWS
        again = claim.claim_id in self._asked
        self._asked.add(claim.claim_id)
        if (times := self._claims_in_file[claim.claim_id]) < 2:
            return _match(claim, rows)
        reason = (
            f"{times} claims of the file have this number, and the row names no line of one of "
            "them alone: give its line_control_number (REF*6R)"
        )
        settled = [row for row in rows if self._names_one_line(row)]
        mine = {line.control_number for line in claim.lines}
        of_claim = _match(claim, [row for row in settled if row.line_control_number in mine])
        undecided = [
            UnmatchedRow(row, row.problem or reason, claim, again)
            for row in rows
            if not self._names_one_line(row)
        ]
        return ClaimRows(of_claim.by_line, (*of_claim.unmatched, *undecided))

    def _names_one_line(self, row: TreatmentRow) -> bool:
        """Whether its line control number stands once on the file's claims of its number."""
        return self._lines_in_file[row.claim_id, row.line_control_number] == 1

    def left_over(self) -> list[UnmatchedRow]:
        """The rows whose claim is not in the file, in the log's order."""
        rows = [
            row
            for claim_id, rows in self._rows.items()
            if claim_id not in self._asked
            for row in rows
        ]
        reason = "no therapy claim of the file has this number"
        return [
            UnmatchedRow(row, row.problem or reason)
            for row in sorted(rows, key=lambda row: row.number)
        ]


def read_treatment_log(path: Path) -> TreatmentLog:
    """A treatment log from CSV, or JSON Lines by suffix. Raises BadEvidence."""
    unread: set[str] = set()
    sheet = read_sheet(path, REQUIRED, COLUMNS, unread)
    log = TreatmentLog(treatment_row(number, row) for number, row in sheet)
    log.unread_columns = unread
    return log


def treatment_row(number: int, cells: dict[str, str]) -> TreatmentRow:
    """A row from its cells."""
    row = _Cells(cells)
    minutes, block = row.whole("minutes"), row.block("start", "end")
    if minutes is not None and block and minutes > block.minutes:
        row.problems.append(f"minutes are more than {block} holds")
    assistant_minutes = row.whole("assistant_minutes")
    all_minutes = minutes if minutes is not None else block.minutes if block else None
    if None not in (assistant_minutes, all_minutes) and assistant_minutes > all_minutes:  # type: ignore[operator]
        row.problems.append("assistant_minutes are more than the service's minutes")
    return TreatmentRow(
        number=number,
        claim_id=row.text("claim_id"),
        service_date=row.day("service_date"),
        procedure=row.text("procedure").upper(),
        line=row.text("line"),
        line_control_number=row.text("line_control_number"),
        minutes=minutes,
        block=block,
        assistant_minutes=assistant_minutes,
        therapist_npi=row.text("therapist_npi"),
        separate_service=row.yes_no("separate_service"),
        kx_justified=row.yes_no("kx_justified"),
        signed_by=row.text("signed_by"),
        note=row.text("note"),
        problem="; ".join(dict.fromkeys(row.problems)),
    )


class _Cells:
    """A row's cells as values; what cannot be read is None, and said in `problems`."""

    def __init__(self, cells: dict[str, str]) -> None:
        self._cells = cells
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self._cells.get(name, "")

    def whole(self, name: str) -> int | None:
        text = self.text(name)
        is_number = text.isascii() and text.isdecimal() and len(text) <= 4
        if is_number and int(text) <= MINUTES_A_DAY:
            return int(text)
        if text:
            self.problems.append(f"{name} is no whole number of minutes")
        return None

    def clock(self, name: str) -> time | None:
        text = self.text(name)
        match = CLOCK.fullmatch(text)
        if match and int(match[1]) < 24 and int(match[2]) < 60:
            return time(int(match[1]), int(match[2]))
        if text:
            self.problems.append(f"{name} is no time like 09:30")
        return None

    def block(self, start_name: str, end_name: str) -> TimeBlock | None:
        start, end = self.clock(start_name), self.clock(end_name)
        if start and end and start < end:
            return TimeBlock(start, end)
        if self.text(start_name) or self.text(end_name):
            self.problems.append(f"{start_name} and {end_name} are no time range of one day")
        return None

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            self.problems.append(f"{name} is no date like 2026-03-31")
            return None

    def yes_no(self, name: str) -> bool | None:
        text = self.text(name).upper()
        if text and text not in YES_NO:
            self.problems.append(f"{name} is neither Y nor N")
        return YES_NO.get(text)


def _match(claim: Claim, rows: Sequence[TreatmentRow]) -> ClaimRows:
    by_line: dict[int, list[TreatmentRow]] = defaultdict(list)
    unmatched: list[UnmatchedRow] = []
    for row in rows:
        index, reason = _line_of(row, claim.lines)
        if index is None:
            unmatched.append(UnmatchedRow(row, reason, claim))
        else:
            by_line[index].append(row)
    for index, several in list(by_line.items()):
        if len(several) > 1 and not _are_blocks_of_one_service(several):
            numbers = " and ".join(str(row.number) for row in several)
            reason = f"rows {numbers} both name the same service line"
            unmatched += [UnmatchedRow(row, reason, claim) for row in several]
            del by_line[index]
    unmatched.sort(key=lambda unused: unused.row.number)
    return ClaimRows({index: tuple(rows) for index, rows in by_line.items()}, tuple(unmatched))


def _are_blocks_of_one_service(rows: Sequence[TreatmentRow]) -> bool:
    """Split time: every row has its own block, and no two overlap (CMS allows split blocks)."""
    blocks = [row.block for row in rows if row.block]
    return len(blocks) == len(rows) and not any(
        one.overlaps(other) for i, one in enumerate(blocks) for other in blocks[:i]
    )


def _line_of(row: TreatmentRow, lines: Sequence[ServiceLine]) -> tuple[int | None, str]:
    """The index of the row's line, else None and why."""
    if row.problem:
        return None, row.problem
    candidates = list(enumerate(lines))
    if row.line_control_number and any(line.control_number for line in lines):
        named = [i for i, line in candidates if line.control_number == row.line_control_number]
        key = "line control number"
    elif row.line:
        named = [i for i, line in candidates if _same_number(line.number, row.line)]
        key = "line number"
    else:
        named = [i for i, line in candidates if _fits(row, line)]
        key = "date and procedure"
    if row.line_control_number and row.line:
        named = [i for i in named if _same_number(lines[i].number, row.line)]
        key = "line control number and line number"
    if not named:
        return None, f"no line of the claim has this {key}"
    if len(named) > 1:
        return None, f"{len(named)} lines of the claim have this {key}"
    if not _fits(row, lines[named[0]]):
        return None, f"the line with this {key} has another date or procedure"
    return named[0], ""


def _fits(row: TreatmentRow, line: ServiceLine) -> bool:
    return (line.service_date, line.procedure) == (row.service_date, row.procedure)


def _same_number(one: str, other: str) -> bool:
    return bool(one) and one.lstrip("0") == other.lstrip("0")
