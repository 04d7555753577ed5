"""diff, undo and verify at the command line."""

import json
from pathlib import Path

import pytest

from tests.cli.console import (
    CLEAN_LINE,
    FLAGGED_LINE,
    OVER_LINE,
    TREATMENTS,
    contents,
    file_of,
    names,
    put,
    run,
)

TEXT = file_of(OVER_LINE)


@pytest.fixture
def fixed(tmp_path: Path) -> Path:
    """The folder of a fixed day."""
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    run("fix", put(tmp_path, "day.837", TEXT))
    return tmp_path


# diff


def test_a_diff_shows_each_changed_segment_before_and_after(tmp_path: Path) -> None:
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    path = put(tmp_path, "day.837", TEXT)
    before = contents(tmp_path)
    ran = run("diff", path)
    assert ran.code == 0
    lines = [line for line in ran.text.splitlines() if line[:1] in "@-+"]
    assert lines == [
        "@@ segment 21, claim C1",
        "- CLM*C1*150***11:B:1*Y*A*Y*Y",
        "+ CLM*C1*100***11:B:1*Y*A*Y*Y",
        "@@ segment 26, claim C1, line 1",
        "- SV1*HC:97530*150*UN*3***1",
        "+ SV1*HC:97530:GP*100*UN*2***1",
    ]
    assert ran.err == ""
    for told in ("TH101 SV104 3 -> 2, SV102 150 -> 100: ", "TH201 SV101-3 empty -> GP: "):
        assert ran.text.count(told) == 1
    assert ran.text.count("23 minutes: treatment log row 2") == 1
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("line", "code"), [(CLEAN_LINE, 0), (FLAGGED_LINE, 1)])
def test_a_diff_without_corrections_is_empty_and_says_so(
    tmp_path: Path, line: str, code: int
) -> None:
    ran = run("diff", put(tmp_path, "day.837", file_of(line)))
    assert (ran.code, ran.out) == (code, b"")
    left = "1 finding is left" if code else "nothing is left"
    assert ran.err == f"scrubber: no corrections; {left}\n"


def test_a_diff_takes_the_options_of_fix(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    rows = put(tmp_path, "rows.csv", TREATMENTS)
    assert "TH101" in run("diff", path, "--treatments", rows, "--ignore", "TH201").text
    assert "TH201" not in run("diff", path, "--treatments", rows, "--ignore", "TH201").text
    pair = file_of(CLEAN_LINE, "SV1*HC:97140:GP*45*UN*1***1~", claim_filing="CI")
    path = put(tmp_path, "pair.837", pair)
    ran = run("diff", path, "--attest", "TH301", "--attested-by", "A. Biller")
    assert "+ SV1*HC:97530:GP:59*100*UN*2***1" in ran.text


def test_a_long_segment_stands_on_one_line_of_a_diff(tmp_path: Path) -> None:
    line = f"SV1*HC:97530:::::{'WORDS ' * 12}*100*UN*2***1~"
    ran = run("diff", put(tmp_path, "day.837", file_of(line)))
    assert f"- {line.rstrip('~')}" in ran.text.splitlines()


def test_markup_of_the_file_is_no_markup_of_the_terminal(tmp_path: Path) -> None:
    line = "SV1*HC:97530:::::[red]SWELLING[/red]*100*UN*2***1~"
    ran = run("diff", put(tmp_path, "day.837", file_of(line, claim_id="[bold]C1")))
    assert "[red]SWELLING[/red]" in ran.text
    assert "[bold]C1" in ran.text


# undo


def test_undo_gives_the_original_to_standard_output(fixed: Path) -> None:
    ran = run("undo", fixed / "day.corrected.837", fixed / "day.discrepancies.jsonl")
    assert (ran.code, ran.out) == (0, TEXT.encode())


@pytest.mark.parametrize("option", ["-o", "--output"])
def test_undo_writes_a_file_for_its_owner_alone(fixed: Path, option: str) -> None:
    target = fixed / "back" / "original.837"
    arguments = (fixed / "day.corrected.837", fixed / "day.discrepancies.jsonl", option, target)
    ran = run("undo", *arguments)
    assert ran.code == 0
    assert ran.text == f"Written: {target}, as it was before the corrections\n"
    assert target.read_bytes() == TEXT.encode()
    assert target.stat().st_mode & 0o777 == 0o600
    assert names(target.parent) == ["original.837"]
    assert run("undo", *arguments).code == 0


def test_undo_replaces_another_file_only_where_that_is_asked_for(fixed: Path) -> None:
    target = put(fixed, "original.837", "somebody's work")
    before = contents(fixed)
    arguments = (fixed / "day.corrected.837", fixed / "day.discrepancies.jsonl", "-o", target)
    ran = run("undo", *arguments)
    assert ran.code == 4
    assert "--overwrite" in ran.err
    assert contents(fixed) == before
    assert run("undo", *arguments, "--overwrite").code == 0
    assert target.read_bytes() == TEXT.encode()


def test_undo_over_the_input_of_fix_finds_it_as_it_was(fixed: Path) -> None:
    arguments = (fixed / "day.corrected.837", fixed / "day.discrepancies.jsonl")
    assert run("undo", *arguments, "-o", fixed / "day.837").code == 0


# verify


def test_verify_says_what_it_has_proven(fixed: Path) -> None:
    files = ("day.837", "day.corrected.837", "day.discrepancies.jsonl")
    ran = run("verify", *(fixed / name for name in files))
    assert ran.code == 0
    assert "day.corrected.837" in ran.text
    assert "4 logged corrections" in ran.text


def tampered(folder: Path, name: str) -> None:
    corrected, log = folder / "day.corrected.837", folder / "day.discrepancies.jsonl"
    records = [json.loads(line) for line in log.read_text().splitlines()]
    match name:
        case "changed byte":
            corrected.write_bytes(corrected.read_bytes().replace(b"OAK", b"ASH"))
        case "record removed":
            records = [r for r in records if r.get("element") != "SV104"]
        case "no summary":
            records = records[:-1]
        case "offset of another place":
            next(r for r in records if r.get("element") == "SV104")["offset"] = 0
        case "log of nothing":
            records = []
    log.write_text("".join(json.dumps(record) + "\n" for record in records))


@pytest.mark.parametrize(
    "name",
    ["changed byte", "record removed", "no summary", "offset of another place", "log of nothing"],
)
def test_what_does_not_hold_is_said_in_one_sentence(fixed: Path, name: str) -> None:
    tampered(fixed, name)
    files = ("day.837", "day.corrected.837", "day.discrepancies.jsonl")
    before = contents(fixed)
    for command in (
        ["verify", *files],
        ["undo", *files[1:], "-o", "back.837"],
    ):
        arguments = [command[0], *(fixed / a if "." in a else a for a in command[1:])]
        ran = run(*arguments)
        assert (ran.code, ran.out) == (1, b"")
        assert len(ran.err.splitlines()) == 1
        done = "is not verified" if command[0] == "verify" else "cannot be undone"
        assert ran.err.startswith(f"scrubber: day.corrected.837 {done}: ")
    assert contents(fixed) == before


@pytest.mark.parametrize(
    "log", [b"SAMPLE ZEBULON\n", b'{"record": "file"}\n', TEXT.encode(), b"\xff\xfe\n", b"[]\n"]
)
def test_a_log_that_is_none(fixed: Path, log: bytes) -> None:
    path = put(fixed, "other.jsonl", log)
    for command in (["verify", fixed / "day.837"], ["undo"]):
        ran = run(*command, fixed / "day.corrected.837", path)
        assert (ran.code, ran.out) == (2, b"")
        assert ran.err == "scrubber: other.jsonl: line 1 is no record of a discrepancy log\n"


def test_a_log_cut_inside_a_record(fixed: Path) -> None:
    log = fixed / "day.discrepancies.jsonl"
    log.write_bytes(log.read_bytes()[:-30])
    ran = run("verify", fixed / "day.837", fixed / "day.corrected.837", log)
    assert ran.code in (1, 2)
    assert ran.out == b""


@pytest.mark.parametrize("missing", ["day.837", "day.corrected.837", "day.discrepancies.jsonl"])
def test_files_that_are_not_there(fixed: Path, missing: str) -> None:
    (fixed / missing).unlink()
    files = ("day.837", "day.corrected.837", "day.discrepancies.jsonl")
    ran = run("verify", *(fixed / name for name in files))
    assert ran.code == 4
    assert missing in ran.err
    if missing != "day.837":
        assert run("undo", *(fixed / name for name in files[1:])).code == 4
