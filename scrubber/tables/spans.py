"""The service dates that a table's releases cover, as spans with gaps between them."""

from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from scrubber.tables.dated import Table
from scrubber.tables.layered import LayeredTable
from scrubber.tables.sources import TableSource
from scrubber.value_class import value_class

ONE_DAY = timedelta(days=1)


@value_class()
class Span:
    """Service dates, both included; no `end`: nothing newer is expected. `release`: which covers
    the last of them."""

    start: date
    end: date | None
    release: str

    def holds(self, day: date) -> bool:
        """Whether a service date is one of them."""
        return self.start <= day and (self.end is None or day <= self.end)


@value_class()
class Coverage:
    """The service dates for which the absence of a row says that there is nothing: spans in order,
    none of which touches the next."""

    spans: tuple[Span, ...]

    @property
    def start(self) -> date:
        """The first service date of all; the last of the calendar where there is none."""
        return self.spans[0].start if self.spans else date.max

    @property
    def end(self) -> date | None:
        """The last service date of all; the first of the calendar where there is none."""
        return self.spans[-1].end if self.spans else date.min

    def holds(self, day: date) -> bool:
        """Whether a service date is covered."""
        return any(span.holds(day) for span in self.spans)


def coverage(source: TableSource, table: Table[Any, Any], firsts: Collection[str]) -> Coverage:
    """What the releases cover for keys with each of these first parts. On every date it is the one
    release in force that counts, and whatever it does not cover is open."""
    edges = sorted({day for first in firsts for day in _edges(source, table, first)})
    spans: list[Span] = []
    for start, after in pairwise([*edges, None]):
        assert start is not None
        covering = [_covering(source, table, first, start) for first in sorted(firsts)]
        if all(covering):
            release = max((span for span in covering if span), key=lambda s: s.start).release
            end = after - ONE_DAY if after else None
            touches = spans and spans[-1].end == start - ONE_DAY
            spans.append(Span(spans.pop().start if touches else start, end, release))
    return Coverage(tuple(spans))


def _edges(source: TableSource, table: Table[Any, Any], first: str) -> list[date]:
    """The days from which on it may be another release that covers, or none."""
    part = source.part(first)
    starts, ends = [part.covers_from], [part.covers_to]
    for release in table.releases if isinstance(table, LayeredTable) else ():
        starts.append(release.valid_from)
        ends += [release.valid_to, release.covers_to]
    return [*starts, *(end + ONE_DAY for end in ends if end)]


def _covering(source: TableSource, table: Table[Any, Any], first: str, day: date) -> Span | None:
    """What covers a day by the release in force, if that does."""
    release = table.whole_release_on(day, first) if isinstance(table, LayeredTable) else None
    if release:
        span = Span(release.valid_from, release.covers_to, release.called)
    else:
        part = source.part(first)
        span = Span(part.covers_from, part.covers_to, part.release)
    return span if span.holds(day) else None
