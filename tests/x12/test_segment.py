"""One segment: what it says, and a copy of it with one thing changed."""

import pytest

from scrubber.x12 import Delimiters, Place, Segment

USUAL = Delimiters("*", ":", "~", "^")
CONTROL = Delimiters("\x1d", "\x1f", "\x1c", "\x1e")
NEWLINE = Delimiters("*", ":", "\n", "^")
TABBED = Delimiters("*", "\t", "~", "^")


def segment(text: str, delimiters: Delimiters = USUAL) -> Segment:
    return Segment(text, 7, 100, delimiters)


SV1 = segment("SV1*HC:97530:GP*100*UN*2***1:2")


def test_values_and_components():
    assert SV1.id == "SV1"
    assert SV1.value(0) == "SV1"
    assert SV1.value(2) == "100"
    assert SV1.value(1, 2) == "97530"
    assert SV1.components(1) == ["HC", "97530", "GP"]
    assert SV1.components(7) == ["1", "2"]
    assert SV1.components(2) == ["100"]


def test_what_is_not_there_is_empty():
    assert SV1.value(5) == ""
    assert SV1.value(40) == ""
    assert SV1.value(1, 9) == ""
    assert SV1.value(40, 2) == ""
    assert SV1.components(40) == [""]
    assert segment("LX").value(1) == ""


def test_id_is_upper_case_and_values_keep_their_case():
    lower = segment("sv1*hc:97530:gp*100")
    assert lower.id == "SV1"
    assert lower.value(1, 1) == "hc"


def test_values_lose_surrounding_blanks_and_the_text_keeps_them():
    padded = segment("SV1 * HC : 97530 *100 ")
    assert padded.id == "SV1"
    assert padded.value(1) == "HC : 97530"
    assert padded.components(1) == ["HC", "97530"]
    assert padded.value(1, 2) == "97530"
    assert padded.text == "SV1 * HC : 97530 *100 "


def test_line_breaks_of_a_wrapped_file_are_no_part_of_a_value():
    broken = segment("S\nV1*HC:97\r\n530:G\rP*1\n00")
    assert broken.id == "SV1"
    assert broken.components(1) == ["HC", "97530", "GP"]
    assert broken.value(2) == "100"


def test_line_break_that_is_a_separator_is_none():
    assert segment("NTE*ADD*23\tMIN\n", TABBED).value(2) == "23\tMIN"
    carriage = Delimiters("*", ":", "\r", "^")
    assert carriage.line_breaks == "\n"
    assert NEWLINE.line_breaks == "\r"


@pytest.mark.parametrize("delimiters", [USUAL, CONTROL, TABBED], ids=["usual", "1D 1F", "tab"])
def test_empty_components_keep_their_place(delimiters):
    # Python's strip() takes the control characters 1C to 1F and the tab for blanks.
    text = "SV1*:97530::GO:*100*UN*1***1".replace(":", "\0").replace("*", delimiters.element)
    sv1 = segment(text.replace("\0", delimiters.component), delimiters)
    assert sv1.value(1, 1) == ""
    assert sv1.value(1, 2) == "97530"
    assert sv1.value(1, 4) == "GO"
    assert sv1.components(1)[:4] == ["", "97530", "", "GO"]


def test_repr_holds_no_patient_data():
    patient = segment("NM1*IL*1*SAMPLE*ADA****MI*1EG4TE5MK73")
    assert repr(patient) == "Segment(number=7, offset=100)"
    assert "SAMPLE" not in repr(Place(patient, 3))


CHANGES = {
    "an element": ((2, None), "90", "SV1*HC:97530:GP*90*UN*2***1:2"),
    "a whole composite": ((1, None), "HC:97140", "SV1*HC:97140*100*UN*2***1:2"),
    "a component": ((1, 2), "97140", "SV1*HC:97140:GP*100*UN*2***1:2"),
    "the last component": ((1, 3), "GO", "SV1*HC:97530:GO*100*UN*2***1:2"),
    "the next component": ((1, 4), "59", "SV1*HC:97530:GP:59*100*UN*2***1:2"),
    "a component beyond the end": ((1, 7), "TEXT", "SV1*HC:97530:GP::::TEXT*100*UN*2***1:2"),
    "an empty element": ((5, None), "11", "SV1*HC:97530:GP*100*UN*2*11**1:2"),
    "a component of an empty element": ((5, 2), "X", "SV1*HC:97530:GP*100*UN*2*:X**1:2"),
    "the next element": ((8, None), "Y", "SV1*HC:97530:GP*100*UN*2***1:2*Y"),
    "an element beyond the end": ((10, None), "Y", "SV1*HC:97530:GP*100*UN*2***1:2***Y"),
    "a component of an element beyond it": ((9, 2), "Y", "SV1*HC:97530:GP*100*UN*2***1:2**:Y"),
    "a component of a plain element": ((2, 2), "Y", "SV1*HC:97530:GP*100:Y*UN*2***1:2"),
    "to nothing": ((2, None), "", "SV1*HC:97530:GP**UN*2***1:2"),
    "the same": ((2, None), "100", "SV1*HC:97530:GP*100*UN*2***1:2"),
}


@pytest.mark.parametrize(("place", "value", "after"), CHANGES.values(), ids=CHANGES)
def test_changed_copy(place, value, after):
    element, component = place
    changed = SV1.with_value(value, element, component)
    assert changed.text == after
    assert changed.value(element, component) == value
    assert (changed.number, changed.offset) == (SV1.number, SV1.offset)
    assert changed.delimiters is SV1.delimiters
    assert SV1.text == "SV1*HC:97530:GP*100*UN*2***1:2"


def test_changed_copy_keeps_trailing_empty_elements_and_odd_blanks():
    odd = segment("SV1*HC:97530:::: * 100 *UN*2*****")
    assert odd.with_value("GP", 1, 3).text == "SV1*HC:97530:GP::: * 100 *UN*2*****"
    assert odd.with_value("3", 4).text == "SV1*HC:97530:::: * 100 *UN*3*****"


def test_changed_copy_with_control_characters():
    sv1 = segment("SV1\x1dHC\x1f97530\x1d100", CONTROL)
    assert sv1.with_value("GP", 1, 3).text == "SV1\x1dHC\x1f97530\x1fGP\x1d100"
    assert sv1.with_value("2", 4).text == "SV1\x1dHC\x1f97530\x1d100\x1d\x1d2"


WRAPPED = {
    "break elsewhere": ("SV1*HC:97\n530*100*UN*2", (2, None), "90", "SV1*HC:97\n530*90*UN*2"),
    "in the component": ("SV1*HC:97\n530:GP*100", (1, 2), "97140", "SV1*HC:97\n140:GP*100"),
    "in another component": ("SV1*HC:97\r\n530:GP*1", (1, 3), "GO", "SV1*HC:97\r\n530:GO*1"),
    "in the element": ("SV1*HC:97530*10\n0.00*UN", (2, None), "90.00", "SV1*HC:97530*90\n.00*UN"),
    "longer": ("SV1*HC:97530*1\n0*UN", (2, None), "1234", "SV1*HC:97530*1\n234*UN"),
    "shorter": ("SV1*HC:97530*100\n.00*UN", (2, None), "9", "SV1*HC:97530*9\n*UN"),
    "to nothing": ("SV1*HC:97530*1\n00*UN", (2, None), "", "SV1*HC:97530*\n*UN"),
    "before the element": ("SV1*HC:97530*\n100*UN", (2, None), "90", "SV1*HC:97530*\n90*UN"),
    "after the element": ("SV1*HC:97530*100\n*UN", (2, None), "90", "SV1*HC:97530*90\n*UN"),
    "CRLF": ("SV1*HC:97530*1\r\n00*UN", (2, None), "200", "SV1*HC:97530*2\r\n00*UN"),
    "at the end": ("SV1*HC:97530*100\n", (3, None), "UN", "SV1*HC:97530*100\n*UN"),
    "in the id": ("S\nV1*HC:97530*100", (2, None), "90", "S\nV1*HC:97530*90"),
}


@pytest.mark.parametrize(("text", "place", "value", "after"), WRAPPED.values(), ids=WRAPPED)
def test_changed_copy_keeps_the_line_breaks(text, place, value, after):
    changed = segment(text).with_value(value, *place)
    assert changed.text == after
    assert changed.value(*place) == value


def test_place_names():
    assert Place(SV1, 4).name == "SV104"
    assert Place(SV1, 1, 3).name == "SV101-3"
    assert Place(segment("clm*C1*100"), 2).name == "CLM02"
    assert Place(segment("SE*10*1"), 10).name == "SE10"


def test_place_reads_here_and_on_another_version():
    place = Place(SV1, 1, 3)
    assert place.value == "GP"
    changed = SV1.with_value("GO", 1, 3)
    assert place.on(changed).value == "GO"
    assert place.on(changed).name == "SV101-3"
    assert place.value == "GP"


@pytest.mark.parametrize(
    ("text", "element", "component", "stretch"),
    [
        (SV1.text, 2, None, "100"),
        (SV1.text, 1, 2, "97530"),
        (SV1.text, 1, 9, ""),
        (SV1.text, 40, None, ""),
        ("SV1*HC: 97530 *1 00\r\n", 1, 2, "97530"),
        ("SV1*HC: 97530 *1 00\r\n", 2, None, "1 00"),
        ("SV1*HC*  *UN", 2, None, ""),
        ("SV1*HC:97\r\n530*1", 1, 2, "97\r\n530"),
    ],
)
def test_where_an_element_stands_in_the_text(text, element, component, stretch):
    start, end = segment(text).span(element, component)
    assert text[start:end] == stretch
    assert start <= end


def test_what_is_absent_stands_before_the_separator_that_ends_what_is_there():
    assert SV1.span(1, 9) == (len("SV1*HC:97530:GP"),) * 2
    assert SV1.span(40) == (len(SV1.text),) * 2
