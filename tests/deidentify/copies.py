"""Copies made in a temporary folder, and the original values of a file, read by splitting alone."""

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from scrubber.deidentify import Copied, Day, deidentify
from scrubber.keys import Key

KEY = Key(b"of these tests, and no other")
IDENTIFYING = {
    "BHT": (3,),
    "CLM": (1,),
    "CN1": (4, 6),
    "DMG": (2,),
    "GS": (2, 3, 6),
    "HCP": (4, 6),
    "ISA": (2, 4, 6, 8, 13),
    "K3": (1,),
    "N2": (1, 2),
    "N3": (1, 2),
    "N4": (1, 3),
    "NM1": (3, 4, 5, 6, 7, 9),
    "NTE": (2,),
    "PER": (2, 4, 6, 8),
    "PWK": (6, 7),
    "REF": (2, 3),
    "SBR": (3, 4),
    "ST": (2,),
    "SVD": (1,),
}
"""Names, ids, dates of birth, addresses and free text, by segment and element."""

SAYS_NOTHING = re.compile(
    r"(\w{5} )?\d{1,3} MIN|(TIME )?(IN )?\d\d:?\d\d(-| OUT )\d\d:?\d\d|[9X\W]*"
)
"""Notes that say nothing but a time, which is what the rules read of them; and nines, which is what
becomes of a date that is none."""
BLANKS = " \t\r\n\f\v\0\x1a"


@dataclass(frozen=True)
class Copy:
    """A copy's files by kind, and what is told of it."""

    told: Copied
    files: dict[str, bytes]

    @property
    def claims(self) -> bytes:
        return self.files["claims"]


def copy_of(
    data: bytes | str,
    treatments: Path | None = None,
    therapy_used: Path | None = None,
    key: Key = KEY,
) -> Copy:
    source = data.encode("latin-1") if isinstance(data, str) else data
    with tempfile.TemporaryDirectory() as folder:
        day = Day(lambda: BytesIO(source), treatments, therapy_used)
        told = deidentify(day, Path(folder), key)
        return Copy(told, {path.name: path.read_bytes() for path in Path(folder).iterdir()})


def split(data: bytes) -> list[list[str]]:
    """Segments as lists of elements, read as simply as can be: separators from the ISA, line ends
    and blanks of the layout taken away."""
    text = data.decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip(BLANKS + "~")
    element = re.match(r"I[\r\n]*S[\r\n]*A[\r\n]*(.)", text, re.IGNORECASE)[1]  # type: ignore[index]
    isa_end = re.match(rf"(?:[^{re.escape(element)}]*{re.escape(element)}){{16}}", text).end()  # type: ignore[union-attr]
    after = re.match(r"[\r\n]*[^\r\n]([\r\n]+(?=[^\w \r\n]))?(.)", text[isa_end:], re.DOTALL)
    assert after
    end = after[2]
    breaks = "\r" if end == "\n" else "\r\n"
    parts = ("".join(c for c in part if c not in breaks) for part in text.split(end))
    filled = [part for part in parts if part.strip(BLANKS)]
    return [[value.strip(BLANKS) for value in part.split(element)] for part in filled]


def original_values(data: bytes) -> Iterator[str]:
    """The identifying values of a file, in capitals, of three characters and more."""
    for id_, *elements in split(data):
        for number in IDENTIFYING.get(id_.upper(), ()):
            value = elements[number - 1].upper() if number <= len(elements) else ""
            if len(value) >= 3 and not SAYS_NOTHING.fullmatch(value):
                yield value


def survivors(original: bytes, copy: bytes) -> list[str]:
    """The identifying values that stand in a copy: as an element, as a component, as a word of one,
    or, where they have five characters or more, anywhere."""
    text = copy.decode("latin-1").upper()
    elements = {value.upper() for segment in split(copy) for value in segment}
    words = {word for value in elements for word in re.split(r"[^A-Z0-9]", value)}
    return [
        value
        for value in original_values(original)
        if value in elements or value in words or (len(value) >= 5 and value in text)
    ]


def said_elsewhere(data: bytes) -> str:
    """What a file says in elements that identify nobody, and what is kept of notes: an amount or a
    procedure may be somebody's number too."""
    return "\n".join(
        value.upper()
        for id_, *elements in split(data)
        for number, value in enumerate(elements, 1)
        if number not in IDENTIFYING.get(id_.upper(), ()) or SAYS_NOTHING.fullmatch(value.upper())
    )
