"""Many rows at once, past SQLAlchemy's handling of each value, which takes as long as SQLite."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert

from scrubber.ledger.schema import without_nul

BATCH = 1_000

Row = tuple[Any, ...]
Item = TypeVar("Item")


def load(connection: Connection, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
    """Add rows with values of these columns, which are in the table's order."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        statement = insert(table).compile(dialect=connection.dialect, column_keys=columns)
        connection.exec_driver_sql(str(statement), rows)
    else:
        _copy(connection, f"COPY {table.name} ({', '.join(columns)}) FROM STDIN", rows)


def _copy(connection: Connection, statement: str, rows: list[Row]) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([without_nul(v) if isinstance(v, str) else v for v in row])


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items, as many at a time as are loaded at once."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
