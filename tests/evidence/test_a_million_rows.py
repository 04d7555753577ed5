"""Evidence files of a night batch: what is held of a million rows."""

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from scrubber.evidence import read_therapy_used, read_treatment_log
from tests.treatment.days import claim_of, sv1

pytestmark = pytest.mark.long

ROWS = 1_000_000
MEGABYTE = 1 << 20


def written(path: Path, header: str, rows: Iterable[str]) -> Path:
    with path.open("w") as file:
        file.write(header)
        file.writelines(rows)
    return path


@pytest.fixture
def peak() -> Iterator[Callable[[], int]]:
    """The most that Python has held at once since the test began, in bytes."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_a_treatment_log(tmp_path: Path, peak: Callable[[], int]) -> None:
    path = written(
        tmp_path / "night.treatments.csv",
        "claim_id,line,line_control_number,service_date,procedure,minutes,start,end,"
        "assistant_minutes,therapist_npi,separate_service,signed_by,note\n",
        (
            f"C{at // 4},{at % 4 + 1},C{at // 4}L{at % 4 + 1},2026-03-09,97530,23,10:00,10:23,,"
            "1245319599,Y,T. Hand PT,Reaching and carrying tasks to improve cooking\n"
            for at in range(ROWS)
        ),
    )
    with_log = read_treatment_log(path)
    for at in range(ROWS // 4):
        with_log.announce(f"C{at}")
    last = ROWS // 4 - 1
    found = with_log.match(claim_of(*[sv1("97530")] * 4, claim_id=f"C{last}"))
    assert [row.number for (row,) in found.by_line.values()] == [*range(ROWS - 2, ROWS + 2)]
    assert sum(1 for _ in with_log.left_over()) == ROWS - 4
    with_log.close()
    assert peak() < 32 * MEGABYTE


def test_therapy_used(tmp_path: Path, peak: Callable[[], int]) -> None:
    path = written(
        tmp_path / "night.therapy_used.csv",
        "member_id,year,pool,amount,as_of,source\n",
        (f"M{at},2026,PT_SLP,{at % 3000}.5,2026-03-01,portal\n" for at in range(ROWS)),
    )
    used = read_therapy_used(path)
    for at in range(0, ROWS, 1000):
        found = used.before(f"m{at}", "PT_SLP", date(2026, 3, 9))
        assert found is not None
        assert found.amount == at % 3000 + 0.5
    used.close()
    assert peak() < 32 * MEGABYTE
