"""deidentify at the command line."""

import os
from pathlib import Path

import pytest

from scrubber.cli.errors import ExitCode
from scrubber.deidentify.replacements import Replacements
from tests.cli.console import (
    CLEAN_LINE,
    OVER_LINE,
    SECRETS,
    TREATMENTS,
    contents,
    file_of,
    findings,
    names,
    put,
    run,
)

TEXT = file_of(OVER_LINE)
KEY = "a key that the tests use"
USED = "member_id,year,pool,amount\n1EG4TE5MK73,2026,PT_SLP,2461.15\n"
COPIED = [
    "day.deidentified.837",
    "day.deidentified.therapy_used.csv",
    "day.deidentified.treatments.csv",
]


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A day with its evidence files, and a key beside its folder."""
    folder = tmp_path / "in"
    folder.mkdir()
    put(tmp_path, "my.key", KEY)
    put(folder, "day.treatments.csv", TREATMENTS)
    put(folder, "day.therapy_used.csv", USED)
    return put(folder, "day.837", TEXT)


def test_a_copy_goes_out_with_its_evidence_and_gives_the_same_findings(day: Path) -> None:
    ran = run("deidentify", day, "--key", day.parents[1] / "my.key")
    assert (ran.code, ran.err) == (0, "")
    assert [name for name in names(day.parent) if "deidentified" in name] == COPIED
    copy = day.parent / "day.deidentified.837"
    found = findings(run("check", day).out)
    assert findings(run("check", copy).out) == found
    assert ("TH101", "corrected") in found
    for name in COPIED:
        said = (day.parent / name).read_text()
        assert [secret for secret in (*SECRETS, "Hand", "C1,", "C1*") if secret in said] == []
        assert (day.parent / name).stat().st_mode & 0o777 == 0o600


def test_what_is_said_of_it(day: Path) -> None:
    ran = run("deidentify", day, "--key", day.parents[1] / "my.key", "--output-dir", day.parent)
    told = ran.text.splitlines()
    number = len(findings(run("check", day).out))
    assert told[0] == "day.837: de-identified"
    assert told[1].strip().endswith("different values replaced")
    assert told[2].strip().endswith(f"the scrubber finds the same ({number} findings)")
    assert [line.split("/")[-1] for line in told[3:6]] == [COPIED[0], COPIED[2], COPIED[1]]
    assert "dates moved within their year" in told[6]
    assert len(told) == 7
    assert [secret for secret in (*SECRETS, KEY) if secret in ran.text] == []


def test_a_key_gives_the_same_copy_and_without_one_none_is_alike(day: Path) -> None:
    keyed: list[str | Path] = [
        "deidentify",
        day,
        "--key",
        day.parents[1] / "my.key",
        "--output-dir",
    ]
    run(*keyed, day.parents[1] / "one")
    run(*keyed, day.parents[1] / "two")
    once = run("deidentify", day, "--output-dir", day.parents[1] / "three")
    assert "The key was for this run alone" in once.text
    one, two, three = (contents(day.parents[1] / name) for name in ("one", "two", "three"))
    assert one == two
    assert not set(one.values()) & set(three.values())


def test_a_new_key_is_kept(day: Path) -> None:
    key = day.parents[1] / "new.key"
    first = run("deidentify", day, "--new-key", key)
    assert first.code == 0
    assert "this run alone" not in first.text
    assert key.stat().st_mode & 0o777 == 0o600
    before = contents(day.parent)
    assert run("deidentify", day, "--key", key).code == 0
    assert contents(day.parent) == before
    ran = run("deidentify", day, "--new-key", key)
    assert (ran.code, ran.err) == (
        2,
        "scrubber: new.key exists; --key new.key takes the key in it\n",
    )


def test_evidence_files_are_named_or_none(day: Path) -> None:
    log = put(day.parents[1], "rows.csv", TREATMENTS)
    for kind in ("treatments", "therapy_used"):
        (day.parent / f"day.{kind}.csv").unlink()
    out = day.parents[1] / "out"
    assert run("deidentify", day, "--output-dir", out).code == 0
    assert names(out) == ["day.deidentified.837"]
    run("deidentify", day, "--output-dir", out, "--treatments", log, "--overwrite")
    assert names(out) == ["day.deidentified.837", "day.deidentified.treatments.csv"]


def test_an_existing_copy_is_not_replaced_unasked(day: Path) -> None:
    run("deidentify", day)
    before = contents(day.parent)
    ran = run("deidentify", day)
    assert (ran.code, contents(day.parent)) == (4, before)
    assert ran.err.endswith("exists with other content; give --overwrite\n")
    assert run("deidentify", day, "--overwrite").code == 0


def test_years_that_could_not_be_moved_are_told(tmp_path: Path) -> None:
    text = file_of(f"{CLEAN_LINE}DTP*472*D8*20250101~", f"{CLEAN_LINE}DTP*472*D8*20251231~")
    ran = run("deidentify", put(tmp_path, "day.837", text))
    assert ran.code == 0
    assert "the dates of 2025 could not be moved: they are the original's" in ran.text


@pytest.mark.parametrize(
    ("name", "text", "code", "told"),
    [
        ("day.837", "NOT X12", 3, "the file does not start with an ISA segment"),
        ("day.837", TEXT[:-30], 3, "the file is cut short"),
        ("day.835", TEXT.replace("*837*", "*835*"), 3, "and no 837P 5010"),
    ],
)
def test_what_fix_refuses_is_refused(
    tmp_path: Path, name: str, text: str, code: int, told: str
) -> None:
    ran = run("deidentify", put(tmp_path, name, text))
    assert ran.code == code
    assert told in ran.err
    assert ran.err.endswith("; nothing was written for it\n")
    assert names(tmp_path) == [name]


def test_what_is_not_proven_is_not_written(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Replacements, "of", lambda self, kind, value: value)
    before = names(day.parent)
    ran = run("deidentify", day)
    assert ran.code == ExitCode.FINDINGS_REMAIN
    assert ran.err == (
        "scrubber: day.837 cannot be de-identified: segment 1, element 6: an original value would "
        "survive (identifier); nothing was written for it\n"
    )
    assert names(day.parent) == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--key", "a", "--new-key", "b"], "--key and --new-key: take one of them"),
        (["--treatments", os.devnull], "null is no file; it has to be read several times"),
    ],
)
def test_wrong_usage(day: Path, options: list[str], told: str) -> None:
    ran = run("deidentify", day, *options)
    assert (ran.code, ran.err) == (2, f"scrubber: {told}\n")


@pytest.mark.parametrize("name", ["-", "."])
def test_it_takes_one_file(name: str) -> None:
    ran = run("deidentify", name, stdin=TEXT.encode())
    assert (ran.code, ran.err) == (2, "scrubber: deidentify takes one file\n")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert run("deidentify", tmp_path / "day.837").code == 4
    path = put(tmp_path, "day.837", TEXT)
    ran = run("deidentify", path, "--treatments", tmp_path / "none.csv")
    assert ran.code == 4
    assert "none.csv" in ran.err
    assert run("deidentify", path, "--key", tmp_path / "no.key").code == 4
    bad = put(tmp_path, "bad.csv", "no columns\n")
    assert run("deidentify", path, "--treatments", bad).code == 2


def test_a_folder_of_outputs_is_passed_over_by_fix(day: Path) -> None:
    run("deidentify", day)
    ran = run("check", day.parent)
    assert "passed over 1 that by their names are outputs of this program" in ran.err


def test_a_named_pipe_is_read_once(day: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.837"
    os.mkfifo(pipe)
    if not os.fork():
        with pipe.open("wb") as end:
            end.write(TEXT.encode())
        os._exit(0)
    ran = run("deidentify", pipe)
    os.wait()
    assert ran.code == 0
    assert (tmp_path / "pipe.deidentified.837").is_file()
