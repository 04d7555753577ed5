"""A rule that is not asked has nothing to say: what the cues of a day leave out is asked here, and
what is said to be in order of a claim."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrubber import engine, scrub
from scrubber.evidence import NOTHING, TherapyUsed, TreatmentLog, UsedAmount, treatment_row
from scrubber.rules import Rule, all_rules
from scrubber.rules.definition import Stage
from scrubber.rules.subjects import ReceivedClaim
from scrubber.screening import in_order
from scrubber.tables import load_tables
from scrubber.treatment import NO_HISTORY, Cue, TreatmentDay
from tests.benchmarks.generator import Batch, write_batch
from tests.edi import ClaimText, one_claim
from tests.golden.test_golden import LABELLED
from tests.test_samples import ALL, scrub_as
from tests.test_samples import read as sample
from tests.treatment.days import OT, PHYSICIAN, PT

DAY_RULES = [rule for rule in all_rules() if rule.stage in engine.DAY_STAGES]
BILLED = [rule for rule in DAY_RULES if rule.cue is Cue.BILLED]
CLAIM_RULES = [rule for rule in all_rules() if rule.stage is Stage.CLAIMS]


def test_every_rule_on_days_names_its_cue() -> None:
    assert {rule.code for rule in DAY_RULES if rule.cue is None} == set()
    assert {rule.code for rule in all_rules() if rule.cue} == {rule.code for rule in DAY_RULES}


def test_every_cue_is_a_rules() -> None:
    assert {rule.cue for rule in DAY_RULES} == set(Cue)


def said(rule: Rule, day: TreatmentDay) -> list[tuple[Any, ...]]:
    """What a rule says of a day, without the evidence it tells."""
    found = rule.check(day, day.tables)
    return [(f.message, f.place, f.changes, f.action, f.severity) for f in found]


def alone(day: TreatmentDay) -> Iterator[TreatmentDay]:
    """Each line as if it were all of the day, and nothing on record."""
    for line in day.lines:
        bare = replace(line, evidence=NOTHING, history=NO_HISTORY, positions={})
        yield TreatmentDay(day.date, day.payer, (bare,), False, day.tables)


def check_day(stage: Stage, day: TreatmentDay, shown: set[Cue | None]) -> None:
    for rule in DAY_RULES:
        if rule.stage is stage and rule.cue not in shown:
            assert said(rule, day) == [], rule.code
    procedures = [line.line.hcpcs for line in day.lines]
    if len(set(procedures)) == len(procedures):
        for rule in [rule for rule in BILLED if rule.stage is stage]:
            one_by_one = [found for each in alone(day) for found in said(rule, each)]
            assert said(rule, day) == one_by_one, rule.code


@pytest.fixture(autouse=True, scope="module")
def asked() -> Iterator[tuple[list[TreatmentDay], list[ReceivedClaim]]]:
    """The days of the tests here, on each of which all rules of all stages are asked, and the
    claims, on which those on claims as they came are."""
    days: list[TreatmentDay] = []
    findings_of_days: Callable[..., Any] = engine._SetScrubber._findings_of_days
    claims: list[ReceivedClaim] = []

    def asking_all(self: Any, stage: Stage) -> Any:
        for number in range(len(self._lines_of_day)):
            day, shown = self._day(number)
            days.append(day)
            check_day(stage, day, shown)
        return findings_of_days(self, stage)

    def asking_of_claims(received: ReceivedClaim) -> bool:
        claims.append(received)
        speak = {rule.code for rule in CLAIM_RULES if list(rule.check(received, load_tables()))}
        assert in_order(received) == (speak == set()), speak
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "in_order", asking_of_claims)
        patch.setattr(engine._SetScrubber, "_findings_of_days", asking_all)
        yield days, claims


@pytest.mark.parametrize("name", ALL)
def test_samples(name: str) -> None:
    scrub_as(name, sample(name))


def test_labelled_days() -> None:
    for day in LABELLED.values():
        day.scrubbed()


@pytest.mark.parametrize(
    "batch", [Batch(claims=150), Batch(claims=60, every_line=True), Batch(claims=60, visits=20)]
)
def test_batches(
    batch: Batch, tmp_path: Path, asked: tuple[list[TreatmentDay], list[ReceivedClaim]]
) -> None:
    for each in asked:
        each.clear()
    written = write_batch(batch, tmp_path / "night.837")
    scrub(written.path, treatments=written.treatments, therapy_used=written.therapy_used)
    days, claims = asked
    assert len(claims) == written.claims
    assert len(days) > len(claims)


CODES = ("97530", "97140", "97110", "97150", "97161", "97153", "G0283", "97750", "99213")
LINES = st.lists(
    st.tuples(
        st.sampled_from(CODES),
        st.lists(st.sampled_from(["GP", "GO", "GN", "59", "XS", "KX", "CQ", "CO"]), max_size=3),
        st.sampled_from(["UN*1", "UN*2", "UN*9", "MJ*30", "UN*0", "UN*1.5", ""]),
        st.sampled_from(["", "8", "15", "30", "53"]),
        st.sampled_from(["", "0", "8"]),
        st.sampled_from(["", "Y", "N"]),
        st.sampled_from(["", "", "DTP*472*RD8*20260309-20260311~", "DTP*472*D8*2026~"]),
    ),
    min_size=1,
    max_size=5,
)


@given(LINES, st.sampled_from(["MB", "CI", "MC", "HM"]), st.sampled_from([PT, OT, PHYSICIAN]))
def test_any_day(lines: list[tuple[Any, ...]], filing: str, taxonomy: str) -> None:
    texts = [
        f"SV1*{':'.join(['HC', code, *modifiers])}*50*{quantity}***1~{date}"
        for code, modifiers, quantity, *_, date in lines
    ]
    rows = [
        {
            "claim_id": "C1",
            "line": str(number),
            "service_date": "2026-03-09",
            "procedure": code,
            "minutes": minutes,
            "assistant_minutes": assistant if minutes else "",
            "separate_service": answer,
            "kx_justified": answer,
        }
        for number, (code, _, _, minutes, assistant, answer, _) in enumerate(lines, 1)
    ]
    used = UsedAmount("1EG4TE5MK73", 2026, "PT_SLP", Decimal(2450), None, "EHR")
    scrub(
        one_claim(ClaimText(texts, taxonomy=taxonomy), claim_filing=filing).encode(),
        treatments=TreatmentLog(treatment_row(at, row) for at, row in enumerate(rows, 2)),
        therapy_used=TherapyUsed([used]),
    )


@given(
    st.lists(st.sampled_from(["100", "-5", "0", "1,5", "0.005", ""]), min_size=1, max_size=3),
    st.sampled_from(["1", "2", "1:1", "", "A", "13"]),
    st.sampled_from(["D8*20260309", "D8*20260311", "D8*2026", "RD8*20260309-20260308"]),
    st.sampled_from(["1730251182", "1730251183", "173025118"]),
    st.sampled_from(["", "AMT*F5*20~", "AMT*F5*2O~"]),
)
def test_any_claim(charges: list[str], pointer: str, date: str, npi: str, amounts: str) -> None:
    lines = [
        f"SV1*HC:97530:GP*{charge}*UN*1***{pointer}~DTP*472*{date}~NM1*DK*1*OTHER*ANN****XX*{npi}~"
        for charge in charges
    ]
    claim = ClaimText(lines, total=charges[0] or " ", amounts=amounts)
    scrub(one_claim(claim).encode())
    scrub(one_claim(f"{claim}{claim}").encode())
