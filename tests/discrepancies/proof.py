"""Scrubs for a test, and proves on the way that the log covers every byte that differs."""

from collections.abc import Iterable

from scrubber import ScrubResult, scrub
from scrubber.discrepancies import Discrepancy, LogRecord, undo, verify
from scrubber.evidence import TreatmentLog, treatment_row


def log_of(result: ScrubResult) -> list[LogRecord]:
    """The whole log: file record, discrepancies, summary."""
    return [result.file, *result.discrepancies, result.summary]


def proven(source: str | bytes, **options: object) -> ScrubResult:
    """The result, once every changed segment has its record and verify and undo hold."""
    data = source.encode("latin-1") if isinstance(source, str) else source
    result = scrub(data, **options)  # type: ignore[arg-type]
    corrected = [record for record in result.discrepancies if record.action == "corrected"]
    assert changed(data, result.corrected).keys() <= {record.segment for record in corrected}
    assert verify(data, result.corrected, log_of(result)) == len(corrected)
    assert undo(result.corrected, log_of(result)) == data
    return result


def changed(before: bytes, after: bytes) -> dict[int, tuple[str, str]]:
    """The segments that differ, by number; for files that end every segment with one tilde."""
    old, new = before.decode("latin-1").split("~"), after.decode("latin-1").split("~")
    assert len(old) == len(new), "the number of segments has changed"
    pairs = enumerate(zip(old, new, strict=True), 1)
    return {number: pair for number, pair in pairs if pair[0] != pair[1]}


def segments(data: bytes, *ids: str) -> list[str]:
    """The file's segments of these kinds, in order."""
    return [text for text in data.decode("latin-1").split("~") if text.split("*")[0] in ids]


def of_rule(records: Iterable[Discrepancy], *rules: str) -> list[Discrepancy]:
    """The records of some rules."""
    return [record for record in records if record.rule in rules]


def row(**cells: str) -> dict[str, str]:
    """A treatment log row for line 1 of claim C1 on the day of `tests.edi`."""
    row_cells = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530"}
    return {**row_cells, "signed_by": "T. Hand PT", **cells}


def log(*rows: dict[str, str]) -> TreatmentLog:
    """A treatment log of such rows."""
    return TreatmentLog(treatment_row(number, cells) for number, cells in enumerate(rows, 2))
