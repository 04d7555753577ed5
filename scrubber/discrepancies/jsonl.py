"""The log as JSON Lines: one object a line, UTF-8."""

from collections.abc import Iterator
from typing import BinaryIO

from pydantic import BaseModel, TypeAdapter, ValidationError

from scrubber.discrepancies.record import Discrepancy, FileRecord, SummaryRecord
from scrubber.errors import UsageError

LogRecord = FileRecord | Discrepancy | SummaryRecord


class BadLog(UsageError):
    """A file that is no discrepancy log: what is wrong and in which line."""


def encode(record: BaseModel) -> bytes:
    """A record as one line, with its end."""
    return record.model_dump_json(by_alias=True).encode() + b"\n"


def decode(log: BinaryIO) -> Iterator[LogRecord]:
    """The records of a log. Raises BadLog."""
    adapter: TypeAdapter[LogRecord] = TypeAdapter(LogRecord)
    for number, text in enumerate(log, 1):
        try:
            yield adapter.validate_json(text)
        except ValidationError:
            raise BadLog(f"line {number} is no record of a discrepancy log") from None
