"""A claim, or a set, in a small interchange that pyx12 takes for whole."""

from io import BytesIO
from pathlib import Path

import pytest

from scrubber.claims import build_claim, claims_of
from scrubber.conformance import guide_errors
from scrubber.conformance.excerpt import interchange_of_claim, interchange_of_set
from scrubber.x12 import TransactionSet, read
from tests import edi
from tests.claims.reading import patient, transaction_sets
from tests.test_splitting import FAMILY, NO_LEVELS
from tests.x12.reading import LAYOUTS

SAMPLES = Path(__file__).resolve().parents[2] / "edi_samples"


def excerpts(text: str) -> list[bytes]:
    return [
        interchange_of_claim(piece, claim, claim.text)
        for piece in transaction_sets(text)
        for claim in claims_of(piece)
    ]


def levels(excerpt: bytes) -> list[str]:
    return [text for text in excerpt.decode().split("~") if text.startswith("HL*")]


def test_a_claim_has_its_own_levels_and_no_others() -> None:
    found = [levels(excerpt) for excerpt in excerpts(edi.envelope(FAMILY))]
    two, three = ["HL*1**20*1", "HL*2*1*22*0"], ["HL*1**20*1", "HL*2*1*22*1", "HL*3*2*23*0"]
    assert found == [two, two, three, three, two]
    assert b"CLEO" in excerpts(edi.envelope(FAMILY))[2]
    assert b"OTTO" not in excerpts(edi.envelope(FAMILY))[2]


def test_the_claim_is_read_as_in_the_file() -> None:
    (piece,) = transaction_sets(edi.envelope(FAMILY))
    for text in claims_of(piece):
        excerpt = interchange_of_claim(piece, text, text.text).decode()
        (again,) = transaction_sets(excerpt)
        ((here),) = claims_of(again)
        claim, other = build_claim(text), build_claim(here)
        assert (claim.patient, claim.billing, claim.payer) == (
            other.patient,
            other.billing,
            other.payer,
        )
        assert not again.checks


@pytest.mark.parametrize("path", sorted((SAMPLES / "clean").glob("*.837")), ids=lambda p: p.stem)
def test_every_claim_of_a_clean_sample_follows_the_guide(path: Path) -> None:
    text = path.read_bytes().decode("latin-1")
    assert [guide_errors(excerpt) for excerpt in excerpts(text)] == [()] * len(excerpts(text))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_any_layout(layout: str) -> None:
    text = LAYOUTS[layout](edi.envelope(FAMILY + patient(8, 7, "NILS")))
    for excerpt in excerpts(text):
        assert guide_errors(excerpt) == ()


def test_without_levels_a_claim_is_given_as_it_stands() -> None:
    first, *others = excerpts(NO_LEVELS)
    assert first.count(b"CLM*") == 1
    assert b"*M1~" in first
    assert all(other.count(b"CLM*") == 1 for other in others)


def test_a_set_keeps_its_own_isa_unless_pyx12_could_not_read_that() -> None:
    (piece,) = transaction_sets(edi.envelope(FAMILY))
    assert interchange_of_set(piece).decode() == edi.envelope(FAMILY)
    narrow = edi.envelope(FAMILY).replace("CLINICSENDER   *ZZ", "CLINICSENDER*ZZ", 1)
    pieces = [
        piece for piece in read(BytesIO(narrow.encode())) if isinstance(piece, TransactionSet)
    ]
    whole = interchange_of_set(pieces[0])
    assert whole.startswith(b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER")
    assert {error.level for error in guide_errors(whole)} <= {"element", "segment"}
