"""A split file whole again: the corrected file and the held one, joined at their seams."""

from scrubber.claims.parting import Seam
from scrubber.discrepancies.interchanges import Interchanges
from scrubber.errors import Mismatch
from scrubber.x12 import Delimiters, Segment

NUMBERING = {"HL": {1, 2, 4}, "SE": {1}, "GE": {1}, "IEA": {1}}
"""What a split may change: a level's number, its parent's and whether it has children; counts."""


def joined(corrected: bytes, held: bytes, seams: tuple[Seam, ...]) -> bytes:
    """The whole, corrections included. Raises Mismatch where the two do not fit together, or differ
    from the whole in more than the numbers that a split changes."""
    whole = bytearray()
    renumbered: list[tuple[int, str, list[bytes]]] = []
    at = held_at = 0
    for seam in seams:
        here = corrected[at : at + seam.rest], held[held_at : held_at + seam.parted]
        at, held_at = at + seam.rest, held_at + seam.parted
        texts = [text for text in here if text]
        if seam.text is not None:
            renumbered.append((len(whole), seam.text, texts))
            whole += seam.text.encode("latin-1", "replace")
        elif not texts or texts[0] == texts[-1]:
            whole += b"".join(texts[:1])
        else:
            raise Mismatch(f"the files of the split differ at byte {len(whole)} of the whole")
    if (at, held_at) != (len(corrected), len(held)):
        raise Mismatch("the files of the split are not as long as the log says")
    data = bytes(whole)
    interchanges = Interchanges(data)
    for offset, text, others in renumbered:
        delimiters = interchanges.delimiters(offset)
        for other in others:
            if not delimiters or not _is_renumbered(text, other.decode("latin-1"), delimiters):
                raise Mismatch(f"the split has changed more than numbers at byte {offset}")
    return data


def _is_renumbered(whole: str, part: str, delimiters: Delimiters) -> bool:
    """Whether a segment of a part differs from that of the whole in nothing but its numbers."""
    own = Segment(whole.strip(delimiters.layout + delimiters.terminator), 0, 0, delimiters)
    changed = own
    other = Segment(part.strip(delimiters.layout + delimiters.terminator), 0, 0, delimiters)
    for element in NUMBERING.get(own.id, ()):
        if other.value(element) != own.value(element):
            changed = changed.with_value(other.value(element), element)
    return whole.replace(own.text, changed.text) == part
