"""The log as CSV for a spreadsheet: one row a discrepancy, the contract's fields as columns."""

import csv
import json
from collections.abc import Iterable
from typing import TextIO

from scrubber.csv_cells import harmless
from scrubber.discrepancies.record import DISCREPANCY_KEYS

COLUMNS = tuple(key for key in DISCREPANCY_KEYS if key != "record")


def write_csv(lines: Iterable[bytes], file: TextIO) -> None:
    """Header and rows, from the lines that `encode` made of discrepancies.

    An apostrophe stands before what a spreadsheet would run as a formula.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        record = json.loads(line)
        writer.writerow([_cell(record[column]) for column in COLUMNS])


def _cell(value: str | int | list[str] | dict[str, str | None] | None) -> str:
    match value:
        case None:
            return ""
        case dict():
            text = " ".join(f"{name.upper()} {code}" for name, code in value.items() if code)
        case list():
            text = "; ".join(value)
        case _:
            text = str(value)
    return harmless(text)
