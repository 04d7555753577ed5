import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.benchmarks.growth import TIMES, growths
from tests.benchmarks.measuring import (
    SLOW_RUNS,
    Command,
    Failed,
    Measured,
    Run,
    _enough,
    measure,
    python,
    run,
)
from tests.benchmarks.profiling import REST, package_of
from tests.benchmarks.readers import READERS, floor
from tests.benchmarks.report import Row, Target, markdown, shares_table, table


def test_the_median_of_the_runs_and_the_largest_memory() -> None:
    measured = Measured([Run(3.0, 2.0, 10), Run(1.0, 1.0, 30), Run(2.0, 9.0, 20)])
    assert (measured.wall, measured.cpu, measured.peak) == (2.0, 2.0, 30)
    assert measured.spread == (1.0, 3.0)
    assert not measured.disturbed
    assert Measured([Run(3.0, 2.0, 10)]).disturbed


@pytest.mark.parametrize(("wall", "runs"), [(0.1, 15), (1.0, 5), (31.0, SLOW_RUNS)])
def test_what_is_quick_runs_more_often_and_what_is_slow_less(wall: float, runs: int) -> None:
    assert not _enough([Run(wall, wall, 1)] * (runs - 1), 5)
    assert _enough([Run(wall, wall, 1)] * runs, 5)


def test_commands_take_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    write = f"open({str(log)!r}, 'a').write"
    commands = {name: Command(python("-c", f"{write}({name!r})")) for name in "ab"}
    found = measure(commands, runs=1)
    assert log.read_text() == "ababab"
    assert {name: len(measured.runs) for name, measured in found.items()} == {"a": 3, "b": 3}


def test_a_command_may_say_its_own_time() -> None:
    done = run(Command(python("-c", "print([0.5, 0.25])"), says_time=True))
    assert (done.wall, done.cpu) == (0.5, 0.25)
    assert done.peak > 1_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_memory_of_all_processes_together() -> None:
    hold = "import time; x = bytearray(60_000_000); time.sleep(0.3)"
    both = f"import subprocess as s, sys; p = s.Popen([sys.executable, '-c', {hold!r}]); {hold}"
    assert run(Command(python("-c", both), processes=True)).peak > 120_000_000


def test_a_failure_says_its_last_words() -> None:
    with pytest.raises(Failed, match="exit code 1: ValueError: no claim"):
        run(Command(python("-c", "raise ValueError('no claim')")))


def test_the_floor_reads_any_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "day.837"
    path.write_text(f"ISA|{'x' * 100}:!GS|HC!IEA|1!", encoding="latin-1")
    floor()(path)
    assert set(READERS) >= {"floor", "copy", "pyx12 context reader", "x12sdk"}


def test_a_case_of_growth_has_ten_times_the_claims_and_nothing_else_unsaid() -> None:
    for growth in growths(500):
        assert growth.large.claims == TIMES * growth.small.claims
        one_set = growth.small.claims == growth.small.claims_per_set
        of_set = growth.small.claims_per_set * (TIMES if one_set else 1)
        assert growth.large.claims_per_set == of_set
        assert growth.large.lines == growth.small.lines
        assert growth.large.every_line == growth.small.every_line


def test_time_counts_for_the_innermost_package_of_scrubber() -> None:
    engine = ["scrubber.engine", "scrubber.cli.main"]
    assert package_of(stack("re", "scrubber.x12.reader", *engine)) == "x12"
    assert package_of(stack(*engine)) == "engine"
    assert package_of(stack("importlib._bootstrap", *engine)) == "imports"
    assert package_of(stack("runpy")) == REST


def stack(*modules: str) -> Any:
    """A frame of the first module, called by one of the second, and so on."""
    frame = None
    for module in reversed(modules):
        frame = SimpleNamespace(f_globals={"__name__": module}, f_back=frame)
    return frame


def test_the_table_has_a_row_a_measurement_and_its_notes_below() -> None:
    measured = Measured([Run(1.5, 1.25, 42_000_000)])
    rows = [
        Row(
            "scrubbing",
            "10 MB",
            measured,
            (7.5, 6.25),
            1234.5,
            Target("at most 8", "7.50", True),
            "a note",
        ),
        Row("jobs", "two", target=Target("at least 2", "1.9", False)),
    ]
    lines = table(rows).splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[:4]]
    assert cells[2] == [
        *("10 MB", "1.500", "1.250", "1", "7.50", "6.25", "1,234", "42", "at most 8", "7.50", "yes")
    ]
    assert cells[3] == ["two", *[""] * 7, "at least 2", "1.9", "NO"]
    assert lines[-1] == "- 10 MB: a note"
    assert len({len(line) for line in lines[:4]}) == 1
    assert rows[0].as_json()["target"] == {"wanted": "at most 8", "found": "7.50", "reached": True}


def test_figures_stand_to_the_right() -> None:
    assert markdown(["a", "b"], [["x", "1"], ["yy", "10"]]).splitlines() == [
        "| a  |  b |",
        "| -- | -: |",
        "| x  |  1 |",
        "| yy | 10 |",
    ]


def test_the_largest_package_comes_first() -> None:
    shares = {"one": {"x12": 0.25, "rules": 0.75}, "two": {"x12": 1.0}}
    assert shares_table(shares).splitlines()[2:] == [
        "| x12     | 25.0 % | 100.0 % |",
        "| rules   | 75.0 % |   0.0 % |",
    ]
