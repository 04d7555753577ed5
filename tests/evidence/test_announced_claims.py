"""Claim numbers that stand on several claims: who is told of them, and which claim is the first."""

import pickle

import pytest

from scrubber.claims import Claim
from scrubber.evidence import TreatmentLog, treatment_row
from tests.edi import ClaimText, one_claim
from tests.treatment.days import claim_of, claims_in, sv1

CELLS = {"claim_id": "C1", "service_date": "2026-03-09", "procedure": "97530"}


def log_of(*numbers: str) -> TreatmentLog:
    return TreatmentLog(
        treatment_row(at, {**CELLS, "claim_id": number}) for at, number in enumerate(numbers, 2)
    )


def claims(*numbers: str) -> list[Claim]:
    texts = (str(ClaimText([sv1("97530")], claim_id=number)) for number in numbers)
    return claims_in(one_claim("".join(texts)))


def announced(log: TreatmentLog, *files: list[Claim]) -> TreatmentLog:
    for file in files:
        for claim in file:
            log.announce(claim.claim_id)
    for log.file, file in enumerate(files):
        for claim in file:
            if claim.claim_id in log.repeated:
                log.expect(claim.claim_id, (), claim.clm.offset)
    log.file = 0
    return log


@pytest.mark.parametrize(
    ("numbers", "repeated"),
    [
        ([], set()),
        (["C1", "C2", "C3"], set()),
        (["C1", "C2", "C1"], {"C1"}),
        (["C1", "C1", "C1", "C2", "C2"], {"C1", "C2"}),
        (["C9", "C9"], set()),
    ],
)
def test_numbers_of_the_log_that_are_announced_twice(
    numbers: list[str], repeated: set[str]
) -> None:
    log = log_of("C1", "C2", "C2")
    for number in numbers:
        log.announce(number)
    assert log.repeated == repeated


def test_a_number_that_stands_once_need_not_be_told_again() -> None:
    log = log_of("C1", "C2")
    one, two = claims("C1", "C2")
    announced(log, [one, two])
    assert [list(log.match(claim).by_line) for claim in (one, two)] == [[0], [0]]


def test_the_first_claim_of_a_number_is_first_in_every_process() -> None:
    first, other, second = claims("C1", "C2", "C1")
    log = announced(log_of("C1", "C2"), [first, other, second])
    later, earlier = pickle.loads(pickle.dumps(log)), pickle.loads(pickle.dumps(log))
    assert later.match(second).to_tell == ()
    assert [each.claim for each in earlier.match(first).to_tell] == [
        *(each.claim for each in earlier.match(first).unmatched)
    ]
    assert len(earlier.match(first).to_tell) == 1


def test_of_several_files_the_first_claim_is_in_the_first() -> None:
    one, other = claims("C1"), claims("C1")
    log = announced(log_of("C1"), one, other)
    log.file = 1
    (again,) = log.match(other[0]).unmatched
    assert again.again
    assert "2 claims of the file" in again.reason
    log.file = 0
    assert not log.match(one[0]).again


def test_another_file_is_announced_anew() -> None:
    log = announced(log_of("C1"), claims("C1", "C1"))
    log.begin_file()
    assert log.repeated == set()
    assert list(log.match(claim_of(sv1("97530"))).by_line) == [0]


def test_a_void_claim_takes_nothing_from_what_is_told_of_the_others() -> None:
    first, second = claims("C1", "C1")
    log = announced(log_of("C1"), [first, second])
    log.pass_over("C1")
    assert len(log.match(first).to_tell) == 1


def test_asked_rows_of_two_processes_are_not_left_over() -> None:
    log = log_of("C1", "C2", "C3", "C1")
    workers = [pickle.loads(pickle.dumps(log)) for _ in range(2)]
    for worker, claim in zip(workers, claims("C1", "C3"), strict=True):
        worker.match(claim)
        worker.match(claim)
        log.merge_asked(worker.take_asked())
        log.merge_asked(worker.take_asked())
    assert [each.row.number for each in log.left_over()] == [3]
