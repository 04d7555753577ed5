"""What the segments of a claim, and of the levels above it, say one by one.

A batch repeats most of its segments: dates, providers, codes with their charge, diagnoses. So what
a segment says is remembered by its text, and read again only where it is new.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from scrubber.claims.models import HCPCS, UNITS, Person, Provider
from scrubber.claims.values import days, number
from scrubber.x12 import Delimiters, Segment

REMEMBERED = 16_384
NPI = "XX"
"""NM108 before an NPI."""
EMPTY = "empty"
"""The id of what holds nothing but layout."""
Meaning = tuple[str, Any, str, int, int]
"""A segment's id, what it says as READERS has it, its text, number and offset."""
Said = tuple[str, Any]
"""A segment's id and what it says; no id where it says nothing of interest."""
NOTHING: Said = ("", None)
AS_READ: Mapping[int, Segment] = {}


def meanings_in(
    text: str,
    delimiters: Delimiters,
    number: int = 0,
    offset: int = 0,
    changed: Mapping[int, Segment] = AS_READ,
) -> list[Meaning]:
    """The segments of interest in a text that starts with segment `number` at byte `offset`;
    `changed` are new versions of some, by offset."""
    known, layout = remembered(delimiters), delimiters.layout
    meanings = []
    for raw in text.split(delimiters.terminator):
        id_, said = known[raw]
        if id_ is not EMPTY:
            if id_:
                body, at = raw, offset
                if raw[0] in layout:
                    body = raw.lstrip(layout)
                    at += len(raw) - len(body)
                if changed and at in changed:
                    body = changed[at].text
                    id_, said = known[body]
                meanings.append((id_, said, body, number, at))
            number += 1
        offset += len(raw) + 1
    return meanings


class Remembered(dict[str, Said]):
    """Meanings by the text between two terminators."""

    def __init__(self, delimiters: Delimiters) -> None:
        super().__init__()
        self._delimiters = delimiters
        self._qualifiers: dict[str, str] = {}

    def __missing__(self, raw: str) -> Said:
        start, _, value = raw.rpartition(self._delimiters.element)
        qualifier = self._qualifiers.get(start)
        if qualifier and value.isalnum():
            return "REF", (qualifier, value)
        id_ = self._delimiters.ids[raw.partition(self._delimiters.element)[0]]
        read = READERS.get(id_)
        if read is None:
            # Not remembered: most of these, such as addresses, hardly ever come twice.
            return NOTHING if id_ or raw.lstrip(self._delimiters.layout) else (EMPTY, None)
        segment = Segment(raw.lstrip(self._delimiters.layout), 0, 0, self._delimiters)
        said: Any = read(segment)
        meaning = NOTHING if said is None else (id_, said)
        if id_ == "REF" and len(segment.values) == 3 and len(self._qualifiers) < REMEMBERED:
            # Each line has its own number, under one and the same REF01.
            self._qualifiers[start] = said[0]
        elif id_ not in UNIQUE and not _names_person(meaning):
            if len(self) >= REMEMBERED:
                self.clear()
            self[raw] = meaning
        return meaning


@lru_cache(maxsize=16)
def remembered(delimiters: Delimiters) -> Remembered:
    """What is remembered of segments with these delimiters."""
    return Remembered(delimiters)


class BilledService(NamedTuple):
    """What an SV1 says, as the fields of ServiceLine."""

    qualifier: str
    procedure: str
    hcpcs: str
    modifiers: tuple[str, str, str, str]
    used_modifiers: tuple[str, ...]
    charge: Decimal | None
    unit: str
    quantity: Decimal | None
    units: int | None
    diagnosis_pointers: tuple[str, ...]


class ServiceDates(NamedTuple):
    """DTP*472, as the fields of ServiceLine."""

    text: str
    first: date | None
    last: date | None


def billed_service(sv1: Segment) -> BilledService:
    """What an SV1 says."""
    qualifier, procedure, *rest = [part.upper() for part in sv1.components(1)] + [""] * 6
    modifiers = (rest[0], rest[1], rest[2], rest[3])
    unit, quantity = sv1.code(3), number(sv1.value(4))
    return BilledService(
        qualifier=qualifier,
        procedure=procedure,
        hcpcs=procedure if qualifier == HCPCS else "",
        modifiers=modifiers,
        used_modifiers=tuple(filter(None, modifiers)),
        charge=number(sv1.value(2)),
        unit=unit,
        quantity=quantity,
        units=_whole(quantity) if unit == UNITS else None,
        diagnosis_pointers=tuple(filter(None, sv1.components(7))),
    )


def _whole(quantity: Decimal | None) -> int | None:
    """A whole number above zero; None where it is none."""
    if quantity is None or quantity <= 0:
        return None
    return int(quantity) if quantity == quantity.to_integral_value() else None


def _service_dates(dtp: Segment) -> ServiceDates | None:
    """The dates of service; None where it is another date."""
    if dtp.code(1) != "472":
        return None
    text = dtp.value(3)
    return ServiceDates(text, *days(dtp.code(2), text))


def _diagnoses(hi: Segment) -> tuple[str, ...]:
    """HI01 to HI12, as `ABK:M5450`: a principal or other diagnosis, not an anaesthesia code."""
    elements = (hi.components(element) for element in range(1, len(hi.values)))
    return tuple(
        parts[1]
        for parts in elements
        if len(parts) > 1 and parts[0].upper() in {"ABK", "ABF", "BK", "BF"}
    )


def _named(nm1: Segment) -> tuple[str, Provider | Person | tuple[str, str]]:
    """NM101, and whom it names: a person, a payer's id and name, else a provider."""
    role = nm1.code(1)
    if role in {"IL", "QC"}:
        return role, Person(nm1.value(3), nm1.value(4), "", nm1.value(9))
    if role == "PR":
        return role, (nm1.value(9), nm1.value(3))
    npi = nm1.value(9) if nm1.code(8) == NPI else ""
    return role, Provider(npi, "", nm1.value(2))


def _names_person(meaning: Said) -> bool:
    """Whether it is an NM1 of a patient, who has claims in one or two places of a batch."""
    id_, said = meaning
    return id_ == "NM1" and isinstance(said[1], Person)


def _reference(ref: Segment) -> tuple[str, str]:
    """REF01 and REF02."""
    _, qualifier, value, *_ = *ref.values, "", ""
    return qualifier.upper(), value


READERS: Mapping[str, Callable[[Segment], Any]] = {
    "AMT": lambda amt: (amt.code(1), number(amt.value(2))),
    "CAS": lambda _: True,
    "DMG": lambda dmg: dmg.value(2),
    "DTP": _service_dates,
    "HI": _diagnoses,
    "LX": lambda lx: lx.value(1),
    "NM1": _named,
    "NTE": lambda nte: (nte.code(1), nte.value(2)),
    "PRV": lambda prv: (prv.code(1), prv.code(3)),
    "REF": _reference,
    "SBR": lambda sbr: (sbr.code(1), sbr.code(9)),
    "SV1": billed_service,
    "SVD": lambda _: True,
}
"""What is read of a segment, by its id."""

UNIQUE = frozenset({"DMG", "NTE", "REF"})
"""The segments that hardly ever come twice."""
