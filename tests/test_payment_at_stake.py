"""What a finding puts at stake, in dollars, and what the summary makes of it."""

from decimal import Decimal

import pytest

from scrubber import ScrubResult
from scrubber.evidence import TherapyUsed, UsedAmount
from tests.discrepancies.proof import log, of_rule, proven, row
from tests.edi import ClaimText, one_claim

IN_2025 = "20250310"
TWO_UNITS = "SV1*HC:97530:{}*100*UN*2***1~"


def scrubbed(
    *lines: str, date: str = IN_2025, filing: str = "MB", **options: object
) -> ScrubResult:
    return proven(one_claim(ClaimText(lines, date=date), claim_filing=filing), **options)


def stakes(result: ScrubResult, rule: str) -> list[tuple[str | None, str | None]]:
    return [
        (record.payment_at_stake, record.payment_basis)
        for record in of_rule(result.discrepancies, rule)
    ]


def logged(minutes: str) -> dict[str, object]:
    return {"treatments": log(row(service_date="2025-03-10", minutes=minutes))}


@pytest.mark.parametrize(
    ("units", "dollars"), [(1, "34.61"), (2, "59.19"), (3, "83.77"), (6, "157.51")]
)
def test_97530_in_2025_is_34_61_for_a_first_unit_and_24_58_for_a_further_one(
    units: int, dollars: str
) -> None:
    result = scrubbed(f"SV1*HC:97530*900*UN*{units}***1~")
    assert stakes(result, "TH201") == [(dollars, "fee schedule")]
    assert result.summary.payment_at_stake.corrected == dollars
    assert result.summary.payment_at_stake.open == "0.00"


def test_a_denied_line_is_valued_in_its_day() -> None:
    result = scrubbed("SV1*HC:97530:GP*100*UN*2***1~", "SV1*HC:97110*45*UN*1***1~", date=IN_2025)
    assert stakes(result, "TH201") == [("21.83", "fee schedule")]


def test_units_too_many_put_their_difference_at_stake() -> None:
    result = scrubbed("SV1*HC:97530:GP*150*UN*3***1~", **logged("23"))
    assert set(stakes(result, "TH101")) == {("24.58", "fee schedule")}


def test_units_too_few_lose_their_difference() -> None:
    result = scrubbed("SV1*HC:97530:GP*50*UN*1***1~", **logged("30"))
    assert stakes(result, "TH102") == [("24.58", "fee schedule")]
    assert result.summary.payment_at_stake.open == "24.58"


def test_a_line_that_supports_no_unit_puts_all_of_it_at_stake() -> None:
    result = scrubbed("SV1*HC:97530:GP*50*UN*1***1~", **logged("7"))
    assert stakes(result, "TH101") == [("34.61", "fee schedule")]


def test_where_no_fee_is_published_it_is_the_charge() -> None:
    result = scrubbed("SV1*HC:97530:GP*50*UN*1***1~", "SV1*HC:97153*120*UN*4***1~")
    assert stakes(result, "TH302") == [("120.00", "charge")]


def test_no_more_than_the_charge() -> None:
    assert stakes(scrubbed("SV1*HC:97530*20*UN*1***1~"), "TH201") == [("20.00", "fee schedule")]


def test_a_finding_that_predicts_no_denial_puts_nothing_at_stake() -> None:
    result = scrubbed("SV1*HC:97530:GP*100*UN*2***1~")
    assert stakes(result, "TH104") == [(None, None)]
    assert result.summary.payment_at_stake.open == "0.00"


def test_a_doubt_that_is_only_told_puts_nothing_at_stake() -> None:
    text = ClaimText(["SV1*HC:97150:GN*100*UN*1***1~"], date=IN_2025, taxonomy="235Z00000X")
    result = proven(one_claim(text))
    assert stakes(result, "TH208") == [(None, None)]
    assert result.summary.payment_at_stake.open == "0.00"


def test_a_line_is_lost_once_whatever_number_of_findings_would_lose_it() -> None:
    used = TherapyUsed(
        UsedAmount("1EG4TE5MK73", 2025, pool, Decimal(2405), None, "") for pool in ("PT_SLP", "OT")
    )
    result = scrubbed("SV1*HC:97530*150*UN*3***1~", therapy_used=used, **logged("30"))
    assert {record.rule for record in result.discrepancies} >= {"TH101", "TH201", "TH401"}
    # TH401 is left to a person: the two units that remain. What is corrected besides is not
    # counted again.
    assert stakes(result, "TH401") == [("59.19", "fee schedule")]
    assert result.summary.payment_at_stake.open == "59.19"
    assert result.summary.payment_at_stake.corrected == "0.00"


def test_a_claim_out_of_balance_covers_its_lines() -> None:
    clm = "CLM*C1*175***11:B:1*Y*A*Y*Y~"
    text = one_claim(
        ClaimText(
            ["SV1*HC:97530:GP*100*UN*2***1~", "SV1*HC:97110*45*UN*1***1~"], date=IN_2025, clm=clm
        )
    )
    result = proven(text)
    assert stakes(result, "CL101") == [("81.02", "fee schedule")]
    assert result.summary.payment_at_stake.open == "81.02"


def test_an_assistants_line_is_valued_at_its_share() -> None:
    result = scrubbed("SV1*HC:97530:GO:CQ*100*UN*2***1~")
    assert stakes(result, "TH207") == [("50.31", "fee schedule")]


def test_units_too_many_are_worth_no_more_than_is_charged_for_them() -> None:
    result = scrubbed("SV1*HC:97530:GP*30*UN*3***1~", **logged("23"))
    assert set(stakes(result, "TH101")) == {("10.00", "fee schedule")}


@pytest.mark.parametrize("charge", ["-150", "0"])
def test_of_nothing_that_is_charged_nothing_is_at_stake(charge: str) -> None:
    lines = [f"SV1*HC:97530*{charge}*UN*3***1~", f"SV1*HC:97530:GP*{charge}*UN*3***1~"]
    rows = [row(line=str(n), service_date="2025-03-10", minutes="30") for n in (1, 2)]
    assisted = [cells | {"assistant_minutes": "30"} for cells in rows]
    result = scrubbed(*lines, treatments=log(*assisted))
    told = {record.payment_at_stake for record in result.discrepancies} - {None}
    assert told == {"0.00"}
    assert result.summary.payment_at_stake.open == "0.00"


def test_a_charge_that_is_no_amount_bounds_nothing() -> None:
    used = TherapyUsed([UsedAmount("1EG4TE5MK73", 2025, "PT_SLP", Decimal(2405), None, "")])
    text = one_claim(ClaimText(["SV1*HC:97530:KX*1O0*UN*1***1~"], date=IN_2025, total="100"))
    result = proven(text, therapy_used=used)
    assert stakes(result, "TH201") == [("34.61", "fee schedule")]
    # 2,405 and 34.61 are over 2,410: nothing says that KX is not due.
    assert not of_rule(result.discrepancies, "TH402")


def test_what_is_corrected_beyond_what_is_left_counts_as_corrected() -> None:
    # GP is added to a line worth 59.19, and one of its units is to be split off for CQ: 15 percent
    # of half of it is left.
    rows = log(row(service_date="2025-03-10", minutes="30", assistant_minutes="15"))
    result = scrubbed("SV1*HC:97530*100*UN*2***1~", treatments=rows)
    assert stakes(result, "TH201") == [("59.19", "fee schedule")]
    assert stakes(result, "TH206") == [("4.44", "fee schedule")]
    assert result.summary.payment_at_stake.open == "4.44"
    assert result.summary.payment_at_stake.corrected == "54.75"
