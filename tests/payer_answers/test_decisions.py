"""What an 835 decides of a line: the allowed amount, and what is a denial."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scrubber.payer_answers import ClaimPayment, LineDecision, ServicePayment, decisions
from scrubber.tables import load_tables
from tests.payer_edi import Payment, adjustment, claim_payment, service


def decided(claim: ClaimPayment) -> list[LineDecision]:
    return list(decisions(claim, load_tables()))


def line_decided(line: ServicePayment, **claim: object) -> LineDecision:
    (found,) = decided(claim_payment(line, **claim))  # type: ignore[arg-type]
    return found


def paid(charge: str, paid: str, *taken: str, **more: object) -> ServicePayment:
    """`CO 45 40.00` takes that much."""
    adjustments = (adjustment(*one.rsplit(" ", 1)) for one in taken)
    return service("97530:GP", charge, paid, *adjustments, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        (paid("100", "60", "CO 45 25", "PR 2 15"), "75"),
        (paid("100", "0", "CO 45 25", "PR 1 75"), "75"),
        (paid("100", "60", "CO 45 20", "PR 3 20"), "80"),
        # CMS's own example of CR 8378: 100 approved, 50 deductible, 10 coinsurance, 0.80 withheld
        (paid("120", "39.20", "CO 45 20", "PR 1 50", "PR 2 10", "CO 253 .80"), "100"),
        (paid("100", "60", "CO 45 25", "PR 2 15", allowed="70"), "70"),
        (paid("100", "0", "CO 151 100"), "0"),
        (paid("100", "50", "CO 45 25", "PR 96 25"), "50"),
        (paid("100", "-60", "CO 45 160"), "-60"),
    ],
)
def test_what_is_allowed(line: ServicePayment, allowed: str) -> None:
    assert line_decided(line).allowed == Decimal(allowed)


def test_a_line_that_does_not_balance_allows_nobody_knows_what() -> None:
    line = paid("100", "60", "CO 45 25")
    assert line_decided(line).allowed is None
    assert line_decided(replace(line, stated_allowed=Decimal(75))).allowed == 75


def test_sequestration_is_part_of_the_allowed_amount_from_2013() -> None:
    before = paid("100", "78.40", "PR 2 20", "CO 253 1.60", day=date(2013, 3, 31))
    assert line_decided(before).allowed == Decimal("98.40")
    since = replace(before, service_date=date(2013, 4, 1))
    assert line_decided(since).allowed == 100


def test_a_line_without_a_date_is_judged_by_that_of_the_payment() -> None:
    line = paid("100", "80", "PR 2 20", day=None)
    assert line_decided(line).allowed == 100
    assert line_decided(line, payment=Payment("MEDB", None)).allowed is None


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        (paid("100", "0", "CO 151 100"), ("151",)),
        (paid("100", "0", "CO 45 25", "CO 97 75"), ("97",)),
        (paid("100", "0", "PR 119 100"), ("119",)),
        (paid("100", "0", "PI 16 60", "OA 18 40"), ("16", "18")),
        (paid("100", "0", "CO 4 50", "PR 4 50", allowed="0"), ("4",)),
    ],
)
def test_denied(line: ServicePayment, codes: tuple[str, ...]) -> None:
    found = line_decided(line)
    assert (found.denied, found.carcs) == (True, codes)


@pytest.mark.parametrize(
    "line",
    [
        paid("100", "0", "CO 45 100"),
        paid("100", "0", "PR 1 100"),
        paid("100", "0", "CO 45 20", "OA 23 80"),
        paid("100", "20", "CO 151 80"),
        paid("100", "0", "CO 151 50", "PR 1 50"),
        paid("100", "0", "CO 151 100", allowed="80"),
        paid("100", "0", "CO 151 90"),
        paid("0", "0", "CO 151 0"),
    ],
)
def test_not_denied(line: ServicePayment) -> None:
    assert not line_decided(line).denied


def test_remark_codes_go_with_their_line() -> None:
    line = paid("100", "0", "CO 16 100", remarks=("M51",))
    assert line_decided(line, remarks=("MA01",)).rarcs == ("M51",)


def test_a_claim_without_lines_is_decided_as_one() -> None:
    claim = claim_payment(
        adjustments=(adjustment("CO 29", "90"),), charge="90", paid="0", remarks=("MA130",)
    )
    (found,) = decided(claim)
    assert (found.denied, found.carcs, found.rarcs) == (True, ("29",), ("MA130",))
    assert (found.line.procedure, found.line.charge) == ("", 90)


def test_a_claim_that_is_turned_down_as_a_whole_denies_its_lines() -> None:
    lines = (service("97530:GP", "60", "60"), service("97140:GP", "40", "40"))
    claim = claim_payment(*lines, adjustments=(adjustment("CO 29", "100"),))
    assert claim.balances
    found = decided(claim)
    assert [one.line for one in found] == list(lines)
    assert all((one.allowed, one.denied, one.carcs) == (0, True, ("29",)) for one in found)


def test_other_adjustments_of_a_claim_are_of_no_line() -> None:
    lines = (service("97530:GP", "60", "60"), service("97140:GP", "40", "40", allowed="30"))
    claim = claim_payment(*lines, adjustments=(adjustment("PR 1", "50"),))
    assert [one.allowed for one in decided(claim)] == [None, 30]
