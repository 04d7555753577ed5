"""XML back into the file it came from, or into what was made of it.

The XML is parsed as it comes, checked against the schema, and let go of. It may come from anybody:
no document type, no entity, no network, no huge or deep tree. What it says must be sound X12.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, BinaryIO, NoReturn

from lxml import etree

from scrubber.loops import LOOPS, SEGMENTS
from scrubber.transform.characters import hidden, value_shown
from scrubber.transform.segment_xml import NotSound, Xml, to_text
from scrubber.transform.vocabulary import (
    BEFORE,
    ELEMENT_SEPARATOR,
    END,
    FILE,
    GROUP,
    INTERCHANGE,
    LAYOUT,
    LOOP,
    SEGMENT,
    SET,
    TERMINATOR,
    UNTERMINATED,
)
from scrubber.transform.xml_schema import xml_schema
from scrubber.x12 import Delimiters, NotReadable, Piece, Unreadable, read
from scrubber.x12.delimiters import LAYOUT as LAYOUT_CHARACTERS
from scrubber.x12.reader import BYTE_ORDER_MARK, CHUNK_BYTES

LONGEST_PART = 64 * 1024
"""Bytes that the parser gets at once, of a line that is longer."""
BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
"""What may stand before the first `<`: blanks, byte order marks, the other byte of UTF-16."""
NO_XML = "it is no XML; --to 837 takes what `scrubber convert --to xml` wrote"
SCHEMA = "`scrubber convert --schema xml` prints it"

_SEGMENT_NAMES = frozenset([*SEGMENTS, SEGMENT])
_NAMES = (*_SEGMENT_NAMES, FILE, INTERCHANGE, GROUP, SET, END, *(LOOP + id_ for id_ in LOOPS))
"""The elements at which something is done or let go of."""
_ELEMENT_IN_MESSAGE = re.compile(r"Element '([A-Za-z0-9-]{1,20})'")


def read_xml(source: BinaryIO) -> Iterator[Piece]:
    """The pieces of the file that the XML tells. Raises NotReadable where it is no such XML, or
    tells what cannot be read as X12."""
    return read(_Chunks(_Decoder(source).texts()))


class _Chunks:
    """Text as a source of bytes."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts

    def read(self, size: int, /) -> bytes:
        """About so many bytes; none at the end."""
        taken: list[str] = []
        length = 0
        for text in self._texts:
            taken.append(text)
            length += len(text)
            if length >= min(size, CHUNK_BYTES):
                break
        return "".join(taken).encode("latin-1")


class _Decoder:
    """Where the XML has come to, and what holds for the segments there."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._line = 1
        self._complete = False
        self._layout = ""
        self._interchange: Xml | None = None
        self._delimiters: Delimiters | None = None

    def texts(self) -> Iterator[str]:
        """The text of the file, a segment at a time."""
        for event, element in self._events():
            try:
                if event == "start":
                    self._begin(element)
                    continue
                if element.tag in _SEGMENT_NAMES:
                    yield self._segment(element)
                elif element.tag == END:
                    self._layout = self._checked_layout(element.get(BEFORE, ""))
                elif element.tag == FILE:
                    self._complete = True
            except NotSound as error:
                self._refuse(str(error))
            except UnicodeEncodeError:
                self._refuse("a character is none of the 256 that X12 files have here (latin-1)")
            _let_go_before(element)
        if not self._complete:
            self._refuse("the XML is cut short; make it again")
        yield self._layout

    def _begin(self, element: Xml) -> None:
        if element.tag == FILE and element.getroottree().docinfo.internalDTD is not None:
            self._refuse("it has a document type (DOCTYPE); take that out")
        if element.tag == INTERCHANGE:
            self._interchange = element

    def _segment(self, element: Xml) -> str:
        given = element.get(BEFORE)
        before = self._layout if given is None else self._checked_layout(given)
        if element.tag == "ISA":
            # After its layout: terminators in that are those of the interchange before.
            self._open_interchange(element)
        assert self._delimiters is not None
        text = to_text(element, self._delimiters)
        if element.tag == "ISA":
            self._layout = self._checked_layout(self._of_interchange(LAYOUT))
        return before + text + ("" if element.get(UNTERMINATED) else self._delimiters.terminator)

    def _open_interchange(self, isa: Xml) -> None:
        component = value_shown(isa.findtext("ISA16"))
        if len(component) != 1:
            self._refuse("ISA16 is the component separator and must be one character")
        self._delimiters = Delimiters(
            element=self._of_interchange(ELEMENT_SEPARATOR),
            component=component,
            terminator=self._of_interchange(TERMINATOR),
            repetition=value_shown(isa.findtext("ISA11")),
        )

    def _of_interchange(self, name: str) -> str:
        assert self._interchange is not None
        return hidden(self._interchange.get(name, ""))

    def _checked_layout(self, given: str) -> str:
        """Layout, checked for data in it."""
        text = hidden(given)
        terminator = self._delimiters.terminator if self._delimiters else ""
        if text.replace(BYTE_ORDER_MARK, "").strip(LAYOUT_CHARACTERS + terminator):
            self._refuse("what stands between two segments is no layout: it has data in it")
        return text

    def _events(self) -> Iterator[tuple[str, Xml]]:
        """The elements that matter, each checked against the schema before it is given."""
        parser: Any = etree.XMLPullParser(
            events=("start", "end"),
            tag=_NAMES,
            schema=etree.XMLSchema(_schema()),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        markup_seen = False
        try:
            while line := self._source.readline(LONGEST_PART):
                if not markup_seen and (begins := line.strip(BEFORE_MARKUP)):
                    if not begins.startswith(b"<"):
                        raise NotReadable(Unreadable.DAMAGED, NO_XML)
                    markup_seen = True
                parser.feed(line)
                if errors := parser.feed_error_log:
                    self._refuse_invalid(errors[0].message)
                yield from parser.read_events()
                self._line += line.endswith(b"\n")
            parser.close()
        except etree.XMLSyntaxError:
            self._refuse("it is not well-formed XML of the usual size and depth")

    def _refuse_invalid(self, message: str) -> NoReturn:
        # Only the element's name: what else the parser says may quote the file.
        named = _ELEMENT_IN_MESSAGE.match(message)
        what = f"<{named[1]}>" if named else "what stands there"
        self._refuse(f"{what} is not as the schema has it; {SCHEMA}")

    def _refuse(self, reason: str) -> NoReturn:
        raise NotReadable(Unreadable.DAMAGED, f"line {self._line}: {reason}")


def _let_go_before(element: Xml) -> None:
    """Drop what stands before an element that is done; the parser still holds the element."""
    parent = element.getparent()
    while parent is not None and (previous := element.getprevious()) is not None:
        parent.remove(previous)


@cache
def _schema() -> Xml:
    return etree.fromstring(xml_schema())
