"""The kit: when a charge may follow its units, and what is told of a line's threshold."""

import pytest

from scrubber.rules.kit import found, with_units
from tests.discrepancies.proof import log, of_rule, proven, row
from tests.edi import ClaimText, one_claim
from tests.treatment.days import day_of, sv1

NO_AMOUNT = "SV102 or CLM02 is no amount that could follow"


def lowered(charge: str, total: str = "") -> tuple[list[tuple[str | None, str | None]], str]:
    """What becomes of 3 units at this charge and 23 minutes: the changes and the last evidence."""
    claim = ClaimText([f"SV1*HC:97530:GP*{charge}*UN*3***1~"], total=total)
    result = proven(one_claim(claim), treatments=log(row(minutes="23")))
    records = of_rule(result.discrepancies, "TH101")
    changes = [(record.element, record.after) for record in records if record.after is not None]
    return changes, records[0].evidence[-1]


@pytest.mark.parametrize(
    ("charge", "total", "why"),
    [
        ("1S0", "150", NO_AMOUNT),
        ("150", "1S0", NO_AMOUNT),
        ("-150", "-150", NO_AMOUNT),
        ("-150", "300", NO_AMOUNT),
        ("150", "49.99", "CLM02 is less than what the line would lose"),
        (
            "100",
            "",
            "SV102 100 for 3 units has no whole-cent price a unit; set the charge by hand",
        ),
    ],
)
def test_units_stay_where_the_charge_cannot_follow(charge: str, total: str, why: str) -> None:
    assert lowered(charge, total) == ([], why)


@pytest.mark.parametrize(
    ("charge", "total", "changes"),
    [
        ("150", "", [("SV104", "2"), ("SV102", "100")]),
        ("150.00", "", [("SV104", "2"), ("SV102", "100.00")]),
        ("0.03", "", [("SV104", "2"), ("SV102", "0.02")]),
        ("150", "50", [("SV104", "2"), ("SV102", "100")]),
        ("0.0", "0", [("SV104", "2")]),
    ],
)
def test_the_charge_follows_the_units(
    charge: str, total: str, changes: list[tuple[str, str]]
) -> None:
    assert lowered(charge, total)[0] == changes


def test_units_that_are_no_units_have_no_price() -> None:
    (line,) = day_of(sv1("97530", units="1.5", charge=100)).lines
    finding = with_units(found(line, line.line.quantity_place, "bills a unit and a half"), line, 1)
    assert (finding.changes, finding.evidence) == ((), (NO_AMOUNT,))


def test_no_unit_is_held_whatever_the_charge() -> None:
    (line,) = day_of(sv1("97530", charge="1S0"), total="150").lines
    finding = with_units(found(line, line.line.quantity_place, "bills a unit"), line, 0)
    assert (finding.changes, finding.action) == ((), "held")
    assert finding.evidence == (
        "these minutes support no unit: remove the line, or correct the minutes",
    )
