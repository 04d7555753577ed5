"""Therapy dollars in a 271: what is told of them, and by which form."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from scrubber.payer_answers import TherapyAmount, read_therapy_amounts
from scrubber.tables import load_tables
from scrubber.x12 import NotReadable
from tests.payer_edi import eligibility, interchange

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
YEAR = "DTP*292*RD8*20260101-20261231~"
USED = "EB*D**AD*MB***412.50~" + YEAR + "MSG*USED AMOUNT"


def amounts(*benefits: str, **more: str) -> list[TherapyAmount]:
    return list(read_therapy_amounts(BytesIO(eligibility(*benefits, **more)), load_tables()))


def test_an_amount_used() -> None:
    (found,) = amounts(USED)
    assert found.form is not None
    assert (found.form.pool, found.form.says, found.form.confirmed) == ("OT", "used", False)
    assert (found.benefit.dollars, found.year) == (Decimal("412.50"), 2026)
    assert found.benefit.member_id == "1EG4TE5MK73"
    assert found.benefit.segment == 12
    assert "1EG4TE5MK73" not in repr(found)


def test_no_form_is_confirmed() -> None:
    """Once one is, say in the README that its amounts are taken."""
    assert not any(row.confirmed for row in load_tables().eligibility_amounts.rows)


@pytest.mark.parametrize(
    ("dates", "year", "as_of"),
    [
        ("DTP*292*RD8*20260101-20261231~", 2026, date(2026, 3, 15)),
        ("DTP*292*RD8*20260101-20260310~", 2026, date(2026, 3, 10)),
        ("DTP*292*D8*20260310~", 2026, date(2026, 3, 10)),
        ("DTP*292*RD8*20250101-20251231~", 2025, date(2025, 12, 31)),
        ("DTP*292*RD8*20250701-20260630~", None, date(2026, 3, 15)),
        ("DTP*291*RD8*20260101-20261231~", None, date(2026, 3, 15)),
        ("", None, date(2026, 3, 15)),
    ],
)
def test_the_year_and_the_day(dates: str, year: int | None, as_of: date) -> None:
    (found,) = amounts("EB*D**AD*MB***412.50~" + dates + "MSG*USED AMOUNT")
    assert (found.year, found.as_of) == (year, as_of)


@pytest.mark.parametrize(
    ("benefit", "pool", "says"),
    [
        ("EB*D**AE*MB**23*900~" + YEAR + "MSG*Used Amount", "PT_SLP", "used"),
        ("EB*F*IND*AD*MB**29*1860~" + YEAR, "OT", "remaining"),
        ("EB*F*IND*AE*MB**29*1860~" + YEAR, "PT_SLP", "remaining"),
    ],
)
def test_known_forms(benefit: str, pool: str, says: str) -> None:
    (found,) = amounts(benefit)
    assert found.form is not None
    assert (found.form.pool, found.form.says) == (pool, says)


@pytest.mark.parametrize(
    "benefit",
    [
        "EB*D**AD*MB***412.50~" + YEAR,
        "EB*D**AD*MB***412.50~" + YEAR + "MSG*UNUSED AMOUNT",
        "EB*D**AF*MB***412.50~" + YEAR + "MSG*USED AMOUNT",
        "EB*D**AD^AE*MB***412.50~" + YEAR + "MSG*USED AMOUNT",
        "EB*D**AE^AF*MB***412.50~" + YEAR + "MSG*USED AMOUNT",
        "EB*D**AD*MB**29*412.50~" + YEAR + "MSG*USED AMOUNT",
        "EB*F*IND**MB*PHYSICAL AND SPEECH*29*1860~" + YEAR,
    ],
)
def test_what_may_be_one_is_told_without_a_form(benefit: str) -> None:
    (found,) = amounts(benefit)
    assert found.form is None


@pytest.mark.parametrize(
    "benefit",
    [
        "EB*1**AD*MB",
        "EB*B**AD*MB**27*20",
        "EB*D**30*MB***412.50~" + YEAR + "MSG*USED AMOUNT",
        "EB*D**AD*HM***412.50~" + YEAR + "MSG*USED AMOUNT",
        "EB*D**AD*MB***FOUR~" + YEAR + "MSG*USED AMOUNT",
    ],
)
def test_what_cannot_be_one_is_not_told(benefit: str) -> None:
    assert amounts(benefit) == []


def test_a_dependents_amount_is_nobodys() -> None:
    dependent = "HL*4*3*23*0~NM1*03*1*SAMPLE*BOB~NM1*IL*1*SAMPLE*BOB****MI*X~" + USED
    (found,) = amounts(dependent)
    assert found.benefit.member_id == ""


def test_other_parties_of_a_benefit_end_it() -> None:
    benefit = "EB*D**AD*MB***412.50~LS*2120~NM1*PR*2*OTHER~MSG*USED AMOUNT~LE*2120"
    (found,) = amounts(benefit, "EB*1**30")
    assert found.benefit.messages == ()


def test_each_subscriber_has_their_own() -> None:
    second = "HL*4*2*22*0~NM1*IL*1*SAMPLE*CAL****MI*OTHER~" + USED
    assert [found.benefit.member_id for found in amounts(USED, second)] == ["1EG4TE5MK73", "OTHER"]


def test_other_separators() -> None:
    (found,) = amounts(USED, separators="|>!\n")
    assert found.form is not None


def test_what_is_no_271_is_refused() -> None:
    old = interchange("HB", "004010X092A1", ["ST*271*0001~SE*2*0001~"])
    with pytest.raises(NotReadable, match=r"only 271 5010 \(005010X279 or 005010X279A1\) is read"):
        list(read_therapy_amounts(BytesIO(old), load_tables()))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_the_corpus() -> None:
    (path,) = (CORPUS / "files").glob("*.271")
    with path.open("rb") as source:
        assert list(read_therapy_amounts(source, load_tables())) == []
