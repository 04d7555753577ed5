"""A table of NCCI's size: imported in bounded memory, and looked up without being loaded.

The million rows of a full table are behind `pytest -m long`; a tenth of them is in the suite.
"""

import tracemalloc
from collections.abc import Iterator
from datetime import date
from itertools import islice, product
from pathlib import Path

import pytest

from scrubber.tables import LayeredTable, StoredTable, load_tables
from scrubber.tables.importing import import_files
from tests.tables.publications import Edit, ncci, ncci_lines, workbook

MEBIBYTE = 1024 * 1024
IN_2026 = date(2026, 3, 9)
CODES = [f"{number:05}" for number in range(100, 99_900, 60)]


def edits(number: int) -> Iterator[Edit]:
    """So many pairs of invented codes, and one of therapy codes."""
    yield "97530", "97110", "20260101", "*", "1"
    spans = (("19960101", "*", "1"), ("20200101", "20231231", "0"), ("20100401", "*", "0"))
    for count, (one, other) in enumerate(islice(product(CODES, CODES), number - 1)):
        yield (one, other, *spans[count % 3])


def peak_of_import(path: Path) -> int:
    """The most memory, in bytes, that Python objects held at once during an import."""
    load_tables()
    tracemalloc.start()
    try:
        import_files("ncci-ptp", [path])
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    return ncci(tmp_path, *edits(100_000))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    few = peak_of_import(ncci(tmp_path, *edits(20_000), name="ccipra-v320r0-f1.txt"))
    many = peak_of_import(ncci(tmp_path, *edits(60_000), name="ccipra-v321r0-f1.txt"))
    assert few < 12 * MEBIBYTE
    assert many < 1.2 * few


def test_look_ups_fetch_what_they_ask_for(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_files("ncci-ptp", [large])
    fetched: list[object] = []
    query = StoredTable.query

    def counted(self: StoredTable, *arguments: object) -> Iterator[object]:
        for row in query(self, *arguments):  # type: ignore[arg-type]
            fetched.append(row)
            yield row

    monkeypatch.setattr(StoredTable, "query", counted)
    tables = load_tables()
    assert isinstance(tables.ncci_ptp, LayeredTable)
    assert len(tables.ncci_ptp.stored.releases) == 1
    opened = len(fetched)
    assert opened < 20
    rows = tables.ncci_ptp.on(IN_2026)
    assert rows["97530", "97110"].modifier_indicator == "1"
    assert rows.get(("97110", "97530")) is None
    assert len(fetched) == opened + 1
    assert {"97110", "97530"} <= tables.judged_codes()
    assert len(fetched) < opened + 500
    before = len(fetched)
    assert len(rows) > 60_000
    assert len(fetched) == before + 1
    assert rows["97530", "97110"].modifier_indicator == "1"
    assert len(fetched) == before + 1


def test_looking_up_is_not_loading(large: Path) -> None:
    import_files("ncci-ptp", [large])
    tracemalloc.start()
    try:
        tables = load_tables()
        rows = tables.ncci_ptp.on(IN_2026)
        found = [rows.get(pair) for pair in islice(product(CODES, CODES), 3000)]
        tables.judged_codes()
        assert sum(row is not None for row in found) == 2000
        assert tracemalloc.get_traced_memory()[1] < 4 * MEBIBYTE
    finally:
        tracemalloc.stop()


def test_a_workbook_is_streamed(tmp_path: Path) -> None:
    few = peak_of_import(workbook(tmp_path / "ccipra-v320r0-f1.xlsx", ncci_lines(edits(1_000))))
    many = peak_of_import(workbook(tmp_path / "ccipra-v321r0-f1.xlsx", ncci_lines(edits(3_000))))
    assert many < 12 * MEBIBYTE
    assert many < 3 * few


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_full_table(tmp_path: Path) -> None:
    """Its resident memory is measured in a process of its own."""
    import subprocess
    import sys

    path = ncci(tmp_path, *edits(1_050_000))
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    rows, kibibytes, seconds = measured.stdout.split()
    assert int(rows) == 1_050_000
    assert int(kibibytes) < 120 * 1024
    assert float(seconds) < 60
    sys.stdout.write(f"{rows} rows: {seconds} s, {int(kibibytes) // 1024} MiB more\n")


MEASURE = """
import sys, time
from pathlib import Path
from scrubber.tables import load_tables
from scrubber.tables.importing import import_files
load_tables()
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
before, began = peak(), time.monotonic()
(found,) = import_files("ncci-ptp", [Path(sys.argv[1])])
after, ended = peak(), time.monotonic()
print(found.release.rows, after - before, round(ended - began, 1))
"""
