"""view: claims as a tree of loops and segments, as a person reads them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from scrubber.claims.checks import is_dollars
from scrubber.claims.values import days, number
from scrubber.cli.each_input import attempt
from scrubber.cli.errors import ExitCode, fail
from scrubber.cli.inputs import Input
from scrubber.cli.terminal import terminal
from scrubber.loops import LEVELS, Loop, Walk, plain_name
from scrubber.x12 import Segment, TransactionSet, read, sets_837p

CLAIM, LINE = "2300", "2400"
SECTIONS = frozenset({*LEVELS, CLAIM, LINE})
NUMBER_WIDTH = 7
MONEY = {
    "AMT": {2},
    "CAS": {3, 6, 9, 12, 15, 18},
    "CLM": {2},
    "PS1": {2},
    "SV1": {2},
    "SV5": {4, 5},
    "SVD": {2},
}
"""Elements that are dollars."""
DATES = {"DMG": 2, "DTP": 3}
"""Elements that are dates in the format that the element before them names."""


class Wanted(NamedTuple):
    """Which claims (CLM01) and lines (LX01) are asked for; None: all."""

    claim: str | None
    line: str | None


ALL = Wanted(None, None)


class Row(NamedTuple):
    """A line of the tree: what is in bold, and the rest."""

    head: str
    said: str = ""
    style: str = ""


Print = Callable[[Row], None]


@dataclass
class Section:
    """A level, claim or line with the rows that are held until it is known to be wanted."""

    shown: bool
    held: list[Row] = field(default_factory=list)


def view_file(input_: Input, wanted: Wanted) -> ExitCode:
    """Print the tree of a file, or of the wanted claims with what stands above them."""
    console = terminal()

    def print_row(row: Row) -> None:
        console.tell_whole(row.said, row.style, head=row.head)

    def work() -> ExitCode:
        any_shown = False
        with input_.source() as opened, opened() as source:
            for piece in sets_837p(read(source)):
                any_shown = Tree(piece, wanted, print_row).show() or any_shown
        if not any_shown:
            fail(ExitCode.WRONG_USAGE, f"{input_.name} has no such claim or line")
        return ExitCode.NOTHING_LEFT

    return attempt(input_, work, writes=False).code


class Tree:
    """The tree of one transaction set."""

    def __init__(self, piece: TransactionSet, wanted: Wanted, print_row: Print) -> None:
        self._piece = piece
        self._wanted = wanted
        self._print = print_row
        self._walk = Walk()
        self._sections: list[Section] = []
        self._open: list[Loop] = []
        self._claim_wanted = False

    def show(self) -> bool:
        """Print what is wanted of it; whether there was any."""
        root = Section(shown=self._wanted == ALL)
        self._sections = [root]
        self._tell(Row(f"Transaction set {self._piece.header.value(2)}", "", "bold"))
        for segment in self._piece.segments():
            fits = True
            if segment.id not in {"ST", "SE"}:
                step = self._walk.step(segment)
                fits = step.fits
                for _ in range(step.closes):
                    self._close()
                for loop in step.opens:
                    self._begin(loop, segment)
            self._tell(_segment_row(segment, len(self._open) + 1, fits))
        return root.shown

    def _begin(self, loop: Loop, segment: Segment) -> None:
        if loop.id in SECTIONS:
            self._sections.append(Section(self._is_wanted(loop, segment)))
        self._tell(Row(f"{_indented(len(self._open) + 1)}{loop.id} {loop.name}", "", "cyan"))
        self._open.append(loop)

    def _is_wanted(self, loop: Loop, segment: Segment) -> bool:
        """Whether what now begins is to be shown, whatever comes in it."""
        wanted = self._wanted
        if loop.id == CLAIM:
            self._claim_wanted = wanted.claim in (None, segment.value(1))
            return self._claim_wanted and wanted.line is None
        if loop.id == LINE:
            return self._claim_wanted and wanted.line in (None, segment.value(1))
        return wanted == ALL

    def _close(self) -> None:
        if self._open.pop().id in SECTIONS:
            self._sections.pop()

    def _tell(self, row: Row) -> None:
        """Print the row, and first what is held above it; or hold it, if it may not be wanted."""
        innermost = self._sections[-1]
        if not innermost.shown:
            innermost.held.append(row)
            return
        for section in self._sections:
            for held in section.held:
                self._print(held)
            section.held.clear()
            section.shown = True
        self._print(row)


def _segment_row(segment: Segment, depth: int, fits: bool) -> Row:
    name = plain_name(segment)
    head = f"{segment.number:>{NUMBER_WIDTH}}{_indented(depth)[NUMBER_WIDTH:]}"
    head += f"{segment.id} {name}" if name else segment.id
    said = "".join(f"  {position:02}={value}" for position, value in _elements(segment))
    if not fits:
        return Row(head, f"{said}  (the guide has none there)", "yellow")
    return Row(head, said)


def _indented(depth: int) -> str:
    return " " * (NUMBER_WIDTH + 2 * depth)


def _elements(segment: Segment) -> Iterator[tuple[int, str]]:
    """The elements that are not empty, as a person reads them."""
    for position, value in enumerate(segment.values[1:], 1):
        if not value:
            continue
        if position in MONEY.get(segment.id, ()):
            yield position, _dollars(value)
        elif position == DATES.get(segment.id):
            yield position, _dates(segment.value(position - 1), value)
        else:
            yield position, ":".join(segment.components(position))


def _dollars(value: str) -> str:
    amount = number(value)
    if amount is None or not is_dollars(amount):
        return value
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def _dates(format_: str, value: str) -> str:
    first, last = days(format_, value)
    if first is None or last is None:
        return value
    return f"{first}" if first == last else f"{first} to {last}"
