"""scrubber ledger check: each way in which a ledger may be broken is told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from scrubber.ledger import Ledger
from tests.ledger.entries import claim, finding, receipt, record


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        opened.record(receipt("r1"), [claim("C1"), claim("C2", held=True)], [finding()], "tester")
        record(opened, "r2", claim("C1"), claim("", segment=20))
        record(opened, "r3", claim("", segment=30), claim("C5", member_id=""))
        record(opened, "r4", claim("C5", member_id=""))
        yield opened


def of_claim(statement: str, claim_id: str) -> str:
    """The statement on the lines of claims of that number."""
    return f"{statement} WHERE claim_row IN (SELECT id FROM claims WHERE claim_id = '{claim_id}')"


def problems(ledger: Ledger, *broken_by: str) -> list[str]:
    with ledger.database.writing() as connection:
        for statement in broken_by:
            connection.execute(text(statement))
    return list(ledger.problems())


def test_a_ledger_that_is_whole(ledger: Ledger) -> None:
    assert problems(ledger) == []


@pytest.mark.parametrize(
    ("broken_by", "told"),
    [
        (
            of_claim("UPDATE lines SET at_most_cents = 1", "C1"),
            "2 lines with amounts",
        ),
        (of_claim("UPDATE lines SET allowed_cents = -1", "C2"), "1 line with amounts"),
        (
            of_claim("UPDATE lines SET allowed_cents = NULL", "C2"),
            "1 line with amounts",
        ),
        (
            of_claim("UPDATE lines SET adjudicated_cents = 1", "C2"),
            "1 line with amounts",
        ),
        ("UPDATE claims SET superseded_by = NULL", "1 claim counted twice"),
        ("UPDATE runs SET verdict = 'clean' WHERE run = 'r2'", "the receipt of run r2 is not"),
        ("UPDATE runs SET audit_hash = 'x' WHERE run = 'r2'", "audit trail is broken: row 3 is"),
        ("UPDATE runs SET audit_seq = NULL WHERE run = 'r2'", "the receipt of run r2 is not"),
        ("ALTER TABLE findings RENAME COLUMN carc TO other", "the table findings lacks carc"),
        ("DROP TABLE amounts", "the table amounts lacks id, beneficiary, year"),
    ],
)
def test_what_is_wrong_is_told(ledger: Ledger, broken_by: str, told: str) -> None:
    (problem,) = problems(ledger, broken_by)
    assert told in problem


def test_an_audit_trail_that_is_open_to_change_is_told(ledger: Ledger) -> None:
    names = ["audit_update"] if not ledger.database.is_postgresql else ["audit_append_only"]
    on = " ON audit" if ledger.database.is_postgresql else ""
    (problem,) = problems(ledger, *[f"DROP TRIGGER {name}{on}" for name in names])
    assert "what keeps the audit trail from being rewritten is gone" in problem


def test_an_sqlite_file_that_is_damaged_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(str(path)) as ledger:
        record(ledger, "r1", claim("A claim number"))
        path.write_bytes(path.read_bytes().replace(b"A claim number", b"Another number", 1))
        found = list(ledger.problems())
    assert found
    assert all(problem.startswith("the database is damaged: ") for problem in found)


def test_references_to_what_is_not_there_are_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(str(path)) as ledger:
        record(ledger, "r1", claim())
        with closing(sqlite3.connect(path)) as connection:  # which keeps no references whole
            connection.execute("UPDATE claims SET superseded_by = 99")
            connection.commit()
        assert list(ledger.problems()) == ["a row of claims refers to one that is not there"]
