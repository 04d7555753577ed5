"""The claim models' public face: JSON Schema and plain data, by pydantic."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from scrubber.claims.models import Claim


@cache
def _adapter() -> TypeAdapter[Claim]:
    return TypeAdapter(Claim)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a claim."""
    return _adapter().json_schema(mode="serialization")


def as_data(claim: Claim) -> dict[str, Any]:
    """A claim as plain data that fits the schema; holds patient data."""
    data: dict[str, Any] = _adapter().dump_python(claim, mode="json")
    return data
