"""A payer's file is read into the ledger once: all of it, or nothing."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, BinaryIO, Generic, TypeVar

from sqlalchemy import Connection, insert, select, update

from scrubber.ledger.audit import Entry, Trail, now
from scrubber.ledger.ledger import Ledger
from scrubber.ledger.schema import imports
from scrubber.wording import recorded_name
from scrubber.x12 import OpenSource

CHUNK_BYTES = 1024 * 1024

Counts = TypeVar("Counts")


@dataclass(frozen=True, slots=True)
class Imported(Generic[Counts]):
    """What became of a file. `before` is when it had been imported already: then nothing was
    changed, and `counts` are those of that time."""

    counts: Counts
    before: str = ""


@dataclass(frozen=True, slots=True)
class ImportKind(Generic[Counts]):
    """A kind of file, and what is counted of one: a dataclass of JSON's types."""

    name: str
    counts: Callable[..., Counts]


def import_once(
    ledger: Ledger,
    kind: ImportKind[Counts],
    name: str,
    source: OpenSource,
    who: str,
    enter: Callable[[Connection, int, BinaryIO, Counts], None],
) -> Imported[Counts]:
    """Let `enter` write a file, in one transaction with its row in `imports` and in the audit
    trail; it is given the id of that row and counts that it adds to. A file with the content of one
    that was imported is not entered again."""
    sha256 = _sha256(source)
    with ledger.database.writing() as connection:
        known = select(imports.c.imported_at, imports.c.counts).where(imports.c.sha256 == sha256)
        if found := connection.execute(known).one_or_none():
            return Imported(kind.counts(**json.loads(found.counts)), found.imported_at)
        row = {
            "kind": kind.name,
            "sha256": sha256,
            "name": recorded_name(name),
            "imported_at": now(),
            "counts": "",
        }
        import_id = connection.execute(insert(imports).returning(imports.c.id), row).scalar_one()
        counts: Any = kind.counts()
        with source() as stream:
            enter(connection, import_id, stream, counts)
        told = json.dumps(asdict(counts))
        connection.execute(update(imports).where(imports.c.id == import_id).values(counts=told))
        evidence = f"SHA-256 {sha256}: {told}"
        Trail(connection, who).append([Entry(f"import-{kind.name}", evidence=evidence)])
        return Imported(counts)


def _sha256(source: OpenSource) -> str:
    found = hashlib.sha256()
    with source() as stream:
        for chunk in iter(partial(stream.read, CHUNK_BYTES), b""):
            found.update(chunk)
    return found.hexdigest()
