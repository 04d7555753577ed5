"""Segments with the layout before them, joined, are the file."""

from collections.abc import Callable

import pytest
from hypothesis import given

from scrubber.x12 import laid_out
from tests.x12.reading import LAYOUTS, pieces, segments_of, small_file, with_delimiters
from tests.x12.test_properties import Drawn, interchanges


def holds(text: str) -> None:
    """Each piece is its segments, laid out; what has none is layout."""
    for piece in pieces(text):
        found = list(laid_out(piece))
        assert [(one.segment.text, one.segment.offset) for one in found] == [
            (segment.text, segment.offset) for segment in segments_of([piece])
        ]
        joined = "".join(
            one.before + one.segment.text + one.segment.delimiters.terminator * one.terminated
            for one in found
        )
        assert joined == (piece.whole_text if found else "")
        assert text.count(piece.whole_text)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(layout: Callable[[str], str]) -> None:
    holds(layout(small_file()))


@given(interchanges())
def test_any_file(drawn: Drawn) -> None:
    holds(drawn.text)


def test_a_file_without_its_last_terminator() -> None:
    text = with_delimiters(small_file(), terminator="\n").removesuffix("\n")
    holds(text)
    (last,) = laid_out(pieces(text)[-1])
    assert not last.terminated
