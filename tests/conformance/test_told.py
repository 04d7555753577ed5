"""Guide errors in words: which, where, and by how much."""

import pytest

from scrubber.conformance import GuideError, guide_error_told, guide_errors
from tests.conformance.test_guide import VALID_837P


def told(old: str, new: str) -> set[str]:
    assert VALID_837P.count(old) == 1
    return {
        guide_error_told(error) for error in guide_errors(VALID_837P.replace(old, new).encode())
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("***11:B:1", "***111:B:1", "CLM05-1 is too long: 3 characters, at most 2"),
        (
            "*20260105*0930*1*X*",
            "*2026010*0930*1*X*",
            "GS04 is too short: 7 characters, at least 8",
        ),
        ("*UN*2*", "*XX*2*", "SV103 is none of the codes that belong there"),
        ("*UN*2***", "*UN****", "SV104 is required"),
        ("D8*19700101*F", "D8*19701301*F", "DMG02 is no date"),
        ("REF*EI*123456789~\n", "", "REF is missing in loop 2010AA"),
        ("NM1*PR*2*EXAMPLE HEALTH PLAN*****PI*PLAN1~\n", "", "NM1 is missing in loop 2010BB"),
        ("HI*ABK", "SV1*HC:97530~\nHI*ABK", "SV1 is not expected here"),
        ("HI*ABK", "QQQ*1~\nHI*ABK", "a segment is no segment of the guide"),
        ("HL*2*1*22*0", "HL*7*1*22*0", "HL does not count on from the level before it (HL01)"),
        ("HL*2*1*22*0", "HL*2*9*22*0", "HL names no level above it (HL02)"),
        ("LX*2~", "LX*5~", "LX does not count on from the line before it (LX01)"),
        ("REF*6R*LINE1~", "REF*6R*LINE1**~", "REF has blanks before it, or separators after"),
    ],
)
def test_what_is_wrong_is_told(old: str, new: str, said: str) -> None:
    assert any(text.startswith(said) for text in told(old, new)), told(old, new)


def test_what_has_no_words_is_pyx12s_own() -> None:
    error = GuideError("segment", "I9", 7, "2300", "HI", "", "said by pyx12")
    assert guide_error_told(error) == "HI: said by pyx12"


def test_a_missing_trailer_has_no_loop() -> None:
    error = GuideError("segment", "3", 7, "", "SE", "", "")
    assert guide_error_told(error) == "SE is missing"
