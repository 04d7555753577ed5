"""TH107: whose units a limit counts, by the indicator that is published with it."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from scrubber.findings import Finding
from scrubber.rules import rule_by_code
from scrubber.tables import load_tables
from scrubber.tables.library import KINDS
from tests.treatment.days import day_of, sv1


def found(billed: Iterable[int | str], **limit: object) -> list[Finding]:
    """What is found of 97530 on lines of so many units, where its limits are so."""
    tables = load_tables()
    limits = KINDS["mue"].of(replace(row, **limit) for row in tables.mue.rows)  # type: ignore[type-var]
    rule = rule_by_code("TH107")
    assert rule
    day = day_of(*(sv1("97530", units=each) for each in billed))
    return list(rule.check(day, replace(tables, mue=limits)))


@pytest.mark.parametrize(
    ("indicator", "lines", "counted"),
    [
        ("1", ["2"], "each line is judged by itself (indicator 1)"),
        ("2", ["1", "2"], "all lines of the day add up, and a denial is final (indicator 2)"),
    ],
)
def test_the_indicator_says_whether_lines_add_up(
    indicator: str, lines: list[str], counted: str
) -> None:
    over = found([4, 7], adjudication_indicator=indicator)
    assert [each.line and each.line.number for each in over] == lines
    assert {each.evidence[1] for each in over} == {counted}


@pytest.mark.parametrize("indicator", ["1", "3"])
def test_a_quantity_that_is_no_units_is_not_over_even_a_limit_of_none(indicator: str) -> None:
    assert found(["X"], adjudication_indicator=indicator, units=0) == []
