"""The service dates of a run that the releases in use do not cover."""

from collections.abc import Collection, Iterable
from datetime import date

from scrubber.tables.kinds import KINDS
from scrubber.tables.layered import LayeredTable
from scrubber.tables.library import Tables


def outside_release(tables: Tables, names: Iterable[str], days: Collection[date]) -> dict[str, str]:
    """Of these tables those whose releases do not cover all of these service dates: by name, what
    to know about it."""
    told = {name: _outside(tables, name, days) for name in sorted(set(names))}
    return {name: sentence for name, sentence in told.items() if sentence}


def locality_without_figures(tables: Tables, days: Collection[date]) -> str:
    """What to know where the run's locality has no figures on some of these service dates."""
    without = [day for day in days if tables.locality_on(day) is None]
    if not (tables.locality and without):
        return ""
    name = tables.gpci.name
    return (
        f"{tables.sources[name].called}: {tables.locality} has no figures for service dates "
        f"of {_from_to(without)}, and national prices were used; {_remedy(name)}"
    )


def _outside(tables: Tables, name: str, days: Collection[date]) -> str:
    coverage = tables.coverage(name)
    outside = sorted(day for day in days if not coverage.holds(day))
    if not outside:
        return ""
    called = tables.sources[name].called
    first, last = outside[0], outside[-1]
    before = [span for span in coverage.spans if span.start < last]
    if not coverage.spans:
        return f"{called}: the releases on record cover no service date together; {_remedy(name)}"
    if not before:
        return (
            f"{called}: what is on record covers service dates from {coverage.start}, and service "
            f"dates begin on {first}"
        )
    used = before[-1]
    after = next((span for span in coverage.spans if span.start > last), None)
    beyond = f"and service dates go to {last}"
    if after:
        between = _from_to([day for day in outside if day > used.start])
        beyond = (
            f"{after.release} those from {after.start}, and service dates between them "
            f"({between}) were checked by the first"
        )
    return (
        f"{called}: release {used.release} covers service dates to {used.end}, {beyond}"
        f"{_extracts(tables, name, outside)}; {_remedy(name)}"
    )


def _extracts(tables: Tables, name: str, days: Collection[date]) -> str:
    """That an extract is in use on some of these service dates."""
    table = tables.by_name()[name]
    extracts = [
        release.name
        for release in (table.releases if isinstance(table, LayeredTable) else ())
        if release.extract and any(release.speaks_on(day) for day in days)
    ]
    return f" (of {', '.join(extracts)} only the rows that it holds are known)" if extracts else ""


def _from_to(days: Collection[date]) -> str:
    first, last = min(days), max(days)
    return str(first) if first == last else f"{first} to {last}"


def _remedy(name: str) -> str:
    publication = next(kind.publication for kind in KINDS.values() if kind.name == name)
    if publication:
        return f"`scrubber tables import {publication} FILE` brings a newer one"
    return "a newer version of scrubber may have it"
