"""fix: its outputs, its evidence, its options, and exit codes 0 and 1."""

import csv
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from scrubber import logs
from scrubber.rules import all_rules
from scrubber.rules.kit import Findings
from tests.cli.console import (
    CLEAN_LINE,
    FLAGGED_LINE,
    HELD_LINES,
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
from tests.edi import ClaimText, billing_provider, envelope, header, subscriber

PAIR = (CLEAN_LINE, "SV1*HC:97140:GP*45*UN*1***1~")
USED = "member_id,year,pool,amount,source\n1EG4TE5MK73,2026,PT_SLP,2470,portal\n"


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A day with three units for 23 minutes, and its treatment log beside it."""
    put(tmp_path, "day.treatments.csv", TREATMENTS)
    return put(tmp_path, "day.837", file_of(OVER_LINE))


def corrected(day: Path) -> bytes:
    return day.with_name("day.corrected.837").read_bytes()


def logged(day: Path) -> bytes:
    return day.with_name("day.discrepancies.jsonl").read_bytes()


# Outputs


def test_outputs_stand_beside_the_input(day: Path) -> None:
    assert run("fix", day).code == 0
    assert names(day.parent) == [
        "day.837",
        "day.corrected.837",
        "day.discrepancies.jsonl",
        "day.treatments.csv",
    ]
    assert b"SV1*HC:97530:GP*100*UN*2***1~" in corrected(day)
    assert day.read_bytes() == file_of(OVER_LINE).encode()
    first = records(logged(day))[0]
    assert first["input"]["name"] == "day.837"


@pytest.mark.parametrize(
    ("name", "outputs"),
    [
        ("day.edi", ["day.corrected.edi", "day.discrepancies.jsonl"]),
        ("day", ["day.corrected", "day.discrepancies.jsonl"]),
        ("a.b.837", ["a.b.corrected.837", "a.b.discrepancies.jsonl"]),
        ("day of clinic.x12", ["day of clinic.corrected.x12", "day of clinic.discrepancies.jsonl"]),
    ],
)
def test_outputs_are_named_by_stem_and_suffix(
    tmp_path: Path, name: str, outputs: list[str]
) -> None:
    run("fix", put(tmp_path, name, file_of(CLEAN_LINE)))
    assert names(tmp_path) == sorted([name, *outputs])


def test_outputs_go_to_a_folder_that_is_made(day: Path, tmp_path: Path) -> None:
    out = tmp_path / "far" / "out"
    assert run("fix", day, "--output-dir", out).code == 0
    assert names(out) == ["day.corrected.837", "day.discrepancies.jsonl"]
    assert "day.corrected.837" not in names(tmp_path)


def test_outputs_are_for_their_owner_alone(day: Path) -> None:
    run("fix", day, "--log-format", "csv,html")
    for path in day.parent.glob("day.[cd]*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(list(day.parent.glob("day.[cd]*"))) == 4


def test_a_file_with_nothing_to_correct_is_written_byte_for_byte(tmp_path: Path) -> None:
    text = file_of(CLEAN_LINE).replace("~", "~\r\n") + "\x1a"
    path = put(tmp_path, "day.837", text)
    run("fix", path)
    assert corrected(path) == path.read_bytes()


@pytest.mark.parametrize(
    ("formats", "written"),
    [
        ("jsonl", ["jsonl"]),
        ("csv", ["csv", "jsonl"]),
        ("jsonl,csv", ["csv", "jsonl"]),
        (" csv , jsonl ", ["csv", "jsonl"]),
        ("html", ["html", "jsonl"]),
        ("jsonl,csv,html", ["csv", "html", "jsonl"]),
    ],
)
def test_log_formats(day: Path, formats: str, written: list[str]) -> None:
    run("fix", day, "--log-format", formats)
    found = sorted(path.suffix[1:] for path in day.parent.glob("day.discrepancies.*"))
    assert found == written


def test_the_csv_has_a_row_for_each_discrepancy(day: Path) -> None:
    run("fix", day, "--log-format", "csv")
    with day.with_name("day.discrepancies.csv").open(encoding="utf-8", newline="") as file:
        rows = [(cells["rule"], cells["action"]) for cells in csv.DictReader(file)]
    assert rows == findings(logged(day))


def test_the_same_bytes_in_two_runs_and_from_two_folders(
    day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("fix", day, "--output-dir", tmp_path / "one", "--log-format", "csv,html")
    monkeypatch.chdir(day.parent)
    run("fix", "day.837", "--output-dir", "two", "--log-format", "csv,html")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert str(tmp_path).encode() not in logged_in(tmp_path / "one")


def logged_in(folder: Path) -> bytes:
    return b"".join(contents(folder).values())


def test_a_second_fix_of_the_corrected_file_changes_nothing(day: Path, tmp_path: Path) -> None:
    run("fix", day)
    again = put(tmp_path, "again.837", corrected(day))
    assert run("fix", again, "--treatments", day.with_name("day.treatments.csv")).code == 0
    assert again.with_name("again.corrected.837").read_bytes() == corrected(day)


def test_the_summary_says_what_was_done_and_names_no_patient(day: Path) -> None:
    ran = run("fix", day)
    for said in ("day.837", "1 claim", "TH101", "units 3 -> 2", "charge 150 -> 100", "T. Hand"):
        assert said in ran.text
    assert "$150.00 in, $100.00 out" in ran.text
    assert "day.corrected.837" in ran.text
    assert [secret for secret in SECRETS if secret in ran.text] == []


@pytest.mark.parametrize("code", ["\x1b", "\x9b", "\x07"], ids=["ESC", "CSI", "BEL"])
def test_what_a_file_says_is_no_command_to_the_terminal(tmp_path: Path, code: str) -> None:
    path = put(tmp_path, "day.837", file_of(FLAGGED_LINE, claim_id=f"C{code}[31m1"))
    ran = run("fix", path)
    assert code not in ran.text
    assert "[31m1" in ran.text


OWN_SYSTEM = "correct the claim in your own system"
NEXT_STEPS = {
    "nothing left": ([CLEAN_LINE], []),
    "held": (HELD_LINES, ["Held claims"]),
    "attestable": (PAIR, ["Next", "--attest TH301", "Then run"]),
    "the rest": ([FLAGGED_LINE], ["Next", f"what is left: {OWN_SYSTEM}", "Then run"]),
    "all of it": (
        [*HELD_LINES, PAIR[1], FLAGGED_LINE],
        ["Held claims", "Next", "--attest TH301", f"the others: {OWN_SYSTEM}", "Then run"],
    ),
}


@pytest.mark.parametrize(("lines", "steps"), NEXT_STEPS.values(), ids=NEXT_STEPS)
def test_the_summary_ends_with_what_settles_what_is_left(
    tmp_path: Path, lines: list[str], steps: list[str]
) -> None:
    told = run("fix", put(tmp_path, "day.837", file_of(*lines, claim_filing="CI"))).text
    closing = told.partition("discrepancies.jsonl\n")[2].splitlines()
    assert len(closing) == len(steps)
    assert all(step in line for step, line in zip(steps, closing, strict=True))


def test_the_summary_of_a_file_without_claims_has_no_empty_lines(tmp_path: Path) -> None:
    text = envelope(header() + billing_provider())
    told = run("fix", put(tmp_path, "day.837", text)).text
    assert "day.837\n0 claims, 0 lines\n\n" in told
    assert "\n\n\n" not in told


def test_names_of_choices_in_any_case(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(CLEAN_LINE))
    assert run("fix", path, "--log-format", "CSV, Html", "--conformance", "OFF").code == 0
    assert {"day.discrepancies.csv", "day.discrepancies.html"} < {*names(tmp_path)}


def test_a_finding_held_on_request_says_what_would_settle_it(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(*PAIR, claim_filing="CI"))
    told = run("fix", path, "--hold-on", "TH301").text
    assert "TH301: separate_service=Y" in told.partition("Held claims")[2]


@pytest.mark.parametrize("command", ["fix", "check"])
def test_held_claims_are_in_the_corrected_file_where_there_is_one(
    tmp_path: Path, command: str
) -> None:
    ran = run(command, put(tmp_path, "day.837", file_of(*HELD_LINES)))
    assert ("take them out" in ran.text + ran.err) == (command == "fix")


def test_the_claims_of_a_sentence_are_in_the_plural_where_there_are_several(
    tmp_path: Path,
) -> None:
    first, second = (str(ClaimText([CLEAN_LINE], claim_id=name)) for name in ("T1", "T2"))
    text = envelope(header() + billing_provider() + subscriber(claim_filing="CI") + first + second)
    ran = run("fix", put(tmp_path, "day.837", text))
    assert "Not checked: 2 lines of claims T1, T2 (TH104)" in ran.text


def test_a_file_without_minutes_gets_one_sentence(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(*[CLEAN_LINE] * 9, claim_filing="CI"))
    ran = run("fix", path)
    assert ran.text.count("(TH104)") == 1
    assert findings(logged(path)).count(("TH104", "not_evaluable")) == 9


# Outputs that are there already


def test_the_same_outputs_may_be_there(day: Path) -> None:
    run("fix", day, "--log-format", "csv")
    before = contents(day.parent)
    assert run("fix", day, "--log-format", "csv").code == 0
    assert contents(day.parent) == before


@pytest.mark.parametrize("name", ["day.corrected.837", "day.discrepancies.jsonl"])
def test_another_output_of_that_name_is_not_replaced(day: Path, name: str) -> None:
    put(day.parent, name, "somebody's work")
    before = contents(day.parent)
    ran = run("fix", day)
    assert ran.code == 4
    assert name in ran.err
    assert "--overwrite" in ran.err
    assert contents(day.parent) == before


def test_an_output_is_replaced_where_that_is_asked_for(day: Path) -> None:
    put(day.parent, "day.corrected.837", "somebody's work")
    assert run("fix", day, "--overwrite").code == 0
    assert b"SV1*HC:97530:GP*100*UN*2" in corrected(day)
    assert stat.S_IMODE(day.with_name("day.corrected.837").stat().st_mode) == 0o600


# Exit codes 0 and 1


ENDS = {
    "clean": ([CLEAN_LINE], 0),
    "corrected": (["SV1*HC:97530*100*UN*2***1~"], 0),
    "told, severity info": (["SV1*HC:97530:GP:59*100*UN*2***1~"], 0),
    "flagged": ([FLAGGED_LINE], 1),
    "held": (HELD_LINES, 1),
    "not evaluable, severity warning": ([CLEAN_LINE + "DTP*472*D8*2026~"], 1),
    "corrected and flagged": ([OVER_LINE, FLAGGED_LINE], 1),
    "no therapy": (["SV1*HC:99213*90*UN*1***1~"], 0),
}


@pytest.mark.parametrize(("lines", "code"), ENDS.values(), ids=ENDS)
def test_the_exit_code_says_whether_something_is_left(
    tmp_path: Path, lines: list[str], code: int
) -> None:
    path = put(tmp_path, "day.837", file_of(*lines))
    assert run("fix", path).code == code
    assert run("check", path).code == code
    assert run("diff", path).code == code


def test_an_envelope_count_is_left_to_a_person(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(CLEAN_LINE).replace("~SE*2", "~SE*9"))
    assert run("fix", path).code == 1


def test_a_rule_that_fails_is_something_left(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(subject: object, tables: object) -> Findings:
        raise ValueError(" ".join(SECRETS))
        yield

    rules = tuple(replace(r, check=check) if r.code == "TH304" else r for r in all_rules())
    monkeypatch.setattr("scrubber.pipeline.all_rules", lambda: rules)
    getattr(logs.logger, "cache_clear", lambda: None)()
    ran = run("fix", day)
    getattr(logs.logger, "cache_clear", lambda: None)()
    assert ran.code == 1
    assert corrected(day) == day.read_bytes()
    assert [r["name"] for r in records(logged(day)) if r.get("rule") == "TH304"] == [
        "internal-error"
    ]
    assert [secret for secret in SECRETS if secret in ran.text] == []


# Evidence


def test_evidence_files_beside_the_input_are_found(day: Path) -> None:
    put(day.parent, "day.therapy_used.csv", USED)
    run("fix", day)
    assert ("TH101", "corrected") in findings(logged(day))
    assert ("TH401", "flagged") in findings(logged(day))


def test_each_input_has_its_own_evidence(day: Path, tmp_path: Path) -> None:
    other = put(tmp_path, "other.837", file_of(OVER_LINE))
    run("fix", day, other)
    log = tmp_path / "other.discrepancies.jsonl"
    assert ("TH101", "corrected") in findings(logged(day))
    assert ("TH104", "not_evaluable") in findings(log.read_bytes())


def test_a_named_treatment_log_takes_the_place_of_the_one_beside(day: Path, tmp_path: Path) -> None:
    named = put(tmp_path, "other.csv", TREATMENTS.replace(",23,", ",38,"))
    run("fix", day, "--treatments", named)
    assert b"*150*UN*3*" in corrected(day)
    assert not [rule for rule, _ in findings(logged(day)) if rule in ("TH101", "TH104")]


def test_a_treatment_log_is_json_lines_by_its_suffix(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(OVER_LINE))
    row = '{"claim_id":"C1","service_date":"2026-03-09","procedure":"97530","minutes":23}\n'
    run("fix", path, "--treatments", put(tmp_path, "log.jsonl", row))
    assert ("TH101", "corrected") in findings(logged(path))


def test_therapy_used_may_be_named(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(CLEAN_LINE))
    run("fix", path, "--therapy-used", put(tmp_path, "used.csv", USED))
    assert ("TH401", "flagged") in findings(logged(path))


def test_columns_that_nobody_reads_are_told(day: Path) -> None:
    put(day.parent, "day.treatments.csv", TREATMENTS.replace("signed_by", "sined_by"))
    assert "sined_by" in run("fix", day).text


def test_payers_of_ones_own(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of("SV1*HC:97530*100*UN*2***1~", claim_filing="CI"))
    payers = tmp_path / "payers"
    payers.mkdir()
    profile = (
        "profile: default\ntitle: Ours\ntherapy_modifier_required: false\n"
        "sources: [{title: Our contract, checked: 2026-01-02}]\n"
    )
    put(payers, "ours.yaml", profile)
    run("fix", path, "--payers", payers)
    assert findings(logged(path)) == [("TH104", "not_evaluable")]


# Attestation


def test_the_sites_word_corrects_and_is_logged(tmp_path: Path) -> None:
    path = put(tmp_path, "day.837", file_of(*PAIR, claim_filing="CI"))
    out = tmp_path / "without"
    assert run("fix", path, "--output-dir", out).code == 1
    attested = ("--attest", "TH301", "--attested-by", "A. Biller")
    assert run("fix", path, *attested).code == 0
    assert b"SV1*HC:97530:GP:59*" in corrected(path)
    (record,) = [r for r in records(logged(path)) if r.get("rule") == "TH301"]
    assert "site attestation by A. Biller" in record["evidence"]


@pytest.mark.parametrize(
    "options",
    [
        ["--attest", "TH301", "--attest", "TH102"],
        ["--attest", "TH301,TH102"],
        ["--attest", "th102", "--attest", "pair-needs-distinct-modifier"],
    ],
    ids=["repeated", "commas", "names"],
)
def test_several_rules_may_be_attested(tmp_path: Path, options: list[str]) -> None:
    lines = ("SV1*HC:97530:GP*50*UN*1***1~", PAIR[1])
    path = put(tmp_path, "day.837", file_of(*lines, claim_filing="CI"))
    rows = TREATMENTS.replace(",23,", ",30,") + "C1,2026-03-09,97140,15,T. Hand\n"
    put(tmp_path, "day.treatments.csv", rows)
    assert run("fix", path, *options, "--attested-by", "A. Biller").code == 0
    assert b"SV1*HC:97530:GP:59*100*UN*2*" in corrected(path)


# Which rules run


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        (["--select", "TH201"], ["TH201"]),
        (["--select", "TH201,TH4"], ["TH201", "TH403"]),
        (["--select", "TH201", "--select", "TH403"], ["TH201", "TH403"]),
        (["--select", "therapy-modifier-missing"], ["TH201"]),
        (["--ignore", "TH1,CL"], ["TH201", "TH403"]),
        (["--select", "TH2,TH4", "--ignore", "TH4"], ["TH201"]),
        (["--select", "TH101"], ["CL101", "TH101", "TH101"]),
        (["--ignore", "CL101", "--ignore", "TH4"], ["CL101", "TH101", "TH101", "TH201"]),
    ],
)
def test_select_and_ignore(day: Path, options: list[str], rules: list[str]) -> None:
    run("fix", day, *options)
    assert sorted(rule for rule, _ in findings(logged(day))) == rules


def test_the_summary_says_how_many_of_the_rules_ran(day: Path) -> None:
    assert "rules ran" not in run("fix", day).text
    ran = run("fix", day, "--select", "TH201", "--overwrite")
    assert f"1 of {len(all_rules())} rules ran" in ran.text


# Wrong usage: exit code 2

WRONG = {
    "no input": ["fix"],
    "no such option": ["fix", "day.837", "--fast"],
    "no such command": ["scrub", "day.837"],
    "attest alone": ["fix", "day.837", "--attest", "TH301"],
    "attested-by alone": ["fix", "day.837", "--attested-by", "A. Biller"],
    "attested by nobody": ["fix", "day.837", "--attest", "TH301", "--attested-by", " "],
    "a repair attested": ["fix", "day.837", "--attest", "TH101", "--attested-by", "A. Biller"],
    "unknown rule attested": ["fix", "day.837", "--attest", "TH999", "--attested-by", "A. Biller"],
    "unknown rule selected": ["fix", "day.837", "--select", "TH999"],
    "no rule left": ["fix", "day.837", "--select", "TH3", "--ignore", "TH3"],
    "every rule ignored": ["check", "day.837", "--ignore", "TH,CL,EN,X12"],
    "unknown rule ignored": ["check", "day.837", "--ignore", "zz"],
    "unknown log format": ["fix", "day.837", "--log-format", "xml"],
    "max-bytes is no number": ["fix", "day.837", "--max-bytes", "many"],
    "max-bytes of nothing": ["fix", "day.837", "--max-bytes", "0"],
    "log without -": ["fix", "day.837", "--log", "log.jsonl"],
    "- beside a file": ["fix", "-", "day.837"],
    "- twice": ["fix", "-", "-"],
    "- with an output folder": ["fix", "-", "--output-dir", "out"],
    "- with CSV": ["fix", "-", "--log-format", "csv"],
    "- with HTML": ["fix", "-", "--log-format", "html"],
    "check: CSV and HTML": ["check", "day.837", "--log-format", "csv,html"],
    "check: a page of two files": ["check", "day.837", "../other.837", "--log-format", "html"],
    "check: - beside a file": ["check", "day.837", "-"],
    "diff of two": ["diff", "day.837", "day.837"],
    "undo without a log": ["undo", "day.837"],
    "no such profile folder": ["fix", "day.837", "--payers", "nowhere"],
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_wrong_usage(day: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(day.parent)
    before = contents(day.parent)
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.err.strip()
    assert ran.out == b""
    assert contents(day.parent) == before


def test_a_rule_that_there_is_not_is_not_attested(day: Path) -> None:
    ran = run("fix", day, "--attest", "TH999", "--attested-by", "A. Biller")
    assert "no rule is called 'TH999'" in ran.err


BAD_EVIDENCE = {
    "no columns": "a,b\n1,2\n",
    "empty": "",
    "too many cells": TREATMENTS.replace("T. Hand", "Hand, ZEBULON SAMPLE"),
    "binary": b"\xff\xfe\x00\x01",
    "a column twice": "claim_id,service_date,procedure,minutes,minutes\n",
}


@pytest.mark.parametrize("text", BAD_EVIDENCE.values(), ids=BAD_EVIDENCE)
@pytest.mark.parametrize("beside", [True, False], ids=["beside", "named"])
def test_evidence_that_cannot_be_used(day: Path, text: str | bytes, beside: bool) -> None:
    name = "day.treatments.csv" if beside else "log.csv"
    path = put(day.parent, name, text)
    before = contents(day.parent)
    ran = run("fix", day, *([] if beside else ["--treatments", path]))
    assert ran.code == 2
    assert name in ran.err
    assert contents(day.parent) == before


def test_semicolons_are_named_as_what_hides_the_columns(day: Path) -> None:
    put(day.parent, "day.treatments.csv", TREATMENTS.replace(",", ";"))
    assert "; it has semicolons: save it with commas" in run("fix", day).err
    put(day.parent, "day.treatments.csv", "a,b\n1,2\n")
    assert "semicolons" not in run("fix", day).err


@pytest.mark.parametrize("text", ["[", "profile: x\n", "", "- 1\n", "\xff"])
def test_a_profile_that_cannot_be_used(day: Path, text: str) -> None:
    payers = day.parent / "payers"
    payers.mkdir()
    put(payers, "ours.yaml", text)
    before = contents(payers)
    ran = run("fix", day, "--payers", payers)
    assert ran.code == 2
    assert "ours.yaml" in ran.err
    assert contents(payers) == before


@pytest.mark.parametrize("file", ["readme.txt", "acme/acme.yaml"], ids=["none", "one level down"])
def test_a_folder_without_profiles_is_not_taken_without_a_word(day: Path, file: str) -> None:
    payers = day.parent / "payers"
    (payers / file).parent.mkdir(parents=True)
    put(payers, file, "profile: acme\n")
    ran = run("fix", day, "--payers", payers)
    assert ran.code == 2
    assert ran.err == f"scrubber: {payers}: no payer profile (*.yaml) in that folder\n"


@pytest.mark.parametrize("start", ["09:30Z", "09:30+01:00", "9h30", "24:00", "0930", "09:30:15"])
def test_a_time_of_any_kind_is_read_or_told(day: Path, start: str) -> None:
    rows = (
        "claim_id,service_date,procedure,start,end\n"
        f"C1,2026-03-09,97530,{start},10:00\nC1,2026-03-09,97530,09:00,09:30\n"
    )
    put(day.parent, "day.treatments.csv", rows)
    assert run("fix", day).code in (0, 1)
    assert findings(logged(day))


def test_a_row_that_is_not_used_is_told(day: Path) -> None:
    put(day.parent, "day.treatments.csv", TREATMENTS.replace("C1", "C9"))
    assert run("fix", day).code == 1
    assert ("CL102", "flagged") in findings(logged(day))


def test_a_warning_behind_an_info_of_its_rule_is_left_to_a_person(tmp_path: Path) -> None:
    """TH104 is an info without minutes, and a warning without a readable date."""
    lines = (CLEAN_LINE, CLEAN_LINE + "DTP*472*D8*2026~")
    path = put(tmp_path, "day.837", file_of(*lines, claim_filing="CI"))
    ran = run("fix", path)
    severities = [r["severity"] for r in records(logged(path)) if r.get("rule") == "TH104"]
    assert severities == ["info", "warning"]
    assert ran.code == 1


@pytest.mark.parametrize(("as_of", "told"), [("2026-02-06", False), ("2026-02-05", True)])
def test_an_amount_used_that_is_older_than_a_month_is_told(
    tmp_path: Path, as_of: str, told: bool
) -> None:
    day = put(tmp_path, "day.837", file_of(CLEAN_LINE))
    put(
        tmp_path,
        "day.therapy_used.csv",
        f"member_id,year,pool,amount,as_of\n1EG4TE5MK73,2026,PT_SLP,100,{as_of}\n",
    )
    said = " ".join(run("check", day).err.split())
    held = f"an amount as of {as_of} is held against a service of 2026-03-09, 32 days later"
    assert (held in said) is told
