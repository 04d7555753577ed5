"""A log played forward and back: what proves that nothing but its corrections differs."""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from scrubber.discrepancies.interchanges import Interchanges
from scrubber.discrepancies.joining import check_split, joined
from scrubber.discrepancies.record import Discrepancy, FileRecord, LogRecord, SummaryRecord
from scrubber.errors import Mismatch
from scrubber.findings import Action
from scrubber.x12 import Place, Segment

PLACE_NAME = re.compile(
    r"(?P<id>[A-Z][A-Z0-9]{1,2})(?P<element>[0-9]{2})(?:-(?P<component>[1-9]))?"
)
HELD_GIVEN = (
    "it is the file of held claims; give the name that the corrected file has or would have had: "
    "the held file is looked for beside it"
)


class _SegmentChange(NamedTuple):
    """A segment as it came and as it goes, and the records of what was corrected on it."""

    number: int
    offset: int
    before: str
    after: str
    records: list[Discrepancy]


def undo(corrected: bytes, log: Iterable[LogRecord], held: bytes = b"") -> bytes:
    """The original file, byte for byte. Raises Mismatch where the log is not this file's.

    `held`: the claims that were held back, if the file was split.
    """
    file, records = _records(log)
    corrected = _whole(corrected, held, file)
    interchanges = Interchanges(corrected)
    original = bytearray()
    at = shift = 0
    for change in _segment_changes(records):
        start = change.offset + shift
        original += corrected[at:start]
        _expect(corrected, start, change.after, change.number)
        _check_records(change, start, interchanges)
        original += _latin_1(change.before, change.number)
        at = start + len(change.after)
        shift += len(change.after) - len(change.before)
    original += corrected[at:]
    _check_hash(bytes(original), file.input.sha256, "the log does not lead back to its input")
    return bytes(original)


def verify(original: bytes, corrected: bytes, log: Iterable[LogRecord], held: bytes = b"") -> int:
    """The number of logged corrections, once it is proven that they are all that differs.

    Proven are: the files are those of the log; a split has changed numbers and nothing else; each
    corrected segment starts as it stands in the input; its records, made one after the other, lead
    to what it became, each changing only the element it names; all of them together give the
    corrected file with what was held back from it (`held`). Raises Mismatch.
    """
    file, records = _records(log)
    _check_hash(original, file.input.sha256, "the input is not the one of this log")
    whole = _whole(corrected, held, file)
    if file.split:
        check_split(whole, corrected, held, file.split.seams)
    changes = _segment_changes(records)
    interchanges = Interchanges(original)
    result = bytearray()
    at = 0
    for change in changes:
        result += original[at : change.offset]
        _expect(original, change.offset, change.before, change.number)
        _check_records(change, change.offset, interchanges)
        result += _latin_1(change.after, change.number)
        at = change.offset + len(change.before)
    result += original[at:]
    if result != whole:
        raise Mismatch("the corrected file differs from the input in bytes that no record covers")
    return sum(len(change.records) for change in changes)


def _whole(corrected: bytes, held: bytes, file: FileRecord) -> bytes:
    """The corrected file with what was held back from it."""
    is_held = file.split and hashlib.sha256(corrected).hexdigest() == file.split.held.sha256
    not_corrected = HELD_GIVEN if is_held else "the corrected file is not the one of this log"
    _check_hash(corrected, file.output.sha256, not_corrected)
    if file.split is None:
        return corrected
    not_this_one = "the file of held claims is not the one of this log; --held names it"
    _check_hash(held, file.split.held.sha256, not_this_one)
    return joined(corrected, held, file.split.seams)


def _records(log: Iterable[LogRecord]) -> tuple[FileRecord, list[Discrepancy]]:
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


def _check_records(change: _SegmentChange, offset: int, interchanges: Interchanges) -> None:
    """A segment's records, made one after the other, must give what it became.

    `offset` is where it stands in the file that the delimiters were read from.
    """
    delimiters = interchanges.delimiters(offset)
    if delimiters is None:
        raise Mismatch(f"segment {change.number} stands before any interchange")
    segment = Segment(change.before, change.number, change.offset, delimiters)
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
