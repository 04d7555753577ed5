"""Which delimiters hold where in a file."""

from bisect import bisect_right
from io import BytesIO

from scrubber.x12 import Delimiters, Envelope, read


class Interchanges:
    """Where each interchange of a file starts, and what delimits it. Raises NotReadable."""

    def __init__(self, data: bytes) -> None:
        pieces = (piece for piece in read(BytesIO(data)) if isinstance(piece, Envelope))
        found = [piece.segment for piece in pieces if piece.segment and piece.segment.id == "ISA"]
        self._starts = [isa.offset for isa in found]
        self._delimiters = [isa.delimiters for isa in found]

    def delimiters(self, offset: int) -> Delimiters | None:
        """Those in force at a byte; None before the first interchange."""
        at = bisect_right(self._starts, offset) - 1
        return self._delimiters[at] if at >= 0 else None
