"""An imported table before the built-in one: each release has the say on the dates and keys that it
speaks for, and where none does, the built-in rows stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from heapq import merge
from typing import Generic, cast

from scrubber.tables.cells import cells_of
from scrubber.tables.dated import DatedTable, Key, Row, parts
from scrubber.tables.stored import Release, StoredTable


class LayeredTable(Generic[Key, Row]):
    """Rows by key and date; imported ones are looked up in their file as they are asked for."""

    def __init__(self, built_in: DatedTable[Key, Row], stored: StoredTable) -> None:
        self.name = built_in.name
        self.built_in = built_in
        self.key_of = built_in.key_of
        self.stored = stored
        self._latest_first = sorted(stored.releases, key=lambda r: r.valid_from, reverse=True)

    def on(self, day: date | None) -> Mapping[Key, Row]:
        """The rows in force on a service date; none where the date is not known."""
        return {} if day is None else _RowsOfDay(self, day)

    def history(self, key: Key) -> Sequence[Row]:
        """The rows of one key on all dates, by their first."""
        rows = [*self.built_in.history(key)]
        for release in self.stored.releases:
            rows += self._imported(release, key)
        starts = {row.valid_from for row in rows}
        for release in self.stored.releases:
            starts.add(release.valid_from)
            if release.valid_to:
                starts.add(release.valid_to + timedelta(days=1))
        found = (self.on(day).get(key) for day in sorted(starts))
        return list(dict.fromkeys(row for row in found if row is not None))

    def keys_with(self, codes: Collection[str]) -> set[Key]:
        """The keys, of any date, that have one of these codes in them."""
        imported = {self._key(cells) for cells in self.stored.keys_with(codes)}
        return self.built_in.keys_with(codes) | imported

    def find(self, day: date, words: Sequence[str]) -> Iterator[Row]:
        """The rows in force on a service date whose key holds each of these words, by key."""
        built_in = ((parts(self.key_of(row)), row) for row in self._built_in_rows(day, words))
        imported = (
            ((cells[: self._width], self._row(release, cells)) for cells in lines)
            for release, lines in self._imported_lines(day, words)
        )
        for _, row in merge(built_in, *imported, key=lambda item: item[0]):
            yield row

    def cells_on(self, day: date) -> Iterator[tuple[str, ...]]:
        """The cells (`kind.columns`) of the rows in force on a service date, by key: what a
        comparison of two tables runs over."""
        built_in = (cells_of(row, self.stored.kind.columns) for row in self._built_in_rows(day, ()))
        imported = (lines for _, lines in self._imported_lines(day, ()))
        yield from merge(built_in, *imported, key=lambda cells: cells[: self._width])

    def release_on(self, day: date, first: str) -> Release | None:
        """The release that has the say on a key's first part and date; none: the built-in table."""
        return next((r for r in self._latest_first if r.speaks_for(day, first)), None)

    @property
    def hides_built_in(self) -> bool:
        """Whether no built-in row counts on any date."""
        always = [r for r in self.stored.releases if r.valid_from == date.min and not r.valid_to]
        firsts = {parts(self.key_of(row))[0] for row in self.built_in.rows}
        return all(any(r.first_key <= first <= r.last_key for r in always) for first in firsts)

    def row_on(self, day: date, key: Key) -> Row | None:
        """The row of a key in force on a service date."""
        release = self.release_on(day, parts(key)[0])
        if release is None:
            return self.built_in.on(day).get(key)
        in_force = [row for row in self._imported(release, key) if row.holds_on(day)]
        return in_force[-1] if in_force else None

    def count_on(self, day: date) -> int:
        """How many keys have a row in force on a service date."""
        built_in = sum(self.release_on(day, parts(key)[0]) is None for key in self.built_in.on(day))
        return built_in + sum(
            self.stored.count_in_force(release, day) for release in self._speaking(day)
        )

    def _speaking(self, day: date) -> list[Release]:
        """The releases that have a say on a service date. Of two that speak for one key the later
        has it, and then it speaks for all keys of the earlier (see Release.replaces)."""
        return [
            release
            for release in self.stored.releases
            if release.speaks_on(day) and self.release_on(day, release.first_key) is release
        ]

    def _built_in_rows(self, day: date, words: Sequence[str]) -> Iterator[Row]:
        """Those that no release has taken the place of."""
        for row in self.built_in.find(day, words):
            if self.release_on(day, parts(self.key_of(row))[0]) is None:
                yield row

    def _imported_lines(
        self, day: date, words: Sequence[str]
    ) -> list[tuple[Release, Iterator[tuple[str, ...]]]]:
        return [
            (release, _one_a_key(self.stored.in_force(release, day, words), self._width))
            for release in self._speaking(day)
        ]

    def _imported(self, release: Release, key: Key) -> tuple[Row, ...]:
        return cast("tuple[Row, ...]", self.stored.rows_of(release.id, parts(key)))

    def _row(self, release: Release, cells: Sequence[str]) -> Row:
        return cast("Row", self.stored.row(release, cells))

    def _key(self, cells: tuple[str, ...]) -> Key:
        return cast("Key", cells if self._width > 1 else cells[0])

    @property
    def _width(self) -> int:
        return len(self.stored.kind.key)


class _RowsOfDay(Mapping[Key, Row]):
    """The rows of a table in force on one service date, each looked up when it is asked for."""

    def __init__(self, table: LayeredTable[Key, Row], day: date) -> None:
        self._table = table
        self._day = day

    def __getitem__(self, key: Key) -> Row:
        row = self._table.row_on(self._day, key)
        if row is None:
            raise KeyError(key)
        return row

    def __iter__(self) -> Iterator[Key]:
        for row in self._table.find(self._day, ()):
            yield self._table.key_of(row)

    def __len__(self) -> int:
        return self._table.count_on(self._day)


def _one_a_key(lines: Iterator[tuple[str, ...]], width: int) -> Iterator[tuple[str, ...]]:
    """Of lines by key and date, the last of each key: a later start goes before an earlier one."""
    held: tuple[str, ...] | None = None
    for cells in lines:
        if held is not None and cells[:width] != held[:width]:
            yield held
        held = cells
    if held is not None:
        yield held
