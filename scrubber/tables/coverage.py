"""The service dates of a run that lie outside what the releases in use speak for."""

from collections.abc import Iterable
from datetime import date

from scrubber.tables.kinds import KINDS
from scrubber.tables.library import Tables


def outside_release(
    tables: Tables, names: Iterable[str], first: date, last: date
) -> dict[str, str]:
    """Of these tables those whose releases do not speak for all service dates from `first` to
    `last`: by name, what to know about it."""
    told = {name: _outside(tables, name, first, last) for name in sorted(set(names))}
    return {name: sentence for name, sentence in told.items() if sentence}


def _outside(tables: Tables, name: str, first: date, last: date) -> str:
    covered = tables.coverage(name)
    called = tables.sources[name].called
    if covered.end is not None and last > covered.end:
        return (
            f"{called}: release {covered.newest} speaks to {covered.end}, and service dates go to "
            f"{last}; {_remedy(name)}"
        )
    if first < covered.start:
        return (
            f"{called}: what is on record speaks from {covered.start}, and service dates begin on "
            f"{first}"
        )
    return ""


def _remedy(name: str) -> str:
    publication = next(kind.publication for kind in KINDS.values() if kind.name == name)
    if publication:
        return f"`scrubber tables import {publication} FILE` brings a newer one"
    return "a newer version of scrubber may have it"
