"""A split file whole again: the corrected file and the held one, joined at their seams."""

from bisect import bisect_right
from io import BytesIO
from itertools import accumulate

from scrubber.claims.parting import Seam, claim_starts
from scrubber.errors import Mismatch
from scrubber.splitting import Splitter, split_set
from scrubber.x12 import TransactionSet, read


def joined(corrected: bytes, held: bytes, seams: tuple[Seam, ...]) -> bytes:
    """The whole, corrections included. Raises Mismatch where the two do not fit together.

    What the seams say that the whole has instead is taken from them: check_split proves it.
    """
    whole = bytearray()
    at = held_at = 0
    for seam in seams:
        here = corrected[at : at + seam.rest], held[held_at : held_at + seam.parted]
        at, held_at = at + seam.rest, held_at + seam.parted
        texts = [text for text in here if text]
        if seam.text is not None:
            whole += seam.text.encode("latin-1", "replace")
        elif not texts or texts[0] == texts[-1]:
            whole += b"".join(texts[:1])
        else:
            raise Mismatch(f"the files of the split differ at byte {len(whole)} of the whole")
    if (at, held_at) != (len(corrected), len(held)):
        raise Mismatch("the files of the split are not as long as the log says")
    return bytes(whole)


def check_split(whole: bytes, corrected: bytes, held: bytes, seams: tuple[Seam, ...]) -> None:
    """The two must be what a split of the whole gives, with each claim in the file where the seams
    have it: a log can be forged. Raises Mismatch, or NotReadable where the whole is no file."""
    starts = [0, *accumulate(map(_length, seams))]
    out_file, held_file = BytesIO(), BytesIO()
    splitter = Splitter(out_file, held_file)
    for piece in read(BytesIO(whole)):
        if isinstance(piece, TransactionSet):
            offsets = _claims(piece)
            chosen = {at for at in offsets if not seams[bisect_right(starts, at) - 1].rest}
            splitter.transaction_set(piece.lead, split_set(piece, piece.text, chosen))
        else:
            splitter.envelope(piece)
    if (out_file.getvalue(), held_file.getvalue()) != (corrected, held):
        raise Mismatch("the split has changed more than levels and counts, or holds a claim twice")


def _length(seam: Seam) -> int:
    """How much of the whole a seam is."""
    return max(seam.rest, seam.parted) if seam.text is None else len(seam.text)


def _claims(piece: TransactionSet) -> list[int]:
    """Where the claims of a set start in the file, if they are ours to split."""
    starts = claim_starts(piece.text, piece.delimiters) if piece.is_837p else []
    return [piece.header.offset + start for start in starts]
