"""Inputs: files, folders, several at once, not to be read (exit 3), not to be opened (exit 4)."""

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.console import (
    CLEAN_LINE,
    FLAGGED_LINE,
    OVER_LINE,
    SECRETS,
    TREATMENTS,
    contents,
    file_of,
    findings,
    names,
    put,
    records,
    run,
)

TEXT = file_of(OVER_LINE)
REMITTANCE = (
    TEXT.split("GS*")[0]
    + "GS*HP*PAYER*CLINIC*20260310*0900*1*X*005010X221A1~ST*835*0001~"
    + "BPR*I*100*C*CHK************20260310~NM1*QC*1*SAMPLE*ZEBULON****MI*1EG4TE5MK73~"
    + "SE*4*0001~GE*1*1~IEA*1*000000001~"
)
UNREADABLE: dict[str, tuple[str | bytes, str]] = {
    "not X12": ("member SAMPLE, ZEBULON\n" * 50, "ISA"),
    "empty": (b"", "empty"),
    "UTF-16": (TEXT.encode("utf-16"), "UTF-16"),
    "4010": (TEXT.replace("005010X222A1", "004010X098A1"), "004010X098A1"),
    "837I": (TEXT.replace("005010X222A1", "005010X223A3"), "005010X223A3"),
    "835": (REMITTANCE, "835"),
    "no SE": (TEXT.split("SE*27")[0], "SE"),
    "no IEA": (TEXT.split("IEA*")[0], "IEA"),
    "cut inside a segment": (TEXT[:-20], "cut short"),
    "cut inside the ISA": (TEXT[:70], "ISA"),
}


# Exit code 3


@pytest.mark.parametrize(("text", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_whole_837p_is_refused_in_one_sentence(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    path = put(tmp_path, "day.837", text)
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    before = contents(tmp_path)
    for command in (["fix", path], ["fix", path, "--log-format", "csv"], ["check", path]):
        ran = run(*command)
        assert (ran.code, ran.out) == (3, b"")
        (line,) = ran.err.splitlines()
        assert "day.837" in line
        assert said in line
    ran = run("diff", path)
    assert (ran.code, ran.out) == (3, b"")
    assert said in ran.err
    assert contents(tmp_path) == before


def test_nothing_is_left_in_an_output_folder(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT[:-20])
    out = tmp_path / "out"
    out.mkdir()
    assert run("fix", path, "--output-dir", out).code == 3
    assert names(out) == []


def test_a_truncation_late_in_a_long_file_leaves_nothing(tmp_path: Path) -> None:
    """More than a chunk has been read and written aside when the damage shows."""
    text = TEXT * 1_000
    path = put(tmp_path, "day.837", text[:-20])
    assert len(text) > 3 * 256 * 1024
    assert run("fix", path).code == 3
    assert names(tmp_path) == ["day.837"]


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    assert run("fix", path, "--max-bytes", str(len(TEXT))).code == 0
    path = put(tmp_path, "next.837", TEXT)
    ran = run("fix", path, "--max-bytes", str(len(TEXT) - 1))
    assert ran.code == 3
    assert "--max-bytes" in ran.err
    assert [name for name in names(tmp_path) if name.startswith("next")] == ["next.837"]


def test_an_earlier_output_of_an_input_that_is_now_refused_stays(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    run("fix", path)
    put(tmp_path, "day.837", TEXT[:-20])
    before = contents(tmp_path)
    assert run("fix", path, "--overwrite").code == 3
    assert contents(tmp_path) == before


# Several inputs


def test_one_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    bad = put(tmp_path, "a.837", TEXT[:-20])
    good, other = put(tmp_path, "b.837", TEXT), put(tmp_path, "c.837", file_of(FLAGGED_LINE))
    ran = run("fix", bad, good, other)
    assert ran.code == 3
    assert [name for name in names(tmp_path) if "corrected" in name] == [
        "b.corrected.837",
        "c.corrected.837",
    ]
    assert "a.837" in ran.err


@pytest.mark.parametrize(
    ("lines", "code"), [((CLEAN_LINE, CLEAN_LINE), 0), ((CLEAN_LINE, FLAGGED_LINE), 1)]
)
def test_the_exit_code_is_the_worst_of_all(
    tmp_path: Path, lines: tuple[str, str], code: int
) -> None:
    paths = [put(tmp_path, f"{at}.837", file_of(line)) for at, line in enumerate(lines)]
    assert run("fix", *paths).code == code
    assert run("check", *reversed(paths)).code == code


def test_bad_evidence_of_one_input_does_not_stop_the_others(tmp_path: Path) -> None:
    paths = [put(tmp_path, name, TEXT) for name in ("a.837", "b.837")]
    put(tmp_path, "a.treatments.csv", "no,columns\n")
    ran = run("fix", *paths)
    assert ran.code == 2
    assert "a.treatments.csv" in ran.err
    assert [name for name in names(tmp_path) if "corrected" in name] == ["b.corrected.837"]


def test_a_file_named_twice_is_done_once(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    again = path.parent / ".." / tmp_path.name / "day.837"
    ran = run("check", path, again, path)
    assert [r["record"] for r in records(ran.out)].count("file") == 1


@pytest.mark.parametrize(
    ("one", "other", "options"),
    [
        ("day.837", "day.edi", []),
        ("x/day.837", "y/day.837", ["--output-dir", "out"]),
        ("x/day.837", "y/day.edi", ["--output-dir", "out"]),
        ("day.837", "day", []),
    ],
)
def test_inputs_whose_outputs_would_clash_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: str, other: str, options: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (one, other):
        Path(name).parent.mkdir(exist_ok=True)
        put(tmp_path, name, TEXT)
    before = names(tmp_path)
    ran = run("fix", one, other, *options, "--overwrite")
    assert ran.code == 2
    assert "day.discrepancies.jsonl" in ran.err
    assert names(tmp_path) == before


@pytest.mark.parametrize("spelling", ["absolute", "through the parent", "through a link"])
def test_a_clash_is_seen_however_the_folder_is_spelt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder, "day.837", TEXT)
    put(folder, "day.edi", TEXT)
    monkeypatch.chdir(folder)
    (tmp_path / "link").symlink_to(folder)
    other = {
        "absolute": folder / "day.edi",
        "through the parent": Path("../in/day.edi"),
        "through a link": tmp_path / "link" / "day.edi",
    }[spelling]
    assert run("fix", "day.837", other, "--overwrite").code == 2
    assert names(folder) == ["day.837", "day.edi"]


def test_the_logs_of_several_inputs_follow_each_other(tmp_path: Path) -> None:
    paths = [put(tmp_path, name, TEXT) for name in ("b.837", "a.837")]
    told = [r["input"]["name"] for r in records(run("check", *paths).out) if r["record"] == "file"]
    assert told == ["b.837", "a.837"]


# A treatment log for several inputs


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A log with a row for C1, one for C2, and one for no claim."""
    rows = [TREATMENTS, TREATMENTS.splitlines()[1].replace("C1", "C2"), "\n"]
    rows.append(TREATMENTS.splitlines()[1].replace("C1", "C77") + "\n")
    return put(tmp_path, "log.csv", "".join(rows))


def left_over(out: bytes) -> list[str]:
    return [r["claim_id"] for r in records(out) if r.get("rule") == "CL102"]


def test_rows_of_other_inputs_are_not_left_over(tmp_path: Path, shared: Path) -> None:
    one = put(tmp_path, "a.837", TEXT)
    other = put(tmp_path, "b.837", file_of(OVER_LINE, claim_id="C2"))
    ran = run("check", one, other, "--treatments", shared)
    assert ran.code == 1
    assert left_over(ran.out) == ["C77"]
    assert findings(ran.out).count(("TH101", "corrected")) == 4


def test_each_input_tells_what_is_left_over_of_its_own_log(tmp_path: Path) -> None:
    for name in ("a", "b"):
        put(tmp_path, f"{name}.837", TEXT)
        put(tmp_path, f"{name}.treatments.csv", TREATMENTS.replace("C1", f"OF_{name.upper()}"))
    ran = run("check", tmp_path / "a.837", tmp_path / "b.837")
    assert left_over(ran.out) == ["OF_A", "OF_B"]


@pytest.mark.parametrize("last", ["cut short", "passed over"])
def test_a_row_for_no_claim_is_told_though_the_last_input_is_not_read(
    tmp_path: Path, shared: Path, last: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder, "a.837", TEXT)
    put(folder, "b.837", file_of(OVER_LINE, claim_id="C2"))
    put(folder, "z.837", TEXT[:-20] if last == "cut short" else REMITTANCE)
    ran = run("check", folder, "--treatments", shared)
    assert left_over(ran.out) == ["C77"] or "row 4" in ran.err
    assert ran.code == (3 if last == "cut short" else 1)


def test_a_pipe_is_read_once_and_with_a_treatment_log(tmp_path: Path) -> None:
    """`scrubber check <(zcat day.837.gz) --treatments day.csv`."""
    log = put(tmp_path, "log.csv", TREATMENTS)
    reader, writer = os.pipe()
    os.write(writer, TEXT.encode())
    os.close(writer)
    try:
        ran = run("check", f"/dev/fd/{reader}", "--treatments", log)
    finally:
        os.close(reader)
    assert ran.code == 0
    assert ("TH101", "corrected") in findings(ran.out)


# A folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a clinic's folder may hold."""
    path = tmp_path / "in"
    (path / "archive").mkdir(parents=True)
    put(path, "monday.837", TEXT)
    put(path, "monday.treatments.csv", TREATMENTS)
    put(path, "monday.therapy_used.csv", "member_id,year,pool,amount\n")
    put(path, "tuesday.edi", file_of(CLEAN_LINE))
    put(path, "remit.835", REMITTANCE)
    put(path, "notes.txt", "call SAMPLE, ZEBULON back\n")
    put(path, ".hidden.837", TEXT)
    put(path / "archive", "old.837", TEXT)
    return path


def test_every_837p_of_a_folder_is_fixed_and_the_rest_named(folder: Path) -> None:
    before = names(folder)
    ran = run("fix", folder)
    assert ran.code == 0
    assert sorted(set(names(folder)) - set(before)) == [
        "monday.corrected.837",
        "monday.discrepancies.jsonl",
        "tuesday.corrected.edi",
        "tuesday.discrepancies.jsonl",
    ]
    assert b"*100*UN*2*" in (folder / "monday.corrected.837").read_bytes()
    passed = [line for line in ran.err.splitlines() if "passed over" in line]
    assert len(passed) == 3
    assert "scrubber: passed over 1 folder: only the folder itself is read" in passed
    assert "835" in next(line for line in passed if "remit.835" in line)
    assert any("notes.txt" in line for line in passed)
    assert "treatments" not in ran.err


def test_a_second_run_over_a_folder_leaves_its_own_outputs_alone(folder: Path) -> None:
    run("fix", folder, "--log-format", "csv")
    before = contents_of_files(folder)
    ran = run("fix", folder, "--log-format", "csv")
    assert ran.code == 0
    assert contents_of_files(folder) == before
    assert "passed over 6 that by their names are outputs" in ran.err
    assert "corrected" not in ran.err


def contents_of_files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names(folder) if name != "archive"}


def test_a_damaged_837p_of_a_folder_is_reported_while_the_others_are_done(folder: Path) -> None:
    put(folder, "cut.837", TEXT[:-20])
    ran = run("fix", folder)
    assert ran.code == 3
    assert any("cut.837" in line and "passed over" not in line for line in ran.err.splitlines())
    assert "cut.corrected.837" not in names(folder)
    assert {"monday.corrected.837", "tuesday.corrected.edi"} <= set(names(folder))


def test_folders_of_a_folder_are_counted(folder: Path) -> None:
    for name in ("april", "may"):
        (folder / name).mkdir()
    assert "passed over 3 folders: only the folder itself is read\n" in run("check", folder).err


def test_files_of_a_folder_come_by_name(folder: Path) -> None:
    ran = run("check", folder)
    told = [r["input"]["name"] for r in records(ran.out) if r["record"] == "file"]
    assert told == ["monday.837", "tuesday.edi"]


def test_a_folder_and_a_file_of_it_are_done_once_each(folder: Path) -> None:
    ran = run("check", folder, folder / "monday.837", folder)
    told = [r["input"]["name"] for r in records(ran.out) if r["record"] == "file"]
    assert told == ["monday.837", "tuesday.edi"]


def test_what_is_named_is_read_whatever_its_name(folder: Path) -> None:
    path = put(folder, "week.corrected.837", TEXT)
    run("fix", path)
    assert "week.corrected.corrected.837" in names(folder)
    ran = run("fix", folder / "remit.835")
    assert ran.code == 3
    assert "passed over" not in ran.err


@pytest.mark.parametrize("name", ["empty", "others"])
def test_a_folder_without_any_837p(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    if name == "others":
        put(folder, "remit.835", REMITTANCE)
    before = contents(folder)
    ran = run("fix", folder)
    assert ran.code == 3
    assert "no 837P" in ran.err
    assert contents(folder) == before


def test_a_clash_inside_a_folder_is_refused_before_anything_is_written(folder: Path) -> None:
    put(folder, "monday.edi", TEXT)
    before = names(folder)
    assert run("fix", folder).code == 2
    assert names(folder) == before


def test_the_log_of_a_folder_may_lie_in_it(folder: Path) -> None:
    log = put(folder, "zz.csv", TREATMENTS + TREATMENTS.splitlines()[1].replace("C1", "C77"))
    ran = run("check", folder, "--treatments", log)
    assert left_over(ran.out) == ["C77"] or "row 3" in ran.err


# Exit code 4


def test_an_input_that_is_not_there(tmp_path: Path) -> None:
    file = put(tmp_path, "day.837", TEXT)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    dangling = tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "nothing")
    before = names(tmp_path)
    for missing in (tmp_path / "none.837", file / "below", loop, dangling, tmp_path / ("x" * 300)):
        for command in ("fix", "check", "diff"):
            ran = run(command, missing)
            assert ran.code == 4
            assert missing.name in ran.err
            assert ran.out == b""
    assert names(tmp_path) == before


@pytest.mark.parametrize("command", ["fix", "check", "diff"])
def test_a_missing_input_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = "scrubber: none.837: No such file or directory"
    written = "; nothing was written for it" if command == "fix" else ""
    assert run(command, "none.837").err == f"{said}{written}\n"


def test_a_file_is_no_folder_for_outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "day.837", TEXT)
    ran = run("fix", "day.837", "--output-dir", "day.837")
    assert ran.code == 4
    assert ran.err.startswith("scrubber: day.837: exists and is no folder;")


def test_a_missing_input_among_others(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    assert run("fix", path, tmp_path / "none.837").code == 4


@pytest.mark.parametrize("option", ["--treatments", "--therapy-used"])
def test_evidence_that_cannot_be_opened(tmp_path: Path, option: str) -> None:
    path = put(tmp_path, "day.837", TEXT)
    for missing in (tmp_path / "none.csv", path / "below.csv", tmp_path):
        ran = run("fix", path, option, missing)
        assert ran.code == 4
        assert missing.name in ran.err
    assert names(tmp_path) == ["day.837"]


def test_a_folder_that_cannot_be_made_for_outputs(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    occupied = put(tmp_path, "out", "a file")
    for out in (occupied, occupied / "below"):
        ran = run("fix", path, "--output-dir", out)
        assert ran.code == 4
        assert "nothing was written" in ran.err
    assert names(tmp_path) == ["day.837", "out"]


def test_an_output_whose_place_is_a_folder(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    (tmp_path / "day.corrected.837").mkdir()
    for options in ([], ["--overwrite"]):
        assert run("fix", path, *options).code == 4
        assert names(tmp_path) == ["day.837", "day.corrected.837"]


@pytest.mark.skipif(sys.platform != "linux", reason="not even root makes a file in /sys")
@pytest.mark.parametrize(
    ("command", "output"),
    [
        (["fix"], "/sys/day.corrected.837"),
        (["fix", "--output-dir", "/sys/new"], "/sys/new"),
        (["convert", "--to", "csv"], "/sys/day.csv"),
    ],
)
def test_an_output_that_cannot_be_written_is_told_by_its_own_name(
    tmp_path: Path, command: list[str], output: str
) -> None:
    name, *options = command
    ran = run(name, put(tmp_path, "day.837", TEXT), "--output-dir", "/sys", *options)
    assert ran.code == 4
    assert ran.err.startswith(f"scrubber: day.837: {output}: ")
    assert "; --output-dir names another folder; nothing was written for it\n" in ran.err


@pytest.mark.skipif(sys.platform != "linux", reason="/proc/self/mem reads as an I/O error on Linux")
def test_an_input_that_fails_while_it_is_read(tmp_path: Path) -> None:
    ran = run("fix", "/proc/self/mem", "--output-dir", tmp_path)
    assert ran.code == 4
    assert "nothing was written" in ran.err
    assert names(tmp_path) == []


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [100, len(TEXT) + 20], ids=["corrected file", "log"])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, room: int) -> None:
    path = put(tmp_path, "day.837", TEXT)
    with full_disk(room):
        ran = run("fix", path)
    assert ran.code == 4
    assert "nothing was written" in ran.err
    assert names(tmp_path) == ["day.837"]


def test_a_full_disk_leaves_earlier_outputs_as_they_were(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    run("fix", path)
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    before = contents(tmp_path)
    with full_disk(100):
        assert run("fix", path, "--overwrite").code == 4
    assert contents(tmp_path) == before


# Names


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    path = put(tmp_path, os.fsdecode(b"d\xe9.837"), TEXT)
    assert run("fix", path).code == 0
    assert len(names(tmp_path)) == 3
    assert run("check", path).code == 0


@pytest.mark.parametrize("place", [".", "/"])
def test_a_folder_has_no_diff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("diff", place)
    assert ran.code in (2, 4)
    assert ran.err.startswith("scrubber:")


def test_no_message_holds_patient_data() -> None:
    """What `run` looks for on standard error does stand in the files that are read here."""
    assert all(secret in TEXT for secret in SECRETS)
