"""X12 text as numbers and dates; None where it is neither."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.claims.values import amount, day, days, number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("100", "100"),
        ("100.", "100"),
        ("100.50", "100.50"),
        (".5", "0.5"),
        ("-12.5", "-12.5"),
        ("+3", "3"),
        ("007", "7"),
        ("9" * 18, "9" * 18),
    ],
)
def test_number(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", "-", "+", "-.", "1.2.3", "1,000", "$1", "1e5", "1E+5", "0x10", "1_000"),
        *("NaN", "Infinity", "-Infinity", "--1", "1-", " 1", "1 ", "1\n", "9" * 19, "9" * 5_000),
        *("one", "\xb2", "\xbd"),
    ],
)
def test_no_number(text):
    assert number(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20260309", date(2026, 3, 9)),
        ("20240229", date(2024, 2, 29)),
        ("00010101", date(1, 1, 1)),
        ("99991231", date(9999, 12, 31)),
    ],
)
def test_day(text, value):
    assert day(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026", "260309", "2026-03-09", "20260230", "20250229", "20261301", "20260300"),
        *("00000000", "202603091", "ABCDEFGH", "2026030\xb2", " 2026030", "20260309-20260310"),
    ],
)
def test_no_day(text):
    assert day(text) is None


def test_days():
    ninth, tenth = date(2026, 3, 9), date(2026, 3, 10)
    assert days("D8", "20260309") == (ninth, ninth)
    assert days("RD8", "20260309-20260310") == (ninth, tenth)
    assert days("RD8", "20260309 - 20260310") == (ninth, tenth)
    assert days("RD8", "20260309-20260309") == (ninth, ninth)


def test_days_that_are_none():
    ninth = date(2026, 3, 9)
    assert days("RD8", "20260309") == (ninth, None)
    assert days("RD8", "20260309-2026031") == (ninth, None)
    assert days("RD8", "-20260309") == (None, ninth)
    assert days("RD8", "") == (None, None)
    assert days("D8", "20260309-20260310") == (None, None)
    assert days("D8", "") == (None, None)


@pytest.mark.parametrize(
    ("value", "like", "text"),
    [
        ("75", "100", "75"),
        ("75", "100.00", "75.00"),
        ("75.5", "100", "75.5"),
        ("75.5", "100.5", "75.5"),
        ("75.5", "100.50", "75.50"),
        ("75.25", "100", "75.25"),
        ("0", "100", "0"),
        ("0", "100.00", "0.00"),
        ("100", "0", "100"),
        ("1200", "1", "1200"),
        ("1E+2", "5", "100"),
        ("1E+2", "5.00", "100.00"),
        (".5", ".50", "0.50"),
    ],
)
def test_amount_shows_cents_as_the_text_it_replaces(value, like, text):
    assert amount(Decimal(value), like) == text


@given(st.text(max_size=20))
def test_no_text_raises(text):
    value = number(text)
    assert value is None or value.is_finite()
    assert day(text) is None or len(text) == 8
    first, last = days("D8", text)
    assert first == last == day(text)
    days("RD8", text)


@given(st.decimals("-99999999", "99999999", places=2), st.sampled_from(["", "1", "1.00", "1.5"]))
def test_amount_is_read_back_as_the_same_number(value, like):
    assert number(amount(value, like)) == value


@given(st.dates(date(1000, 1, 1)))
def test_day_is_read_back(value):
    assert day(f"{value:%Y%m%d}") == value
