"""Reads a TA1, 999 or 277CA back, by splitting at the separators that its ISA declares.

Written from the structure of the guides and not from the writer: nothing of scrubber is used.
Reading fails where counts, control numbers or the hierarchy do not agree.
"""

from dataclasses import dataclass, field
from decimal import Decimal

Segment = list[str]


@dataclass
class Set:
    """ST to SE."""

    kind: str
    control: str
    guide: str
    segments: list[Segment] = field(repr=False)


@dataclass
class Group:
    """GS to GE."""

    header: Segment
    sets: list[Set] = field(default_factory=list)


@dataclass
class Interchange:
    """ISA to IEA."""

    isa: Segment
    component: str
    repetition: str
    ta1: list[Segment] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


def interchanges(text: str) -> list[Interchange]:
    """All of a file's."""
    found: list[Interchange] = []
    while text.strip():
        text = text.lstrip()
        assert text.startswith("ISA")
        element, component, terminator = text[3], text[104], text[105]
        segments = []
        while True:
            segment, text = text.split(terminator, 1)
            segments.append(segment.lstrip("\r\n").split(element))
            if segments[-1][0] == "IEA":
                break
        found.append(_interchange(segments, component))
    return found


def _interchange(segments: list[Segment], component: str) -> Interchange:
    isa, *rest, iea = segments
    interchange = Interchange(isa, component, isa[11])
    assert isa[16] == component
    opened: list[Segment] = []
    for segment in rest:
        match segment[0]:
            case "TA1":
                assert not interchange.groups, "TA1 stands before the first group"
                interchange.ta1.append(segment)
            case "GS":
                interchange.groups.append(Group(segment))
            case "ST":
                opened = []
                interchange.groups[-1].sets.append(Set(segment[1], segment[2], segment[3], opened))
            case "SE":
                current = interchange.groups[-1].sets[-1]
                assert segment[1:] == [str(len(opened) + 2), current.control]
            case "GE":
                group = interchange.groups[-1]
                assert segment[1:] == [str(len(group.sets)), group.header[6]]
                controls = [each.control for each in group.sets]
                assert len(set(controls)) == len(controls)
            case _:
                opened.append(segment)
    assert iea[1:] == [str(len(interchange.groups)), isa[13]]
    return interchange


@dataclass
class SegmentNote:
    """IK3, its claim number (CTX) and its IK4s: place, code, copy."""

    segment_id: str
    position: int
    loop: str
    code: str
    claim_id: str = ""
    elements: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class SetResponse:
    """AK2 to IK5."""

    kind: str
    control: str
    guide: str
    notes: list[SegmentNote] = field(default_factory=list)
    acknowledged: str = ""
    codes: list[str] = field(default_factory=list)


@dataclass
class GroupResponse:
    """A 999."""

    kind: str
    control: str
    guide: str
    sets: list[SetResponse] = field(default_factory=list)
    acknowledged: str = ""
    included: int = 0
    received: int = 0
    accepted: int = 0
    codes: list[str] = field(default_factory=list)


def group_responses(text: str) -> list[GroupResponse]:
    """The 999s of a file."""
    found = []
    for interchange in interchanges(text):
        for group in interchange.groups:
            assert group.header[1] == "FA"
            for each in group.sets:
                assert (each.kind, each.guide) == ("999", group.header[8])
                found.append(_group_response(each.segments, interchange.component))
    return found


def _group_response(segments: list[Segment], component: str) -> GroupResponse:
    first, *rest = segments
    assert first[0] == "AK1"
    response = GroupResponse(*first[1:4])
    for segment in rest:
        assert not response.acknowledged, "AK9 is the last"
        id_, *values = segment
        match id_:
            case "AK2":
                response.sets.append(SetResponse(*[*values, ""][:3]))
            case "IK3":
                assert not response.sets[-1].acknowledged
                response.sets[-1].notes.append(
                    SegmentNote(values[0], int(values[1]), values[2], values[3])
                )
            case "CTX":
                note = response.sets[-1].notes[-1]
                name, note.claim_id = values[0].split(component)
                assert name == "CLM01"
                assert not note.elements, "the business unit stands before IK4"
            case "IK4":
                note = response.sets[-1].notes[-1]
                note.elements.append((values[0], values[2], [*values, ""][3]))
            case "IK5":
                response.sets[-1].acknowledged, *response.sets[-1].codes = values
            case "AK9":
                response.acknowledged, *counts = values
                response.included, response.received, response.accepted = map(int, counts[:3])
                response.codes = counts[3:]
            case _:
                raise AssertionError(id_)
    assert response.acknowledged
    assert all(each.acknowledged for each in response.sets)
    return response


@dataclass
class Status:
    """STC: codes (category, status, entity), date, action, amount."""

    codes: list[tuple[str, ...]]
    date: str
    action: str
    amount: Decimal | None


@dataclass
class RejectedLine:
    """Loop 2220D."""

    procedure: list[str]
    charge: Decimal
    units: str
    codes: list[tuple[str, ...]] = field(default_factory=list)
    control_number: str = ""
    dates: str = ""


@dataclass
class AcknowledgedClaim:
    """Loop 2200D, with the patient of 2100D."""

    patient: Segment
    claim_id: str
    statuses: list[Status] = field(default_factory=list)
    references: dict[str, str] = field(default_factory=dict)
    dates: str = ""
    lines: list[RejectedLine] = field(default_factory=list)

    @property
    def accepted(self) -> bool:
        actions = {status.action for status in self.statuses}
        assert len(actions) == 1
        return actions == {"WQ"}

    @property
    def charge(self) -> Decimal:
        (charge,) = {status.amount for status in self.statuses}
        assert charge is not None
        return charge

    @property
    def codes(self) -> list[tuple[str, ...]]:
        return [code for status in self.statuses for code in status.codes]


@dataclass
class Totals:
    """QTY and AMT of a level, by qualifier."""

    quantities: dict[str, int] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)


@dataclass
class AcknowledgedProvider:
    """Loop 2000C."""

    name: Segment
    status: Status | None = None
    totals: Totals = field(default_factory=Totals)
    claims: list[AcknowledgedClaim] = field(default_factory=list)


@dataclass
class ClaimAcknowledgment:
    """A 277CA."""

    bht: Segment
    source: Segment
    source_trace: str
    received: str
    processed: str
    receiver: Segment
    batch: str
    status: Status
    totals: Totals
    providers: list[AcknowledgedProvider]

    @property
    def claims(self) -> list[AcknowledgedClaim]:
        return [claim for provider in self.providers for claim in provider.claims]


def claim_acknowledgments(text: str) -> list[ClaimAcknowledgment]:
    """The 277CAs of a file, whose totals balance."""
    found = []
    for interchange in interchanges(text):
        for group in interchange.groups:
            assert group.header[1] == "HN"
            for each in group.sets:
                assert (each.kind, each.guide) == ("277", group.header[8])
                found.append(_claim_acknowledgment(each.segments, interchange.component))
    return found


def _claim_acknowledgment(segments: list[Segment], component: str) -> ClaimAcknowledgment:
    bht, *rest = segments
    levels = _levels(rest)
    (_, source), (_, receiver), *below = levels
    assert [segment[0] for segment in source[1:]] == ["NM1", "TRN", "DTP", "DTP"]
    acknowledgment = ClaimAcknowledgment(
        bht=bht,
        source=source[1],
        source_trace=source[2][2],
        received=_value(source, "DTP", "050"),
        processed=_value(source, "DTP", "009"),
        receiver=receiver[1],
        batch=receiver[2][2],
        status=_status(receiver[3], component),
        totals=_totals(receiver[4:]),
        providers=[],
    )
    assert receiver[0][4] == ("1" if below else "0")
    for kind, level in below:
        if kind == "19":
            provider = AcknowledgedProvider(level[1])
            assert level[2] == ["TRN", "1", "0"]
            provider.status = _status(level[3], component)
            provider.totals = _totals(level[4:])
            acknowledgment.providers.append(provider)
        else:
            assert kind == "PT"
            acknowledgment.providers[-1].claims += _claims(level, component)
    _check_totals(acknowledgment.totals, acknowledgment.status, acknowledgment.claims, "90", "AA")
    for provider in acknowledgment.providers:
        assert provider.status
        _check_totals(provider.totals, provider.status, provider.claims, "QA", "QC")
    return acknowledgment


def _levels(segments: list[Segment]) -> list[tuple[str, list[Segment]]]:
    """By HL: its code and its segments. Each level names the last one above it as its parent."""
    above = {"20": "", "21": "20", "19": "21", "PT": "19"}
    last = {"": ""}
    levels: list[tuple[str, list[Segment]]] = []
    for segment in segments:
        if segment[0] == "HL":
            number, parent, kind = segment[1:4]
            assert number == str(len(levels) + 1)
            assert parent == last[above[kind]]
            last[kind] = number
            levels.append((kind, []))
        levels[-1][1].append(segment)
    return levels


def _claims(level: list[Segment], component: str) -> list[AcknowledgedClaim]:
    claims: list[AcknowledgedClaim] = []
    patient = level[1]
    line: RejectedLine | None = None
    for id_, *values in level[2:]:
        match id_:
            case "TRN":
                assert values[0] == "2"
                claims.append(AcknowledgedClaim(patient, values[1]))
                line = None
            case "STC" if line:
                assert not line.codes, "one STC a line"
                status = _status([id_, *values], component)
                assert (status.action, status.amount) == ("U", None)
                line.codes = status.codes
            case "STC":
                claims[-1].statuses.append(_status([id_, *values], component))
            case "REF" if line:
                assert values[0] == "FJ"
                line.control_number = values[1]
            case "REF":
                claims[-1].references[values[0]] = values[1]
            case "DTP":
                assert values[0] == "472"
                assert ("-" in values[2]) == (values[1] == "RD8")
                if line:
                    line.dates = values[2]
                else:
                    claims[-1].dates = values[2]
            case "SVC":
                padded = [*values, *[""] * 7]
                procedure = values[0].split(component)
                line = RejectedLine(procedure, Decimal(values[1]), padded[6])
                claims[-1].lines.append(line)
            case _:
                raise AssertionError(id_)
    return claims


def _status(stc: Segment, component: str) -> Status:
    assert stc[0] == "STC"
    padded = [*stc, *[""] * 12]
    codes = [tuple(padded[at].split(component)) for at in (1, 10, 11) if padded[at]]
    return Status(codes, padded[2], padded[3], Decimal(padded[4]) if padded[4] else None)


def _totals(segments: list[Segment]) -> Totals:
    totals = Totals()
    for id_, qualifier, value in segments:
        if id_ == "QTY":
            totals.quantities[qualifier] = int(value)
        else:
            assert id_ == "AMT"
            totals.amounts[qualifier] = Decimal(value)
    return totals


def _check_totals(
    totals: Totals,
    status: Status,
    claims: list[AcknowledgedClaim],
    accepted: str,
    rejected: str,
) -> None:
    for said, quantity, amount in ((True, accepted, "YU"), (False, rejected, "YY")):
        those = [claim.charge for claim in claims if claim.accepted is said]
        assert totals.quantities.get(quantity, 0) == len(those)
        assert totals.amounts.get(amount, Decimal()) == sum(those)
        assert (quantity in totals.quantities) == (amount in totals.amounts) == bool(those)
    assert set(totals.quantities) <= {accepted, rejected}
    assert status.amount == sum(claim.charge for claim in claims)


def _value(level: list[Segment], id_: str, qualifier: str) -> str:
    (found,) = [segment[3] for segment in level if segment[:2] == [id_, qualifier]]
    return found
