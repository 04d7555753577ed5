"""The segments of a file, and their text with its values replaced."""

from collections.abc import Callable, Iterator

from scrubber.deidentify.elements import Kind, fields
from scrubber.x12 import (
    NotReadable,
    OpenSource,
    Piece,
    Segment,
    TransactionSet,
    Unreadable,
    read,
    splice,
)

Replace = Callable[[Kind, str], str]


def pieces(open_source: OpenSource) -> Iterator[Piece]:
    """The pieces of a file that holds 837P sets and no other: what the elements of another set hold
    is not known here. Raises NotReadable, OSError."""
    with open_source() as source:
        for piece in read(source):
            if isinstance(piece, TransactionSet) and not piece.is_837p:
                raise NotReadable(
                    Unreadable.OTHER_TYPE,
                    f"the file also holds {piece.label} at segment {piece.header.number}; only "
                    "837P sets can be de-identified; take the others out",
                )
            yield piece


def replaced(piece: Piece, replace: Replace) -> str:
    """The text of a piece, the layout before it included, with the values of its segments
    replaced; separators and layout stay."""
    changes = [(segment, _replaced(segment, replace)) for segment in piece.segments()]
    if isinstance(piece, TransactionSet):
        return piece.lead + splice(piece.text, piece.header.offset, changes)
    if piece.segment is None:
        return piece.text
    lead, old, end = piece.text.rpartition(piece.segment.text)
    return lead + splice(old, piece.segment.offset, changes) + end


def _replaced(segment: Segment, replace: Replace) -> Segment:
    new = segment
    for (element, component), kind, value in fields(segment):
        if kind is not Kind.KEPT:
            text = replace(kind, value)
            if segment.id == "ISA":
                # The one segment whose elements have fixed widths.
                text = text.ljust(_width(segment, element))
            new = new.with_value(text, element, component or None)
    return new


def _width(segment: Segment, element: int) -> int:
    """Of an element as it stands, without the line ends that wrap it."""
    text = segment.text.split(segment.delimiters.element)[element]
    return sum(character not in segment.delimiters.line_breaks for character in text)
