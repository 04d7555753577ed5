"""Every element of the acknowledgments of ten files and more, held to the guides and to the file.

The rules are written down here from the guides 005010X231A1 and 005010X214 (and X12.5 for ISA, GS
and TA1): usage, type, least and greatest length, codes. A `?` stands before an element that may be
empty, `-` for one that is not used, parentheses around the components of a composite.
"""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest

from scrubber.acknowledgments import Kind, StandingFindings, acknowledge
from scrubber.pipeline import scrub
from tests.acknowledgments.guides import guide_faults
from tests.acknowledgments.reading import (
    Interchange,
    claim_acknowledgments,
    group_responses,
    interchanges,
)

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "edi_samples"
CORPUS = REPOSITORY.parent / "shared" / "corpus" / "files"

STATUS = "(ID 2 2 A1/A3/A6/A7/A8; ID 1 3; ?ID 2 2 40)"
NAME = "{}, {}, AN 1 60, ?AN 1 35, ?AN 1 25, -, ?AN 1 10, ID 2 2 {}, AN 2 80"
ORGANISATION = "{}, ID 1 1 2, AN 1 60, -, -, -, -, ID 2 2 {}, AN 2 80"
QUALIFIER = "ID 2 2 01/14/20/27/28/29/30/33/ZZ"
DATES = "ID 3 3 472, ID 2 3 D8/RD8, DR 8 17"
ENVELOPE = {
    "ISA": f"ID 2 2 00, AN 10 10, ID 2 2 00, AN 10 10, {QUALIFIER}, AN 15 15, {QUALIFIER}, "
    "AN 15 15, D6 6 6, TM 4 4, AN 1 1, ID 5 5 00501, N0 9 9, ID 1 1 0, ID 1 1 P/T, AN 1 1",
    "TA1": "N0 9 9, D6 6 6, TM 4 4, ID 1 1 A/E, ID 3 3",
}
GROUP = "ID 2 2 {}, AN 2 15, AN 2 15, DT 8 8, TM 4 4, N0 1 9, ID 1 1 X, AN 1 12 {}"
IMPLEMENTATION = {
    "GS": GROUP.format("FA", "005010X231A1"),
    "AK1": "ID 2 2 HC, N0 1 9, AN 1 12",
    "AK2": "ID 3 3, AN 4 9, ?AN 1 35",
    "IK5": "ID 1 1 A/E/R" + ", ?ID 1 3 3/4/5/I5/I6" * 5,
    "AK9": "ID 1 1 A/E/P, N0 1 6, N0 1 6, N0 1 6" + ", ?ID 1 3 4/5" * 5,
}
CLAIM = {
    "GS": GROUP.format("HN", "005010X214"),
    "BHT": "ID 4 4 0085, ID 2 2 08, AN 1 50, DT 8 8, TM 4 4, ID 2 2 TH",
    "HL 20": "N0 1 12, -, ID 1 2 20, ID 1 1 1",
    "HL 21": "N0 1 12, N0 1 12, ID 1 2 21, ID 1 1 0/1",
    "HL 19": "N0 1 12, N0 1 12, ID 1 2 19, ID 1 1 1",
    "HL PT": "N0 1 12, N0 1 12, ID 1 2 PT",
    "NM1 AY": ORGANISATION.format("ID 2 2 AY", "46"),
    "NM1 41": NAME.format("ID 2 2 41", "ID 1 1 1/2", "46"),
    "NM1 85": NAME.format("ID 2 2 85", "ID 1 1 1/2", "XX/FI/SV"),
    "NM1 QC": NAME.format("ID 2 2 QC", "ID 1 1 1", "MI/II"),
    "TRN": "ID 1 1 1/2, AN 1 50",
    "DTP 050": "ID 3 3 050, ID 2 2 D8, DT 8 8",
    "DTP 009": "ID 3 3 009, ID 2 2 D8, DT 8 8",
    "DTP 472": DATES,
    "STC 21": f"{STATUS}, DT 8 8, ID 1 2 WQ, R 1 18",
    "STC 19": f"{STATUS}, -, ID 1 2 WQ, R 1 18",
    "STC claim": f"{STATUS}, DT 8 8, ID 1 2 WQ/U, R 1 18",
    "STC line": f"{STATUS}, DT 8 8, ID 1 1 U, -, -, -, -, -, -, ?{STATUS}, ?{STATUS}",
    "QTY 21": "ID 2 2 90/AA, N0 1 15",
    "QTY 19": "ID 2 2 QA/QC, N0 1 15",
    "AMT": "ID 1 3 YU/YY, R 1 18",
    "REF claim": "ID 2 3 D9, AN 1 50",
    "REF line": "ID 2 3 FJ, AN 1 50",
    "SVC": "(ID 2 2; AN 1 48; ?AN 2 2; ?AN 2 2; ?AN 2 2; ?AN 2 2), R 1 18, -, -, -, -, ?R 1 15",
}
IMPLEMENTATION_ORDER = re.compile("AK1 (AK2 IK5 )+AK9 ")
CLAIM_ORDER = re.compile(
    "BHT HL NM1 TRN DTP DTP HL NM1 TRN STC (QTY ){0,2}(AMT ){0,2}"
    "(HL NM1 TRN STC (QTY ){1,2}(AMT ){1,2}"
    "(HL NM1 (TRN (STC )+(REF )*(DTP )?(SVC STC REF (DTP )?)*)+)+)*"
)
BY_LEVEL = {"STC", "QTY", "REF"}
"""The segments whose rules depend on where they stand."""


def held_to(rules: str, elements: list[str], interchange: Interchange) -> None:
    """Fails where an element breaks its rule; elements that are left out are empty."""
    expected = re.split(r", (?![^(]*\))", rules)
    assert len(elements) <= len(expected), "more elements than the guide has"
    for number, rule in enumerate(expected, 1):
        value = elements[number - 1] if number <= len(elements) else ""
        one_held_to(rule, value, interchange)


def one_held_to(rule: str, value: str, interchange: Interchange) -> None:
    optional, rule = rule.startswith("?"), rule.removeprefix("?")
    if rule == "-" or (optional and not value):
        assert value == ""
        return
    if rule.startswith("("):
        parts, rules = value.split(interchange.component), rule[1:-1].split("; ")
        assert len(parts) <= len(rules)
        for at, of_component in enumerate(rules):
            one_held_to(of_component, parts[at] if at < len(parts) else "", interchange)
        return
    kind, least, greatest, *codes = rule.split(" ")
    assert int(least) <= len(value) <= int(greatest), (rule, value)
    assert not codes or value in codes[0].split("/"), (rule, value)
    match kind:
        case "N0":
            assert re.fullmatch("[0-9]+", value)
        case "R":
            assert re.fullmatch(r"-?[0-9]+(\.[0-9]*[1-9])?", value), value
        case "DT":
            date.fromisoformat(value)
        case "D6":
            date.fromisoformat(f"20{value}")
        case "DR":
            days = [date.fromisoformat(day) for day in value.split("-")]
            assert days == sorted(set(days))
        case "TM":
            assert re.fullmatch("([01][0-9]|2[0-3])[0-5][0-9]", value)
        case _:
            assert re.fullmatch("[ -~]*", value)
            assert kind != "AN" or least == greatest or value == value.strip()


def ruled(segments: list[list[str]], interchange: Interchange, rules: dict[str, str]) -> None:
    """Each segment held to the rules of the place where it stands."""
    level = ""
    for id_, *elements in segments:
        if id_ == "HL":
            level = elements[2]
        elif id_ == "SVC":
            level = "line"
        elif id_ == "TRN" and level in {"PT", "line"}:
            level = "claim"
        key = f"{id_} {level if id_ in BY_LEVEL or id_ == 'HL' else elements[0]}"
        held_to(rules.get(key) or rules[id_], elements, interchange)


class Source:
    """What was sent, by splitting at its separators."""

    def __init__(self, data: bytes) -> None:
        text = data.decode("latin-1")
        element, self.terminator = text[3], text[105]
        segments = [part.strip().split(element) for part in text.split(self.terminator)]
        self.segments = [[value.strip() for value in segment] for segment in segments]

    def values(self, id_: str, *elements: int) -> list[tuple[str, ...]]:
        """These elements of each segment with an id; empty where there are none."""
        return [
            tuple(segment[at] if at < len(segment) else "" for at in elements)
            for segment in self.segments
            if segment[0] == id_
        ]

    def names(self, role: str, *elements: int) -> list[tuple[str, ...]]:
        """These elements of each NM1 of a role."""
        return [values[1:] for values in self.values("NM1", 1, *elements) if values[0] == role]


SAMPLED = (
    "clean/medicare_pt_visit.837",
    "clean/dependent_patient.837",
    "clean/several_transaction_sets.837",
    "clean/secondary_to_medicare.837",
    "clean/void_claim.837",
    "dirty/clinic_day.837",
    "dirty/control_count_wrong.837",
    "dirty/pair_not_allowed.837",
    "dirty/units_exceed_mue-over_two_lines.837",
    "odd/newline_terminator.837",
)
SHARED = (
    "IPerception__EDI-Workbench__multi_hl.edi",
    "LinuxForHealth__x12__demo.cob.example3.C.837",
    "imsweb__x12-parser__x12_multiple_isa.txt",
    "imsweb__x12-parser__x12_multiple_st.txt",
    "kreddys__edi-lens__837p.test.0002.edi",
    "owgreen-dev__x12sdk__generated-mixed-patients.837",
)


def chosen() -> list[Path]:
    shared = sorted(CORPUS.iterdir()) if CORPUS.is_dir() else []
    by_name = {path.name: path for path in shared}
    return [SAMPLES / name for name in SAMPLED] + [by_name[name] for name in SHARED if by_name]


@pytest.fixture(params=chosen(), ids=lambda path: path.name)
def sent(request: pytest.FixtureRequest) -> bytes:
    return request.param.read_bytes()


def answers(data: bytes) -> dict[Kind, str]:
    findings = StandingFindings(scrub(data).discrepancies)
    texts = {}
    for kind in Kind:
        target, numbers = BytesIO(), count(1)
        acknowledge(kind, BytesIO(data), findings, lambda n=numbers: next(n), target)
        texts[kind] = target.getvalue().decode("ascii")
    return texts


def test_each_element_is_as_its_guide_and_the_file_have_it(sent):
    texts, source = answers(sent), Source(sent)
    for kind, text in texts.items():
        for interchange in interchanges(text):
            held_to(ENVELOPE["ISA"], interchange.isa[1:], interchange)
            rules = CLAIM if kind is Kind.CLAIM else IMPLEMENTATION
            order = CLAIM_ORDER if kind is Kind.CLAIM else IMPLEMENTATION_ORDER
            for ta1 in interchange.ta1:
                held_to(ENVELOPE["TA1"], ta1[1:], interchange)
            for group in interchange.groups:
                held_to(rules["GS"], group.header[1:], interchange)
                for each in group.sets:
                    assert order.fullmatch("".join(f"{segment[0]} " for segment in each.segments))
                    ruled(each.segments, interchange, rules)
    envelope_is_answered(texts[Kind.TA1], source)
    groups_are_answered(texts[Kind.IMPLEMENTATION], source)
    claims_are_answered(texts[Kind.CLAIM], source)
    assert guide_faults(texts[Kind.IMPLEMENTATION]) == guide_faults(texts[Kind.CLAIM]) == []


def envelope_is_answered(text: str, source: Source) -> None:
    told = interchanges(text)
    assert [tuple(each.ta1[0][1:4]) for each in told] == source.values("ISA", 13, 9, 10)
    exchanged = [tuple(each.isa[at].strip() for at in (7, 8, 5, 6, 15)) for each in told]
    assert exchanged == source.values("ISA", 5, 6, 7, 8, 15)
    assert [tuple(each.isa[9:11]) for each in told] == source.values("ISA", 9, 10)


def groups_are_answered(text: str, source: Source) -> None:
    responses = group_responses(text)
    assert [(r.kind, r.control, r.guide) for r in responses] == source.values("GS", 1, 6, 8)
    sets = [each for response in responses for each in response.sets]
    assert [(s.kind, s.control, s.guide) for s in sets] == source.values("ST", 1, 2, 3)
    assert [(str(r.included),) for r in responses] == source.values("GE", 1)
    headers = [g.header for i in interchanges(text) for g in i.groups]
    # An interchange of ours has one group for each that is received.
    assert [(header[3], header[2]) for header in headers] == source.values("GS", 2, 3)


def claims_are_answered(text: str, source: Source) -> None:
    told = claim_acknowledgments(text)
    assert [(each.batch,) for each in told] == source.values("BHT", 3)
    assert [(each.receiver[3], each.receiver[9]) for each in told] == source.names("41", 3, 9)
    assert [(each.source[3], each.source[9]) for each in told] == source.names("40", 3, 9)
    claims = [claim for each in told for claim in each.claims]
    sent_claims = [(id_, Decimal(charge)) for id_, charge in source.values("CLM", 1, 2)]
    assert sorted((c.claim_id, c.charge) for c in claims) == sorted(sent_claims)
    patients = {(claim.patient[3], claim.patient[4]) for claim in claims}
    named = {*source.names("IL", 3, 4), *source.names("QC", 3, 4)}
    assert patients <= named
    providers = {tuple(p.name[8:10]) for each in told for p in each.providers}
    assert providers <= set(source.names("85", 8, 9))
    lines = [line for claim in claims for line in claim.lines]
    services = {values[0] for values in source.values("SV1", 1)}
    separator = interchanges(text)[0].component
    assert {separator.join(line.procedure) for line in lines} <= services
    controls = {number for qualifier, number in source.values("REF", 1, 2) if qualifier == "6R"}
    numbers = {number for (number,) in source.values("LX", 1)}
    assert {line.control_number for line in lines} <= controls | numbers
    billed = {date_ for _, date_ in source.values("DTP", 1, 3)}
    assert {line.dates for line in lines} <= billed
