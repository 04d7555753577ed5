"""What Medicare allows for a line: the national amount, reduced further units, and its bounds."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.tables import RelativeValue, load_tables
from scrubber.treatment.fees import Allowed, UnitFee, allowed_amounts, unit_fee

TABLES = load_tables()
NATION = Decimal(1)


def fee(procedure: str, year: int) -> UnitFee:
    day = date(year, 7, 1)
    factor = TABLES.conversion_factors.on(day)["standard"].amount
    return unit_fee(TABLES.fee_schedule.on(day)[procedure], factor)


def national(lines: Mapping[int, tuple[str, int]], year: int = 2025) -> dict[int, Decimal]:
    """The national amounts by line, from procedure and units."""
    units = {line: (count, fee(procedure, year)) for line, (procedure, count) in lines.items()}
    return {line: allowed.national for line, allowed in allowed_amounts(units, NATION).items()}


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
    assert [found.full, found.reduced, found.reduced_at_most] == dollars(full, reduced, reduced)


@pytest.mark.parametrize(
    ("procedure", "full", "least"), [("97530", "35.07", "24.88"), ("97110", "29.06", "22.04")]
)
def test_2026_gives_bounds_since_its_practice_expense_is_not_published_apart(
    procedure: str, full: str, least: str
) -> None:
    found = fee(procedure, 2026)
    assert [found.full, found.reduced, found.reduced_at_most] == dollars(full, least, full)


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


def values(work: str, pe: str | None, mp: str, total: str) -> RelativeValue:
    return RelativeValue(
        valid_from=date(2025, 1, 1),
        valid_to=None,
        confirmed=True,
        source="test",
        procedure="97530",
        work_rvu=Decimal(work),
        pe_rvu=pe and Decimal(pe),
        mp_rvu=Decimal(mp),
        total_rvu=Decimal(total),
    )


def test_of_equal_practice_expenses_the_higher_total_is_paid_in_full() -> None:
    factor = Decimal(10)
    low = unit_fee(values("0.40", "0.50", "0.10", "1.00"), factor)
    high = unit_fee(values("0.80", "0.50", "0.10", "1.40"), factor)
    amounts = allowed_amounts({0: (1, low), 1: (1, high)}, NATION)
    assert [amounts[0].national, amounts[1].national] == dollars("7.50", "14.00")


def test_a_higher_total_does_not_outrank_a_higher_practice_expense() -> None:
    factor = Decimal(10)
    effort = unit_fee(values("1.90", "0.40", "0.10", "2.40"), factor)
    expense = unit_fee(values("0.40", "0.50", "0.10", "1.00"), factor)
    amounts = allowed_amounts({0: (1, effort), 1: (1, expense)}, NATION)
    assert [amounts[0].national, amounts[1].national] == dollars("22.00", "10.00")


def test_dollars_are_rounded_half_up_a_unit() -> None:
    found = unit_fee(values("0.50", "0.50", "0.005", "1.005"), Decimal(1))
    assert [found.full, found.reduced] == dollars("1.01", "0.76")


def test_the_dearest_locality_bounds_the_line() -> None:
    highest = TABLES.locality_range.on(date(2026, 3, 9))["highest"].factor
    amounts = allowed_amounts({0: (2, fee("97530", 2026))}, highest)
    assert amounts == {0: Allowed(Decimal("59.95"), Decimal("90.42"))}


def test_no_lines_allow_nothing() -> None:
    assert allowed_amounts({}, NATION) == {}


LINES = st.lists(
    st.tuples(st.sampled_from(["97530", "97110", "97140", "97112"]), st.integers(1, 6)),
    min_size=1,
    max_size=5,
)


@given(LINES, st.sampled_from([2022, 2025, 2026]))
def test_a_day_pays_one_full_unit_and_the_rest_reduced(
    lines: list[tuple[str, int]], year: int
) -> None:
    units = {line: (count, fee(code, year)) for line, (code, count) in enumerate(lines)}
    amounts = allowed_amounts(units, Decimal("1.2891"))
    reduced = sum(count * each.reduced for count, each in units.values())
    first = max((each for _, each in units.values()), key=lambda each: each.rank)
    assert sum(a.national for a in amounts.values()) == reduced + first.full - first.reduced
    assert all(a.at_most >= a.national for a in amounts.values())
