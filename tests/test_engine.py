"""The engine: stages, what may be applied, what a failing rule costs, what is never touched."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber import ScrubResult, scrub
from scrubber.discrepancies import Discrepancy
from scrubber.evidence import TherapyUsed, UsedAmount
from scrubber.findings import CorrectionClass
from scrubber.rules import Stage, all_rules
from scrubber.rules.kit import (
    Finding,
    Findings,
    ReceivedClaim,
    ReviewedClaim,
    TreatmentDay,
    found,
)
from tests.discrepancies.proof import changed, log, of_rule, proven, row, segments
from tests.edi import (
    RENDERING_NPI,
    ClaimText,
    billing_provider,
    envelope,
    header,
    one_claim,
    subscriber,
)

Check = Callable[[Any, Any], Iterator[Finding]]
THREE_UNITS = "SV1*HC:97530:GP*150*UN*3***1~"
THREE_UNITS_NO_GP = "SV1*HC:97530*150*UN*3***1~"
PAIR = ("SV1*HC:97530:GP*100*UN*2***1~", "SV1*HC:97140:GP*45*UN*1***1~")
ADJUDICATED = (
    "SBR*S*18*******CI~{}OI***Y***Y~NM1*IL*1*SAMPLE*ADA****MI*X1~NM1*PR*2*OTHER*****PI*OTHER1~"
)
OTHER_MEMBER = "2AB1CD2EF34"


def used(amount: str, member: str = "1EG4TE5MK73") -> TherapyUsed:
    return TherapyUsed([UsedAmount(member, 2026, "PT_SLP", Decimal(amount), None, "test")])


def several(*claims: ClaimText, members: tuple[str, ...] = ()) -> str:
    """A file whose claims are of one patient, or of one each."""
    text = header() + billing_provider()
    if not members:
        return envelope(text + subscriber() + "".join(map(str, claims)))
    for at, (claim, member) in enumerate(zip(claims, members, strict=True)):
        text += subscriber(hl=at + 2, member=member) + str(claim)
    return envelope(text)


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets other checks into rules; those that are not named stay, or are gone with `alone`."""

    def set_checks(
        checks: Mapping[str, Check], alone: bool = False, corrects_as: str = "repair"
    ) -> None:
        changed_rules = [
            replace(
                rule, check=checks[rule.code], cue=None, corrects_as=CorrectionClass(corrects_as)
            )
            if rule.code in checks
            else rule
            for rule in all_rules()
            if rule.code in checks or not alone
        ]
        monkeypatch.setattr("scrubber.pipeline.all_rules", lambda: tuple(changed_rules))

    return set_checks


def sets(element: int, value: str, component: int | None = None) -> Check:
    """A check that would set an element of each line's SV1."""

    def check(day: TreatmentDay, tables: object) -> Findings:
        for line in day.lines:
            place = replace(line.line.charge_place, element=element, component=component)
            yield found(line, place, "a test would set this").set(place, value)

    return check


def appends(modifier: str) -> Check:
    def check(day: TreatmentDay, tables: object) -> Findings:
        for line in day.lines:
            yield found(line, line.line.next_modifier_place, "a test adds").append(modifier)

    return check


def sv1(result: ScrubResult) -> list[str]:
    return segments(result.corrected, "SV1")


# Stages


def test_stages_run_in_their_order(rules: Callable[..., None]) -> None:
    seen: list[Stage] = []

    def recording(stage: Stage) -> Check:
        def check(subject: object, tables: object) -> Findings:
            seen.append(stage)
            yield from ()

        return check

    rules({rule.code: recording(rule.stage) for rule in all_rules()})
    text = one_claim(ClaimText([THREE_UNITS.replace("***1", "")]))
    scrub(text.encode(), treatments=log(row(procedure="97140")))
    order = [Stage.MATCHING, Stage.CLAIMS, Stage.UNITS, Stage.UNBILLED, Stage.LIMITS]
    order += [Stage.MODIFIERS, Stage.PAIRS, Stage.THRESHOLD, Stage.DUPLICATES]
    order += [Stage.DOCUMENTATION, Stage.CONSEQUENCES]
    assert list(dict.fromkeys(seen)) == order
    assert seen == sorted(seen, key=order.index)


def test_rules_of_one_stage_see_the_same_claim_and_the_next_stage_what_became_of_it(
    rules: Callable[..., None],
) -> None:
    seen: dict[str, str] = {}

    def looks(name: str) -> Check:
        def check(day: TreatmentDay, tables: object) -> Findings:
            seen[name] = day.lines[0].line.quantity_place.value
            yield from ()

        return check

    units, later, next_stage = "TH101", "TH103", "TH201"
    checks = {units: sets(4, "9"), later: looks("same stage"), next_stage: looks("next stage")}
    rules(checks, alone=True)
    proven(one_claim(ClaimText([THREE_UNITS])))
    assert seen == {"same stage": "3", "next stage": "9"}


def test_corrections_of_all_stages_add_up_on_one_segment() -> None:
    text = one_claim(ClaimText([THREE_UNITS_NO_GP, PAIR[1]]), claim_filing="CI")
    rows = (
        row(line="1", minutes="23", separate_service="Y"),
        row(line="2", minutes="15", procedure="97140"),
    )
    result = proven(text, treatments=log(*rows))
    assert sv1(result)[0] == "SV1*HC:97530:GP:59*100*UN*2***1"
    assert [(r.rule, r.element) for r in result.discrepancies if r.segment_before] == [
        ("CL101", "CLM02"),
        ("TH101", "SV104"),
        ("TH101", "SV102"),
        ("TH201", "SV101-3"),
        ("TH301", "SV101-4"),
    ]
    chain = [r for r in result.discrepancies if r.segment == result.discrepancies[1].segment]
    for record in chain:
        assert record.segment_before == THREE_UNITS_NO_GP.rstrip("~")
        assert record.segment_after == sv1(result)[0]


# Two rules, one place


def test_two_rules_that_set_one_place_differently_are_both_left_undone(
    rules: Callable[..., None],
) -> None:
    rules({"TH101": sets(4, "1"), "TH103": sets(4, "2")}, alone=True)
    text = one_claim(ClaimText([THREE_UNITS]))
    result = proven(text)
    assert result.corrected == text.encode()
    assert [(r.rule, r.action, r.after) for r in result.discrepancies] == [
        ("TH101", "flagged", None),
        ("TH103", "flagged", None),
    ]
    assert all("two rules" in " ".join(r.evidence) for r in result.discrepancies)


def test_a_clash_leaves_undone_all_that_the_findings_would_change(
    rules: Callable[..., None],
) -> None:
    def both(day: TreatmentDay, tables: object) -> Findings:
        line = day.lines[0]
        finding = found(line, line.line.quantity_place, "two changes")
        yield finding.set(line.line.quantity_place, "1").set(line.line.charge_place, "50")

    rules({"TH101": both, "TH103": sets(4, "2"), "TH105": sets(7, "2")}, alone=True)
    result = proven(one_claim(ClaimText([THREE_UNITS])))
    assert sv1(result) == ["SV1*HC:97530:GP*150*UN*3***2"]
    assert [(r.rule, r.action) for r in result.discrepancies] == [
        ("TH101", "flagged"),
        ("TH103", "flagged"),
        ("TH105", "corrected"),
    ]


def test_a_clash_on_one_line_leaves_the_other_lines_corrected(rules: Callable[..., None]) -> None:
    def first_line_only(day: TreatmentDay, tables: object) -> Findings:
        line = day.lines[0]
        place = line.line.quantity_place
        yield found(line, place, "first line").set(place, "8")

    rules({"TH101": sets(4, "9"), "TH103": first_line_only}, alone=True)
    result = proven(one_claim(ClaimText([THREE_UNITS, THREE_UNITS])))
    assert [text.split("*")[4] for text in sv1(result)] == ["3", "9"]


def test_rules_that_agree_are_applied_once(rules: Callable[..., None]) -> None:
    rules({"TH101": sets(4, "2"), "TH103": sets(4, "2")}, alone=True)
    result = proven(one_claim(ClaimText([THREE_UNITS])))
    assert sv1(result) == ["SV1*HC:97530:GP*150*UN*2***1"]


def test_one_modifier_that_two_rules_want_is_added_once(rules: Callable[..., None]) -> None:
    rules({"TH201": appends("KX"), "TH202": appends("KX")}, alone=True)
    result = proven(one_claim(ClaimText([THREE_UNITS])))
    assert sv1(result) == ["SV1*HC:97530:GP:KX*150*UN*3***1"]


def test_an_added_modifier_and_another_value_for_its_slot_are_a_clash(
    rules: Callable[..., None],
) -> None:
    rules({"TH201": appends("KX"), "TH202": sets(1, "59", component=4)}, alone=True)
    text = one_claim(ClaimText([THREE_UNITS]))
    assert proven(text).corrected == text.encode()


def test_rules_of_later_stages_may_change_a_place_again(rules: Callable[..., None]) -> None:
    rules({"TH101": sets(4, "2"), "TH201": sets(4, "1")}, alone=True)
    result = proven(one_claim(ClaimText([THREE_UNITS])))
    assert sv1(result) == ["SV1*HC:97530:GP*150*UN*1***1"]
    assert [(r.before, r.after) for r in result.discrepancies] == [("3", "2"), ("2", "1")]


# A rule that raises

SECRET = "SAMPLE ADA 1EG4TE5MK73"


def raising_for(claim_id: str) -> Check:
    """A check that fails on a treatment day or claim, and says what must not be told."""

    def check(subject: TreatmentDay | ReceivedClaim | ReviewedClaim, tables: object) -> Findings:
        match subject:
            case TreatmentDay():
                claims = [line.claim for line in subject.lines]
            case ReceivedClaim():
                claims = [subject.claim]
            case ReviewedClaim():
                claims = [subject.after]
        if claim_id in [claim.claim_id for claim in claims]:
            raise ValueError(SECRET)
        yield from ()

    return check


FAILING_STAGES = {
    "claims": "CL104",
    "units": "TH103",
    "modifiers": "TH203",
    "pairs": "TH304",
    "threshold": "TH402",
    "consequences": "TH205",
}


@pytest.mark.parametrize("code", FAILING_STAGES.values(), ids=FAILING_STAGES)
def test_a_failing_rule_costs_its_claim_all_corrections_and_no_other_claim(
    code: str, rules: Callable[..., None], quiet_log: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules({code: raising_for("C1")}, corrects_as="advice")
    monkeypatch.setattr("scrubber.engine.in_order", lambda received: False)
    text = several(
        ClaimText([THREE_UNITS_NO_GP]),
        ClaimText([THREE_UNITS_NO_GP], claim_id="C2"),
        members=("1EG4TE5MK73", OTHER_MEMBER),
    )
    rows = [row(minutes="23"), row(minutes="23", claim_id="C2")]
    result = proven(text, treatments=log(*rows))
    assert segments(result.corrected, "CLM", "SV1") == [
        "CLM*C1*150***11:B:1*Y*A*Y*Y",
        THREE_UNITS_NO_GP.rstrip("~"),
        "CLM*C2*100***11:B:1*Y*A*Y*Y",
        "SV1*HC:97530:GP*100*UN*2***1",
    ]
    errors = [r for r in result.discrepancies if r.name == "internal-error"]
    assert [(r.rule, r.claim_id, r.severity, r.action, r.after) for r in errors] == [
        (code, "C1", "error", "flagged", None)
    ]
    assert errors[0].needs_person
    assert code in errors[0].message
    assert "SAMPLE" not in errors[0].message
    assert not [r for r in result.discrepancies if r.claim_id == "C1" and r.action == "corrected"]
    assert (result.summary.claims.flagged, result.summary.claims.corrected) == (1, 1)
    assert (result.summary.charges.before, result.summary.charges.after) == ("300.00", "250.00")


def test_corrections_of_earlier_stages_are_withdrawn_and_logged_as_flags(
    rules: Callable[..., None], quiet_log: None
) -> None:
    rules({"TH402": raising_for("C1")}, corrects_as="advice")
    result = proven(one_claim(ClaimText([THREE_UNITS_NO_GP])), treatments=log(row(minutes="23")))
    withdrawn = of_rule(result.discrepancies, "TH101", "TH201")
    assert [(r.rule, r.action, r.after, r.charge_delta) for r in withdrawn] == [
        ("TH101", "flagged", None, "0.00"),
        ("TH201", "flagged", None, "0.00"),
    ]
    assert all("internal error" in r.evidence[-1] for r in withdrawn)
    assert not of_rule(result.discrepancies, "CL101")


def test_a_withdrawn_flag_shows_the_segment_as_it_stands_in_the_file(
    rules: Callable[..., None], quiet_log: None
) -> None:
    rules({"TH402": raising_for("C1")}, corrects_as="advice")
    text = one_claim(ClaimText([THREE_UNITS_NO_GP]))
    result = proven(text, treatments=log(row(minutes="23")))
    for record in of_rule(result.discrepancies, "TH101", "TH201"):
        assert record.segment_before == THREE_UNITS_NO_GP.rstrip("~")


def test_a_rule_that_fails_after_its_first_finding_has_said_nothing(
    rules: Callable[..., None], quiet_log: None
) -> None:
    def check(day: TreatmentDay, tables: object) -> Findings:
        yield from sets(4, "1")(day, tables)
        raise KeyError(SECRET)

    rules({"TH101": check}, alone=True)
    text = one_claim(ClaimText([THREE_UNITS]))
    result = proven(text)
    assert result.corrected == text.encode()
    assert [r.name for r in result.discrepancies] == ["internal-error"]


def test_all_claims_of_the_failing_day_are_left_as_they_came(
    rules: Callable[..., None], quiet_log: None
) -> None:
    rules({"TH203": raising_for("C1")}, corrects_as="advice")
    text = several(
        ClaimText([THREE_UNITS_NO_GP]),
        ClaimText(["SV1*HC:97110*45*UN*1***1~"], claim_id="C2"),
        ClaimText([THREE_UNITS_NO_GP], claim_id="C3", date="20260310"),
    )
    result = proven(text)
    assert sv1(result) == [
        THREE_UNITS_NO_GP.rstrip("~"),
        "SV1*HC:97110*45*UN*1***1",
        "SV1*HC:97530:GP*150*UN*3***1",
    ]
    errors = [r.claim_id for r in result.discrepancies if r.name == "internal-error"]
    assert errors == ["C1", "C2"]


def test_a_claim_over_two_days_is_left_whole_when_one_day_fails(
    rules: Callable[..., None], quiet_log: None
) -> None:
    def check(day: TreatmentDay, tables: object) -> Findings:
        if str(day.date) == "2026-03-10":
            raise ZeroDivisionError
        yield from ()

    rules({"TH203": check}, corrects_as="advice")
    text = one_claim(ClaimText([THREE_UNITS_NO_GP, THREE_UNITS_NO_GP + "DTP*472*D8*20260310~"]))
    result = proven(text)
    assert result.corrected == text.encode()


def test_rules_go_on_telling_of_a_claim_that_failed(
    rules: Callable[..., None], quiet_log: None
) -> None:
    rules({"TH103": raising_for("C1")}, corrects_as="advice")
    result = proven(one_claim(ClaimText(["SV1*HC:97530*150*UN*3***1~"])))
    told = of_rule(result.discrepancies, "TH201")
    assert [(r.action, r.after) for r in told] == [("flagged", None)]


def test_a_failing_rule_on_the_treatment_log_does_not_stop_the_run(
    rules: Callable[..., None], quiet_log: None
) -> None:
    def check(subject: object, tables: object) -> Findings:
        raise ValueError(SECRET)
        yield

    rules({"CL102": check}, corrects_as="advice")
    result = proven(one_claim(ClaimText([THREE_UNITS])), treatments=log(row(procedure="97140")))
    errors = [r for r in result.discrepancies if r.name == "internal-error"]
    assert [(r.rule, r.severity) for r in errors] == [("CL102", "error")]


def test_a_failing_rule_on_the_envelope_does_not_stop_the_run(
    rules: Callable[..., None], quiet_log: None
) -> None:
    def check(subject: object, tables: object) -> Findings:
        raise ValueError(SECRET)
        yield

    rules({"EN101": check}, corrects_as="advice")
    text = one_claim(ClaimText([THREE_UNITS_NO_GP])).replace("~SE*", "~SE*9")
    result = proven(text)
    assert sv1(result) == ["SV1*HC:97530:GP*150*UN*3***1"]
    errors = [r for r in result.discrepancies if r.name == "internal-error"]
    assert [(r.rule, r.severity) for r in errors] == [("EN101", "error")]


@pytest.fixture
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operational log of a failing rule is another test's."""

    class Nowhere:
        def error(self, event: str, **_: object) -> None:
            assert event == "rule_failed"

    monkeypatch.setattr("scrubber.engine.logger", Nowhere)


# Claims that another payer has adjudicated

LINE_ADJUDICATION = "SVD*OTHER1*80*HC:97530**3~CAS*CO*45*70~"
ADJUDICATIONS = {
    "2320 AMT*D": ("", ADJUDICATED.format("AMT*D*20~")),
    "2320 CAS": ("", ADJUDICATED.format("CAS*PR*1*20~")),
    "2430": (LINE_ADJUDICATION, ADJUDICATED.format("")),
}


@pytest.mark.parametrize(("line", "extra"), ADJUDICATIONS.values(), ids=ADJUDICATIONS)
def test_an_adjudicated_claim_gets_modifiers_and_no_new_units_or_charges(
    line: str, extra: str
) -> None:
    text = one_claim(ClaimText([THREE_UNITS_NO_GP + line], extra=extra))
    result = proven(text, treatments=log(row(minutes="23")))
    assert sv1(result) == ["SV1*HC:97530:GP*150*UN*3***1"]
    assert "CLM*C1*150***11:B:1*Y*A*Y*Y" in segments(result.corrected, "CLM")
    over = of_rule(result.discrepancies, "TH101")
    assert [(r.action, r.after) for r in over] == [("flagged", None)]
    assert "adjudicated" in over[0].evidence[-1]


@pytest.mark.parametrize(
    ("line", "minutes"),
    [("SV1*HC:97530:GP*50*UN*1***1~", "30"), ("SV1*HC:97530:GP*100*MJ*30***1~", "30")],
    ids=["not raised", "MJ stays"],
)
def test_an_adjudicated_claim_keeps_its_units_whatever_is_attested(line: str, minutes: str) -> None:
    text = one_claim(ClaimText([line], extra=ADJUDICATED.format("AMT*D*20~")))
    result = proven(
        text, treatments=log(row(minutes=minutes)), attest=["TH102"], attested_by="A. Biller"
    )
    assert result.corrected == text.encode()
    assert of_rule(result.discrepancies, "TH102", "TH105")


@pytest.mark.parametrize(
    ("element", "value", "applied"),
    [(2, "1", False), (3, "MJ", False), (4, "1", False), (7, "2", True)],
)
def test_no_rule_can_change_charge_unit_or_units_of_an_adjudicated_claim(
    element: int, value: str, applied: bool, rules: Callable[..., None]
) -> None:
    rules({"TH101": sets(element, value)}, alone=True)
    text = one_claim(ClaimText([THREE_UNITS], extra=ADJUDICATED.format("AMT*D*20~")))
    result = proven(text)
    assert (sv1(result) != [THREE_UNITS.rstrip("~")]) == applied
    assert [r.action for r in result.discrepancies] == ["corrected" if applied else "flagged"]


def test_another_payer_that_has_not_yet_paid_is_no_adjudication() -> None:
    text = one_claim(ClaimText([THREE_UNITS], extra=ADJUDICATED.format("")))
    result = proven(text, treatments=log(row(minutes="23")))
    assert sv1(result) == ["SV1*HC:97530:GP*100*UN*2***1"]


def test_adjudication_of_one_claim_is_not_the_other_claims() -> None:
    text = several(
        ClaimText([THREE_UNITS], extra=ADJUDICATED.format("AMT*D*20~")),
        ClaimText([THREE_UNITS], claim_id="C2"),
        members=("1EG4TE5MK73", OTHER_MEMBER),
    )
    rows = [row(minutes="23"), row(minutes="23", claim_id="C2")]
    result = proven(text, treatments=log(*rows))
    assert [text.split("*")[4] for text in sv1(result)] == ["3", "2"]


# Attested corrections


@dataclass(frozen=True)
class Attestable:
    """A finding of an attested rule, the evidence that settles it, and the line as corrected."""

    lines: tuple[str, ...]
    after: str
    filing: str
    without: dict[str, Any]
    evidence: dict[str, str] | None
    told: str = ""


ATTESTABLE = {
    "TH301": Attestable(
        PAIR,
        "SV1*HC:97530:GP:59*100*UN*2***1",
        "CI",
        {},
        {"separate_service": "Y"},
        "treatment log row 2, signed by T. Hand PT: separate service",
    ),
    "TH401": Attestable(
        PAIR[:1],
        "SV1*HC:97530:GP:KX*100*UN*2***1",
        "MB",
        {"therapy_used": used("2470")},
        {"kx_justified": "Y"},
        "treatment log row 2, signed by T. Hand PT: KX justified",
    ),
    "TH102": Attestable(
        ("SV1*HC:97530:GP*50*UN*1***1~",),
        "SV1*HC:97530:GP*100*UN*2***1",
        "MB",
        {"treatments": log(row(minutes="30"))},
        None,
    ),
}
CASES = [pytest.param(code, case, id=code) for code, case in ATTESTABLE.items()]


@pytest.mark.parametrize(("code", "case"), CASES)
def test_an_attested_rule_without_evidence_flags(code: str, case: Attestable) -> None:
    text = one_claim(ClaimText(case.lines), claim_filing=case.filing)
    result = proven(text, **case.without)
    assert result.corrected == text.encode()
    told = of_rule(result.discrepancies, code)
    assert [(r.action, r.correction_class, r.after) for r in told] == [
        ("flagged", "attested", None)
    ]
    assert "--attest" in told[0].evidence[-1]


@pytest.mark.parametrize(("code", "case"), CASES)
def test_an_attested_rule_corrects_on_the_sites_word_and_the_log_says_whose(
    code: str, case: Attestable
) -> None:
    text = one_claim(ClaimText(case.lines), claim_filing=case.filing)
    result = proven(text, **case.without, attest=[code], attested_by="A. Biller")
    assert sv1(result)[0] == case.after
    for record in of_rule(result.discrepancies, code):
        assert (record.action, record.correction_class) == ("corrected", "attested")
        assert record.evidence[-1] == "site attestation by A. Biller"


@pytest.mark.parametrize(
    ("code", "case"), [case for case in CASES if case.values[1].evidence], ids=["TH301", "TH401"]
)
def test_an_attested_rule_corrects_on_evidence_and_the_log_names_it(
    code: str, case: Attestable
) -> None:
    text = one_claim(ClaimText(case.lines), claim_filing=case.filing)
    treatments = log(row(**(case.evidence or {})))
    options = {**case.without, "treatments": treatments}
    attested = {"attest": [code], "attested_by": "A. Biller"}
    for result in (proven(text, **options), proven(text, **options, **attested)):
        assert sv1(result)[0] == case.after
        (record,) = of_rule(result.discrepancies, code)
        assert record.action == "corrected"
        assert record.evidence[-1] == case.told


@pytest.mark.parametrize(("code", "case"), CASES)
def test_the_sites_word_for_one_rule_is_none_for_another(code: str, case: Attestable) -> None:
    text = one_claim(ClaimText(case.lines), claim_filing=case.filing)
    others = [other for other in ATTESTABLE if other != code]
    result = proven(text, **case.without, attest=others, attested_by="A. Biller")
    assert result.corrected == text.encode()


def test_time_blocks_of_the_log_are_evidence() -> None:
    text = one_claim(ClaimText(PAIR), claim_filing="CI")
    rows = (row(start="10:00", end="10:23"), row(procedure="97140", start="10:23", end="10:38"))
    result = proven(text, treatments=log(*rows))
    (record,) = of_rule(result.discrepancies, "TH301")
    assert record.action == "corrected"
    assert "10:00-10:23" in record.evidence[-1]
    assert "10:23-10:38" in record.evidence[-1]


# Void claims


def test_a_void_claim_is_untouched_and_nothing_is_said_of_it() -> None:
    lines = [THREE_UNITS_NO_GP, "SV1*HC:97153*120*UN*4***1~"]
    text = one_claim(ClaimText(lines, frequency="8", total="999"))
    result = proven(text)
    assert result.corrected == text.encode()
    assert result.discrepancies == ()
    assert result.summary.claims.clean == 1


def test_a_void_claims_lines_do_not_count_for_the_claim_that_replaces_it() -> None:
    text = several(ClaimText([THREE_UNITS], frequency="8"), ClaimText([THREE_UNITS]))
    result = proven(text, treatments=log(row(minutes="23")))
    assert sv1(result) == [THREE_UNITS.rstrip("~"), "SV1*HC:97530:GP*100*UN*2***1"]


# CLM02 follows


@pytest.mark.parametrize(
    "chosen", [{"select": ["TH101"]}, {"ignore": ["CL101"]}], ids=["selected", "ignored"]
)
def test_clm02_follows_whichever_rules_are_chosen(chosen: dict[str, list[str]]) -> None:
    result = proven(
        one_claim(ClaimText([THREE_UNITS, PAIR[1]])),
        treatments=log(row(line="1", minutes="23"), row(line="2", minutes="15", procedure="97140")),
        **chosen,
    )
    assert segments(result.corrected, "CLM") == ["CLM*C1*145***11:B:1*Y*A*Y*Y"]
    (total,) = of_rule(result.discrepancies, "CL101")
    assert (total.element, total.before, total.after) == ("CLM02", "195", "145")
    assert (total.action, total.correction_class) == ("corrected", "repair")


@pytest.mark.parametrize("chosen", [{"select": ["TH101"]}, {"ignore": ["CL101"]}])
def test_an_imbalance_is_not_told_where_its_rule_is_not_wanted(
    chosen: dict[str, list[str]],
) -> None:
    result = proven(one_claim(ClaimText([THREE_UNITS], total="151")), **chosen)
    assert not of_rule(result.discrepancies, "CL101")


def test_clm02_changes_once_for_all_lines_and_by_their_sum() -> None:
    lines = [THREE_UNITS, "SV1*HC:97110:GP*90.00*UN*2***1~"]
    rows = [row(line="1", minutes="30"), row(line="2", minutes="15", procedure="97110")]
    result = proven(one_claim(ClaimText(lines, total="240.00")), treatments=log(*rows))
    assert segments(result.corrected, "CLM", "SV1") == [
        "CLM*C1*145.00***11:B:1*Y*A*Y*Y",
        "SV1*HC:97530:GP*100*UN*2***1",
        "SV1*HC:97110:GP*45.00*UN*1***1",
    ]
    (total,) = of_rule(result.discrepancies, "CL101")
    assert total.charge_delta == "-95.00"


def test_a_total_out_of_balance_before_stays_out_by_as_much_and_is_told() -> None:
    result = proven(
        one_claim(ClaimText([THREE_UNITS], total="175")), treatments=log(row(minutes="23"))
    )
    assert segments(result.corrected, "CLM")[0].split("*")[2] == "125"
    told = of_rule(result.discrepancies, "CL101")
    assert [(r.action, r.correction_class) for r in told] == [
        ("flagged", "advice"),
        ("corrected", "repair"),
    ]
    assert result.summary.claims.flagged == 1


@pytest.mark.parametrize("charge", ["", "4500X"], ids=["empty", "no number"])
def test_clm02_follows_where_another_lines_charge_is_no_amount(charge: str) -> None:
    lines = [THREE_UNITS, f"SV1*HC:97161:GP*{charge}*UN*1***1~"]
    result = proven(one_claim(ClaimText(lines, total="250")), treatments=log(row(minutes="23")))
    lowered = sv1(result)[0] == "SV1*HC:97530:GP*100*UN*2***1"
    total = segments(result.corrected, "CLM")[0].split("*")[2]
    assert (lowered, total) in {(True, "200"), (False, "250")}


def test_units_are_not_lowered_where_the_total_cannot_follow() -> None:
    text = one_claim(ClaimText([THREE_UNITS], total="1S0"))
    result = proven(text, treatments=log(row(minutes="23")))
    assert result.corrected == text.encode()
    assert of_rule(result.discrepancies, "TH101")[0].action == "flagged"


# Modifier slots


@pytest.mark.parametrize("description", ["", ":MANUAL THERAPY"], ids=["SV101-7 empty", "SV101-7"])
def test_a_fifth_modifier_is_flagged_and_has_no_place(description: str) -> None:
    text = one_claim(ClaimText([f"SV1*HC:97530:59:76:KX:CQ{description}*100*UN*2***1~"]))
    result = proven(text)
    assert result.corrected == text.encode()
    (missing,) = of_rule(result.discrepancies, "TH201")
    assert (missing.action, missing.after) == ("flagged", None)
    assert "slots" in missing.evidence[-1]
    (full,) = of_rule(result.discrepancies, "TH205")
    assert (full.action, full.severity, full.element) == ("flagged", "warning", "SV101")
    assert full.evidence == ("wanted by TH201",)


def test_a_new_modifier_leaves_sv101_7_where_it_is() -> None:
    result = proven(one_claim(ClaimText(["SV1*HC:97530:59::::MANUAL WORK*100*UN*2***1~"])))
    assert sv1(result) == ["SV1*HC:97530:59:GP:::MANUAL WORK*100*UN*2***1"]


def test_a_new_modifier_takes_the_first_gap_and_none_moves() -> None:
    result = proven(one_claim(ClaimText(["SV1*HC:97530::59::KX*100*UN*2***1~"])))
    assert sv1(result) == ["SV1*HC:97530:GP:59::KX*100*UN*2***1"]
    (record,) = of_rule(result.discrepancies, "TH201")
    assert (record.element, record.before, record.after) == ("SV101-3", "", "GP")


def test_the_last_slot_goes_to_the_earlier_stage_and_the_later_modifier_has_none() -> None:
    lines = ["SV1*HC:97530:76:77:CQ*100*UN*2***1~", PAIR[1]]
    result = proven(
        one_claim(ClaimText(lines), claim_filing="CI"),
        treatments=log(row(line="1", separate_service="Y")),
    )
    assert sv1(result)[0] == "SV1*HC:97530:76:77:CQ:GP*100*UN*2***1"
    (pair,) = of_rule(result.discrepancies, "TH301")
    assert pair.action == "flagged"
    (full,) = of_rule(result.discrepancies, "TH205")
    assert full.evidence == ("wanted by TH301",)
    assert "GP" in full.message


def test_full_slots_are_told_by_a_rule_that_can_be_left_out() -> None:
    text = one_claim(ClaimText(["SV1*HC:97530:59:76:KX:CQ*100*UN*2***1~"]))
    result = proven(text, select=["TH201"])
    assert [r.rule for r in result.discrepancies] == ["TH201"]


# The treatment day


def test_each_day_of_a_claim_is_counted_by_itself() -> None:
    lines = [THREE_UNITS, THREE_UNITS + "DTP*472*D8*20260310~"]
    rows = [row(minutes="23"), row(minutes="38", service_date="2026-03-10")]
    result = proven(one_claim(ClaimText(lines)), treatments=log(*rows))
    assert [text.split("*")[4] for text in sv1(result)] == ["2", "3"]
    assert segments(result.corrected, "CLM")[0].split("*")[2] == "250"


def test_claims_of_one_patient_and_day_are_one_pool() -> None:
    text = several(
        ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]),
        ClaimText(["SV1*HC:97140:GP*90*UN*2***1~"], claim_id="C2"),
    )
    rows = [row(minutes="24"), row(minutes="16", claim_id="C2", procedure="97140")]
    result = proven(text, treatments=log(*rows))
    assert segments(result.corrected, "CLM", "SV1") == [
        "CLM*C1*100***11:B:1*Y*A*Y*Y",
        "SV1*HC:97530:GP*100*UN*2***1",
        "CLM*C2*45***11:B:1*Y*A*Y*Y",
        "SV1*HC:97140:GP*45*UN*1***1",
    ]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(
            subscriber(hl=3, member=OTHER_MEMBER)
            + str(ClaimText(["SV1*HC:97140:GP*90*UN*2***1~"], claim_id="C2")),
            id="another patient",
        ),
        pytest.param(
            str(ClaimText(["SV1*HC:97140:GP*90*UN*2***1~"], claim_id="C2", date="20260310")),
            id="another date",
        ),
        pytest.param(
            str(ClaimText(["SV1*HC:97140:GO*90*UN*2***1~"], claim_id="C2", taxonomy="225X00000X")),
            id="another discipline",
        ),
        pytest.param(
            billing_provider(hl=3, npi="1234567893")
            + subscriber(hl=4, parent=3)
            + str(ClaimText(["SV1*HC:97140:GP*90*UN*2***1~"], claim_id="C2")),
            id="another billing provider",
        ),
    ],
)
def test_what_is_not_one_patient_date_provider_and_discipline_is_counted_apart(
    second: str,
) -> None:
    """24 and 24 minutes are 3 units in one pool, and 2 and 2 by themselves."""
    first = str(ClaimText(["SV1*HC:97530:GP*100*UN*2***1~"]))
    text = envelope(header() + billing_provider() + subscriber() + first + second)
    rows = [
        row(minutes="24"),
        row(minutes="24", claim_id="C2", procedure="97140"),
        row(minutes="24", claim_id="C2", procedure="97140", service_date="2026-03-10"),
    ]
    result = proven(text, treatments=log(*rows))
    assert result.corrected == text.encode()
    assert not of_rule(result.discrepancies, "TH101", "TH103")


def test_units_that_would_become_none_are_held_and_the_line_stays() -> None:
    text = one_claim(ClaimText([THREE_UNITS]))
    result = proven(text, treatments=log(row(minutes="7")))
    assert result.corrected == text.encode()
    (held,) = of_rule(result.discrepancies, "TH101")
    assert (held.action, held.after) == ("held", None)
    assert (result.summary.claims.held, result.summary.lines.held) == (1, 1)


def test_raising_units_stops_at_what_the_day_supports() -> None:
    """35 and 33 minutes are 5 units. 4 are billed, and one of them on the wrong line."""
    lines = ["SV1*HC:97530:GP*50*UN*1***1~", "SV1*HC:97110:GP*135*UN*3***1~"]
    rows = [row(line="1", minutes="35"), row(line="2", minutes="33", procedure="97110")]
    result = proven(
        one_claim(ClaimText(lines)),
        treatments=log(*rows),
        attest=["TH102"],
        attested_by="A. Biller",
    )
    assert sum(int(text.split("*")[4]) for text in sv1(result)) <= 5


def test_a_second_scrub_finds_no_tie_that_the_first_has_settled() -> None:
    """Lowering one line must not settle which of two others keeps a unit: nobody has chosen."""
    lines = [
        "SV1*HC:97110:GP*200*UN*4***1~",
        "SV1*HC:97110:GP*50*UN*1***1~",
        "SV1*HC:97530:GP*150*UN*3***1~",
    ]
    minutes = [("97110", "12"), ("97110", "22"), ("97530", "4")]
    rows = [
        row(line=str(number), procedure=procedure, minutes=stated)
        for number, (procedure, stated) in enumerate(minutes, 1)
    ]
    once = proven(one_claim(ClaimText(lines), claim_filing="CI"), treatments=log(*rows))
    twice = proven(once.corrected, treatments=log(*rows))
    assert sv1(twice) == sv1(once)


def test_a_modifier_for_one_pair_hides_no_overlap_of_another() -> None:
    """97530 gets 59 beside 97140; that makes 97750, given in the same minutes, no more distinct."""
    lines = [PAIR[0], "SV1*HC:97750:GP*50*UN*1***1~", PAIR[1]]
    rows = [
        row(line="1", start="09:00", end="09:20"),
        row(line="2", start="09:00", end="09:20", procedure="97750"),
    ]
    attested = {"attest": ["TH301"], "attested_by": "A. Biller"}
    text = one_claim(ClaimText(lines), claim_filing="CI")
    once = proven(text, treatments=log(*rows), **attested)
    twice = proven(once.corrected, treatments=log(*rows), **attested)
    assert sv1(once)[1] == "SV1*HC:97750:GP*50*UN*1***1"
    assert sv1(twice) == sv1(once)


def test_a_held_line_in_minutes_is_not_converted_by_the_next_scrub() -> None:
    """17 minutes are 1 unit, and the line of 8 has none; once MJ 9 is UN 1 its minutes are gone."""
    lines = ["SV1*HC:97530:GP*50*MJ*8***1~", "SV1*HC:97530:GP*50*MJ*9***1~"]
    once = proven(one_claim(ClaimText(lines)))
    twice = proven(once.corrected)
    assert sv1(twice) == sv1(once)


def test_a_line_without_charge_is_lowered_and_only_what_changes_is_logged() -> None:
    text = one_claim(ClaimText(["SV1*HC:97530:GP*0*UN*3***1~"]))
    result = proven(text, treatments=log(row(minutes="23")))
    corrected = [(r.element, r.after) for r in result.discrepancies if r.action == "corrected"]
    assert corrected == [("SV104", "2")]


def test_a_repair_never_raises_a_charge_not_even_a_negative_one() -> None:
    text = one_claim(ClaimText(["SV1*HC:97530:GP*-150*UN*3***1~"], total="-150"))
    result = proven(text, treatments=log(row(minutes="23")))
    assert Decimal(result.summary.charges.after) <= Decimal(result.summary.charges.before)


# Any therapy day

MODIFIERS = st.lists(
    st.sampled_from(["GP", "GO", "GN", "59", "XU", "KX", "CQ", "76", ""]), max_size=4
)
CODES = st.sampled_from(
    ["97530", "97140", "97110", "97112", "97035", "97750", "97161", "97153", "92507", "99213"]
)
UNITS = st.sampled_from(["1", "2", "3", "4", "5", "2", "3", "2.0", "1.5", "0", "", "X"])
PRICES = st.sampled_from([5000, 4500, 3333, 1, 0])
ANSWERS = st.sampled_from(["", "Y", "N"])
PAYERS = st.sampled_from(
    [
        ("MB", ""),
        ("MB", ""),
        ("CI", ""),
        ("CI", "AETNA"),
        ("CI", "MODA HEALTH"),
        ("CI", "UnitedHealthcare"),
        ("BL", "ANTHEM BCBS"),
        ("16", "HUMANA"),
        ("CH", "TRICARE EAST"),
        ("MC", "HORIZON NJ HEALTH"),
        ("WC", "NYSIF"),
        ("", ""),
    ]
)
THERAPISTS = st.sampled_from(["", "", RENDERING_NPI, "1730251182"])
DAILY_NOTES = st.sampled_from(
    [
        "",
        "",
        "Same as previous visit, tolerated well.",
        "Réaching tasks to improve cooking, verbal cueing. Therapeutic activities completed.",
    ]
)
LINE_NOTES = st.sampled_from(
    [
        "",
        "",
        "",
        "NTE*ADD*97530 30 MIN~",
        "NTE*ADD*97140 1000-1015~",
        "NTE*ADD*PATIENT CAME 15 MINUTES LATE~",
    ]
)


ODD_DATES = st.sampled_from(
    [*[""] * 8, "DTP*472*RD8*20260309-20260311~", "DTP*472*D8*2026~", "DTP*472*RD8*20260309~"]
)


@dataclass(frozen=True)
class AnyLine:
    """A service line and what the treatment log says of it."""

    text: str
    procedure: str
    charge: Decimal | None
    cells: dict[str, str]


@st.composite
def tidy_line(draw: st.DrawFn) -> AnyLine:
    """A timed line with minutes on record: what may be counted."""
    procedure = draw(st.sampled_from(["97530", "97110", "97140"]))
    units, price = draw(st.integers(1, 5)), draw(PRICES)
    charge = Decimal(price * units) / 100
    text = f"SV1*HC:{procedure}:GP*{charge:.2f}*UN*{units}***1~"
    minutes = draw(st.integers(0, 70))
    assistant = draw(st.one_of(st.none(), st.integers(0, minutes)))
    cells = {"minutes": str(minutes), "note": draw(DAILY_NOTES)}
    if assistant is not None:
        cells["assistant_minutes"] = str(assistant)
    return AnyLine(text, procedure, charge, cells)


@st.composite
def odd_line(draw: st.DrawFn) -> AnyLine:
    """A line with whatever modifiers, units, charge and evidence."""
    procedure, units, price = draw(CODES), draw(UNITS), draw(PRICES)
    unit = draw(st.sampled_from(["UN"] * 6 + ["MJ"]))
    quantity = str(draw(st.integers(0, 70))) if unit == "MJ" else units
    count = int(units) if units.isdecimal() else 2
    charge: Decimal | None = Decimal(price * count) / 100
    charge_text = draw(st.sampled_from([f"{charge:.2f}", f"{charge:.2f}".rstrip("0").rstrip(".")]))
    if draw(st.integers(0, 30)) == 0:
        charge, charge_text = None, draw(st.sampled_from(["", "1O0"]))
    composite = ":".join(["HC", procedure, *draw(MODIFIERS)])
    cells = {
        "separate_service": draw(ANSWERS),
        "kx_justified": draw(ANSWERS),
        "therapist_npi": draw(THERAPISTS),
        "note": draw(DAILY_NOTES),
        "assistant_minutes": draw(st.sampled_from(["", "", "", "0", "8", "15", "30"])),
    }
    minutes = draw(st.one_of(st.none(), st.integers(0, 70)))
    if minutes is not None and draw(st.integers(0, 3)) == 0:
        start = draw(st.integers(9 * 60, 11 * 60))
        cells["start"] = f"{start // 60:02}:{start % 60:02}"
        cells["end"] = f"{(start + minutes) // 60:02}:{(start + minutes) % 60:02}"
    elif minutes is not None:
        cells["minutes"] = str(minutes)
    text = (
        f"SV1*{composite}*{charge_text}*{unit}*{quantity}***1~{draw(ODD_DATES)}{draw(LINE_NOTES)}"
    )
    return AnyLine(text, procedure, charge, cells)


@dataclass(frozen=True)
class AnyFile:
    """A file of some claims, its options, and whether its claims are in balance."""

    text: str
    rows: tuple[dict[str, str], ...]
    attested: bool
    used: str | None

    def scrubbed(self, data: bytes) -> ScrubResult:
        return proven(
            data,
            treatments=log(*self.rows),
            therapy_used=used(self.used) if self.used else None,
            attest=["TH102", "TH301", "TH401"] if self.attested else [],
            attested_by="A. Biller" if self.attested else "",
        )


@st.composite
def any_file(draw: st.DrawFn) -> AnyFile:
    rows: list[dict[str, str]] = []
    sets = [
        draw(any_set(claim_ids, rows))
        for claim_ids in draw(
            st.sampled_from(
                [
                    [("C1",)],
                    [("C1", "C2")],
                    [("C1", "C2", "C3")],
                    [("C1", "C1")],
                    [("C1", "C2", "C1")],
                    [("C1",), ("C2",)],
                    [("C1",), ("C2", "C1")],
                ]
            )
        )
    ]
    return AnyFile(
        envelope(*sets),
        tuple(rows),
        draw(st.booleans()),
        draw(st.sampled_from([None, "0", "2400", "2470"])),
    )


@st.composite
def any_set(draw: st.DrawFn, claim_ids: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    """A transaction set with these claims; what the treatment log says of them goes to `rows`."""
    filing, payer = draw(PAYERS)
    text = header() + billing_provider() + subscriber(claim_filing=filing, payer_name=payer)
    any_line = draw(st.sampled_from([tidy_line(), odd_line(), st.one_of(tidy_line(), odd_line())]))
    for claim_id in claim_ids:
        lines = draw(st.lists(any_line, min_size=1, max_size=4))
        known = [line.charge for line in lines if line.charge is not None]
        total = sum(known, Decimal()) + draw(st.sampled_from([0, 0, 0, 25]))
        date = draw(st.sampled_from(["20260309", "20260309", "20260310", "20191231"]))
        text += str(
            ClaimText(
                [line.text for line in lines],
                claim_id=claim_id,
                date=date,
                total=f"{total:.2f}",
                taxonomy=draw(st.sampled_from(["225100000X", "225X00000X", "208100000X", ""])),
                frequency=draw(st.sampled_from(["1", "1", "1", "1", "7", "8"])),
                extra=draw(st.sampled_from(["", "", "", ADJUDICATED.format("AMT*D*20~")])),
                rendering=draw(st.sampled_from([True, True, True, False])),
            )
        )
        for number, line in enumerate(lines, 1):
            if any(line.cells.values()):
                where = {"claim_id": claim_id, "line": str(number), "procedure": line.procedure}
                on = f"{date[:4]}-{date[4:6]}-{date[6:]}"
                rows.append(row(**where, **line.cells, service_date=on))
    return text


def read_claims(data: bytes) -> list[tuple[str, list[list[str]]]]:
    """CLM02 and the elements of each SV1, claim by claim."""
    claims: list[tuple[str, list[list[str]]]] = []
    for text in segments(data, "CLM", "SV1"):
        elements = text.split("*")
        if elements[0] == "CLM":
            claims.append((elements[2], []))
        else:
            claims[-1][1].append(elements)
    return claims


def money(text: str) -> Decimal | None:
    return Decimal(text) if text.replace(".", "", 1).isdecimal() else None


def lines_add_up(total: str, lines: list[list[str]]) -> bool | None:
    charges = [money(line[2]) for line in lines]
    return None if None in charges else money(total) == sum(c for c in charges if c is not None)


@given(any_file())
def test_what_holds_for_any_therapy_day(file: AnyFile) -> None:
    data = file.text.encode()
    result = file.scrubbed(data)
    pairs = list(zip(read_claims(data), read_claims(result.corrected), strict=True))
    for (total_before, before), (total_after, after) in pairs:
        assert lines_add_up(total_before, before) == lines_add_up(total_after, after)
        for old, new in zip(before, after, strict=True):
            assert_line_is_safe(old, new, file.attested)
        if not file.attested:
            assert (money(total_after) or 0) <= (money(total_before) or 0)
    assert_every_difference_is_logged(data, result)
    assert_summary_adds_up(result)
    assert_stakes_are_bounded(data, result)
    assert not [r for r in result.discrepancies if r.name == "internal-error"]
    again = file.scrubbed(result.corrected)
    assert again.corrected == result.corrected


def assert_line_is_safe(old: list[str], new: list[str], attested: bool) -> None:
    assert len(old) == len(new)
    modifiers_old, modifiers_new = old[1].split(":"), new[1].split(":")
    assert modifiers_new[:2] == modifiers_old[:2]
    assert len(modifiers_new) <= 6
    stood = [(at, modifier) for at, modifier in enumerate(modifiers_old) if modifier]
    assert stood == [(at, modifiers_new[at]) for at, _ in stood]
    assert_added_modifiers_fit(set(modifiers_old[2:]), set(modifiers_new[2:]))
    assert new[4] == old[4] or int(new[4]) > 0
    if not attested:
        assert new[2] == old[2] or (money(new[2]) or 0) < (money(old[2]) or 0)
        assert new[4] == old[4] or old[3] == "MJ" or int(new[4]) < Decimal(old[4])
    assert new[5:] == old[5:]


def assert_added_modifiers_fit(old: set[str], new: set[str]) -> None:
    """Of each kind one is added where none stood; an assistant's only beside its discipline's."""
    for kind in ({"GP", "GO", "GN"}, {"59", "XE", "XP", "XS", "XU"}, {"CQ", "CO"}, {"KX"}):
        added = (new - old) & kind
        assert len(added) <= 1
        assert not (added and old & kind)
    for assistant, discipline in (("CQ", "GP"), ("CO", "GO")):
        assert assistant not in new - old or {"GP", "GO", "GN"} & new == {discipline}


def assert_every_difference_is_logged(data: bytes, result: ScrubResult) -> None:
    """Each changed segment is its records, played in order: no other element has changed."""
    corrected = [record for record in result.discrepancies if record.action == "corrected"]
    differing = changed(data, result.corrected)
    assert differing.keys() == {record.segment for record in corrected}
    for number, (before, after) in differing.items():
        records = [record for record in corrected if record.segment == number]
        assert all(data[r.offset or 0 :].startswith(before.encode()) for r in records)
        assert played(before, records) == after


def played(text: str, records: list[Discrepancy]) -> str:
    """The segment after its records, each of which shows it as it came and as it goes."""
    came = text
    for record in records:
        assert record.segment_before == came
        assert record.element is not None
        assert record.after is not None
        element, _, component = record.element.partition("-")
        elements = text.split("*")
        at = int(element[-2:])
        if component:
            parts = elements[at].split(":") + [""] * 6
            length = max(len(elements[at].split(":")), int(component))
            assert parts[int(component) - 1] == record.before
            parts[int(component) - 1] = record.after
            elements[at] = ":".join(parts[:length])
        else:
            assert elements[at] == record.before
            elements[at] = record.after
        text = "*".join(elements)
    assert {record.segment_after for record in records} <= {text}
    return text


def assert_summary_adds_up(result: ScrubResult) -> None:
    for tally in (result.summary.claims, result.summary.lines):
        assert tally.clean + tally.corrected + tally.flagged + tally.held == tally.read
    assert sum(result.summary.actions.values()) == sum(result.summary.findings.values())


def assert_stakes_are_bounded(data: bytes, result: ScrubResult) -> None:
    """No stake is negative or more than the file charges, where that is known, and the summary
    counts no line twice."""
    charges = [
        [money(line[2]) for _, lines in read_claims(version) for line in lines]
        for version in (data, result.corrected)
    ]
    known = None not in charges[0]
    all_charges = max(sum(filter(None, each), Decimal()) for each in charges)
    most: dict[object, Decimal] = {}
    for record in result.discrepancies:
        if record.payment_at_stake is None:
            continue
        stake = Decimal(record.payment_at_stake)
        assert stake >= 0
        if known and record.rule != "TH102":  # which is about units that are not charged
            assert stake <= all_charges
        of_line = record.segment if record.line else (record.segment, record.claim_id)
        most[of_line] = max(most.get(of_line, Decimal()), stake)
    at_stake = result.summary.payment_at_stake
    assert Decimal(at_stake.corrected) + Decimal(at_stake.open) <= sum(most.values())
    assert Decimal(at_stake.corrected) >= 0
    assert Decimal(at_stake.open) >= 0
