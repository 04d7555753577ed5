"""Therapy used: what is said last, the lines that stand since, and the file itself left out."""

import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from scrubber.evidence import TherapyUsed, UsedAmount, read_therapy_used
from scrubber.ledger import Ledger
from scrubber.ledger.schema import claims, lines
from tests.ledger.entries import MEMBER, OTHER, claim, line, receipt, record, used

YEAR = date(2026, 3, 10)


@pytest.fixture
def ledger(address: str) -> Any:
    with Ledger.open(address) as opened:
        yield opened


def adjudicate(ledger: Ledger, claim_id: str, cents: int, on: str, number: str = "ICN1") -> None:
    with ledger.database.writing() as connection:
        connection.execute(
            update(lines)
            .where(lines.c.claim_row == claims.c.id, claims.c.claim_id == claim_id)
            .values(adjudicated_cents=cents, adjudicated_on=on, payer_claim_number=number)
        )


def said(amount: str, as_of: date | None, source: str = "portal") -> TherapyUsed:
    return TherapyUsed([UsedAmount(MEMBER, 2026, "PT_SLP", Decimal(amount), as_of, source)])


def told(amount: UsedAmount | None) -> tuple[str, str, bool]:
    """The amount, what it is at the most, and whether it is complete."""
    assert amount is not None
    return f"{amount.amount:.2f}", f"{amount.at_most:.2f}", amount.complete


def test_without_anybodys_word_the_lines_are_the_least_that_is_used(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1", line(), line(line="2")), claim("C2", segment=20))
    found = used(ledger)
    assert told(found) == ("120.00", "132.00", False)
    assert found is not None
    assert found.as_of is None
    assert found.told == (
        "therapy used in 2026 (PT_SLP): 120.00, at most 132.00: "
        "ledger: 120.00 estimated for 3 lines submitted; what other providers used is not known"
    )
    assert used(ledger, member=OTHER) is None
    assert ledger.therapy_used([(MEMBER, "")]).of(MEMBER.lower(), 2025, "PT_SLP") is None


@pytest.mark.parametrize(
    ("as_of", "amount", "at_most", "parts"),
    [
        (
            date(2026, 3, 9),
            "540.00",
            "544.00",
            "500.00 as of 2026-03-09, portal; ledger: 40.00 estimated for 1 line submitted since",
        ),
        (
            YEAR,
            "500.00",
            "544.00",
            f"500.00 as of {YEAR}, portal; ledger: up to 44.00 for 1 line that may be in it",
        ),
        (
            None,
            "500.00",
            "544.00",
            "500.00, portal; ledger: up to 44.00 for 1 line that may be in it",
        ),
    ],
)
def test_a_line_counts_where_it_was_submitted_after_what_is_said(
    ledger: Ledger, as_of: date | None, amount: str, at_most: str, parts: str
) -> None:
    record(ledger, "r1", claim("C1"))
    found = used(ledger, base=said("500", as_of))
    assert told(found) == (amount, at_most, True)
    assert found is not None
    assert (found.as_of, found.source, found.made_up_of) == (as_of, "portal", parts)
    assert found.told.endswith(f"{amount}: {parts}" if amount == at_most else f"{at_most}: {parts}")


def test_an_amount_of_no_source_is_told_with_its_day(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"))
    found = used(ledger, base=said("500", date(2026, 3, 9), source=""))
    assert found is not None
    assert ": 500.00 as of 2026-03-09; ledger: 40.00" in found.told


@pytest.mark.parametrize(
    ("as_of", "amount", "at_most"),
    [
        (date(2026, 3, 19), "533.00", "533.00"),
        (date(2026, 3, 20), "500.00", "500.00"),
        (None, "500.00", "533.00"),
    ],
)
def test_an_adjudicated_line_counts_with_what_was_allowed_and_is_in_what_is_said_later(
    ledger: Ledger, as_of: date | None, amount: str, at_most: str
) -> None:
    record(ledger, "r1", claim("C1"))
    adjudicate(ledger, "C1", 3300, "2026-03-20")
    assert told(used(ledger, base=said("500", as_of))) == (amount, at_most, True)
    assert told(used(ledger)) == ("33.00", "33.00", False)


def test_a_run_without_a_date_may_be_in_whatever_is_said(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"), submitted_on="")
    assert told(used(ledger, base=said("500", date(2020, 1, 1)))) == ("500.00", "544.00", True)


def test_what_is_in_what_is_said_leaves_it_as_it_was(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"))
    adjudicate(ledger, "C1", 3300, "2026-03-20")
    found = used(ledger, base=said("500", date(2026, 4, 1)))
    assert found is not None
    assert found.told == "therapy used in 2026 (PT_SLP): 500.00 as of 2026-04-01, portal"


def test_the_latest_word_holds_and_of_two_of_one_day_the_larger(
    ledger: Ledger, tmp_path: Path
) -> None:
    path = tmp_path / "typed.csv"
    path.write_text(
        "member_id,year,pool,amount,as_of,source\n"
        f"{MEMBER.lower()},2026,PT_SLP,600,2026-03-01,MAC portal\n"
        f"{MEMBER},2026,PT_SLP,650,2026-03-05,\n"
        f"{MEMBER},2026,OT,10.50,2026-03-05,\n"
    )
    assert ledger.import_csv(path, "me").counts.amounts == 3
    found = used(ledger)
    assert told(found) == ("650.00", "650.00", True)
    assert found is not None
    assert found.source == "typed in"
    assert told(used(ledger, base=said("1", date(2026, 3, 6)))) == ("1.00", "1.00", True)
    assert told(used(ledger, base=said("1", date(2026, 3, 4)))) == ("650.00", "650.00", True)
    assert told(used(ledger, base=said("700", date(2026, 3, 5)))) == ("700.00", "700.00", True)
    of_ot = ledger.therapy_used([(MEMBER, "")]).of(MEMBER, 2026, "OT")
    assert told(of_ot) == ("10.50", "10.50", True)


def test_the_claims_of_the_file_are_left_out(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"), claim("C2", segment=20, allowed="7.00"))
    assert told(used(ledger, (MEMBER, "C1"))) == ("7.00", "7.70", False)
    assert told(used(ledger, (MEMBER.lower(), "C2"))) == ("40.00", "44.00", False)
    assert told(used(ledger, (OTHER, "C2"))) == ("47.00", "51.70", False)
    assert used(ledger, (MEMBER, "C1"), (MEMBER, "C2")) is None


def test_lines_that_do_not_count(ledger: Ledger) -> None:
    record(
        ledger,
        "r1",
        claim("C1", held=True),
        claim("C2", segment=20, frequency="8"),
        claim("C3", segment=30, pool="", allowed="", at_most=""),
        claim("", segment=40),
        claim("C4", segment=50, member_id=""),
    )
    record(ledger, "r2", claim(""))
    assert told(used(ledger)) == ("80.00", "88.00", False)  # claims without a number are not one
    assert ledger.therapy_used([("", "C4")]).of("", 2026, "PT_SLP") is None


def test_the_same_claim_again_counts_once(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"))
    record(ledger, "r2", claim("C1", allowed="50.00"))
    assert told(used(ledger)) == ("50.00", "55.00", False)
    record(ledger, "r3", claim("C1", allowed="1.00", member_id=OTHER))
    assert told(used(ledger)) == ("50.00", "55.00", False)


def test_of_one_claim_in_a_file_the_last_counts(ledger: Ledger) -> None:
    record(
        ledger,
        "r1",
        claim("C1"),
        claim("C1", "1.00", "2.00", segment=20),
        claim("C1", segment=30, allowed="9.00", held=True),
    )
    assert told(used(ledger)) == ("3.00", "3.30", False)


@pytest.mark.parametrize("frequency", ["7", "8"])
@pytest.mark.parametrize("by_number", [False, True])
def test_a_replacement_or_void_takes_its_originals_place(
    ledger: Ledger, frequency: str, by_number: bool
) -> None:
    record(ledger, "r1", claim("C1"), claim("C3", segment=20, allowed="1.00"))
    adjudicate(ledger, "C1", 3300, "2026-03-20")
    adjudicate(ledger, "C3", 100, "2026-03-20", number="ICN3")
    again = claim("C2" if by_number else "C1", "50.00", frequency=frequency, replaces="ICN1")
    record(ledger, "r2", again, submitted_on="2026-03-25")
    expected = ("51.00", "56.00", False) if frequency == "7" else ("1.00", "1.00", False)
    assert told(used(ledger)) == expected


def test_an_original_of_another_beneficiary_stays(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"))
    adjudicate(ledger, "C1", 3300, "2026-03-20")
    record(ledger, "r2", claim("C2", frequency="8", replaces="ICN1", member_id=OTHER))
    record(ledger, "r3", claim("C3", frequency="8", member_id=MEMBER))
    assert told(used(ledger)) == ("33.00", "33.00", False)


def test_a_replacement_counts_only_at_the_most_where_its_original_may_be_in_what_is_said(
    ledger: Ledger,
) -> None:
    record(ledger, "r1", claim("C1"))
    record(ledger, "r2", claim("C1", "50.00", frequency="7"), submitted_on="2026-03-25")
    record(ledger, "r3", claim("C9", "3.00", frequency="7"), submitted_on="2026-03-25")
    assert told(used(ledger, base=said("500", YEAR))) == ("500.00", "558.30", True)
    assert told(used(ledger, base=said("500", date(2026, 3, 9)))) == ("550.00", "558.30", True)
    assert told(used(ledger)) == ("53.00", "58.30", False)


def test_a_denied_original_is_in_nothing_that_is_said(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"))
    adjudicate(ledger, "C1", 0, "2026-03-12")
    record(ledger, "r2", claim("C1", "50.00"), submitted_on="2026-03-25")
    assert told(used(ledger, base=said("500", date(2026, 3, 20)))) == ("550.00", "555.00", True)


def test_a_held_claim_takes_no_place_but_its_own(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"), input_sha256="one")
    record(ledger, "r2", claim("C1", "50.00", held=True), input_sha256="other")
    assert told(used(ledger)) == ("40.00", "44.00", False)
    record(ledger, "r3", claim("C1", "50.00", held=True), input_sha256="one")
    assert used(ledger) is None
    record(ledger, "r4", claim("C1", "60.00"), input_sha256="held file", released_from="r3")
    assert told(used(ledger)) == ("60.00", "66.00", False)


def test_whether_the_original_was_taken_out(ledger: Ledger) -> None:
    record(ledger, "r1", claim("C1"), claim("C2", segment=20))
    adjudicate(ledger, "C2", 3300, "2026-03-20")
    filed = [(MEMBER, "C1"), (MEMBER, "C5", "ICN1"), (MEMBER, "C6", "ICN6"), (OTHER, "C1")]
    found = ledger.therapy_used(filed)
    assert found.of(MEMBER, 2026, "PT_SLP") is None
    assert found.takes_out(MEMBER.lower(), "C1", "")
    assert found.takes_out(MEMBER, "C5", "ICN1")
    assert not found.takes_out(MEMBER, "C6", "ICN6")
    assert not found.takes_out(MEMBER, "C6", "")
    assert not found.takes_out(OTHER, "C1", "")
    in_between = ledger.therapy_used(filed, said("500", date(2026, 3, 15)))
    assert not in_between.takes_out(MEMBER, "C1", "")  # it may be in the 500 already
    assert in_between.takes_out(MEMBER, "C5", "ICN1")


def test_a_file_that_is_scrubbed_again_finds_what_it_found(ledger: Ledger) -> None:
    """Also where it replaces a claim that the ledger does not know, and one that it does."""
    record(ledger, "r0", claim("C0", "5.00"), claim("C2", segment=20))
    filed = [(MEMBER, "C1"), (MEMBER, "C2", "ICN1")]
    again = [claim("C1", frequency="7"), claim("C2", "50.00", frequency="7", segment=20)]

    def found() -> tuple[Any, ...]:
        known = ledger.therapy_used(filed, input_sha256="sha")
        known_claims = [known.takes_out(MEMBER, "C1", ""), known.takes_out(MEMBER, "C2", "ICN1")]
        return known.of(MEMBER, 2026, "PT_SLP"), known_claims

    before = found()
    assert before[1] == [False, True]
    record(ledger, "r1", *again, input_sha256="sha")
    assert found() == before
    record(ledger, "r2", *again, input_sha256="sha")
    assert found() == before


def test_many_members_are_read_by_the_thousand(address: str) -> None:
    with Ledger.open(address) as ledger:
        members = [f"M{number}" for number in range(2_345)]
        each = [
            claim(f"C{at}", f"{at}.00", member_id=member, segment=at)
            for at, member in enumerate(members)
        ]
        ledger.record(receipt(), iter(each), [], "tester")
        found = ledger.therapy_used((member, "") for member in members)
        for at, member in enumerate(members):
            amount = found.of(member, 2026, "PT_SLP")
            assert amount is not None
            assert amount.amount == at


def test_it_is_read_in_another_process(ledger: Ledger, tmp_path: Path) -> None:
    record(ledger, "r1", claim("C1"), claim("C2", segment=20))
    path = tmp_path / "used.csv"
    path.write_text(
        f"member_id,year,pool,amount,as_of,note\n{MEMBER},2026,PT_SLP,500,2026-03-09,x\n"
        f"{OTHER},2026,PT_SLP,7,2026-03-09,x\n"
    )
    known = ledger.therapy_used([(MEMBER, "C1"), (OTHER, "C7")], read_therapy_used(path))
    copy = pickle.loads(pickle.dumps(known))
    assert copy.of(MEMBER, 2026, "PT_SLP") == known.of(MEMBER, 2026, "PT_SLP")
    assert told(copy.of(MEMBER, 2026, "PT_SLP")) == ("540.00", "544.00", True)
    assert told(copy.of(OTHER, 2026, "PT_SLP")) == ("7.00", "7.00", True)
    assert copy.takes_out(MEMBER, "C1", "")
    assert copy.unread_columns == {"note"}
    used_before = copy.before(MEMBER, "PT_SLP", date(2026, 5, 1))
    assert used_before is not None
    known.merge_held(copy.oldest_held)
    assert known.oldest_held == (date(2026, 5, 1), date(2026, 3, 9))
    copy.close()
    known.close()
