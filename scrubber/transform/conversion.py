"""One file into another form, piece by piece, and what it held."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from scrubber.claims import census
from scrubber.x12 import OtherSet, Piece, TransactionSet, no_837p


class Writer(Protocol):
    """What writes the other form."""

    @property
    def claims(self) -> int | None:
        """Claims of which something was written; None where that is all there are."""

    @property
    def lines(self) -> int | None:
        """Service lines written; None where the form takes all there is."""

    def add(self, piece: Piece) -> None:
        """Take the next piece of the file."""

    def finish(self) -> None:
        """There is no further piece."""


@dataclass
class Contents:
    """What a file held: claims, service lines, the sum of CLM02 in dollars, and its other sets."""

    claims: int = 0
    lines: int = 0
    charges: Decimal = Decimal()
    other_sets: list[OtherSet] = field(default_factory=list)
    any_837p: bool = False

    def add(self, piece: TransactionSet) -> None:
        """Count a transaction set."""
        if not piece.is_837p:
            self.other_sets.append(OtherSet.of(piece))
            return
        self.any_837p = True
        found = census(piece)
        self.claims += found.claims
        self.lines += found.lines
        self.charges += found.charges


def convert(pieces: Iterable[Piece], writer: Writer) -> Contents:
    """Write a file's other form. Raises NotReadable, at the end where the file holds no 837P; what
    was written is then not to be kept."""
    contents = Contents()
    for piece in pieces:
        if isinstance(piece, TransactionSet):
            contents.add(piece)
        writer.add(piece)
    if not contents.any_837p:
        raise no_837p(contents.other_sets)
    writer.finish()
    return contents
