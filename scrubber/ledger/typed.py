"""Amounts of therapy used that a person hands in: a therapy-used file, kept in the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from scrubber.evidence import BadEvidence
from scrubber.evidence.therapy_used import therapy_used_rows
from scrubber.keys import Key
from scrubber.ledger.imports import Imported, ImportedFile, import_once
from scrubber.ledger.key import beneficiary
from scrubber.ledger.loading import Row, batches, load
from scrubber.ledger.money import cents
from scrubber.ledger.schema import amounts

COLUMNS = amounts.c.keys()[1:]
YEARS_OPEN = 4
"""After which Medicare reopens no decision (42 CFR 405.980). A day that is wrong by more would rank
its amount above all that is said later."""


@dataclass(slots=True)
class TypedCounts:
    """How many amounts a file brought."""

    amounts: int = 0


def import_csv(connection: Connection, path: Path, who: str, key: Key) -> Imported[TypedCounts]:
    """Read a therapy-used file into the ledger, once; every row must say as of when it is. Raises
    BadEvidence, OSError."""

    def enter(import_id: int, counts: TypedCounts) -> None:
        for rows in batches(_amount_rows(path, import_id, key)):
            load(connection, amounts, COLUMNS, rows)
            counts.amounts += len(rows)

    file = ImportedFile("csv", path.name, lambda: path.open("rb"), who)
    return import_once(connection, file, TypedCounts, enter)


def _amount_rows(path: Path, import_id: int, key: Key) -> Iterator[Row]:
    for used in therapy_used_rows(path):
        amount = cents(str(used.amount))
        if amount is None:
            raise BadEvidence(f"{path.name}: an amount is more than anybody has used")
        if used.as_of is None:
            raise BadEvidence(
                f"{path.name}: a row has no as_of; the ledger must know of which day an amount is"
            )
        if not 0 <= used.as_of.year - used.year <= YEARS_OPEN:
            raise BadEvidence(
                f"{path.name}: a row is of {used.year} as of {used.as_of}; one of the two is wrong"
            )
        yield (
            beneficiary(used.member_id, key),
            used.year,
            used.pool,
            amount,
            used.as_of.isoformat(),
            "typed",
            f"typed in ({used.source})" if used.source else "typed in",
            import_id,
        )
