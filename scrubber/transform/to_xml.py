"""A file as XML, nested by loop, one segment a line."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any, BinaryIO, Protocol

from lxml import etree

from scrubber.loops import Walk
from scrubber.transform.characters import shown
from scrubber.transform.segment_xml import Xml, to_element
from scrubber.transform.vocabulary import (
    BEFORE,
    ELEMENT_SEPARATOR,
    END,
    FILE,
    GROUP,
    INTERCHANGE,
    LAYOUT,
    LONGEST_TEXT,
    LOOP,
    MOST_ELEMENTS,
    SET,
    TERMINATOR,
    TRUE,
    UNTERMINATED,
    VERSION,
)
from scrubber.x12 import LaidOut, NotReadable, Piece, TransactionSet, Unreadable, laid_out

ATTRIBUTES: Mapping[str, str] = {}
INDENT = "  "


class Sink(Protocol):
    """What the XML is built in."""

    @property
    def claims(self) -> int | None:
        """Claims of which something was written; None where that is all there are."""

    def open(self, name: str, attributes: Mapping[str, str] = ATTRIBUTES) -> None:
        """Begin an element that holds others."""

    def add(self, element: Xml) -> None:
        """A segment, whole."""

    def close(self) -> None:
        """End the innermost element that is open."""


class XmlWriter:
    """Builds the XML of a file in a sink, piece by piece. Raises NotReadable where a segment is
    larger than can be read back."""

    lines = None

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._layout = ""
        self._isa: LaidOut | None = None
        self._end = ""
        sink.open(FILE, {"version": VERSION})

    @property
    def claims(self) -> int | None:
        """Claims of which something was written; None where that is all there are."""
        return self._sink.claims

    def add(self, piece: Piece) -> None:
        """Take the next piece of the file."""
        if isinstance(piece, TransactionSet):
            self._add_set(piece)
            return
        if piece.segment is None:
            self._end = piece.text
            return
        (found,) = laid_out(piece)
        if self._isa:
            self._open_interchange(self._isa, found.before)
            self._isa = None
        match piece.segment.id:
            case "ISA":
                # What usually stands between two segments shows with the next one.
                self._isa = found
            case "GS":
                self._sink.open(GROUP)
                self._add(found)
            case "GE" | "IEA":
                self._add(found)
                self._sink.close()
            case _:
                self._add(found)

    def finish(self) -> None:
        """There is no further piece."""
        if self._end != self._layout:
            self._sink.add(etree.Element(END, {BEFORE: shown(self._end)}))
        self._sink.close()

    def _open_interchange(self, isa: LaidOut, layout: str) -> None:
        delimiters = isa.segment.delimiters
        attributes = {
            ELEMENT_SEPARATOR: delimiters.element,
            TERMINATOR: delimiters.terminator,
            LAYOUT: layout,
        }
        self._sink.open(INTERCHANGE, {name: shown(of) for name, of in attributes.items()})
        self._add(isa)
        self._layout = layout

    def _add_set(self, piece: TransactionSet) -> None:
        self._sink.open(SET)
        walk, within = Walk(), piece.segment_count
        for place, found in enumerate(laid_out(piece), 1):
            if place in (1, within):
                self._close_loops(walk.depth if place > 1 else 0)
                self._add(found)
            elif piece.is_837p:
                step = walk.step(found.segment)
                self._close_loops(step.closes)
                for loop in step.opens:
                    self._sink.open(LOOP + loop.id)
                self._add(found, step.fits)
            else:
                self._add(found, known=False)
        self._sink.close()

    def _close_loops(self, count: int) -> None:
        for _ in range(count):
            self._sink.close()

    def _add(self, found: LaidOut, known: bool = True) -> None:
        segment = found.segment
        longest = max(len(segment.text), len(found.before))
        if longest > LONGEST_TEXT or len(segment.values) > MOST_ELEMENTS + 1:
            raise NotReadable(
                Unreadable.TOO_LARGE,
                f"segment {segment.number} is too large for XML, which takes {MOST_ELEMENTS} "
                f"elements and {LONGEST_TEXT:,} characters of one",
            )
        element = to_element(segment, known)
        if found.before != self._layout:
            element.set(BEFORE, shown(found.before))
        if not found.terminated:
            element.set(UNTERMINATED, TRUE)
        self._sink.add(element)


class XmlFile:
    """A sink that writes: one segment a line, indented by what it stands in."""

    claims = None

    def __init__(self, output: BinaryIO) -> None:
        self._stack = ExitStack()
        self._file: Any = self._stack.enter_context(etree.xmlfile(output, encoding="UTF-8"))
        self._file.write_declaration()
        self._open: list[AbstractContextManager[None]] = []

    def open(self, name: str, attributes: Mapping[str, str] = ATTRIBUTES) -> None:
        """Begin an element that holds others."""
        self._begin_line()
        context = self._file.element(name, attributes)
        context.__enter__()
        self._open.append(context)

    def add(self, element: Xml) -> None:
        """A segment, whole."""
        self._begin_line()
        self._file.write(element)

    def close(self) -> None:
        """End the innermost element that is open; with the last one the file is complete."""
        context = self._open.pop()
        self._begin_line()
        context.__exit__(None, None, None)
        if not self._open:
            self._stack.close()

    def _begin_line(self) -> None:
        if self._open:
            self._file.write("\n" + INDENT * len(self._open))
