"""835s imported: which lines they answer, and what stands of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from scrubber.ledger import Ledger
from scrubber.ledger.answered_lines import LedgerLine
from scrubber.ledger.outcomes import outcomes
from scrubber.ledger.schema import audit, claims, imports, lines, remittances, runs
from scrubber.payer_answers import Adjustment, ClaimPayment, Payment, ServicePayment
from scrubber.x12 import NotReadable
from tests.ledger.answers import adjudicated, import_835, imported, rows
from tests.ledger.entries import MEMBER, OTHER, claim, line, record, used
from tests.payer_edi import adjustment, claim_payment, remittance, service

LATER = Payment("MEDB", date(2026, 4, 20))
LATEST = Payment("MEDB", date(2026, 5, 20))
DENIED = service("97530:GP", "100", "0", adjustment("CO 151", "100"))


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


@pytest.fixture
def quick(tmp_path: object) -> Iterator[Ledger]:
    """Where the kind of database makes no difference."""
    with Ledger.open(f"{tmp_path}/ledger.sqlite") as opened:
        yield opened


def dollars_used(ledger: Ledger, *filed: tuple[str, str], member: str = MEMBER) -> str:
    """Surely used of PT_SLP in 2026."""
    amount = used(ledger, *filed, member=member)
    return str(amount.amount) if amount else ""


def test_an_answer_takes_the_place_of_the_estimate(ledger: Ledger) -> None:
    record(ledger, "r1", claim(line_control_number="C1L1"))
    assert dollars_used(ledger) == "40.00"
    paid = service("97530:GP", "100", "60", adjustment("CO 45", "25"), adjustment("PR 2", "15"))
    counts = import_835(ledger, claim_payment(replace(paid, line_control_number="C1L1")))
    assert (counts.claims, counts.lines, counts.matched, counts.unmatched) == (1, 1, 1, 0)
    assert adjudicated(ledger) == [(7500, "1", False)]
    assert dollars_used(ledger) == "75.00"
    (answer,) = rows(
        ledger,
        remittances,
        *("line_id", "claim_id", "payer_claim_number", "filing_indicator", "charge_cents"),
        *("paid_cents", "allowed_cents", "denied", "carcs", "adjudicated_on", "service_date"),
    )
    assert tuple(answer) == (
        *(1, "C1", "ICN1", "MB", 10000),
        *(6000, 7500, False, "", "2026-03-20", "2026-03-09"),
    )


def test_a_denial_counts_nothing(ledger: Ledger) -> None:
    record(ledger, "r1", claim())
    counts = import_835(ledger, claim_payment(replace(DENIED, remark_codes=("N362",))))
    assert (counts.denied, counts.unforeseen) == (1, 1)
    assert adjudicated(ledger) == [(0, "1", True)]
    assert dollars_used(ledger) == "0.00"
    assert rows(ledger, remittances, "carcs", "rarcs") == [("151", "N362")]


def test_a_file_is_imported_once(ledger: Ledger) -> None:
    record(ledger, "r1", claim())
    data = remittance(claim_payment(service()))
    first = imported(ledger, data)
    again = imported(ledger, data)
    assert (first.before, again.counts) == ("", first.counts)
    assert again.before.startswith("20")
    assert len(rows(ledger, remittances, "id")) == 1
    ((kind, name, sha256),) = rows(ledger, imports, "kind", "name", "sha256")
    assert (kind, name, len(sha256)) == ("835", "day.835", 64)


def test_the_audit_trail_tells_of_it(ledger: Ledger) -> None:
    import_835(ledger, claim_payment(service()))
    with ledger.database.reading() as connection:
        told = connection.execute(audit.select().order_by(audit.c.seq)).all()
    assert [(row.who, row.what) for row in told] == [("tester", "835"), ("tester", "import-835")]
    assert '"entered": 1' in told[1].evidence
    assert list(ledger.problems()) == []


def test_a_file_that_is_cut_short_leaves_nothing(ledger: Ledger) -> None:
    record(ledger, "r1", claim())
    claims = [claim_payment(service()), claim_payment(service(), payment=LATER, claim_id="C2")]
    with pytest.raises(NotReadable):
        imported(ledger, remittance(*claims)[:-80])
    assert adjudicated(ledger) == [(None, None, None)]
    assert rows(ledger, imports, "id") == rows(ledger, remittances, "id") == []


# --- which line it is -----------------------------------------------------------------------


TWO_ALIKE = [
    {"line": "1", "line_control_number": "A"},
    {"line": "2", "line_control_number": "B"},
]


def answered(ledger: Ledger) -> list[str]:
    found = rows(ledger, lines, "line", "adjudicated_cents")
    return [number for number, cents in found if cents is not None]


@pytest.mark.parametrize(
    ("known", "answer", "expected"),
    [
        (TWO_ALIKE, service(control="B"), ["2"]),
        (TWO_ALIKE, service(), []),  # fits both
        (TWO_ALIKE, service(control="C"), []),
        ([{"line": "1"}, {"line": "2", "procedure": "97140"}], service("97140:GP"), ["2"]),
        ([{"line": "1"}, {"line": "2", "service_date": "2026-03-10"}], service(), ["1"]),
        ([{"line": "1"}, {"line": "2", "modifiers": "GP:59"}], service("97530:GP:59"), ["2"]),
        ([{"line": "1"}, {"line": "2", "charge": "50"}], service("97530:GP", "50", "50"), ["2"]),
        ([{"line": "1"}, {"line": "2", "charge": "50"}], service("97530:GP", "70", "70"), []),
        ([{"line": "1"}], service("97110:GP", billed="97530"), ["1"]),
        ([{"line": "1"}], service("97110:GP"), []),
        ([{"line": "1"}], service(day=date(2026, 3, 10)), []),
        ([{"line": "1"}], service(day=None), []),
        ([{"line": "1", "line_control_number": "A"}], service("97110:GP", control="A"), ["1"]),
        (
            [{"line": "1", "line_control_number": "A"}, {"line": "2", "line_control_number": "A"}],
            service(control="A"),
            [],
        ),
        (
            [
                {"line": "1", "line_control_number": "A"},
                {"line": "2", "line_control_number": "A", "procedure": "97140"},
            ],
            service("97140:GP", control="A"),
            ["2"],
        ),
    ],
)
def test_which_line_is_answered(
    quick: Ledger, known: list[dict[str, str]], answer: ServicePayment, expected: list[str]
) -> None:
    record(quick, "r1", claim("C1", *(line(**each) for each in known)))
    counts = import_835(quick, claim_payment(answer))
    assert answered(quick) == expected
    assert (counts.matched, counts.unmatched) == (len(expected), 1 - len(expected))
    assert counts.entered == 0
    assert len(rows(quick, lines, "id")) == len(known)


def test_a_claim_is_known_by_member_and_number(quick: Ledger) -> None:
    record(quick, "r1", claim(member_id=OTHER))
    record(quick, "r2", claim("C2"))
    counts = import_835(quick, claim_payment(service(), filing="12"))
    assert (counts.matched, counts.unmatched) == (0, 1)
    assert import_835(quick, claim_payment(service(), member=OTHER.lower())).matched == 1


def test_without_a_member_the_control_number_tells(quick: Ledger) -> None:
    record(quick, "r1", claim(line_control_number="A"), claim("C2", segment=20))
    nobody = claim_payment(service(control="A"), service("97530:GP", "90", "90"), member="")
    counts = import_835(quick, nobody)
    assert (counts.matched, counts.unmatched, counts.entered) == (1, 1, 0)
    assert import_835(quick, claim_payment(service(), claim_id="C2", member="")).matched == 0


def test_without_a_member_two_beneficiaries_are_nobody(quick: Ledger) -> None:
    record(quick, "r1", claim(line_control_number="A"))
    record(quick, "r2", claim(line_control_number="A", member_id=OTHER))
    assert import_835(quick, claim_payment(service(control="A"), member="")).matched == 0


def test_the_claim_as_it_was_sent_last_before_the_decision_is_answered(quick: Ledger) -> None:
    for run, day in (("r1", "2026-03-10"), ("r2", "2026-03-15"), ("r3", "2026-03-25")):
        record(quick, run, claim(), submitted_on=day)
    import_835(quick, claim_payment(service()))
    assert [row[0] for row in adjudicated(quick)] == [None, 10000, None]
    # A payer's clock may be behind: then it is the last.
    import_835(quick, claim_payment(DENIED, payment=Payment("MEDB", date(2026, 3, 1))))
    assert [row[0] for row in adjudicated(quick)] == [None, 10000, 0]


def test_a_held_claim_that_is_answered_had_been_sent(quick: Ledger) -> None:
    record(quick, "r1", claim(held=True))
    assert dollars_used(quick) == ""
    import_835(quick, claim_payment(service()))
    assert dollars_used(quick) == "100.00"


def test_a_held_claim_is_not_the_one_that_went_out(quick: Ledger) -> None:
    record(quick, "r1", claim(), submitted_on="2026-03-10")
    record(quick, "r2", claim(held=True), submitted_on="2026-03-11")
    import_835(quick, claim_payment(service()))
    assert [row[0] for row in adjudicated(quick)] == [10000, None]


def test_a_line_that_the_payer_has_split_is_one(quick: Ledger) -> None:
    record(quick, "r1", claim(line_control_number="A"))
    half = service("97530:GP", "50", "40", control="A")
    other = service("97530:GP", "50", "0", adjustment("CO 151", "50"), control="A")
    assert import_835(quick, claim_payment(half, other)).matched == 2
    assert adjudicated(quick) == [(5000, "1", False)]
    found = rows(quick, remittances, "charge_cents", "paid_cents", "carcs")
    assert found == [(10000, 4000, "151")]


# --- what stands ----------------------------------------------------------------------------


DUPLICATE = claim_payment(
    service("97530:GP", "100", "0", adjustment("OA 18", "100")),
    status="4",
    number="ICN2",
    payment=LATEST,
)
PAID = claim_payment(service("97530:GP", "100", "80"))
TURNED_DOWN = claim_payment(DENIED, payment=LATER, number="ICN2")
BACK = replace(
    claim_payment(
        service("97530:GP", "-100", "-80", adjustment("PR 2", "-20")), status="22", payment=LATER
    )
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([[PAID], [TURNED_DOWN]], (0, "1", True)),
        ([[PAID], [BACK]], (0, "22", False)),
        ([[PAID], [BACK, TURNED_DOWN]], (0, "1", True)),
        ([[BACK, replace(PAID, payment=LATER)]], (10000, "1", False)),
        ([[replace(PAID, payment=LATER), BACK]], (0, "22", False)),
        ([[replace(PAID, payment=LATEST)], [BACK], [PAID]], (10000, "1", False)),
        # a reversal of another payer's decision, or of one of the payer's that is not on record
        ([[PAID], [replace(BACK, payer_claim_number="ICN9")]], (10000, "1", False)),
        ([[PAID], [replace(BACK, payer_claim_number="")]], (0, "22", False)),
        # another file of the same day with the same in it
        ([[BACK, replace(PAID, payment=LATER)], [BACK]], (10000, "1", False)),
        # of two on one day the larger
        ([[PAID], [claim_payment(service("97530:GP", "100", "50", adjustment("CO 45", "50")))]],
         (10000, "1", False)),
        # a denial as a duplicate stands where there is nothing else, and then the estimate counts
        ([[PAID], [DUPLICATE]], (10000, "1", False)),
        ([[PAID], [BACK], [DUPLICATE]], (0, "22", False)),
        ([[DUPLICATE]], (None, "4", True)),
        # a later payer's decision changes nothing
        ([[PAID], [replace(TURNED_DOWN, status="2")]], (10000, "1", False)),
        ([[PAID], [replace(TURNED_DOWN, status="25")]], (10000, "1", False)),
        # nor does one that is not Medicare's, where Medicare has decided
        ([[PAID], [replace(TURNED_DOWN, filing_indicator="12", status="4")]], (10000, "1", False)),
        ([[replace(TURNED_DOWN, filing_indicator="12", status="4")]], (0, "4", True)),
    ],
)  # fmt: skip
def test_what_stands_does_not_depend_on_the_order_of_imports(
    tmp_path: object, files: list[list[ClaimPayment]], expected: tuple[int, str, bool]
) -> None:
    for number, order in enumerate(permutations(files)):
        with Ledger.open(f"{tmp_path}/{number}.sqlite") as quick:
            record(quick, "r1", claim())
            for layout, claims in enumerate(order):
                import_835(quick, *claims, layout="\n" * layout)
            assert adjudicated(quick) == [expected], order


def test_of_a_line_without_a_threshold_the_latest_counts(quick: Ledger) -> None:
    record(quick, "r1", claim(pool="", allowed="", at_most=""))
    import_835(quick, PAID)
    import_835(quick, replace(TURNED_DOWN, filing_indicator="12", status="4"))
    assert adjudicated(quick) == [(0, "4", True)]


def test_what_cannot_be_told_replaces_nothing(quick: Ledger) -> None:
    record(quick, "r1", claim())
    lame = service("97530:GP", "100", "60", Adjustment("CO", "45", None))
    counts = import_835(quick, claim_payment(lame))
    assert (counts.matched, counts.allowed_unknown, counts.unbalanced) == (1, 1, 1)
    assert adjudicated(quick) == [(None, None, None)]
    assert dollars_used(quick) == "40.00"


def test_the_first_claims_that_do_not_balance_are_named(quick: Ledger) -> None:
    counts = import_835(quick, *(claim_payment(service(), paid="1") for _ in range(14)))
    assert counts.unbalanced == 14
    assert counts.unbalanced_at[:2] == [9, 14]
    assert len(counts.unbalanced_at) == 12


# --- whole claims ---------------------------------------------------------------------------


def whole(
    status: str = "4", charge: str = "150", paid: str = "0", code: str = "CO 29"
) -> ClaimPayment:
    taken = str(float(charge) - float(paid))
    return claim_payment(
        status=status, adjustments=(adjustment(code, taken),), charge=charge, paid=paid
    )


def test_a_claim_that_is_turned_down_without_lines_denies_all_of_its_lines(quick: Ledger) -> None:
    record(quick, "r1", claim("C1", line(), line(line="2", procedure="97140")))
    counts = import_835(quick, whole())
    assert (counts.lines, counts.matched, counts.denied) == (1, 1, 2)
    assert adjudicated(quick) == [(0, "4", True)] * 2
    assert (
        rows(quick, remittances, "charge_cents", "allowed_cents", "carcs") == [(None, 0, "29")] * 2
    )


def test_a_claim_that_is_taken_back_without_lines_takes_back_all_of_its_lines(
    quick: Ledger,
) -> None:
    record(quick, "r1", claim("C1", line(), line(line="2", procedure="97140")))
    import_835(quick, claim_payment(service(), service("97140:GP")))
    assert adjudicated(quick) == [(10000, "1", False)] * 2
    back = replace(whole("22", "-200", "-160", "PR 2"), payment=LATER)
    assert import_835(quick, back).reversals == 1
    assert adjudicated(quick) == [(0, "22", False)] * 2


def test_a_paid_claim_without_lines_answers_its_only_line(quick: Ledger) -> None:
    record(quick, "r1", claim(), claim("C2", line(), line(line="2", procedure="97140"), segment=20))
    paid = whole("1", "100", "80", "PR 2")
    counts = import_835(quick, paid, replace(paid, claim_id="C2"))
    assert (counts.matched, counts.unmatched) == (1, 1)
    assert adjudicated(quick) == [(10000, "1", False), (None, None, None), (None, None, None)]


# --- lines that nobody scrubbed -------------------------------------------------------------


def test_medicares_therapy_lines_count_though_nobody_scrubbed_them(ledger: Ledger) -> None:
    counts = import_835(
        ledger, claim_payment(service(control="X1"), service("97535:GO", "50", "50"))
    )
    assert (counts.entered, counts.matched, counts.unmatched) == (2, 0, 0)
    assert dollars_used(ledger) == "100.00"
    (physical, occupational) = rows(
        ledger, lines, "pool", "year", "procedure", "modifiers", "line", "line_control_number"
    )
    assert tuple(physical) == ("PT_SLP", 2026, "97530", "GP", "1", "X1")
    assert tuple(occupational) == ("OT", 2026, "97535", "GO", "2", "")
    assert [entry.told for entry in ledger.entries()] == ["not scrubbed here"] * 2
    assert list(ledger.problems()) == []


@pytest.mark.parametrize(
    "claim",
    [
        claim_payment(service(), filing="12"),
        claim_payment(service(), member=""),
        claim_payment(service(), status="2"),
        claim_payment(service(day=None)),
        claim_payment(service("97530")),
        claim_payment(service("97530:GP:GO")),
        claim_payment(service("99213:25")),
        whole(),
    ],
)
def test_what_does_not_count_of_lines_that_nobody_scrubbed(
    quick: Ledger, claim: ClaimPayment
) -> None:
    counts = import_835(quick, claim)
    assert (counts.entered, counts.unmatched) == (0, 1)
    assert rows(quick, lines, "id") == []
    assert rows(quick, remittances, "line_id") == [(None,)]


def test_a_reversal_that_is_imported_first_takes_back_all_the_same(quick: Ledger) -> None:
    import_835(quick, BACK)
    assert import_835(quick, PAID).entered == 1
    assert adjudicated(quick) == [(0, "22", False)]
    assert list(quick.problems()) == []


def test_unscrubbed_claims_of_a_file_share_a_run(quick: Ledger) -> None:
    import_835(quick, claim_payment(service()), claim_payment(service(), claim_id="C2"))
    assert rows(quick, runs, "run", "kind", "verdict") == [("835-1", "835", "answered")]
    assert dollars_used(quick) == "200.00"
    assert list(quick.problems()) == []


def test_a_claim_of_two_files_is_one(quick: Ledger) -> None:
    import_835(quick, claim_payment(service()))
    import_835(quick, claim_payment(service("97140:GP", "30", "30"), payment=LATER))
    assert dollars_used(quick) == "130.00"
    assert list(quick.problems()) == []


def test_an_unscrubbed_line_whose_allowed_amount_is_unknown_is_estimated(quick: Ledger) -> None:
    lame = service("97530:GP", "100", "60", Adjustment("CO", "45", None))
    import_835(quick, claim_payment(lame))
    amount = used(quick)
    assert amount is not None
    assert (str(amount.amount), str(amount.besides)) == ("60.00", "40.00")


# --- claims that are scrubbed after their answer came -----------------------------------------


def standing(ledger: Ledger) -> list[tuple[int | None, bool | None]]:
    """What is decided of the lines that are not superseded."""
    wanted = select(lines.c.adjudicated_cents, lines.c.denied).join_from(claims, lines)
    with ledger.database.reading() as connection:
        found = connection.execute(wanted.where(claims.c.superseded_by.is_(None)))
        return [tuple(row) for row in found]


def test_a_claim_that_is_scrubbed_later_is_decided_already(ledger: Ledger) -> None:
    import_835(ledger, claim_payment(service()))
    record(ledger, "r1", claim())
    assert dollars_used(ledger) == "100.00"
    assert standing(ledger) == [(10000, False)]
    assert import_835(ledger, claim_payment(DENIED, payment=LATER)).matched == 1
    assert dollars_used(ledger) == "0.00"


def test_a_claim_that_is_scrubbed_once_more_stays_decided(ledger: Ledger) -> None:
    record(ledger, "r1", claim())
    import_835(ledger, claim_payment(DENIED))
    record(ledger, "r2", claim(modifiers="GP:KX"), input_sha256="sha of r1")
    assert standing(ledger) == [(0, True)]
    assert dollars_used(ledger) == "0.00"
    with ledger.database.reading() as connection:
        found = outcomes(connection)
    assert (found.lines, found.denied) == (1, 1)


def test_a_decision_without_lines_stays_with_each_line(quick: Ledger) -> None:
    two = claim("C1", line(), line(line="2", procedure="97140"))
    record(quick, "r1", two)
    import_835(quick, whole("4", "200", "0", "CO 29"))
    record(quick, "r2", two)
    assert standing(quick) == [(0, True), (0, True)]


def test_what_no_line_was_known_for_is_taken_up(quick: Ledger) -> None:
    import_835(quick, claim_payment(service("99213:25", "100", "0", adjustment("CO 29", "100"))))
    record(quick, "r1", claim(procedure="99213", modifiers="25", pool=""))
    assert standing(quick) == [(0, True)]


@pytest.mark.parametrize("submitted_on", ["2026-03-20", "2026-03-21"])
def test_a_claim_that_was_sent_after_a_decision_is_not_decided(
    quick: Ledger, submitted_on: str
) -> None:
    record(quick, "r1", claim())
    import_835(quick, claim_payment(DENIED))
    record(quick, "r2", claim(frequency="7"), submitted_on=submitted_on)
    assert standing(quick) == [(None, None)]


def test_an_answer_stays_with_the_claim_that_was_sent_last_before_it(quick: Ledger) -> None:
    record(quick, "r1", claim())
    import_835(quick, claim_payment(DENIED))
    record(quick, "r2", claim(), submitted_on="2026-03-09")
    assert standing(quick) == [(None, None)]
    assert adjudicated(quick) == [(0, "1", True), (None, None, None)]


@pytest.mark.parametrize("of_line", [{"procedure": "97140"}, {"held": True}])
def test_what_is_of_another_line_or_held_takes_nothing_up(
    quick: Ledger, of_line: dict[str, Any]
) -> None:
    import_835(quick, claim_payment(service()))
    record(quick, "r1", claim(**of_line))
    assert adjudicated(quick) == [(10000, "1", False), (None, None, None)]


def test_what_a_line_is_called_tells_of_nobody() -> None:
    one = LedgerLine(7, "", "", "", "", None, 1, "hash", "C1", False, "", "scrub")
    assert repr(one) == "LedgerLine(7)"
