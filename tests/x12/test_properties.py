"""Whatever the separators, layout and segments: nothing is lost and nothing else changes."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from scrubber.x12 import Delimiters, Segment, read, splice
from tests.x12.reading import BOM, checks_of, joined, pieces, segments_of, sets_of

SEPARATORS = (
    "*:~^|>!#%&@`'\"+?(){}[]\\$;_=<,/\t\r\n\x01\x02\x1c\x1d\x1e\x1f\x7f\xa6\xa7\xac\xb6\xf7"
)
DATA = "ABCXYZabcxyz0123456789.- \xc4\xdf\xe9"
IDS = ("CLM", "HI", "LX", "SV1", "DTP", "REF", "NTE", "NM1", "HL", "N3", "SBR", "sv1", "hl")


@dataclass
class Drawn:
    """A file that was made up, and the values of its segments without any layout."""

    text: str
    values: list[list[str]]
    delimiters: Delimiters


def _isa(element: str, component: str, repetition: str) -> list[str]:
    return [
        *("ISA", "00", " " * 10, "00", " " * 10, "ZZ", "SENDER".ljust(15), "ZZ"),
        *("RECEIVER".ljust(15), "260310", "0900", repetition, "00501", "000000001", "0", "T"),
        component,
    ]


@st.composite
def delimiters(draw: Callable) -> Delimiters:
    element, component, terminator, repetition = draw(
        st.lists(st.sampled_from(SEPARATORS), min_size=4, max_size=4, unique=True).filter(
            lambda marks: not {marks[1], marks[3]} & {"\r", "\n"}
        )
    )
    return Delimiters(element, component, terminator, repetition)


@st.composite
def interchanges(draw: Callable) -> Drawn:
    """One interchange of one group with some sets, laid out in any way."""
    marks = draw(delimiters())
    forbidden = set(marks.element + marks.component + marks.terminator + marks.repetition)
    data = "".join(character for character in DATA if character not in forbidden)
    word = st.text(data, max_size=6).map(str.strip)
    value = st.lists(word, min_size=1, max_size=4).map(marks.component.join)
    body = st.lists(
        st.tuples(st.sampled_from(IDS), st.lists(value, max_size=6)).map(lambda s: [s[0], *s[1]]),
        max_size=8,
    )
    segments = [_isa(marks.element, marks.component, marks.repetition)]
    segments.append(["GS", "HC", "S", "R", "20260310", "0900", "1", "X", "005010X222A1"])
    bodies = draw(st.lists(body, max_size=3))
    for number, inner in enumerate(bodies, 1):
        segments += [["ST", "837", str(number), "005010X222A1"], *inner]
        segments.append(["SE", str(len(inner) + 2), str(number)])
    segments += [["GE", str(len(bodies)), "1"], ["IEA", "1", "000000001"]]

    blanks = [c for c in " \t\r\n\0\f" if c not in forbidden]
    layout = st.text(blanks, max_size=4)
    empty = st.lists(layout, max_size=2).map(lambda gaps: marks.terminator.join(["", *gaps]))
    between = st.one_of(st.just(""), layout, st.tuples(layout, empty, layout).map("".join))
    breaks = [end for end in ("\n", "\r\n", "\r") if not set(end) & forbidden]
    text = draw(st.sampled_from(["", BOM])) + draw(st.text(" \t\r\n", max_size=3))
    for position, parts in enumerate(segments):
        written = marks.element.join(parts)
        if position and breaks and draw(st.integers(0, 3)) == 0:
            at = draw(st.integers(1, len(written)))
            written = written[:at] + draw(st.sampled_from(breaks)) + written[at:]
        gap = draw(between)
        text += written + marks.terminator + gap
    return Drawn(text, segments, marks)


@given(interchanges())
def test_pieces_joined_are_the_file(drawn):
    assert joined(pieces(drawn.text)) == drawn.text


@given(interchanges())
def test_every_segment_is_seen_as_it_was_written(drawn):
    found = segments_of(pieces(drawn.text))
    assert len(found) == len(drawn.values)
    for segment, values in zip(found[1:], drawn.values[1:], strict=True):
        assert segment.values[0] == values[0]
        for element, value in enumerate(values[1:], 1):
            parts = value.split(drawn.delimiters.component)
            assert [segment.value(element, at) for at in range(1, len(parts) + 1)] == parts
    assert checks_of(pieces(drawn.text)) == []


@given(interchanges())
def test_numbers_and_offsets_are_those_of_the_file(drawn):
    found = segments_of(pieces(drawn.text))
    assert [segment.number for segment in found] == list(range(1, len(found) + 1))
    for segment in found:
        assert drawn.text.startswith(segment.text, segment.offset)
        assert drawn.text[segment.offset + len(segment.text)] == drawn.delimiters.terminator


@given(interchanges())
def test_every_segment_rewritten_with_itself_gives_the_same_file(drawn):
    found = segments_of(pieces(drawn.text))
    assert splice(drawn.text, 0, [(segment, segment) for segment in found]) == drawn.text
    for set_ in sets_of(pieces(drawn.text)):
        inner = [s for s in found if 0 <= s.offset - set_.header.offset < len(set_.text)]
        assert len(inner) == set_.segment_count
        assert splice(set_.text, set_.header.offset, [(s, s) for s in inner]) == set_.text


@given(interchanges(), st.integers(1, 40))
def test_chunk_size_makes_no_difference(drawn, size):
    class Stream:
        def __init__(self) -> None:
            self.rest = drawn.text.encode("latin-1")

        def read(self, _: int, /) -> bytes:
            chunk, self.rest = self.rest[:size], self.rest[size:]
            return chunk

    chunked = list(read(Stream()))
    assert joined(chunked) == drawn.text
    assert [(s.number, s.offset, s.text) for s in segments_of(chunked)] == [
        (s.number, s.offset, s.text) for s in segments_of(pieces(drawn.text))
    ]


@given(interchanges(), st.data())
def test_one_changed_element_is_all_that_differs(drawn, data):
    before = segments_of(pieces(drawn.text))
    at = data.draw(st.integers(1, len(before) - 1), label="segment")
    old = before[at]
    element = data.draw(st.integers(1, len(old.values) + 2), label="element")
    value = data.draw(st.text("ABC123", max_size=8), label="value")
    new = old.with_value(value, element)
    after = segments_of(pieces(splice(drawn.text, 0, [(old, new)])))
    assert len(after) == len(before)
    for index, (one, other) in enumerate(zip(before, after, strict=True)):
        if index == at:
            assert other.value(element) == value
            expected = one.values + [""] * (element + 1 - len(one.values))
            expected[element] = value
            assert other.values == expected
        else:
            assert other.text == one.text


@given(interchanges(), st.data())
def test_one_changed_component_is_all_that_differs(drawn, data):
    before = segments_of(pieces(drawn.text))
    at = data.draw(st.integers(1, len(before) - 1), label="segment")
    old: Segment = before[at]
    element = data.draw(st.integers(1, len(old.values)), label="element")
    component = data.draw(st.integers(1, 6), label="component")
    value = data.draw(st.text("ABC123", min_size=1, max_size=4), label="value")
    new = old.with_value(value, element, component)
    after = segments_of(pieces(splice(drawn.text, 0, [(old, new)])))
    changed = after[at]
    assert changed.value(element, component) == value
    for other in range(1, 9):
        if other != component:
            assert changed.value(element, other) == old.value(element, other)
    for other in range(1, len(old.values)):
        if other != element:
            assert changed.value(other) == old.value(other)
    assert [s.text for s in after[:at] + after[at + 1 :]] == [
        s.text for s in before[:at] + before[at + 1 :]
    ]
