"""TH502: what is asked of a visit depends on the figures that hold on its day."""

from dataclasses import replace

import pytest

from scrubber.rules import rule_by_code
from scrubber.tables import load_tables
from scrubber.tables.library import KINDS
from scrubber.treatment import LineHistory
from tests.treatment.days import day_of, sv1

REPORT = "visits_to_progress_report"
NEED = "visits_of_continued_need"


@pytest.mark.parametrize(
    ("figures", "asked"),
    [
        ((REPORT, NEED), ["a progress report is due", "does the record show the continued need?"]),
        ((REPORT,), ["a progress report is due"]),
        ((NEED,), ["does the record show the continued need?"]),
        ((), []),
    ],
)
def test_only_what_a_figure_of_the_day_asks_for(figures: tuple[str, ...], asked: list[str]) -> None:
    tables = load_tables()
    rows = [row for row in tables.therapy_figures.rows if row.figure in figures]
    day = day_of(sv1("97530"))
    twentieth = tuple(replace(line, history=LineHistory(visit=20)) for line in day.lines)
    rule = rule_by_code("TH502")
    assert rule
    found = rule.check(
        replace(day, lines=twentieth),
        replace(tables, therapy_figures=KINDS["therapy_figures"].of(rows)),
    )
    known = "treatment day 20 that is known of this course"
    assert [finding.message for finding in found] == [f"{known}: {words}" for words in asked]
