"""TH303: when the absence of an edit proves something, and which lines are asked."""

import pytest

from scrubber.rules.examples import Given
from tests.rules.harness import findings_of

DISTINCT = "SV1*HC:97530:GP:59*100*UN*2***1~"
NEEDED = "SV1*HC:97750:GP:59*45*UN*1***1~"
OTHER = "SV1*HC:97110:GP*45*UN*1***1~"
ONCE_EDITED = "SV1*HC:97140:GP*45*UN*1***1~"
UNTIMED = "SV1*HC:97161:GP:59*90*UN*1***1~"


def lines_told(before: str, date: str = "20260309") -> list[str | None]:
    return [record.line for record in findings_of("TH303", before, Given(date=date))]


@pytest.mark.parametrize(
    ("other", "date", "told"),
    [
        # The table has every edit in force since 2020-10-01, and of those before only some.
        (OTHER, "20200930", []),
        (OTHER, "20201001", ["1"]),
        (ONCE_EDITED, "20191231", []),
        (ONCE_EDITED, "20200101", ["1"]),
        (ONCE_EDITED, "20200930", ["1"]),
    ],
)
def test_the_days_on_which_no_edit_is_known(other: str, date: str, told: list[str]) -> None:
    assert lines_told(DISTINCT + other, date) == told


def test_a_day_without_a_date_proves_nothing() -> None:
    assert lines_told(f"{DISTINCT}DTP*472*D8*2026~{OTHER}DTP*472*D8*2026~") == []


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (UNTIMED + DISTINCT, ["2"]),
        (DISTINCT + UNTIMED, ["1"]),
        (NEEDED + "SV1*HC:97530:GP*100*UN*2***1~" + "SV1*HC:97110:GP:59*45*UN*1***1~", ["3"]),
        (OTHER + DISTINCT, ["2"]),
    ],
)
def test_a_line_that_is_passed_over_hides_no_other(before: str, told: list[str]) -> None:
    assert lines_told(before) == told
