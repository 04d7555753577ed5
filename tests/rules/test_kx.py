"""TH401, TH402 and TH403: lines that have KX, lines beside them, and how sure it is."""

from decimal import Decimal

import pytest

from scrubber.rules.examples import Given
from tests.rules.harness import findings_of

PLAIN = "SV1*HC:97530:GP*100*UN*2***1~"
WITH_KX = "SV1*HC:97530:GP:KX*100*UN*2***1~"
OVER, MAYBE_OVER, BELOW = Decimal(2470), Decimal(2410), Decimal(600)


def lines(code: str, before: str, given: Given) -> list[str | None]:
    return [record.line for record in findings_of(code, before, given)]


@pytest.mark.parametrize("used", [OVER, MAYBE_OVER])
def test_a_line_with_kx_lacks_nothing_and_hides_no_other(used: Decimal) -> None:
    assert lines("TH401", WITH_KX, Given(used=used)) == []
    assert lines("TH401", WITH_KX + PLAIN, Given(used=used)) == ["2"]
    assert lines("TH401", PLAIN + WITH_KX, Given(used=used)) == ["1"]


@pytest.mark.parametrize(
    ("used", "severity"), [(OVER, "error"), (MAYBE_OVER, "warning"), (BELOW, None)]
)
def test_what_may_be_over_is_no_error_yet(used: Decimal, severity: str | None) -> None:
    found = [record.severity for record in findings_of("TH401", PLAIN, Given(used=used))]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize("code", ["TH401", "TH402", "TH403"])
def test_a_payer_without_a_threshold_is_asked_nothing(code: str) -> None:
    assert lines(code, WITH_KX + PLAIN, Given(claim_filing="CI", used=OVER)) == []
    assert lines(code, WITH_KX + PLAIN, Given(claim_filing="CI")) == []


def test_each_line_with_kx_that_is_not_due_is_told() -> None:
    given = Given(used=BELOW)
    assert lines("TH402", WITH_KX + PLAIN + WITH_KX, given) == ["1", "3"]


def test_kx_is_not_added_over_a_threshold_that_is_not_confirmed() -> None:
    given = Given(date="20180309", used=Decimal(2500), kx_justified=("Y",))
    (record,) = findings_of("TH401", PLAIN, given)
    assert (record.action, record.after) == ("flagged", None)
    assert record.evidence[-1] == "the year's threshold is not confirmed"
