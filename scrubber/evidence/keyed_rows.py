"""Rows by key, such as a claim number: held in memory, or read from a file when they are asked for.

The rows that follow each other with one key are a run; runs are numbered from 0 in the order of the
rows. What is kept of a run besides its rows is kept by its number.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from scrubber.evidence.run_index import RunIndex
from scrubber.evidence.sheets import Cells, Columns, open_sheet

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class KeyedRows(Protocol[Row_co]):
    """What is asked of rows, which do not change; `unread_columns` are those of their file."""

    unread_columns: set[str]

    def __len__(self) -> int:
        """How many runs there are."""

    def runs_of(self, key: str) -> Sequence[int]:
        """The runs of a key, none of them looked at: those of another may be among them."""

    def rows(self, run: int) -> Sequence[Row_co]:
        """The rows of a run. Raises BadEvidence where their file has changed."""

    def find(self, key: str) -> Sequence[tuple[int, Sequence[Row_co]]]:
        """The runs of a key with their rows."""

    def close(self) -> None:
        """Close what is open; no row is asked for from here on."""


class HeldRows(Generic[Row]):
    """Rows in memory. `key` is the name of their attribute."""

    def __init__(self, rows: Iterable[Row], key: str) -> None:
        self.unread_columns: set[str] = set()
        self._rows: list[list[Row]] = []
        self._runs: dict[str, list[int]] = defaultdict(list)
        for value, run in groupby(rows, attrgetter(key)):
            self._runs[value].append(len(self._rows))
            self._rows.append(list(run))

    def __len__(self) -> int:
        return len(self._rows)

    def runs_of(self, key: str) -> Sequence[int]:
        """The runs of a key."""
        return self._runs.get(key, ())

    def rows(self, run: int) -> Sequence[Row]:
        """The rows of a run."""
        return self._rows[run]

    def find(self, key: str) -> Sequence[tuple[int, Sequence[Row]]]:
        """The runs of a key with their rows."""
        return [(run, self._rows[run]) for run in self.runs_of(key)]

    def close(self) -> None:
        """Nothing is open."""


class SheetRows(Generic[Row]):
    """Rows of a file, of which only an index is kept. Pickled, they are read in another process.

    The key is the first of the columns that are known, and an attribute of the same name of what
    `read_row` makes of a row; `key_of` is what `read_row` makes of its cell. The file is read
    through at once: raises BadEvidence and OSError; and what `read_row` raises, if `checked`.
    """

    def __init__(
        self,
        path: Path,
        columns: Columns,
        read_row: Callable[[int, Cells], Row],
        *,
        key_of: Callable[[str], str] = str,
        checked: bool = False,
    ) -> None:
        self._key = attrgetter(columns.known[0])
        self._read_row = read_row
        self._sheet = open_sheet(path, columns)
        self._index = RunIndex(self._sheet.runs(key_of, read_row if checked else None))
        self.unread_columns = self._sheet.unread

    def __len__(self) -> int:
        return len(self._index)

    def runs_of(self, key: str) -> Sequence[int]:
        """The runs of a key; of another too where the two have one hash."""
        return self._index.runs_of(key)

    def rows(self, run: int) -> Sequence[Row]:
        """The rows of a run. Raises BadEvidence where the file has changed."""
        start, end, lines_before = self._index.place(run)
        text = self._sheet.file.read(start, self._sheet.file.size if end is None else end)
        read_row = self._read_row
        return [read_row(number, cells) for number, cells in self._sheet.rows(text, lines_before)]

    def find(self, key: str) -> Sequence[tuple[int, Sequence[Row]]]:
        """The runs of a key with their rows. Raises BadEvidence where the file has changed."""
        found = []
        for run in self._index.runs_of(key):
            rows = self.rows(run)
            if self._key(rows[0]) == key:
                found.append((run, rows))
        return found

    def close(self) -> None:
        """Close the file, and remove the index."""
        self._sheet.file.close()
        self._index.close()


class AskedRuns:
    """Which runs have been asked for, and which of them since it was last told."""

    def __init__(self, runs: int) -> None:
        self._asked = bytearray(runs)
        self._news = array("q")

    def __contains__(self, run: int) -> bool:
        return bool(self._asked[run])

    def add(self, run: int) -> None:
        """A run is asked for."""
        if not self._asked[run]:
            self._asked[run] = True
            self._news.append(run)

    def take_news(self) -> "array[int]":
        """The runs that were first asked for since this was last called."""
        news, self._news = self._news, array("q")
        return news
