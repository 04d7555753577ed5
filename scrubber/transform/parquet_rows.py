"""Service rows as Parquet; pyarrow is the extra `parquet`."""

from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, get_type_hints

import pyarrow  # type: ignore[import-untyped]
from pyarrow.parquet import ParquetWriter  # type: ignore[import-untyped]

from scrubber.transform.claim_records import ClaimRecord, ClaimWriter
from scrubber.transform.service_rows import (
    CENTS,
    MONEY_DIGITS,
    QUANTITY_DIGITS,
    QUANTITY_PLACES,
    ServiceRow,
    rows_of,
)

ROWS_OF_A_GROUP = 20_000


class _Writer(ParquetWriter):  # type: ignore[misc]
    """pyarrow's, but one that is not finished is let go of with its output.

    pyarrow would end the file then, and print a traceback since the output is closed.
    """

    def __del__(self) -> None:
        pass


class ParquetRows(ClaimWriter):
    """One service line a row; written a row group at a time."""

    def __init__(self, output: BinaryIO, name: str | None) -> None:
        super().__init__(name)
        self._schema = _schema()
        self._writer = _Writer(output, self._schema)
        self._rows: list[ServiceRow] = []

    def write(self, record: ClaimRecord) -> None:
        """Take the next claim."""
        self._rows += rows_of(record)
        if len(self._rows) >= ROWS_OF_A_GROUP:
            self._write_group()

    def finish(self) -> None:
        """There is no further piece."""
        if self._rows:
            self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        columns = zip(*self._rows, strict=True)
        arrays = [
            pyarrow.array(column, type=field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(pyarrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows.clear()


def _schema() -> Any:
    """The columns by the types of ServiceRow."""
    types = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        bool: pyarrow.bool_(),
        date: pyarrow.date32(),
        Decimal: pyarrow.decimal128(MONEY_DIGITS, CENTS),
    }
    columns = {
        name: types[next(kind for kind in types if kind is hint or kind in _options(hint))]
        for name, hint in get_type_hints(ServiceRow).items()
    }
    columns["quantity"] = pyarrow.decimal128(QUANTITY_DIGITS, QUANTITY_PLACES)
    return pyarrow.schema(list(columns.items()))


def _options(hint: Any) -> tuple[Any, ...]:
    """The types of which a value may be."""
    return getattr(hint, "__args__", ())
