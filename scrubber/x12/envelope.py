"""The pieces that a file is read into: envelope segments and whole transaction sets."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from scrubber.x12.delimiters import Delimiters
from scrubber.x12.segment import Place, Segment

GUIDES = frozenset({"005010X222", "005010X222A1", "005010X222A2"})
"""The 837P guides that are read (CONTRACT); ST03 names one, GS08 where ST03 is empty."""

OTHER_837S = {
    "005010X223": "institutional",
    "005010X224": "dental",
    "005010X298": "professional, post-adjudicated",
    "005010X299": "institutional, post-adjudicated",
}
"""The other types of 837 5010, by how their guides begin."""


class ControlFault(StrEnum):
    """What an envelope element gets wrong."""

    COUNT = "count"
    NUMBER = "number"
    WIDTH = "width"


@dataclass(frozen=True, slots=True)
class ControlCheck:
    """An envelope element that is wrong: what it says, or its width, and what would be right."""

    place: Place
    fault: ControlFault
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope segment (ISA, TA1, GS, GE, IEA) with the layout before it and its terminator.

    The layout after the last interchange is an Envelope without a segment.
    """

    text: str = field(repr=False)
    segment: Segment | None
    checks: tuple[ControlCheck, ...] = ()

    @property
    def whole_text(self) -> str:
        """All that it has of the file."""
        return self.text

    def segments(self) -> Iterator[Segment]:
        """Its segment, if there is one."""
        if self.segment:
            yield self.segment


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """ST to SE, whole: `text` starts at the S of ST and ends with SE's terminator.

    `lead` is the layout before it, `guide` ST03 or else GS08, `is_837p` whether this is a set
    that may be scrubbed; any other passes through untouched. `isa` and `gs` opened what it is in.
    """

    lead: str = field(repr=False)
    text: str = field(repr=False)
    header: Segment
    segment_count: int
    guide: str
    checks: tuple[ControlCheck, ...]
    isa: Segment
    gs: Segment

    @property
    def whole_text(self) -> str:
        """All that it has of the file."""
        return self.lead + self.text

    @property
    def delimiters(self) -> Delimiters:
        """The delimiters of its interchange."""
        return self.header.delimiters

    @property
    def is_837p(self) -> bool:
        """Whether ST01 and the guide say 837P 5010."""
        return self.header.value(1) == "837" and self.guide in GUIDES

    @property
    def label(self) -> str:
        """How to name it to a person: type and guide, e.g. `837 institutional (005010X223A3)`."""
        kind = f" {self.other_837}" if self.other_837 else ""
        return f"{self.header.value(1) or 'unknown'}{kind} ({self.guide or 'no version'})"

    @property
    def other_837(self) -> str:
        """Which other type of 837 5010 it is, if any: `institutional`, `dental`."""
        if self.header.value(1) != "837":
            return ""
        return next(
            (told for guide, told in OTHER_837S.items() if self.guide.startswith(guide)), ""
        )

    def segments(self) -> Iterator[Segment]:
        """ST to SE, the non-empty ones."""
        header = self.header
        return segments(self.text, header.number, header.offset, header.delimiters)


Piece = Envelope | TransactionSet


def count_segments(text: str, delimiters: Delimiters) -> int:
    """The non-empty segments of a text in which every segment is terminated."""
    empty = delimiters.empty_segment.findall(text)
    return text.count(delimiters.terminator) - len(empty)


def segments(text: str, number: int, offset: int, delimiters: Delimiters) -> Iterator[Segment]:
    """The non-empty segments of a text that starts with segment `number` at byte `offset`."""
    for raw in text.split(delimiters.terminator):
        body = raw.lstrip(delimiters.layout)
        if body:
            yield Segment(body, number, offset + len(raw) - len(body), delimiters)
            number += 1
        offset += len(raw) + 1
