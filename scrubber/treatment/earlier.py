"""What the transaction sets of a file leave for those after them."""

from collections.abc import Mapping
from typing import Protocol

from scrubber.treatment.entries import merged

Entries = Mapping[bytes, bytes]
Found = Mapping[bytes, tuple[bytes, ...]]
MOST_ENTRIES = 8
"""Of a key; then they are merged. To merge each at once would cost more than to find several."""


class Earlier(Protocol):
    """Entries by key, compact, since they are kept to the end of the file, and without a type of
    ours, so that they pass from one process to another."""

    def exchange(self, entries: Entries) -> Found:
        """What earlier sets of the file have left under these keys, in file order, and perhaps
        merged; from here on later sets find these entries too."""


class EarlierSets:
    """The entries of the sets so far; most keys have one, which needs no tuple."""

    def __init__(self) -> None:
        self._first: dict[bytes, bytes] = {}
        self._later: dict[bytes, tuple[bytes, ...]] = {}

    def exchange(self, entries: Entries) -> Found:
        """See Earlier."""
        found = {}
        for key, entry in entries.items():
            if key not in self._first:
                self._first[key] = entry
                continue
            earlier = found[key] = (self._first[key], *self._later.get(key, ()))
            if len(earlier) < MOST_ENTRIES:
                self._later[key] = (*earlier[1:], entry)
            else:
                self._first[key] = merged(key, earlier)
                self._later[key] = (entry,)
        return found
