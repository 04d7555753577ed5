"""One therapist's day: the blocks of time that lines have booked in it."""

import marshal
from bisect import bisect_right, insort
from collections.abc import Iterable
from dataclasses import field
from datetime import time
from itertools import islice
from typing import NamedTuple

from scrubber.evidence import TimeBlock
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
                str(b.block.start),
                str(b.block.end),
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
            TimeBlock(time.fromisoformat(start), time.fromisoformat(end)),
        )
        for claim, claim_id, line, procedure, patient, start, end in marshal.loads(entry)  # noqa: S302 - packed above
    ]


class _Stretch(NamedTuple):
    start: time
    end: time
    booking: Booking


class Schedule:
    """One therapist's day as stretches in order, none of which overlap."""

    def __init__(self) -> None:
        self._stretches: list[_Stretch] = []

    @property
    def holding(self) -> set[Booking]:
        """The bookings that hold a stretch."""
        return {stretch.booking for stretch in self._stretches}

    def book(self, new: Booking) -> list[Booking]:
        """The bookings that the new one runs into; what they leave free of it is taken."""
        start, end = new.block.start, new.block.end
        at = bisect_right(self._stretches, start, key=lambda stretch: stretch.end)
        met = []
        free = []
        for stretch in islice(self._stretches, at, None):
            if stretch.start >= end:
                break
            met.append(stretch.booking)
            if start < stretch.start:
                free.append(_Stretch(start, stretch.start, new))
            start = max(start, stretch.end)
        if start < end:
            free.append(_Stretch(start, end, new))
        for stretch in free:
            insort(self._stretches, stretch, key=lambda each: each.start)
        return met
