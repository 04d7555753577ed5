"""Which units of a line an assistant gave, by CMS's billing examples."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.tables import load_tables
from scrubber.treatment import AssistantUnits
from scrubber.treatment.assistants import split_units
from scrubber.treatment.units import supported_units
from tests.treatment.days import day_of, sv1

TABLES = load_tables()
DAY = day_of(sv1("97530")).date
METHOD = TABLES.unit_methods.on(DAY)["cms_8_minute"]
TENTH = Decimal("0.10")


def split(units: int, therapist: int, assistant: int, final: int | None = 8) -> object:
    """(units with the modifier, units without), or None."""
    found = split_units(units, therapist, assistant, METHOD, TENTH, final)
    return found and (found.with_assistant, found.without)


@pytest.mark.parametrize(
    ("units", "therapist", "assistant", "expected"),
    [
        (2, 30, 0, (0, 2)),
        (2, 0, 30, (2, 0)),
        (2, 15, 15, (1, 1)),  # a whole quarter hour each
        (3, 30, 15, (1, 2)),
        (2, 23, 7, (0, 2)),  # 8 of the last unit are the therapist's
        (2, 22, 8, (1, 1)),  # 7 are not, and the assistant has 8
        (1, 8, 7, (0, 1)),
        (1, 7, 8, (1, 0)),
        (1, 5, 6, (1, 0)),  # neither has 8: more than a tenth is the assistant's
        (2, 20, 3, (1, 1)),  # 5 and 3 are left: 3 of 8 are more than a tenth
        (2, 12, 14, (1, 1)),  # 9 to 14 each of 23 to 28: one with, one without
        (4, 27, 26, (2, 2)),
        (1, 15, 15, None),  # one unit billed for one of each
        (5, 15, 15, None),  # more units than the minutes hold
        (1, 30, 4, (0, 1)),  # fewer billed, and no whole quarter hour is the assistant's
        (1, 7, 30, (1, 0)),
        (1, 8, 30, None),  # the one that is billed may be the therapist's
    ],
)
def test_units_go_to_those_who_gave_them(
    units: int, therapist: int, assistant: int, expected: tuple[int, int] | None
) -> None:
    assert split(units, therapist, assistant) == expected


@pytest.mark.parametrize(("assistant", "with_assistant"), [(1, 0), (2, 1)])
def test_until_2021_the_last_unit_is_the_assistants_above_a_tenth(
    assistant: int, with_assistant: int
) -> None:
    assert split(1, 12, assistant, final=None) == (with_assistant, 1 - with_assistant)
    assert split(1, 12, assistant) == (0, 1)


@given(st.integers(1, 100), st.integers(0, 100))
def test_the_units_that_the_minutes_support_are_all_given_out(
    therapist: int, assistant: int
) -> None:
    units = supported_units(therapist + assistant, METHOD)
    found = split_units(units, therapist, assistant, METHOD, TENTH, 8) if units else None
    if units:
        assert isinstance(found, AssistantUnits)
        assert found.with_assistant + found.without == units
        assert found.with_assistant >= assistant // 15
        assert found.without >= therapist // 15 or not found.with_assistant
