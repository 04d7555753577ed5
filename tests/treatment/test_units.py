"""Minutes into units: the manual's examples, and what must hold for any day."""

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.tables import UnitMethod, load_tables
from scrubber.treatment import Allocation, allocate, supported_units
from scrubber.treatment.units import bills_its_allocation

METHODS = load_tables().unit_methods.on(date(2026, 3, 9))
CMS, AMA = METHODS["cms_8_minute"], METHODS["ama_midpoint"]
BOTH = pytest.mark.parametrize("method", [CMS, AMA], ids=lambda method: method.method)
VECTORS = Path(__file__).parents[3] / "shared" / "domain" / "unit_test_vectors.csv"


def by_code(
    minutes: Mapping[str, int], method: UnitMethod, billed: Mapping[str, int] | None = None
) -> Allocation[str]:
    """The units of a pool with one line for each code."""
    return allocate(minutes, {code: code for code in minutes}, billed or {}, method)


def parsed(cell: str) -> dict[str, int]:
    return {code: int(figure) for code, figure in (part.split(":") for part in cell.split())}


@BOTH
@pytest.mark.parametrize("minutes", range(143))
def test_units_of_a_single_code(minutes: int, method: UnitMethod) -> None:
    """The manual's table: 8-22 is 1, 23-37 is 2, and so on to 128-142."""
    ends = [7, 22, 37, 52, 67, 82, 97, 112, 127, 142]
    units = next(units for units, end in enumerate(ends) if minutes <= end)
    assert supported_units(minutes, method) == units
    assert by_code({"97530": minutes}, method).units == {"97530": units}


@pytest.mark.parametrize(
    ("minutes", "total", "units"),
    [
        ("97112:24 97110:23", 3, "97112:2 97110:1"),
        ("97110:33 97140:7", 3, "97110:2 97140:1"),
        ("97110:18 97140:13 97116:10 97035:8", 3, "97110:1 97140:1 97116:1 97035:0"),
        ("97530:7", 0, "97530:0"),
        ("97530:8", 1, "97530:1"),
        ("97530:30 97140:15", 3, "97530:2 97140:1"),
        ("97530:12 97110:11 97140:10", 2, "97530:1 97110:1 97140:0"),
        ("97530:20 97110:4", 2, "97530:2 97110:0"),
        ("97530:15 97110:7 97140:1", 2, "97530:1 97110:1 97140:0"),
        ("97530:16 97110:16 97140:16", 3, "97530:1 97110:1 97140:1"),
        ("97530:3 97110:4", 0, "97530:0 97110:0"),
        ("97530:53 97110:14", 4, "97530:3 97110:1"),
    ],
)
def test_pooled_by_the_manual(minutes: str, total: int, units: str) -> None:
    allocation = by_code(parsed(minutes), CMS)
    assert (allocation.total, allocation.units) == (total, parsed(units))
    assert allocation.choice == {}


@pytest.mark.parametrize(
    ("minutes", "units"),
    [
        ("97112:24 97110:23", "97112:2 97110:2"),
        ("97112:20 97110:20", "97112:1 97110:1"),
        ("97110:33 97140:7", "97110:2 97140:0"),
        ("97110:18 97140:13 97116:10 97035:8", "97110:1 97140:1 97116:1 97035:1"),
        ("97112:7 97110:7 97140:7", "97112:0 97110:0 97140:0"),
        ("97530:8 97110:8", "97530:1 97110:1"),
        ("97530:5 97110:5", "97530:0 97110:0"),
        ("97530:12 97110:11 97140:10", "97530:1 97110:1 97140:1"),
    ],
)
def test_each_code_for_itself_by_the_midpoint_rule(minutes: str, units: str) -> None:
    allocation = by_code(parsed(minutes), AMA)
    assert allocation.units == parsed(units)
    assert allocation.total == sum(parsed(units).values())
    assert allocation.choice == {}


@pytest.mark.parametrize(
    ("minutes", "total"),
    [
        ("97112:20 97110:20", 3),
        ("97112:7 97110:7 97140:7", 1),
        ("97530:8 97110:8", 1),
        ("97530:5 97110:5", 1),
        ("97530:23 97110:8", 2),
    ],
)
def test_equal_remainders_are_the_therapists_choice(minutes: str, total: int) -> None:
    given_minutes = parsed(minutes)
    allocation = by_code(given_minutes, CMS)
    assert allocation.total == sum(allocation.units.values()) == total
    assert allocation.choice == {code: (m // 15, m // 15 + 1) for code, m in given_minutes.items()}


@pytest.mark.parametrize("favoured", ["97112", "97110", "97140"])
def test_between_equal_remainders_the_billed_split_stands(favoured: str) -> None:
    minutes = {"97112": 20, "97110": 20, "97140": 20}
    others = {code: 1 for code in minutes if code != favoured}
    allocation = by_code(minutes, CMS, {favoured: 2, **others})
    assert allocation.total == 4
    assert allocation.units == {favoured: 2, **others}
    assert allocation.choice == {}


def test_a_billed_split_does_not_outweigh_a_larger_remainder() -> None:
    allocation = by_code({"97530": 21, "97110": 19}, CMS, {"97530": 1, "97110": 2})
    assert allocation.units == {"97530": 2, "97110": 1}


def test_a_billed_split_that_settles_nothing_leaves_the_choice() -> None:
    for billed in ({"97530": 2, "97110": 2}, {"97530": 1, "97110": 1}, {}):
        allocation = by_code({"97530": 20, "97110": 20}, CMS, billed)
        assert sum(allocation.units.values()) == 3
        assert set(allocation.choice) == {"97530", "97110"}
        assert [allocation.fewest(code) for code in ("97530", "97110")] == [1, 1]
        assert [allocation.most(code) for code in ("97530", "97110")] == [2, 2]


def test_a_choice_leaves_the_other_lines_out() -> None:
    allocation = by_code({"97530": 29, "97110": 20, "97140": 20, "97112": 15}, CMS)
    assert allocation.total == 6
    assert set(allocation.choice) == {"97110", "97140"}
    assert allocation.fewest("97530") == allocation.most("97530") == allocation.units["97530"] == 2
    assert allocation.fewest("97112") == allocation.most("97112") == allocation.units["97112"] == 1


def test_lines_of_one_code_share_its_units() -> None:
    lines = {"first": 15, "second": 8}
    codes = dict.fromkeys(lines, "97530")
    for method in (CMS, AMA):
        assert allocate(lines, codes, {}, method).units == {"first": 1, "second": 1}
        seven = allocate({"first": 15, "second": 7}, codes, {}, method)
        assert seven.units == {"first": 1, "second": 0}


def test_between_lines_that_nothing_else_settles_the_first_is_taken() -> None:
    """Lines are known by their offsets, and 998 stands before 1003."""
    for lines in ({998: 8, 1003: 8}, {1003: 8, 998: 8}):
        allocation = allocate(lines, dict.fromkeys(lines, "97530"), {}, CMS)
        assert allocation.units == {998: 1, 1003: 0}
        assert set(allocation.choice) == {998, 1003}


@pytest.mark.skipif(not VECTORS.is_file(), reason="no research tables here")
def test_every_vector_of_the_research() -> None:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        vectors = list(csv.DictReader(file))
    assert len(vectors) >= 20
    for row in vectors:
        minutes = parsed(row["minutes_by_code"])
        tie = row["tie_therapist_choice"] == "1"
        stated = parsed(row["cms_units_by_code"])
        pooled = by_code(minutes, CMS, stated)
        assert sum(minutes.values()) == int(row["total_timed"])
        assert pooled.total == int(row["cms_total_units"]), row["name"]
        assert pooled.units == stated, row["name"]
        assert bool(by_code(minutes, CMS).choice) is tie, row["name"]
        alone = by_code(minutes, AMA)
        assert alone.total == int(row["spm_total_units"]), row["name"]
        assert alone.units == parsed(row["spm_units_by_code"]), row["name"]


LINE = st.tuples(
    st.sampled_from(["97110", "97112", "97140", "97530"]), st.integers(0, 120), st.integers(0, 6)
)
DAYS = st.lists(LINE, min_size=1, max_size=7)
ANY_METHOD = st.sampled_from([CMS, AMA])
Day = list[tuple[str, int, int]]


def allocated(day: Day, method: UnitMethod) -> Allocation[int]:
    lines = dict(enumerate(day))
    return allocate(
        {line: minutes for line, (_, minutes, _) in lines.items()},
        {line: code for line, (code, _, _) in lines.items()},
        {line: billed for line, (_, _, billed) in lines.items()},
        method,
    )


def minutes_of(day: Day) -> Counter[str]:
    sums: Counter[str] = Counter()
    for code, minutes, _ in day:
        sums[code] += minutes
    return sums


def units_of(day: Day, method: UnitMethod) -> Counter[str]:
    sums: Counter[str] = Counter()
    for line, units in allocated(day, method).units.items():
        sums[day[line][0]] += units
    return sums


@given(DAYS)
def test_the_units_sum_to_what_the_pooled_minutes_support(day: Day) -> None:
    total = sum(minutes for _, minutes, _ in day)
    allocation = allocated(day, CMS)
    assert allocation.total == sum(allocation.units.values()) == (total + 7) // 15


@given(DAYS)
def test_the_units_sum_to_what_each_code_supports(day: Day) -> None:
    allocation = allocated(day, AMA)
    units = {code: m // 15 + (m % 15 >= 8) for code, m in minutes_of(day).items()}
    assert units_of(day, AMA) == Counter(units)
    assert allocation.total == sum(allocation.units.values()) == sum(units.values())


@given(DAYS, ANY_METHOD)
def test_the_lines_of_a_code_share_what_the_code_has_by_itself(
    day: Day, method: UnitMethod
) -> None:
    billed: Counter[str] = Counter()
    for code, _, units in day:
        billed[code] += units
    one_line_each = [(code, minutes, billed[code]) for code, minutes in minutes_of(day).items()]
    assert units_of(day, method) == units_of(one_line_each, method)


@given(DAYS, ANY_METHOD)
def test_no_code_or_line_lies_below_its_quarter_hours_or_more_than_one_above(
    day: Day, method: UnitMethod
) -> None:
    codes = units_of(day, method)
    for code, minutes in minutes_of(day).items():
        assert 0 <= codes[code] - minutes // 15 <= 1
    for line, units in allocated(day, method).units.items():
        assert 0 <= units - day[line][1] // 15 <= 1


@given(DAYS)
def test_the_further_units_go_to_the_largest_remainders(day: Day) -> None:
    codes = units_of(day, CMS)
    minutes = minutes_of(day)
    given_one = [m % 15 for code, m in minutes.items() if codes[code] > m // 15]
    given_none = [m % 15 for code, m in minutes.items() if codes[code] == m // 15]
    assert not given_one or not given_none or min(given_one) >= max(given_none)


@given(DAYS)
def test_a_choice_is_told_exactly_where_the_split_is_not_settled(day: Day) -> None:
    """By trying every split: those of the largest remainders, then those nearest to the bill."""
    day = list({code: (code, minutes, billed) for code, minutes, billed in day}.values())
    minutes, billed = minutes_of(day), {code: units for code, _, units in day}
    left = (sum(minutes.values()) + 7) // 15 - sum(m // 15 for m in minutes.values())

    def worth(codes: tuple[str, ...]) -> tuple[int, int]:
        wanted = sum(billed[code] > minutes[code] // 15 for code in codes)
        return sum(minutes[code] % 15 for code in codes), wanted

    splits = list(combinations(sorted(minutes), left))
    best = [set(codes) for codes in splits if worth(codes) == max(map(worth, splits))]
    open_codes = set.union(*best) - set.intersection(*best)
    allocation = allocated(day, CMS)
    assert {day[line][0] for line in allocation.choice} == open_codes
    assert {day[line][0] for line, u in allocation.units.items() if u > day[line][1] // 15} in best
    for line, (fewest, most) in allocation.choice.items():
        assert fewest <= allocation.units[line] <= most


@given(DAYS, ANY_METHOD, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_codes_units(
    day: Day, method: UnitMethod, random: st.randoms
) -> None:
    shuffled = list(day)
    random.shuffle(shuffled)
    assert units_of(shuffled, method) == units_of(day, method)


@given(DAYS, ANY_METHOD)
def test_a_day_billed_as_it_is_due_is_due_the_same(day: Day, method: UnitMethod) -> None:
    units = allocated(day, method).units
    billed = [(code, minutes, units[line]) for line, (code, minutes, _) in enumerate(day)]
    again = allocated(billed, method)
    assert again.units == units
    assert not again.choice


@given(DAYS, ANY_METHOD, st.integers(0, 6), st.integers(1, 30))
def test_more_minutes_never_support_fewer_units(
    day: Day, method: UnitMethod, line: int, more: int
) -> None:
    line %= len(day)
    code, minutes, billed = day[line]
    longer = [*day[:line], (code, minutes + more, billed), *day[line + 1 :]]
    assert allocated(longer, method).total >= allocated(day, method).total


NEARLY_DUE = st.lists(
    st.builds(
        lambda code, minutes, more: (code, minutes, max(minutes // 15 + more, 0)),
        st.sampled_from(["97110", "97112", "97530"]),
        st.integers(0, 50),
        st.sampled_from([0, 0, 1, 1, -1, 2]),
    ),
    min_size=1,
    max_size=5,
)


@given(NEARLY_DUE | DAYS, ANY_METHOD)
def test_what_is_billed_is_compared_without_an_allocation(day: Day, method: UnitMethod) -> None:
    allocation = allocated(day, method)
    due = [allocation.units[line] for line in range(len(day))]
    right = bills_its_allocation(day, method)
    assert right is (due == [billed for _, _, billed in day])
    assert not (right and allocation.choice)


@given(DAYS, ANY_METHOD)
def test_a_day_billed_as_it_is_due_is_found_so(day: Day, method: UnitMethod) -> None:
    units = allocated(day, method).units
    due = [(code, minutes, units[line]) for line, (code, minutes, _) in enumerate(day)]
    assert bills_its_allocation(due, method)
