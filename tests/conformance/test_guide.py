"""The implementation-guide errors pyx12 finds, on one synthetic clean claim and its faults."""

import logging

import pytest

from scrubber.conformance import GuideCheckFailed, GuideError, guide_errors

# One claim of a physical therapy clinic, two lines: no error by pyx12's 005010X222A1 map.
VALID_837P = """\
ISA*00*          *00*          *ZZ*CLINICSENDER   *ZZ*PAYERRECEIVER  \
*260105*0930*^*00501*000000001*0*T*:~
GS*HC*CLINICSENDER*PAYERRECEIVER*20260105*0930*1*X*005010X222A1~
ST*837*0001*005010X222A1~
BHT*0019*00*BATCH1*20260105*0930*CH~
NM1*41*2*EXAMPLE PT CLINIC*****46*CLINICSENDER~
PER*IC*BILLING OFFICE*TE*5555550100~
NM1*40*2*EXAMPLE HEALTH PLAN*****46*PAYERRECEIVER~
HL*1**20*1~
PRV*BI*PXC*261QP2000X~
NM1*85*2*EXAMPLE PT CLINIC*****XX*1234567893~
N3*100 EXAMPLE STREET~
N4*SPRINGFIELD*IL*627010001~
REF*EI*123456789~
NM1*87*2~
N3*PO BOX 100~
N4*SPRINGFIELD*IL*627010001~
HL*2*1*22*0~
SBR*P*18*GROUP1******CI~
NM1*IL*1*TESTPATIENT*TERRY****MI*MEMBER0001~
N3*200 SAMPLE AVENUE~
N4*SPRINGFIELD*IL*627020002~
DMG*D8*19700101*F~
NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*PLAN1~
CLM*CLAIM0001*130***11:B:1*Y*A*Y*Y~
HI*ABK:M25561*ABF:M6281~
NM1*82*1*TESTTHERAPIST*TAYLOR****XX*1987654328~
PRV*PE*PXC*225100000X~
LX*1~
SV1*HC:97530:GP*80*UN*2***1:2~
DTP*472*D8*20260102~
REF*6R*LINE1~
LX*2~
SV1*HC:97140:GP*50*UN*1***1~
DTP*472*D8*20260102~
REF*6R*LINE2~
SE*34*0001~
GE*1*1~
IEA*1*000000001~
"""


def errors_with(old: str, new: str) -> tuple[GuideError, ...]:
    """The errors of the clean claim with its one `old` text replaced."""
    assert VALID_837P.count(old) == 1
    return guide_errors(VALID_837P.replace(old, new).encode())


def test_clean_claim_has_no_error(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert guide_errors(VALID_837P.encode()) == ()
        errors_with("ABK:M25561", "ZZZ:M25561")
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("X*005010X222A1", "X*005010X222"),
        ("X*005010X222A1", "X*005010X222A2"),
        ("837*0001*005010X222A1", "837*0001*005010X222A2"),
        ("TESTPATIENT", "TÉSTPATIENT"),
        ("ISA*", "\ufeffISA*"),
        ("LX*2~", "~LX*2~\r\n ~~"),
    ],
)
def test_what_pyx12_stops_at_is_no_error(old: str, new: str) -> None:
    assert errors_with(old, new) == ()


@pytest.mark.parametrize("terminator", ["~", "~\r\n", "\n", "\r\n", "|"])
def test_line_ends(terminator: str) -> None:
    assert guide_errors(VALID_837P.replace("~\n", terminator).encode()) == ()


@pytest.mark.parametrize(
    ("old", "new", "segment", "loop", "element", "code", "message"),
    [
        ("HC:97530:GP*80", "HC:97530:G*80", 29, "2400", "SV101-3", "4",
         'Data element "Procedure Modifier 1" (SV101-03) is too short: len("*") = 1 < 2 (min_len)'),
        ("~LX*2", "~~LX*2*É", 32, "2400", "LX02", "3",
         'Too many elements in segment "Service Line Number" (LX). Has 2, should have 1'),
        ("19700101", "19700231", 22, "2010BA", "DMG02", "8",
         'Data element "Subscriber Birth Date" (DMG02) contains an invalid date (*)'),
        ("*11:B:1*", "**", 24, "2300", "CLM05", "1",
         'Mandatory composite "Health Care Service Location Information" (CLM05) is missing'),
        ("5555550100", "5555550100*EX", 6, "1000A", "PER05", "2",
         "Syntax Error (P0506): If any of PER05 or PER06 is present, then all are required"),
        ("X*005010X222A1", "X*005010X223A2", 2, "", "GS08", "7",
         "(*) is not a valid code for Version / Release / Industry Identifier Code (GS08)"),
    ],
)  # fmt: skip
def test_broken_element(
    old: str, new: str, segment: int, loop: str, element: str, code: str, message: str
) -> None:
    segment_id = element.split("-", maxsplit=1)[0][:-2]
    assert errors_with(old.replace("~", "~\n"), new.replace("~", "~\n")) == (
        GuideError("element", code, segment, loop, segment_id, element, message),
    )


def test_unknown_segment() -> None:
    count = "SE count of * for SE02=* is wrong. I count *"
    se_count = GuideError("set", "4", 37, "", "SE", "", count)
    not_found = GuideError("segment", "1", 28, "2310B", "", "", "Segment * not found")
    invalid = GuideError("segment", "1", 28, "2310B", "", "", 'Segment identifier "*" is invalid')
    assert errors_with("LX*1~", "DOE*JANE~LX*1~") == (not_found, se_count)
    assert errors_with("LX*1~", "JANE*DOE~LX*1~") == (not_found, invalid, se_count)


def test_missing_segment() -> None:
    message = 'Mandatory segment "Health Care Diagnosis Code" (HI) missing'
    missing = GuideError("segment", "3", 25, "2300", "HI", "", message)
    assert missing in errors_with("HI*ABK:M25561*ABF:M6281~\n", "")


def test_missing_trailer() -> None:
    message = 'Mandatory segment "Interchange Control Trailer" (IEA=*) missing'
    missing = GuideError("interchange", "023", 0, "", "", "", message)
    assert errors_with("IEA*1*000000001~", "") == (missing,)


def test_wrong_counts_and_control_numbers() -> None:
    assert errors_with("SE*34*0001~\nGE*1*1~", "SE*35*0001~\nGE*1*9~") == (
        GuideError("group", "4", 37, "", "GE", "", "GE id=* does not match GS id=*"),
        GuideError("set", "4", 36, "", "SE", "", "SE count of * for SE02=* is wrong. I count *"),
    )


def test_no_message_holds_a_value() -> None:
    """Each element below ISA and GS in turn, by its place in the segment, becomes `JANE DOE)"`."""
    segments = [line.split("*") for line in VALID_837P.split("~\n")]
    for place in range(1, 10):
        for segment in segments[2:]:
            segment[place : place + 1] = ['JANE DOE)"'] * (len(segment) > place)
        errors = guide_errors("~".join("*".join(segment) for segment in segments).encode())
        assert len(errors) > 10
        assert "JANE" not in repr(errors)
        assert all(error.message for error in errors)


@pytest.mark.parametrize(
    ("text", "error", "segment"),
    [
        ("", "X12Error", 0),
        ("JANE DOE", "X12Error", 0),
        (VALID_837P[:60], "X12Error", 0),
        (VALID_837P + "IEA*1*1~", "IndexError", 38),
        (VALID_837P.replace("11:B:1", "11:B:1:2"), "IndexError", 24),
    ],
)
def test_where_pyx12_raises(text: str, error: str, segment: int) -> None:
    with pytest.raises(GuideCheckFailed) as raised:
        guide_errors(text.encode())
    assert str(raised.value) == f"pyx12 raised {error} at or after segment {segment}"
