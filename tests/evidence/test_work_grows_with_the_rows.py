"""What is asked of thousands of rows and claims of one number grows with them, not with their
square. Steps are counted, not seconds."""

import random
from collections.abc import Iterator
from datetime import time

import pytest

from scrubber.claims import Claim
from scrubber.evidence import (
    TimeBlock,
    TreatmentLog,
    TreatmentRow,
    UnmatchedRow,
    matching,
    treatment_row,
)
from scrubber.evidence.minutes import any_overlap
from scrubber.evidence.notes import minutes_in_note
from tests.edi import ClaimText, one_claim
from tests.treatment.days import claim_of, claims_in, sv1

CELLS = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530"}
MANY = 2000


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[None]]:
    """One entry for each time that two blocks are compared."""
    steps: list[None] = []
    overlaps = TimeBlock.overlaps

    def counted(one: TimeBlock, other: TimeBlock) -> bool:
        steps.append(None)
        return overlaps(one, other)

    monkeypatch.setattr(TimeBlock, "overlaps", counted)
    return steps


def rows_of(count: int, **cells: str) -> Iterator[TreatmentRow]:
    return (treatment_row(number, {**CELLS, **cells}) for number in range(2, count + 2))


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def block(start: int, end: int) -> TimeBlock:
    return TimeBlock(time(*divmod(start, 60)), time(*divmod(end, 60)))


def test_a_day_of_split_blocks_is_one_service(compared: list[None]) -> None:
    rows = [
        treatment_row(number, {**CELLS, "start": clock(number), "end": clock(number + 1)})
        for number in range(2, 1400)
    ]
    random.Random(1).shuffle(rows)
    assert len(TreatmentLog(rows).match(claim_of(sv1("97530"))).by_line[0]) == len(rows)
    assert len(compared) < len(rows)


def test_a_note_of_a_thousand_ranges(compared: list[None]) -> None:
    text = " ".join(f"{clock(at)}-{clock(at + 1)}" for at in range(120, 480 + 700))
    found = minutes_in_note(text, "97530")
    assert found is not None
    assert found.minutes == 1060
    assert len(compared) < 1060


@pytest.mark.parametrize(
    ("blocks", "overlap"),
    [
        ([], False),
        ([(10, 20)], False),
        ([(20, 30), (10, 20)], False),
        ([(30, 40), (10, 50), (60, 70)], True),
        ([(10, 20), (10, 20)], True),
        ([(60, 70), (10, 50), (20, 30)], True),
    ],
)
def test_any_two_blocks_that_overlap(blocks: list[tuple[int, int]], overlap: bool) -> None:
    assert any_overlap(block(*each) for each in blocks) is overlap


def test_thousands_of_rows_that_name_one_line_are_told_in_short_sentences() -> None:
    found = TreatmentLog(rows_of(10_000, line="1")).match(claim_of(sv1("97530")))
    assert found.by_line == {}
    assert len(found.unmatched) == 10_000
    assert {each.reason for each in found.unmatched} == {
        "rows 2 and 3 and 9998 others all name the same service line"
    }


def test_each_row_and_line_of_a_large_claim_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    named = []
    number = matching.LINE_NUMBER

    def of_line(line: object) -> object:
        named.append(line)
        return number.of_line(line)  # type: ignore[arg-type]

    monkeypatch.setattr(matching, "LINE_NUMBER", number._replace(of_line=of_line))
    claim = claim_of(*[sv1("97530")] * 50)
    rows = [treatment_row(at + 2, {**CELLS, "line": str(1 + at % 50)}) for at in range(MANY)]
    assert len(TreatmentLog(rows).match(claim).unmatched) == MANY
    assert len(named) == 50


def numbered_claims(count: int) -> list[Claim]:
    """Claims of one number, of which every line has a line control number of its own."""
    texts = (
        str(ClaimText([f"{sv1('97530')}REF*6R*L{at}~"], control_numbers=False))
        for at in range(count)
    )
    return claims_in(one_claim("".join(texts)))


def test_the_rows_of_a_number_that_many_claims_have_are_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    made: list[TreatmentRow] = []
    claims = numbered_claims(MANY)
    rows = [
        *(treatment_row(at + 2, {**CELLS, "line_control_number": f"L{at}"}) for at in range(MANY)),
        *(treatment_row(at + 2 + MANY, CELLS) for at in range(MANY)),
    ]
    log = TreatmentLog(rows)
    find = log._rows.find

    def counted_find(key: str) -> object:
        asked.append(key)
        return find(key)

    def counted_unmatched(row: TreatmentRow, *more: object) -> UnmatchedRow:
        made.append(row)
        return UnmatchedRow(row, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(log._rows, "find", counted_find)
    monkeypatch.setattr(matching, "UnmatchedRow", counted_unmatched)
    for claim in claims:
        log.announce(claim.claim_id)
    for claim in claims:
        log.expect(claim.claim_id, [line.control_number for line in claim.lines], claim.clm.offset)
    found = [log.match(claim) for claim in claims]
    assert all(len(each.by_line) == 1 for each in found)
    assert [len(each.to_tell) for each in found] == [MANY] + [0] * (MANY - 1)
    assert all(len(each.set_aside) == 1 for each in found)
    assert asked == ["C1"]
    assert len(made) == MANY


def test_the_kept_rows_of_shared_numbers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scrubber.evidence.treatment_log.KEPT_NUMBERS", 3)
    numbers = [f"C{at}" for at in range(8)]
    log = TreatmentLog(
        treatment_row(at, {**CELLS, "claim_id": number}) for at, number in enumerate(numbers, 2)
    )
    for number in numbers * 2:
        log.announce(number)
        log.expect(number)
    for number in numbers * 2:
        (unused,) = log.match(claim_of(sv1("97530"), claim_id=number)).unmatched
        assert unused.row.claim_id == number
        assert len(log._shared) <= 3
