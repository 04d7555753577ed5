"""The separators of an interchange, as its ISA segment declares them."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from string import ascii_uppercase

from scrubber.x12.errors import NotReadable, Unreadable

ISA_ELEMENTS = 16
ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
"""Widths of ISA01 to ISA16: the one segment of X12 with fixed positions (X12.5)."""

LAYOUT = " \t\r\n\f\v\0\x1a"
"""What may stand between segments without being data: blanks, line ends, the DOS end mark."""

LONGEST_ISA = 1_000


@dataclass(frozen=True, eq=False)
class Delimiters:
    """Element, component and repetition separator, segment terminator: one character each.

    Compared by identity, since what is read from a text is remembered by text and delimiters.
    """

    element: str
    component: str
    terminator: str
    repetition: str

    def __reduce__(self) -> tuple[object, ...]:
        """In another process too there is one for each set of separators."""
        return _delimiters, (self.element, self.component, self.terminator, self.repetition)

    @cached_property
    def layout(self) -> str:
        """The layout characters that are not delimiters of this interchange."""
        mine = self.element + self.component + self.terminator
        return "".join(character for character in LAYOUT if character not in mine)

    @cached_property
    def line_breaks(self) -> str:
        """The line ends that may stand inside a wrapped segment."""
        return "".join(character for character in "\r\n" if character in self.layout)

    @cached_property
    def ids(self) -> "SegmentIds":
        """Segment ids by how they stand in the text."""
        return SegmentIds(self)

    @cached_property
    def empty_segment(self) -> re.Pattern[str]:
        """A terminator after which another one comes before any data."""
        end = re.escape(self.terminator)
        return re.compile(f"{end}(?=[{re.escape(self.layout)}]*{end})")

    def segment_start(self, *ids: str, elements: int = 0) -> re.Pattern[str]:
        """A pattern for the starts of segments with one of these ids; group 1 is the id as it is,
        with so many elements after it.

        It lets layout stand before the id, takes either case, and an id that an 80-column wrap has
        broken. For speed it begins with the terminator before the segment, so that it is tried
        there and nowhere else (and does not find a text's first segment), and turns away at a
        capital letter that none of the ids begins with.
        """
        breaks = f"[{re.escape(self.line_breaks)}]*+" if self.line_breaks else ""
        spelt = [breaks.join(f"[{c}{c.lower()}]" if c.isalpha() else c for c in id_) for id_ in ids]
        other = "".join(c for c in ascii_uppercase if not any(id_[0] == c for id_ in ids))
        layout, element = f"[{re.escape(self.layout)}]*+", re.escape(self.element)
        ends = re.escape(self.element + self.terminator)
        values = f"(?:{element}[^{ends}]*+)?+" * elements
        return re.compile(
            f"{re.escape(self.terminator)}(?![{other}]){layout}"
            f"((?:{'|'.join(spelt)}){layout}{values})(?=[{ends}])"
        )


class SegmentIds(dict[str, str]):
    """The id in upper case of what stands before a segment's first element separator.

    Files repeat a few dozen ids, so each is cleaned of case, blanks and line breaks once.
    """

    REMEMBERED = 1_000

    def __init__(self, delimiters: Delimiters) -> None:
        super().__init__()
        self._delimiters = delimiters

    def __missing__(self, text: str) -> str:
        id_ = unwrapped(text, self._delimiters).strip(self._delimiters.layout).upper()
        if len(self) < self.REMEMBERED:
            self[text] = id_
        return id_


def unwrapped(text: str, delimiters: Delimiters) -> str:
    """A segment's text without the line ends that wrap it."""
    for character in delimiters.line_breaks:
        if character in text:
            text = text.replace(character, "")
    return text


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
    elements = [re.sub("[\r\n]", "", value) for value in values]
    bad = tuple(
        IsaWidth(number, len(value), width)
        for number, (value, width) in enumerate(zip(elements, ISA_WIDTHS, strict=True), 1)
        if len(value) != width
    )
    return _delimiters(element, component, terminator, elements[10]), end, bad


@lru_cache(maxsize=64)
def _delimiters(element: str, component: str, terminator: str, repetition: str) -> Delimiters:
    return Delimiters(element, component, terminator, repetition)


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
