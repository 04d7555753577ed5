"""fix --split and --hold-on: what must not go out is in a file of its own."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scrubber import BadOption, scrub
from scrubber.discrepancies import undo, verify
from scrubber.writing import NotConserved, check_conservation
from tests import edi
from tests.cli.console import CLEAN_LINE, FLAGGED_LINE, HELD_LINES, OVER_LINE, put, run
from tests.discrepancies.proof import log_of, proven

SAMPLES = Path(__file__).resolve().parents[2] / "edi_samples"


def day_of(*claims: tuple[str, ...]) -> str:
    """A file with a claim of these lines for each of several subscribers."""
    body = edi.header() + edi.billing_provider()
    for number, lines in enumerate(claims, 1):
        body += edi.subscriber(hl=number + 1, member=f"MEMBER{number}")
        body += str(edi.ClaimText(lines, claim_id=f"C{number}"))
    return edi.envelope(body)


DAY = day_of((CLEAN_LINE,), HELD_LINES, (FLAGGED_LINE,), (OVER_LINE,))


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return put(tmp_path, "day.837", DAY)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def claims_in(path: Path) -> list[str]:
    segments = path.read_text().split("~")
    return [text.split("*")[1] for text in segments if text.startswith("CLM*")]


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_held_claim_is_in_the_held_file_and_the_rest_in_the_corrected_one(day: Path) -> None:
    ran = run("fix", day, "--split")
    folder = day.parent
    assert ran.code == 1
    assert names(folder) == {
        "day.837",
        "day.corrected.837",
        "day.held.837",
        "day.discrepancies.jsonl",
    }
    assert claims_in(folder / "day.corrected.837") == ["C1", "C3", "C4"]
    assert claims_in(folder / "day.held.837") == ["C2"]
    assert "They are in the held file and not in the corrected one." in ran.text
    assert "still has them in it" not in ran.text
    assert (folder / "day.held.837").stat().st_mode & 0o777 == 0o600


def test_without_split_a_held_claim_stays_in_the_corrected_file(day: Path) -> None:
    ran = run("fix", day)
    assert claims_in(day.parent / "day.corrected.837") == ["C1", "C2", "C3", "C4"]
    assert "still has them in it" in ran.text
    assert records(day.parent / "day.discrepancies.jsonl")[0]["split"] is None


def test_the_log_knows_both_files_and_leads_back(day: Path) -> None:
    run("fix", day, "--split")
    corrected, log = day.parent / "day.corrected.837", day.parent / "day.discrepancies.jsonl"
    split = records(log)[0]["split"]
    assert split["held"]["size"] == (day.parent / "day.held.837").stat().st_size
    assert run("verify", day, corrected, log).code == 0
    assert run("undo", corrected, log).out == day.read_bytes()
    held = (day.parent / "day.held.837").rename(day.parent / "kept.837")
    for command in (("verify", day, corrected, log), ("undo", corrected, log)):
        ran = run(*command)
        assert ran.code == 1
        assert "the file of held claims is not the one of this log; --held names it" in ran.err
        assert run(*command, "--held", held).code == 0


def test_a_log_whose_seams_give_no_file_is_told(day: Path) -> None:
    run("fix", day, "--split")
    corrected, log = day.parent / "day.corrected.837", day.parent / "day.discrepancies.jsonl"
    head, *others = records(log)
    sizes = [head["output"]["size"], head["split"]["held"]["size"]]
    head["split"]["seams"] = [[*sizes, "no interchange"]]
    log.write_text("".join(json.dumps(record) + "\n" for record in (head, *others)))
    for command in (("verify", day, corrected, log), ("undo", corrected, log)):
        ran = run(*command)
        assert ran.code == 3
        assert ran.err.endswith("the file does not start with an ISA segment\n")


def test_the_held_file_of_a_corrected_file_corrected_once_more(day: Path) -> None:
    run("fix", day)
    once = day.parent / "day.corrected.837"
    run("fix", once, "--split")
    corrected = day.parent / "day.corrected.corrected.837"
    log = day.parent / "day.corrected.discrepancies.jsonl"
    assert (day.parent / "day.corrected.held.837").exists()
    assert run("verify", once, corrected, log).code == 0


def test_a_file_whose_claims_are_all_held_has_no_corrected_file(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", day_of(HELD_LINES))
    assert run("fix", day, "--split").code == 1
    assert names(tmp_path) == {"day.837", "day.held.837", "day.discrepancies.jsonl"}
    assert (tmp_path / "day.held.837").read_bytes() == day.read_bytes()
    corrected, log = tmp_path / "day.corrected.837", tmp_path / "day.discrepancies.jsonl"
    assert run("undo", corrected, log).out == day.read_bytes()
    told = "day.held.837: verified, 0 logged corrections and no other difference\n"
    assert run("verify", day, corrected, log).text == told


@pytest.mark.parametrize("claims", [(HELD_LINES,), (HELD_LINES, (CLEAN_LINE,))])
def test_the_held_file_given_for_the_corrected_one(
    tmp_path: Path, claims: tuple[tuple[str, ...], ...]
) -> None:
    day = put(tmp_path, "day.837", day_of(*claims))
    run("fix", day, "--split")
    held, log = tmp_path / "day.held.837", tmp_path / "day.discrepancies.jsonl"
    for command in (("verify", day, held, log), ("undo", held, log, "--held", held)):
        ran = run(*command)
        assert ran.code == 1
        assert "give the name that the corrected file has or would have had" in ran.err


def test_a_verified_split_names_both_files(day: Path) -> None:
    run("fix", day, "--split")
    corrected, log = day.parent / "day.corrected.837", day.parent / "day.discrepancies.jsonl"
    told = run("verify", day, corrected, log).text
    assert told.startswith("day.corrected.837 and day.held.837: verified, ")


def test_a_held_file_of_another_run_is_not_named(day: Path) -> None:
    run("fix", day)
    put(day.parent, "day.held.837", "of another run")
    corrected, log = day.parent / "day.corrected.837", day.parent / "day.discrepancies.jsonl"
    assert run("verify", day, corrected, log).text.startswith("day.corrected.837: verified, ")


def test_a_file_without_held_claims_has_no_held_file(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", day_of((CLEAN_LINE,)))
    run("fix", day, "--split")
    assert names(tmp_path) == {"day.837", "day.corrected.837", "day.discrepancies.jsonl"}
    assert (tmp_path / "day.corrected.837").read_bytes() == day.read_bytes()


@pytest.mark.parametrize("options", [[], ["--split"]])
def test_a_held_file_of_an_earlier_run_is_not_left_beside_a_whole_one(
    day: Path, options: list[str]
) -> None:
    """Its claims would be sent twice."""
    run("fix", day, "--split")
    day.write_text(day_of((CLEAN_LINE,)))
    ran = run("fix", day, *options)
    assert ran.code == 4
    assert "exists with other content" in ran.err
    assert claims_in(day.parent / "day.held.837") == ["C2"]
    assert run("fix", day, "--overwrite", *options).code == 0
    assert not (day.parent / "day.held.837").exists()


def test_a_corrected_file_of_an_earlier_run_goes_where_all_claims_are_held(day: Path) -> None:
    run("fix", day, "--split")
    day.write_text(day_of(HELD_LINES))
    assert run("fix", day, "--split").code == 4
    assert run("fix", day, "--split", "--overwrite").code == 1
    assert not (day.parent / "day.corrected.837").exists()


@pytest.mark.parametrize("other", ["held", "corrected"])
def test_an_input_that_would_be_an_output_of_another_is_refused(day: Path, other: str) -> None:
    """It would be replaced, or removed as a leftover, before it is read."""
    run("fix", day, "--split")
    named = day.parent / f"day.{other}.837"
    before = {path: path.read_bytes() for path in day.parent.iterdir()}
    for options in ([], ["--split"]):
        ran = run("fix", day, named, "--overwrite", *options)
        assert ran.code == 2
        assert f"{named} is an output of {day}" in ran.err
    assert {path: path.read_bytes() for path in day.parent.iterdir()} == before
    assert run("fix", day, named, "--output-dir", day.parent / "out").code == 1


def test_hold_on_chooses_what_holds(day: Path) -> None:
    run("fix", day, "--split", "--hold-on", "TH204")
    assert claims_in(day.parent / "day.held.837") == ["C2", "C3"]
    log = records(day.parent / "day.discrepancies.jsonl")
    assert {r["action"] for r in log if r.get("rule") == "TH204"} == {"held"}
    assert log[-1]["claims"]["held"] == 2


@pytest.mark.parametrize("named", ["th104", "minutes-unknown", "TH10", "TH104, TH204"])
def test_hold_on_takes_what_select_takes(tmp_path: Path, named: str) -> None:
    day = put(tmp_path, "day.837", day_of((CLEAN_LINE,)))
    ran = run("fix", day, "--split", "--hold-on", named)
    # TH104 is an info; a claim that is held leaves something to do all the same.
    assert ran.code == 1
    assert claims_in(tmp_path / "day.held.837") == ["C1"]


def test_what_is_corrected_holds_nothing(tmp_path: Path) -> None:
    text = day_of(("SV1*HC:97530*100*UN*2***1~",))
    result = scrub(text.encode(), hold_on="TH201", split=True)
    assert result.held == b""
    assert {record.action for record in result.discrepancies if record.rule == "TH201"} == {
        "corrected"
    }


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--hold-on", "TH999"], "no rule is called 'TH999'"),
        (["--hold-on", "TH204", "--ignore", "TH2"], "--hold-on TH204: --select and --ignore"),
        (["--hold-on", "EN101"], "--hold-on EN101: it is about the envelope"),
        (["--hold-on", "X12"], "--hold-on X12: it finds nothing without --conformance full"),
    ],
)
def test_a_rule_that_cannot_hold(day: Path, options: list[str], told: str) -> None:
    ran = run("fix", day, *options)
    assert ran.code == 2
    assert told in ran.err
    with pytest.raises(BadOption):
        scrub(DAY.encode(), hold_on="TH999")


def test_standard_input_cannot_be_split() -> None:
    ran = run("fix", "-", "--split", stdin=DAY.encode())
    assert ran.code == 2
    assert "name the input" in ran.err


def test_check_takes_split_and_writes_nothing(day: Path) -> None:
    ran = run("check", day, "--split", "--hold-on", "TH204")
    assert names(day.parent) == {"day.837"}
    assert b'"action":"held"' in ran.out


def test_a_split_that_loses_something_is_not_published(
    day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours: the last line of defence is that both files are read once more."""

    def lose(*arguments: Any) -> None:
        raise NotConserved("of 4 claims the files of the split hold 3")

    monkeypatch.setattr("scrubber.outputs.scrubbed.check_conservation", lose)
    ran = run("fix", day, "--split")
    assert ran.code == 4
    assert "of 4 claims the files of the split hold 3: a fault of this program" in ran.err
    assert names(day.parent) == {"day.837"}


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        (b"CLM*C1*", "of 4 claims"),
        (b"SV1*HC:97530:GP*100", "of 5 lines"),
        (b"CLM*C3*100", "charges"),
    ],
)
def test_conservation_counts_claims_lines_and_charges(lost: bytes, told: str, tmp_path) -> None:
    result = scrub(DAY.encode(), split=True)
    for name, data in (("out", result.corrected), ("held", result.held)):
        (tmp_path / name).write_bytes(data)
    assert lost in result.corrected
    changed = lost.replace(b"CLM", b"XXX") if lost.endswith(b"*") else lost
    changed = changed.replace(b"SV1", b"SVX").replace(b"100", b"101")
    with (tmp_path / "out").open("rb") as out, (tmp_path / "held").open("rb") as held:
        check_conservation(result.summary, out, held)
        (tmp_path / "less").write_bytes(result.corrected.replace(lost, changed, 1))
        with (tmp_path / "less").open("rb") as less, pytest.raises(NotConserved, match=told):
            check_conservation(result.summary, less, held)


@pytest.mark.parametrize("jobs", [1, 2])
def test_split_files_lead_back_whatever_the_jobs(jobs: int, tmp_path: Path) -> None:
    body = DAY.partition("~BHT")[2].partition("~SE*")[0]
    day = put(tmp_path, "day.837", edi.envelope(*[f"BHT{body}~"] * 3))
    assert run("fix", day, "--split", "--jobs", jobs, "--ignore", "TH109").code == 1
    corrected = tmp_path / "day.corrected.837"
    assert claims_in(corrected) == ["C1", "C3", "C4"] * 3
    assert claims_in(tmp_path / "day.held.837") == ["C2"] * 3
    assert run("verify", day, corrected, tmp_path / "day.discrepancies.jsonl").code == 0


@pytest.mark.parametrize("path", sorted(SAMPLES.rglob("*.837")), ids=lambda path: path.name)
def test_every_sample_can_be_split(path: Path) -> None:
    """Held on any finding, corrections and split together, and back again."""
    data = path.read_bytes()
    evidence: dict[str, Any] = {}
    for kind in ("treatments", "therapy_used"):
        beside = path.with_name(f"{path.stem}.{kind}.csv")
        if beside.exists():
            evidence[kind] = beside
    result = scrub(data, split=True, hold_on=("TH", "CL"), **evidence)
    log = log_of(result)
    assert undo(result.corrected, log, result.held) == data
    corrected = [record for record in result.discrepancies if record.action == "corrected"]
    assert verify(data, result.corrected, log, result.held) == len(corrected)


def test_a_split_run_finds_what_a_whole_one_finds() -> None:
    whole, split = proven(DAY), scrub(DAY.encode(), split=True)
    assert split.discrepancies == whole.discrepancies
    assert split.summary == whole.summary


def test_hold_on_errors_holds_every_claim_with_an_error_left_to_a_person(day: Path) -> None:
    """Just those that a 277CA rejects: what goes out is what was accepted."""
    bad = day_of((CLEAN_LINE,), HELD_LINES, ("SV1*HC:97530:GP:59:XS*100*UN*2***1~",), (OVER_LINE,))
    day.write_text(bad.replace("CLM*C1*100*", "CLM*C1*10x*"))
    ran = run("fix", day, "--split", "--ack", "277CA")
    told = " ".join(ran.text.split())
    assert "277CA: it rejects 2 claims that nothing holds, so the corrected file has them" in told
    ran = run("fix", day, "--split", "--ack", "277CA", "--hold-on", "errors", "--overwrite")
    assert "277CA: " not in ran.text
    answer = (day.parent / "day.277CA").read_text()
    rejected = re.findall(r"TRN\*2\*(C\d)~STC\*[^~]*\*U\*", answer)
    assert claims_in(day.parent / "day.held.837") == rejected == ["C1", "C2", "C3"]


def test_what_became_of_outputs_of_earlier_runs_is_told(day: Path) -> None:
    run("fix", day, "--split", "--ack", "277CA,TA1", "--log-format", "csv,html")
    ran = run("fix", day, "--overwrite", "--log-format", "csv")
    told = " ".join(ran.text.split())
    assert "Removed, since this run has none: day.held.837" in told
    assert (
        "Of an earlier run, and not of this one: day.discrepancies.html, day.277CA and day.TA1"
    ) in told
    assert "earlier run" not in run("fix", put(day.parent, "other.837", DAY)).text
