"""A claim's text into the claim and its service lines."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from scrubber.claims.claim_text import LINE_CONTROL_NUMBER, ClaimText
from scrubber.claims.models import Claim, Note, Provider, ServiceLine
from scrubber.claims.segment_meanings import (
    AS_READ,
    BilledService,
    Meaning,
    ServiceDates,
    meanings_in,
)
from scrubber.claims.values import number
from scrubber.x12 import Delimiters, Segment

NO_DATES = ServiceDates("", None, None)


def build_claim(text: ClaimText, changed: Mapping[int, Segment] = AS_READ) -> Claim:
    """The claim of loop 2300 with its service lines; `changed` are new versions of its segments, by
    offset."""
    level, clm = text.level(), text.header()
    clm = changed.get(clm.offset, clm)
    meanings = meanings_in(text.text, text.delimiters, text.number, text.offset, changed)
    head = _Head()
    lines: tuple[ServiceLine, ...] = ()
    for meaning in meanings:
        if meaning[0] in {"LX", "SV1"}:
            lines = tuple(_service_lines(chain([meaning], meanings), text.delimiters))
        else:
            head.add(meaning, text.delimiters)
    facility = clm.components(5)
    return Claim(
        claim_id=clm.value(1),
        clm=clm,
        total_charge=number(clm.value(2)),
        place_of_service=facility[0],
        frequency=facility[2] if len(facility) > 2 else "",
        diagnoses=head.diagnoses,
        references=tuple(head.references),
        notes=tuple(head.notes),
        billing=level.billing,
        rendering=head.providers.get("82"),
        referring=head.providers.get("DN"),
        service_location=head.providers.get("77"),
        subscriber=level.subscriber,
        patient=level.patient or level.subscriber,
        payer=level.payer,
        other_payers=head.other_payers,
        adjudicated=head.adjudicated or any(line.adjudicated for line in lines),
        lines=lines,
    )


class _Head:
    """Loop 2300 up to its first line, in the course of reading."""

    def __init__(self) -> None:
        self.providers: dict[str, Provider] = {}
        self.diagnoses: tuple[str, ...] = ()
        self.references: list[tuple[str, str]] = []
        self.notes: list[Note] = []
        self.other_payers = self.adjudicated = False
        self._role = ""

    def add(self, meaning: Meaning, delimiters: Delimiters) -> None:
        """Take the next segment."""
        id_, said, *_ = meaning
        match id_:
            case "HI":
                self.diagnoses += said
            case "NM1" if not self.other_payers:
                # Of a provider that stands twice the first counts, with its own PRV.
                self._role, named = said
                if self._role in self.providers:
                    self._role += " again"
                elif isinstance(named, Provider):
                    self.providers[self._role] = named
            case "PRV" if not self.other_payers and self._role in self.providers:
                self.providers[self._role] = _with_taxonomy(self.providers[self._role], said[1])
            case "REF" if not self._role and not self.other_payers:
                self.references.append(said)
            case "NTE":
                self.notes.append(_note(meaning, delimiters))
            case "SBR":
                self.other_payers = True
            case "CAS":
                self.adjudicated = True
            case "AMT" if said == "D" and self.other_payers:
                self.adjudicated = True


class _Line:
    """A loop 2400 in the course of reading."""

    __slots__ = (
        "adjudicated",
        "billed",
        "control_number",
        "dates",
        "notes",
        "number",
        "rendering",
        "role",
        "sv1",
    )

    def __init__(self, number: str = "") -> None:
        self.number = number
        self.control_number = self.role = ""
        self.sv1: Segment | None = None
        self.billed: BilledService | None = None
        self.dates = NO_DATES
        self.notes: tuple[Note, ...] = ()
        self.rendering: Provider | None = None
        self.adjudicated = False


def _service_lines(meanings: Iterable[Meaning], delimiters: Delimiters) -> Iterator[ServiceLine]:
    """The lines, each from its LX on; a file may leave that out, then from its SV1."""
    line = _Line()
    for meaning in meanings:
        id_, said, text, segment_number, offset = meaning
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
                line.sv1 = Segment(text, segment_number, offset, delimiters)
                line.billed = said
            case "LX":
                if line.sv1:
                    yield _finished(line)
                line = _Line(said)
            case _:
                _add_to_line(line, meaning, delimiters)
    if line.sv1:
        yield _finished(line)


def _add_to_line(line: _Line, meaning: Meaning, delimiters: Delimiters) -> None:
    """Take a segment that few lines have."""
    id_, said, *_ = meaning
    match id_:
        case "NTE":
            line.notes += (_note(meaning, delimiters),)
        case "NM1":
            line.role, named = said
            if line.role == "82":
                line.rendering = named
        case "PRV" if line.role == "82" and line.rendering:
            line.rendering = _with_taxonomy(line.rendering, said[1])
        case "SVD" | "CAS":
            line.adjudicated = True


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


def _note(meaning: Meaning, delimiters: Delimiters) -> Note:
    _, (qualifier, said), text, segment_number, offset = meaning
    return Note(qualifier, said, Segment(text, segment_number, offset, delimiters))


def _with_taxonomy(provider: Provider, taxonomy: str) -> Provider:
    return Provider(provider.npi, taxonomy, provider.entity_type)
