"""A claim's text into the claim and its service lines.

Most of what a claim says stands on many others too (its codes with their charge, dates, providers,
diagnoses), so what a segment says is remembered by its text.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from scrubber.claims.claim_text import LINE_CONTROL_NUMBER, ClaimText
from scrubber.claims.levels import provider
from scrubber.claims.models import HCPCS, UNITS, Claim, Note, Provider, ServiceLine
from scrubber.claims.values import days, number
from scrubber.x12 import Delimiters, Segment

AS_READ: Mapping[int, Segment] = {}
DIAGNOSES = frozenset({"ABK", "ABF", "BK", "BF"})
"""A principal or other diagnosis, in HI; not an anaesthesia procedure."""
REMEMBERED = 16_384


def build_claim(claim: ClaimText, changed: Mapping[int, Segment] = AS_READ) -> Claim:
    """The claim of loop 2300 with its service lines; `changed` are new versions of its segments, by
    offset."""
    delimiters = claim.delimiters
    known, element, layout = delimiters.ids, delimiters.element, delimiters.layout
    segment_number, offset = claim.number, claim.offset
    head = _Head(claim)
    lines: list[_Line] = []
    line: _Line | None = None
    for raw in claim.text.split(delimiters.terminator):
        body = raw.lstrip(layout)
        if body:
            at = offset + len(raw) - len(body)
            if changed and at in changed:
                body = changed[at].text
            id_ = known[body.partition(element)[0]]
            # A file may leave LX out; the line then starts at its SV1.
            if id_ == "LX" or (id_ == "SV1" and (line is None or line.sv1)):
                line = _Line(delimiters)
                lines.append(line)
            if line:
                line.take(id_, body, segment_number, at)
            else:
                head.take(id_, body, segment_number, at)
            segment_number += 1
        offset += len(raw) + 1
    return head.claim(tuple([line.service_line() for line in lines if line.sv1]))


class _Head:
    """Loop 2300 up to the first service line, segment by segment."""

    __slots__ = (
        "adjudicated",
        "clm",
        "current",
        "delimiters",
        "diagnoses",
        "levels",
        "notes",
        "other_payers",
        "providers",
        "references",
    )

    def __init__(self, claim: ClaimText) -> None:
        self.levels = claim.levels
        self.delimiters = claim.delimiters
        self.clm: Segment | None = None
        self.providers: dict[str, tuple[str, Provider]] = {}
        self.diagnoses: tuple[str, ...] = ()
        self.references: list[tuple[str, str]] = []
        self.notes: list[Note] = []
        self.other_payers = self.adjudicated = False
        self.current = ""

    def take(self, id_: str, body: str, segment_number: int, offset: int) -> None:
        """The next segment."""
        match id_:
            case "CLM" if self.clm is None:
                self.clm = Segment(body, segment_number, offset, self.delimiters)
            case "HI":
                self.diagnoses += _diagnoses(body, self.delimiters)
            case "NM1" if not self.other_payers:
                # Of a provider that stands twice the first counts, with its own PRV.
                role = _first_code(body, self.delimiters)
                self.current = f"{role} again" if role in self.providers else role
                found = provider(body, self.delimiters)
                self.providers.setdefault(role, (body, found))
            case "PRV" if not self.other_payers and self.current in self.providers:
                nm1, _ = self.providers[self.current]
                found = provider(nm1, self.delimiters, _taxonomy(body, self.delimiters))
                self.providers[self.current] = nm1, found
            case "REF" if not self.current and not self.other_payers:
                ref = Segment(body, segment_number, offset, self.delimiters)
                self.references.append((ref.code(1), ref.value(2)))
            case "NTE":
                self.notes.append(_note(Segment(body, segment_number, offset, self.delimiters)))
            case "SBR":
                self.other_payers = True
            case "CAS":
                self.adjudicated = True
            case "AMT" if self.other_payers and _first_code(body, self.delimiters) == "D":
                self.adjudicated = True

    def claim(self, lines: tuple[ServiceLine, ...]) -> Claim:
        """The claim with its lines."""
        clm, level = self.clm, self.levels.level()
        assert clm is not None
        facility = clm.components(5)
        return Claim(
            claim_id=clm.value(1),
            clm=clm,
            total_charge=number(clm.value(2)),
            place_of_service=facility[0],
            frequency=facility[2] if len(facility) > 2 else "",
            diagnoses=self.diagnoses,
            references=tuple(self.references),
            notes=tuple(self.notes),
            billing=level.billing,
            rendering=self._provider("82"),
            referring=self._provider("DN"),
            service_location=self._provider("77"),
            subscriber=level.subscriber,
            patient=level.patient or level.subscriber,
            payer=level.payer,
            other_payers=self.other_payers,
            adjudicated=self.adjudicated or any(line.adjudicated for line in lines),
            lines=lines,
        )

    def _provider(self, role: str) -> Provider | None:
        return self.providers[role][1] if role in self.providers else None


class _Line:
    """Loop 2400, segment by segment."""

    __slots__ = (
        "adjudicated",
        "control_number",
        "current",
        "dates",
        "delimiters",
        "notes",
        "number",
        "rendering",
        "sv1",
    )

    def __init__(self, delimiters: Delimiters) -> None:
        self.delimiters = delimiters
        self.number = self.control_number = self.current = ""
        self.sv1: Segment | None = None
        self.dates = NO_DATES
        self.notes: tuple[Note, ...] = ()
        self.rendering: tuple[str, Provider] | None = None
        self.adjudicated = False

    def take(self, id_: str, body: str, segment_number: int, offset: int) -> None:
        """The next segment."""
        match id_:
            case "DTP":
                self.dates = _service_dates(body, self.delimiters) or self.dates
            case "SV1":
                self.sv1 = Segment(body, segment_number, offset, self.delimiters)
            case "LX":
                self.number = _line_number(body, self.delimiters)
            case "REF":
                ref = Segment(body, segment_number, offset, self.delimiters)
                if ref.code(1) == LINE_CONTROL_NUMBER:
                    self.control_number = ref.value(2)
            case "NTE":
                note = _note(Segment(body, segment_number, offset, self.delimiters))
                self.notes += (note,)
            case "NM1":
                self.current = _first_code(body, self.delimiters)
                if self.current == "82":
                    self.rendering = body, provider(body, self.delimiters)
            case "PRV" if self.current == "82" and self.rendering:
                nm1, _ = self.rendering
                found = provider(nm1, self.delimiters, _taxonomy(body, self.delimiters))
                self.rendering = nm1, found
            case "SVD" | "CAS":
                self.adjudicated = True

    def service_line(self) -> ServiceLine:
        """The line."""
        assert self.sv1 is not None
        return ServiceLine(
            self.number,
            self.sv1,
            *billed_service(self.sv1.text, self.delimiters),
            *self.dates,
            self.control_number,
            self.notes,
            self.rendering[1] if self.rendering else None,
            self.adjudicated,
        )


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


@lru_cache(maxsize=4 * REMEMBERED)
def billed_service(sv1: str, delimiters: Delimiters) -> BilledService:
    """What the text of an SV1 says."""
    segment = Segment(sv1, 0, 0, delimiters)
    qualifier, procedure, *rest = [part.upper() for part in segment.components(1)] + [""] * 6
    modifiers = (rest[0], rest[1], rest[2], rest[3])
    unit, quantity = segment.code(3), number(segment.value(4))
    return BilledService(
        qualifier=qualifier,
        procedure=procedure,
        hcpcs=procedure if qualifier == HCPCS else "",
        modifiers=modifiers,
        used_modifiers=tuple(filter(None, modifiers)),
        charge=number(segment.value(2)),
        unit=unit,
        quantity=quantity,
        units=_whole(quantity) if unit == UNITS else None,
        diagnosis_pointers=tuple(filter(None, segment.components(7))),
    )


def _whole(quantity: Decimal | None) -> int | None:
    """A whole number above zero; None where it is none."""
    if quantity is None or quantity <= 0:
        return None
    return int(quantity) if quantity == quantity.to_integral_value() else None


class _Dates(NamedTuple):
    """DTP*472 as the fields of ServiceLine."""

    text: str
    first: date | None
    last: date | None


@lru_cache(maxsize=REMEMBERED)
def _service_dates(dtp: str, delimiters: Delimiters) -> _Dates | None:
    """The dates of service; None where the DTP is another date's."""
    segment = Segment(dtp, 0, 0, delimiters)
    if segment.code(1) != "472":
        return None
    text = segment.value(3)
    return _Dates(text, *days(segment.code(2), text))


NO_DATES = _Dates("", None, None)


@lru_cache(maxsize=REMEMBERED)
def _diagnoses(hi: str, delimiters: Delimiters) -> tuple[str, ...]:
    """HI01 to HI12: `ABK:M5450`."""
    segment = Segment(hi, 0, 0, delimiters)
    elements = (segment.components(element) for element in range(1, len(segment.values)))
    return tuple(parts[1] for parts in elements if len(parts) > 1 and parts[0].upper() in DIAGNOSES)


@lru_cache(maxsize=REMEMBERED)
def _first_code(text: str, delimiters: Delimiters) -> str:
    return Segment(text, 0, 0, delimiters).code(1)


@lru_cache(maxsize=REMEMBERED)
def _taxonomy(prv: str, delimiters: Delimiters) -> str:
    return Segment(prv, 0, 0, delimiters).code(3)


@lru_cache(maxsize=REMEMBERED)
def _line_number(lx: str, delimiters: Delimiters) -> str:
    return Segment(lx, 0, 0, delimiters).value(1)


def _note(nte: Segment) -> Note:
    return Note(nte.code(1), nte.value(2), nte)
