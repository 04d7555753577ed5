"""A claim's text into the claim and its service lines."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from scrubber.claims.claim_text import LINE_CONTROL_NUMBER, ClaimText
from scrubber.claims.models import Claim, Note, Provider, ServiceLine
from scrubber.claims.segment_meanings import (
    AS_READ,
    BilledService,
    ServiceDates,
    meanings_in,
)
from scrubber.claims.values import number
from scrubber.x12 import Delimiters, Segment

NO_DATES = ServiceDates("", None, None)
Meanings = Iterator[tuple[str, Any, str, int, int]]


def build_claim(text: ClaimText, changed: Mapping[int, Segment] = AS_READ) -> Claim:
    """The claim of loop 2300 with its service lines; `changed` are new versions of its segments, by
    offset."""
    delimiters, level, clm = text.delimiters, text.level(), text.header()
    clm = changed.get(clm.offset, clm)
    meanings = meanings_in(text.text, delimiters, text.number, text.offset, changed)
    providers: dict[str, Provider] = {}
    diagnoses: tuple[str, ...] = ()
    references: list[tuple[str, str]] = []
    notes: list[Note] = []
    other_payers = adjudicated = False
    current = ""
    lines: tuple[ServiceLine, ...] = ()
    for meaning in meanings:
        id_, said, body, segment_number, offset = meaning
        match id_:
            case "LX" | "SV1":
                lines = tuple(_service_lines(chain([meaning], meanings), delimiters))
            case "HI":
                diagnoses += said
            case "NM1" if not other_payers:
                # Of a provider that stands twice the first counts, with its own PRV.
                current, found = said
                if current in providers:
                    current = f"{current} again"
                elif isinstance(found, Provider):
                    providers[current] = found
            case "PRV" if not other_payers and current in providers:
                providers[current] = _with_taxonomy(providers[current], said[1])
            case "REF" if not current and not other_payers:
                references.append(said)
            case "NTE":
                notes.append(Note(*said, Segment(body, segment_number, offset, delimiters)))
            case "SBR":
                other_payers = True
            case "CAS":
                adjudicated = True
            case "AMT" if said == "D" and other_payers:
                adjudicated = True
    facility = clm.components(5)
    return Claim(
        claim_id=clm.value(1),
        clm=clm,
        total_charge=number(clm.value(2)),
        place_of_service=facility[0],
        frequency=facility[2] if len(facility) > 2 else "",
        diagnoses=diagnoses,
        references=tuple(references),
        notes=tuple(notes),
        billing=level.billing,
        rendering=providers.get("82"),
        referring=providers.get("DN"),
        service_location=providers.get("77"),
        subscriber=level.subscriber,
        patient=level.patient or level.subscriber,
        payer=level.payer,
        other_payers=other_payers,
        adjudicated=adjudicated or any(line.adjudicated for line in lines),
        lines=lines,
    )


class _Line:
    """A loop 2400 in the course of reading."""

    __slots__ = ("adjudicated", "billed", "control_number", "dates", "notes", "number")
    __slots__ += ("rendering", "role", "sv1")

    def __init__(self) -> None:
        self.number = self.control_number = self.role = ""
        self.sv1: Segment | None = None
        self.billed: BilledService | None = None
        self.dates = NO_DATES
        self.notes: tuple[Note, ...] = ()
        self.rendering: Provider | None = None
        self.adjudicated = False


def _service_lines(meanings: Meanings, delimiters: Delimiters) -> Iterator[ServiceLine]:
    """The lines, each from its LX on; a file may leave that out, then from its SV1."""
    line = _Line()
    for id_, said, body, segment_number, offset in meanings:
        match id_:
            case "DTP":
                line.dates = said
            case "REF":
                if said[0] == LINE_CONTROL_NUMBER:
                    line.control_number = said[1]
            case "SV1":
                if line.sv1:
                    yield _finished(line)
                    line = _Line()
                line.sv1 = Segment(body, segment_number, offset, delimiters)
                line.billed = said
            case "LX":
                if line.sv1:
                    yield _finished(line)
                line = _Line()
                line.number = said
            case "NTE":
                nte = Segment(body, segment_number, offset, delimiters)
                line.notes += (Note(*said, nte),)
            case "NM1":
                line.role, found = said
                if line.role == "82":
                    line.rendering = found
            case "PRV" if line.role == "82" and line.rendering:
                line.rendering = _with_taxonomy(line.rendering, said[1])
            case "SVD" | "CAS":
                line.adjudicated = True
    if line.sv1:
        yield _finished(line)


def _finished(line: _Line) -> ServiceLine:
    assert line.sv1 is not None
    assert line.billed is not None
    return ServiceLine(
        line.number,
        line.sv1,
        *line.billed,
        *line.dates,
        line.control_number,
        line.notes,
        line.rendering,
        line.adjudicated,
    )


def _with_taxonomy(provider: Provider, taxonomy: str) -> Provider:
    return Provider(provider.npi, taxonomy, provider.entity_type)
