"""Days that one verdict cannot tell: several answers would do, or the file is not a plain one."""

import re
from pathlib import Path

import pytest

from tests.golden.harness import Day, L, Verdict, corrected, flagged, held
from tests.treatment.days import PT


def flags_of(day: Day) -> set[tuple[int, str, str]]:
    return {(found.line, found.rule, found.action) for found in day.found(day.scrubbed())}


@pytest.mark.parametrize("minutes", [20, 8, 19])
def test_one_unit_too_many_between_equal_remainders_is_the_therapists_to_settle(
    minutes: int,
) -> None:
    units = minutes // 15 + 1
    lines = (L("97530", units=units, minutes=minutes), L("97110", units=units, minutes=minutes))
    found = flags_of(Day("tie", lines))
    assert found
    assert found <= {(1, "TH101", "flagged"), (2, "TH101", "flagged")}


def test_minutes_that_a_remark_mentions_do_not_replace_those_that_the_claim_sends() -> None:
    line = L("97530", unit="MJ", units=30, charge=100, line_note="CAME 15 MINUTES LATE")
    day = Day("remark", (line,))
    assert day.found(day.scrubbed()) in (
        [corrected(1, "TH105", 2)],
        [flagged(1, "TH105")],
    )


def test_no_units_are_made_of_more_minutes_than_a_day_has() -> None:
    day = Day("too many", (L("97530", unit="MJ", units=5000, charge=50),))
    assert not any(action == "corrected" for _, _, action in flags_of(day))


@pytest.mark.parametrize(
    ("units", "minutes", "verdict"),
    [
        ((1, 1), (8, 8), []),
        ((2, 1), (20, 20), [corrected(1, "TH101", 1)]),
        ((2, 2), (23, 23), []),
        ((3, 2), (23, 23), [corrected(1, "TH101", 2)]),
        ((1, 1), (5, 5), [held(1, "TH101"), held(2, "TH101")]),
    ],
)
def test_a_payer_that_counts_each_code_for_itself(
    tmp_path: Path, units: tuple[int, int], minutes: tuple[int, int], verdict: list[Verdict]
) -> None:
    (tmp_path / "acme.yaml").write_text(
        "profile: acme\ntitle: Acme\nmatch: {payer_ids: [PAYER1]}\nunit_method: ama_midpoint\n"
        "sources: [{title: manual, checked: 2026-11-21}]\n"
    )
    lines = tuple(
        L(code, units=count, minutes=given)
        for code, count, given in zip(("97530", "97110"), units, minutes, strict=True)
    )
    day = Day("midpoint", lines, filing="CI")
    assert day.found(day.scrubbed(payers=tmp_path)) == verdict


def test_a_telephone_number_raises_no_units() -> None:
    day = Day("telephone", (L("97530", line_note="CALL 555-1234"),), attest="TH102")
    assert not any(action == "corrected" for _, _, action in flags_of(day))


def billed_by(entity: str) -> Day:
    """A day without rendering provider whose billing provider has a therapist's taxonomy."""

    class Billed(Day):
        @property
        def text(self) -> str:
            text = super().text.replace("261QR0400X", PT)
            return re.sub(r"(?<=NM1\*85\*)\d", entity, text)

    return Billed("billing", (L("97530", "", minutes=15),), rendering=False)


def test_the_taxonomy_of_a_person_who_bills_settles_the_discipline() -> None:
    assert flags_of(billed_by("1")) == {(1, "TH201", "corrected")}


def test_a_therapists_taxonomy_settles_the_discipline_whoever_bills_by_it() -> None:
    assert flags_of(billed_by("2")) == {(1, "TH201", "corrected")}
