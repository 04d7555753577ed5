"""Changed segments back into their text."""

import pytest

from scrubber.x12 import splice
from tests.x12.reading import (
    LAYOUTS,
    SEPARATORS,
    after_terminators,
    pieces,
    segments_of,
    sets_of,
    small_file,
    values_of,
    with_delimiters,
    wrapped,
)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_segment_rewritten_with_itself_gives_the_same_file(layout):
    text = layout(small_file())
    found = segments_of(pieces(text))
    assert splice(text, 0, [(segment, segment) for segment in found]) == text


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_element_rewritten_with_its_value_gives_the_same_file(layout):
    text = layout(small_file())
    changes = []
    for old in segments_of(pieces(text))[1:]:
        new = old
        for element, value in enumerate(old.values[1:], 1):
            new = new.with_value(value, element)
            for component, part in enumerate(old.components(element), 1):
                new = new.with_value(part, element, component)
        changes.append((old, new))
    assert splice(text, 0, changes) == text


@pytest.mark.parametrize("separators", SEPARATORS.values(), ids=SEPARATORS)
def test_every_segment_rewritten_under_every_separator(separators):
    plain = small_file().replace("50.25", "50").replace("150.25", "150")
    text = with_delimiters(plain, *separators)
    found = segments_of(pieces(text))
    assert splice(text, 0, [(segment, segment) for segment in found]) == text


def test_set_is_spliced_at_its_own_offset():
    text = "\n\n" + after_terminators(small_file(), "\n")
    set_ = sets_of(pieces(text))[0]
    old = next(s for s in segments_of(pieces(text)) if s.id == "SV1")
    spliced = splice(set_.text, set_.header.offset, [(old, old.with_value("GP", 1, 3))])
    assert spliced == set_.text.replace("HC:97530*", "HC:97530:GP*")


def test_changes_may_come_in_any_order_and_change_the_length():
    text = wrapped(small_file())
    sv1, *_, se = [s for s in segments_of(pieces(text)) if s.id in {"SV1", "SE"}]
    clm = next(s for s in segments_of(pieces(text)) if s.id == "CLM")
    changes = [
        (se, se.with_value("99", 1)),
        (clm, clm.with_value("1150.25", 2)),
        (sv1, sv1.with_value("7", 4)),
    ]
    spliced = splice(text, 0, changes)
    assert spliced == splice(text, 0, reversed(changes))
    before, after = values_of(text), values_of(spliced)
    different = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [(v[0], v[2 if v[0] == "CLM" else 4 if v[0] == "SV1" else 1]) for v in different] == [
        ("CLM", "1150.25"),
        ("SV1", "7"),
        ("SE", "99"),
    ]


def test_no_change_is_no_change():
    assert splice("ST*837*1~SE*2*1~", 40, []) == "ST*837*1~SE*2*1~"
