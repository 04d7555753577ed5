"""The transaction sets of one type in a file: 835 or 271, of version 5010."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from scrubber.x12 import NotReadable, TransactionSet, Unreadable, read


class AnswerType(NamedTuple):
    """A type of answer by its ST01, and the guides of it that are read (ST03, else GS08)."""

    code: str
    guides: tuple[str, ...]

    @property
    def told(self) -> str:
        """How to name it to a person."""
        return f"{self.code} 5010 ({' or '.join(self.guides)})"


REMITTANCE = AnswerType("835", ("005010X221", "005010X221A1"))
ELIGIBILITY = AnswerType("271", ("005010X279", "005010X279A1"))


def answer_sets(source: BinaryIO, wanted: AnswerType) -> Iterator[TransactionSet]:
    """The sets of a type, in order; sets of other types are passed over.

    Raises NotReadable where there is none, where one is of another version, and as `read` does.
    """
    others: list[str] = []
    found = False
    for piece in read(source):
        if not isinstance(piece, TransactionSet):
            continue
        if piece.header.value(1) != wanted.code:
            others.append(piece.label)
        elif piece.guide in wanted.guides:
            found = True
            yield piece
        else:
            raise NotReadable(
                Unreadable.OTHER_TYPE,
                f"the set at segment {piece.header.number} is {piece.label}, and only "
                f"{wanted.told} is read; ask the payer or the clearinghouse for that version",
            )
    if not found:
        held = ", ".join(dict.fromkeys(others)) or "no transaction set"
        raise NotReadable(Unreadable.OTHER_TYPE, f"the file holds {held}, and no {wanted.told}")
