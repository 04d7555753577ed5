"""Claims with where they come from: as JSON Lines, one a line, and the schema of a line."""

from abc import ABC, abstractmethod
from dataclasses import field
from functools import cache
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from scrubber.claims import Claim, build_claim, claims_of
from scrubber.value_class import value_class
from scrubber.x12 import Piece, TransactionSet


@value_class()
class ClaimRecord:
    """A claim, the file's name, and the control numbers of what it stands in (ISA13, GS06, ST02).

    `guide` is ST03, else GS08.
    """

    file: str | None
    interchange: str
    group: str
    transaction_set: str
    guide: str
    claim: Claim = field(repr=False)


class ClaimWriter(ABC):
    """Writes the claims of a file's 837P sets; other sets have none."""

    claims = None

    def __init__(self, name: str | None) -> None:
        self._name = name
        self.lines = 0

    def add(self, piece: Piece) -> None:
        """Take the next piece of the file."""
        if not isinstance(piece, TransactionSet) or not piece.is_837p:
            return
        numbers = piece.isa.value(13), piece.gs.value(6), piece.header.value(2)
        for text in claims_of(piece):
            claim = build_claim(text)
            self.lines += len(claim.lines)
            self.write(ClaimRecord(self._name, *numbers, piece.guide, claim))

    @abstractmethod
    def write(self, record: ClaimRecord) -> None:
        """Take the next claim."""

    def finish(self) -> None:  # noqa: B027 - most forms have no end of their own
        """There is no further piece."""


class JsonLines(ClaimWriter):
    """One claim a line, as JSON in UTF-8; amounts are strings, exact."""

    def __init__(self, output: BinaryIO, name: str | None) -> None:
        super().__init__(name)
        self._output = output

    def write(self, record: ClaimRecord) -> None:
        """Take the next claim."""
        self._output.write(_adapter().dump_json(record) + b"\n")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a line."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return dialect | _adapter().json_schema(mode="serialization")


@cache
def _adapter() -> TypeAdapter[ClaimRecord]:
    return TypeAdapter(ClaimRecord)
