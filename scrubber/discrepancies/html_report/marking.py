"""A segment's text in which the elements that were found or changed are marked."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from scrubber.discrepancies.html_report.elements import Content, element
from scrubber.discrepancies.record import Discrepancy
from scrubber.discrepancies.replay import PLACE_NAME
from scrubber.x12 import Delimiters, Segment

ABSENT = "\0"
"""Separates the components of an element that has only one."""


class Mark(NamedTuple):
    """A stretch of a segment's text, and the element of HTML that marks it."""

    start: int
    end: int
    tag: str

    def is_apart_from(self, other: "Mark") -> bool:
        """Whether the two do not overlap."""
        return self.end <= other.start or other.end <= self.start


def marked_before(text: str, records: Iterable[Discrepancy]) -> list[Content]:
    """A segment as it came: `del` is what was changed, `mark` what was found and stands. Where a
    value is missing, the empty `mark` shows its place."""
    marks = []
    for record in records:
        span = element_span(text, record.element or "", record.before or "")
        if span and record.after is None:
            marks.append(Mark(*span, "mark"))
        elif span and span[0] < span[1]:
            marks.append(Mark(*span, "del"))
    return _marked(text, marks)


def marked_after(text: str, records: Iterable[Discrepancy]) -> list[Content]:
    """A segment as it goes, with what is new as `ins`."""
    spans = [element_span(text, record.element or "", record.after or "") for record in records]
    return _marked(text, [Mark(*span, "ins") for span in spans if span and span[0] < span[1]])


def element_span(text: str, name: str, value: str) -> tuple[int, int] | None:
    """Where the element `SV104` or the component `SV101-3` of that value stands in a segment's
    text. None where it cannot be told.

    A log does not say what delimits its interchanges. So the separators are read off the segment,
    and hold if they lead to the value that the record has.
    """
    place = PLACE_NAME.fullmatch(name)
    start = place and _start(place["id"]).match(text)
    if not place or not start:
        return None
    number = int(place["element"])
    segment = Segment(text, 0, 0, Delimiters(start["separator"], "", "", ""))
    component = int(place["component"]) if place["component"] else None
    if component:
        found = re.search(r"[^\w \r\n]|_", segment.value(number), re.ASCII)
        separator = found[0] if found else ABSENT
        segment = Segment(text, 0, 0, Delimiters(start["separator"], separator, "", ""))
    return segment.span(number, component) if segment.value(number, component) == value else None


@cache
def _start(segment_id: str) -> re.Pattern[str]:
    """A segment's id in either case, wrapped or not, and its first separator."""
    wrapped = r"[\r\n]*".join(segment_id)
    return re.compile(rf"{wrapped}[\r\n ]*(?P<separator>.)", re.IGNORECASE | re.DOTALL)


def _marked(text: str, marks: Iterable[Mark]) -> list[Content]:
    """Of marks that overlap the narrower one stands."""
    kept: list[Mark] = []
    for mark in sorted(set(marks), key=lambda mark: (mark.end - mark.start, mark)):
        if all(mark.is_apart_from(other) for other in kept):
            kept.append(mark)
    return list(_pieces(text, sorted(kept)))


def _pieces(text: str, marks: Iterable[Mark]) -> Iterator[Content]:
    at = 0
    for mark in marks:
        yield text[at : mark.start]
        yield element(mark.tag, text[mark.start : mark.end])
        at = mark.end
    yield text[at:]
