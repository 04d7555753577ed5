"""Some claims of a transaction set parted from the rest: two whole sets where there was one.

Each has its claims with the levels above them and no others, levels (HL) numbered from 1, and an
SE01 of its own. All other bytes are those of the set.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern
from typing import NamedTuple

from scrubber.claims.hierarchy import Nesting, next_by_order, opens_level
from scrubber.claims.models import SERVICE_LINE
from scrubber.x12 import Delimiters, Segment
from scrubber.x12.envelope import count_segments, segments

CHILD, NO_CHILD = "1", "0"
"""HL04: whether there are levels under this one."""
NO_CLAIM = -1
"""The number of what holds service lines and is no claim: its CLM is missing."""


class Seam(NamedTuple):
    """A run of characters of the whole: how many of them went to the rest, and how many to what was
    parted from it. `text`: what the whole has there, where they have something else."""

    rest: int
    parted: int
    text: str | None = None

    @classmethod
    def of(cls, whole: str, rest: str, parted: str) -> "Seam":
        """What became of a run of the whole; empty where it did not go."""
        same = {rest, parted} <= {whole, ""}
        return cls(len(rest), len(parted), None if same else whole)


class Parted(NamedTuple):
    """The two sets, and the seams that join them again."""

    rest: str
    parted: str
    seams: list[Seam]


def claim_starts(text: str, delimiters: Delimiters) -> list[int]:
    """Where the claims of a set's text start; they are numbered from 0 in this order."""
    return [match.start(1) for match in _claims(delimiters).finditer(text)]


def part(text: str, delimiters: Delimiters, chosen: Collection[int]) -> Parted:
    """Part the chosen claims of a set's text, some but not all of them, from the rest.

    A level that has no claim stays with the rest, and so do service lines without one. Where no HL
    tells the levels, both have all.
    """
    spans = list(_spans(text, delimiters))
    rest, parted = _Side(delimiters), _Side(delimiters)
    for span in spans:
        if span.claim is not None:
            (parted if span.claim in chosen else rest).add(span)
    for span in spans:
        if span.hl and not parted.has(span):
            rest.add(span)
    seams = []
    for span in spans:
        whole = text[span.start : span.stop]
        seams.append(Seam.of(whole, rest.take(span, whole), parted.take(span, whole)))
    trailer = text[spans[-1].stop :]
    seams.append(Seam.of(trailer, rest.close(trailer), parted.close(trailer)))
    return Parted(rest.text, parted.text, seams)


@dataclass(slots=True, eq=False)
class _Span:
    """A run of the set's text: an HL segment, what follows it, a claim, or what has no level.

    `above`: the level it stands under. `claim`: the claim's number in the set, or NO_CLAIM.
    """

    start: int
    stop: int
    above: "_Span | None" = None
    hl: Segment | None = None
    claim: int | None = None


def _spans(text: str, delimiters: Delimiters) -> Iterator[_Span]:
    """The text up to SE, cut where levels and claims start."""
    end = text.rindex(delimiters.terminator, 0, len(text) - 1) + 1
    starts = [match.start(1) for match in _outline(delimiters).finditer(text, 0, end)]
    yield from _outside_claims(text, 0, starts[0], None, delimiters)
    nesting = Nesting[_Span]()
    level: _Span | None = None
    claims = 0
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        if text[start] in "Hh":
            body = text.index(delimiters.terminator, start) + 1
            hl = Segment(text[start : body - 1], 0, start, delimiters)
            level = nesting.open(hl, lambda above: _Span(start, body, above, hl))  # noqa: B023
            yield level
            yield from _outside_claims(text, body, stop, level, delimiters)
        else:
            next_ = stop if nesting.any else next_by_order(text, start, stop, delimiters)
            yield _Span(start, next_, level, claim=claims)
            yield from _outside_claims(text, next_, stop, None, delimiters)
            claims += 1


def _outside_claims(
    text: str, start: int, stop: int, level: _Span | None, delimiters: Delimiters
) -> Iterator[_Span]:
    """What levels say, which both files may have, and service lines among it, which one has."""
    if not _lines(delimiters).search(text, max(start - 1, 0), stop):
        yield _Span(start, stop, level)
        return
    claim = None
    for segment in segments(text[start:stop], 0, start, delimiters):
        if opens_level(segment) if claim else segment.id in SERVICE_LINE:
            yield _Span(start, segment.offset, level, claim=claim)
            start, claim = segment.offset, NO_CLAIM if claim is None else None
    yield _Span(start, stop, level, claim=claim)


class _Side:
    """The rest, or what is parted from it: first told what it is to have, then put together."""

    def __init__(self, delimiters: Delimiters) -> None:
        self._delimiters = delimiters
        self._chosen: set[_Span] = set()
        self._parents: set[_Span] = set()
        self._ids: dict[_Span, str] = {}
        self._texts: list[str] = []

    @property
    def text(self) -> str:
        """The set."""
        return "".join(self._texts)

    def add(self, span: _Span) -> None:
        """Have a claim or a level, with the levels above it."""
        self._chosen.add(span)
        while (above := span.above) is not None:
            if span.hl:
                self._parents.add(above)
            if above in self._chosen:
                return
            self._chosen.add(above)
            span = above

    def has(self, span: _Span) -> bool:
        """Whether it has a span; what has no level is on both sides."""
        if span.hl or span.claim is not None:
            return span in self._chosen
        return span.above is None or span.above in self._chosen

    def take(self, span: _Span, whole: str) -> str:
        """What it has of a span's text, numbered anew."""
        text = whole if self.has(span) else ""
        if text and span.hl:
            text = self._renumbered(span, span.hl).text + self._delimiters.terminator
        self._texts.append(text)
        return text

    def _renumbered(self, level: _Span, hl: Segment) -> Segment:
        self._ids[level] = id_ = str(len(self._ids) + 1)
        hl = _with(hl, id_, 1)
        if level.above and hl.value(2):
            hl = _with(hl, self._ids[level.above], 2)
        if hl.value(4):
            hl = _with(hl, CHILD if level in self._parents else NO_CHILD, 4)
        return hl

    def close(self, trailer: str) -> str:
        """The trailer with the segments counted."""
        count = count_segments(self.text + trailer, self._delimiters)
        se = trailer.lstrip(self._delimiters.layout)
        layout = trailer[: len(trailer) - len(se)]
        counted = _with(Segment(se[:-1], 0, 0, self._delimiters), str(count), 1)
        self._texts.append(layout + counted.text + self._delimiters.terminator)
        return self._texts[-1]


def _with(segment: Segment, value: str, element: int) -> Segment:
    return segment if segment.value(element) == value else segment.with_value(value, element)


@lru_cache(maxsize=16)
def _claims(delimiters: Delimiters) -> Pattern[str]:
    return delimiters.segment_start("CLM")


@lru_cache(maxsize=16)
def _lines(delimiters: Delimiters) -> Pattern[str]:
    return delimiters.segment_start(*SERVICE_LINE)


@lru_cache(maxsize=16)
def _outline(delimiters: Delimiters) -> Pattern[str]:
    return delimiters.segment_start("HL", "CLM")
