"""How a file begins and ends, without reading what stands between: is it whole by now?"""

import os
import re
from typing import BinaryIO

from scrubber.x12.delimiters import LAYOUT
from scrubber.x12.envelope import Envelope
from scrubber.x12.reader import read
from scrubber.x12.segment import Segment

TAIL_BYTES = 4096
"""More than an IEA and the blanks that may follow it."""


def first_isa(stream: BinaryIO) -> Segment:
    """The segment that opens the file. Raises NotReadable."""
    first = next(read(stream))
    assert isinstance(first, Envelope)
    assert first.segment is not None
    return first.segment


def ends_in_iea(stream: BinaryIO, isa: Segment) -> bool:
    """Whether the last segment is an IEA with its terminator, but for layout after it.

    The interchange that it ends may be another than the first one, which `isa` opens, with other
    delimiters. As for the reader, the last line end may be missing where that is the terminator.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(size - TAIL_BYTES, 0))
    tail = stream.read().decode("latin-1")
    if isa.delimiters.terminator in "\r\n":
        last = _LAST_LINE.search(tail)
        return last is not None and (
            last["end"] > "" or _digits(last["number"]) == isa.value(13).lstrip("0")
        )
    return _LAST_SEGMENT.search(tail) is not None


def _digits(text: str) -> str:
    return "".join(text.split()).lstrip("0")


_IEA = (
    r"[Ii][\r\n]*[Ee][\r\n]*[Aa][\r\n]*(?P<element>[^0-9A-Za-z\r\n])"
    r"[\s0-9]*(?P=element)(?P<number>[\s0-9]*[0-9]\s*?)(?P=element)*+"
)
_LAYOUT = f"[{re.escape(LAYOUT)}]"
_LAST_SEGMENT = re.compile(
    rf"(?<![0-9A-Za-z]){_IEA}\s*(?P<end>[^0-9A-Za-z\s])(?:{_LAYOUT}|(?P=end))*\Z", re.ASCII
)
_LAST_LINE = re.compile(rf"(?<![0-9A-Za-z]){_IEA}[ \t]*(?P<end>[\r\n]?){_LAYOUT}*\Z", re.ASCII)
