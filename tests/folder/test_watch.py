"""What becomes of a file: scrubbed and archived, quarantined, put off; each once."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from scrubber.errors import UsageError
from scrubber.folder import carrying_out, planning, scrubbing
from scrubber.folder.faults import FaultPoint
from scrubber.folder.scrubbing import scrub_job
from scrubber.ledger import Ledger
from scrubber.writing import NotConserved
from tests.cli.console import OVER_LINE, SECRETS, TREATMENTS, run
from tests.folder.folders import Folder, claims, entries, held_claims

TREATED = {"claim_id": "C1"}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "watched")


def test_a_file_goes_out_as_fix_writes_it(folder: Folder, tmp_path: Path) -> None:
    folder.set(acknowledgments=["277CA", "TA1"], log_formats=["csv", "html"])
    text = claims(1, OVER_LINE, **TREATED)
    for place in (folder.place("in"), tmp_path):
        (place / "day.837").write_text(text)
        (place / "day.treatments.csv").write_text(TREATMENTS)
    folder.watch()
    run("fix", tmp_path / "day.837", "--ack", "277CA,TA1", "--log-format", "csv,html")
    names = folder.all_names()
    (receipt,) = folder.receipts()
    log = [f"day.discrepancies.{kind}" for kind in ("csv", "html", "jsonl")]
    assert names["out"] == ["day.corrected.837"]
    assert names["ack"] == ["day.277CA", "day.TA1"]
    assert names["log"] == sorted([*log, f"day.{receipt['run']}.receipt.json"])
    assert names["archive"] == ["day.837", "day.treatments.csv"]
    assert [names[place] for place in ("in", "work", "hold", "quarantine")] == [[]] * 4
    for place in ("out", "ack", "log"):
        for name in set(names[place]) & set(entries(tmp_path)):
            assert (folder.place(place) / name).read_bytes() == (tmp_path / name).read_bytes()
            assert (folder.place(place) / name).stat().st_mode & 0o777 == 0o600


def test_the_receipt_says_what_happened(folder: Folder) -> None:
    text = claims(7, OVER_LINE, **TREATED)
    folder.put("day.837", text)
    folder.put("day.treatments.csv", TREATMENTS)
    folder.watch()
    (receipt,) = folder.receipts()
    assert receipt["input_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert receipt["verdict"] == "clean"
    assert receipt["interchanges"] == [{"sender": "ZZ:CLINICSENDER", "control_number": "000000007"}]
    assert (receipt["charges_in"], receipt["charges_out"]) == ("150.00", "100.00")
    assert receipt["claims"]["corrected"] == 1
    assert set(receipt["evidence"]) == {"treatments.csv"}
    for place, name in (("out", "day.corrected.837"), ("log", "day.discrepancies.jsonl")):
        data = (folder.place(place) / name).read_bytes()
        assert receipt["outputs"][name] == hashlib.sha256(data).hexdigest()
    with Ledger.open() as ledger:
        recorded = ledger.run_of(receipt["input_sha256"])
    assert recorded
    assert recorded.run == receipt["run"]
    assert receipt["audit"]["seq"] >= 1


@pytest.mark.parametrize("counts", [True, False])
def test_the_ledger_s_therapy_used_counts_unless_it_is_set_not_to(
    folder: Folder, counts: bool
) -> None:
    dear = "SV1*HC:97530:GP*3000*UN*99***1~"
    small = "SV1*HC:97530:GP*100*UN*1***1~"
    folder.set(split=False, **({} if counts else {"count_therapy_used": False}))
    folder.put("day.837", claims(1, dear))
    folder.watch()
    folder.put("next.837", claims(2, small))
    folder.watch()
    findings = {each["input_name"]: each["findings"] for each in folder.receipts()}
    assert ("TH401" in findings["next.837"]) is counts


def test_held_claims_wait_with_their_reason_and_their_evidence(folder: Folder) -> None:
    folder.put("day.837", held_claims())
    folder.put("day.treatments.csv", TREATMENTS)
    folder.watch()
    names = folder.all_names()
    reason = "day.held.837.reason.txt"
    assert names["hold"] == ["day.held.837", reason, "day.held.treatments.csv"]
    assert names["out"] == []
    told = (folder.place("hold") / reason).read_text()
    assert "claim C1 line 2: TH302" in told
    assert "scrubber release" in told
    assert folder.receipts()[0]["verdict"] == "held"


def test_without_split_they_go_out(folder: Folder) -> None:
    folder.set(split=False)
    folder.put("day.837", held_claims())
    folder.watch()
    assert folder.names("out") == ["day.corrected.837"]
    assert folder.names("hold") == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (claims()[:-40], "the file is cut short"),
        ("%PDF-1.7", "it is a PDF"),
        (claims().replace("005010X222A1", "005010X223A3"), "837 institutional"),
        ("", "the file is empty"),
    ],
)
def test_what_cannot_be_read_is_quarantined(folder: Folder, data: str, told: str) -> None:
    folder.put("day.837", data)
    folder.put("day.treatments.csv", TREATMENTS)
    folder.put("day.837.done", "")
    folder.put("good.837", claims(2))
    folder.watch()
    assert folder.names("quarantine") == ["day.837", "day.837.reason.txt", "day.treatments.csv"]
    reason = (folder.place("quarantine") / "day.837.reason.txt").read_text()
    assert told in reason
    assert "What to do: mend it" in reason
    assert folder.names("out") == ["good.corrected.837"]
    assert [each["verdict"] for each in folder.receipts()] == ["quarantined", "clean"]


def test_a_bad_sidecar_is_quarantined_and_a_mended_one_is_taken(folder: Folder) -> None:
    folder.put("day.837", claims())
    folder.put("day.treatments.csv", "minutes\n")
    folder.watch()
    reason = (folder.place("quarantine") / "day.837.reason.txt").read_text()
    assert "day.treatments.csv" in reason
    assert folder.names("out") == []
    folder.put("day.837", claims())
    folder.put("day.treatments.csv", TREATMENTS)
    folder.watch()
    assert folder.names("out") == ["day.corrected.837"]


def test_the_same_content_again_is_told(folder: Folder) -> None:
    folder.put("day.837", claims())
    folder.watch()
    (first,) = folder.receipts()
    for name in ("again.837", "day.837", "again.837"):
        folder.put(name, claims())
        folder.watch()
    assert folder.names("out") == ["day.corrected.837"]
    assert folder.names("quarantine") == [
        *("again.837", "again.837.reason.txt", "day.837", "day.837.reason.txt"),
    ]
    reason = (folder.place("quarantine") / "again.837.reason.txt").read_text()
    assert f"run {first['run']} had the same content, under the name day.837" in reason


def test_a_number_twice_in_one_file_is_told(folder: Folder) -> None:
    folder.put("twice.837", claims(1) + claims(2) + claims(1))
    folder.put("once.837", claims(3) + claims(4))
    folder.watch()
    assert folder.names("out") == ["once.corrected.837"]
    reason = (folder.place("quarantine") / "twice.837.reason.txt").read_text()
    assert "two of its interchanges have the control number (ISA13) 000000001" in reason


def test_the_same_number_with_other_content_is_told(folder: Folder) -> None:
    folder.put("day.837", claims(5))
    folder.watch()
    folder.put("next.837", claims(5, OVER_LINE, claim_id="C9"))
    folder.put("other.837", claims(5, OVER_LINE, sender="OTHERSENDER"))
    folder.watch()
    assert folder.names("out") == ["day.corrected.837", "other.corrected.837"]
    reason = (folder.place("quarantine") / "next.837.reason.txt").read_text()
    assert "ISA13 000000005" in reason


def test_outputs_never_replace_another_s(folder: Folder) -> None:
    folder.put("day.837", claims(1))
    folder.watch()
    folder.put("day.837", claims(2))
    folder.watch()
    (second,) = [
        each["run"]
        for each in folder.receipts()
        if f"day.{each['run']}.corrected.837" in each["outputs"]
    ]
    assert folder.names("out") == sorted(["day.corrected.837", f"day.{second}.corrected.837"])
    assert f"day.{second}.discrepancies.jsonl" in folder.names("log")
    assert sorted(folder.names("archive")) == sorted(["day.837", f"day.{second}.837"])


def test_a_sidecar_that_came_alone_is_told(folder: Folder) -> None:
    folder.put("day.treatments.csv", TREATMENTS)
    os.utime(folder.place("in") / "day.treatments.csv", (1_000, 1_000))
    folder.watch()
    assert folder.names("quarantine") == ["day.treatments.csv", "day.treatments.csv.reason.txt"]
    reason = (folder.place("quarantine") / "day.treatments.csv.reason.txt").read_text()
    assert "was taken before this file was there" in reason


def failing(times: int, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Scrubbing that fails so often."""
    left = [times]

    def scrub(*arguments: Any) -> Any:
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return scrub_job(*arguments)

    monkeypatch.setattr(planning, "scrub_job", scrub)
    return left


def test_trouble_that_passes_is_tried_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = failing(1, OSError(5, "Input/output error"), monkeypatch)
    folder.put("day.837", claims())
    folder.watch()
    assert left == [-1]
    assert folder.names("out") == ["day.corrected.837"]


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), PermissionError(13, "No")])
def test_trouble_that_stays_puts_a_file_off_until_it_is_released(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    folder.set(retry_longest_pause_seconds=5)  # for so long no other file is taken
    with monkeypatch.context() as patched:
        failing(99, error, patched)
        folder.put("day.837", claims())
        folder.put("day.treatments.csv", TREATMENTS)
        os.utime(folder.place("in") / "day.837", (5, 5))
        folder.put("next.837", claims(2))
        folder.watch()
    assert folder.names("hold") == ["day.837", "day.837.reason.txt", "day.treatments.csv"]
    assert folder.names("in") == ["next.837"]
    assert folder.status()["counts"] == {"put off": 1}
    assert "again and again" in folder.status()["paused"]
    assert folder.receipts() == []
    listed = run("release", folder.root).text
    assert error.strerror in listed
    assert run("release", folder.root, "day.837", "--attested-by", "A").code == 0
    assert folder.names("hold") == []
    assert folder.names("in") == ["day.837", "day.treatments.csv", "next.837"]
    folder.watch()
    assert folder.names("out") == ["day.corrected.837", "next.corrected.837"]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ZeroDivisionError("SAMPLE"),
            "an internal error (ZeroDivisionError): a fault of this program",
        ),
        (NotConserved("the files lack a claim"), "the files lack a claim: a fault of this program"),
        (UsageError("it is called as its TA1 would be"), "it is called as its TA1 would be.\n"),
    ],
)
def test_a_file_that_cannot_be_handled_stops_no_other(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    failing(1, error, monkeypatch)
    folder.put("day.837", claims())
    os.utime(folder.place("in") / "day.837", (5, 5))
    folder.put("next.837", claims(2))
    folder.watch()
    reason = (folder.place("quarantine") / "day.837.reason.txt").read_text()
    assert f"Why: {told}" in reason
    assert "SAMPLE" not in reason
    assert folder.names("out") == ["next.corrected.837"]


def test_a_file_that_ends_the_program_is_put_off(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put("day.837", claims())
    with monkeypatch.context() as patched:
        failing(99, SystemExit(), patched)
        for _ in range(2):
            with pytest.raises(SystemExit):
                folder.watch()
    folder.watch()
    assert folder.names("hold") == ["day.837", "day.837.reason.txt"]
    reason = (folder.place("hold") / "day.837.reason.txt").read_text()
    assert "was ended 2 times while it worked on it" in reason


def test_nothing_is_taken_while_the_disk_is_nearly_full(folder: Folder) -> None:
    folder.set(min_free_megabytes=10**9)
    folder.put("day.837", claims())
    folder.watch()
    assert folder.names("in") == ["day.837"]
    assert "the disk is nearly full" in folder.status()["paused"]
    ran = run("status", folder.root)
    assert ran.code == 1
    assert "paused: the disk is nearly full" in ran.text
    folder.set()
    folder.watch()
    assert folder.names("out") == ["day.corrected.837"]
    assert folder.status()["paused"] == ""


def test_what_is_told_names_nobody(folder: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    """A file's name may hold a person's."""
    folder.put("zebulon_sample.837", claims())
    folder.put("zebulon_sample_2.837", claims(2)[:-40])
    folder.put("zebulon_sample_2.837.done", "")
    (folder.place("in") / "zebulon_link.837").symlink_to("/etc/hostname")
    folder.watch()
    told = capfd.readouterr().err + (folder.root / "status.json").read_text()
    assert [line["event"] for line in map(json.loads, told.partition("\n{\n")[0].splitlines())] == [
        *("watching", "left_alone", "ended", "ended", "finished"),
    ]
    assert "zebulon" not in told.lower()
    assert [secret for secret in SECRETS if secret in told] == []


def test_a_file_that_changes_while_it_is_read_is_read_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes = ["other"]
    real = scrubbing.sha256_of
    monkeypatch.setattr(scrubbing, "sha256_of", lambda path: hashes.pop() if hashes else real(path))
    folder.put("day.837", claims())
    folder.watch()
    assert hashes == []
    assert folder.names("out") == ["day.corrected.837"]


def test_filing_that_was_cut_short_is_ended(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[FaultPoint] = []

    def reach(point: FaultPoint) -> None:
        reached.append(point)
        if point is FaultPoint.FILED and reached.count(point) == 1:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(carrying_out, "fault_point", reach)
    folder.put("day.837", claims())
    folder.put("day.treatments.csv", TREATMENTS)
    folder.watch()
    assert folder.names("archive") == ["day.837", "day.treatments.csv"]
    assert reached.count(FaultPoint.LEDGER_RECORDED) == 1
