"""Segment numbers and byte offsets, and that neither depends on how the bytes arrive."""

from io import BytesIO
from random import Random

import pytest

from scrubber.x12 import Envelope, NotReadable, Piece, TransactionSet, read
from scrubber.x12.envelope import count_segments, segments
from tests import edi
from tests.x12.reading import (
    BOM,
    LAYOUTS,
    SEPARATORS,
    a_set,
    after_terminators,
    bare_file,
    delimiters_of,
    pieces,
    plain_values,
    segments_of,
    sets_of,
    small_file,
    with_delimiters,
    wrapped,
)

GROUP = "~".join(edi.envelope().split("~")[1:-2])
FILES = {
    "one claim": small_file(),
    "lines": after_terminators(small_file(), "\r\n"),
    "byte-order mark": BOM + after_terminators(small_file(), "\n"),
    "empty segments": after_terminators(small_file(), "\n~ ~\n"),
    "80 columns": wrapped(small_file()),
    "control characters": with_delimiters(small_file(), "\x1d", "\x1f", "\x1c", "\x1e"),
    "newline terminator": with_delimiters(small_file(), terminator="\n"),
    "several sets": after_terminators(bare_file(a_set(1), a_set(2, "835", ""), a_set(3)), "\n"),
    "wrong counts": bare_file(a_set(1), a_set(2)).replace("SE*3", "SE*9").replace("GE*2", "GE*9"),
    "several interchanges": small_file() + "\n\n" + small_file().lower() + "\r\n" + small_file(),
    "long blanks": " " * 1_500 + small_file() + " " * 1_500 + small_file() + "\n" * 1_500,
}


class Stream:
    """Bytes that arrive a few at a time."""

    def __init__(self, text: str, sizes: Random) -> None:
        self._stream = BytesIO(text.encode("latin-1"))
        self._sizes = sizes

    def read(self, size: int, /) -> bytes:
        return self._stream.read(min(size, self._sizes.randint(1, 40)))


def facts(piece: Piece) -> tuple[object, ...]:
    """All that a piece says."""
    checks = [
        (c.place.name, c.place.segment.offset, c.fault, c.found, c.expected) for c in piece.checks
    ]
    segment = piece.segment if isinstance(piece, Envelope) else piece.header
    at = (segment.number, segment.offset, segment.text) if segment else None
    if isinstance(piece, TransactionSet):
        return piece.lead, piece.text, at, piece.segment_count, piece.guide, checks
    return piece.text, at, checks


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_offsets_and_numbers_under_every_layout(layout):
    text = layout(small_file())
    found = segments_of(pieces(text))
    assert [segment.number for segment in found] == list(range(1, small_file().count("~") + 1))
    for segment in found:
        assert text[segment.offset : segment.offset + len(segment.text)] == segment.text
        assert segment.text[:1].isalpha()


@pytest.mark.parametrize("separators", SEPARATORS.values(), ids=SEPARATORS)
def test_offsets_and_numbers_under_every_separator(separators):
    plain = small_file().replace("50.25", "50").replace("150.25", "150")
    text = with_delimiters(plain, *separators)
    at = 0
    for number, segment in enumerate(segments_of(pieces(text)), 1):
        assert (segment.number, segment.offset) == (number, at)
        at += len(segment.text) + 1
    assert at == len(text)


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_offsets_and_numbers_run_through_the_file(text):
    found = segments_of(pieces(text))
    assert [segment.number for segment in found] == list(range(1, len(found) + 1))
    for segment in found:
        assert text[segment.offset : segment.offset + len(segment.text)] == segment.text
    assert [s.offset for s in found] == sorted({s.offset for s in found})


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize("size", [1, 7, 64, 1_000])
def test_chunk_size_makes_no_difference(text, size, monkeypatch):
    expected = [facts(piece) for piece in pieces(text)]
    monkeypatch.setattr("scrubber.x12.reader.CHUNK_BYTES", size)
    assert [facts(piece) for piece in pieces(text)] == expected


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize("seed", range(3))
def test_short_reads_make_no_difference(text, seed):
    expected = [facts(piece) for piece in pieces(text)]
    assert [facts(piece) for piece in read(Stream(text, Random(seed)))] == expected


@pytest.mark.parametrize("size", [1, 7, 64])
@pytest.mark.parametrize("cut", [3, 50, 107, 250, 600, 900, -1])
def test_refusal_does_not_depend_on_chunk_size(size, cut, monkeypatch):
    text = small_file()[:cut]
    with pytest.raises(NotReadable) as whole:
        pieces(text)
    monkeypatch.setattr("scrubber.x12.reader.CHUNK_BYTES", size)
    with pytest.raises(NotReadable) as chunked:
        pieces(text)
    assert (chunked.value.kind, chunked.value.reason) == (whole.value.kind, whole.value.reason)


def test_pieces_come_before_the_rest_is_read():
    class Counting(Stream):
        given = 0

        def read(self, size: int, /) -> bytes:
            data = super().read(size)
            self.given += len(data)
            return data

    stream = Counting(small_file() * 5, Random(1))
    reader = read(stream)
    assert [type(next(reader)) for _ in range(3)] == [Envelope, Envelope, TransactionSet]
    assert stream.given < 2 * len(small_file())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("A~", 1),
        ("A~B~", 2),
        ("A~~B~", 2),
        ("A~\n~ \r\n~B~\n", 2),
        ("A~~~", 1),
        ("A~  \n", 1),
        ("A~ B ~ C~", 3),
    ],
)
def test_counted_segments_are_those_that_are_read(text, count):
    delimiters = delimiters_of(small_file())
    assert count_segments(text, delimiters) == count
    assert len(list(segments(text, 1, 0, delimiters))) == count


def test_segments_of_a_part_carry_on_its_number_and_offset():
    set_ = sets_of(pieces(after_terminators(small_file(), "\n")))[0]
    (_, *rest) = segments(set_.text, 3, set_.header.offset, set_.delimiters)
    assert rest[0].number == 4
    assert rest[0].offset == set_.header.offset + len(set_.header.text) + 2
    assert [segment.values for segment in rest] == plain_values(small_file())[3:-2]
