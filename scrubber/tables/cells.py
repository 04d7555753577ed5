"""Rows as cells of text: what stands in a table.csv, and in an imported table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import Any, TypeVar, get_args

from scrubber.tables.dated import DatedRow

AnyRow = TypeVar("AnyRow", bound=DatedRow)


def row_reader(row: type[AnyRow]) -> Callable[[Mapping[str, str]], AnyRow]:
    """How the cells of a line, by column, become a row. It raises KeyError, ValueError or
    ArithmeticError where they cannot."""
    columns = {field.name: _reader(field.type) for field in fields(row)}
    return lambda cells: row(**{name: read(cells[name]) for name, read in columns.items()})


def cells_of(row: DatedRow, columns: Iterable[str]) -> tuple[str, ...]:
    """The cells of a row."""
    return tuple(cell(getattr(row, column)) for column in columns)


def cell(value: object) -> str:
    """A value of a row as the text of its cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)


def _reader(type_: Any) -> Callable[[str], Any]:
    """How a cell becomes a value of a column's type; an empty cell is None where it may be."""
    if isinstance(type_, UnionType):
        inner = _reader(next(t for t in get_args(type_) if t is not type(None)))
        return lambda text: inner(text) if text else None
    if type_ == tuple[str, ...]:
        return lambda text: tuple(text.split())
    readers: dict[Any, Callable[[str], Any]] = {
        bool: lambda text: {"yes": True, "no": False}[text],
        date: date.fromisoformat,
        Decimal: Decimal,
        int: int,
        str: str,
    }
    return readers[type_]
