"""Which claim numbers of the treatment log stand on several claims of the files, and where."""

from collections import Counter
from collections.abc import Iterable

from scrubber.evidence.keyed_rows import KeyedRows
from scrubber.evidence.treatment_rows import TreatmentRow

Place = tuple[int, int]
"""The number of a file, and the offset of a claim's CLM in it."""


class ClaimNumbers:
    """All claims of the files are announced, before any row is matched. Those of the numbers that
    are then `repeated` are counted, in a second reading, with their line control numbers.

    What is kept grows with the log and with the claims that share a number, not with the files.
    """

    def __init__(self, rows: KeyedRows[TreatmentRow]) -> None:
        self.repeated: set[str] = set()
        self._rows = rows
        self._announced = bytearray(len(rows))
        self._claims: Counter[str] = Counter()
        self._lines: Counter[tuple[str, str]] = Counter()
        self._first: dict[str, Place] = {}

    def announce(self, claim_id: str) -> None:
        """A claim of the files has this number."""
        runs = self._rows.runs_of(claim_id)
        if runs:
            if self._announced[runs[0]]:
                self.repeated.add(claim_id)
            self._announced[runs[0]] = True

    def count(self, claim_id: str, control_numbers: Iterable[str], place: Place | None) -> None:
        """A claim has this number, its lines these control numbers, and it stands at this place."""
        self._claims[claim_id] += 1
        self._lines.update((claim_id, number) for number in control_numbers)
        if place:
            self._first.setdefault(claim_id, place)

    def claims(self, claim_id: str) -> int:
        """How many claims of this number have been counted."""
        return self._claims.get(claim_id, 0)

    def names_one_line(self, claim_id: str, control_number: str) -> bool:
        """Whether a line control number stands once on the claims of this number."""
        return self._lines.get((claim_id, control_number)) == 1

    def is_first(self, claim_id: str, place: Place) -> bool:
        """Whether the claim at this place is the first of its number; where no place was counted,
        the first that is asked about."""
        return self._first.setdefault(claim_id, place) == place
