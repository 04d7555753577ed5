"""What a job writes down of itself, so that whoever finds it can go on with it."""

import errno
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from scrubber.folder.durable import write_durably
from scrubber.folder.file_id import FileId
from scrubber.folder.places import Place
from scrubber.ledger.records import InterchangeId, Receipt


class Kind(StrEnum):
    """Why a job is done."""

    SCRUB = "scrub"
    RELEASE = "release"
    """Held claims that a person sends on."""
    STRAY = "stray"
    """A sidecar whose claim file did not come."""


@dataclass(frozen=True, slots=True)
class Order:
    """What was taken, and on whose word. `files`: the input first, then its sidecars, as they were
    seen in the folder `taken_from`. `attested`: the rules a person answers for (`attested_by`)."""

    kind: Kind
    files: dict[str, FileId] = field(repr=False)
    taken_from: Place = Place.IN
    sender: str = field(default="", repr=False)
    attested: tuple[str, ...] = ()
    attested_by: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Of the input."""
        return next(iter(self.files))


@dataclass(frozen=True, slots=True)
class Identity:
    """What an input is recognised by when it comes again."""

    sha256: str
    size: int
    interchanges: tuple[InterchangeId, ...] = field(default=(), repr=False)
    submitted_on: str = ""


@dataclass(frozen=True, slots=True)
class Announced:
    """An identity as other watchers see it; the one with the lower number told it first."""

    identity: Identity
    number: int


@dataclass(frozen=True, slots=True)
class Output:
    """A file that waits in the job's folder to be published under its name."""

    staged: str = field(repr=False)
    place: Place
    name: str = field(repr=False)
    sha256: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How a job ends, and from here on it only goes forward.

    `receipt`: what the ledger is told, on whose word (`who`); none where the job is put off and has
    not ended. `outputs` in the order in which they are published; `log`: which of them, by its
    staged name, is the discrepancy log, if there is one. `filed`: the place, the folder in it and
    the name that the input and each sidecar get.
    """

    receipt: Receipt | None
    who: str = field(repr=False)
    log: str = field(repr=False)
    outputs: tuple[Output, ...]
    filed_in: Place
    filed_folder: str
    filed: dict[str, str] = field(repr=False)


Record = TypeVar("Record", Order, Announced, Plan)


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (Order, Announced, Plan)
}


def write_record(path: Path, record: Order | Announced | Plan) -> None:
    """Write a record durably."""
    write_durably(path, _ADAPTERS[type(record)].dump_json(record))


def read_record(path: Path, kind: type[Record]) -> Record | None:
    """A record, or None where there is none yet. Raises OSError, also where it is damaged."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        record: Record = _ADAPTERS[kind].validate_json(data)
    except ValidationError:
        raise OSError(errno.EBADMSG, "a record of a job is damaged", str(path)) from None
    return record
