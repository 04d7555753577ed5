"""A file as a stream of envelope segments and whole transaction sets, every byte accounted for.

Memory is bounded by the largest ST to SE and not by the file.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import BinaryIO, NoReturn, Protocol

from scrubber.x12.delimiters import LAYOUT, LONGEST_ISA, Delimiters, read_isa
from scrubber.x12.envelope import (
    ControlCheck,
    ControlFault,
    Envelope,
    Piece,
    TransactionSet,
    count_segments,
)
from scrubber.x12.errors import NotReadable, Unreadable
from scrubber.x12.segment import Place, Segment

CHUNK_BYTES = 256 * 1024
BYTE_ORDER_MARK = "\xef\xbb\xbf"
OTHER_KINDS = {
    "<?xml": "it is XML: `scrubber convert --to 837` turns it back first",
    "%PDF": "it is a PDF",
}
"""How a file that is no X12 may begin, and what it is then."""
WHOLE_FILE = "ask the sender for the whole file"


class Readable(Protocol):
    """A source of bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


OpenSource = Callable[[], BinaryIO]
"""How to open a file's bytes, again if need be."""


def read(stream: Readable, max_bytes: int | None = None) -> Iterator[Piece]:
    """The pieces of a file in order; their texts (a set's `lead` included) joined are the file.

    Raises NotReadable where the file is not X12, is cut short, or has an envelope that does not
    nest. A wrong count or control number is not refused: it comes as a ControlCheck of the piece.
    """
    return _Reader(stream, max_bytes).pieces()


class _Reader:
    """A window on the file: `_text`, the place `_at` reached in it, and what stands before it."""

    def __init__(self, stream: Readable, max_bytes: int | None) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._bytes_read = 0
        self._text = ""
        self._at = 0
        self._text_offset = 0
        self._number = 0

    def pieces(self) -> Iterator[Piece]:
        terminator = ""
        while True:
            lead = self._layout(terminator)
            if not (start := self._isa_start(terminator)):
                break
            isa, segment = self._isa(lead, start)
            yield isa
            terminator = segment.delimiters.terminator
            yield from self._groups(segment)
        if lead := lead + self._take(len(self._text)):
            yield Envelope(lead, None)

    def _groups(self, isa: Segment) -> Iterator[Piece]:
        """What follows an ISA, its IEA included."""
        group: Segment | None = None
        groups = sets = 0
        while True:
            segment = self._peek(isa)
            checks: tuple[ControlCheck, ...] = ()
            match segment.id, group:
                case "ST", Segment():
                    sets += 1
                    yield self._transaction_set(segment, isa, group)
                    continue
                case "GS", None:
                    group, groups, sets = segment, groups + 1, 0
                case "GE", Segment():
                    checks = _trailer_checks(segment, sets, group.value(6))
                    group = None
                case "IEA", None:
                    checks = _trailer_checks(segment, groups, isa.value(13))
                case "TA1", None:
                    pass
                case _:
                    _refuse_misplaced(segment, group)
            self._number += 1
            end = segment.offset - self._text_offset + len(segment.text) + 1
            yield Envelope(self._take(end), segment, checks)
            if segment.id == "IEA":
                return

    def _last_line(self, start: int, isa: Segment) -> Segment:
        """A whole IEA at the end of a file whose terminator is a line end that was left out."""
        text = self._text[start:]
        iea = Segment(text, self._number + 1, self._text_offset + start, isa.delimiters)
        whole = iea.id == "IEA" and iea.value(2) == isa.value(13)
        if isa.delimiters.terminator in "\r\n" and whole:
            return iea
        raise NotReadable(
            Unreadable.DAMAGED,
            f"the file is cut short after segment {self._number}: "
            f"no IEA ends the interchange; {WHOLE_FILE}",
        )

    def _layout(self, terminator: str) -> str:
        """Read on until an ISA could be told; the blanks that filled the window on the way."""
        skipped = _layout_before_isa(terminator)
        blanks: list[str] = []
        while True:
            end = _end(skipped, self._text, self._at)
            if len(self._text) - end >= LONGEST_ISA:
                break
            if end == len(self._text):
                blanks.append(self._take(end))
            if not self._extend():
                break
        return "".join(blanks)

    def _isa_start(self, terminator: str) -> re.Match[str] | None:
        """The id of the ISA that comes next; None where layout or nothing ends the file instead."""
        at = _end(_layout_before_isa(terminator), self._text, self._at)
        if match := _ISA.match(self._text, at):
            return match
        rest = self._text[at : at + 64]
        if self._number:
            if not rest:
                return None
            raise NotReadable(
                Unreadable.DAMAGED,
                f"what follows segment {self._number} (IEA) is no new interchange; {WHOLE_FILE}",
            )
        if not rest:
            raise NotReadable(Unreadable.NOT_X12, "the file is empty")
        if rest.startswith(("\xff\xfe", "\xfe\xff")) or "I\0S\0A" in rest:
            raise NotReadable(
                Unreadable.NOT_X12,
                "the file is UTF-16 text and X12 is one byte a character; export it again as ASCII",
                may_hold_claims=True,
            )
        known = [f"; {what}" for begins, what in OTHER_KINDS.items() if rest.startswith(begins)]
        raise NotReadable(
            Unreadable.NOT_X12,
            "".join(["the file does not start with an ISA segment", *known]),
        )

    def _isa(self, lead: str, start: re.Match[str]) -> tuple[Envelope, Segment]:
        delimiters, end, bad = read_isa(self._text, start.end())
        self._number += 1
        text = self._text[start.start() : end - 1]
        offset = self._text_offset + start.start()
        segment = Segment(text, self._number, offset, delimiters)
        checks = tuple(
            ControlCheck(
                Place(segment, at.element), ControlFault.WIDTH, str(at.width), str(at.expected)
            )
            for at in bad
        )
        return Envelope(lead + self._take(end), segment, checks), segment

    def _transaction_set(self, header: Segment, isa: Segment, gs: Segment) -> TransactionSet:
        """The whole set; reads on until its SE is there."""
        delimiters = header.delimiters
        next_start = _set_end(delimiters)
        lead = self._take(header.offset - self._text_offset)
        done: list[str] = []
        text, at = self._text, self._at
        header_seen = False
        while not (trailer := next_start.search(text, at if header_seen else at + 1)):
            # The pattern starts at a terminator, so all before the last one is seen for good.
            seen = max(text.rfind(delimiters.terminator), at)
            header_seen = header_seen or seen > at
            done.append(text[at:seen])
            text, at = text[seen:] + self._read_more_of(header), 0
        if "".join(trailer[1].split()).upper() != "SE":
            _refuse_open(header)
        while (end := text.find(delimiters.terminator, trailer.end())) < 0:
            text += self._read_more_of(header)
        done.append(text[at : end + 1])
        whole = "".join(done)
        self._text, self._at = text, end + 1
        self._text_offset = header.offset + len(whole) - self._at

        count = count_segments(whole, delimiters)
        self._number += count
        se_text = text[trailer.start(1) : end]
        se_offset = header.offset + len(whole) - 1 - len(se_text)
        return TransactionSet(
            lead=lead,
            text=whole,
            header=header,
            segment_count=count,
            guide=(header.value(3) or gs.value(8)).upper(),
            checks=_trailer_checks(
                Segment(se_text, self._number, se_offset, delimiters), count, header.value(2)
            ),
            isa=isa,
            gs=gs,
        )

    def _peek(self, isa: Segment) -> Segment:
        """The next non-empty segment; the place reached is left as it is."""
        delimiters = isa.delimiters
        layout = _skipped(delimiters.layout + delimiters.terminator)
        while True:
            start = _end(layout, self._text, self._at)
            end = self._text.find(delimiters.terminator, start)
            if end >= 0:
                text = self._text[start:end]
                return Segment(text, self._number + 1, self._text_offset + start, delimiters)
            if not self._extend():
                return self._last_line(_end(layout, self._text, self._at), isa)

    def _read(self) -> str:
        chunk = self._stream.read(CHUNK_BYTES)
        self._bytes_read += len(chunk)
        if self._max_bytes is not None and self._bytes_read > self._max_bytes:
            raise NotReadable(
                Unreadable.TOO_LARGE,
                f"the file is larger than {self._max_bytes:,} bytes; split it or raise --max-bytes",
            )
        return chunk.decode("latin-1")

    def _read_more_of(self, header: Segment) -> str:
        return self._read() or _refuse_open(header)

    def _extend(self) -> bool:
        """Read on, letting go of what was taken."""
        chunk = self._read()
        self._text = self._text[self._at :] + chunk
        self._text_offset += self._at
        self._at = 0
        return bool(chunk)

    def _take(self, end: int) -> str:
        """The text from the place reached to `end`, which is the new place."""
        taken = self._text[self._at : end]
        self._at = end
        return taken


_ISA = re.compile(
    r"[Ii][\r\n]*[Ss][\r\n]*[Aa](?:[\r\n]+(?=[^0-9A-Za-z\s]))?(?=[^0-9A-Za-z ])", re.ASCII
)
"""The id of an ISA segment, which a wrap may have broken, before an element separator.

A line break after it is a wrap only if another separator follows; else it is the separator.
"""


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


@lru_cache(maxsize=16)
def _layout_before_isa(terminator: str) -> re.Pattern[str]:
    return re.compile(f"(?:[{re.escape(LAYOUT + terminator)}]|{BYTE_ORDER_MARK})*")


@lru_cache(maxsize=16)
def _skipped(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]*")


@lru_cache(maxsize=16)
def _set_end(delimiters: Delimiters) -> re.Pattern[str]:
    return delimiters.segment_start("SE", "ST", "GE", "GS", "IEA", "ISA")


def _trailer_checks(trailer: Segment, count: int, control: str) -> tuple[ControlCheck, ...]:
    """SE, GE and IEA alike: element 01 counts what was opened, element 02 repeats its number."""
    checks = (
        ControlCheck(Place(trailer, 1), ControlFault.COUNT, trailer.value(1), str(count)),
        ControlCheck(Place(trailer, 2), ControlFault.NUMBER, trailer.value(2), control),
    )
    return tuple(check for check in checks if not _same_number(check.found, check.expected))


def _same_number(one: str, other: str) -> bool:
    """Leading zeros are no difference: ISA13 is padded to nine digits and IEA02 often is not."""
    both_numbers = one.isdecimal() and other.isdecimal()
    return one == other or (both_numbers and one.lstrip("0") == other.lstrip("0"))


def _refuse_open(header: Segment) -> NoReturn:
    raise NotReadable(
        Unreadable.DAMAGED,
        f"the transaction set that starts at segment {header.number} has no SE; "
        f"the file is cut short or damaged; {WHOLE_FILE}",
    )


def _refuse_misplaced(segment: Segment, group: Segment | None) -> NoReturn:
    if segment.id == "IEA" and group is not None:
        reason = f"the functional group that starts at segment {group.number} has no GE"
    elif segment.id in {"ST", "GE"} and group is None:
        reason = f"segment {segment.number} ({segment.id}) stands outside a functional group (GS)"
    else:
        reason = f"segment {segment.number} is none that the envelope allows there"
    raise NotReadable(Unreadable.DAMAGED, f"{reason}; {WHOLE_FILE}")
