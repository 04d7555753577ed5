"""EN101: every count, number and width of an envelope, in the words that a person reads."""

import pytest

from tests.discrepancies.proof import of_rule, proven
from tests.edi import ClaimText, one_claim
from tests.rules.harness import findings_of

TEXT = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]))
SEGMENTS = TEXT[TEXT.index("ST*") : TEXT.index("GE*")].count("~")


@pytest.mark.parametrize(
    ("trailer", "messages"),
    [
        ("SE*99*0001~", [f"SE01 counts 99, and it closes {SEGMENTS} segments"]),
        ("SE**0001~", [f"SE01 counts nothing, and it closes {SEGMENTS} segments"]),
        (f"SE*{SEGMENTS}~", ["SE02 is empty, and the number that it closes is 0001"]),
        ("GE*2*1~", ["GE01 counts 2, and it closes 1 transaction set"]),
        ("GE*1*7~", ["GE02 is 7, and the number that it closes is 1"]),
        ("IEA*3*000000001~", ["IEA01 counts 3, and it closes 1 functional group"]),
        (
            "IEA*0*000000009~",
            [
                "IEA01 counts 0, and it closes 1 functional group",
                "IEA02 is 000000009, and the number that it closes is 000000001",
            ],
        ),
        (f"SE*{SEGMENTS}*1~", []),
    ],
)
def test_counts_and_numbers(trailer: str, messages: list[str]) -> None:
    assert [record.message for record in findings_of("EN101", trailer)] == messages


@pytest.mark.parametrize(("spaces", "told"), [(1, "13 characters"), (5, "17 characters")])
def test_the_width_of_an_isa_element(spaces: int, told: str) -> None:
    padded = f"CLINICSENDER{' ' * spaces}*ZZ*CLEARINGHOUSE"
    result = proven(TEXT.replace("CLINICSENDER   *ZZ*CLEARINGHOUSE", padded))
    (record,) = of_rule(result.discrepancies, "EN101")
    assert (record.element, record.message) == ("ISA06", f"ISA06 is {told} wide instead of 15")
