"""fix, check and diff --ledger: what is read from the ledger, and what is entered in it."""

from pathlib import Path

import pytest

from scrubber.ledger import Ledger, Verdict
from tests.cli.console import OVER_LINE, TREATMENTS, file_of, findings, put, run

DEAR = "SV1*HC:97530:GP*3000*UN*99***1~"
"""So many units that they pass the year's threshold by themselves."""
SMALL = "SV1*HC:97530:GP*100*UN*1***1~"


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return put(tmp_path, "day.837", file_of(DEAR))


@pytest.fixture
def next_day(tmp_path: Path) -> Path:
    return put(tmp_path, "next.837", file_of(SMALL, claim_id="C2", date="20260310"))


def kx(path: Path, *options: str | Path) -> str:
    """What check says of KX on the file's last line: a rule, or nothing."""
    ran = run("check", path, *options)
    return next((rule for rule, _ in findings(ran.out) if rule in ("TH401", "TH403")), "")


def test_what_an_earlier_file_used_counts_for_the_next(day: Path, next_day: Path) -> None:
    assert kx(next_day, "--ledger") == "TH403"
    fixed = run("fix", day, "--ledger")
    assert fixed.code == 1
    assert "In the ledger as run " in fixed.text
    assert kx(next_day, "--ledger") == "TH401"
    assert "estimated for 1 line submitted" in run("check", next_day, "--ledger").text
    assert kx(next_day) == "TH403"
    assert "KX" in run("diff", next_day, "--ledger", "--attest", "TH401", "--attested-by", "A").text


def test_a_file_that_is_scrubbed_again_does_not_count_twice(day: Path, next_day: Path) -> None:
    outputs = []
    for _ in range(2):
        run("fix", day, "--ledger", "--overwrite")
        outputs.append((day.parent / "day.discrepancies.jsonl").read_bytes())
    assert outputs[0] == outputs[1]
    assert "estimated for 1 line submitted" in run("check", next_day, "--ledger").text


def test_a_replacement_that_is_scrubbed_again_is_not_its_own_original(tmp_path: Path) -> None:
    """Its original is in no run: whether what is used holds it stays in doubt."""
    path = put(tmp_path, "day.837", file_of(DEAR, frequency="7"))
    logs = []
    for _ in range(2):
        run("fix", path, "--ledger", "--overwrite")
        logs.append((tmp_path / "day.discrepancies.jsonl").read_bytes())
    assert logs[0] == logs[1]


def test_check_enters_nothing(day: Path, next_day: Path) -> None:
    run("check", day, "--ledger")
    assert kx(next_day, "--ledger") == "TH403"
    text = day.read_bytes()
    assert run("check", "-", "--ledger", stdin=text).code == 1


def test_a_run_is_entered_with_its_receipt(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(OVER_LINE))
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    run("fix", path, "--ledger")
    with Ledger.open() as ledger:
        log = (tmp_path / "day.discrepancies.jsonl").read_text()
        sha256 = log.split('"sha256":"')[1][:64]
        receipt = ledger.run_of(sha256)
    assert receipt is not None
    assert receipt.verdict is Verdict.CLEAN
    assert (receipt.input_name, receipt.submitted_on) == ("day.837", "2026-03-10")
    assert [each.control_number for each in receipt.interchanges] == ["000000001"]
    assert list(receipt.evidence) == ["treatments"]
    assert sorted(receipt.outputs) == ["day.corrected.837", "day.discrepancies.jsonl"]
    assert (receipt.charges_in, receipt.charges_out) == ("150.00", "100.00")
    assert receipt.claims["corrected"] == 1


def test_a_ledger_that_cannot_be_used_stops_the_run_before_it_begins(
    day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRUBBER_LEDGER_URL", "mysql://somewhere/ledger")
    ran = run("fix", day, "--ledger")
    assert ran.code == 2
    assert "mysql://somewhere/ledger" in ran.err
    assert [path.name for path in day.parent.iterdir()] == ["day.837"]


def test_what_is_written_and_cannot_be_entered_is_told(
    day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "ledger.sqlite")

    monkeypatch.setattr(Ledger, "record", full)
    ran = run("fix", day, "--ledger")
    assert ran.code == 4
    assert "day.837: written, but not entered in the ledger: ledger.sqlite: No space" in ran.err
    assert (day.parent / "day.corrected.837").exists()


def test_standard_input_has_no_name_to_be_entered_by() -> None:
    ran = run("fix", "-", "--ledger", stdin=file_of(SMALL).encode())
    assert (ran.code, ran.out) == (2, b"")
