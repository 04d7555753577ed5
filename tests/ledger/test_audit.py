"""The audit trail: what it tells, that nobody can rewrite it, and that rewriting is found."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from scrubber.findings import Action
from scrubber.ledger import BadLedger, ChainHead, Ledger
from scrubber.ledger.audit import row_hash
from scrubber.ledger.audit_proof import BadReceipt, Proof, heads_of
from tests.ledger.entries import finding, receipt, record

UNLOCK = {
    "sqlite": ["DROP TRIGGER audit_update", "DROP TRIGGER audit_delete"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER USER"],
}


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def tamper(ledger: Ledger, *statements: str) -> None:
    """What somebody with the database's own tools may do."""
    with ledger.database.writing() as connection:
        for statement in (*UNLOCK[connection.dialect.name], *statements):
            connection.execute(text(statement))


def rows(ledger: Ledger) -> list[Any]:
    with ledger.database.reading() as connection:
        return list(connection.execute(text("SELECT * FROM audit ORDER BY seq")))


def test_a_run_and_each_correction_and_hold_is_told_with_its_evidence(ledger: Ledger) -> None:
    findings = [
        finding(rule="CL101", line=None, evidence=("SV102 corrections on this claim: -58.00",)),
        finding(element="SV104"),
        finding(element="SV102"),
        finding(Action.FLAGGED),
        finding(Action.NOT_EVALUABLE),
        finding(Action.HELD, rule="TH302", line="2", evidence=()),
        finding(rule="TH301", evidence=("attested by A. Therapist", "time blocks")),
        finding(rule="TH301", claim_segment=20, claim_id="C\0", evidence=("\udcff",)),
    ]
    head = ledger.record(receipt(), [], findings, "me\0")
    told = [(row.what, row.claim_id, row.line, row.rule) for row in rows(ledger)]
    assert told == [
        ("corrected", "C1", "", "CL101"),
        ("corrected", "C1", "1", "TH101"),
        ("held", "C1", "2", "TH302"),
        ("corrected", "C1", "1", "TH301"),
        ("corrected", "C\N{SYMBOL FOR NULL}", "1", "TH301"),
        ("scrub", "", "", ""),
    ]
    assert rows(ledger)[3].evidence == "attested by A. Therapist; time blocks"
    assert rows(ledger)[5].evidence.startswith("findings remain; its receipt has the hash ")
    assert {row.run for row in rows(ledger)} == {"r1"}
    assert {row.who for row in rows(ledger)} == {"me\N{SYMBOL FOR NULL}"}
    assert head == ChainHead(6, rows(ledger)[5].hash)
    assert ledger.prove({"day.receipt.json": head}) == Proof(6, "")


def test_nobody_may_change_remove_or_replace_a_row(ledger: Ledger) -> None:
    record(ledger, "r1")
    copy = "SELECT seq, at, 'x', what, run, claim_id, line, rule, evidence, previous, hash"
    replace = f"REPLACE INTO audit {copy} FROM audit"
    if ledger.database.is_postgresql:
        replace = "TRUNCATE audit"
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit", replace):
        with pytest.raises((BadLedger, OSError)), ledger.database.writing() as connection:
            connection.execute(text(statement))
    assert len(rows(ledger)) == 1
    assert ledger.prove({}) == Proof(1, "")


def forged(connection: Connection) -> None:
    """A row that is right in itself, put where another one stood."""
    row = list(connection.execute(text("SELECT * FROM audit WHERE seq = 2")).one())
    row[8] = "another evidence"
    hashed = row_hash(2, tuple(row[1:9]), row[9])
    connection.execute(
        text("UPDATE audit SET evidence = :told, hash = :hashed WHERE seq = 2"),
        {"told": row[8], "hashed": hashed},
    )


@pytest.mark.parametrize("column", ["at", "who", "what", "run", "rule", "evidence", "previous"])
def test_a_change_is_found_whatever_it_is(ledger: Ledger, column: str) -> None:
    for run in ("r1", "r2", "r3"):
        record(ledger, run)
    tamper(ledger, f"UPDATE audit SET {column} = 'x' WHERE seq = 2")
    assert ledger.prove({}) == Proof(1, "row 2 was changed")


def test_a_change_with_a_new_hash_breaks_the_row_after_it(ledger: Ledger) -> None:
    heads = [record(ledger, run) for run in ("r1", "r2", "r3")]
    tamper(ledger)
    with ledger.database.writing() as connection:
        forged(connection)
    assert ledger.prove({}) == Proof(
        2, "row 3 does not follow row 2: one of them was rewritten or put there"
    )
    by_receipt = ledger.prove({"two": heads[1]})
    assert by_receipt == Proof(1, "row 2 is not the one that two tells of: it was rewritten")


@pytest.mark.parametrize(("seq", "rows_before"), [(1, 0), (2, 1)])
def test_a_row_that_is_gone_is_found(ledger: Ledger, seq: int, rows_before: int) -> None:
    for run in ("r1", "r2", "r3"):
        record(ledger, run)
    tamper(ledger, f"DELETE FROM audit WHERE seq = {seq}")
    assert ledger.prove({}) == Proof(rows_before, f"row {seq} was removed")


def test_a_row_that_is_gone_with_the_others_moved_up_is_found(ledger: Ledger) -> None:
    for run in ("r1", "r2", "r3"):
        record(ledger, run)
    tamper(ledger, "DELETE FROM audit WHERE seq = 2", "UPDATE audit SET seq = 2 WHERE seq = 3")
    assert ledger.prove({}) == Proof(1, "row 2 was changed")


def test_only_a_receipt_shows_that_the_end_was_cut_off(ledger: Ledger) -> None:
    heads = {run: record(ledger, run) for run in ("r1", "r2", "r3")}
    tamper(ledger, "DELETE FROM audit WHERE seq > 1")
    assert ledger.prove({}) == Proof(1, "")
    assert ledger.prove({"one": heads["r1"]}) == Proof(1, "")
    assert ledger.prove(heads) == Proof(
        1, "row 2, which r2 tells of, was removed: the trail ends at row 1"
    )


def receipt_file(folder: Path, text_of: str) -> Path:
    path = folder / "day.r1.receipt.json"
    path.write_text(text_of)
    return path


def test_a_receipt_says_how_far_the_trail_reached(tmp_path: Path) -> None:
    head = {"audit": {"seq": 3, "hash": "0a"}}
    path = receipt_file(tmp_path, json.dumps(head))
    assert heads_of([path]) == {"day.r1.receipt.json": ChainHead(3, "0a")}


@pytest.mark.parametrize(
    "text_of", ["", "[]", "{}", '{"audit": 1}', '{"audit": {"seq": "x", "hash": ""}}', "[" * 10**5]
)
def test_a_file_that_is_no_receipt(tmp_path: Path, text_of: str) -> None:
    with pytest.raises(BadReceipt, match=r"day\.r1\.receipt\.json: no receipt of a run"):
        heads_of([receipt_file(tmp_path, text_of)])


def break_receipt(ledger: Ledger) -> None:
    with ledger.database.writing() as connection:
        connection.execute(text("UPDATE runs SET receipt = '{}'"))


def test_a_receipt_that_was_changed_in_the_ledger_is_found(ledger: Ledger) -> None:
    record(ledger, "r1")
    assert list(ledger.problems()) == []
    break_receipt(ledger)
    assert list(ledger.problems()) == [
        "the receipt of run r1 is not the one that the audit trail tells of"
    ]
