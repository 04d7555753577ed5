"""Standard input and output, and what check prints."""

import csv
import io
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


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A treatment log that lowers the units."""
    return put(tmp_path, "rows.csv", TREATMENTS)


def test_a_corrected_file_goes_to_standard_output_and_the_log_to_its_file(
    tmp_path: Path, log: Path
) -> None:
    target = tmp_path / "out" / "log.jsonl"
    ran = run("fix", "-", "--treatments", log, "--log", target, stdin=TEXT.encode())
    assert ran.code == 0
    assert (
        ran.out
        == TEXT.replace("*150*UN*3*", "*100*UN*2*")
        .replace("HC:97530*", "HC:97530:GP*")
        .replace("CLM*C1*150*", "CLM*C1*100*")
        .encode()
    )
    assert ("TH101", "corrected") in findings(target.read_bytes())
    assert records(target.read_bytes())[0]["input"]["name"] is None
    assert target.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["out", "out/log.jsonl", "rows.csv"]


def test_the_bytes_of_standard_input_are_those_of_the_output(tmp_path: Path) -> None:
    text = file_of(CLEAN_LINE).replace("~", "~\r\n").replace("ZEBULON", "ZEBULON REN\xe9\xdf")
    data = b"\r\n" + text.encode("latin-1") + b"\n\n\x1a"
    assert run("fix", "-", stdin=data).out == data


def test_a_log_is_undone_and_verified_like_any_other(tmp_path: Path, log: Path) -> None:
    target = tmp_path / "log.jsonl"
    ran = run("fix", "-", "--treatments", log, "--log", target, stdin=TEXT.encode())
    corrected = put(tmp_path, "corrected.837", ran.out)
    assert run("undo", corrected, target).out == TEXT.encode()
    original = put(tmp_path, "original.837", TEXT)
    assert run("verify", original, corrected, target).code == 0


def test_without_log_it_is_said_that_none_is_kept(tmp_path: Path) -> None:
    ran = run("fix", "-", stdin=TEXT.encode())
    assert ran.code == 0
    assert "--log" in ran.err


@pytest.mark.parametrize(
    ("text", "code"),
    [(file_of(CLEAN_LINE), 0), (TEXT, 0), (file_of(FLAGGED_LINE), 1), ("", 3), (TEXT[:-20], 3)],
    ids=["clean", "corrected", "flagged", "empty", "cut short"],
)
def test_exit_codes_in_a_pipe(text: str, code: int) -> None:
    ran = run("fix", "-", stdin=text.encode())
    assert ran.code == code
    assert bool(ran.out) == (code != 3)
    ran = run("check", "-", stdin=text.encode())
    assert ran.code == code
    assert bool(ran.out) == (code != 3)


def test_nothing_is_written_for_what_cannot_be_read(tmp_path: Path) -> None:
    ran = run("fix", "-", "--log", tmp_path / "log.jsonl", stdin=TEXT[:-20].encode())
    assert (ran.code, ran.out) == (3, b"")
    assert "standard input" in ran.err
    assert names(tmp_path) == []


def test_a_log_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    target = put(tmp_path, "log.jsonl", "somebody's work")
    ran = run("fix", "-", "--log", target, stdin=TEXT.encode())
    assert (ran.code, ran.out) == (4, b"")
    assert target.read_text() == "somebody's work"
    ran = run("fix", "-", "--log", target, "--overwrite", stdin=TEXT.encode())
    assert ran.code == 0
    assert findings(target.read_bytes())


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    file = put(tmp_path, "file", "")
    ran = run("fix", "-", "--log", file / "log.jsonl", stdin=TEXT.encode())
    assert (ran.code, ran.out) == (4, b"")
    assert names(tmp_path) == ["file"]


def test_a_pipe_looks_for_no_evidence_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "-.treatments.csv", TREATMENTS)
    ran = run("check", "-", stdin=TEXT.encode())
    assert ("TH104", "not_evaluable") in findings(ran.out)


def test_more_than_is_kept_in_memory_goes_through(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file larger than what is spooled in memory, read twice because of its treatment log."""
    for module in ("cli.inputs", "cli.scrubbing", "outputs.scrubbed"):
        monkeypatch.setattr(f"scrubber.{module}.SPOOL_BYTES", 100)
    ran = run("fix", "-", "--treatments", log, stdin=TEXT.encode())
    assert ran.code == 0
    assert len(ran.out) == len(TEXT + ":GP")


# check


def test_check_writes_nothing_and_prints_the_log_that_fix_writes(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    before = contents(tmp_path)
    ran = run("check", path)
    assert ran.code == 0
    assert contents(tmp_path) == before
    run("fix", path)
    assert ran.out == (tmp_path / "day.discrepancies.jsonl").read_bytes()


def test_check_of_a_pipe_prints_its_log_alone(log: Path) -> None:
    ran = run("check", "-", "--treatments", log, stdin=TEXT.encode())
    assert ran.code == 0
    assert [r["record"] for r in (records(ran.out)[0], records(ran.out)[-1])] == [
        "file",
        "summary",
    ]
    assert ("TH101", "corrected") in findings(ran.out)


def test_the_summary_of_check_is_on_standard_error_and_names_no_patient(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    ran = run("check", path)
    assert "1 claim" in ran.err
    assert b"1 claim," not in ran.out
    assert not [secret for secret in SECRETS if secret in ran.err]


def test_check_as_csv_is_what_fix_writes(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    ran = run("check", path, "--log-format", "csv")
    run("fix", path, "--log-format", "csv")
    assert ran.out == (tmp_path / "day.discrepancies.csv").read_bytes()
    assert {cells["rule"] for cells in csv.DictReader(io.StringIO(ran.text))} >= {"TH201"}


def test_check_as_html_is_what_fix_writes(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", TEXT)
    ran = run("check", path, "--log-format", "html")
    run("fix", path, "--log-format", "html")
    assert ran.out == (tmp_path / "day.discrepancies.html").read_bytes()
    assert "<title>day.837: discrepancies" in ran.text
    piped = run("check", "-", "--log-format", "html", stdin=TEXT.encode())
    assert "<title>standard input: discrepancies" in piped.text


def test_check_does_as_fix_with_every_option_of_both(tmp_path: Path, log: Path) -> None:
    path = put(tmp_path, "day.837", file_of(CLEAN_LINE, "SV1*HC:97140:GP*45*UN*1***1~"))
    used = "member_id,year,pool,amount\n1EG4TE5MK73,2026,PT_SLP,2470\n"
    options: list[str | Path] = ["--treatments", log, "--attest", "TH401"]
    options += ["--attested-by", "A. Biller", "--ignore", "TH104", "--max-bytes", "5000"]
    options += ["--therapy-used", put(tmp_path, "used.csv", used)]
    options += ["--output-dir", tmp_path / "out"]
    checked = run("check", path, *options)
    fixed = run("fix", path, *options)
    assert checked.code == fixed.code
    assert checked.out == (tmp_path / "out" / "day.discrepancies.jsonl").read_bytes()
    assert ("TH401", "corrected") in findings(checked.out)
