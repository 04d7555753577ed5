"""The TA1, read back, and the envelope that all acknowledgments share."""

import pytest

from scrubber.acknowledgments import Kind
from scrubber.pipeline import scrub
from tests.acknowledgments.answers import answered
from tests.acknowledgments.guides import guide_faults
from tests.acknowledgments.reading import interchanges
from tests.edi import ClaimText, one_claim

CLAIM = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]))


def ta1(text: str) -> list[str]:
    """Of the first interchange."""
    (segment,) = interchanges(answered(Kind.TA1, text))[0].ta1
    return segment[1:]


def test_a_sound_interchange_is_accepted():
    assert ta1(CLAIM) == ["000000001", "260310", "0900", "A", "000"]
    faults = guide_faults(answered(Kind.TA1, CLAIM))
    # pyx12 wants a group in every interchange; one of a TA1 alone has none.
    assert {fault.message for fault in faults} == {
        'Mandatory loop "Functional Group Header" (GS_LOOP) missing'
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("IEA*1*", "IEA*2*", "021"),
        ("IEA*1*000000001", "IEA*1*000000002", "001"),
        ("*ZZ*CLINICSENDER   *", "*ZZ*CLINICSENDER*", "006"),
        ("*000000001*0*T", "*1*0*T", "018"),
    ],
)
def test_an_error_of_the_envelope_is_noted(old, new, code):
    told = ta1(CLAIM.replace(old, new))
    assert told == ["000000001", "260310", "0900", "E", code]


def test_an_error_within_a_group_is_the_999s():
    assert ta1(CLAIM.replace("GE*1*", "GE*2*"))[3:] == ["A", "000"]


def test_what_the_guide_check_finds_in_isa_is_noted():
    text = CLAIM.replace("*ZZ*CLINIC", "*QQ*CLINIC")
    found = scrub(text.encode(), conformance="full").discrepancies
    assert interchanges(answered(Kind.TA1, text, found))[0].ta1[0][4:] == ["E", "005"]


def test_each_interchange_has_its_own():
    text = CLAIM + CLAIM.replace("IEA*1*", "IEA*2*").replace("*00501*000000001", "*00501*000000002")
    text = text.replace("IEA*2*000000001", "IEA*2*000000002")
    told = interchanges(answered(Kind.TA1, text))
    assert [i.ta1[0][1:] for i in told] == [
        ["000000001", "260310", "0900", "A", "000"],
        ["000000002", "260310", "0900", "E", "021"],
    ]
    assert [i.isa[13] for i in told] == ["000000001", "000000002"]


def test_a_control_number_that_is_none_is_answered_with_zeros():
    text = CLAIM.replace("*000000001*0*T", "*12A456789*0*T")
    assert ta1(text.replace("IEA*1*000000001", "IEA*1*12A456789"))[0] == "0" * 9


def test_sender_and_receiver_are_exchanged():
    told = interchanges(answered(Kind.IMPLEMENTATION, CLAIM.replace("*ZZ*CLINIC", "*30*CLINIC")))
    isa, gs = told[0].isa, told[0].groups[0].header
    assert isa[5:9] == ["ZZ", "CLEARINGHOUSE  ", "30", "CLINICSENDER   "]
    assert (isa[9:13], isa[14:16]) == (["260310", "0900", "^", "00501"], ["0", "T"])
    assert gs[1:6] == ["FA", "CLEARINGHOUSE", "CLINICSENDER", "20260310", "0900"]
    assert gs[7:] == ["X", "005010X231A1"]


def test_codes_that_no_guide_has_are_replaced():
    text = CLAIM.replace("*ZZ*CLINIC", "*QQ*CLINIC").replace("*0*T*:", "*0*I*:")
    text = text.replace("GS*HC*CLINICSENDER*CLEARINGHOUSE", "GS*HC**A-RECEIVER-OF-20-LETTERS")
    told = interchanges(answered(Kind.IMPLEMENTATION, text, []))[0]
    assert (told.isa[7], told.isa[15]) == ("ZZ", "P")
    assert told.groups[0].header[2:4] == ["A-RECEIVER-OF-2", "CLINICSENDER"]
    nobody = text.replace("CLINICSENDER   ", " " * 15)
    header = interchanges(answered(Kind.IMPLEMENTATION, nobody, []))[0].groups[0].header
    assert header[3] == "UNKNOWN"


@pytest.mark.parametrize(
    ("isa", "gs", "told"),
    [
        ("260310*0900", "20260310*0900", ("260310", "0900", "20260310", "0900")),
        ("261399*2561", "20260311*101530", ("260311", "1015", "20260311", "1015")),
        ("      *    ", "*", ("700101", "0000", "19700101", "0000")),
    ],
)
def test_dates_are_those_of_what_is_answered(isa, gs, told):
    text = CLAIM.replace("*260310*0900*^", f"*{isa}*^").replace("*20260310*0900*1*X", f"*{gs}*1*X")
    (interchange,) = interchanges(answered(Kind.IMPLEMENTATION, text, []))
    header = interchange.groups[0].header
    assert (*interchange.isa[9:11], *header[4:6]) == told


@pytest.mark.parametrize(
    ("delimiters", "told"),
    [
        ("*:~^", "*:~^"),
        ("|>!^", "|>!^"),
        ("*:\n^", "*:\n^"),
        ("*:~U", "*:~^"),
        ("*^~U", "*^~`"),
        ("*:~:", "*:~^"),
        ("\x1d\x1f\x1c^", "*:~^"),
        ("*-~^", "*:~^"),
        ("*:\xa7^", "*:~^"),
    ],
)
def test_delimiters_are_the_senders_where_they_can_be(delimiters, told):
    element, component, terminator, repetition = delimiters
    text = CLAIM.replace("*0900*^*00501", f"*0900*{repetition}*00501")
    text = text.translate(
        {ord("*"): ord(element), ord(":"): ord(component), ord("~"): ord(terminator)}
    )
    answer = answered(Kind.IMPLEMENTATION, text, [])
    (interchange,) = interchanges(answer)
    assert (answer[3], interchange.component, answer[105], interchange.repetition) == tuple(told)


@pytest.mark.parametrize(
    ("layout", "told"), [("", ""), ("\r\n", "\r\n"), ("\n", "\n"), ("\n ", "")]
)
def test_lines_end_as_the_senders_do(layout, told):
    answer = answered(Kind.IMPLEMENTATION, CLAIM.replace("~", f"~{layout}"), [])
    after_gs = answer[answer.index("GS*") :]
    assert f"005010X231A1~{told}ST*" in after_gs
    assert answer.endswith(f"~{told}")
