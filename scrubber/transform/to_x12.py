"""The pieces of a file as the file."""

from typing import BinaryIO

from scrubber.x12 import Piece


class X12File:
    """Writes the pieces as they are."""

    claims = lines = None

    def __init__(self, output: BinaryIO) -> None:
        self._output = output

    def add(self, piece: Piece) -> None:
        """Take the next piece of the file."""
        self._output.write(piece.whole_text.encode("latin-1"))

    def finish(self) -> None:
        """There is no further piece."""
