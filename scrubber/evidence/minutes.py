"""Documented one-on-one minutes of a service line and where they come from."""

from collections.abc import Iterable
from datetime import time
from itertools import pairwise
from typing import NamedTuple

MINUTES_A_DAY = 24 * 60


class TimeBlock(NamedTuple):
    """One stretch of one-on-one time; the end is after the start, on the same day."""

    start: time
    end: time

    @property
    def minutes(self) -> int:
        """Its length."""
        start, end = self
        return (end.hour - start.hour) * 60 + end.minute - start.minute

    def overlaps(self, other: "TimeBlock") -> bool:
        """Whether a minute lies in both; a block may start when another ends."""
        return self.start < other.end and other.start < self.end

    def shared_with(self, other: "TimeBlock") -> "TimeBlock":
        """The time that two overlapping blocks share."""
        return TimeBlock(max(self.start, other.start), min(self.end, other.end))

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def any_overlap(blocks: Iterable[TimeBlock]) -> bool:
    """Whether a minute lies in two of the blocks; in order, it does in two that are neighbours."""
    return any(one.overlaps(other) for one, other in pairwise(sorted(blocks)))


class Minutes(NamedTuple):
    """Minutes of one line, in words where they come from, and whether they may lower units.

    `sure` is False for minutes that a free text mentions among other words.
    """

    value: int
    source: str
    sure: bool = True


def minutes_of(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute
