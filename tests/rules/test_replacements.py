"""A claim and the one that replaces it do not stand at the same time: their lines add up to no day
and make no pair."""

import pytest

from scrubber import ScrubResult
from tests.discrepancies.proof import of_rule, proven
from tests.edi import ClaimText, billing_provider, envelope, header, subscriber

FOUR = "SV1*HC:97530:GP*200*UN*4***1~"
CAPPED = "SV1*HC:97110:GP*120*UN*3***1~"
ABA = "SV1*HC:97153*120*UN*4***1~"
MANUAL = "SV1*HC:97140:GP*45*UN*1***1~"
ANTHEM = {"claim_filing": "BL", "payer_name": "ANTHEM BCBS"}


def both(first: str, second: str, frequency: str = "7", **payer: str) -> ScrubResult:
    """Two claims of one number; the second is a replacement, or sent once more."""
    claims = str(ClaimText([first])) + str(ClaimText([second], frequency=frequency))
    text = envelope(header() + billing_provider() + subscriber(**payer) + claims)  # type: ignore[arg-type]
    return proven(text, attest=["TH301"], attested_by="A. Biller")


@pytest.mark.parametrize(
    ("rule", "first", "second", "payer"),
    [
        ("TH107", FOUR, FOUR, {}),
        ("TH110", CAPPED, CAPPED, ANTHEM),
        ("TH302", FOUR, ABA, {}),
        ("TH301", FOUR, MANUAL, {"claim_filing": "CI"}),
    ],
)
def test_what_is_replaced_counts_no_more(
    rule: str, first: str, second: str, payer: dict[str, str]
) -> None:
    assert not of_rule(both(first, second, **payer).discrepancies, rule)


@pytest.mark.parametrize(
    ("rule", "first", "second", "payer"),
    [
        ("TH107", FOUR, FOUR, {}),
        ("TH110", CAPPED, CAPPED, ANTHEM),
        ("TH302", FOUR, ABA, {}),
        ("TH301", FOUR, MANUAL, {"claim_filing": "CI"}),
    ],
)
def test_what_is_sent_once_more_counts(
    rule: str, first: str, second: str, payer: dict[str, str]
) -> None:
    assert of_rule(both(first, second, frequency="1", **payer).discrepancies, rule)


def test_a_replaced_claim_is_judged_by_itself() -> None:
    seven = "SV1*HC:97530:GP*350*UN*7***1~"
    assert len(of_rule(both(seven, FOUR).discrepancies, "TH107")) == 1
    assert len(of_rule(both(seven, seven).discrepancies, "TH107")) == 2
