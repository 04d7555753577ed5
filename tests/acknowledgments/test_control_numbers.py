"""Control numbers: the same for the same, different for all others, whatever runs beside."""

import hashlib
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber.acknowledgments.control_numbers import (
    HIGHEST,
    ControlNumbers,
    number_for,
    register_path,
)


def test_the_same_asks_again_and_gets_the_same():
    first = ControlNumbers("999 run")
    numbers = [first.next() for _ in range(3)]
    again = ControlNumbers("999 run")
    assert [again.next() for _ in range(3)] == numbers
    assert len({*numbers, ControlNumbers("277CA run").next()}) == 4


def test_numbers_do_not_depend_on_who_asked_before(data_folder, monkeypatch, tmp_path):
    number_for("another")
    here = number_for("run")
    monkeypatch.setenv("SCRUBBER_DATA_DIR", str(tmp_path / "other machine"))
    assert number_for("run") == here


def hashed(what: str) -> int:
    """What a number would be where nothing is taken."""
    return int.from_bytes(hashlib.sha256(what.encode()).digest()) % HIGHEST + 1


def take(*numbers: int) -> None:
    """Let numbers be given to others."""
    number_for("first")
    with sqlite3.connect(register_path()) as register:
        rows = [(number, f"taken {number}") for number in numbers]
        register.executemany("INSERT INTO control_numbers VALUES (?, ?)", rows)
    register.close()


def test_a_number_that_is_taken_is_passed_over_and_then_kept():
    take(hashed("run"), hashed("run") + 1)
    assert number_for("run") == number_for("run") == hashed("run") + 2


def test_after_the_highest_comes_the_lowest(monkeypatch):
    monkeypatch.setattr("scrubber.acknowledgments.control_numbers.HIGHEST", 5)
    numbers = [number_for(str(n)) for n in range(5)]
    assert sorted(numbers) == [1, 2, 3, 4, 5]


@given(st.text())
def test_numbers_have_one_to_nine_digits_and_are_above_zero(what):
    assert 1 <= number_for(what.encode("utf-8", "replace").decode()) <= 999_999_999


def test_a_register_that_cannot_be_used_is_told():
    register_path().parent.mkdir(parents=True)
    register_path().write_bytes(b"no SQLite file, and longer than its header would be " * 4)
    with pytest.raises(OSError, match="control numbers cannot be kept there") as told:
        number_for("run")
    assert told.value.filename == str(register_path())


ASK = """
from scrubber.acknowledgments import control_numbers
control_numbers.HIGHEST = 90
for n in range(20):
    print(control_numbers.number_for(f"{PREFIX} {n}"))
"""


def test_processes_at_the_same_time_get_different_numbers(tmp_path):
    """Four of them share 90 numbers, so nearly every one is taken when it is asked for."""
    script = tmp_path / "ask.py"
    script.write_text("import sys\nPREFIX = sys.argv[1]\n" + ASK)
    asking = [
        subprocess.Popen(
            [sys.executable, script, str(process)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for process in range(4)
    ]
    numbers = [number for process in asking for number in process.communicate()[0].split()]
    assert [process.returncode for process in asking] == [0] * 4
    assert len(numbers) == len(set(numbers)) == 80


def test_the_register_is_for_its_owner_alone(data_folder):
    ControlNumbers("a run").next()
    assert register_path().stat().st_mode & 0o777 == 0o600
