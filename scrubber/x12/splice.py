"""Changed segments back into the text they came from."""

from collections.abc import Iterable

from scrubber.x12.segment import Segment


def splice(text: str, offset: int, changes: Iterable[tuple[Segment, Segment]]) -> str:
    """`text`, which stands at byte `offset` of the file, with segments replaced.

    `changes` pairs a segment as it was read with its new version; all other characters stay.
    """
    parts: list[str] = []
    at = 0
    for old, new in sorted(changes, key=lambda change: change[0].offset):
        start = old.offset - offset
        parts += [text[at:start], new.text]
        at = start + len(old.text)
    parts.append(text[at:])
    return "".join(parts)
