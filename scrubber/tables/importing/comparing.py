"""What a new release changes: the rows in force on one service date, before it and with it.

Both tables are walked by key, side by side, so that a million rows cost no memory.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scrubber.tables.cells import cells_of, row_reader
from scrubber.tables.dated import Table
from scrubber.tables.kinds import TableKind
from scrubber.tables.layered import LayeredTable

SHOWN = 5
NO_VALUE = {"valid_from", "valid_to", "confirmed", "start_confirmed"}
ADDED, ENDED, CHANGED = "added", "ended", "changed"

Cells = tuple[str, ...]


@dataclass
class Differences:
    """Counts of rows added, ended and changed, in all and among those of interest; of the latter
    the first few of each in words, by key."""

    in_all: Counter[str] = field(default_factory=Counter)
    of_interest: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)


def differences(
    before: Table[Any, Any],
    after: Table[Any, Any],
    kind: TableKind,
    day: date,
    of_interest: Callable[[Cells], bool],
) -> Differences:
    """Compare two tables on a service date; `of_interest` is asked of a key."""
    found = Differences()
    width = len(kind.key)
    for old, new in _side_by_side(_cells(before, kind, day), _cells(after, kind, day), width):
        what = ADDED if old is None else ENDED if new is None else CHANGED
        if old and new and _same(old, new, kind):
            continue
        found.in_all[what] += 1
        cells = new or old
        assert cells is not None
        if of_interest(cells[:width]):
            found.of_interest[what] += 1
            if found.of_interest[what] <= SHOWN:
                was = f" (was {_values(old, kind)})" if old and new else ""
                found.shown.append(f"{_told(cells, kind)}: {what}{was}")
    return found


def _side_by_side(
    before: Iterable[Cells], after: Iterable[Cells], width: int
) -> Iterator[tuple[Cells | None, Cells | None]]:
    """The rows of two tables in order of key, those of one key together."""
    olds, news = iter(before), iter(after)
    old, new = next(olds, None), next(news, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old[:width] < new[:width]):
            yield old, None
            old = next(olds, None)
        elif old is None or new[:width] < old[:width]:
            yield None, new
            new = next(news, None)
        else:
            yield old, new
            old, new = next(olds, None), next(news, None)


def _cells(table: Table[Any, Any], kind: TableKind, day: date) -> Iterator[Cells]:
    if isinstance(table, LayeredTable):
        return table.cells_on(day)
    return (cells_of(row, kind.columns) for row in table.find(day, ()))


def _same(old: Cells, new: Cells, kind: TableKind) -> bool:
    """Whether two rows say the same; 1.3 and 1.30 do."""
    names = [name for name in kind.columns if name not in NO_VALUE]
    at = [kind.columns.index(name) for name in names]
    if all(old[i] == new[i] for i in at):
        return True
    read = row_reader(kind.row)
    one, other = (
        read(dict(zip(kind.columns, cells, strict=True)) | {"source": ""}) for cells in (old, new)
    )
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _told(cells: Cells, kind: TableKind) -> str:
    stated = dict(zip(kind.columns, cells, strict=True))
    key = "/".join(stated[name] for name in kind.key)
    return f"{key} {_values(cells, kind)} from {stated['valid_from']}"


def _values(cells: Cells, kind: TableKind) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {text}"
        for name, text in zip(kind.columns, cells, strict=True)
        if text and name not in NO_VALUE and name not in kind.key
    )
