"""What transaction sets leave for those after them, as bytes: amounts, patients, therapists' days,
claim numbers.

Of one key many entries become one, so that what a set is told does not grow with the sets before.
"""

import marshal
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from scrubber.treatment.fees import NOTHING_ALLOWED, Allowed
from scrubber.treatment.schedule import Schedule, packed, unpacked

YEAR, PATIENT, THERAPIST, NUMBER = b"y", b"p", b"t", b"n"
"""What the keys begin with: a member's year and pool, a patient, a therapist's day, a claim's
number."""
Visits = dict[str, set[int]]
"""A patient's treatment dates, as ordinals, by what visits are counted by."""
Notes = dict[bytes, tuple[int, str]]
"""The date and the place of the first line with a note, by a digest of the note."""


def merged(key: bytes, entries: Sequence[bytes]) -> bytes:
    """One entry that says what these say, which are in file order."""
    return _MERGE[key[:1]](entries)


def packed_amount(allowed: Allowed) -> bytes:
    """What the lines of a set add to a member's year and pool."""
    return f"{allowed.estimate} {allowed.at_most}".encode()


def total(entries: Iterable[bytes]) -> Allowed:
    """The sum of the amounts of sets."""
    return sum(
        (Allowed(*map(Decimal, entry.decode().split())) for entry in entries), NOTHING_ALLOWED
    )


def packed_patient(visits: Visits, notes: Notes) -> bytes:
    """What a set says of a patient."""
    return marshal.dumps((dict(visits), notes))


def patient_of(entries: Iterable[bytes]) -> tuple[Visits, Notes]:
    """What sets say of a patient."""
    visits: Visits = defaultdict(set)
    notes: Notes = {}
    for entry in entries:
        more_visits, more_notes = marshal.loads(entry)  # noqa: S302 - packed above
        for course, days in more_visits.items():
            visits[course] |= days
        notes = more_notes | notes
    return visits, notes


def _merged_bookings(entries: Iterable[bytes]) -> bytes:
    """The bookings that hold time of the day; another one takes nothing from a later one either."""
    schedule = Schedule()
    bookings = dict.fromkeys(booking for entry in entries for booking in unpacked(entry))
    for booking in bookings:
        schedule.book(booking)
    holding = schedule.holding
    return packed(booking for booking in bookings if booking in holding)


_MERGE: Mapping[bytes, Callable[[Sequence[bytes]], bytes]] = {
    YEAR: lambda entries: packed_amount(total(entries)),
    PATIENT: lambda entries: packed_patient(*patient_of(entries)),
    THERAPIST: _merged_bookings,
    NUMBER: lambda entries: entries[0],
}
