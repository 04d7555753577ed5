"""The records of the log, field by field as the contract names them."""

import hashlib
import json
import re
from typing import Any

import pytest

from scrubber import ScrubResult, __version__
from scrubber.discrepancies import Tally, decode, encode
from scrubber.rules import all_rules
from tests.discrepancies.proof import log, log_of, of_rule, proven, row
from tests.edi import ClaimText, envelope, header, one_claim

FIELDS = [
    "record",
    "rule",
    "name",
    "severity",
    "action",
    "class",
    "claim_id",
    "line",
    "line_control_number",
    "service_date",
    "procedure",
    "payer_id",
    "segment",
    "offset",
    "element",
    "before",
    "after",
    "segment_before",
    "segment_after",
    "message",
    "evidence",
    "sources",
    "denial",
    "charge_delta",
    "payment_at_stake",
    "payment_basis",
    "loop",
    "claim_segment",
]
OVER = "SV1*HC:97530*150*UN*3***1~"


def written(result: ScrubResult) -> list[dict[str, Any]]:
    """The log's records as a reader of the file sees them."""
    lines = b"".join(encode(record) for record in log_of(result)).decode().splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture
def result() -> ScrubResult:
    return proven(one_claim(ClaimText([OVER])), treatments=log(row(minutes="23")))


def test_the_fields_are_those_of_the_contract_and_in_its_order(result: ScrubResult) -> None:
    records = written(result)[1:-1]
    assert records
    assert all(list(record) == FIELDS for record in records)


def test_a_correction_says_where_what_why_and_by_what_right(result: ScrubResult) -> None:
    record = next(r for r in written(result) if r.get("element") == "SV104")
    offset = one_claim(ClaimText([OVER])).index("SV1*")
    sources = record.pop("sources")
    assert all(re.fullmatch(r".+ \(checked \d{4}-\d\d-\d\d\)", source) for source in sources)
    assert sources
    evidence = record.pop("evidence")
    assert "23 minutes: treatment log row 2, signed by T. Hand PT" in evidence
    assert re.search(r"\b3 units\b.*\b2\b", record.pop("message"))
    assert record == {
        "record": "discrepancy",
        "rule": "TH101",
        "name": "units-exceed-minutes",
        "severity": "error",
        "action": "corrected",
        "class": "repair",
        "claim_id": "C1",
        "line": "1",
        "line_control_number": "C1L1",
        "service_date": "20260309",
        "procedure": "97530",
        "payer_id": "MEDB",
        "segment": 26,
        "offset": offset,
        "element": "SV104",
        "before": "3",
        "after": "2",
        "segment_before": "SV1*HC:97530*150*UN*3***1",
        "segment_after": "SV1*HC:97530:GP*100*UN*2***1",
        "denial": {"carc": "151", "rarc": None, "category": "A7", "status": "476"},
        "charge_delta": "-50.00",
        "payment_at_stake": "24.88",
        "payment_basis": "fee schedule",
        "loop": None,
        "claim_segment": 21,
    }


def test_one_record_for_each_changed_element(result: ScrubResult) -> None:
    corrected = [(r["rule"], r["element"]) for r in written(result) if r.get("after") is not None]
    assert corrected == [
        ("CL101", "CLM02"),
        ("TH101", "SV104"),
        ("TH101", "SV102"),
        ("TH201", "SV101-3"),
    ]


def test_minutes_sent_as_quantity_is_two_changed_elements_and_one_finding() -> None:
    result = proven(one_claim(ClaimText(["SV1*HC:97530:GP*100*MJ*30***1~"])))
    records = of_rule(result.discrepancies, "TH105")
    assert [(r.element, r.before, r.after) for r in records] == [
        ("SV103", "MJ", "UN"),
        ("SV104", "30", "2"),
    ]
    assert result.summary.findings["TH105"] == 1


def test_a_finding_that_changes_nothing_has_no_after(result: ScrubResult) -> None:
    (record,) = [r for r in written(result) if r.get("action") == "not_evaluable"]
    assert record["rule"] == "TH403"
    assert record["after"] is None
    assert record["segment_after"] is None
    assert record["charge_delta"] == "0.00"


def test_what_a_claim_lacks_is_null() -> None:
    line = "SV1*HC:97530:GP*100*UN*2***1~DTP*472*D8*~"
    claim = ClaimText([line], control_numbers=False, total="90")
    text = one_claim(claim).replace("*PI*MEDB", "").replace("LX*1", "LX*")
    records = {r["rule"]: r for r in written(proven(text))[1:-1]}
    total, undated = records["CL101"], records["TH104"]
    lacking = ("line", "line_control_number", "service_date", "payer_id")
    assert [undated[name] for name in lacking] == [None] * 4
    assert total["claim_id"] == "C1"
    assert [total[name] for name in ("line", "procedure", "service_date")] == [None] * 3


def test_an_envelope_finding_belongs_to_no_claim() -> None:
    text = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"])).replace("~SE*2", "~SE*9")
    (record,) = [r for r in written(proven(text)) if r.get("rule") == "EN101"]
    where = ("claim_id", "line", "line_control_number", "service_date", "procedure", "payer_id")
    assert [record[name] for name in where] == [None] * 6
    assert (record["element"], record["denial"]) == ("SE01", None)
    assert record["offset"] == text.index("SE*9")
    assert record["segment_before"] == text[text.index("SE*9") :].split("~")[0]


def test_a_treatment_row_of_no_claim_names_the_claim_it_meant() -> None:
    text = one_claim(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]))
    result = proven(text, treatments=log(row(claim_id="C77")))
    (record,) = [r for r in written(result) if r.get("rule") == "CL102"]
    assert record["claim_id"] == "C77"
    assert [record[name] for name in ("segment", "offset", "element", "before")] == [None] * 4


def test_a_charge_delta_is_a_signed_string_with_cents() -> None:
    raised = proven(
        one_claim(ClaimText(["SV1*HC:97530:GP*50*UN*1***1~"])),
        treatments=log(row(minutes="30")),
        attest=["TH102"],
        attested_by="A. Biller",
    )
    assert {r.charge_delta for r in of_rule(raised.discrepancies, "TH102")} == {"+50.00"}
    (total,) = of_rule(raised.discrepancies, "CL101")
    assert total.charge_delta == "+50.00"


def test_every_denial_holds_codes_and_no_text() -> None:
    for rule in all_rules():
        for code in (rule.denial and rule.denial.carc, rule.denial and rule.denial.rarc):
            assert code is None or re.fullmatch(r"[A-Z]{0,2}\d{1,4}", code)


# The first and the last record


def test_the_file_record_comes_first(result: ScrubResult) -> None:
    text = one_claim(ClaimText([OVER])).encode()
    first = written(result)[0]
    assert first["record"] == "file"
    assert first["input"] == {
        "name": None,
        "sha256": hashlib.sha256(text).hexdigest(),
        "size": len(text),
    }
    assert first["output"]["sha256"] == hashlib.sha256(result.corrected).hexdigest()
    assert first["output"]["size"] == len(result.corrected)
    assert first["tool_version"] == __version__
    assert first["rules"] == sorted(rule.code for rule in all_rules())
    assert "cms/therapy_codes" in first["tables"]
    assert all(first["tables"].values())


def test_the_file_record_names_the_rules_that_ran() -> None:
    result = proven(one_claim(ClaimText([OVER])), select=["TH201", "TH1"], ignore=["TH103"])
    expected = ["TH101", "TH102", "TH104", "TH105", "TH106", "TH108", "TH201"]
    assert [rule for rule in written(result)[0]["rules"] if rule in expected] == expected
    assert "TH103" not in written(result)[0]["rules"]
    assert "CL102" not in written(result)[0]["rules"]


def test_the_summary_comes_last_and_counts(result: ScrubResult) -> None:
    last = written(result)[-1]
    assert last["record"] == "summary"
    tally = {"read": 1, "clean": 0, "corrected": 1, "flagged": 0, "held": 0}
    assert tally.items() <= last["claims"].items()
    assert tally.items() <= last["lines"].items()
    assert (last["charges"]["in"], last["charges"]["out"]) == ("150.00", "100.00")
    assert last["findings"] == {"CL101": 1, "TH101": 1, "TH201": 1, "TH403": 1}


def test_the_summary_counts_each_claim_and_line_once_by_its_gravest_outcome() -> None:
    claims = [
        ClaimText([OVER, "SV1*HC:97110*45*UN*1***1~"], claim_id="CORRECTED"),
        ClaimText(["SV1*HC:97530:GP:GP*50*UN*1***1~", OVER], claim_id="FLAGGED", date="20260306"),
        ClaimText(
            ["SV1*HC:97530:GP*50*UN*1***1~", "SV1*HC:97153*120*UN*4***1~"],
            claim_id="HELD",
            date="20260305",
        ),
        ClaimText(["SV1*HC:97530:GP*50*UN*1***1~"], claim_id="CLEAN", date="20260304"),
        ClaimText(["SV1*HC:99213*90*UN*1***1~"], claim_id="OTHER", date="20260304"),
    ]
    text = one_claim("".join(map(str, claims)))
    result = proven(text)
    claims_read, lines_read = result.summary.claims, result.summary.lines
    assert outcomes(claims_read) == {"clean": 2, "corrected": 1, "flagged": 1, "held": 1}
    assert outcomes(lines_read) == {"clean": 3, "corrected": 3, "flagged": 1, "held": 1}
    assert (claims_read.read, lines_read.read) == (5, 8)
    findings = sum(result.summary.findings.values())
    assert findings == sum(result.summary.actions.values()) == len(result.discrepancies)


def outcomes(tally: Tally) -> dict[str, int]:
    return {name: getattr(tally, name) for name in ("clean", "corrected", "flagged", "held")}


def test_findings_stand_in_file_order() -> None:
    claims = [
        ClaimText([OVER, "SV1*HC:97140*45*UN*1***1~"], claim_id=f"C{n}", date=f"2026030{n}")
        for n in (3, 1, 2)
    ]
    text = one_claim("".join(map(str, claims)), claim_filing="CI")
    rows = [row(minutes="23", claim_id=f"C{n}", service_date=f"2026-03-0{n}") for n in (1, 2, 3)]
    result = proven(text.replace("~SE*", "~SE*9"), treatments=log(*rows))
    places = [r.segment for r in result.discrepancies]
    assert None not in places
    assert places == sorted(places, key=lambda place: place or 0)
    assert len({r.rule for r in result.discrepancies}) > 4


def test_findings_of_several_sets_stand_in_file_order() -> None:
    body = one_claim(ClaimText([OVER])).split("~ST*837*0001*005010X222A1~")[1].split("SE*27*")[0]
    result = proven(envelope(body, body.replace("C1", "C2")).replace("~SE*27", "~SE*99"))
    rules = [(r.rule, r.claim_id) for r in result.discrepancies if r.severity != "info"]
    assert rules == [("TH201", "C1"), ("EN101", None), ("TH201", "C2"), ("EN101", None)]


# Text that is not ASCII, and reading back


def test_latin_1_bytes_survive_in_file_and_log() -> None:
    claim = ClaimText(["SV1*HC:97530:::::TH\xe9RAPIE \xdf\xff*100*UN*2***1~"], claim_id="\xc91")
    text = one_claim(claim, first_name="REN\xe9")
    result = proven(text)
    assert b"REN\xe9" in result.corrected
    assert b":GP::::TH\xe9RAPIE \xdf\xff*" in result.corrected
    (record,) = of_rule(decode_all(result)[1:-1], "TH201")
    assert record.claim_id == "\xc91"
    assert record.segment_before == "SV1*HC:97530:::::TH\xe9RAPIE \xdf\xff*100*UN*2***1"
    assert "TH\xe9RAPIE" in encode(record).decode("utf-8")


def test_utf_8_in_the_file_survives_byte_for_byte() -> None:
    text = one_claim(ClaimText([OVER]), first_name="Zoë\u2028".encode().decode("latin-1"))
    assert "Zoë\u2028".encode() in proven(text).corrected


def decode_all(result: ScrubResult) -> list[Any]:
    return list(decode(encode(record) for record in log_of(result)))  # type: ignore[arg-type]


def test_a_log_reads_back_as_it_was_written(result: ScrubResult) -> None:
    assert decode_all(result) == log_of(result)


def test_a_header_alone_is_no_claim() -> None:
    assert proven(envelope(header())).summary.claims.read == 0
