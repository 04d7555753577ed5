"""What on record says that two edited services were not separate."""

from collections.abc import Sequence
from datetime import time

import pytest

from scrubber.evidence import BookedTime, LineEvidence, TimeBlock
from scrubber.tables import load_tables
from scrubber.treatment import Contradiction, build_day, contradictions
from tests.edi import ClaimText, one_claim
from tests.treatment.days import claims_in, sv1

TABLES = load_tables()
DENIED, PAID = "97530", "97140"
NO = "no"


def block(told: str) -> TimeBlock:
    start, end = (time.fromisoformat(moment) for moment in told.split("-"))
    return TimeBlock(start, end)


def evidence(at: int, said: str) -> LineEvidence:
    """`no`, or time blocks."""
    if said == NO:
        return LineEvidence(separate_service=False, statement=f"row {at}")
    booked = tuple(BookedTime(block(told), "", False) for told in said.split())
    return LineEvidence(booked=booked, statement=f"row {at}")


def against(line: int, *lines: tuple[str, str]) -> list[tuple[int, int, str]]:
    """What contradicts the line: number of the denied and of the paid one, and in what words."""
    codes = [sv1(code) for code, _ in lines]
    (claim,) = claims_in(one_claim(ClaimText(codes), claim_filing="CI"))
    offsets = [each.sv1.offset for each in claim.lines]
    said = {at: evidence(n, lines[n - 1][1]) for n, at in enumerate(offsets, 1)}
    day = build_day([(claim, each) for each in claim.lines], False, said, {}, {}, TABLES)
    (pair,) = day.edited_pairs
    found = contradictions(pair, {offsets[line - 1]})
    number = {at: n for n, at in enumerate(offsets, 1)}
    told: Sequence[Contradiction] = sorted(found[offsets[line - 1]])
    return [(number[each.denied], number[each.paid], each.told) for each in told]


@pytest.mark.parametrize("line", [1, 2])
@pytest.mark.parametrize(
    ("denied", "paid", "told"),
    [
        (NO, "", "row 1: not a separate service"),
        ("", NO, "row 2: not a separate service"),
        (NO, NO, "row 1: not a separate service"),
        (NO, "10:00-10:30", "row 1: not a separate service"),
        ("10:00-10:30", "10:20-10:40", "time blocks overlap: 10:00-10:30 and 10:20-10:40"),
        (
            "10:00-10:30 11:00-11:20",
            "11:10-11:30 10:20-10:40",
            "time blocks overlap: 10:00-10:30 and 10:20-10:40, 11:00-11:20 and 11:10-11:30",
        ),
    ],
)
def test_two_lines_are_told_the_same(line: int, denied: str, paid: str, told: str) -> None:
    assert against(line, (DENIED, denied), (PAID, paid)) == [(1, 2, told)]


@pytest.mark.parametrize("said", [("", ""), ("10:00-10:30", "10:30-10:45"), ("", "10:00-10:30")])
def test_nothing_on_record_and_blocks_apart_contradict_nothing(said: tuple[str, str]) -> None:
    assert against(1, (DENIED, said[0]), (PAID, said[1])) == []


def test_a_line_is_told_of_each_other_line() -> None:
    lines = [(PAID, NO), (DENIED, "10:00-10:30"), (PAID, "10:10-10:20"), (PAID, "11:00-11:10")]
    assert against(2, *lines) == [
        (2, 1, "row 1: not a separate service"),
        (2, 3, "time blocks overlap: 10:00-10:30 and 10:10-10:20"),
    ]


def test_a_paid_lines_own_no_is_told_of_the_denied_lines_that_have_none() -> None:
    lines = [(DENIED, NO), (PAID, NO), (DENIED, "")]
    assert against(2, *lines) == [
        (1, 2, "row 1: not a separate service"),
        (3, 2, "row 2: not a separate service"),
    ]


def test_of_very_many_the_first_are_told() -> None:
    refused = against(1, (DENIED, ""), *[(PAID, NO)] * 20)
    assert [told for _, _, told in refused[:2]] == [
        "row 2: not a separate service",
        "row 3: not a separate service",
    ]
    assert len(refused) == 13
    assert refused[-1] == (1, 21, "8 more of 97140: not a separate service")
    overlaps = against(1, (DENIED, "10:00-10:30"), *[(PAID, "10:10-10:20")] * 20)
    assert len(overlaps) == 13
    assert overlaps[-1] == (1, 14, "more time blocks overlap")
    assert len(against(1, (DENIED, "10:00-10:30"), *[(PAID, "10:10-10:20")] * 12)) == 12
