"""What a run asks of pyx12, what it tells, and what it takes back."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scrubber import ScrubResult, scrub
from scrubber.conformance import Conformance, CorrectedClaim, GuardedGuide, GuideCheckFailed, Sample
from scrubber.discrepancies import Discrepancy, GuideCheck
from scrubber.discrepancies.record import INTERNAL_ERROR
from scrubber.findings import Finding, SetValue
from scrubber.rules import all_rules, rule_by_code
from scrubber.x12 import Place
from tests import edi
from tests.cli.console import put, run
from tests.cli.test_split import claims_in, day_of, records
from tests.discrepancies.proof import of_rule, proven

LACKS_GP = "SV1*HC:97530*100*UN*2***1~"
GOOD = "SV1*HC:97530:GP*100*UN*2***1~"
NO_UNIT = "SV1*HC:97530:GP*100*XX*2***1~"
OTHER = "SV1*HC:99213*80*XX*1***1~"
DAY = day_of((LACKS_GP,), (GOOD,), (LACKS_GP,))


def guide_findings(result: ScrubResult) -> list[Discrepancy]:
    return [record for record in result.discrepancies if record.rule.startswith("X12")]


# off


def test_pyx12_is_not_asked_unless_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GuardedGuide, "errors", None)
    assert proven(DAY).file.conformance == GuideCheck(mode="off")


def test_the_summary_says_what_was_checked(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", DAY)
    told = {
        mode: run("fix", day, "--overwrite", "--conformance", mode).text for mode in Conformance
    }
    assert "Implementation guide: not checked (--conformance changed or full)" in told["off"]
    read = "has read 2 of 2 corrected claims, before and after"
    assert f"Implementation guide: pyx12 4.0.0 {read}" in " ".join(told["changed"].split())
    whole = "has read the whole file, and 2 of 2 corrected claims, before and after"
    assert whole in " ".join(told["full"].split())
    clean = put(tmp_path, "clean.837", day_of((GOOD,)))
    text = run("fix", clean, "--conformance", "changed").text
    assert "Implementation guide: no claim was corrected, and so none read" in text
    text = run("fix", clean, "--conformance", "full", "--overwrite").text
    assert "Implementation guide: pyx12 4.0.0 has read the whole file\n" in text


# changed


def test_corrected_claims_are_read_before_and_after() -> None:
    result = proven(DAY, conformance="changed")
    facts = result.file.conformance
    assert (facts.mode, facts.claims_corrected, facts.claims_checked) == ("changed", 2, 2)
    assert facts.checked_by is not None
    assert facts.checked_by.startswith("pyx12 ")
    assert facts.claims_withdrawn == 0
    assert guide_findings(result) == []


def test_what_was_wrong_before_is_no_fault_of_a_correction() -> None:
    wrong = "SV1*HC:97530*100*XX*2***1~"
    result = proven(day_of((wrong,)), conformance="changed")
    assert [record.action for record in of_rule(result.discrepancies, "TH201")] == ["corrected"]
    assert result.file.conformance.claims_checked == 1


def break_corrections(monkeypatch: pytest.MonkeyPatch, *claims: str) -> None:
    """Have TH201 add to these claims a modifier that the guide does not take: a fault of ours."""
    rule = rule_by_code("TH201")
    assert rule is not None

    def check(day: Any, tables: Any) -> Iterator[Finding]:
        for finding in rule.check(day, tables):
            assert finding.claim is not None
            assert finding.line is not None
            if finding.claim.claim_id in claims:
                too_long = SetValue(Place(finding.line.sv1, 1, 3), "TOOLONG")
                yield replace(finding, changes=(too_long,))
            else:
                yield finding

    rules = tuple(replace(each, check=check) if each is rule else each for each in all_rules())
    monkeypatch.setattr("scrubber.pipeline.all_rules", lambda: rules)


@pytest.mark.parametrize("mode", ["changed", "full"])
def test_a_correction_that_breaks_the_guide_is_taken_back(
    monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    break_corrections(monkeypatch, "C3")
    result = proven(DAY, conformance=mode)
    first, last = of_rule(
        [record for record in result.discrepancies if record.name != INTERNAL_ERROR], "TH201"
    )
    assert (first.claim_id, first.action) == ("C1", "corrected")
    assert (last.claim_id, last.action) == ("C3", "flagged")
    (fault,) = [record for record in result.discrepancies if record.name == INTERNAL_ERROR]
    assert (fault.rule, fault.claim_id, fault.severity) == ("TH201", "C3", "error")
    assert "breaks the implementation guide (SV101-3: " in fault.message
    assert "TOOLONG" not in str([*result.discrepancies])
    assert result.corrected.count(b"97530:GP*") == 2
    facts = result.file.conformance
    assert (facts.claims_corrected, facts.claims_checked, facts.claims_withdrawn) == (1, 1, 1)
    assert (result.summary.claims.corrected, result.summary.claims.flagged) == (1, 1)


def test_without_the_check_it_would_have_gone_out(monkeypatch: pytest.MonkeyPatch) -> None:
    break_corrections(monkeypatch, "C3")
    assert b"97530:TOOLONG*" in scrub(DAY.encode()).corrected


def test_once_one_is_broken_all_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample has found that a rule is at fault: what was not in it may be broken as well."""
    break_corrections(monkeypatch, "C1", "C4")
    monkeypatch.setattr(Sample.__init__, "__defaults__", (1,))
    result = proven(day_of(*[(LACKS_GP,)] * 5), conformance="changed")
    assert b"TOOLONG" not in result.corrected
    assert result.file.conformance.claims_withdrawn == 2


def test_the_outputs_of_a_run_that_was_done_again_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_corrections(monkeypatch, "C3")
    day = put(tmp_path, "day.837", DAY)
    ran = run("fix", day, "--conformance", "changed", "--split", "--hold-on", "TH104,TH201")
    told = " ".join(ran.text.split())
    assert "1 claim left as it came: the correction broke it" in told
    corrected, log = tmp_path / "day.corrected.837", tmp_path / "day.discrepancies.jsonl"
    assert claims_in(tmp_path / "day.held.837") == ["C1", "C2", "C3"]
    assert run("verify", day, corrected, log).code == 0
    assert run("undo", corrected, log).out == day.read_bytes()
    assert [record["record"] for record in records(log)].count("file") == 1
    checked = run("check", day, "--conformance", "changed", "--split", "--hold-on", "TH104,TH201")
    assert [json.loads(line) for line in checked.out.splitlines()][1:] == records(log)[1:]


# full


def test_what_pyx12_finds_is_told_by_claim_line_and_element() -> None:
    result = proven(day_of((GOOD,), (GOOD, NO_UNIT)), conformance="full")
    (found,) = guide_findings(result)
    assert (found.rule, found.name) == ("X12-IK403-7", "implementation-guide-error")
    assert (found.claim_id, found.line, found.element, found.loop) == ("C2", "2", "SV103", "2400")
    assert (found.before, found.segment_before) == ("XX", NO_UNIT.removesuffix("~"))
    assert (found.severity, found.action, found.correction_class) == ("error", "flagged", "advice")
    said = f"segment {found.segment}: SV103 is none of the codes that belong there"
    assert found.message == said
    assert found.evidence[0] == "loop 2400"
    assert "SV103" in found.evidence[1]
    assert result.summary.claims.flagged == 1
    assert result.summary.findings["X12"] == 1


def test_claims_without_therapy_are_checked_and_counted_too() -> None:
    result = proven(day_of((OTHER,), (GOOD,)), conformance="full")
    (found,) = guide_findings(result)
    assert (found.claim_id, found.line) == ("C1", "1")
    claims, lines = result.summary.claims, result.summary.lines
    assert (claims.read, claims.flagged, claims.not_therapy, claims.clean) == (2, 1, 0, 1)
    assert (lines.read, lines.flagged, lines.not_therapy) == (2, 1, 0)


def test_errors_above_the_claims_belong_to_none() -> None:
    text = DAY.replace("NM1*IL*1*SAMPLE*ADA****MI*MEMBER2~", "NM1*IL*1*SAMPLE*ADA****ZZ*MEMBER2~")
    (found,) = guide_findings(proven(text, conformance="full"))
    assert (found.claim_id, found.element, found.loop) == (None, "NM108", "2010BA")
    assert found.segment == text[: text.index("*ZZ*MEMBER2")].count("~") + 1


def test_errors_of_isa_and_gs_are_told_once() -> None:
    bodies = DAY.partition("~BHT")[2].partition("~SE*")[0]
    text = edi.envelope(f"BHT{bodies}~", f"BHT{bodies}~").replace("GS*HC*", "GS*HX*")
    text = text.replace("*ZZ*CLINICSENDER", "*Z9*CLINICSENDER")
    found = guide_findings(proven(text, conformance="full"))
    assert [(record.segment, record.element) for record in found] == [(1, "ISA05"), (2, "GS01")]
    with_ta1 = text.replace("GS*HX*", "TA1*000000001*260310*0900*A*000~GS*HX*")
    assert [record.element for record in guide_findings(proven(with_ta1, conformance="full"))] == [
        "GS01"
    ]


def test_counts_are_left_to_en101() -> None:
    text = DAY.replace("~SE*", "~SE*9", 1)
    result = proven(text, conformance="full")
    assert guide_findings(result) == []
    assert len(of_rule(result.discrepancies, "EN101")) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_positions_are_those_of_the_file_in_any_set(tmp_path: Path, jobs: int) -> None:
    body = day_of((GOOD,), (NO_UNIT,)).partition("~BHT")[2].partition("~SE*")[0]
    text = edi.envelope(*[f"BHT{body}~"] * 3)
    day = put(tmp_path, "day.837", text)
    ran = run("check", day, "--conformance", "full", "--jobs", jobs, "--select", "X12")
    found = [json.loads(line) for line in ran.out.splitlines()][1:-1]
    assert [record["segment"] for record in found] == [
        number
        for number, said in enumerate(text.split("~"), 1)
        if said == NO_UNIT.removesuffix("~")
    ]
    assert all(text[record["offset"] :].startswith("SV1*") for record in found)


def test_its_findings_may_hold_a_claim() -> None:
    result = scrub(
        day_of((GOOD,), (NO_UNIT,), (OTHER,)).encode(),
        conformance="full",
        hold_on="X12",
        split=True,
    )
    assert b"CLM*C2" in result.held
    assert b"CLM*C3" in result.held
    assert b"CLM*C1" in result.corrected


def test_its_findings_may_be_ignored() -> None:
    result = scrub(day_of((NO_UNIT,)).encode(), conformance="full", ignore="X12")
    assert guide_findings(result) == []


def test_where_pyx12_fails_nothing_is_said_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(self: GuardedGuide, data: bytes) -> None:
        raise GuideCheckFailed("pyx12 raised X12Error at or after segment 7")

    monkeypatch.setattr(GuardedGuide, "errors", fail)
    result = proven(DAY, conformance="full")
    (found,) = guide_findings(result)
    assert (found.rule, found.action, found.severity) == ("X12-FAILED", "not_evaluable", "warning")
    assert "could not check this transaction set: pyx12 raised X12Error" in found.message
    assert (found.claim_id, found.element, found.segment) == (None, None, 3)
    facts = result.file.conformance
    assert (facts.claims_corrected, facts.claims_checked) == (2, 0)
    assert (facts.sets, facts.sets_read) == (1, 0)
    assert result.corrected.count(b":GP*") == 3


def test_the_summary_and_the_999_say_that_a_set_was_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: GuardedGuide, data: bytes) -> None:
        raise GuideCheckFailed("pyx12 raised X12Error at or after segment 7")

    monkeypatch.setattr(GuardedGuide, "errors", fail)
    ran = run("fix", put(tmp_path, "day.837", day_of((GOOD,))), "--ack", "999")
    told = " ".join(ran.text.split())
    assert "Not checked: 1 place (X12-FAILED) segment 3: pyx12 could not check this" in told
    assert "pyx12 4.0.0 has read 0 of 1 transaction set" in told
    assert "999: of 1 transaction set that pyx12 could not read it tells counts" in told


def test_the_summary_groups_what_pyx12_says_by_its_code(tmp_path: Path) -> None:
    day = put(tmp_path, "day.837", day_of((NO_UNIT,)))
    ran = run("fix", day, "--conformance", "full")
    assert ran.code == 1
    assert "X12-IK403-7 The claim does not follow" in ran.text
    assert "what is left: correct the claim" in ran.text


def test_no_more_than_is_needed_is_kept_of_a_corrected_claim() -> None:
    """Thousands of them may wait for the sample: text, and no models."""
    assert CorrectedClaim._fields == ("offset", "rules", "before", "after")
