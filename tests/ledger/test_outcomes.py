"""What became of scrubbed lines, by rule and by denial code."""

from collections.abc import Iterator
from datetime import date

import pytest

from scrubber.findings import Action, Denial
from scrubber.ledger import Ledger
from scrubber.ledger.outcomes import Outcomes, RuleOutcome, UnforeseenCode, outcomes
from scrubber.payer_answers import ClaimPayment
from tests.ledger.answers import import_835
from tests.ledger.entries import claim, finding, line, receipt
from tests.payer_edi import Payment, adjustment, claim_payment, service


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def denied(
    claim_id: str, *codes: str, remarks: tuple[str, ...] = (), **more: object
) -> ClaimPayment:
    """A claim of one line whose charge these reasons take, each its part."""
    parts = [adjustment(f"CO {code}", str(100 / len(codes))) for code in codes]
    answer = service("97530:GP", "100", "0", *parts, remarks=remarks)
    return claim_payment(answer, claim_id=claim_id, **more)  # type: ignore[arg-type]


def paid(claim_id: str) -> ClaimPayment:
    return claim_payment(service(), claim_id=claim_id)


def run(ledger: Ledger, name: str, findings: dict[str, list[tuple[str, Action, str]]]) -> None:
    """A run of claims of one line, each with these findings: rule, action, predicted CARC."""
    claims, found = [], []
    for segment, (claim_id, of_claim) in enumerate(findings.items(), 1):
        claims.append(claim(claim_id, segment=segment))
        for rule, action, carc in of_claim:
            found.append(
                finding(
                    action,
                    rule=rule,
                    claim_id=claim_id,
                    claim_segment=segment,
                    denial=Denial(carc=carc) if carc else None,
                )
            )
    ledger.record(receipt(name), claims, found, "tester")


def of(ledger: Ledger, **options: object) -> Outcomes:
    with ledger.database.reading() as connection:
        return outcomes(connection, **options)  # type: ignore[arg-type]


FLAGGED, HELD, CORRECTED = Action.FLAGGED, Action.HELD, Action.CORRECTED


def test_by_rule_and_end(ledger: Ledger) -> None:
    run(
        ledger,
        "r1",
        {
            "C1": [("TH301", FLAGGED, "236")],
            "C2": [("TH301", FLAGGED, "236")],
            "C3": [("TH301", HELD, "236")],
            "C4": [("TH301", CORRECTED, "236")],
            "C5": [("TH301", CORRECTED, "236"), ("TH202", FLAGGED, "")],
            "C6": [("TH301", CORRECTED, "236")],
            "C7": [],
            "C8": [("TH301", FLAGGED, "236")],  # not answered
        },
    )
    import_835(
        ledger,
        *(denied("C1", "236"), denied("C2", "50"), paid("C3")),
        *(denied("C4", "45", "236"), denied("C5", "16", remarks=("M51",)), paid("C6")),
        denied("C7", "16", "50", remarks=("M51", "N362")),
    )
    found = of(ledger)
    assert (found.lines, found.denied, found.foreseen) == (7, 5, 2)
    assert found.rules == [
        RuleOutcome("TH202", 0, 1, 0, 0, 0, 0),
        RuleOutcome("TH301", 1, 1, 1, 1, 1, 1),
    ]
    assert found.codes == [
        UnforeseenCode("CARC", "16", 2),
        UnforeseenCode("CARC", "50", 2),
        UnforeseenCode("RARC", "M51", 2),
        UnforeseenCode("RARC", "N362", 1),
    ]


def test_a_finding_on_a_claim_counts_for_each_of_its_lines(ledger: Ledger) -> None:
    of_claim = finding(FLAGGED, rule="CL101", line=None, denial=None)
    both = claim("C1", line(), line(line="2", procedure="97140"))
    ledger.record(receipt(), [both, claim("C2", segment=20)], [of_claim], "tester")
    import_835(ledger, claim_payment(service(), service("97140:GP")), paid("C2"))
    assert of(ledger).rules == [RuleOutcome("CL101", 0, 0, 2, 0, 0, 0)]


def test_what_could_not_be_checked_is_no_flag(ledger: Ledger) -> None:
    run(ledger, "r1", {"C1": [("TH104", Action.NOT_EVALUABLE, "")]})
    import_835(ledger, denied("C1", "151"))
    found = of(ledger)
    assert (found.rules, found.foreseen) == ([], 0)


def test_a_correction_of_several_elements_is_one(ledger: Ledger) -> None:
    twice = [("TH101", CORRECTED, "151"), ("TH101", CORRECTED, "151")]
    run(ledger, "r1", {"C1": twice, "C2": [("TH101", FLAGGED, "151"), *twice]})
    import_835(ledger, paid("C1"), paid("C2"))
    assert of(ledger).rules == [RuleOutcome("TH101", 0, 0, 0, 0, 0, 2)]


def test_only_decided_lines_of_our_runs(ledger: Ledger) -> None:
    run(ledger, "r1", {"C1": [("TH101", FLAGGED, "151")], "C2": [], "C3": []})
    back = claim_payment(service("97530:GP", "-100", "-100"), claim_id="C3", status="22")
    import_835(ledger, denied("C9", "16"), back, denied("C2", "16", status="2"))
    found = of(ledger)
    assert (found.lines, found.rules, found.codes) == (0, [], [])


def test_the_decision_that_stands_has_the_codes(ledger: Ledger) -> None:
    run(ledger, "r1", {"C1": []})
    import_835(ledger, denied("C1", "16"))
    import_835(ledger, denied("C1", "151", payment=Payment("MEDB", date(2026, 3, 1))))
    assert [code.code for code in of(ledger).codes] == ["16"]


def test_since_a_day(ledger: Ledger) -> None:
    run(ledger, "r1", {"C1": [("TH101", FLAGGED, "151")]})
    import_835(ledger, paid("C1"))
    assert of(ledger, since="2026-03-20").lines == 1
    assert of(ledger, since="2026-03-21").lines == 0


def test_a_line_that_was_sent_again_is_told_with_each_of_its_runs(ledger: Ledger) -> None:
    """Flagged and sent all the same, denied, corrected, sent again, paid."""
    run(ledger, "r1", {"C1": [("TH101", FLAGGED, "151")]})
    import_835(ledger, denied("C1", "151"))
    ledger.record(
        receipt("r2", submitted_on="2026-03-25"),
        [claim()],
        [finding(CORRECTED, rule="TH101", denial=Denial(carc="151"))],
        "tester",
    )
    import_835(ledger, claim_payment(service(), payment=Payment("MEDB", date(2026, 4, 20))))
    assert of(ledger).rules == [RuleOutcome("TH101", 1, 0, 0, 0, 0, 1)]
