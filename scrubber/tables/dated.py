"""A table whose rows hold for a span of service dates."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from scrubber.value_class import value_class

Dates = tuple[date, date | None]
"""First and last service date; no last: open."""

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound="DatedRow")
Row_co = TypeVar("Row_co", bound="DatedRow", covariant=True)


@value_class(kw_only=True)
class DatedRow:
    """What every row of mappings/ has: first and last service date (both included; no last date:
    still in force), whether its figure is confirmed, and where it comes from."""

    valid_from: date
    valid_to: date | None
    confirmed: bool
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the row is in force on a service date."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Table(Protocol[Key, Row_co]):
    """What every table offers, whether it is held in memory or looked up in a file."""

    name: str

    def on(self, day: date | None) -> Mapping[Key, Row_co]:
        """The rows in force on a service date; none where the date is not known."""

    def history(self, key: Key) -> Sequence[Row_co]:
        """The rows of one key on all dates, by their first."""

    def keys_with(self, codes: Collection[str]) -> set[Key]:
        """The keys, of any date, that have one of these codes in them."""

    def find(self, day: date, words: Sequence[str]) -> Iterator[Row_co]:
        """The rows in force on a service date whose key holds each of these words, by key."""

    def dates(self, words: Sequence[str]) -> Iterator[Dates]:
        """First and last service dates of the rows whose key holds each of these words."""


class DatedTable(Generic[Key, Row]):
    """Rows by key and date, in memory."""

    def __init__(self, name: str, rows: Iterable[Row], key: Callable[[Row], Key]) -> None:
        self.name = name
        self.rows = tuple(rows)
        self.key_of = key
        changes = {row.valid_from for row in self.rows}
        changes |= {row.valid_to + timedelta(days=1) for row in self.rows if row.valid_to}
        self._changes = sorted(changes)
        self._snapshots: dict[int, Mapping[Key, Row]] = {}

    def on(self, day: date | None) -> Mapping[Key, Row]:
        """The rows in force on a service date; none where the date is not known."""
        if day is None:
            return {}
        span = bisect_right(self._changes, day)
        snapshot = self._snapshots.get(span)
        if snapshot is None:
            snapshot = {self.key_of(row): row for row in self.rows if row.holds_on(day)}
            self._snapshots[span] = snapshot
        return snapshot

    def history(self, key: Key) -> Sequence[Row]:
        """The rows of one key on all dates, by their first."""
        return self._by_key.get(key, ())

    def keys_with(self, codes: Collection[str]) -> set[Key]:
        """The keys, of any date, that have one of these codes in them."""
        return {key for key in self._by_key if any(part in codes for part in parts(key))}

    def find(self, day: date, words: Sequence[str]) -> Iterator[Row]:
        """The rows in force on a service date whose key holds each of these words, by key."""
        for key, row in sorted(self.on(day).items(), key=lambda item: parts(item[0])):
            if _has(key, words):
                yield row

    def dates(self, words: Sequence[str]) -> Iterator[Dates]:
        """First and last service dates of the rows whose key holds each of these words."""
        for row in self.rows:
            if _has(self.key_of(row), words):
                yield row.valid_from, row.valid_to

    @cached_property
    def _by_key(self) -> dict[Key, list[Row]]:
        rows: dict[Key, list[Row]] = defaultdict(list)
        for row in sorted(self.rows, key=lambda row: row.valid_from):
            rows[self.key_of(row)].append(row)
        return dict(rows)


def parts(key: Hashable) -> tuple[str, ...]:
    """The parts of a key: most have one."""
    return tuple(map(str, key)) if isinstance(key, tuple) else (str(key),)


def _has(key: Hashable, words: Sequence[str]) -> bool:
    """Whether a key holds each of these words."""
    told = [part.lower() for part in parts(key)]
    return all(any(word.lower() in part for part in told) for word in words)
