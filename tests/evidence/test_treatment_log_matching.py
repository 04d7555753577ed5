"""Which service line a row of the treatment log names, and which rows name none."""

from collections.abc import Mapping

import pytest

from scrubber.claims import Claim
from scrubber.evidence import ClaimRows, TreatmentLog, treatment_row
from tests.edi import ClaimText, one_claim
from tests.treatment.days import claim_of, claims_in, sv1

ROW = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530"}
TWO_OF_A_KIND = (sv1("97530"), sv1("97530"))
MIXED = (sv1("97530"), sv1("97110"))


def log_of(*rows: Mapping[str, str]) -> TreatmentLog:
    return TreatmentLog(
        treatment_row(number, {**ROW, **cells}) for number, cells in enumerate(rows, 2)
    )


def matched(claim: Claim, *rows: Mapping[str, str]) -> ClaimRows:
    log = log_of(*rows)
    log.begin_file()
    log.expect(claim.claim_id)
    found = log.match(claim)
    assert all(unmatched.claim is claim for unmatched in found.unmatched)
    return found


def used(rows: ClaimRows) -> dict[int, list[int]]:
    """The numbers of the rows used, by index of the line."""
    return {line: [row.number for row in rows] for line, rows in rows.by_line.items()}


def unused(rows: ClaimRows) -> list[int]:
    return [unmatched.row.number for unmatched in rows.unmatched]


def test_by_line_control_number() -> None:
    rows = matched(claim_of(*TWO_OF_A_KIND), {"line_control_number": "C1L2"})
    assert (used(rows), unused(rows)) == ({1: [2]}, [])


def test_a_control_number_and_a_line_number_must_name_one_line() -> None:
    rows = matched(claim_of(*TWO_OF_A_KIND), {"line_control_number": "C1L2", "line": "1"})
    assert (used(rows), unused(rows)) == ({}, [2])
    rows = matched(claim_of(*TWO_OF_A_KIND), {"line_control_number": "C1L2", "line": "2"})
    assert used(rows) == {1: [2]}


def test_a_control_number_that_no_line_has() -> None:
    rows = matched(claim_of(*MIXED), {"line_control_number": "C1L9", "line": "1"})
    assert (used(rows), unused(rows)) == ({}, [2])
    assert "line control number" in rows.unmatched[0].reason


def test_by_line_number_where_the_file_has_no_control_numbers() -> None:
    claim = claim_of(*TWO_OF_A_KIND, control_numbers=False)
    rows = matched(claim, {"line_control_number": "C1L1", "line": "2"})
    assert used(rows) == {1: [2]}


@pytest.mark.parametrize("number", ["2", "02", "002"])
def test_by_claim_and_line(number: str) -> None:
    rows = matched(claim_of(*TWO_OF_A_KIND), {"line": number})
    assert used(rows) == {1: [2]}


@pytest.mark.parametrize(
    ("numbers", "asked", "line"),
    [
        (("01", "2"), "1", 0),
        (("1", "10"), "1", 0),
        (("1", "10"), "10", 1),
        (("10", "20"), "1", None),
        (("", "2"), "0", None),
        (("1", "2"), "X1", None),
        (("X1", "2"), "1", None),
    ],
)
def test_leading_zeros_of_a_line_number_are_no_difference_and_others_are(
    numbers: tuple[str, str], asked: str, line: int | None
) -> None:
    text = one_claim(ClaimText(TWO_OF_A_KIND))
    text = text.replace("LX*1~", f"LX*{numbers[0]}~").replace("LX*2~", f"LX*{numbers[1]}~")
    (claim,) = claims_in(text)
    assert list(used(matched(claim, {"line": asked}))) == ([] if line is None else [line])


LACKS = "no line of the claim has this"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"procedure": "97140"}, f"{LACKS} date and procedure"),
        ({"line": "3"}, f"{LACKS} line number"),
        ({"line_control_number": "C1L9"}, f"{LACKS} line control number"),
        (
            {"line_control_number": "C1L2", "line": "1"},
            f"{LACKS} line control number and line number",
        ),
        ({"line": "2"}, "the line with this line number has another date or procedure"),
    ],
)
def test_a_row_left_aside_says_what_it_was_looked_up_by(cells: dict[str, str], reason: str) -> None:
    (unmatched,) = matched(claim_of(*MIXED), cells).unmatched
    assert unmatched.reason == reason


def test_a_line_number_that_the_claim_lacks() -> None:
    rows = matched(claim_of(*MIXED), {"line": "3"})
    assert (used(rows), unused(rows)) == ({}, [2])


def test_by_claim_date_and_procedure_when_one_line_fits() -> None:
    rows = matched(claim_of(*MIXED), {}, {"procedure": "97110"})
    assert used(rows) == {0: [2], 1: [3]}


def test_two_lines_fit() -> None:
    rows = matched(claim_of(*TWO_OF_A_KIND), {})
    assert (used(rows), unused(rows)) == ({}, [2])
    assert "2 lines" in rows.unmatched[0].reason


@pytest.mark.parametrize("key", [{}, {"line": "1"}, {"line_control_number": "C1L1"}])
@pytest.mark.parametrize("wrong", [{"procedure": "97140"}, {"service_date": "2026-03-10"}])
def test_date_and_procedure_are_the_lines_own_however_it_is_named(
    key: dict[str, str], wrong: dict[str, str]
) -> None:
    rows = matched(claim_of(*MIXED), {**key, **wrong})
    assert (used(rows), unused(rows)) == ({}, [2])


def test_a_row_with_a_problem_is_not_used() -> None:
    rows = matched(claim_of(*MIXED), {"line": "1", "minutes": "23 or so"})
    assert (used(rows), unused(rows)) == ({}, [2])
    assert "minutes" in rows.unmatched[0].reason


def test_two_rows_for_a_line_are_both_left_aside() -> None:
    rows = matched(claim_of(*MIXED), {"minutes": "23"}, {"line": "1", "minutes": "15"})
    assert (used(rows), unused(rows)) == ({}, [2, 3])
    assert all("2 and 3" in each.reason for each in rows.unmatched)


def test_a_good_row_beside_two_that_clash_is_kept() -> None:
    other = {"procedure": "97110", "minutes": "15"}
    rows = matched(claim_of(*MIXED), {"minutes": "23"}, {"minutes": "23"}, other)
    assert (used(rows), unused(rows)) == ({1: [4]}, [2, 3])


def test_rows_that_clash_stand_beside_one_that_names_no_line() -> None:
    rows = matched(claim_of(*MIXED), {"minutes": "23"}, {"line": "3"}, {"minutes": "23"})
    assert (used(rows), unused(rows)) == ({}, [2, 3, 4])


def test_split_blocks_of_one_service() -> None:
    rows = matched(
        claim_of(*MIXED),
        {"start": "10:00", "end": "10:10"},
        {"start": "10:30", "end": "10:45"},
        {"start": "10:10", "end": "10:15"},
    )
    assert (used(rows), unused(rows)) == ({0: [2, 3, 4]}, [])


@pytest.mark.parametrize(
    "second",
    [
        {"start": "10:05", "end": "10:15"},
        {"start": "10:00", "end": "10:10"},
        {"minutes": "10"},
    ],
)
def test_rows_that_are_no_split_blocks(second: dict[str, str]) -> None:
    rows = matched(claim_of(*MIXED), {"start": "10:00", "end": "10:10"}, second)
    assert (used(rows), unused(rows)) == ({}, [2, 3])


def test_a_claim_number_that_stands_twice_in_the_file() -> None:
    twice = str(ClaimText([sv1("97530")])) + str(ClaimText([sv1("97110")]))
    claims = claims_in(one_claim(twice))
    log = log_of({})
    log.begin_file()
    for claim in claims:
        log.expect(claim.claim_id)
    for claim in claims:
        rows = log.match(claim)
        assert (used(rows), unused(rows)) == ({}, [2])
        assert "2 claims" in rows.unmatched[0].reason
        assert "line_control_number" in rows.unmatched[0].reason
        assert rows.unmatched[0].claim is claim
        assert rows.unmatched[0].again is (claim is claims[1])
    assert list(log.left_over()) == []


def test_a_cell_that_cannot_be_read_is_told_before_a_number_that_two_claims_have() -> None:
    claim = claim_of(*MIXED)
    log = log_of({"minutes": "x"}, {"minutes": "15"})
    log.begin_file()
    for _ in range(2):
        log.expect(claim.claim_id)
    unread, undecided = (unmatched.reason for unmatched in log.match(claim).unmatched)
    assert unread == "minutes is no whole number of minutes"
    assert undecided.startswith("2 claims of the file have this number")


def test_a_line_control_number_tells_two_claims_of_one_number_apart() -> None:
    twice = "".join(
        str(ClaimText([f"{sv1('97530')}REF*6R*{number}~"], control_numbers=False))
        for number in ("A1", "B1")
    )
    claims = claims_in(one_claim(twice))
    named = [{"line_control_number": number, "minutes": "15"} for number in ("B1", "A1", "Z9")]
    log = log_of(*named)
    log.begin_file()
    for claim in claims:
        log.expect(claim.claim_id, [line.control_number for line in claim.lines])
    found = [log.match(claim) for claim in claims]
    assert [used(rows) for rows in found] == [{0: [3]}, {0: [2]}]
    assert [unused(rows) for rows in found] == [[4], [4]]
    assert [rows.unmatched[0].again for rows in found] == [False, True]


def test_a_line_control_number_of_both_claims_names_neither() -> None:
    twice = str(ClaimText([sv1("97530")])) * 2
    claims = claims_in(one_claim(twice))
    log = log_of({"line_control_number": "C1L1"})
    log.begin_file()
    for claim in claims:
        log.expect(claim.claim_id, [line.control_number for line in claim.lines])
    assert [used(log.match(claim)) for claim in claims] == [{}, {}]


def test_another_file_begins_anew() -> None:
    log = log_of({})
    for _ in range(2):
        log.begin_file()
        log.expect("C1")
        assert used(log.match(claim_of(*MIXED))) == {0: [2]}


def test_rows_of_no_claim_are_left_over_in_the_logs_order() -> None:
    log = log_of({"claim_id": "C9"}, {}, {"claim_id": "C8", "minutes": "x"}, {"claim_id": "C9"})
    log.begin_file()
    log.expect("C1")
    log.match(claim_of(*MIXED))
    left = list(log.left_over())
    assert [each.row.number for each in left] == [2, 4, 5]
    assert "number" in left[0].reason
    assert "minutes" in left[1].reason
    assert all(each.claim is None for each in left)


def test_an_empty_log() -> None:
    log = TreatmentLog()
    assert not log
    assert log.unread_columns == set()
    assert log.match(claim_of(*MIXED)) == ClaimRows({}, ())
    assert list(log.left_over()) == []


def test_claim_numbers_are_compared_as_they_stand() -> None:
    log = log_of({"claim_id": "c1"})
    assert "c1" in log
    assert "C1" not in log
    assert log.match(claim_of(*MIXED)).by_line == {}
