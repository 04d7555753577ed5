"""The segments of a file one by one, each with the layout that stands before it."""

from collections.abc import Iterator
from typing import NamedTuple

from scrubber.x12.envelope import Piece, TransactionSet
from scrubber.x12.segment import Segment


class LaidOut(NamedTuple):
    """A segment, what stands between the terminator before it and its id, and whether its own
    terminator is there: a file may end without one."""

    segment: Segment
    before: str
    terminated: bool = True


def laid_out(piece: Piece) -> Iterator[LaidOut]:
    """The segments of a piece; none where it is layout alone."""
    if not isinstance(piece, TransactionSet):
        if segment := piece.segment:
            before, _, after = piece.text.partition(segment.text)
            yield LaidOut(segment, before, bool(after))
        return
    header = piece.header
    before, end = piece.lead, header.offset
    for segment in piece.segments():
        if skipped := segment.offset - end:
            start = end - header.offset
            before = piece.text[start : start + skipped]
        yield LaidOut(segment, before)
        before, end = "", segment.offset + len(segment.text) + 1
