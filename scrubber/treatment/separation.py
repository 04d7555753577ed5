"""What on record says that two edited services were not separate.

Of a line with very many the first are told: a day may have thousands of lines, and each of them
would name all others.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from scrubber.evidence import TimeBlock
from scrubber.treatment.blocks import BlockIndex
from scrubber.wording import LISTED

if TYPE_CHECKING:
    from scrubber.treatment.day import TreatmentLine
    from scrubber.treatment.pairs import EditedPair


class Contradiction(NamedTuple):
    """What is on record against a denied and a paid line, which are named by their offsets of SV1:
    in that order it is told."""

    denied: int
    paid: int
    told: str


def refusal(line: "TreatmentLine") -> str:
    """What on record says that the line was no separate service; empty where nothing does."""
    if line.evidence.separate_service is False:
        return f"{line.evidence.statement}: not a separate service"
    return ""


def contradictions(pair: "EditedPair", lines: Collection[int]) -> dict[int, list[Contradiction]]:
    """By line, for those of these lines that the pair has: what is on record against it."""
    denied, paid = _Side(pair.denied), _Side(pair.paid)
    of_denied = {
        line.line.sv1.offset: list(_of_denied(line, paid))
        for line in pair.denied
        if line.line.sv1.offset in lines
    }
    of_paid = {
        line.line.sv1.offset: list(_of_paid(line, denied))
        for line in pair.paid
        if line.line.sv1.offset in lines
    }
    return of_denied | of_paid


class _Side:
    """The lines of one of two edited procedures: what the record says of each by itself, and the
    time blocks of those of which it says nothing."""

    def __init__(self, lines: Sequence["TreatmentLine"]) -> None:
        self.first = lines[0].line.sv1.offset
        not_refused = [line for line in lines if not refusal(line)]
        self.first_not_refused = not_refused[0].line.sv1.offset if not_refused else None
        self.blocks = BlockIndex(
            (block, line.line.sv1.offset) for line in not_refused for block in line.evidence.blocks
        )
        first_with: dict[str, int] = {}
        for line in lines:
            if told := refusal(line):
                first_with.setdefault(told, line.line.sv1.offset)
        self.refusals = list(islice(first_with.items(), LISTED))
        if len(first_with) > LISTED:
            procedure, more = lines[0].line.procedure, len(first_with) - LISTED
            last = lines[-1].line.sv1.offset
            self.refusals.append((f"{more:,} more of {procedure}: not a separate service", last))


def _of_denied(line: "TreatmentLine", paid: _Side) -> Iterator[Contradiction]:
    at = line.line.sv1.offset
    if told := refusal(line):
        yield Contradiction(at, paid.first, told)
        return
    for told, other in paid.refusals:
        yield Contradiction(at, other, told)
    overlaps = (
        (other, (mine, theirs))
        for mine in line.evidence.blocks
        for theirs, other in paid.blocks.overlapping(mine)
    )
    for other, told in _overlaps_told(overlaps):
        yield Contradiction(at, other, told)


def _of_paid(line: "TreatmentLine", denied: _Side) -> Iterator[Contradiction]:
    at = line.line.sv1.offset
    for told, other in denied.refusals:
        yield Contradiction(other, at, told)
    if told := refusal(line):
        if denied.first_not_refused is not None:
            yield Contradiction(denied.first_not_refused, at, told)
        return
    overlaps = (
        (other, (theirs, mine))
        for mine in line.evidence.blocks
        for theirs, other in denied.blocks.overlapping(mine)
    )
    for other, told in _overlaps_told(overlaps):
        yield Contradiction(other, at, told)


def _overlaps_told(
    overlaps: Iterator[tuple[int, tuple[TimeBlock, TimeBlock]]],
) -> Iterator[tuple[int, str]]:
    """By other line: its time blocks and this line's that overlap, the denied one's first."""
    by_line: dict[int, list[tuple[TimeBlock, TimeBlock]]] = defaultdict(list)
    for other, both in islice(overlaps, LISTED):
        by_line[other].append(both)
    for other, blocks in by_line.items():
        told = ", ".join(f"{denied} and {paid}" for denied, paid in sorted(blocks))
        yield other, f"time blocks overlap: {told}"
    for other, _ in islice(overlaps, 1):
        yield other, "more time blocks overlap"
