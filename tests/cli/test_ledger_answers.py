"""scrubber ledger import-835, import-271 and outcomes: a day scrubbed, answered, and looked at."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from scrubber.cli.answer_texts import remittance_text
from scrubber.ledger import Ledger
from scrubber.ledger.imports import Imported
from scrubber.ledger.remittances import RemittanceCounts
from tests.cli.console import put, run
from tests.ledger.answers import import_835
from tests.ledger.entries import MEMBER, claim, record
from tests.payer_edi import claim_payment, eligibility, remittance, service

SAMPLES = Path(__file__).parents[2] / "edi_samples"
ANSWERS = SAMPLES / "answers"
USED = "EB*D**AE*MB***412.50~DTP*292*RD8*20260101-20261231~MSG*USED AMOUNT"


@pytest.fixture
def ledger(address: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("SCRUBBER_LEDGER_URL", address)
    return Ledger.open()


def put_bytes(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_day_from_the_scrub_to_what_became_of_it(ledger: Ledger, tmp_path: Path) -> None:
    day = SAMPLES / "dirty" / "clinic_day.837"
    assert run("fix", day, "--output-dir", tmp_path, "--ledger").code == 1
    ran = run("ledger", "import-835", ANSWERS / "clinic_day.835")
    assert (ran.code, ran.err) == (0, "")
    assert ran.text.splitlines() == [
        "clinic_day.835",
        "  10 claims, 20 service lines",
        "  19 lines matched to what was scrubbed here",
        "  5 lines denied, 1 of them for a reason that no finding had predicted",
        "  1 therapy line of Medicare not scrubbed here: counted as therapy used",
    ]
    copy = put_bytes(tmp_path, "copy.835", (ANSWERS / "clinic_day.835").read_bytes())
    again = run("ledger", "import-835", copy)
    assert again.code == 0
    assert "imported before, on 20" in again.text
    shown = run("ledger", "show", "2SL9FS8SM95").text
    assert "44.08 adjudicated 2026-03-24: claim QH2618 line 1, 97110 GP:KX" in shown
    assert "not scrubbed here" in run("ledger", "show", "1SF4TE5SK21").text
    rows = run("ledger", "outcomes").text.splitlines()
    assert rows[0] == "19 scrubbed lines decided by payers: 5 denied, 14 paid"
    assert rows[1] == "The reason of 4 of the 5 denied had been predicted"
    assert [row.split() for row in rows if row.startswith("TH401")] == [
        ["TH401", "2", "0", "0", "0", "0", "2"]
    ]
    assert rows[-3:] == [
        "Denied for a reason that no finding had predicted:",
        "  CARC 50          1 line",
        "  RARC N115        1 line",
    ]
    assert run("ledger", "check").text == "The ledger is whole\n"


def test_outcomes_for_a_program(ledger: Ledger) -> None:
    record(ledger, "r1", claim())
    import_835(ledger, claim_payment(service("97530:GP", "100", "100")))
    found = json.loads(run("ledger", "outcomes", "--format", "json").text)
    assert found == {"lines": 1, "denied": 0, "foreseen": 0, "rules": [], "codes": []}
    one = json.loads(run("ledger", "outcomes", "--format", "json", "--rule", "TH401").text)
    assert "codes" not in one
    told = run("ledger", "outcomes").text
    assert told.startswith("1 scrubbed line decided by payers: 0 denied, 1 paid\n\n")
    (header,) = csv.reader(StringIO(run("ledger", "outcomes", "--format", "csv").text))
    assert header[:3] == ["kind", "code", "flagged_denied_as_predicted"]


def test_outcomes_as_csv(ledger: Ledger, tmp_path: Path) -> None:
    run("fix", SAMPLES / "dirty" / "clinic_day.837", "--output-dir", tmp_path, "--ledger")
    run("ledger", "import-835", ANSWERS / "clinic_day.835")
    rows = list(csv.DictReader(StringIO(run("ledger", "outcomes", "--format", "csv").text)))
    by_code = {(row["kind"], row["code"]): row for row in rows}
    assert by_code["rule", "TH401"]["flagged_denied_as_predicted"] == "2"
    assert by_code["CARC", "50"]["denied_not_predicted"] == "1"
    one = run("ledger", "outcomes", "--format", "csv", "--rule", "kx-missing-over-threshold").text
    assert len(one.splitlines()) == 2
    assert "CARC" not in run("ledger", "outcomes", "--rule", "TH401").text
    since = run("ledger", "outcomes", "--since", "2026-03-25").text
    assert since.startswith("No payer has decided a line that was scrubbed here")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rule", "TH999"], "no rule is called 'TH999'; `scrubber rules` lists them"),
        (["--format", "xml"], "no format 'xml'; there are table, csv, json"),
        (["--since", "March"], "'March' is no date like 2026-03-31"),
    ],
)
def test_what_outcomes_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.setenv("SCRUBBER_LEDGER_URL", str(tmp_path / "ledger.sqlite"))
    ran = run("ledger", "outcomes", *arguments)
    assert (ran.code, ran.err) == (2, f"scrubber: {told}\n")


@pytest.fixture
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the kind of database makes no difference."""
    monkeypatch.setenv("SCRUBBER_LEDGER_URL", str(tmp_path / "ledger.sqlite"))
    return tmp_path


def test_one_bad_file_stops_no_other(quick: Path) -> None:
    good = put_bytes(quick, "good.835", remittance(claim_payment(service())))
    cut = put_bytes(quick, "cut.835", good.read_bytes()[:-60])
    other = put_bytes(quick, "other.271", eligibility(USED))
    ran = run("ledger", "import-835", cut, quick / "absent.835", other, good)
    assert ran.code == 4
    assert "good.835\n  1 claim, 1 service line\n" in ran.text
    first, second, third = ran.err.splitlines()
    assert first.startswith("scrubber: cut.835: the ")
    assert first.endswith("ask the sender for the whole file")
    assert second.endswith("absent.835: No such file or directory")
    assert third == (
        "scrubber: other.271: the file holds 271 (005010X279A1), and no 835 5010 (005010X221 or "
        "005010X221A1)"
    )
    assert run("ledger", "import-835", other).code == 3
    assert MEMBER not in ran.text + ran.err


def test_claims_that_do_not_balance_are_left_to_a_person(quick: Path) -> None:
    path = put_bytes(quick, "lame.835", remittance(claim_payment(service(), paid="1")))
    ran = run("ledger", "import-835", path)
    assert ran.code == 1
    assert (
        "1 claim whose charge less adjustments is not what was paid (CLP at segment 9): ask the "
        "payer"
    ) in ran.text
    assert run("ledger", "import-835", path).code == 0


def test_an_835_is_told_in_full() -> None:
    counts = RemittanceCounts(
        *(40, 90, 50, 2, 0, 3, 5, 7, 9, 4, 13), unbalanced_at=list(range(100, 112))
    )
    assert list(remittance_text(Imported(counts))) == [
        "40 claims, 90 service lines",
        "50 lines matched to what was scrubbed here",
        "2 lines denied, none of them for a reason that no finding had predicted",
        "3 therapy lines of Medicare not scrubbed here: counted as therapy used",
        "5 lines not known here: kept, without effect",
        (
            "7 lines of a second or third payer, or without a decision: kept, without effect on "
            "therapy used"
        ),
        "4 claims taken back (CLP02 = 22)",
        "9 lines whose allowed amount cannot be told: an estimate stays an estimate",
        (
            "13 claims whose charge less adjustments is not what was paid (CLP at segment 100, "
            "101, 102, 103, 104, 105, 106, 107, 108, 109, 110 and 111, the first of them): ask "
            "the payer"
        ),
    ]


def test_a_271_is_listed_and_taken_on_a_persons_word(ledger: Ledger) -> None:
    path = ANSWERS / "clinic_day.271"
    ran = run("ledger", "import-271", path)
    assert ran.code == 1
    assert ran.text.splitlines() == [
        "clinic_day.271",
        "  3 amounts not imported:",
        (
            "  segment 14 (EB D AE): 2,461.15 of 2026: it looks like PT_SLP used, and this form is "
            "not confirmed"
        ),
        (
            "  segment 17 (EB D AD): 0.00 of 2026: it looks like OT used, and this form is not "
            "confirmed"
        ),
        (
            "  segment 25 (EB F AD 29): 88.50 of 2026: it says what of OT is remaining, not what "
            "is used"
        ),
        (
            "  Compare them with the payer's portal. If they are what it shows as used, import "
            "the file with --accept-unconfirmed"
        ),
    ]
    ran = run("ledger", "import-271", path, "--accept-unconfirmed")
    assert ran.code == 1
    assert ran.text.splitlines()[1:3] == [
        "  2 amounts of therapy used imported",
        "  1 amount not imported:",
    ]
    again = run("ledger", "import-271", path, "--accept-unconfirmed")
    assert (again.code, "imported before" in again.text) == (0, True)
    assert "2,461.15 as of 2026-03-10" in run("ledger", "show", "2SL9FS8SM95").text


def test_a_271_without_therapy_amounts(quick: Path) -> None:
    ran = run("ledger", "import-271", put_bytes(quick, "a.271", eligibility("EB*1**30*MB")))
    assert (ran.code, ran.text) == (0, "a.271\n  no therapy amount of Medicare Part B in it\n")


def test_what_is_no_271(quick: Path) -> None:
    ran = run("ledger", "import-271", put(quick, "a.271", "member,used"))
    assert (ran.code, ran.err) == (
        3,
        "scrubber: a.271: the file does not start with an ISA segment\n",
    )
