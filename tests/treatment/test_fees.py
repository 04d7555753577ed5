"""What Medicare allows for a line: the national amount, reduced further units, and its bounds."""

from collections.abc import Mapping
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.tables import UnknownLocality, load_tables
from scrubber.treatment.fees import (
    Allowed,
    DayFees,
    UnitFee,
    Units,
    day_amounts,
    unit_fee,
)
from tests.treatment.days import day_of, sv1

TABLES = load_tables()


def fee(procedure: str, year: int) -> UnitFee:
    found = unit_fee(procedure, date(year, 7, 1), TABLES)
    assert found
    return found


def national(lines: Mapping[int, tuple[str, int]], year: int = 2025) -> dict[int, Decimal]:
    """The national amounts by line, from procedure and units."""
    units = {line: Units(count, fee(code, year)) for line, (code, count) in lines.items()}
    return {line: allowed.estimate for line, allowed in DayFees.of(units).amounts().items()}


def dollars(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("procedure", "year", "full", "reduced"),
    [
        ("97530", 2025, "34.61", "24.58"),
        ("97110", 2025, "28.79", "21.83"),
        ("97140", 2025, "27.17", "20.70"),
        ("97530", 2022, "38.07", "26.99"),
    ],
)
def test_first_and_further_units(procedure: str, year: int, full: str, reduced: str) -> None:
    found = fee(procedure, year)
    assert [found.full.estimate, found.reduced.estimate] == dollars(full, reduced)


@pytest.mark.parametrize(
    ("procedure", "full", "least"), [("97530", "35.07", "24.88"), ("97110", "29.06", "22.04")]
)
def test_2026_gives_bounds_since_its_practice_expense_is_not_published_apart(
    procedure: str, full: str, least: str
) -> None:
    found = fee(procedure, 2026)
    assert [found.full.estimate, found.reduced.estimate] == dollars(full, least)
    assert found.reduced.at_most == found.full.at_most


@pytest.mark.parametrize(
    ("units", "amount"), [(1, "34.61"), (2, "59.19"), (3, "83.77"), (6, "157.51")]
)
def test_only_the_first_unit_is_paid_in_full(units: int, amount: str) -> None:
    assert national({0: ("97530", units)}) == {0: Decimal(amount)}


def test_of_several_lines_the_highest_practice_expense_is_paid_in_full() -> None:
    assert national({0: ("97530", 2), 1: ("97110", 1)}) == {
        0: Decimal("59.19"),
        1: Decimal("21.83"),
    }


def test_the_order_of_the_lines_changes_nothing() -> None:
    lines = [("97110", 1), ("97530", 2), ("97140", 1)]
    expected = {"97110": Decimal("21.83"), "97530": Decimal("59.19"), "97140": Decimal("20.70")}
    for order in permutations(lines):
        amounts = national(dict(enumerate(order)))
        assert {code: amounts[line] for line, (code, _) in enumerate(order)} == expected


def test_two_lines_of_one_code_have_one_first_unit() -> None:
    assert sorted(national({7: ("97530", 1), 3: ("97530", 1)}).items()) == [
        (3, Decimal("34.61")),
        (7, Decimal("24.58")),
    ]


def made_up(rank: str, full: str, reduced: str) -> UnitFee:
    """A fee whose practice expense is `rank`."""
    amounts = [Allowed(amount, amount) for amount in dollars(full, reduced)]
    return UnitFee(amounts[0], amounts[1], (Decimal(rank), Decimal(full)))


def test_of_equal_practice_expenses_the_higher_total_is_paid_in_full() -> None:
    low, high = made_up("0.50", "10.00", "7.50"), made_up("0.50", "14.00", "11.50")
    amounts = DayFees.of({0: Units(1, low), 1: Units(1, high)}).amounts()
    assert [amounts[0].estimate, amounts[1].estimate] == dollars("7.50", "14.00")


def test_a_higher_total_does_not_outrank_a_higher_practice_expense() -> None:
    effort, expense = made_up("0.40", "24.00", "22.00"), made_up("0.50", "10.00", "7.50")
    amounts = DayFees.of({0: Units(1, effort), 1: Units(1, expense)}).amounts()
    assert [amounts[0].estimate, amounts[1].estimate] == dollars("22.00", "10.00")


def test_the_dearest_locality_bounds_the_line() -> None:
    amounts = DayFees.of({0: Units(2, fee("97530", 2026))}).amounts()
    assert amounts == {0: Allowed(Decimal("59.95"), Decimal("90.42"))}


def test_no_lines_allow_nothing() -> None:
    assert DayFees.of({}).amounts() == {}


# By hand: 97530 in 2025 is 0.44, 0.62 and 0.01; AK-01 is 1.5, 1.081 and 0.592; 32.3465 dollars.
@pytest.mark.parametrize(
    ("locality", "full", "reduced"), [("AK-01", "43.22", "32.38"), ("OH-00", "32.84", "23.70")]
)
def test_a_named_locality_has_prices_of_its_own(locality: str, full: str, reduced: str) -> None:
    found = unit_fee("97530", date(2025, 7, 1), load_tables(locality=locality))
    assert found
    assert [found.full.estimate, found.full.at_most] == dollars(full, full)
    assert [found.reduced.estimate, found.reduced.at_most] == dollars(reduced, reduced)


def test_a_locality_without_indices_for_the_year_has_national_prices() -> None:
    found = unit_fee("97530", date(2024, 7, 1), load_tables(locality="AK-01"))
    assert found
    assert astuple(found) == astuple(fee("97530", 2024))


def test_a_locality_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownLocality, match=r"'Ohio'.*OH-00"):
        load_tables(locality="Ohio")


@pytest.mark.parametrize(
    ("modifiers", "on", "allowed"),
    [
        ("GP", "20250310", "59.19"),
        ("GP:CQ", "20250310", "50.31"),
        ("GP:CQ", "20211231", "67.17"),  # the lower payment began on 2022-01-01
        ("GP:CQ", "20220101", "55.30"),
    ],
)
def test_an_assistants_line_is_paid_a_share(modifiers: str, on: str, allowed: str) -> None:
    day = day_of(sv1("97530", modifiers, 2, 100), date=on)
    assert [amount.estimate for amount in day_amounts(day, TABLES).values()] == dollars(allowed)


def test_no_line_is_allowed_more_than_its_charge() -> None:
    day = day_of(sv1("97530", "GP", 2, 40), date="20250310")
    assert list(day_amounts(day, TABLES).values()) == [Allowed(Decimal(40), Decimal(40))]


LINES = st.lists(
    st.tuples(st.sampled_from(["97530", "97110", "97140", "97112"]), st.integers(1, 6)),
    min_size=1,
    max_size=5,
)


@given(LINES, st.sampled_from([2022, 2025, 2026]))
def test_a_day_pays_one_full_unit_and_the_rest_reduced(
    lines: list[tuple[str, int]], year: int
) -> None:
    units = {line: Units(count, fee(code, year)) for line, (code, count) in enumerate(lines)}
    amounts = DayFees.of(units).amounts()
    reduced = sum(each.count * each.fee.reduced.estimate for each in units.values())
    first = max((each.fee for each in units.values()), key=lambda each: each.rank)
    further = first.full.estimate - first.reduced.estimate
    assert sum(a.estimate for a in amounts.values()) == reduced + further
    assert all(a.at_most >= a.estimate for a in amounts.values())
