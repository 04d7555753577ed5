"""Which claims a file has."""

from io import BytesIO

from scrubber.ledger.filed_claims import filed_claims
from scrubber.ledger.records import FiledClaim
from scrubber.options import Options
from tests import edi
from tests.cli.console import CLEAN_LINE


def claims_in(*bodies: str) -> list[FiledClaim]:
    text = edi.envelope(*(edi.header() + edi.billing_provider() + body for body in bodies))
    return list(filed_claims(lambda: BytesIO(text.encode()), Options()))


def claim(claim_id: str, line: str = CLEAN_LINE, **given: str) -> str:
    return str(edi.ClaimText([line], claim_id=claim_id, **given))  # type: ignore[arg-type]


def test_every_judged_claim_of_every_set_with_its_subscriber() -> None:
    of_ada, of_bea = edi.subscriber(member="A1"), edi.subscriber(hl=3, member="B2")
    first = of_ada + claim("C1") + claim("C2") + of_bea + claim("C3")
    assert claims_in(first, edi.subscriber(member="D4") + claim("C4")) == [
        ("A1", "C1", ""),
        ("A1", "C2", ""),
        ("B2", "C3", ""),
        ("D4", "C4", ""),
    ]


def test_another_payers_subscriber_is_not_the_claims() -> None:
    other = "SBR*S*18*******CI~OI***Y***Y~NM1*IL*1*SAMPLE*ADA****MI*OTHER~NM1*PR*2*X*****PI*P2~"
    body = edi.subscriber(member="A1") + claim("C1", extra=other) + claim("C2")
    assert [each.member_id for each in claims_in(body)] == ["A1", "A1"]


def test_what_replaces_or_takes_back_names_the_payers_number() -> None:
    said = "REF*F8*ICN7~"
    body = edi.subscriber(member="A1") + "".join(
        claim(f"C{frequency}", frequency=frequency, amounts=said) for frequency in "178"
    )
    assert [each.replaces for each in claims_in(body)] == ["", "ICN7", "ICN7"]


def test_claims_without_a_code_of_interest_are_left_out() -> None:
    body = edi.subscriber(member="A1") + claim("C1", "SV1*HC:99213*100*UN*1***1~") + claim("C2")
    assert [each.claim_id for each in claims_in(body)] == ["C2"]


def test_a_file_that_cannot_be_read_to_its_end_tells_what_can_be_read() -> None:
    body = edi.subscriber(member="A1") + claim("C1")
    text = edi.envelope(*[edi.header() + edi.billing_provider() + body] * 2)
    cut = text[: text.rindex("CLM*")]
    found = filed_claims(lambda: BytesIO(cut.encode()), Options())
    assert [each.claim_id for each in found] == ["C1"]
    assert repr(FiledClaim("A1", "C1")) == "FiledClaim()"
