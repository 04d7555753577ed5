"""Dates move within their year, in order; what is no date becomes none that says anything."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.deidentify.dates import (
    ATTEMPTS,
    DateShift,
    YearsOfDates,
    dates_in,
    has_date,
    is_time,
    unreadable,
)
from scrubber.keys import Key
from tests.deidentify.copies import KEY

DAYS = st.dates(date(1975, 1, 1), date(2060, 12, 31))


def shift_of(days: list[date], attempt: int = 0, key: Key = KEY) -> DateShift:
    years = YearsOfDates()
    for day in days:
        years.add(f"{day:%Y%m%d}")
    return years.shift(key, attempt)


@given(st.lists(DAYS, min_size=1), st.integers(0, len(ATTEMPTS) - 1), st.binary(min_size=16))
def test_order_and_years_stay(days: list[date], attempt: int, secret: bytes) -> None:
    shift = shift_of(days, attempt, Key(secret))
    moved = [date.fromisoformat(shift.moved(day.isoformat())) for day in days]
    assert [day.year for day in moved] == [day.year for day in days]
    in_order = sorted(range(len(days)), key=days.__getitem__)
    assert [days[at] for at in in_order] == sorted(days)
    assert [moved[at] for at in in_order] == sorted(moved)
    by = {(new - old) for old, new in zip(days, moved, strict=True) if old.year == days[0].year}
    assert len(by) == 1
    assert (days[0].year in shift.unmoved) == (moved[0] == days[0])


@given(DAYS, st.binary(min_size=16))
def test_a_date_with_room_is_never_left_as_it_is(day: date, secret: bytes) -> None:
    assert shift_of([day], key=Key(secret)).moved(f"{day:%Y%m%d}") != f"{day:%Y%m%d}"


@given(st.sets(st.integers(1, 365), min_size=1, max_size=30), st.binary(min_size=16))
def test_no_date_becomes_a_date_of_birth(births: set[int], secret: bytes) -> None:
    years = YearsOfDates()
    years.add("20260309")
    born = [f"{date.fromordinal(date(2025, 12, 31).toordinal() + at):%Y%m%d}" for at in births]
    assert years.shift(Key(secret), 0, [*born, "19500101"]).moved("20260309") not in born


def test_a_year_that_is_full_is_told() -> None:
    full = [date(2025, 1, 1), date(2025, 12, 31), date(2026, 3, 9)]
    shift = shift_of(full)
    assert shift.unmoved == [2025]
    assert shift.moved("20250101-20251231") == "20250101-20251231"
    assert shift.moved("20260309") != "20260309"


def test_a_later_attempt_moves_less_far_and_one_way() -> None:
    day = date(2026, 7, 1)
    by = [
        [
            (
                date.fromisoformat(shift_of([day], attempt, Key(bytes([n] * 16))).moved(f"{day}"))
                - day
            ).days
            for n in range(99)
        ]
        for attempt in range(len(ATTEMPTS))
    ]
    assert min(by[0]) < -90 < 90 < max(by[0])
    for earlier, later, most in ((1, 2, 92), (3, 4, 23), (5, 6, 6)):
        assert -most <= min(by[earlier]) <= max(by[earlier]) < 0
        assert 0 < min(by[later]) <= max(by[later]) <= most


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("20260309", "20260319"),
        ("260309", "260319"),
        ("2026-03-09", "2026-03-19"),
        ("202603091415", "202603191415"),
        ("20260309-20260311", "20260319-20260321"),
        ("20260309-", "20260319-"),
        ("20260309-20269999", "20260319-99999999"),
        ("20260309 J. DOE", "20260319 X. XXX"),
        ("202603099999", "999999999999"),
        ("JOS\xc9", "XXXX"),
    ],
)
def test_each_form_of_a_date(text: str, moved: str) -> None:
    assert DateShift({2026: 10}).moved(text) == moved


def test_a_date_of_an_early_year_keeps_its_eight_digits() -> None:
    assert DateShift({1: 10}).moved("00010101") == "00010111"


def test_six_digits_are_of_this_century_or_the_last() -> None:
    assert list(dates_in("690101")) == [date(2069, 1, 1)]
    assert list(dates_in("700101")) == [date(1970, 1, 1)]


def test_what_is_no_date_or_time() -> None:
    assert not any(map(has_date, ["", "1234", "20261340", "123456789", "2026030914159"]))
    assert all(map(is_time, ["0000", "2359", "141530", "14153099"]))
    assert not any(map(is_time, ["2400", "0960", "915", "09:15", "1415309", "\u0661415"]))
    assert unreadable("25:99 pm\xe9\x80") == "99:99 XXXX"
