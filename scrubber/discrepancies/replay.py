"""A log played forward and back: what proves that nothing but its corrections differs."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable
from io import BytesIO
from typing import NamedTuple

from scrubber.discrepancies.record import Discrepancy, FileRecord, LogRecord, SummaryRecord
from scrubber.errors import Mismatch
from scrubber.findings import Action
from scrubber.x12 import Delimiters, Envelope, Place, Segment, read

PLACE_NAME = re.compile(
    r"(?P<id>[A-Z][A-Z0-9]{1,2})(?P<element>[0-9]{2})(?:-(?P<component>[1-9]))?"
)


class _SegmentChange(NamedTuple):
    """A segment as it came and as it goes, and the records of what was corrected on it."""

    number: int
    offset: int
    before: str
    after: str
    records: list[Discrepancy]


def undo(corrected: bytes, log: Iterable[LogRecord]) -> bytes:
    """The original file, byte for byte. Raises Mismatch where the log is not this file's."""
    file, records = _split(log)
    _check_hash(corrected, file.output.sha256, "the corrected file is not the one of this log")
    delimiters = _delimiters_by_offset(corrected)
    original = bytearray()
    at = shift = 0
    for change in _segment_changes(records):
        start = change.offset + shift
        original += corrected[at:start]
        _expect(corrected, start, change.after, change.number)
        _check_records(change, start, delimiters)
        original += _latin_1(change.before, change.number)
        at = start + len(change.after)
        shift += len(change.after) - len(change.before)
    original += corrected[at:]
    _check_hash(bytes(original), file.input.sha256, "the log does not lead back to its input")
    return bytes(original)


def verify(original: bytes, corrected: bytes, log: Iterable[LogRecord]) -> int:
    """The number of logged corrections, once it is proven that they are all that differs.

    Proven are: both files are those of the log; each corrected segment starts as it stands in the
    input; its records, made one after the other, lead to what it became, each changing only the
    element it names; all of them together give the corrected file. Raises Mismatch.
    """
    file, records = _split(log)
    _check_hash(original, file.input.sha256, "the input is not the one of this log")
    _check_hash(corrected, file.output.sha256, "the corrected file is not the one of this log")
    changes = _segment_changes(records)
    delimiters = _delimiters_by_offset(original)
    result = bytearray()
    at = 0
    for change in changes:
        result += original[at : change.offset]
        _expect(original, change.offset, change.before, change.number)
        _check_records(change, change.offset, delimiters)
        result += _latin_1(change.after, change.number)
        at = change.offset + len(change.before)
    result += original[at:]
    if result != corrected:
        raise Mismatch("the corrected file differs from the input in bytes that no record covers")
    return sum(len(change.records) for change in changes)


def _split(log: Iterable[LogRecord]) -> tuple[FileRecord, list[Discrepancy]]:
    records = list(log)
    if not records or not isinstance(records[0], FileRecord):
        raise Mismatch("the log does not start with a file record")
    if not isinstance(records[-1], SummaryRecord):
        raise Mismatch("the log is cut short: it does not end with a summary record")
    discrepancies = [record for record in records if isinstance(record, Discrepancy)]
    if len(discrepancies) != len(records) - 2:
        raise Mismatch("there is more than one log in the file")
    return records[0], discrepancies


def _segment_changes(records: Iterable[Discrepancy]) -> list[_SegmentChange]:
    """What happened to each segment by all its corrections, in file order."""
    changes: dict[int, _SegmentChange] = {}
    for record in records:
        if record.action is not Action.CORRECTED:
            continue
        number, offset = record.segment, record.offset
        before, after = record.segment_before, record.segment_after
        if number is None or offset is None or before is None or after is None:
            raise Mismatch(f"a correction of {record.rule} does not say where it was made")
        change = changes.setdefault(offset, _SegmentChange(number, offset, before, after, []))
        if (change.number, change.before, change.after) != (number, before, after):
            raise Mismatch(f"the corrections of segment {number} do not agree with each other")
        change.records.append(record)
    return [changes[offset] for offset in sorted(changes)]


def _delimiters_by_offset(data: bytes) -> list[tuple[int, Delimiters]]:
    """Where each interchange starts and what delimits it."""
    return [
        (piece.segment.offset, piece.segment.delimiters)
        for piece in read(BytesIO(data))
        if isinstance(piece, Envelope) and piece.segment and piece.segment.id == "ISA"
    ]


def _check_records(
    change: _SegmentChange, offset: int, delimiters: list[tuple[int, Delimiters]]
) -> None:
    """A segment's records, made one after the other, must give what it became.

    `offset` is where it stands in the file that the delimiters were read from.
    """
    interchange = bisect_right(delimiters, offset, key=lambda start: start[0]) - 1
    if interchange < 0:
        raise Mismatch(f"segment {change.number} stands before any interchange")
    segment = Segment(change.before, change.number, change.offset, delimiters[interchange][1])
    for record in change.records:
        name = PLACE_NAME.fullmatch(record.element or "")
        if not name or record.after is None:
            raise Mismatch(f"segment {change.number}: {record.rule} names no element or value")
        component = int(name["component"]) if name["component"] else None
        place = Place(segment, int(name["element"]), component)
        if (place.name, place.value) != (record.element, record.before):
            raise Mismatch(
                f"segment {change.number}: {record.element} is not what {record.rule} started from"
            )
        segment = segment.with_value(record.after, place.element, place.component)
    if segment.text != change.after:
        raise Mismatch(
            f"segment {change.number} has become something else than its records say "
            f"({', '.join(str(record.element) for record in change.records)})"
        )


def _latin_1(text: str, number: int) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        raise Mismatch(f"segment {number} holds characters that no file can hold") from None


def _expect(data: bytes, start: int, text: str, number: int) -> None:
    if data[start : start + len(text)] != _latin_1(text, number):
        raise Mismatch(f"segment {number} is not what the log says it was")


def _check_hash(data: bytes, expected: str, otherwise: str) -> None:
    if hashlib.sha256(data).hexdigest() != expected:
        raise Mismatch(otherwise)
