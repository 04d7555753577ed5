"""271s imported: what is taken, what is only listed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scrubber.ledger import Ledger
from scrubber.ledger import eligibility as importing
from scrubber.ledger.schema import amounts, imports
from scrubber.payer_answers import read_therapy_amounts
from tests.ledger.answers import import_271, rows
from tests.ledger.entries import MEMBER, used
from tests.payer_edi import eligibility

YEAR = "DTP*292*RD8*20260101-20261231~"
USED = "EB*D**AE*MB***412.50~" + YEAR + "MSG*USED AMOUNT"


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def test_an_unconfirmed_form_is_listed_and_leaves_no_trace(ledger: Ledger) -> None:
    found = import_271(ledger, eligibility(USED))
    assert (found.counts.taken, found.before) == (0, "")
    (listed,) = found.counts.listed
    assert listed.startswith("segment 12 (EB D AE): 412.50 of 2026: it looks like PT_SLP used, ")
    assert rows(ledger, imports, "id") == []


def test_it_is_taken_on_a_persons_word(ledger: Ledger) -> None:
    data = eligibility(USED)
    import_271(ledger, data)
    assert import_271(ledger, data, accept=True).counts.taken == 1
    (row,) = rows(
        ledger, amounts, "year", "pool", "amount_cents", "as_of", "source", "told", "import_id"
    )
    told = "271, its form confirmed by tester"
    assert tuple(row) == (2026, "PT_SLP", 41250, "2026-03-15", "eligibility", told, 1)
    amount = used(ledger, member=MEMBER.lower())
    assert amount is not None
    assert (str(amount.amount), str(amount.as_of)) == ("412.50", "2026-03-15")
    again = import_271(ledger, data, accept=True)
    assert (again.counts.taken, bool(again.before)) == (1, True)
    assert len(rows(ledger, amounts, "id")) == 1


def test_a_confirmed_form_is_taken_by_itself(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be once a row of cms/eligibility_amounts is."""

    def confirmed(*of: object) -> Iterator[object]:
        for amount in read_therapy_amounts(*of):  # type: ignore[arg-type]
            assert amount.form
            yield replace(amount, form=replace(amount.form, confirmed=True))

    monkeypatch.setattr(importing, "read_therapy_amounts", confirmed)
    assert import_271(ledger, eligibility(USED)).counts.taken == 1
    assert rows(ledger, amounts, "told") == [("271",)]


@pytest.mark.parametrize(
    ("benefit", "reason"),
    [
        ("EB*D**AF*MB***10~" + YEAR + "MSG*USED AMOUNT", "10.00 of 2026: its form is not known"),
        ("EB*F*IND*AD*MB**29*1860~" + YEAR, "(EB F AD 29): 1,860.00 of 2026: it says what of OT"),
        ("EB*D**AD*MB***10~MSG*USED AMOUNT", "10.00: it names no calendar year"),
        ("EB*D**AD*MB***-10~" + YEAR + "MSG*USED AMOUNT", "no amount that can have been used"),
        ("EB*D**AD*MB***99999999999999~" + YEAR + "MSG*USED AMOUNT", "no amount that can have"),
        ("HL*4*3*23*0~" + USED, "it is no subscriber's"),
    ],
)  # fmt: skip
def test_what_is_surely_no_amount_used_is_never_taken(
    tmp_path: object, benefit: str, reason: str
) -> None:
    with Ledger.open(f"{tmp_path}/ledger.sqlite") as quick:
        found = import_271(quick, eligibility(benefit), accept=True)
        assert found.counts.taken == 0
        (listed,) = found.counts.listed
        assert reason in listed
        assert MEMBER not in listed


def test_of_several_amounts_those_that_can_be_are_taken(ledger: Ledger) -> None:
    other = "EB*F*IND*AD*MB**29*1860~" + YEAR
    found = import_271(ledger, eligibility(USED, other), accept=True)
    assert (found.counts.taken, len(found.counts.listed)) == (1, 1)
