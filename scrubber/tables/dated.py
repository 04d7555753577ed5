"""A table whose rows hold for a span of service dates."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound="DatedRow")


@dataclass(frozen=True, slots=True, kw_only=True)
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


class DatedTable(Generic[Key, Row]):
    """Rows by key and date; a look-up always names a service date."""

    def __init__(self, name: str, rows: Iterable[Row], key: Callable[[Row], Key]) -> None:
        self.name = name
        self.rows = tuple(rows)
        self._key = key
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
            snapshot = {self._key(row): row for row in self.rows if row.holds_on(day)}
            self._snapshots[span] = snapshot
        return snapshot
