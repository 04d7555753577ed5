"""TH304: the second of two distinct modifiers is the place."""

import pytest

from tests.rules.harness import findings_of


@pytest.mark.parametrize(
    ("modifiers", "element", "words"),
    [
        ("GP:59:XU", "SV101-5", "59 and XU on one line"),
        ("XE:GP:59", "SV101-5", "XE and 59 on one line"),
        ("59:59:XS", "SV101-5", "59 and XS on one line"),
    ],
)
def test_the_second_is_the_place(modifiers: str, element: str, words: str) -> None:
    (record,) = findings_of("TH304", f"SV1*HC:97530:{modifiers}*100*UN*2***1~")
    assert (record.line, record.element) == ("1", element)
    assert words in record.message
