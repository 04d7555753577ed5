"""One therapist's day: the blocks of time that lines have booked in it."""

import marshal
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import field
from datetime import time
from typing import NamedTuple

from scrubber.evidence import TimeBlock
from scrubber.evidence.minutes import minutes_of
from scrubber.value_class import value_class


@value_class()
class Booking:
    """A block of one therapist's day, and the line that has it; `claim` is its claim's offset,
    `patient` a digest of who its patient is."""

    claim: int
    claim_id: str
    line: str
    procedure: str
    patient: bytes = field(repr=False)
    block: TimeBlock

    @property
    def where(self) -> str:
        """How to name it to a person."""
        return f"claim {self.claim_id} line {self.line}, {self.procedure} {self.block}"


def packed(bookings: Iterable[Booking]) -> bytes:
    """Bookings as an entry that later sets find."""
    return marshal.dumps(
        [
            (
                b.claim,
                b.claim_id,
                b.line,
                b.procedure,
                b.patient,
                minutes_of(b.block.start),
                minutes_of(b.block.end),
            )
            for b in bookings
        ]
    )


def unpacked(entry: bytes) -> list[Booking]:
    """The bookings of an entry."""
    return [
        Booking(
            claim,
            claim_id,
            line,
            procedure,
            patient,
            TimeBlock(_time(start), _time(end)),
        )
        for claim, claim_id, line, procedure, patient, start, end in marshal.loads(entry)  # noqa: S302 - packed above
    ]


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))


class _Stretch(NamedTuple):
    start: time
    end: time
    booking: Booking


class Schedule:
    """One therapist's day as stretches in order, none of which overlap."""

    def __init__(self) -> None:
        self._stretches: list[_Stretch] = []
        self._ends: list[time] = []

    @property
    def holding(self) -> set[Booking]:
        """The bookings that hold a stretch."""
        return {stretch.booking for stretch in self._stretches}

    def book(self, new: Booking) -> list[Booking]:
        """The bookings that the new one runs into; what they leave free of it is taken."""
        start, end = new.block
        at = bisect_right(self._ends, start)
        met = []
        while at < len(self._stretches) and self._stretches[at].start < end:
            stretch = self._stretches[at]
            met.append(stretch.booking)
            if start < stretch.start:
                self._take(at, start, stretch.start, new)
                at += 1
            at += 1
            start = max(start, stretch.end)
        if start < end:
            self._take(at, start, end, new)
        return met

    def _take(self, at: int, start: time, end: time, booking: Booking) -> None:
        self._stretches.insert(at, _Stretch(start, end, booking))
        self._ends.insert(at, end)
