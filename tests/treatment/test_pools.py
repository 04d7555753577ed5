"""Treatment days and their pools: which lines count together, and when they can be counted."""

from collections.abc import Sequence
from datetime import date

import pytest

from scrubber.evidence import LineEvidence, Minutes
from scrubber.tables import load_tables
from scrubber.treatment import Pool, TreatmentDay, TreatmentLine, build_day, group_by_day, who_of
from tests.edi import ClaimText, billing_provider, envelope, header, one_claim, subscriber
from tests.treatment.days import (
    OT,
    PHYSICIAN,
    PT,
    claims_in,
    day_of,
    days_in,
    dependent,
    file_of,
    rendered_by,
    sv1,
)

TABLES = load_tables()
THREE_DAYS = "DTP*472*RD8*20260309-20260311~"


def pools(day: TreatmentDay) -> list[Pool[TreatmentLine]]:
    return day.pools


def procedures(days: Sequence[TreatmentDay]) -> list[list[str]]:
    return [[line.line.procedure for line in day.lines] for day in days]


def pooled(day: TreatmentDay) -> list[list[str]]:
    return [[line.line.procedure for line in pool.lines] for pool in pools(day)]


def test_a_payer_with_a_known_method_has_one_reading() -> None:
    (pool,) = pools(day_of(sv1("97530"), sv1("97110"), minutes=(8, 8)))
    assert pool.complete
    assert [method.method for method in pool.methods] == ["cms_8_minute"]
    assert [reading.total for reading in pool.readings] == [1]
    assert pool.minutes == 16


def test_an_unknown_payer_has_a_reading_by_each_method() -> None:
    lines = (sv1("97530"), sv1("97110"))
    (pool,) = pools(day_of(*lines, minutes=(8, 8), claim_filing="CI"))
    assert [method.method for method in pool.methods] == ["ama_midpoint", "cms_8_minute"]
    assert [reading.total for reading in pool.readings] == [2, 1]


@pytest.mark.parametrize(
    ("units", "minutes", "filing", "over"),
    [
        ((3,), (23,), "MB", [True]),
        ((2,), (23,), "MB", [False]),
        ((1,), (7,), "MB", [True]),
        ((1,), (0,), "MB", [True]),
        ((2, 2), (24, 23), "MB", [False, True]),
        ((2, 1), (24, 23), "MB", [False, False]),
        ((2, 1), (15, 30), "MB", [False, False]),
        ((4, 1), (30, 30), "MB", [True, False]),
        ((1, 1), (8, 8), "CI", [False, False]),
        ((2, 1), (20, 20), "CI", [False, False]),
        ((2, 2), (23, 23), "CI", [False, False]),
        ((3, 2), (23, 23), "CI", [True, False]),
        ((2, 2), (20, 16), "CI", [True, True]),
    ],
)
def test_a_line_is_over_by_every_reading_and_with_its_day(
    units: tuple[int, ...], minutes: tuple[int, ...], filing: str, over: list[bool]
) -> None:
    lines = [sv1(code, units=n) for code, n in zip(("97530", "97110"), units, strict=False)]
    (pool,) = pools(day_of(*lines, minutes=minutes, claim_filing=filing))
    assert [pool.is_over(line) for line in pool.lines] == over


@pytest.mark.parametrize("minutes", [(None, 15), (23, None), (None, None)])
def test_without_every_lines_minutes_there_is_no_reading(minutes: tuple[int | None, ...]) -> None:
    (pool,) = pools(day_of(sv1("97530", units=2), sv1("97110"), minutes=minutes))
    assert not pool.complete
    assert pool.readings == ()
    assert all(pool.due(line) == [] for line in pool.lines)


@pytest.mark.parametrize("units", ["1.5", "0", "", "-1"])
def test_without_whole_units_there_is_no_reading(units: str) -> None:
    (pool,) = pools(day_of(sv1("97530", units=units), sv1("97110"), minutes=(23, 15)))
    assert not pool.complete


def test_a_line_sent_in_minutes_counts_with_what_it_is_due() -> None:
    in_minutes = "SV1*HC:97530:GP*100*MJ*23***1~"
    (pool,) = pools(day_of(in_minutes, sv1("97110", units=2), minutes=(23, 15)))
    assert pool.complete
    assert [pool.due(line) for line in pool.lines] == [[2], [1]]
    assert pool.readings[0].billed == 4
    assert [pool.is_over(line) for line in pool.lines] == [False, True]


def test_minutes_that_are_not_sure_make_the_pool_unsure() -> None:
    text = one_claim(ClaimText([sv1("97530"), sv1("97110")]))
    (claim,) = claims_in(text)
    for sure in (True, False):
        evidence = {
            line.sv1.offset: LineEvidence(Minutes(15, "note", sure or line is claim.lines[0]))
            for line in claim.lines
        }
        day = build_day([(claim, line) for line in claim.lines], False, evidence, {}, {}, TABLES)
        assert pools(day)[0].sure is sure


@pytest.mark.parametrize(
    ("minutes", "most"), [(0, 0), (1, 1), (14, 1), (15, 2), (20, 2), (30, 3), (None, None)]
)
def test_the_most_units_that_a_lines_own_minutes_could_earn(
    minutes: int | None, most: int | None
) -> None:
    (pool,) = pools(day_of(sv1("97530", units=4), sv1("97110"), minutes=(minutes, None)))
    assert pool.most_units(pool.lines[0]) == most


def test_the_most_units_are_never_less_than_any_day_would_give() -> None:
    for minutes in range(61):
        for other in range(15):
            (pool,) = pools(day_of(sv1("97530"), sv1("97110"), minutes=(minutes, other)))
            assert pool.due(pool.lines[0])[0] <= (pool.most_units(pool.lines[0]) or 0)


def test_physical_and_occupational_therapy_are_two_pools() -> None:
    day = day_of(
        sv1("97530", "GP", 1),
        sv1("97535", "GO", 1, more=rendered_by(OT)),
        sv1("97110", "GP", 1),
        minutes=(8, 8, 15),
    )
    assert pooled(day) == [["97530", "97110"], ["97535"]]
    assert [pool.readings[0].total for pool in pools(day)] == [2, 1]


def test_the_discipline_of_a_line_without_a_modifier_is_its_therapists() -> None:
    day = day_of(sv1("97530", "GP"), sv1("97110", ""), sv1("97535", "", more=rendered_by(OT)))
    assert pooled(day) == [["97530", "97110"], ["97535"]]


def test_the_modifier_outweighs_the_therapists_taxonomy() -> None:
    day = day_of(sv1("97530", "GO"), sv1("97110", "GP"), taxonomy=PT)
    assert pooled(day) == [["97530"], ["97110"]]


def test_a_line_of_unknown_discipline_leaves_every_pool_of_the_day_open() -> None:
    unknown = sv1("97110", "", more=rendered_by(PHYSICIAN))
    day = day_of(
        sv1("97530", "GP"), unknown, sv1("97535", "GO", more=rendered_by(OT)), minutes=(23, 15, 15)
    )
    assert pooled(day) == [["97530"], ["97110"], ["97535"]]
    assert [pool.complete for pool in pools(day)] == [False, False, False]


def test_a_modifier_that_contradicts_its_therapist_settles_no_discipline() -> None:
    day = day_of(sv1("97530", "GP"), sv1("97110", "GO"), minutes=(20, 20))
    assert [pool.complete for pool in pools(day)] == [False, False]


def test_a_line_of_unknown_discipline_alone_can_be_counted() -> None:
    (pool,) = pools(day_of(sv1("97530", "", 3), taxonomy=PHYSICIAN, minutes=(23,)))
    assert pool.complete
    assert pool.is_over(pool.lines[0])


def test_untimed_codes_do_not_enter_a_pool() -> None:
    lines = [sv1(code) for code in ("97161", "97150", "G0283", "97530", "99999")]
    day = day_of(*lines, minutes=(30, 30, 15, 15, 15))
    assert pooled(day) == [["97530"]]


def test_a_line_over_several_days_does_not_enter_a_pool() -> None:
    day = day_of(sv1("97530"), sv1("97110", more=THREE_DAYS), minutes=(15, 15))
    assert pooled(day) == [["97530"]]


@pytest.mark.parametrize(
    ("days", "complete"),
    [
        ("20260309-20260311", False),
        ("20260307-20260309", False),
        ("20260308-20260310", False),
        ("20260309-", False),
        ("20260310-20260311", True),
        ("20260306-20260308", True),
    ],
)
def test_a_line_over_several_days_may_hold_minutes_of_each(days: str, complete: bool) -> None:
    ranged = sv1("97110", more=f"DTP*472*RD8*{days}~")
    text = one_claim(ClaimText([sv1("97530", units=2), ranged]))
    found = [pool.complete for day in days_in(text, minutes=(20, 15)) for pool in pools(day)]
    assert found == [complete]


def test_an_untimed_line_over_several_days_holds_no_minutes() -> None:
    day = day_of(sv1("97530"), sv1("97161", more=THREE_DAYS), minutes=(15, None))
    assert pools(day)[0].complete


def test_a_range_of_one_day_enters_the_pool() -> None:
    one_day = "DTP*472*RD8*20260309-20260309~"
    assert pooled(day_of(sv1("97530"), sv1("97110", more=one_day))) == [["97530", "97110"]]


def test_a_line_without_a_readable_date_has_no_pool() -> None:
    day = day_of(sv1("97530", more="DTP*472*D8*2026~"), minutes=(15,))
    assert day.date is None
    assert pools(day) == []


def test_two_claims_of_one_patient_are_one_day() -> None:
    claims = str(ClaimText([sv1("97530")])) + str(ClaimText([sv1("97110")], claim_id="C2"))
    days = days_in(one_claim(claims), minutes=(8, 8))
    assert procedures(days) == [["97530", "97110"]]
    assert pools(days[0])[0].readings[0].total == 1


def test_two_dates_are_two_days() -> None:
    later = sv1("97110", more="DTP*472*D8*20260310~")
    days = days_in(one_claim(ClaimText([sv1("97530"), later, sv1("97140")])))
    assert procedures(days) == [["97530", "97140"], ["97110"]]
    assert [day.date for day in days] == [date(2026, 3, 9), date(2026, 3, 10)]


def test_two_patients_are_two_days() -> None:
    text = file_of(
        subscriber(2),
        str(ClaimText([sv1("97530")])),
        subscriber(3, member="2EG4TE5MK74"),
        str(ClaimText([sv1("97110")], claim_id="C2")),
    )
    assert procedures(days_in(text)) == [["97530"], ["97110"]]


def test_two_payers_of_one_patient_are_two_days_each_by_its_own_rule() -> None:
    text = file_of(
        subscriber(2, claim_filing="MB"),
        str(ClaimText([sv1("97530")])),
        subscriber(3, claim_filing="CI"),
        str(ClaimText([sv1("97110")], claim_id="C2")),
    )
    days = days_in(text)
    assert procedures(days) == [["97530"], ["97110"]]
    assert [day.payer.profile for day in days] == ["medicare_b", "default"]


def test_two_billing_providers_are_two_days() -> None:
    text = envelope(
        header()
        + billing_provider(1)
        + subscriber(2, 1)
        + str(ClaimText([sv1("97530")]))
        + billing_provider(3, npi="1730251182")
        + subscriber(4, 3)
        + str(ClaimText([sv1("97110")], claim_id="C2"))
    )
    assert procedures(days_in(text)) == [["97530"], ["97110"]]


def test_dependents_of_one_subscriber_are_apart_from_each_other_and_from_the_subscriber() -> None:
    def claim(procedure: str, claim_id: str) -> str:
        return str(ClaimText([sv1(procedure)], claim_id=claim_id))

    text = file_of(
        subscriber(2, claim_filing="CI"),
        claim("97530", "C1"),
        dependent(3, 2, "BEN"),
        claim("97110", "C2"),
        dependent(4, 2, "CLEO"),
        claim("97112", "C3"),
        dependent(5, 2, "CLEO", born="20180101"),
        claim("97116", "C4"),
        dependent(6, 2, "BEN"),
        claim("97140", "C5"),
    )
    assert procedures(days_in(text)) == [["97530"], ["97110", "97140"], ["97112"], ["97116"]]


def test_a_void_claim_belongs_to_no_day() -> None:
    void = ClaimText([sv1("97110")], claim_id="C2", frequency="8")
    text = one_claim(str(ClaimText([sv1("97530")])) + str(void))
    assert procedures(days_in(text)) == [["97530"]]
    assert list(group_by_day(claims_in(text)).values()) == [[(0, 0)]]


def test_letters_of_either_case_are_one_patient_and_payer() -> None:
    text = file_of(
        subscriber(2, member="1eg4te5mk73", claim_filing="CI", payer_id="acme"),
        str(ClaimText([sv1("97530")])),
        subscriber(3, claim_filing="CI", payer_id="ACME"),
        str(ClaimText([sv1("97110")], claim_id="C2")),
    )
    one, other = claims_in(text)
    assert who_of(one) == who_of(other)


def test_a_patient_without_a_member_number_is_told_by_name_and_birth_date() -> None:
    text = file_of(
        subscriber(2, member="", first_name="ADA"),
        str(ClaimText([sv1("97530")])),
        subscriber(3, member="", first_name="BEA"),
        str(ClaimText([sv1("97110")], claim_id="C2")),
    )
    assert len(days_in(text)) == 2


@pytest.mark.parametrize(
    ("units", "minutes", "choice"),
    [((2, 2), (20, 20), [True, True]), ((2, 1), (20, 20), [False, False])],
)
def test_the_therapist_chooses_where_the_bill_does_not_say(
    units: tuple[int, int], minutes: tuple[int, int], choice: list[bool]
) -> None:
    lines = [sv1("97530", units=units[0]), sv1("97110", units=units[1])]
    (pool,) = pools(day_of(*lines, minutes=minutes))
    assert [pool.is_choice(line, max) for line in pool.lines] == choice
