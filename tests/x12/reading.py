"""What the reader tests share: files to read, ways to lay them out, and what is in the pieces."""

import re
from io import BytesIO

from scrubber.x12 import Delimiters, Envelope, NotReadable, Piece, Segment, TransactionSet, read
from scrubber.x12.envelope import segments
from tests import edi

BOM = "\xef\xbb\xbf"
SPLIT_CLAIM = edi.ClaimText(
    [
        "SV1*HC:97530*100*UN*2***1~NTE*ADD*97530 23 MIN~",
        "SV1*HC:97140:GP*50.25*UN*1***1~",
    ]
)


def small_file() -> str:
    """One claim of two lines, in one set, nothing between the segments."""
    return edi.one_claim(SPLIT_CLAIM)


def bare_file(*sets: str) -> str:
    """An interchange with one group of these sets (`ST*...~ ... SE*...~`)."""
    return _interchange("".join(sets), len(sets))


def _interchange(sets: str, count: int) -> str:
    isa, gs, *_ = edi.envelope().split("~")
    return f"{isa}~{gs}~{sets}GE*{count}*1~IEA*1*000000001~"


def a_set(number: int = 1, type_: str = "837", guide: str = "005010X222A1", body: str = "") -> str:
    """A transaction set whose counts are right."""
    return (
        f"ST*{type_}*{number:04}{f'*{guide}' if guide else ''}~BHT*0019*00*B1*20260310*0900*CH~"
        f"{body}SE*{3 + body.count('~')}*{number:04}~"
    )


def with_delimiters(
    text: str,
    element: str = "*",
    component: str = ":",
    terminator: str = "~",
    repetition: str = "^",
) -> str:
    """The text with its four separators exchanged, all at once."""
    new = element + component + terminator + repetition
    return text.translate(str.maketrans("*:~^", new))


def wrapped(text: str, width: int = 80, end: str = "\n") -> str:
    """The text broken into lines of one width wherever that falls, as a mainframe does."""
    return end.join(text[at : at + width] for at in range(0, len(text), width))


def after_terminators(text: str, layout: str) -> str:
    return text.replace("~", f"~{layout}")


LAYOUTS = {
    "one line": lambda text: text,
    "LF": lambda text: after_terminators(text, "\n"),
    "CRLF": lambda text: after_terminators(text, "\r\n"),
    "bare CR": lambda text: after_terminators(text, "\r"),
    "line end before the terminator": lambda text: text.replace("~", "\n~").replace(":\n~", ":~"),
    "blank lines": lambda text: after_terminators(text, "\n\n\r\n"),
    "blanks on blank lines": lambda text: after_terminators(text, " \n \t \n"),
    "indentation": lambda text: after_terminators(text, "\n    \t"),
    "form feeds": lambda text: after_terminators(text, "\f"),
    "NUL padding": lambda text: after_terminators(text, "\0\0"),
    "empty segments": lambda text: after_terminators(text, "~"),
    "empty segments on lines of their own": lambda text: after_terminators(text, "\n~ \r\n~~\n"),
    "80 columns": wrapped,
    "80 columns, CRLF": lambda text: wrapped(text, end="\r\n"),
    "80 columns, CR": lambda text: wrapped(text, end="\r"),
    "72 columns": lambda text: wrapped(text, 72),
    "132 columns": lambda text: wrapped(text, 132),
    "80 columns and empty segments": lambda text: wrapped(after_terminators(text, "~")),
    "byte-order mark": lambda text: BOM + text,
    "byte-order mark, indented CRLF": lambda text: BOM + after_terminators(text, "\r\n  "),
    "leading blanks": lambda text: "  \t" + text,
    "leading blank lines": lambda text: "\n\r\n  \n" + after_terminators(text, "\n"),
    "leading NULs": lambda text: "\0\0" + text,
    "no line end at the end": lambda text: after_terminators(text, "\n").removesuffix("\n"),
    "blank lines at the end": lambda text: after_terminators(text, "\n") + "\n \n\n",
    "DOS end mark": lambda text: after_terminators(text, "\r\n") + "\x1a",
    "NULs to a full block": lambda text: text.ljust(2048, "\0"),
}
"""Every way to lay a file out that leaves its segments as they are."""

SEPARATORS = {
    "the usual": "*:~^",
    "control characters 1D 1F 1C 1E": "\x1d\x1f\x1c\x1e",
    "control characters 01 02 03 04": "\x01\x02\x03\x04",
    "tab between elements": "\t:~^",
    "newline terminator": "*:\n^",
    "carriage return terminator": "*:\r^",
    "bars": "|>~!",
    "repetition U": "*:~U",
    "pattern characters": "[]\\^",
    "pattern characters 2": "+?.(",
    "pattern characters 3": "-&|#",
    "pattern characters 4": "^-]$",
    "quotes": "\"'`,",
    "high bytes": "\xa6\xa7\xac\xb6",
}
"""Element, component, terminator and repetition separators."""


def pieces(text: str, max_bytes: int | None = None) -> list[Piece]:
    return list(read(BytesIO(text.encode("latin-1")), max_bytes))


def joined(read_pieces: list[Piece]) -> str:
    """All that was read, in order."""
    return "".join(
        piece.lead + piece.text if isinstance(piece, TransactionSet) else piece.text
        for piece in read_pieces
    )


def segments_of(read_pieces: list[Piece]) -> list[Segment]:
    """Every segment of the file."""
    found: list[Segment] = []
    for piece in read_pieces:
        if isinstance(piece, Envelope):
            found += [piece.segment] if piece.segment else []
        else:
            header = piece.header
            found += segments(piece.text, header.number, header.offset, header.delimiters)
    return found


def sets_of(read_pieces: list[Piece]) -> list[TransactionSet]:
    return [piece for piece in read_pieces if isinstance(piece, TransactionSet)]


def checks_of(read_pieces: list[Piece]) -> list[tuple[str, str, str]]:
    """Each check that failed: the element's name, what it says and what would be right."""
    return [
        (check.place.name, check.found, check.expected)
        for piece in read_pieces
        for check in piece.checks
    ]


def values_of(text: str) -> list[list[str]]:
    """The values of every segment, as the reader sees them."""
    return [segment.values for segment in segments_of(pieces(text))]


def plain_values(text: str) -> list[list[str]]:
    """The values of an unlaid text with the usual separators, told without the reader."""
    return [
        [value.strip() for value in segment.split("*")] for segment in text.split("~") if segment
    ]


def first_words(text: str) -> str:
    """The ids of a text's segments, to show where something stands."""
    return " ".join(segment.partition("*")[0] for segment in text.split("~"))


def refusal(text: str | bytes, max_bytes: int | None = None) -> NotReadable | None:
    """Why the reader refuses it; None where it reads."""
    data = text if isinstance(text, bytes) else text.encode("latin-1")
    try:
        for _ in read(BytesIO(data), max_bytes):
            pass
    except NotReadable as error:
        return error
    return None


def delimiters_of(text: str) -> Delimiters:
    return segments_of(pieces(text))[0].delimiters


def trailing_empties(text: str) -> str:
    """Every segment but the fixed ISA with four empty elements at its end."""
    isa, rest = text[:106], text[106:]
    return isa + re.sub("(?<=[^~])~", "****~", rest)
