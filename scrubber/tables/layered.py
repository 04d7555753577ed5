"""An imported table before the built-in one.

Each release has the say on the dates and keys that it speaks for, until a newer one begins; the
built-in table is one of them. An extract has it on the keys that it holds. Where no release has a
say, the built-in rows stand.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from heapq import merge
from typing import Generic, cast

from scrubber.tables.cells import cells_of
from scrubber.tables.dated import DatedTable, Dates, Key, Row, parts
from scrubber.tables.sources import TableSource
from scrubber.tables.stored import Release, StoredTable


class LayeredTable(Generic[Key, Row]):
    """Rows by key and date; imported ones are looked up in their file as they are asked for."""

    def __init__(
        self, built_in: DatedTable[Key, Row], source: TableSource, stored: StoredTable
    ) -> None:
        self.name = built_in.name
        self.built_in = built_in
        self.key_of = built_in.key_of
        self.stored = stored
        self.releases = tuple(_until_the_next(r, stored.releases, source) for r in stored.releases)
        self._latest_first = sorted(self.releases, key=lambda r: (r.valid_from, r.id), reverse=True)

    def on(self, day: date | None) -> Mapping[Key, Row]:
        """The rows in force on a service date; none where the date is not known."""
        return {} if day is None else _RowsOfDay(self, day)

    def history(self, key: Key) -> Sequence[Row]:
        """The rows of one key on all dates, by their first."""
        rows = [*self.built_in.history(key)]
        for release in self.releases:
            rows += self._imported(release, key)
        starts = {row.valid_from for row in rows}
        for release in self.releases:
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
            self._keyed_rows(release, lines) for release, lines in self._imported_lines(day, words)
        )
        for _, row in merge(built_in, *imported, key=lambda item: item[0]):
            yield row

    def dates(self, words: Sequence[str]) -> Iterator[Dates]:
        """First and last service dates of the rows whose key holds each of these words."""
        yield from self.built_in.dates(words)
        for release in self.releases:
            for start, end in self.stored.dates(release, words):
                ends = [day for day in (end, release.valid_to) if day]
                yield start, min(ends, default=None)

    def cells_on(self, day: date) -> Iterator[tuple[str, ...]]:
        """The cells (`kind.columns`) of the rows in force on a service date, by key: what a
        comparison of two tables runs over."""
        built_in = (cells_of(row, self.stored.kind.columns) for row in self._built_in_rows(day, ()))
        imported = (lines for _, lines in self._imported_lines(day, ()))
        yield from merge(built_in, *imported, key=lambda cells: cells[: self._width])

    def release_on(self, day: date, key: Key) -> Release | None:
        """The release that has the say on a key and date; none: the built-in table."""
        first = parts(key)[0]
        for release in self._latest_first:
            if release.speaks_for(day, first) and (
                not release.extract or self._imported(release, key)
            ):
                return release
        return None

    def whole_release_on(self, day: date, first: str) -> Release | None:
        """The release that has the say on all keys with a first part and on a date, but for those
        in an extract; none: the built-in table."""
        whole = (r for r in self._latest_first if r.speaks_for(day, first) and not r.extract)
        return next(whole, None)

    @property
    def hides_built_in(self) -> bool:
        """Whether no built-in row counts on any date."""
        firsts = {parts(self.key_of(row))[0] for row in self.built_in.rows}
        always = [
            release
            for release in self.releases
            if release.valid_from == date.min and not release.valid_to and not release.extract
        ]
        return all(any(r.first_key <= first <= r.last_key for r in always) for first in firsts)

    def row_on(self, day: date, key: Key) -> Row | None:
        """The row of a key in force on a service date."""
        release = self.release_on(day, key)
        if release is None:
            return self.built_in.on(day).get(key)
        in_force = [row for row in self._imported(release, key) if row.holds_on(day)]
        return in_force[-1] if in_force else None

    def count_on(self, day: date) -> int:
        """How many keys have a row in force on a service date."""
        built_in = sum(self.release_on(day, key) is None for key in self.built_in.on(day))
        return built_in + sum(
            self.stored.count_in_force(release, day, above) for release, above in self._layers(day)
        )

    def _layers(self, day: date) -> Iterator[tuple[Release, list[Release]]]:
        """The releases that have a say on a service date, each with those that come before it."""
        speaking = [release for release in self._latest_first if release.speaks_on(day)]
        for place, release in enumerate(speaking):
            yield release, speaking[:place]

    def _built_in_rows(self, day: date, words: Sequence[str]) -> Iterator[Row]:
        """Those that no release has taken the place of."""
        for row in self.built_in.find(day, words):
            if self.release_on(day, self.key_of(row)) is None:
                yield row

    def _imported_lines(
        self, day: date, words: Sequence[str]
    ) -> list[tuple[Release, Iterator[tuple[str, ...]]]]:
        return [
            (release, _one_a_key(self.stored.in_force(release, day, above, words), self._width))
            for release, above in self._layers(day)
        ]

    def _keyed_rows(
        self, release: Release, lines: Iterator[tuple[str, ...]]
    ) -> Iterator[tuple[tuple[str, ...], Row]]:
        for cells in lines:
            yield cells[: self._width], self._row(release, cells)

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


def _until_the_next(release: Release, others: Sequence[Release], source: TableSource) -> Release:
    """A release that ends where a newer one begins that speaks for all its keys."""
    begins = [
        *source.part(release.first_key).begins,
        *(r.valid_from for r in others if not r.extract and r.speaks_for_all_of(release)),
    ]
    later = [day - timedelta(days=1) for day in begins if day > release.valid_from]
    return (
        replace(release, valid_to=min([*later, release.valid_to or date.max])) if later else release
    )


def _one_a_key(lines: Iterator[tuple[str, ...]], width: int) -> Iterator[tuple[str, ...]]:
    """Of lines by key and date, the last of each key: a later start goes before an earlier one."""
    held: tuple[str, ...] | None = None
    for cells in lines:
        if held is not None and cells[:width] != held[:width]:
            yield held
        held = cells
    if held is not None:
        yield held
