"""The reader's work grows with the file: characters copied are counted, not seconds."""

from io import BytesIO

import pytest

from scrubber.x12 import NotReadable, read
from tests import edi
from tests.x12.reading import a_set, bare_file, small_file, with_delimiters

CHUNK = 4_096
COPIES = 12
"""How often a character may be copied on its way: read, joined, cut out, searched for blanks."""


class Counted(str):
    """Text that counts the characters of every text made from it."""

    copied = 0

    def _made(self, text: str) -> "Counted":
        Counted.copied += len(text)
        return Counted(text)

    def __getitem__(self, key):
        whole = isinstance(key, slice) and not key.start and (key.stop or len(self)) >= len(self)
        return self if whole else self._made(super().__getitem__(key))

    def __add__(self, other):
        return self._made(super().__add__(other))

    def __radd__(self, other):
        return self._made(other + str(self))

    def upper(self):
        return self._made(super().upper())

    def lower(self):
        return self._made(super().lower())

    def strip(self, *characters):
        return self._made(super().strip(*characters))

    def lstrip(self, *characters):
        return self._made(super().lstrip(*characters))

    def removeprefix(self, prefix):
        return self._made(super().removeprefix(prefix))

    def replace(self, *arguments):
        return self._made(super().replace(*arguments))


class CountedBytes(bytes):
    def decode(self, *arguments):
        return Counted(super().decode(*arguments))


class Stream:
    def __init__(self, text: str) -> None:
        self._stream = BytesIO(text.encode("latin-1"))

    def read(self, size: int, /) -> bytes:
        return CountedBytes(self._stream.read(size))


def copies(text: str, monkeypatch: pytest.MonkeyPatch) -> float:
    """How often each character was copied, on the average."""
    monkeypatch.setattr("scrubber.x12.reader.CHUNK_BYTES", CHUNK)
    Counted.copied = 0
    try:
        for _ in read(Stream(text)):
            pass
    except NotReadable:
        pass
    return Counted.copied / len(text)


CLAIM = str(edi.ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]))
FILES = {
    "one large set": edi.envelope(edi.header() + CLAIM * 1_000),
    "one large set that has no SE": edi.envelope(edi.header() + CLAIM * 1_000).partition("~SE*")[0],
    "many sets": bare_file(*(a_set(number) for number in range(1, 2_000))),
    "many sets of some chunks": bare_file(
        *(a_set(number, body=CLAIM * 60) for number in range(1, 20))
    ),
    "blanks within a set": small_file().replace("~SE*", "~\n" * 60_000 + "~SE*"),
    "many interchanges": bare_file(a_set()) * 500,
    "many interchanges with a newline terminator": (
        with_delimiters(bare_file(a_set()), terminator="\n") * 500
    ),
    "blanks after the last interchange": small_file() + " \n" * 60_000,
    "blanks before the first": " \n" * 60_000 + small_file(),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_each_character_is_copied_a_few_times(text, monkeypatch):
    assert len(text) > 20 * CHUNK
    assert 1 <= copies(text, monkeypatch) <= COPIES
