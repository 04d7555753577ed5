"""The entries of earlier sets: many of one key become one, and say the same."""

from collections.abc import Sequence
from datetime import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.evidence import TimeBlock
from scrubber.treatment import Allowed, EarlierSets
from scrubber.treatment.earlier import MOST_ENTRIES
from scrubber.treatment.entries import (
    PATIENT,
    THERAPIST,
    YEAR,
    merged,
    packed_amount,
    packed_patient,
    patient_of,
    total,
)
from scrubber.treatment.schedule import Booking, Schedule, packed, unpacked

MINUTES = st.integers(0, 59)
BLOCKS = st.tuples(MINUTES, MINUTES).filter(lambda both: both[0] < both[1])
NOTE = b"digest"


def bookings(blocks: Sequence[tuple[int, int]]) -> list[Booking]:
    return [
        Booking(at, f"C{at}", "1", "97530", b"", TimeBlock(time(9, start), time(9, end)))
        for at, (start, end) in enumerate(blocks)
    ]


def schedule(booked: Sequence[Booking]) -> Schedule:
    made = Schedule()
    for booking in booked:
        made.book(booking)
    return made


def test_later_sets_find_what_earlier_ones_left_in_their_order() -> None:
    earlier = EarlierSets()
    assert earlier.exchange({b"y1": b"1 1", b"y2": b"5 5"}) == {}
    assert earlier.exchange({b"y1": b"2 2"}) == {b"y1": (b"1 1",)}
    assert earlier.exchange({b"y1": b"3 3", b"y3": b"6 6"}) == {b"y1": (b"1 1", b"2 2")}


def test_however_many_sets_there_are_a_set_finds_few_entries() -> None:
    earlier = EarlierSets()
    for before in range(100):
        found = earlier.exchange({b"y": b"1.50 2"}).get(b"y", ())
        assert len(found) <= MOST_ENTRIES
        assert total(found) == Allowed(Decimal("1.50") * before, Decimal(2) * before)


@given(st.lists(st.tuples(st.decimals("-99", "99", places=2), st.decimals("0", "99", places=3))))
def test_merged_amounts_have_the_same_sum(amounts: list[tuple[Decimal, Decimal]]) -> None:
    entries = [packed_amount(Allowed(*each)) for each in amounts]
    assert total([merged(YEAR, entries)]) == total(entries)


def test_a_merged_patient_has_all_dates_and_the_first_line_of_each_note() -> None:
    entries = [
        packed_patient({"PT": {1, 2}}, {}),
        packed_patient({"PT": {2, 3}, "OT": {2}}, {NOTE: (2, "first")}),
        packed_patient({}, {NOTE: (1, "second"), b"other": (1, "third")}),
    ]
    assert patient_of([merged(PATIENT, entries)]) == patient_of(entries)
    assert patient_of(entries) == (
        {"PT": {1, 2, 3}, "OT": {2}},
        {NOTE: (2, "first"), b"other": (1, "third")},
    )


@given(st.lists(BLOCKS, max_size=12), st.integers(0, 12), BLOCKS)
def test_a_merged_day_meets_a_later_booking_as_the_whole_day_does(
    blocks: list[tuple[int, int]], cut: int, later: tuple[int, int]
) -> None:
    *booked, new = bookings([*blocks, later])
    entry = merged(THERAPIST, [packed(booked[:cut]), packed(booked[cut:])])
    assert schedule(unpacked(entry)).book(new) == schedule(booked).book(new)


@pytest.mark.parametrize("times", [1, 50])
def test_a_merged_day_holds_no_booking_twice(times: int) -> None:
    (booking,) = bookings([(0, 30)])
    assert unpacked(merged(THERAPIST, [packed([booking])] * times)) == [booking]


def test_more_than_memory_is_to_hold() -> None:
    sets = EarlierSets()
    entry = bytes(1_000)
    for start in range(0, 20_000, 1_000):
        assert sets.exchange({b"?%d" % key: entry for key in range(start, start + 1_000)}) == {}
    assert sets.exchange({b"?0": b"again", b"?19999": b"again", b"?new": entry}) == {
        b"?0": (entry,),
        b"?19999": (entry,),
    }


def test_what_cannot_be_kept_is_an_error_of_the_run() -> None:
    sets = EarlierSets()
    sets._kept.close()
    with pytest.raises(OSError, match="cannot be kept"):
        sets.exchange({b"?0": b"entry"})
