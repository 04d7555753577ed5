"""How counts and lists are written."""

import pytest

from scrubber.wording import LISTED, listed


@pytest.mark.parametrize(
    ("words", "last", "text"),
    [
        (["GP"], "and", "GP"),
        (["GP", "GO"], "or", "GP or GO"),
        (["GP", "GO", "GN"], "and", "GP, GO and GN"),
    ],
)
def test_a_list(words: list[str], last: str, text: str) -> None:
    assert listed(words, last) == text


def test_a_long_list_is_cut_and_counted() -> None:
    words = [f"line {number}" for number in range(1, 1_014)]
    assert listed(words[:LISTED]).endswith("line 11 and line 12")
    assert listed(words).endswith("line 11, line 12 and 1,001 more")
