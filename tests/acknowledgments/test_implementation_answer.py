"""The 999, read back."""

import pytest

from scrubber.acknowledgments import Kind
from scrubber.discrepancies import Discrepancy
from scrubber.pipeline import scrub
from tests.acknowledgments.answers import answered, finding, segment_numbers
from tests.acknowledgments.guides import guide_faults
from tests.acknowledgments.reading import (
    GroupResponse,
    SegmentNote,
    SetResponse,
    group_responses,
)
from tests.edi import ClaimText, billing_provider, envelope, header, one_claim, subscriber

LINE = "SV1*HC:97530:GP*100*UN*2***1~"
CLAIM = one_claim(ClaimText([LINE]))
GUIDE = "005010X222A1"


def only_response(text: str, *found: Discrepancy) -> GroupResponse:
    """Of a file with one group."""
    told = answered(Kind.IMPLEMENTATION, text, found)
    assert guide_faults(told) == []
    (response,) = group_responses(told)
    return response


def notes(text: str, *found: Discrepancy) -> list[SegmentNote]:
    """Of a file with one set, which is accepted with errors for them."""
    response = only_response(text, *found)
    (answer,) = response.sets
    assert (response.acknowledged, answer.acknowledged) == ("E", "E")
    return answer.notes


def test_a_sound_file_is_accepted():
    assert only_response(CLAIM) == GroupResponse(
        "HC", "1", GUIDE, [SetResponse("837", "0001", GUIDE, [], "A")], "A", 1, 1, 1
    )


def test_findings_on_claims_are_the_277cas():
    (number,) = segment_numbers(CLAIM, "SV1")
    assert only_response(CLAIM, finding("TH301", number, "SV101-3")).acknowledged == "A"


def test_an_error_in_an_element_has_its_place_a_copy_and_its_claim():
    (number,) = segment_numbers(CLAIM, "SV1")
    found = (
        finding("X12-IK403-7", number, "SV101-2", loop="2400", claim_id="C1"),
        finding("X12-IK403-8", number, "SV103", loop="2400", claim_id="C1"),
        finding("X12-IK403-1", number, "SV107", loop="2400", claim_id="C1"),
    )
    elements = [("1:2", "7", "97530"), ("3", "8", "UN"), ("7", "1", "1")]
    assert notes(CLAIM, *found) == [SegmentNote("SV1", number - 2, "2400", "8", "C1", elements)]
    assert only_response(CLAIM, *found).sets[0].codes == ["5"]


def test_errors_of_a_segment_each_have_their_own_ik3():
    (number,) = segment_numbers(CLAIM, "HI")
    found = (
        finding("X12-IK403-7", number, "HI01-1", loop="2300", claim_id="C1"),
        finding("X12-IK304-5", number, loop="2300", claim_id="C1"),
        finding(
            "X12-IK304-3",
            number,
            loop="2300",
            claim_id="C1",
            message="segment 20: REF is missing in loop 2300",
        ),
    )
    at = number - 2
    assert notes(CLAIM, *found) == [
        SegmentNote("HI", at, "2300", "5", "C1"),
        SegmentNote("REF", at, "2300", "3", "C1"),
        SegmentNote("HI", at, "2300", "8", "C1", [("1:1", "7", "ABK")]),
    ]


def test_an_error_above_the_claims_names_none():
    (number,) = segment_numbers(CLAIM, "SBR")
    found = finding("X12-IK304-2", number, loop="2000B")
    assert notes(CLAIM, found) == [SegmentNote("SBR", number - 2, "2000", "2")]


@pytest.mark.parametrize(
    "told",
    [
        ("X12-IK304-1", "ZZZ"),
        ("X12-IK304-3", None),
        ("X12-IK304-I8", None, 'Mandatory loop "Of payers" (2010BB) missing'),
        ("X12-IK304-77", None),
        ("X12-IK403-7", None),
        ("X12-IK403-7", "SV1"),
        ("X12-IK403-99", "SV102"),
        ("X12-else", None),
    ],
)
def test_an_error_that_cannot_be_named_is_one_of_the_set(told):
    """A segment that no guide has, and one that is missing without a name, have no valid IK3."""
    (number,) = segment_numbers(CLAIM, "SV1")
    rule, element, *message = told
    response = only_response(CLAIM, finding(rule, number, element, message="".join(message)))
    assert response.sets == [SetResponse("837", "0001", GUIDE, [], "E", ["5"])]


@pytest.mark.parametrize(
    ("rule", "id_", "place", "copy"),
    [("X12-HL1", "HL", "1", "1"), ("X12-HL2", "HL", "2", ""), ("X12-LX", "LX", "1", "1")],
)
def test_numbering_out_of_order_is_a_pattern_of_the_guide(rule, id_, place, copy):
    number = segment_numbers(CLAIM, id_)[0]
    response = only_response(CLAIM, finding(rule, number, loop="2000A"))
    (answer,) = response.sets
    assert answer.notes == [SegmentNote(id_, number - 2, "2000", "8", "", [(place, "I12", copy)])]
    assert answer.codes == ["I5"]


def test_separators_at_a_segments_end_are_an_error_of_the_segment():
    (number,) = segment_numbers(CLAIM, "HI")
    assert notes(CLAIM, finding("X12-SEG1", number)) == [SegmentNote("HI", number - 2, "", "8")]


def test_a_claim_number_is_cut_and_left_out_where_it_cannot_be_repeated():
    (number,) = segment_numbers(CLAIM, "HI")

    def told(claim_id: str) -> str:
        return notes(CLAIM, finding("X12-IK304-5", number, claim_id=claim_id))[0].claim_id

    assert told("A" * 40) == "A" * 35
    assert told("J\xc9R") == told("A:B") == ""


def test_a_copy_is_cut_and_left_out_where_it_cannot_be_repeated():
    def copy(last_name: str) -> str:
        text = CLAIM.replace("SAMPLE", last_name)
        number = segment_numbers(text, "SBR")[0] + 1
        return notes(text, finding("X12-IK403-5", number, "NM103"))[0].elements[0][2]

    assert copy("A" * 120) == "A" * 99
    assert copy("J\xc9R") == ""


def test_wrong_counts_and_control_numbers_of_sets_and_groups():
    text = CLAIM.replace("GE*1*1", "GE*5*2")
    text = text.replace(text[text.index("~SE*") : text.index("GE*")], "~SE*99*0002~")
    response = only_response_of_scrub(text)
    assert response.sets == [SetResponse("837", "0001", GUIDE, [], "E", ["3", "4"])]
    assert (response.acknowledged, response.codes) == ("E", ["4", "5"])
    assert (response.included, response.received, response.accepted) == (5, 1, 1)


def only_response_of_scrub(text: str) -> GroupResponse:
    """As a scrub of the file finds it."""
    (response,) = group_responses(answered(Kind.IMPLEMENTATION, text))
    return response


def test_what_the_guide_check_finds_in_gs_is_an_error_of_the_group():
    found = scrub(CLAIM.replace("*1*X*", "*X1*X*").encode(), conformance="full").discrepancies
    response = only_response(CLAIM, *found)
    assert (response.sets[0].acknowledged, response.acknowledged) == ("A", "E")
    assert response.codes == ["4", "6"]


def test_a_group_count_that_is_no_number_is_told_as_the_true_one():
    assert only_response_of_scrub(CLAIM.replace("GE*1*", "GE*X*")).included == 1


def test_a_set_of_another_kind_is_rejected_beside_an_837p_and_alone_not_answered():
    other = "ST*837*0002*005010X223A2~BHT*0019~SE*3*0002~"
    mixed = CLAIM.replace("GE*1", f"{other}GE*2")
    response = only_response(mixed)
    assert response.sets[1] == SetResponse("837", "0002", "005010X223A2", [], "R", ["I6"])
    assert (response.acknowledged, response.received, response.accepted) == ("P", 2, 1)
    alone = CLAIM.replace("ST*837*0001*005010X222A1", "ST*835*0001")
    assert answered(Kind.IMPLEMENTATION, alone + CLAIM, []).count("AK1*") == 1


def test_each_group_has_its_own_999_and_each_interchange_its_own_answer():
    body = header() + billing_provider() + subscriber() + str(ClaimText([LINE]))
    text = envelope(body, body)
    second = text[text.index("GS*") : text.index("IEA*")].replace("GE*2*1", "GE*2*2")
    second = second.replace("*0900*1*X*", "*0900*2*X*").replace("GS*HC*CLINIC", "GS*HC*OTHERS")
    text = text.replace("IEA*1", f"{second}IEA*2")
    told = answered(Kind.IMPLEMENTATION, text + CLAIM, [])
    assert [(r.control, len(r.sets)) for r in group_responses(told)] == [
        ("1", 2),
        ("2", 2),
        ("1", 1),
    ]
    assert told.count("ISA*") == 2
    assert "GS*FA*CLEARINGHOUSE*OTHERSSENDER*" in told
    assert guide_faults(told) == []


def test_without_st03_there_is_no_ak203():
    response = only_response(CLAIM.replace("*0001*005010X222A1~", "*0001~"))
    assert response.sets[0].guide == ""


BROKEN = {
    "a wrong code": ("*UN*2", "*ZZ*2", ["SV1 2400 8 C1 3/7"]),
    "a mandatory element": ("CLM*C1*100", "CLM*C1*", ["CLM 2300 8 C1 2/1"]),
    "a missing segment": ("HI*ABK:M5450~", "", ["HI 2300 3 C1"]),
    "a segment too many": ("SBR*P*18", "SBR*P*18*******MB~SBR*P*18", ["SBR 2000 5 "]),
    "an unknown segment": ("SBR*P", "ZZZ*P~SBR*P", []),
    "a missing loop": ("NM1*PR*2*SOME PAYER*****PI*MEDB~", "", ["NM1 2010 3 C1"]),
    "a segment out of its place": ("HI*ABK:M5450~", "HI*ABK:M5450~SV1*X~", ["SV1 2300 2 C1"]),
    "a line out of order": ("LX*1", "LX*7", ["LX 2400 8 C1 1/I12"]),
}


@pytest.mark.parametrize(("old", "new", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_the_guide_check_finds_is_told(old, new, expected):
    text = CLAIM.replace(old, new)
    found = scrub(text.encode(), conformance="full").discrepancies
    answer = only_response(text, *found).sets[0]
    told = [
        f"{note.segment_id} {note.loop} {note.code} {note.claim_id}"
        + "".join(f" {place}/{code}" for place, code, _ in note.elements)
        for note in answer.notes
    ]
    assert told == expected
    assert answer.acknowledged == "E"


def test_a_group_or_set_without_numbers_is_answered_with_zeros():
    text = CLAIM.replace("GS*HC", "GS*").replace("*0900*1*X*005010X222A1~", "*0900**X~")
    text = text.replace("ST*837*0001*", "ST*837**")
    told = answered(Kind.IMPLEMENTATION, text, [])
    (response,) = group_responses(told)
    assert (response.kind, response.control, response.guide) == ("HC", "0", "UNKNOWN")
    assert response.sets[0].control == "0000"
    assert guide_faults(told) == []
