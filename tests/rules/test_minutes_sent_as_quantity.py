"""TH105: which other lines of the day count beside the minutes that were sent."""

import pytest

from scrubber.rules.examples import Given
from tests.rules.harness import findings_of

SENT = "SV1*HC:97530:GP*100*MJ*23***1~"
"""By itself 2 units; beside 10 minutes that have more than its remainder, 1."""


def other(units: str, more: str = "") -> str:
    return f"SV1*HC:97110:GP*45*UN*{units}***1~{more}"


@pytest.mark.parametrize(
    ("line", "minutes", "units"),
    [
        (other("1"), 10, "1"),
        # What is not known of the other line, or not sure, does not count.
        (other("1"), None, "2"),
        (other("1.5"), 10, "2"),
        (other("1", "NTE*ADD*ABOUT 10 MIN~"), None, "2"),
    ],
    ids=["known", "no minutes", "no units", "not sure"],
)
def test_what_counts_beside_it(line: str, minutes: int | None, units: str) -> None:
    records = findings_of("TH105", SENT + line, Given(minutes=(None, minutes)))
    assert [(record.element, record.after) for record in records] == [
        ("SV103", "UN"),
        ("SV104", units),
    ]


@pytest.mark.parametrize(
    ("quantity", "minutes", "units"),
    [("20", 22, "1"), ("20", 20, "1"), ("30", 20, "1"), ("22", 23, None), ("many", 23, None)],
)
def test_the_log_outranks_the_quantity_where_no_more_units_come_out(
    quantity: str, minutes: int, units: str | None
) -> None:
    line = f"SV1*HC:97530:GP*100*MJ*{quantity}***1~"
    records = findings_of("TH105", line, Given(minutes=(minutes,)))
    assert records[-1].after == units


@pytest.mark.parametrize(("quantity", "action"), [("0", "flagged"), ("1", "held"), ("7", "held")])
def test_few_minutes_are_held_and_none_are_no_number(quantity: str, action: str) -> None:
    (record,) = findings_of("TH105", f"SV1*HC:97530:GP*100*MJ*{quantity}***1~")
    assert record.action == action
