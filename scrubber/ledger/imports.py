"""A file is read into the ledger once."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Connection, insert, select, update

from scrubber.hashes import sha256_read
from scrubber.ledger.audit import Entry, Trail, now
from scrubber.ledger.schema import imports
from scrubber.wording import recorded_name
from scrubber.x12 import OpenSource

Counts = TypeVar("Counts")


@dataclass(frozen=True, slots=True)
class Imported(Generic[Counts]):
    """What became of a file. `before`: when it was imported already, in UTC; then nothing was
    changed, and `counts` are those of that time."""

    counts: Counts
    before: str = ""


class ImportedFile(NamedTuple):
    """A file to import: 835, 271 or csv, and whose word it is taken on."""

    kind: str
    name: str
    source: OpenSource
    who: str


def import_once(
    connection: Connection,
    file: ImportedFile,
    counts_of: Callable[..., Counts],
    enter: Callable[[int, Counts], None],
) -> Imported[Counts]:
    """Write a file, with its row in `imports` and in the audit trail, in a transaction of the only
    writer; one with the content of a file that was imported before is not written.

    `enter` writes what is in it: it is given the id of the row, and counts to add to, which
    `counts_of` makes: a dataclass of what JSON has.
    """
    with file.source() as stream:
        sha256 = sha256_read(stream)
    known = select(imports.c.imported_at, imports.c.counts).where(imports.c.sha256 == sha256)
    if found := connection.execute(known).one_or_none():
        return Imported(counts_of(**json.loads(found.counts)), found.imported_at)
    row = {
        "kind": file.kind,
        "sha256": sha256,
        "name": recorded_name(file.name),
        "imported_at": now(),
        "counts": "",
    }
    import_id = connection.execute(insert(imports).returning(imports.c.id), row).scalar_one()
    counts: Any = counts_of()
    enter(import_id, counts)
    told = json.dumps(asdict(counts))
    connection.execute(update(imports).where(imports.c.id == import_id).values(counts=told))
    evidence = f"a file with the hash {sha256}: {told}"
    Trail(connection, file.who).append([Entry(f"import-{file.kind}", evidence=evidence)])
    return Imported(counts)
