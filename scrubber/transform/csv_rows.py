"""Service rows as CSV."""

import csv
from io import TextIOWrapper
from typing import BinaryIO

from scrubber.csv_cells import harmless
from scrubber.transform.claim_records import ClaimRecord, ClaimWriter
from scrubber.transform.service_rows import ServiceRow, rows_of


class CsvRows(ClaimWriter):
    """One service line a row, in UTF-8; before what a spreadsheet would run is an apostrophe."""

    def __init__(self, output: BinaryIO, name: str | None) -> None:
        super().__init__(name)
        self._text = TextIOWrapper(output, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._writer.writerow(ServiceRow._fields)

    def write(self, record: ClaimRecord) -> None:
        """Take the next claim."""
        for row in rows_of(record):
            self._writer.writerow(
                [harmless(value) if isinstance(value, str) else value for value in row]
            )

    def finish(self) -> None:
        """There is no further piece."""
        self._text.flush()
        self._text.detach()
