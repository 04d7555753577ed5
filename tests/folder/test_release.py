"""Held claims go out on a person's word, under numbers of their own."""

from io import BytesIO
from pathlib import Path

import pytest

from scrubber.ledger import Ledger
from scrubber.x12 import first_isa
from tests.cli.console import CLEAN_LINE, OVER_LINE, TREATMENTS, run
from tests.folder.folders import Folder, claims, held_claims

BY = ("--attested-by", "J. Office")
OVER_MUE = (CLEAN_LINE.replace("*2*", "*7*"),)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """With a held claim."""
    found = Folder(tmp_path / "watched")
    found.put("day.837", held_claims())
    found.put("day.treatments.csv", TREATMENTS)
    found.watch()
    return found


def test_a_word_for_the_rule_sends_the_claim_as_it_is(folder: Folder) -> None:
    held = (folder.place("hold") / "day.held.837").read_bytes()
    (first,) = folder.receipts()
    ran = run("release", folder.root, "day.held.837", "--attest", "TH302", *BY)
    assert ran.code == 0
    assert "1 claim sent on as day.released.corrected.837, under new control numbers" in ran.text
    out = (folder.place("out") / "day.released.corrected.837").read_bytes()
    number = first_isa(BytesIO(out)).value(13)
    assert number != "000000001"
    assert out.split(b"ST*")[1].split(b"GE*")[0] == held.split(b"ST*")[1].split(b"GE*")[0]
    assert folder.names("hold") == []
    receipt = next(each for each in folder.receipts() if each["run"] != first["run"])
    assert receipt["released_from"] == first["run"]
    assert receipt["evidence"]["attestation"] == "TH302, by J. Office"
    assert receipt["interchanges"][0]["control_number"] == number
    log = (folder.place("log") / "day.released.discrepancies.jsonl").read_text()
    assert "released by J. Office" in log
    assert '"action":"held"' not in log
    assert '"rule":"CL102"' not in log
    assert "day.held.treatments.csv" in folder.names("archive")


def test_the_ledger_knows_who(folder: Folder) -> None:
    run("release", folder.root, "day.held.837", "--attest", "TH302", *BY)
    with Ledger.open() as ledger, ledger.database.reading() as connection:
        told = connection.exec_driver_sql("SELECT who, what FROM audit ORDER BY seq").all()
    assert ("scrubber watch", "scrub") in [tuple(each) for each in told]
    assert tuple(told[-1]) == ("J. Office", "release")


def test_a_claim_that_several_findings_hold_is_one_claim(tmp_path: Path) -> None:
    """A finding of the claim itself has no line."""
    folder = Folder(tmp_path / "watched", hold_on=["errors"])
    folder.put("day.837", held_claims().replace("CLM*C1*", "CLM*C1*9"))
    folder.watch()
    told = run("release", folder.root).text
    assert "  1 claim of day.837 (run " in told
    assert "claim C1: CL101" in told
    assert "claim C1 line 2: TH302" in told


def test_what_nobody_answers_for_stays(folder: Folder) -> None:
    ran = run("release", folder.root, "day.held.837", *BY)
    assert ran.code == 1
    reason = "day.held.837.reason.txt"
    assert f"0 claims sent on; 1 claim still held: hold/{reason}" in ran.text
    assert folder.names("hold") == ["day.held.837", reason, "day.held.treatments.csv"]
    assert folder.names("out") == []
    assert (
        run("release", folder.root, "day.held.837", "--attest", "pair-not-allowed", *BY).code == 0
    )
    runs = {each["run"]: each["released_from"] for each in folder.receipts()}
    assert len(runs) == 3
    assert sum(bool(of) and of in runs for of in runs.values()) == 2


def test_an_edited_claim_goes_without_a_word(folder: Folder) -> None:
    path = folder.place("hold") / "day.held.837"
    path.write_bytes(path.read_bytes().replace(b"HC:97153*", b"HC:97110:GP*"))
    ran = run("release", folder.root, "day.held.837", *BY)
    assert ran.code == 0
    assert folder.names("out") == ["day.released.corrected.837"]


@pytest.mark.parametrize("renumbered", [False, True])
@pytest.mark.parametrize(("name", "by"), [("day.held.837", "J. Office"), ("x.held.837", "B. Two")])
def test_what_was_released_is_not_released_again(
    folder: Folder, name: str, by: str, renumbered: bool
) -> None:
    path = folder.place("hold") / "day.held.837"
    if renumbered:  # by hand, so that the ledger does not know its interchange
        path.write_bytes(path.read_bytes().replace(b"000000001", b"000000077"))
    held = path.read_bytes()
    release = ("--attest", "TH302", "--attested-by")
    assert run("release", folder.root, "day.held.837", *release, "J. Office").code == 0
    (sent,) = folder.place("out").iterdir()
    sent.unlink()  # by the clearinghouse
    folder.put(name, held, "hold")
    ran = run("release", folder.root, name, *release, by)
    assert ran.code == 1
    assert "not released; quarantine/ has it, with the reason" in ran.text
    assert folder.names("out") == []
    reason = (folder.place("quarantine") / f"{name}.reason.txt").read_text()
    assert "was not released a second time" in reason


def test_a_word_for_an_attested_rule_makes_its_correction(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "other", hold_on=["TH102"])
    folder.put("day.837", claims(1, CLEAN_LINE, claim_id="C1"))
    folder.put("day.treatments.csv", TREATMENTS.replace(",23,", ",53,"))
    folder.watch()
    assert "TH102" in run("release", folder.root).text
    assert run("release", folder.root, "day.held.837", "--attest", "TH102", *BY).code == 0
    out = (folder.place("out") / "day.released.corrected.837").read_text()
    assert "SV1*HC:97530:GP*200*UN*4" in out


def test_a_file_that_an_edit_has_broken_is_told(folder: Folder) -> None:
    path = folder.place("hold") / "day.held.837"
    path.write_bytes(path.read_bytes()[:-30])
    ran = run("release", folder.root, "day.held.837", *BY)
    assert ran.code == 1
    assert "not released; quarantine/ has it, with the reason" in ran.text
    assert "day.held.837" in folder.names("quarantine")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["day.held.837"], "say who releases: --attested-by NAME"),
        (["nope.held.837", *BY], "nope.held.837: no such file waits"),
        (["../in/day.held.837", *BY], "no such file waits"),
        (["day.held.837.reason.txt", *BY], "no such file waits"),
        (["day.held.treatments.csv", *BY], "no such file waits"),
        (["day.held.837", "--attest", "TH999", *BY], "no rule is called 'TH999'"),
    ],
)
def test_wrong_use_is_told(folder: Folder, arguments: list[str], told: str) -> None:
    before = folder.all_names()
    ran = run("release", folder.root, *arguments)
    assert ran.code == 2
    assert told in ran.err
    assert folder.all_names() == before


def test_a_file_whose_name_is_in_work_must_wait(folder: Folder) -> None:
    from scrubber.folder.file_id import FileId
    from scrubber.folder.jobs import take
    from scrubber.folder.places import Place, Places
    from scrubber.folder.records import Kind, Order

    path = folder.put("day.837", claims(9, OVER_LINE))
    file = FileId.at(path)
    assert file
    job = take(Order(Kind.SCRUB, {"day.837": file}), Places(folder.root, {p: p for p in Place}))
    assert job
    with job:
        ran = run("release", folder.root, "day.held.837", *BY)
    assert ran.code == 2
    assert "in work; try again when it is done" in ran.err


def test_nothing_waits_in_a_new_folder(tmp_path: Path) -> None:
    assert run("release", tmp_path).text == "Nothing waits\n"


def test_what_waits_under_another_name_is_released_by_that_name(folder: Folder) -> None:
    """A second day's file of the same name: its reason must not lead to the first day's claims."""
    folder.put("day.837", held_claims(2))
    folder.watch()
    held = {name for name in folder.names("hold") if name.endswith(".837")}
    (other,) = held - {"day.held.837"}
    reason = (folder.place("hold") / f"{other}.reason.txt").read_text()
    assert "1 claim of day.837 (run " in reason
    assert "release FOLDER FILE [--attest RULE] --attested-by NAME" in reason
    assert "day.held.837" not in reason
    assert f"{other}\n" in run("release", folder.root).text
    ran = run("release", folder.root, other, "--attest", "TH302", *BY)
    assert (ran.code, "1 claim sent on" in ran.text) == (0, True)
