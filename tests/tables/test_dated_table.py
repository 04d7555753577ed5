"""Look-ups by service date: both ends included, and no date means no row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.tables import DatedRow, DatedTable
from scrubber.value_class import value_class


@value_class(kw_only=True)
class Price(DatedRow):
    procedure: str
    cents: int


def price(valid_from: date, valid_to: date | None, cents: int, procedure: str = "97530") -> Price:
    return Price(
        valid_from=valid_from,
        valid_to=valid_to,
        confirmed=True,
        source="test",
        procedure=procedure,
        cents=cents,
    )


def table(*rows: Price) -> DatedTable[str, Price]:
    return DatedTable("test/prices", rows, lambda row: row.procedure)


TWO_YEARS = table(
    price(date(2024, 1, 1), date(2024, 12, 31), 24),
    price(date(2025, 1, 1), None, 25),
    price(date(2024, 7, 1), date(2024, 7, 1), 7, "97110"),
)


@pytest.mark.parametrize(
    ("day", "cents"),
    [
        (date(2023, 12, 31), {}),
        (date(2024, 1, 1), {"97530": 24}),
        (date(2024, 6, 30), {"97530": 24}),
        (date(2024, 7, 1), {"97530": 24, "97110": 7}),
        (date(2024, 7, 2), {"97530": 24}),
        (date(2024, 12, 31), {"97530": 24}),
        (date(2025, 1, 1), {"97530": 25}),
        (date(9999, 12, 31), {"97530": 25}),
        (date.min, {}),
    ],
)
def test_both_ends_are_included(day: date, cents: dict[str, int]) -> None:
    for _ in range(2):
        assert {key: row.cents for key, row in TWO_YEARS.on(day).items()} == cents


def test_no_date_has_no_row() -> None:
    assert not TWO_YEARS.on(None)


def test_a_table_without_rows() -> None:
    assert not table().on(date(2026, 1, 1))


DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
SPANS = st.builds(
    lambda start, length: (start, None if length is None else start + timedelta(length)),
    DAYS,
    st.none() | st.integers(0, 40),
)


@given(st.lists(SPANS, max_size=6), st.lists(DAYS, min_size=1, max_size=6))
def test_a_row_is_found_on_the_days_it_holds_and_no_other(
    spans: list[tuple[date, date | None]], days: list[date]
) -> None:
    rows = [price(start, end, 1, f"{key:05}") for key, (start, end) in enumerate(spans)]
    prices = table(*rows)
    for day in days:
        held = {
            row.procedure
            for row in rows
            if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
        }
        assert set(prices.on(day)) == held
        assert {row.procedure for row in rows if row.holds_on(day)} == held
