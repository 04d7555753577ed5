"""CL101: totals and charges that are no amounts, and what is told of the difference."""

import pytest

from tests.discrepancies.proof import log, of_rule, proven, row
from tests.edi import ClaimText, one_claim

THREE_UNITS = "SV1*HC:97530:GP*150*UN*3***1~"


@pytest.mark.parametrize(
    ("total", "charge"), [("1S0", "150"), ("150", "1S0"), ("1S0", "1S0"), ("150", "")]
)
def test_what_is_no_amount_cannot_be_in_balance(total: str, charge: str) -> None:
    line = f"SV1*HC:97530:GP*{charge}*UN*3***1~"
    result = proven(one_claim(ClaimText([line], total=total)))
    (record,) = of_rule(result.discrepancies, "CL101")
    assert (record.action, record.claim_id, record.element) == ("flagged", "C1", "CLM02")
    assert record.before == total
    assert record.message == "CLM02 or an SV102 is no amount, so the claim cannot be in balance"


@pytest.mark.parametrize(("total", "difference"), [("175", "+25.00"), ("149.5", "-0.50")])
def test_the_difference_that_came_with_the_claim_is_told(total: str, difference: str) -> None:
    result = proven(one_claim(ClaimText([THREE_UNITS], total=total)))
    (record,) = of_rule(result.discrepancies, "CL101")
    assert record.message == f"CLM02 is {total}, and the lines add up to 150"
    assert record.evidence == (f"difference {difference}, as the claim came",)
    assert (record.element, record.before, record.after) == ("CLM02", total, None)


def test_a_total_that_follows_says_by_how_much() -> None:
    result = proven(one_claim(ClaimText([THREE_UNITS])), treatments=log(row(minutes="23")))
    (record,) = of_rule(result.discrepancies, "CL101")
    assert record.message == "the total follows the corrected line charges"
    assert record.evidence == ("SV102 corrections on this claim: -50.00",)
    assert (record.claim_id, record.element, record.after) == ("C1", "CLM02", "100")


@pytest.mark.parametrize("total", ["150.0", "150.00", "0150"])
def test_a_total_in_balance_stays_as_it_is_written(total: str) -> None:
    text = one_claim(ClaimText([THREE_UNITS], total=total))
    result = proven(text)
    assert of_rule(result.discrepancies, "CL101") == []
    assert result.corrected == text.encode()
