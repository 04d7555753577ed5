"""The house rules of tables find what is wrong, built in or imported."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from scrubber.tables import KINDS, StoredTable, imports_folder, mappings_folder
from scrubber.tables.checks import built_in_problems, stored_problems
from scrubber.tables.importing import import_files
from tests.tables.publications import mue

KIND = KINDS["kx_thresholds"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a sound table."""
    shutil.copytree(mappings_folder() / KIND.name, tmp_path / "table")
    return tmp_path / "table"


def changed(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), newline="")

    return change


def in_table(old: str, new: str) -> Callable[[Path], None]:
    return changed("table.csv", old, new)


def in_source(old: str, new: str) -> Callable[[Path], None]:
    return changed("source.yaml", old, new)


FIRST = "OT,2018-01-01,2018-12-31,2010.00,no,General knowledge; not confirmed"


def test_a_sound_table(folder: Path) -> None:
    assert list(built_in_problems(folder, KIND)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (in_table("\n", "\r\n"), "lines that end in LF"),
        (in_table("pool,", "\ufeffpool,"), "lines that end in LF"),
        (in_table("pool,", "pools,"), "columns are not those of PoolThreshold"),
        (in_table(FIRST, FIRST + ",more"), "line 2 has another number of columns"),
        (in_table(FIRST, "OT,2018-01-01"), "line 2 has another number of columns"),
        (in_table("OT,", "OT ,"), "line 2 has a cell with blanks"),
        (in_table("2018-01-01", "2018-02-30"), "line 2 cannot be read"),
        (in_table("2010.00", "much"), "line 2 cannot be read"),
        (in_table(",no,", ",perhaps,"), "line 2 cannot be read"),
        (in_table("2018-12-31", "2017-12-31"), "OT from 2018-01-01 ends before it begins"),
        (in_table("General knowledge; not confirmed", ""), "OT from 2018-01-01 has no source"),
        (in_table("2018-12-31", "2019-01-01"), "OT has two rows on 2019-01-01"),
        (in_table("2018-12-31", ""), "OT has two rows on 2019-01-01"),
        (in_table("OT,2018", "ZZ,2018"), "not stand in order"),
        (in_source("release:", "version:"), "lacks release"),
        (in_source("release:", "version:"), "has version, which nobody reads"),
        (in_source("checked: 2026-11-21", "checked: lately"), "checked is no date"),
        (in_source("checked:", "begins: [soon]\nchecked:"), "begins has what is no date"),
        (in_source("checked:", "besides: {x: {a: 1}}\nchecked:"), "has not the fields of a part"),
        (in_source("https://", "http://"), "no https:// address"),
        (in_source("release: Calendar year 2026", "release: ' '"), "release says nothing"),
    ],
)
def test_what_is_wrong_is_told(change: Callable[[Path], None], told: str, folder: Path) -> None:
    change(folder)
    assert any(told in problem for problem in built_in_problems(folder, KIND))


def test_a_table_that_is_no_utf_8(folder: Path) -> None:
    (folder / "table.csv").write_bytes(b"pool\xff\n")
    assert list(built_in_problems(folder, KIND)) == ["the file is no UTF-8"]


def test_a_table_without_rows(folder: Path) -> None:
    header = (folder / "table.csv").read_text().splitlines()[0]
    (folder / "table.csv").write_text(header + "\n")
    assert list(built_in_problems(folder, KIND)) == ["it has no rows"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("SELECT 1", None),
        ("DELETE FROM rows WHERE procedure = '97530'", "do not have the rows that they say"),
        ("UPDATE rows SET valid_to = '2025-12-31'", "2 rows end before they begin"),
        ("UPDATE rows SET valid_from = 'soon'", "2 rows end before they begin, or have no dates"),
    ],
)
def test_an_imported_table(statement: str, told: str | None, tmp_path: Path) -> None:
    import_files("mue", [mue(tmp_path, ("97530", "4", "3"), ("97110", "4", "3"))])
    path = imports_folder() / "mue.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    problems = list(stored_problems(StoredTable(path, KINDS["mue"])))
    assert [told in problem for problem in problems if told] == ([True] if told else [])
    assert bool(problems) is bool(told)


def test_a_damaged_page_is_told_and_is_no_traceback(tmp_path: Path) -> None:
    import_files("mue", [mue(tmp_path, *((f"{n:05}", "4", "3") for n in range(3000)))])
    path = imports_folder() / "mue.sqlite"
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + b"\xff" * 4096 + whole[middle + 4096 :])
    assert list(stored_problems(StoredTable(path, KINDS["mue"])))
