"""The separators of an interchange, as its ISA segment declares them."""

import re
from dataclasses import dataclass
from functools import cached_property

from scrubber.x12.errors import NotReadable, Unreadable

ISA_ELEMENTS = 16
ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
"""Widths of ISA01 to ISA16: the one segment of X12 with fixed positions (X12.5)."""

LAYOUT = " \t\r\n\f\v\0\x1a"
"""What may stand between segments without being data: blanks, line ends, the DOS end mark."""

LONGEST_ISA = 1_000


@dataclass(frozen=True)
class Delimiters:
    """Element, component and repetition separator, segment terminator: one character each."""

    element: str
    component: str
    terminator: str
    repetition: str

    @cached_property
    def layout(self) -> str:
        """The layout characters that are not delimiters of this interchange."""
        mine = self.element + self.component + self.terminator
        return "".join(character for character in LAYOUT if character not in mine)

    @cached_property
    def line_breaks(self) -> str:
        """The line ends that may stand inside a wrapped segment."""
        return "".join(character for character in "\r\n" if character in self.layout)

    def segment_start(self, *ids: str) -> re.Pattern[str]:
        """A pattern for the starts of segments with one of these ids; group 1 is the id as it is.

        It begins at the terminator before the segment, lets layout stand between, takes either
        case, and an id that an 80-column wrap has broken. One capture group, for speed.
        """
        breaks = f"[{re.escape(self.line_breaks)}]*" if self.line_breaks else ""
        spelt = [breaks.join(f"[{c}{c.lower()}]" if c.isalpha() else c for c in id_) for id_ in ids]
        ends = re.escape(self.element + self.terminator)
        return re.compile(
            f"(?:\\A|{re.escape(self.terminator)})[{re.escape(self.layout)}]*"
            f"({'|'.join(spelt)})(?=[{re.escape(self.layout)}]*[{ends}])"
        )


@dataclass(frozen=True, slots=True)
class IsaWidth:
    """An ISA element whose width is not the fixed one."""

    element: int
    width: int
    expected: int


def read_isa(text: str, at: int) -> tuple[Delimiters, int, tuple[IsaWidth, ...]]:
    """The delimiters, the position after the ISA's terminator, and its badly padded elements.

    `at` is where the element separator stands, after the id. The ISA is read by counting its
    elements and not by position, so that one with bad padding still reads, and a wrapped one too.
    Raises NotReadable where the separators cannot be told.
    """
    element = text[at]
    values = text[at + 1 : at + LONGEST_ISA].split(element, ISA_ELEMENTS - 1)
    if len(values) < ISA_ELEMENTS:
        raise NotReadable(
            Unreadable.DAMAGED,
            "the ISA segment has fewer than sixteen elements; ask the sender for the whole file",
        )
    last = at + 1 + sum(map(len, values[:-1])) + ISA_ELEMENTS - 1
    component, terminator, end = _last_separators(text, last)
    if component.isalnum() or terminator.isalnum() or len({element, component, terminator}) < 3:
        raise NotReadable(
            Unreadable.DAMAGED,
            "ISA16 or the terminator after it is missing, so segments cannot be told apart",
        )
    values[-1] = component
    unwrapped = [re.sub("[\r\n]", "", value) for value in values]
    bad = tuple(
        IsaWidth(number, len(value), width)
        for number, (value, width) in enumerate(zip(unwrapped, ISA_WIDTHS, strict=True), 1)
        if len(value) != width
    )
    return Delimiters(element, component, terminator, unwrapped[10]), end, bad


def _last_separators(text: str, at: int) -> tuple[str, str, int]:
    """ISA16, the terminator after it, and the position after that.

    A line break before the terminator is the terminator itself where the next segment follows it,
    and an 80-column wrap where another character comes first.
    """
    match = _LAST.match(text, at)
    if not match:
        raise NotReadable(
            Unreadable.DAMAGED,
            "the file ends inside the ISA segment; ask the sender for the whole file",
        )
    component, terminator = match["component"], match["terminator"]
    line = _LINE.match(text, match.end())
    if terminator in "\r\n" and line and line[1].endswith(component):
        # Every line ends with what was taken for ISA16: that is the terminator, ISA16 is missing.
        component = terminator
    return component, terminator, match.end()


_LINE = re.compile(r"\s*([^\r\n]*)")
_LAST = re.compile(
    r"[\r\n]*(?P<component>[^\r\n])(?:[\r\n]+(?=[^0-9A-Za-z\s\0\x1a]))?(?P<terminator>.)",
    re.ASCII | re.DOTALL,
)
