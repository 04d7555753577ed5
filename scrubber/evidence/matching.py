"""Which service line of its claim a row of the treatment log names.

A row is used only if it names one line: by line control number (REF*6R), else by line number, else
by date and procedure. The date and the procedure must be the line's own in every case.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from scrubber.claims import Claim, ServiceLine
from scrubber.evidence.minutes import any_overlap
from scrubber.evidence.treatment_rows import TreatmentRow

ROWS_TOLD = 4
"""So many rows that name one line are told by their numbers; of more, the first two."""


@dataclass(frozen=True, slots=True)
class UnmatchedRow:
    """A row that cannot be used, and why; `claim` where its claim is in the file.

    `again`: it has been given out already, with another claim of the same number.
    """

    row: TreatmentRow
    reason: str
    claim: Claim | None = None
    again: bool = False


class SetAside(NamedTuple):
    """What rows that are not used speak of; `readable` is False where a cell is not."""

    service_date: date | None
    procedure: str
    readable: bool


class UndecidedRows(NamedTuple):
    """Rows of a claim number that stands on several claims, which name no line of one of them."""

    rows: tuple[TreatmentRow, ...]
    reason: str
    set_aside: tuple[SetAside, ...]


class ClaimRows(NamedTuple):
    """The rows of a claim: by index of the service line, and those that cannot be used.

    `of_claim` are unused rows of this claim, `undecided` those that all claims of its number share,
    told with the first of them: with a later one, `again` is True.
    """

    by_line: Mapping[int, Sequence[TreatmentRow]]
    of_claim: tuple[UnmatchedRow, ...]
    claim: Claim | None = None
    undecided: UndecidedRows | None = None
    again: bool = False

    @property
    def unmatched(self) -> tuple[UnmatchedRow, ...]:
        """All that cannot be used."""
        return (*self.of_claim, *self._undecided())

    @property
    def to_tell(self) -> tuple[UnmatchedRow, ...]:
        """Those that have not been told with an earlier claim."""
        return self.of_claim if self.again else self.unmatched

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """What those that cannot be used speak of, each once."""
        if not self.of_claim and not self.undecided:
            return ()
        shared = self.undecided.set_aside if self.undecided else ()
        return (*set_aside(unused.row for unused in self.of_claim), *shared)

    def _undecided(self) -> list[UnmatchedRow]:
        if not self.undecided:
            return []
        rows, reason, _ = self.undecided
        return [UnmatchedRow(row, row.problem or reason, self.claim, self.again) for row in rows]


NO_ROWS = ClaimRows({}, ())


def match_rows(claim: Claim, rows: Iterable[TreatmentRow]) -> ClaimRows:
    """The rows of a claim that no other claim has a say in."""
    lines = _Lines(claim.lines)
    by_line: dict[int, list[TreatmentRow]] = {}
    unmatched: list[UnmatchedRow] = []
    for row in rows:
        index, reason = lines.named_by(row)
        if index is None:
            unmatched.append(UnmatchedRow(row, reason, claim))
        else:
            by_line.setdefault(index, []).append(row)
    for index, several in list(by_line.items()):
        if len(several) > 1 and not _are_blocks_of_one_service(several):
            reason = f"rows {_numbers(several)} name the same service line"
            unmatched += [UnmatchedRow(row, reason, claim) for row in several]
            del by_line[index]
    unmatched.sort(key=lambda unused: unused.row.number)
    return ClaimRows(by_line, tuple(unmatched))


def set_aside(rows: Iterable[TreatmentRow]) -> tuple[SetAside, ...]:
    """What rows that are not used speak of, each once."""
    spoken = (SetAside(row.service_date, row.procedure, not row.problem) for row in rows)
    return tuple(dict.fromkeys(spoken))


def _numbers(rows: Sequence[TreatmentRow]) -> str:
    if len(rows) > ROWS_TOLD:
        return f"{rows[0].number} and {rows[1].number} and {len(rows) - 2} others all"
    return f"{' and '.join(str(row.number) for row in rows)} both"


def _are_blocks_of_one_service(rows: Sequence[TreatmentRow]) -> bool:
    """Split time: every row has its own block, and no two overlap (CMS allows split blocks)."""
    blocks = [row.block for row in rows if row.block]
    return len(blocks) == len(rows) and not any_overlap(blocks)


class _Name(NamedTuple):
    """What a row may name a line by, and how it is had of either."""

    told: str
    of_line: Callable[[ServiceLine], Hashable]
    of_row: Callable[[TreatmentRow], Hashable]


def _line_number(line: ServiceLine) -> str | None:
    """LX01 without leading zeros; None, which no row gives, where the file has none."""
    return line.number.lstrip("0") if line.number else None


CONTROL_NUMBER = _Name(
    "line control number", attrgetter("control_number"), attrgetter("line_control_number")
)
LINE_NUMBER = _Name("line number", _line_number, lambda row: row.line.lstrip("0"))
BOTH_NUMBERS = _Name(
    "line control number and line number",
    lambda line: (line.control_number, _line_number(line)),
    lambda row: (row.line_control_number, row.line.lstrip("0")),
)
SERVICE = _Name(
    "date and procedure",
    attrgetter("service_date", "procedure"),
    attrgetter("service_date", "procedure"),
)


def _fits(row: TreatmentRow, line: ServiceLine) -> bool:
    return line.service_date == row.service_date and line.procedure == row.procedure


class _Lines:
    """A claim's service lines by what a row may name them by."""

    def __init__(self, lines: Sequence[ServiceLine]) -> None:
        self._lines = lines
        self._has_control_numbers = any(map(CONTROL_NUMBER.of_line, lines))
        self._indices: dict[str, dict[Hashable, list[int]]] = {}

    def named_by(self, row: TreatmentRow) -> tuple[int | None, str]:
        """The index of the row's line, else None and why."""
        if row.problem:
            return None, row.problem
        name = self._name_used(row)
        indices = self._named(name).get(name.of_row(row), ())
        if len(indices) == 1 and _fits(row, self._lines[indices[0]]):
            return indices[0], ""
        # Where the file has no line control numbers, what is told still names all that was given.
        told = (BOTH_NUMBERS if row.line_control_number and row.line else name).told
        if not indices:
            return None, f"no line of the claim has this {told}"
        if len(indices) > 1:
            return None, f"{len(indices)} lines of the claim have this {told}"
        return None, f"the line with this {told} has another date or procedure"

    def _name_used(self, row: TreatmentRow) -> _Name:
        if row.line_control_number and self._has_control_numbers:
            return BOTH_NUMBERS if row.line else CONTROL_NUMBER
        return LINE_NUMBER if row.line else SERVICE

    def _named(self, name: _Name) -> dict[Hashable, list[int]]:
        """The indices of the lines by a name, made when a row first uses it."""
        if name.told not in self._indices:
            indices = self._indices[name.told] = defaultdict(list)
            for index, line in enumerate(self._lines):
                indices[name.of_line(line)].append(index)
        return self._indices[name.told]
