"""TH206: from when on a payer wants CQ or CO, beside which modifier, and what is at stake."""

from dataclasses import replace
from datetime import date

import pytest

from scrubber.evidence import LineEvidence, Minutes
from scrubber.rules import rule_by_code
from scrubber.rules.examples import Given
from scrubber.tables import load_tables
from tests.rules.harness import findings_of
from tests.treatment.days import day_of, sv1

BY_ASSISTANT = LineEvidence(minutes=Minutes(30, "treatment log row 2"), assistant_minutes=30)


@pytest.mark.parametrize(
    ("on", "lacks"),
    [("20260308", False), ("20260309", True), ("20260310", True), ("2026", False)],
)
def test_the_payers_profile_says_from_when_on(on: str, lacks: bool) -> None:
    rule = rule_by_code("TH206")
    assert rule
    day = day_of(sv1("97530", units=2), date=on)
    of_payer = replace(
        day,
        payer=day.payer.model_copy(update={"assistant_modifier_from": date(2026, 3, 9)}),
        lines=tuple(replace(line, evidence=BY_ASSISTANT) for line in day.lines),
    )
    found = [finding.message for finding in rule.check(of_payer, load_tables())]
    assert found == (["lacks CQ"] if lacks else [])


ASSISTED = Given(minutes=(30,), assistant_minutes=(30,))
OF_AN_OT = replace(ASSISTED, taxonomy="225X00000X")


@pytest.mark.parametrize(
    ("before", "given", "added", "last"),
    [
        ("SV1*HC:97597:GP*100*UN*1***1~", ASSISTED, "CQ", "that is all of 1 unit"),
        (
            "SV1*HC:97161*100*UN*1***1~",
            OF_AN_OT,
            None,
            "it goes beside GO, which the line lacks",
        ),
        ("SV1*HC:97166*100*UN*1***1~", OF_AN_OT, "CO", "that is all of 1 unit"),
    ],
)
def test_it_is_added_beside_the_modifier_of_the_discipline_or_not_at_all(
    before: str, given: Given, added: str | None, last: str
) -> None:
    (record,) = findings_of("TH206", before, given)
    assert (record.after, record.evidence[-1]) == (added, last)


def test_a_payer_that_wants_no_gp_gets_no_cq_beside_none() -> None:
    rule = rule_by_code("TH206")
    assert rule
    day = day_of(sv1("97530", "", units=2, charge=100))
    lines = tuple(replace(line, evidence=BY_ASSISTANT) for line in day.lines)
    free = day.payer.model_copy(update={"therapy_modifier_required": False})
    for payer, added in ((day.payer, True), (free, False)):
        (finding,) = rule.check(replace(day, payer=payer, lines=lines), load_tables())
        assert bool(finding.changes) is added


def test_each_line_is_judged_by_itself() -> None:
    two, one = "SV1*HC:97530:GP*100*UN*2***1~", "SV1*HC:97530:GP*50*UN*1***1~"
    found = findings_of(
        "TH206",
        two + two + one + two,
        Given(minutes=(None, 30, 40, 30), assistant_minutes=(7, 7, 30, 30)),
    )
    assert [(record.line, record.after) for record in found] == [
        ("1", None),
        ("3", None),
        ("4", "CQ"),
    ]


def test_what_an_assistant_is_paid_less_is_at_stake() -> None:
    whole, half = (
        findings_of(
            "TH206",
            "SV1*HC:97530:GP*100*UN*2***1~",
            Given(minutes=(30,), assistant_minutes=(minutes,)),
        )
        for minutes in (30, 15)
    )
    assert [record.payment_at_stake for record in (*whole, *half)] == ["8.99", "4.50"]
