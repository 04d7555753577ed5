"""A payer's own edit or a limit that no good source confirms is told and nothing more: TH301, TH302
and TH107."""

from dataclasses import replace

import pytest

from scrubber import scrub
from scrubber.discrepancies import Discrepancy
from scrubber.findings import Severity
from scrubber.rules import rule_by_code
from scrubber.tables import load_tables
from scrubber.tables.library import KINDS
from tests.edi import ClaimText, one_claim
from tests.treatment.days import day_of, sv1

KEPT = ("SV1*HC:97530:GP*100*UN*2***1~", "SV1*HC:97533:GP*45*UN*1***1~")
DENIED = ("SV1*HC:97530:GP:59*100*UN*2***1~", "SV1*HC:97140:GP*45*UN*1***1~")


def only_finding(rule: str, *lines: str, **payer: str) -> Discrepancy:
    text = one_claim(ClaimText(lines), **payer)
    (found,) = scrub(
        text.encode("latin-1"), attest=["TH301"], attested_by="A. Biller", select=[rule]
    ).discrepancies
    return found


@pytest.mark.parametrize(
    "found",
    [
        only_finding("TH301", *KEPT, claim_filing="MC"),
        only_finding("TH302", *DENIED, claim_filing="BL", payer_name="ANTHEM BCBS"),
    ],
    ids=["TH301", "TH302"],
)
def test_it_is_flagged_as_a_warning_that_says_unconfirmed(found: Discrepancy) -> None:
    assert (found.action, found.severity, found.after) == ("flagged", "warning", None)
    assert found.message.endswith("(unconfirmed)")
    assert found.evidence[0].startswith("unconfirmed: ")


def test_beside_an_edit_of_the_same_line_that_is_confirmed_it_is_evidence() -> None:
    group = "SV1*HC:97150:GP*45*UN*1***1~"
    text = one_claim(ClaimText((*KEPT, group)), claim_filing="MC")
    found = scrub(
        text.encode("latin-1"), attest=["TH301"], attested_by="A. Biller", select=["TH301"]
    ).discrepancies
    assert [(d.procedure, d.action) for d in found] == [
        ("97530", "corrected"),
        ("97533", "corrected"),
    ]
    assert any(told.startswith("unconfirmed: ") for told in found[1].evidence)


def test_a_distinct_modifier_satisfies_it() -> None:
    text = one_claim(ClaimText((KEPT[0], KEPT[1].replace(":GP", ":GP:59"))), claim_filing="MC")
    assert scrub(text.encode("latin-1"), select=["TH301"]).discrepancies == ()


def test_a_limit_that_is_not_confirmed_holds_nothing() -> None:
    tables = load_tables()
    unconfirmed = KINDS["mue"].of(replace(row, confirmed=False) for row in tables.mue.rows)
    over = rule_by_code("TH107")
    assert over
    (found,) = over.check(day_of(sv1("97530", units=7)), replace(tables, mue=unconfirmed))
    assert (found.action, found.severity) == (None, Severity.WARNING)
    assert found.evidence[-1] == "the limit is not confirmed"


@pytest.mark.parametrize(("filing", "assumed"), [("MB", False), ("CI", True)])
def test_medicares_limit_of_another_payer_is_told_as_what_it_is(filing: str, assumed: bool) -> None:
    found = only_finding("TH107", sv1("97530", units=7, charge=350), claim_filing=filing)
    assert ("taken to use the same" in found.evidence[-1]) == assumed
