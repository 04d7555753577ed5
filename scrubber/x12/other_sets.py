"""The sets of a file that are no 837P, and what is told of a file that holds no other."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scrubber.x12.envelope import Piece, TransactionSet
from scrubber.x12.errors import NotReadable, Unreadable


class OtherSet(NamedTuple):
    """What is kept of a set that passes through: its text may be large, and is written already."""

    label: str
    number: int
    may_hold_claims: bool

    @classmethod
    def of(cls, piece: TransactionSet) -> "OtherSet":
        """Of a set that is no 837P; an 837 of another version may hold claims."""
        claims = piece.header.value(1) == "837" and not piece.other_837
        return cls(piece.label, piece.header.number, claims)


def no_837p(sets: list[OtherSet]) -> NotReadable:
    """What the file is instead; an 837 of another version is no file to pass over."""
    held = ", ".join(dict.fromkeys(other.label for other in sets)) or "no transaction set"
    return NotReadable(
        Unreadable.OTHER_TYPE,
        f"the file holds {held}, and no 837P 5010 (005010X222, 005010X222A1 or 005010X222A2)",
        may_hold_claims=any(other.may_hold_claims for other in sets),
    )


def sets_837p(pieces: Iterable[Piece]) -> Iterator[TransactionSet]:
    """The 837P sets of a file. Raises NotReadable, at the end where there is none."""
    other_sets: list[OtherSet] = []
    any_837p = False
    for piece in pieces:
        if isinstance(piece, TransactionSet):
            if piece.is_837p:
                any_837p = True
                yield piece
            else:
                other_sets.append(OtherSet.of(piece))
    if not any_837p:
        raise no_837p(other_sets)
