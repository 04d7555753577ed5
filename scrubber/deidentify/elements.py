"""What each element of an 837P holds (elements.csv), and so what becomes of it in the copy.

An element is kept where the table says that it holds something harmless, such as a code or an
amount, and its value has the form of that. Any other value is replaced: also of an element, a
component or a segment that the guide does not have.
"""

import csv
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from enum import StrEnum, auto
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from scrubber.claims.values import day, number
from scrubber.deidentify.dates import has_date, is_time
from scrubber.evidence.minutes import MINUTES_A_DAY
from scrubber.x12 import Segment


class Kind(StrEnum):
    """What a value is to the copy: kept, or how it is replaced."""

    KEPT = auto()
    IDENTIFIER = auto()
    """Number, phone, mail address, zip code; and whatever is not known to be harmless."""
    CONTROL_NUMBER = auto()
    """Of the envelope: leading zeros are no difference."""
    NAME = auto()
    """Of persons, organisations, streets and cities."""
    PAYER_NAME = auto()
    PAYER_ID = auto()
    FREE_TEXT = auto()
    DATE = auto()
    BIRTH_DATE = auto()
    SEX = auto()
    UNREADABLE = auto()
    """What stands where a date or time belongs and is none; it stays none."""


class Place(NamedTuple):
    """Element and component of a segment: 0 is its id, and of an element that is no composite."""

    element: int
    component: int = 0


class Field(NamedTuple):
    """A value of a segment, without blanks around it; never an empty one."""

    place: Place
    kind: Kind
    value: str


def fields(segment: Segment) -> Iterator[Field]:
    """All values of a segment, its id first."""
    values = segment.values
    known, composites = _held(segment.id, segment.code(1))
    if values[0]:
        yield Field(Place(0), Kind.KEPT if known else Kind.IDENTIFIER, values[0])
    for element in range(1, len(values)):
        if element in composites:
            parts = enumerate(segment.components(element), 1)
        else:
            parts = enumerate((values[element],))
        for component, value in parts:
            if value:
                place = Place(element, component)
                yield Field(place, kind_of(known.get(place, "identifier"), value), value)


@lru_cache(65_536)
def kind_of(held: str, value: str) -> Kind:
    """What a value is where such things are held: `code`, `amount`, `name` and so on."""
    if held in FORMS:
        form, otherwise = FORMS[held]
        return Kind.KEPT if form(value.upper()) else otherwise
    kind = Kind(held)
    if kind is Kind.DATE and not has_date(value):
        return Kind.KEPT if is_time(value) else Kind.UNREADABLE
    if kind is Kind.BIRTH_DATE and day(value) is None:
        return Kind.UNREADABLE
    return kind


_LONG_CODES = re.compile(
    # Diagnoses and value codes (HI), notes (NTE), and others that stand in one segment each.
    "ABF|ABJ|ABK|ABN|APR|BBQ|BBR"
    "|ADD|ALL|CER|DCP|DGN|DME|MED|NTR|ODT|RHB|RLH|RNH|SET|SFM|SPT|TPO|UPI"
    "|EAF|PXC|RD8|USD"
)
"""The codes of three characters with a letter in them that the guide has."""


def _is_code(value: str) -> bool:
    """Too short to name anybody, or one of a list."""
    is_short = re.fullmatch(r"[A-Z0-9]{1,2}|[0-9]{3}", value)
    return bool(is_short or _LONG_CODES.fullmatch(value))


def _of(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: bool(compiled.fullmatch(value))


def _is_amount(value: str) -> bool:
    return number(value.replace("$", "").replace(",", "")) is not None


def _is_minutes(value: str) -> bool:
    whole = len(value) <= len("1440") and value.isascii() and value.isdecimal()
    return whole and int(value) <= MINUTES_A_DAY


FORMS: Mapping[str, tuple[Callable[[str], bool], Kind]] = {
    "code": (_is_code, Kind.IDENTIFIER),
    "amount": (_is_amount, Kind.IDENTIFIER),
    "count": (_of(r"\d{1,6}"), Kind.IDENTIFIER),
    "time": (is_time, Kind.UNREADABLE),
    "separator": (lambda value: len(value) == 1, Kind.IDENTIFIER),
    "version": (_of(r"00\d{3}"), Kind.IDENTIFIER),
    "guide": (_of(r"00\d{4}X\d{3}([A-Z]\d)?"), Kind.IDENTIFIER),
    "purpose": (_of(r"00\d\d"), Kind.IDENTIFIER),
    "procedure": (_of(r"\d{4}[A-Z0-9]|[A-Z]\d{4}"), Kind.IDENTIFIER),
    "diagnosis": (
        _of(r"[A-Z]\d[A-Z0-9](\.?[A-Z0-9]{1,4})?|\d{3}(\.?\d{1,2})?|[EV]\d{2,3}(\.?\d{1,2})?"),
        Kind.IDENTIFIER,
    ),
    "reason": (_of(r"(?=[A-Z]*\d)[A-Z0-9]{1,5}"), Kind.IDENTIFIER),
    "taxonomy": (_of(r"\d{3}[A-Z0-9]{6}X"), Kind.IDENTIFIER),
    "drug": (_of(r"\d{11}|\d{4,5}-\d{3,4}-\d{1,2}"), Kind.IDENTIFIER),
    # Columns of the evidence files.
    "year": (_of(r"\d{4}"), Kind.IDENTIFIER),
    "pool": (_of("PT_SLP|OT"), Kind.IDENTIFIER),
    "minutes": (_is_minutes, Kind.UNREADABLE),
    "clock": (_of(r"([01]?\d|2[0-3]):[0-5]\d(:00)?"), Kind.UNREADABLE),
    "answer": (_of("Y|YES|N|NO"), Kind.UNREADABLE),
}
"""The forms of what is kept, in capitals, and what a value is that has another form."""


@lru_cache(1024)
def _held(segment_id: str, qualifier: str) -> tuple[Mapping[Place, str], Collection[int]]:
    """What is held where in a segment with this element 01, and which elements are composites;
    nothing of a segment that the table does not have."""
    rows = [row for row in _table() if row.segment == segment_id]
    held = {row.place: row.held for row in rows if not row.qualifier}
    held |= {row.place: row.held for row in rows if row.qualifier == qualifier}
    return held, {row.place.element for row in rows if row.place.component}


class _Row(NamedTuple):
    """What a place holds, of segments with this element 01, or with any."""

    segment: str
    qualifier: str
    place: Place
    held: str


@cache
def _table() -> list[_Row]:
    path = Path(__file__).parent / "elements.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return [
            _Row(row["segment"], row["qualifier"], Place(*map(int, name.split("-"))), row["held"])
            for row in csv.DictReader(file)
            for name in row["elements"].split()
        ]
