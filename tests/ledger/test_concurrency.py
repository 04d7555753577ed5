"""Several processes at once, and one that is killed: nothing is lost, doubled or half done."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from multiprocessing.synchronize import Event

import psycopg
import pytest
from sqlalchemy import text

from scrubber.ledger import Ledger
from scrubber.ledger.audit_proof import Proof
from scrubber.scrubbed_claims import ScrubbedClaim
from tests.ledger.databases import PostgreSQL
from tests.ledger.entries import MEMBER, claim, finding, receipt, used

PROCESSES, FILES = 6, 5
SPAWN = multiprocessing.get_context("spawn")
"""As a watcher is started: each process opens the ledger for itself, perhaps for the first time."""


def write_files(address: str, process: int) -> list[tuple[int, str]]:
    """Own files, and between them those that every process has, which hold the same claims."""
    heads = []
    with Ledger.open(address) as ledger:
        for number in range(FILES):
            for run in (f"own {process} {number}", f"shared {number}"):
                lines = [claim(f"{run} {at}", "1.00", segment=at) for at in range(3)]
                again = claim("again", "1.00", segment=9)
                findings = [finding(), finding(rule="TH301")]
                heads.append(ledger.record(receipt(run), [*lines, again], findings, "tester"))
    return [tuple(head) for head in heads]


def test_writers_at_once_lose_and_double_nothing(address: str) -> None:
    with SPAWN.Pool(PROCESSES) as pool:
        heads = pool.starmap(write_files, [(address, number) for number in range(PROCESSES)])
    runs = PROCESSES * FILES + FILES
    with Ledger.open(address) as ledger:
        amount = used(ledger)
        assert amount is not None
        assert amount.amount == runs * 3 + 1  # the claim that all have counts once
        assert list(ledger.problems()) == []
        assert ledger.prove({}) == Proof(runs * 3, "")
        with ledger.database.reading() as connection:
            kept = connection.execute(text("SELECT audit_seq, audit_hash FROM runs")).all()
        assert len(kept) == runs
        assert {head for of_process in heads for head in of_process} == set(map(tuple, kept))


def write_and_wait(address: str, reached: Event) -> None:
    """Die, as by SIGKILL, in the middle of a transaction that has written much already."""

    def lines() -> Iterator[ScrubbedClaim]:
        for number in range(5_000):
            yield claim(f"C{number}", segment=number)
        reached.set()
        signal.pause()

    with Ledger.open(address) as ledger:
        ledger.record(receipt("killed"), lines(), [finding()], "tester")


def test_a_writer_that_is_killed_leaves_nothing_and_blocks_nobody(address: str) -> None:
    with Ledger.open(address) as ledger:
        ledger.record(receipt("before"), [claim("C1")], [finding()], "tester")
        reached = SPAWN.Event()
        writer = SPAWN.Process(target=write_and_wait, args=(address, reached))
        writer.start()
        assert reached.wait(60)
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        ledger.record(receipt("after"), [claim("C2")], [], "tester")
        assert ledger.run_of("sha of killed") is None
        amount = used(ledger, member=MEMBER)
        assert amount is not None
        assert amount.amount == 80
        assert list(ledger.problems()) == []
        assert ledger.prove({}).rows == 3


def test_a_connection_that_is_lost_leaves_nothing(postgresql: PostgreSQL) -> None:
    address = postgresql.database()

    def lines() -> Iterator[ScrubbedClaim]:
        for number in range(5_000):
            if number == 2_500:
                with psycopg.connect(address, autocommit=True) as other:
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE pid <> pg_backend_pid() AND datname = current_database()"
                    )
            yield claim(f"C{number}", segment=number)

    with Ledger.open(address) as ledger:
        with pytest.raises(OSError, match="cannot be reached") as failed:
            ledger.record(receipt(), lines(), [], "tester")
        assert "C1" not in str(failed.value)
        assert ledger.record(receipt(), [claim()], [], "tester").seq == 1


@pytest.mark.parametrize("fails", ["lines", "findings"])
def test_a_run_whose_lines_cannot_be_read_leaves_nothing(address: str, fails: str) -> None:
    def failing() -> Iterator[ScrubbedClaim]:
        yield claim()
        raise OSError("the disk is gone")

    with Ledger.open(address) as ledger:
        lines = failing() if fails == "lines" else [claim()]
        findings = failing() if fails == "findings" else [finding()]
        with pytest.raises(OSError, match="the disk is gone"):
            ledger.record(receipt(), lines, findings, "tester")  # type: ignore[arg-type]
        assert ledger.run_of(receipt().input_sha256) is None
        assert used(ledger) is None
        assert ledger.record(receipt(), [claim()], [], "tester").seq == 1
