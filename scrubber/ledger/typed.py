"""Amounts of therapy used that a person hands in: a therapy-used file, kept in the ledger."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from scrubber.evidence import BadEvidence
from scrubber.evidence.therapy_used import therapy_used_rows
from scrubber.keys import Key
from scrubber.ledger.audit import Entry, Trail, now
from scrubber.ledger.key import beneficiary
from scrubber.ledger.loading import Row, batches, load
from scrubber.ledger.money import cents
from scrubber.ledger.schema import amounts, imports
from scrubber.wording import count, recorded_name

COLUMNS = amounts.c.keys()[1:]


class Imported(NamedTuple):
    """How many amounts a file brought; or when it was imported before, in UTC."""

    amounts: int
    before: str = ""


def import_csv(connection: Connection, path: Path, who: str, key: Key) -> Imported:
    """Read a therapy-used file into the ledger, once; every row must say as of when it is. Raises
    BadEvidence, OSError."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    known = select(imports.c.imported_at).where(imports.c.sha256 == sha256)
    if before := connection.scalar(known):
        return Imported(0, before)
    about = {
        "kind": "csv",
        "sha256": sha256,
        "name": recorded_name(path.name),
        "imported_at": now(),
        "counts": "",
    }
    import_id = connection.execute(insert(imports).returning(imports.c.id), about).scalar_one()
    read = 0
    for rows in batches(_amount_rows(path, import_id, key)):
        load(connection, amounts, COLUMNS, rows)
        read += len(rows)
    counts = json.dumps({"amounts": read})
    connection.execute(update(imports).where(imports.c.id == import_id).values(counts=counts))
    evidence = f"{count(read, 'amount')} of a file with the hash {sha256}"
    Trail(connection, who).append([Entry("import-csv", evidence=evidence)])
    return Imported(read)


def _amount_rows(path: Path, import_id: int, key: Key) -> Iterator[Row]:
    for used in therapy_used_rows(path):
        amount = cents(str(used.amount))
        if amount is None:
            raise BadEvidence(f"{path.name}: an amount is more than anybody has used")
        if used.as_of is None:
            raise BadEvidence(
                f"{path.name}: a row has no as_of; the ledger must know of which day an amount is"
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
