"""The ledger as its users see it: opened, told of runs, asked for what it knows."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import ColumnElement, select

from scrubber.discrepancies import Discrepancy
from scrubber.evidence import TherapyUsed
from scrubber.keys import Key
from scrubber.ledger.accounts import read_accounts
from scrubber.ledger.audit_proof import Proof, prove
from scrubber.ledger.checking import problems
from scrubber.ledger.database import Database
from scrubber.ledger.entries import LedgerEntry, entries
from scrubber.ledger.imports import Imported
from scrubber.ledger.key import beneficiary, key_of
from scrubber.ledger.migrating import migrate
from scrubber.ledger.recording import receipt_of, record
from scrubber.ledger.records import ChainHead, FiledClaim, InterchangeId, Receipt, Verdict
from scrubber.ledger.schema import interchanges, runs
from scrubber.ledger.typed import TypedCounts, import_csv
from scrubber.ledger.used import LedgerUsed
from scrubber.scrubbed_claims import ScrubbedClaim
from scrubber.user_data import user_data_folder

ADDRESS_VARIABLE = "SCRUBBER_LEDGER_URL"


class Ledger:
    """Therapy used, receipts and the audit trail, in one database.

    `database` and `key` are for what reads answers of payers into it. Every method raises BadLedger
    and OSError, with one sentence that holds no patient data.
    """

    def __init__(self, database: Database, key: Key) -> None:
        self.database = database
        self.key = key

    @classmethod
    def open(cls, address: str | None = None) -> Self:
        """The ledger of a path, or of an address like postgresql://host/name; without one that of
        SCRUBBER_LEDGER_URL, else `ledger.sqlite` in the user's data folder. It is made where it
        does not exist, in a folder that does, and brought up to date."""
        database = Database.at(address or os.environ.get(ADDRESS_VARIABLE) or _default_path())
        migrate(database)
        return cls(database, key_of(database))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    def run_of(self, input_sha256: str) -> Receipt | None:
        """The receipt of the last run that scrubbed an input; one that could not be read, or came
        once more, was quarantined and not scrubbed."""
        scrubbed = runs.c.verdict != Verdict.QUARANTINED.value
        return self._last_receipt((runs.c.input_sha256 == input_sha256) & scrubbed)

    def run_with(self, interchange: InterchangeId) -> Receipt | None:
        """The receipt of the last run that an interchange of that sender and number was in."""
        return self._last_receipt(
            runs.c.id.in_(
                select(interchanges.c.run_id).where(
                    interchanges.c.sender == interchange.sender,
                    interchanges.c.control_number == interchange.control_number,
                )
            )
        )

    def _last_receipt(self, which: ColumnElement[bool]) -> Receipt | None:
        with self.database.reading() as connection:
            last = select(runs.c.receipt).where(which).order_by(runs.c.id.desc()).limit(1)
            text = connection.scalar(last)
        return None if text is None else receipt_of(text)

    def record(
        self,
        receipt: Receipt,
        claims: Iterable[ScrubbedClaim],
        findings: Iterable[Discrepancy],
        who: str,
    ) -> ChainHead:
        """Write a run: all of it or nothing. One that is written already, by its name, is left as
        it is, and the head that it had comes back."""
        with self.database.writing() as connection:
            return record(connection, receipt, claims, findings, who, self.key)

    def therapy_used(
        self,
        claims: Iterable[tuple[str, ...]],
        base: TherapyUsed | None = None,
        input_sha256: str = "",
    ) -> LedgerUsed:
        """What the members of a file have used, as the ledger stands now without that file.

        `claims` are the file's, each as FiledClaim has it (member id, claim id, and of a
        replacement or void the payer's number of its original). `base` is its therapy-used file,
        which is read with it and closed by it. `input_sha256`: runs of that input are passed over,
        so that scrubbing a file again finds what it found before it was recorded.
        """
        filed = (FiledClaim(*claim) for claim in claims)
        with self.database.reading() as connection:
            accounts = read_accounts(connection, filed, self.key, input_sha256)
        return LedgerUsed(accounts, base or TherapyUsed())

    def entries(
        self, member_id: str | None = None, year: int | None = None
    ) -> Iterator[LedgerEntry]:
        """What is said and the lines, of one member or of all, of one year or of all."""
        whose = None if member_id is None else beneficiary(member_id, self.key)
        with self.database.reading() as connection:
            yield from entries(connection, whose, year)

    def import_csv(self, path: Path, who: str) -> Imported[TypedCounts]:
        """Keep the amounts of a therapy-used file, once. Raises BadEvidence besides."""
        with self.database.writing() as connection:
            return import_csv(connection, path, who, self.key)

    def prove(self, heads: Mapping[str, ChainHead]) -> Proof:
        """Whether the audit trail is as it was written. `heads`: rows that receipts tell of, by
        what to call those."""
        with self.database.reading() as connection:
            return prove(connection, heads)

    def problems(self) -> Iterator[str]:
        """What is wrong with the ledger."""
        with self.database.reading() as connection:
            yield from problems(connection)


def _default_path() -> Path:
    folder = user_data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "ledger.sqlite"
