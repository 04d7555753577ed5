"""Where an element stands in a segment's text, whatever its interchange is delimited by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.discrepancies import Discrepancy
from scrubber.discrepancies.html_report.elements import Content, element
from scrubber.discrepancies.html_report.marking import element_span, marked_after, marked_before
from scrubber.x12 import Delimiters, Place, Segment
from tests.discrepancies.test_digest import FLAGGED, UNITS

SV1 = "SV1*HC:97530:GP*100*UN*2***1"


def stretch(text: str, name: str, value: str) -> str | None:
    span = element_span(text, name, value)
    return None if span is None else f"{text[: span[0]]}[{text[slice(*span)]}]{text[span[1] :]}"


@pytest.mark.parametrize(
    ("text", "name", "value", "marked"),
    [
        (SV1, "SV104", "2", "SV1*HC:97530:GP*100*UN*[2]***1"),
        (SV1, "SV102", "100", "SV1*HC:97530:GP*[100]*UN*2***1"),
        (SV1, "SV101", "HC:97530:GP", "SV1*[HC:97530:GP]*100*UN*2***1"),
        (SV1, "SV101-3", "GP", "SV1*HC:97530:[GP]*100*UN*2***1"),
        (SV1, "SV101-4", "", "SV1*HC:97530:GP[]*100*UN*2***1"),
        ("SV1*97530*100", "SV101-1", "97530", "SV1*[97530]*100"),
        ("SV1*97530*100", "SV101-2", "", "SV1*97530[]*100"),
        (SV1, "SV105", "", "SV1*HC:97530:GP*100*UN*2*[]**1"),
        (SV1, "SV111", "", f"{SV1}[]"),
        ("sv1*hc:97530*100", "SV102", "100", "sv1*hc:97530*[100]"),
        ("SV1|HC>97530>GP|100", "SV101-3", "GP", "SV1|HC>97530>[GP]|100"),
        ("SV1\x1dHC\x1f97530\x1d100", "SV101-2", "97530", "SV1\x1dHC\x1f[97530]\x1d100"),
        ("SV1\tHC:97530\t100", "SV102", "100", "SV1\tHC:97530\t[100]"),
        ("SV1*HC\t97530*100", "SV101-2", "97530", "SV1*HC\t[97530]*100"),
        ("S\r\nV1*HC:975\r\n30*10\r\n0", "SV101-2", "97530", "S\r\nV1*HC:[975\r\n30]*10\r\n0"),
        ("SV1\n*HC:97530*100", "SV102", "100", "SV1\n*HC:97530*[100]"),
        ("SV1*HC: 97530 *100", "SV101-2", "97530", "SV1*HC: [97530] *100"),
        ("SV1*HC:97530* *UN", "SV102", "", "SV1*HC:97530*[] *UN"),
        ("CLM*C1*228.5***11:B:1", "CLM02", "228.5", "CLM*C1*[228.5]***11:B:1"),
        ("CLM*C1*228.5***11:B:1", "CLM05-3", "1", "CLM*C1*228.5***11:B:[1]"),
        ("GE*2*1", "GE01", "2", "GE*[2]*1"),
    ],
)
def test_where_an_element_stands(text: str, name: str, value: str, marked: str) -> None:
    assert stretch(text, name, value) == marked


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        (SV1, "SV104", "3"),  # of another version of the segment
        (SV1, "SV101-3", "GO"),
        (SV1, "SV1", "2"),
        (SV1, "", ""),
        (SV1, "CLM02", "100"),
        ("SV1", "SV102", ""),
        ("SV1*97530*100", "SV101-2", "GP"),
    ],
)
def test_what_cannot_be_told_is_not_marked(text: str, name: str, value: str) -> None:
    assert stretch(text, name, value) is None


VALUES = st.text("AZ09. -", max_size=4).map(str.strip)


@given(
    components=st.lists(st.text("AZ09", min_size=1, max_size=3), min_size=2, max_size=5),
    elements=st.lists(VALUES, max_size=4),
    separators=st.permutations("*:|>^\x1d\x1f\t").map(lambda chars: chars[:2]),
    number=st.integers(1, 7),
)
def test_an_element_is_where_the_reader_finds_it(
    components: list[str], elements: list[str], separators: list[str], number: int
) -> None:
    element_separator, component_separator = separators
    delimiters = Delimiters(element_separator, component_separator, "~", "")
    text = element_separator.join(["SV1", component_separator.join(components), *elements])
    segment = Segment(text, 1, 0, delimiters)
    for place in (Place(segment, number), Place(segment, 1, number)):
        span = element_span(text, place.name, place.value)
        assert span == segment.span(place.element, place.component)
        assert text[slice(*span)] == place.value


def test_a_stretch_becomes_what_is_put_in_its_place() -> None:
    for name, component in (("SV104", None), ("SV101-3", 3)):
        segment = Segment(SV1, 1, 0, Delimiters("*", ":", "~", "^"))
        place = Place(segment, int(name[3:5]), component)
        start, end = segment.span(place.element, component)
        changed = segment.with_value("X", place.element, component).text
        assert changed == f"{SV1[:start]}X{SV1[end:]}"


def shown(content: list[Content]) -> str:
    """Text with its marks in brackets: `[del 3]`."""
    made = element("code", *content)
    marks = [f"[{mark.tag} {mark.text or ''}]{mark.tail or ''}" for mark in made]
    return "".join([made.text or "", *marks])


def on(record: Discrepancy, name: str, before: str, after: str | None = None) -> Discrepancy:
    return record._replace(element=name, before=before, after=after)


def test_what_was_changed_and_what_was_found_are_marked_apart() -> None:
    records = [
        on(UNITS, "SV104", "2", "1"),
        on(FLAGGED, "SV101-3", "GP"),
        on(FLAGGED, "SV101-4", ""),
        on(UNITS, "SV102", "100", "50"),
    ]
    before = shown(marked_before(SV1, records))
    assert before == "SV1*HC:97530:[mark GP][mark ]*[del 100]*UN*[del 2]***1"
    after = shown(marked_after("SV1*HC:97530:GP*50*UN*1***1", records[:1] + records[3:]))
    assert after == "SV1*HC:97530:GP*[ins 50]*UN*[ins 1]***1"


def test_what_was_added_is_marked_after_and_what_was_removed_before() -> None:
    added, removed = on(UNITS, "SV101-4", "", "59"), on(UNITS, "SV101-3", "GP", "")
    assert shown(marked_before(SV1, [added])) == SV1
    assert shown(marked_after("SV1*HC:97530:GP:59*100", [added])) == "SV1*HC:97530:GP:[ins 59]*100"
    assert shown(marked_before(SV1, [removed])) == "SV1*HC:97530:[del GP]*100*UN*2***1"
    assert shown(marked_after("SV1*HC:97530*100", [removed])) == "SV1*HC:97530*100"


def test_two_findings_of_one_element_are_one_mark_and_of_two_that_overlap_the_narrower_stands() -> (
    None
):
    twice = [on(FLAGGED, "SV104", "2"), on(FLAGGED, "SV104", "2")]
    assert shown(marked_before(SV1, twice)) == "SV1*HC:97530:GP*100*UN*[mark 2]***1"
    whole = on(FLAGGED, "SV101", "HC:97530:GP")
    part = on(UNITS, "SV101-3", "GP", "GO")
    assert shown(marked_before(SV1, [whole, part])) == "SV1*HC:97530:[del GP]*100*UN*2***1"
