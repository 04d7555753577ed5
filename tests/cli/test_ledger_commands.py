"""scrubber ledger and scrubber audit: what they say of a ledger, and what they refuse."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import text

from scrubber.ledger import Ledger
from tests.cli.console import put, run
from tests.ledger.entries import MEMBER, OTHER, claim, finding, receipt, record

TYPED = (
    "member_id,year,pool,amount,as_of,source\n"
    f"{MEMBER},2026,PT_SLP,500,2026-03-09,portal\n"
    f"{OTHER},2025,OT,7.5,2025-12-31,\n"
)


@pytest.fixture
def ledger(address: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setenv("SCRUBBER_LEDGER_URL", address)
    return Ledger.open()


def test_a_member_is_shown_with_what_counts_and_what_does_not(
    ledger: Ledger, tmp_path: Path
) -> None:
    record(
        ledger,
        "r1",
        claim("C1"),
        claim("C2", segment=20, held=True),
        claim("C3", segment=30, frequency="8"),
        claim("C4", segment=40, pool="", allowed="", at_most="", modifiers=""),
    )
    record(ledger, "r2", claim("C1", "50.00"))
    with ledger.database.writing() as connection:
        connection.execute(
            text(
                "UPDATE lines SET adjudicated_cents = 4800, adjudicated_on = '2026-03-20' "
                "WHERE allowed_cents = 5000"
            )
        )
    assert run("ledger", "import-csv", put(tmp_path, "typed.csv", TYPED)).code == 0
    ran = run("ledger", "show", MEMBER.lower())
    assert ran.text.splitlines() == [
        (
            "Therapy used in 2026 (PT_SLP): 548.00: 500.00 as of 2026-03-09, "
            "typed in (portal); ledger: 48.00 for 1 line adjudicated since"
        ),
        "  500.00 as of 2026-03-09, typed in (portal)",
        (
            "  40.00 submitted 2026-03-10, at most 44.00: claim C1 line 1, 97530 GP on 2026-03-09; "
            "not counted: a later claim took its place"
        ),
        (
            "  40.00 submitted 2026-03-10, at most 44.00: claim C2 line 1, 97530 GP on 2026-03-09; "
            "not counted: held, not sent"
        ),
        (
            "  40.00 submitted 2026-03-10, at most 44.00: claim C3 line 1, 97530 GP on 2026-03-09; "
            "not counted: a void, which takes its original back"
        ),
        "  48.00 adjudicated 2026-03-20: claim C1 line 1, 97530 GP on 2026-03-09",
        "Not counted",
        "  submitted 2026-03-10: claim C4 line 1, 97530 on 2026-03-09; counts toward no threshold",
    ]
    assert MEMBER not in ran.text
    assert run("ledger", "show", OTHER, "--year", "2026").text == (
        "The ledger has nothing of this member in 2026\n"
    )
    assert "7.50 as of 2025-12-31" in run("ledger", "show", OTHER, "--year", "2025").text
    assert run("ledger", "show", "NOBODY").text == "The ledger has nothing of this member\n"


def test_the_export_names_no_member(ledger: Ledger, tmp_path: Path) -> None:
    record(ledger, "r1", claim("=C1"), claim("C4", pool="", allowed="", at_most=""))
    run("ledger", "import-csv", put(tmp_path, "typed.csv", TYPED))
    ran = run("ledger", "export")
    said, other, counts, no_pool = csv.DictReader(StringIO(ran.text))
    assert (said["source"], said["amount"], said["told"]) == (
        "typed",
        "500.00",
        "typed in (portal)",
    )
    assert (other["pool"], other["told"]) == ("OT", "typed in")
    assert (counts["claim_id"], counts["amount"], counts["at_most"]) == ("'=C1", "40.00", "44.00")
    assert (no_pool["year"], no_pool["amount"], no_pool["status"]) == ("", "", "no pool")
    assert said["beneficiary"] == counts["beneficiary"] != other["beneficiary"]
    assert MEMBER not in ran.text
    path = tmp_path / "out" / "ledger.csv"
    assert run("ledger", "export", "-o", path).text == f"Written: {path}\n"
    assert path.read_text() == ran.text
    assert path.stat().st_mode & 0o777 == 0o600
    record(ledger, "r2", claim("C9"))
    ran = run("ledger", "export", "-o", path)
    assert (ran.code, ran.err) == (
        4,
        "scrubber: ledger.csv exists with other content; give --overwrite\n",
    )
    assert run("ledger", "export", "-o", path, "--overwrite").code == 0
    assert "C9" in path.read_text()


def test_a_file_is_imported_once(ledger: Ledger, tmp_path: Path) -> None:
    path = put(tmp_path, "typed.csv", TYPED)
    assert run("ledger", "import-csv", path).text == "typed.csv: 2 amounts imported\n"
    again = put(tmp_path, "renamed.csv", TYPED)
    ran = run("ledger", "import-csv", again)
    assert ran.code == 0
    assert ran.text.startswith("renamed.csv: imported before, on 20")
    assert len(list(ledger.entries())) == 2
    with ledger.database.reading() as connection:
        told = connection.execute(text("SELECT what, evidence FROM audit")).all()
        counts = connection.scalar(text("SELECT counts FROM imports"))
    assert [row.what for row in told] == ["import-csv"]
    assert told[0].evidence.startswith("a file with the hash ")
    assert told[0].evidence.endswith(': {"amounts": 2}')
    assert json.loads(str(counts)) == {"amounts": 2}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("M1,2026,OT,5,,x", "typed.csv: a row has no as_of"),
        ("M1,2026,OT,5,2062-03-31,x", "typed.csv: a row is of 2026 as of 2062-03-31; one of the"),
        ("M1,2026,OT,5,2025-12-31,x", "typed.csv: a row is of 2026 as of 2025-12-31; one of the"),
        ("M1,2026,OT,5000000000000,2026-01-01,x", "typed.csv: an amount is more than anybody"),
        ("M1,2026,OT,x,2026-01-01,x", "typed.csv line 4: amount is no sum of dollars"),
    ],
)
def test_a_file_with_a_bad_row_changes_nothing(
    ledger: Ledger, tmp_path: Path, row: str, told: str
) -> None:
    ran = run("ledger", "import-csv", put(tmp_path, "typed.csv", f"{TYPED}{row}\n"))
    assert ran.code == 2
    assert told in ran.err
    assert list(ledger.entries()) == []
    assert ledger.prove({}).rows == 0


def test_a_ledger_is_checked(ledger: Ledger) -> None:
    record(ledger, "r1", claim())
    ran = run("ledger", "check")
    assert (ran.code, ran.text) == (0, "The ledger is whole\n")
    with ledger.database.writing() as connection:
        connection.execute(text("UPDATE lines SET at_most_cents = 1"))
    ran = run("ledger", "check")
    assert (ran.code, ran.text) == (1, "1 line with amounts that cannot be\n")


def test_the_audit_trail_is_proven_as_far_as_receipts_reach(ledger: Ledger, tmp_path: Path) -> None:
    head = ledger.record(receipt(), [claim()], [finding()], "tester")
    told = json.dumps({"run": "r1", "audit": {"seq": head.seq, "hash": head.hash}})
    path = put(tmp_path, "day.r1.receipt.json", told)
    assert run("audit", "verify").text.splitlines() == [
        "The audit trail is as it was written: 2 rows",
        "Name receipt files to prove that nothing was cut off at its end",
    ]
    ran = run("audit", "verify", path)
    assert ran.code == 0
    assert ran.text.endswith("It reaches as far as 1 receipt can tell\n")
    path.write_text(told.replace('"seq": 2', '"seq": 3'))
    ran = run("audit", "verify", path)
    assert ran.code == 1
    assert ran.text.splitlines() == [
        (
            "The audit trail is broken: row 3, which day.r1.receipt.json tells of, was removed: "
            "the trail ends at row 2"
        ),
        "Before that, 2 rows as written",
    ]
    path.write_text("{}")
    ran = run("audit", "verify", path)
    assert (ran.code, ran.out) == (2, b"")


def test_a_ledger_is_named_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "own.sqlite"
    with Ledger.open(str(path)) as own:
        record(own, "r1", claim())
    assert "40.00" in run("ledger", "show", MEMBER, "--ledger", path).text
    assert "nothing of this member" in run("ledger", "show", MEMBER).text
    for command in (["ledger", "check"], ["ledger", "export"], ["audit", "verify"]):
        ran = run(*command, "--ledger", "mysql://me:secret@host/x")
        assert ran.code == 2
        assert "secret" not in ran.err
