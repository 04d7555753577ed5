"""Counts and control numbers: wrong ones are told where they stand, and the file still reads."""

import pytest

from scrubber import scrub
from scrubber.x12 import ControlFault
from tests import edi
from tests.x12.reading import (
    a_set,
    after_terminators,
    bare_file,
    checks_of,
    joined,
    pieces,
    segments_of,
    small_file,
    wrapped,
)

TWO_SETS = bare_file(a_set(1), a_set(2))
ISA, GS, *_ = edi.envelope().split("~")


@pytest.mark.parametrize(
    "text",
    [small_file(), TWO_SETS, bare_file(), TWO_SETS * 2],
    ids=["claim", "sets", "none", "two"],
)
def test_right_counts_fail_no_check(text):
    assert checks_of(pieces(text)) == []


WRONG = {
    "SE01": ("SE*3*0001", "SE*4*0001", ("SE01", "4", "3")),
    "SE01 empty": ("SE*3*0001", "SE**0001", ("SE01", "", "3")),
    "SE01 no number": ("SE*3*0001", "SE*three*0001", ("SE01", "three", "3")),
    "SE01 negative": ("SE*3*0001", "SE*-3*0001", ("SE01", "-3", "3")),
    "SE02": ("SE*3*0001", "SE*3*0002", ("SE02", "0002", "0001")),
    "SE02 absent": ("SE*3*0001", "SE*3", ("SE02", "", "0001")),
    "ST02": ("ST*837*0001", "ST*837*A1", ("SE02", "0001", "A1")),
    "GE01": ("GE*2*1", "GE*3*1", ("GE01", "3", "2")),
    "GE02": ("GE*2*1", "GE*2*9", ("GE02", "9", "1")),
    "GS06": ("0900*1*X*", "0900*7*X*", ("GE02", "1", "7")),
    "IEA01": ("IEA*1*", "IEA*2*", ("IEA01", "2", "1")),
    "IEA02": ("IEA*1*000000001", "IEA*1*000000002", ("IEA02", "000000002", "000000001")),
    "ISA13": ("*000000001*0*T", "*000000003*0*T", ("IEA02", "000000001", "000000003")),
}


@pytest.mark.parametrize(("old", "new", "check"), WRONG.values(), ids=WRONG)
def test_wrong_count_or_number(old, new, check):
    assert TWO_SETS.count(old) == 1
    text = TWO_SETS.replace(old, new)
    assert checks_of(pieces(text)) == [check]
    assert joined(pieces(text)) == text


def test_kinds_of_fault():
    text = TWO_SETS.replace("SE*3*0001", "SE*9*0009").replace("*T*:", "*TT*:")
    faults = [check.fault for piece in pieces(text) for check in piece.checks]
    assert faults == [ControlFault.WIDTH, ControlFault.COUNT, ControlFault.NUMBER]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SE*3*0001", "SE*03*1"),
        ("SE*3*0001", "SE*0000000003*00000001"),
        ("GE*2*1", "GE*000002*000000001"),
        ("IEA*1*000000001", "IEA*01*1"),
        ("IEA*1*000000001", "IEA* 1 * 000000001 "),
    ],
)
def test_leading_zeros_and_blanks_are_no_difference(old, new):
    assert old in TWO_SETS
    assert checks_of(pieces(TWO_SETS.replace(old, new))) == []


def test_control_numbers_that_are_no_numbers_are_compared_as_they_stand():
    assert checks_of(pieces(TWO_SETS.replace("*0001", "*00A1"))) == []
    text = TWO_SETS.replace("ST*837*0001", "ST*837*00A1").replace("SE*3*0001", "SE*3*A1")
    assert checks_of(pieces(text)) == [("SE02", "A1", "00A1")]


ODD_NUMBERS = {
    "letters": ("ST*837*0001", "ST*837*00A1"),
    "nothing in the header": ("ST*837*0001", "ST*837*"),
    "letters in GS06": ("0900*1*X*", "0900*X1*X*"),
    "letters in ISA13": ("*000000001*0*T", "*00000000A*0*T"),
    "nothing in the trailer": ("SE*3*0001", "SE"),
    "letters as count": ("GE*2*1", "GE*two*1"),
    "high digits": ("GE*2*1", "GE*\xb2*1"),
}


@pytest.mark.parametrize(("old", "new"), ODD_NUMBERS.values(), ids=ODD_NUMBERS)
def test_odd_numbers_are_flagged_and_the_file_is_scrubbed(old, new):
    assert TWO_SETS.count(old) == 1
    data = TWO_SETS.replace(old, new).encode("latin-1")
    result = scrub(data)
    assert {(d.rule, d.name, d.action) for d in result.discrepancies} == {
        ("EN101", "control-count-wrong", "flagged")
    }
    assert result.corrected == data


def test_number_of_thousands_of_digits():
    # int() refuses more than 4,300 digits with a ValueError.
    digits = "1" * 5_000
    text = TWO_SETS.replace("SE*3*0001", f"SE*{digits}*0001")
    assert checks_of(pieces(text)) == [("SE01", digits, "3")]


def test_check_stands_on_the_trailer():
    text = after_terminators(TWO_SETS.replace("SE*3*0002", "SE*4*0002"), "\n~")
    (check,) = [check for piece in pieces(text) for check in piece.checks]
    segment = check.place.segment
    assert (segment.number, segment.text) == (8, "SE*4*0002")
    assert text[segment.offset :].startswith("SE*4*0002~")
    assert check.place.element == 1


@pytest.mark.parametrize("layout", ["~", "~~\n", "\n~ \n~\t", "\r\n"])
def test_empty_segments_and_blank_lines_are_not_counted(layout):
    assert checks_of(pieces(after_terminators(small_file(), layout))) == []


def test_wrapping_does_not_change_counts_or_numbers():
    for width in (72, 80):
        for shift in range(12):
            text = wrapped(small_file().replace("12 ELM", "1" * shift + "2 ELM"), width)
            assert checks_of(pieces(text)) == []


def test_sets_are_counted_by_group_and_groups_by_interchange():
    group = f"{GS}~{a_set(1)}GE*1*1~"
    text = (
        f"{ISA}~{GS}~{a_set(1)}{a_set(2)}GE*2*1~{group}IEA*2*000000001~"
        f"{ISA}~{group}IEA*1*000000001~{ISA}~IEA*0*000000001~"
    )
    assert checks_of(pieces(text)) == []
    wrong = text.replace("GE*2*1", "GE*3*1").replace("IEA*1*", "IEA*3*")
    assert checks_of(pieces(wrong)) == [("GE01", "3", "2"), ("IEA01", "3", "1")]


def test_sets_of_other_types_count():
    text = bare_file(a_set(1), a_set(2, "835", ""), a_set(3, "999", "005010X231A1"))
    assert checks_of(pieces(text)) == []


ISA_ELEMENTS = ISA.split("*")


@pytest.mark.parametrize("element", range(1, 16))
def test_isa_element_that_is_too_wide(element):
    elements = [*ISA_ELEMENTS]
    elements[element] += "X"
    text = TWO_SETS.replace(ISA, "*".join(elements), 1)
    width = len(ISA_ELEMENTS[element])
    expected = (f"ISA{element:02}", str(width + 1), str(width))
    # ISA13 is also what IEA02 repeats.
    assert checks_of(pieces(text))[0] == expected
    assert len(checks_of(pieces(text))) == (2 if element == 13 else 1)
    assert joined(pieces(text)) == text


@pytest.mark.parametrize("element", [2, 4, 6, 8])
def test_isa_element_without_its_padding(element):
    elements = [*ISA_ELEMENTS]
    elements[element] = elements[element].strip()
    text = TWO_SETS.replace(ISA, "*".join(elements), 1)
    width = str(len(elements[element]))
    assert checks_of(pieces(text)) == [(f"ISA{element:02}", width, str(len(ISA_ELEMENTS[element])))]
    assert segments_of(pieces(text))[0].value(16) == ":"


def test_isa_with_every_element_wrong_is_still_read():
    text = TWO_SETS.replace(ISA, f"ISA{'*' * 15}*:", 1).replace("IEA*1*000000001", "IEA*1")
    assert len(checks_of(pieces(text))) == 15
    assert len(segments_of(pieces(text))) == TWO_SETS.count("~")
