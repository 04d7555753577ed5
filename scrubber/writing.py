"""What a run writes: the corrected file, or that and the claims that are held back."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from scrubber.claims import census
from scrubber.discrepancies import FileFacts, Split, SummaryRecord
from scrubber.discrepancies.collecting import Part
from scrubber.parts import ScrubbedPart
from scrubber.splitting import SplitSet, Splitter
from scrubber.x12 import Piece, TransactionSet, read


class NotConserved(Exception):
    """A fault of ours: the files of a split do not hold what was read. Nothing is to be kept."""


class WholeFile:
    """One file, hashed and counted once as long as it is the same as the input."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._read = hashlib.sha256()
        self._written = self._read
        self._bytes_read = self._bytes_written = 0

    def take(self, piece: Piece, part: ScrubbedPart[Part]) -> None:
        """Write the next piece."""
        lead = piece.lead if isinstance(piece, TransactionSet) else ""
        data = written = (lead + piece.text).encode("latin-1")
        if part.text is not None:
            written = (lead + part.text).encode("latin-1")
            if self._written is self._read:
                self._written = self._read.copy()
        self._read.update(data)
        self._bytes_read += len(data)
        if self._written is not self._read:
            self._written.update(written)
        self._bytes_written += len(written)
        self._output.write(written)

    def input(self, name: str | None) -> FileFacts:
        """Of the input."""
        return FileFacts(name=name, sha256=self._read.hexdigest(), size=self._bytes_read)

    def output(self) -> FileFacts:
        """Of the corrected file."""
        return FileFacts(name=None, sha256=self._written.hexdigest(), size=self._bytes_written)

    def split(self) -> None:
        """Nothing is held back."""


class SplitFile:
    """The claims that go out, and those that are held back."""

    def __init__(self, output: BinaryIO, held: BinaryIO) -> None:
        self._input = _Hashed(None)
        self._out, self._held = _Hashed(output), _Hashed(held)
        self._splitter = Splitter(self._out, self._held)

    def take(self, piece: Piece, part: ScrubbedPart[Part]) -> None:
        """Write the next piece."""
        if isinstance(piece, TransactionSet):
            self._input.write(piece.lead.encode("latin-1"))
            text = piece.text if part.text is None else part.text
            self._splitter.transaction_set(piece.lead, part.split or SplitSet.all_out(text))
        else:
            self._splitter.envelope(piece)
        self._input.write(piece.text.encode("latin-1"))

    def input(self, name: str | None) -> FileFacts:
        """Of the input."""
        return self._input.facts(name)

    def output(self) -> FileFacts:
        """Of the corrected file."""
        return self._out.facts(None)

    def split(self) -> Split | None:
        """Of what is held back, and how the two join."""
        held = self._held.facts(None)
        return Split(held=held, seams=self._splitter.seams()) if held.size else None


class _Hashed:
    """A file, if there is one, that is hashed and counted as it is written."""

    def __init__(self, file: BinaryIO | None) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> None:
        """Write more."""
        self._hash.update(data)
        self._size += len(data)
        if self._file:
            self._file.write(data)

    def facts(self, name: str | None) -> FileFacts:
        """Of what was written so far."""
        return FileFacts(name=name, sha256=self._hash.hexdigest(), size=self._size)


def check_conservation(summary: SummaryRecord, *files: BinaryIO) -> None:
    """Read what was written once more: claims, lines and charges of the run's summary must be in
    the files, each once. Raises NotConserved."""
    counts = [census(piece) for file in files for piece in _sets(file)]
    charges = sum((each.charges for each in counts), Decimal())
    for name, expected, found in (
        ("claims", f"{summary.claims.read}", f"{sum(each.claims for each in counts)}"),
        ("lines", f"{summary.lines.read}", f"{sum(each.lines for each in counts)}"),
        ("charges", summary.charges.after, f"{charges:.2f}"),
    ):
        if found != expected:
            raise NotConserved(f"of {expected} {name} the files of the split hold {found}")


def _sets(file: BinaryIO) -> Iterator[TransactionSet]:
    file.seek(0)
    if file.read(1):
        file.seek(0)
        for piece in read(file):
            if isinstance(piece, TransactionSet) and piece.is_837p:
                yield piece
