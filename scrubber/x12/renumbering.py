"""A file under new control numbers: what its first part went out with is taken."""

from collections.abc import Callable
from typing import BinaryIO

from scrubber.x12.envelope import Envelope, TransactionSet
from scrubber.x12.reader import read
from scrubber.x12.segment import Segment
from scrubber.x12.splice import splice


def renumber(source: BinaryIO, target: BinaryIO, next_number: Callable[[], int]) -> None:
    """Write a file with new ISA13 and IEA02, GS06 and GE02; all else as it is. Raises NotReadable.

    `next_number` gives whole numbers of at most nine digits, each once.
    """
    interchange = group = ""
    for piece in read(source):
        if isinstance(piece, TransactionSet):
            text = piece.whole_text
        else:
            match piece.segment and piece.segment.id:
                case "ISA":
                    interchange = f"{next_number():09}"
                    text = _with_number(piece, interchange, 13)
                case "GS":
                    group = str(next_number())
                    text = _with_number(piece, group, 6)
                case "GE":
                    text = _with_number(piece, group, 2)
                case "IEA":
                    text = _with_number(piece, interchange, 2)
                case _:
                    text = piece.text
        target.write(text.encode("latin-1"))


def _with_number(piece: Envelope, number: str, element: int) -> str:
    assert isinstance(piece.segment, Segment)
    start = piece.text.index(piece.segment.text)
    changed = piece.segment.with_value(number, element)
    return splice(piece.text, piece.segment.offset - start, [(piece.segment, changed)])
