"""The log as CSV for a spreadsheet: one row a discrepancy, the contract's fields as columns."""

import csv
from collections.abc import Iterable
from typing import TextIO

from scrubber.discrepancies.record import DenialCodes, Discrepancy

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = tuple(
    field.alias or name for name, field in Discrepancy.model_fields.items() if name != "record"
)


def write_csv(discrepancies: Iterable[Discrepancy], file: TextIO) -> None:
    """Header and rows; an apostrophe stands before what a spreadsheet would run as a formula."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for discrepancy in discrepancies:
        row = discrepancy.model_dump(by_alias=True, exclude={"record"})
        row["denial"] = _denial(discrepancy.denial)
        writer.writerow([_cell(row[column]) for column in COLUMNS])


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = "; ".join(value) if isinstance(value, tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _denial(denial: DenialCodes | None) -> str:
    codes = denial.model_dump() if denial else {}
    return " ".join(f"{name.upper()} {code}" for name, code in codes.items() if code)
