"""Whether a value can be what it stands for: NPI, dollars, charge, diagnosis pointers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.claims.checks import are_pointers, is_charge, is_dollars, is_npi

PREFIX = 80840
NPI = "1234567893"
"""The example of CMS's requirements for the check digit."""


def test_the_example_of_cms() -> None:
    assert is_npi(NPI, PREFIX)


@given(st.sampled_from(range(10)), st.sampled_from("0123456789"))
def test_a_digit_that_is_mistyped_is_seen(at: int, digit: str) -> None:
    mistyped = f"{NPI[:at]}{digit}{NPI[at + 1 :]}"
    assert is_npi(mistyped, PREFIX) == (mistyped == NPI)


@pytest.mark.parametrize("text", ["", "123456789", "12345678930", "12345S7893", "\u0661234567893"])
def test_what_is_not_ten_digits_is_no_npi(text: str) -> None:
    assert not is_npi(text, PREFIX)


@pytest.mark.parametrize(
    ("amount", "dollars", "charge"),
    [
        ("0", True, True),
        ("100", True, True),
        ("100.5", True, True),
        ("100.50", True, True),
        ("100.500", True, True),
        ("100.005", False, False),
        ("-100", True, False),
        ("9" * 18, True, True),
        (None, False, False),
    ],
)
def test_dollars_and_charges(amount: str | None, dollars: bool, charge: bool) -> None:
    value = Decimal(amount) if amount else None
    assert (is_dollars(value), is_charge(value)) == (dollars, charge)


@pytest.mark.parametrize(
    ("pointers", "diagnoses", "right"),
    [
        (("1",), 1, True),
        (("2", "1"), 2, True),
        (("12",), 12, True),
        (("2",), 1, False),
        (("1", "3"), 2, False),
        (("1", "1"), 2, False),
        (("0",), 2, False),
        (("A",), 2, False),
        (("-1",), 2, False),
        (("1",), 0, False),
        ((), 2, False),
    ],
)
def test_diagnosis_pointers(pointers: tuple[str, ...], diagnoses: int, right: bool) -> None:
    assert are_pointers(pointers, diagnoses) is right


@pytest.mark.parametrize("text", ["2234567891", "0234567896", "3234567899", "9234567890"])
def test_those_that_are_issued_begin_with_1_or_2(text: str) -> None:
    digits = [text[:-1] + last for last in "0123456789"]
    assert any(is_npi(number, PREFIX) for number in digits) == (text[0] == "2")
