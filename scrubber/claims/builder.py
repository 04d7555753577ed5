"""A claim's text into the claim and its service lines."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from scrubber.claims.claim_text import LINE_CONTROL_NUMBER, ClaimText
from scrubber.claims.models import SERVICE_LINE, Claim, Note, Provider, ServiceLine
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
    head_ends = len(meanings)
    for at, meaning in enumerate(meanings):
        if meaning[0] in SERVICE_LINE:
            head_ends = at
            break
        head.add(meaning, text.delimiters)
    lines = tuple(_service_lines(meanings[head_ends:], text.delimiters))
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
        npis=(level.billing.npi, *head.npis) if level.billing.npi else head.npis,
        amounts=head.amounts,
        lines=lines,
    )


class _Head:
    """Loop 2300 up to its first line, in the course of reading."""

    def __init__(self) -> None:
        self.providers: dict[str, Provider] = {}
        self.diagnoses: tuple[str, ...] = ()
        self.npis: tuple[str, ...] = ()
        self.amounts: tuple[Decimal | None, ...] = ()
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
                self.npis += _npi_of(named)
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
            case "AMT":
                qualifier, amount = said
                self.amounts += (amount,)
                if qualifier == "D" and self.other_payers:
                    self.adjudicated = True


def _service_lines(meanings: Iterable[Meaning], delimiters: Delimiters) -> Iterator[ServiceLine]:
    """The lines, each from its LX on; a file may leave that out, then from its SV1."""
    of_line: list[Meaning] = []
    billed = False
    for meaning in meanings:
        id_ = meaning[0]
        if id_ == "LX" or (billed and id_ == "SV1"):
            if billed:
                yield _service_line(of_line, delimiters)
            of_line, billed = [], False
        if id_ == "SV1":
            billed = True
        of_line.append(meaning)
    if billed:
        yield _service_line(of_line, delimiters)


def _service_line(meanings: Iterable[Meaning], delimiters: Delimiters) -> ServiceLine:
    """The line of one loop 2400, which has an SV1."""
    line_number = control_number = role = ""
    sv1: Segment | None = None
    billed: BilledService | None = None
    dates = NO_DATES
    notes: tuple[Note, ...] = ()
    rendering: Provider | None = None
    npis: tuple[str, ...] = ()
    adjudicated = False
    for meaning in meanings:
        id_, said, text, segment_number, offset = meaning
        match id_:
            case "DTP":
                dates = said
            case "REF":
                if said[0] == LINE_CONTROL_NUMBER:
                    control_number = said[1]
            case "SV1":
                sv1, billed = Segment(text, segment_number, offset, delimiters), said
            case "LX":
                line_number = said
            case "NTE":
                notes += (_note(meaning, delimiters),)
            case "NM1":
                role, named = said
                npis += _npi_of(named)
                if role == "82":
                    rendering = named
            case "PRV" if role == "82" and rendering:
                rendering = _with_taxonomy(rendering, said[1])
            case "SVD" | "CAS":
                adjudicated = True
    assert sv1 is not None
    assert billed is not None
    return ServiceLine(
        line_number, sv1, *billed, *dates, control_number, notes, rendering, adjudicated, npis
    )


def _npi_of(named: object) -> tuple[str, ...]:
    return (named.npi,) if isinstance(named, Provider) and named.npi else ()


def _note(meaning: Meaning, delimiters: Delimiters) -> Note:
    _, (qualifier, said), text, segment_number, offset = meaning
    return Note(qualifier, said, Segment(text, segment_number, offset, delimiters))


def _with_taxonomy(provider: Provider, taxonomy: str) -> Provider:
    return Provider(provider.npi, taxonomy, provider.entity_type)
