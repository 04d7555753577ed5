"""Where the built-in tables lie, and what their source.yaml says of each."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scrubber.tables.kinds import KINDS
from scrubber.tables.located_yaml import TRUSTED
from scrubber.value_class import value_class


@value_class()
class Part:
    """What a built-in table says under one release's name.

    `covers_from` and `covers_to` are the service dates that it covers: there the absence of a row
    says that there is nothing. No `covers_to`: nothing newer is expected. `begins`: the first days
    of the releases that it was read from; none where one release has the history of all dates.
    """

    release: str
    covers_from: date
    covers_to: date | None = None
    begins: Sequence[date] = ()


@value_class()
class TableSource:
    """A table's source.yaml: who publishes it, which release this is, when it was checked.

    `covers_from`, `covers_to` and `begins` as in Part; `besides`: parts of other releases than the
    table's own, by the first part of their rows' key. `short` is a title of a few words.
    """

    title: str
    authority: str
    address: str
    licence: str
    release: str
    checked: date
    next_release: str
    notes: str
    covers_from: date
    covers_to: date | None = None
    begins: Sequence[date] = ()
    besides: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    short: str = ""

    @property
    def called(self) -> str:
        """What a sentence calls the table: its short title where it has one."""
        return self.short or self.title

    @property
    def releases(self) -> str:
        """The names of all its releases."""
        return "; ".join([self.release, *(part["release"] for part in self.besides.values())])

    def part(self, first: str) -> Part:
        """What speaks for the rows whose key begins with `first`."""
        if first in self.besides:
            return Part(**self.besides[first])
        return Part(self.release, self.covers_from, self.covers_to, self.begins)


def mappings_folder() -> Path:
    """mappings/: in the wheel inside the package, in a checkout beside it."""
    package = Path(__file__).parent.parent
    inside = package / "mappings"
    return inside if inside.is_dir() else package.parent / "mappings"


def table_file(name: str) -> Path:
    """The rows of a built-in table; its source.yaml lies beside it."""
    return mappings_folder() / name / "table.csv"


@cache
def table_sources() -> dict[str, TableSource]:
    """The source.yaml of every table, by its path in mappings/."""
    return {kind.name: _source(table_file(kind.name)) for kind in KINDS.values()}


def _source(table: Path) -> TableSource:
    text = table.with_name("source.yaml").read_text(encoding="utf-8")
    return TableSource(**yaml.load(text, TRUSTED))  # noqa: S506 (a safe loader, in C)
