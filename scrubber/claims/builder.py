"""Segments into claims and service lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scrubber.claims.models import Claim, Note, Payer, Person, Provider, ServiceLine
from scrubber.claims.values import days, number
from scrubber.x12 import Segment

NO_PROVIDER, NO_PERSON, NO_PAYER = Provider(), Person(), Payer()


@dataclass(frozen=True, slots=True)
class Level:
    """What the hierarchical levels above a claim say of it: loops 2000A, 2000B and 2000C."""

    billing: Provider = NO_PROVIDER
    subscriber: Person = NO_PERSON
    patient: Person | None = None
    payer: Payer = NO_PAYER

    def with_segments(self, segments: Iterable[Segment]) -> "Level":
        """A copy with what the segments of one more loop add or replace."""
        level = self
        person = ""
        for segment in segments:
            match segment.id, segment.code(1):
                case "PRV", "BI":
                    level = replace(level, billing=Provider(taxonomy=segment.code(3)))
                case "NM1", "85":
                    provider = _provider(segment)
                    # PRV stands before its NM1; one of an earlier provider is not this one's.
                    only_prv = not level.billing.entity_type
                    taxonomy = level.billing.taxonomy if only_prv else ""
                    level = replace(level, billing=replace(provider, taxonomy=taxonomy))
                case "SBR", sequence:
                    payer = Payer(sequence=sequence, claim_filing=segment.code(9))
                    level = replace(level, payer=payer, patient=None)
                case "NM1", "IL":
                    person = "subscriber"
                    level = replace(level, subscriber=_person(segment), patient=None)
                case "NM1", "QC":
                    person = "patient"
                    level = replace(level, patient=_person(segment))
                case "NM1", "PR":
                    payer = replace(level.payer, payer_id=segment.value(9), name=segment.value(3))
                    level = replace(level, payer=payer)
                case "DMG", _ if person == "subscriber":
                    born = replace(level.subscriber, birth_date=segment.value(2))
                    level = replace(level, subscriber=born)
                case "DMG", _ if person == "patient" and level.patient:
                    level = replace(
                        level, patient=replace(level.patient, birth_date=segment.value(2))
                    )
        return level


def build_claim(level: Level, segments: Sequence[Segment]) -> Claim:
    """The claim of loop 2300, CLM first, with its service lines."""
    clm = segments[0]
    first_line = next((i for i, s in enumerate(segments) if s.id == "LX"), len(segments))
    # A file may leave LX out; the line then starts at its SV1.
    first_line = min(
        first_line, next((i for i, s in enumerate(segments) if s.id == "SV1"), len(segments))
    )
    head, body = segments[:first_line], segments[first_line:]
    providers: dict[str, Provider] = {}
    diagnoses: list[str] = []
    references: list[tuple[str, str]] = []
    notes: list[Note] = []
    other_payers = adjudicated = False
    current = ""
    for segment in head[1:]:
        match segment.id:
            case "SBR":
                other_payers = True
            case "CAS":
                adjudicated = True
            case "AMT" if segment.code(1) == "D" and other_payers:
                adjudicated = True
            case "NM1" if not other_payers:
                # Of a provider that stands twice the first counts, with its own PRV.
                role = segment.code(1)
                current = f"{role} again" if role in providers else role
                providers.setdefault(role, _provider(segment))
            case "PRV" if not other_payers and current in providers:
                providers[current] = replace(providers[current], taxonomy=segment.code(3))
            case "HI":
                diagnoses += _diagnoses(segment)
            case "REF" if not current and not other_payers:
                references.append((segment.code(1), segment.value(2)))
            case "NTE":
                notes.append(_note(segment))
    lines = tuple(_service_line(line) for line in _line_loops(body))
    return Claim(
        claim_id=clm.value(1),
        clm=clm,
        total_charge=number(clm.value(2)),
        place_of_service=clm.value(5, 1),
        frequency=clm.value(5, 3),
        diagnoses=tuple(diagnoses),
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


def _line_loops(body: Sequence[Segment]) -> list[list[Segment]]:
    """The segments of each loop 2400 that has an SV1; it starts at LX, or at SV1 where LX lacks."""
    loops: list[list[Segment]] = []
    for segment in body:
        opens = segment.id == "LX" or (
            segment.id == "SV1" and (not loops or any(s.id == "SV1" for s in loops[-1]))
        )
        if opens:
            loops.append([])
        loops[-1].append(segment)
    return [loop for loop in loops if any(segment.id == "SV1" for segment in loop)]


def _service_line(segments: Sequence[Segment]) -> ServiceLine:
    sv1 = next(segment for segment in segments if segment.id == "SV1")
    line_number = segments[0].value(1) if segments[0].id == "LX" else ""
    procedure = [part.upper() for part in sv1.components(1)] + [""] * 6
    first = last = None
    date_text = control_number = ""
    notes: list[Note] = []
    rendering: Provider | None = None
    adjudicated = False
    current = ""
    for segment in segments:
        match segment.id, segment.code(1):
            case "DTP", "472":
                date_text = segment.value(3)
                first, last = days(segment.code(2), date_text)
            case "REF", "6R":
                control_number = segment.value(2)
            case "NTE", _:
                notes.append(_note(segment))
            case "NM1", current:
                if current == "82":
                    rendering = _provider(segment)
            case "PRV", _ if current == "82" and rendering:
                rendering = replace(rendering, taxonomy=segment.code(3))
            case (("SVD" | "CAS"), _):
                adjudicated = True
    return ServiceLine(
        number=line_number,
        sv1=sv1,
        qualifier=procedure[0],
        procedure=procedure[1],
        modifiers=(procedure[2], procedure[3], procedure[4], procedure[5]),
        charge=number(sv1.value(2)),
        unit=sv1.code(3),
        quantity=number(sv1.value(4)),
        diagnosis_pointers=tuple(pointer for pointer in sv1.components(7) if pointer),
        date_text=date_text,
        service_date=first,
        last_date=last,
        control_number=control_number,
        notes=tuple(notes),
        rendering=rendering,
        adjudicated=adjudicated,
    )


def _provider(nm1: Segment) -> Provider:
    npi = nm1.value(9) if nm1.code(8) == "XX" else ""
    return Provider(npi=npi, entity_type=nm1.value(2))


def _person(nm1: Segment) -> Person:
    return Person(last_name=nm1.value(3), first_name=nm1.value(4), member_id=nm1.value(9))


def _note(nte: Segment) -> Note:
    return Note(nte.code(1), nte.value(2), nte)


def _diagnoses(hi: Segment) -> list[str]:
    """HI01 to HI12: `ABK:M5450`; a principal or other diagnosis, not an anaesthesia procedure."""
    elements = (hi.components(element) for element in range(1, len(hi.values)))
    return [
        parts[1]
        for parts in elements
        if len(parts) > 1 and parts[0].upper() in {"ABK", "ABF", "BK", "BF"}
    ]
