"""TOML fields with the line on which each stands, so that a fault can be told by its place.

tomllib gives no lines. But a TOML file that is cut after a statement is a TOML file: a field stands
on the line where the first part that has it ends the part before.
"""

import re
import tomllib
from collections.abc import Sequence
from typing import Any

from scrubber.value_class import value_class

LONGEST = 64 * 1024
"""Bytes: each part of the file is read by itself."""


class BadToml(ValueError):
    """What is wrong, and the line (1-based)."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


@value_class()
class LocatedToml:
    """The fields of a TOML file."""

    data: dict[str, Any]
    _lines: dict[tuple[str, ...], int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line of the field at a place (`("folders", "in")`); of a field that is not there, the
        line on which what should hold it begins."""
        names = tuple(str(step) for step in place)
        while names and names not in self._lines:
            names = names[:-1]
        return self._lines.get(names, 1)


def read_located_toml(raw: bytes) -> LocatedToml:
    """The fields of a TOML file. Raises BadToml."""
    if len(raw) > LONGEST:
        raise BadToml(1, f"the file is larger than {LONGEST:,} bytes; it holds settings alone")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadToml(raw.count(b"\n", 0, error.start) + 1, "this is no UTF-8 text") from None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadToml(*_place_and_reason(error, text)) from None
    return LocatedToml(data, _lines_of(text))


def _lines_of(text: str) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    part, begins = "", 1
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        part += line
        try:
            data = tomllib.loads(part)
        except tomllib.TOMLDecodeError:
            continue  # A value goes on.
        for place in _places(data):
            found.setdefault(place, begins)
        begins = number + 1
    return found


def _places(data: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    places = []
    for name, value in data.items():
        places.append((*above, name))
        if isinstance(value, dict):
            places += _places(value, (*above, name))
    return places


def _place_and_reason(error: Exception, text: str) -> tuple[int, str]:
    if isinstance(error, RecursionError):
        return 1, "this is no readable TOML: nested too deep"
    reason, _, where = str(error).partition(" (at ")
    line = re.match(r"line (\d+)", where)
    number = int(line[1]) if line else max(text.rstrip().count("\n") + 1, 1)
    return number, f"this is no readable TOML: {reason[:1].lower()}{reason[1:]}"
