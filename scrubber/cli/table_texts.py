"""What `scrubber tables` says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from textwrap import fill
from typing import Any

from scrubber.cli.reference import figure_text
from scrubber.errors import UsageError
from scrubber.tables import (
    KINDS,
    BadTable,
    LayeredTable,
    Release,
    StoredTable,
    Table,
    TableKind,
    Tables,
    imports_folder,
    load_tables,
    mappings_folder,
)
from scrubber.tables.checks import built_in_problems, stored_problems
from scrubber.tables.coverage import outside_release
from scrubber.tables.importing import Imported
from scrubber.tables.library import MAIN_POPULATION, built_in_tables
from scrubber.tables.spans import Coverage
from scrubber.wording import count

SHOWN_ROWS = 200
WIDTH = 96


def list_text(tables: Tables, today: date) -> Iterator[str]:
    """Every table, in a few lines each."""
    for field, kind in KINDS.items():
        source, table = tables.sources[kind.name], tables.by_name()[kind.name]
        yield f"{kind.name}: {source.title}"
        if isinstance(table, LayeredTable):
            for release in table.releases:
                yield f"    imported   {_imported_told(release, today)}"
        rows = len(built_in_tables()[field].rows)
        yield _wrapped(
            f"    built in   {count(rows, 'row')}, release {source.releases}, checked "
            f"{source.checked} ({_age(source.checked, today)})"
        )
        for population in ("", *source.besides):
            covered = tables.coverage(kind.name, population or MAIN_POPULATION)
            of = f" ({population or MAIN_POPULATION})" if source.besides else ""
            yield _wrapped(f"    covers     {_spans(covered)}{_late(covered.end, today)}{of}")
        yield _wrapped(f"    next       {_next(tables, kind)}")
        yield ""


def _next(tables: Tables, kind: TableKind) -> str:
    """When a newer release is due: what source.yaml says, until a newer one was imported."""
    source, end = tables.sources[kind.name], tables.coverage(kind.name).end
    if end is None or end in (source.covers_to, date.min):
        return source.next_release
    return f"due for service dates from {end + timedelta(days=1)}"


def show_text(tables: Tables, name: str, keys: Sequence[str], day: date) -> Iterator[str]:
    """The rows in force on a service date whose key holds each word, by key."""
    for kind in _kinds(name):
        yield from _shown(tables, kind, keys, day)


def _shown(tables: Tables, kind: TableKind, keys: Sequence[str], day: date) -> Iterator[str]:
    table = tables.by_name()[kind.name]
    yield f"{kind.name} on {day}. Release {tables.release(kind.name)}"
    rows = list(islice(table.find(day, keys), SHOWN_ROWS + 1))
    if not rows:
        asked = f" for {' and '.join(keys)}" if keys else ""
        yield f"nothing on record{asked} on that date; {_dates_with_rows(table, keys)}"
    yield from (figure_text(row) for row in rows[:SHOWN_ROWS])
    if len(rows) > SHOWN_ROWS:
        yield f"more than {SHOWN_ROWS} rows: name a code after the table to see its own"
    yield from outside_release(tables, [kind.name], [day]).values()


def _dates_with_rows(table: Table[Any, Any], keys: Sequence[str]) -> str:
    spans = list(table.dates(keys))
    if not spans:
        return "nor on any other"
    ends = [end for _, end in spans]
    last = max(end for end in ends if end) if all(ends) else None
    return f"there are rows for {_span(min(start for start, _ in spans), last)}"


def check_text(today: date) -> tuple[list[str], bool]:
    """What is wrong with each table, built in or imported, and whether all are sound; if they are,
    also which are out of date."""
    problems = {kind.name: list(_problems(field, kind)) for field, kind in KINDS.items()}
    sound = not any(problems.values())
    tables = load_tables() if sound else None
    lines = []
    for name, found in problems.items():
        end = tables.coverage(name).end if tables else None
        late = f", but out of date: it covers service dates to {end}" if end and end < today else ""
        lines.append(f"{name}: {'broken' if found else 'sound'}{late}")
        lines += [f"    {problem}" for problem in found]
    return lines, sound


def _problems(field: str, kind: TableKind) -> Iterator[str]:
    yield from built_in_problems(mappings_folder() / kind.name, kind)
    path = imports_folder() / f"{field}.sqlite"
    if path.exists():
        try:
            stored = StoredTable(path, kind)
        except BadTable as error:
            yield str(error)
        else:
            yield from (f"imported: {problem}" for problem in stored_problems(stored))


def import_text(found: Sequence[Imported], publication: str, dry_run: bool) -> Iterator[str]:
    """What was read and what it changes."""
    for imported in found:
        release, tally = imported.release, imported.reading.tally
        yield f"{imported.table}: {release.name}, {_says(release)}{_taken(imported)}"
        if imported.newer:
            yield f"    OLDER THAN WHAT WAS IN FORCE: {release.name} {imported.newer}"
        for sheet in imported.reading.sheets:
            yield f"    from {sheet.name}"
        left_out = [f"{number:,} {why}" for why, number in sorted(tally.left_out.items())]
        kept = ", ".join([f"{count(release.rows, 'row')} kept", *left_out])
        yield f"    {count(tally.read, 'row')} read: {kept}"
        for older in imported.replaced:
            yield f"    takes the place of {older.name}, imported {older.imported_on}"
            if not release.speaks_for_all_of(older):
                yield f"        which spoke for {_keys(older)}: name all parts to keep the rest"
        yield (
            f"    against what was in force on {imported.reading.compared_on} "
            f"({imported.before}): {_counts(imported.differences.in_all)}"
        )
        of_interest = imported.differences.of_interest
        if of_interest and of_interest != imported.differences.in_all:
            yield f"    of these with a therapy code: {_counts(of_interest)}"
        yield from (f"        {told}" for told in imported.differences.shown)
        more = of_interest.total() - len(imported.differences.shown)
        if more > 0:
            yield f"        and {more:,} more"
        yield from (f"    {note}" for note in tally.notes)
    if dry_run:
        yield "Nothing was replaced (--dry-run)."
    else:
        tables = " and ".join(
            kind.name for kind in KINDS.values() if kind.publication == publication
        )
        yield (
            f"Used from now on. `scrubber tables forget {publication}` takes away every release "
            f"imported into {tables}."
        )


def _taken(imported: Imported) -> str:
    """That a release is an extract, and what that means."""
    if not imported.release.extract:
        return ""
    return (
        f", taken as an extract: {imported.lacking:,} of the {imported.expected:,} therapy rows "
        "that were in force are not in it, so it holds for its own rows alone and the others stay"
    )


def _kinds(name: str) -> list[TableKind]:
    """The table of a name, or those that a publication brings."""
    wanted = name.lower()
    named = [
        kind
        for kind in KINDS.values()
        if wanted.replace("-", "_") in (kind.name, kind.name.partition("/")[2])
    ]
    brought = [kind for kind in KINDS.values() if kind.publication == wanted]
    if not named and not brought:
        known = ", ".join(kind.name for kind in KINDS.values())
        raise UsageError(f"no table is called {name!r}; there are {known}")
    return named or brought


def _imported_told(release: Release, today: date) -> str:
    return (
        f"{count(release.rows, 'row')}, {release.name}, {_says(release)}"
        f"{', an extract: only the rows that it holds' if release.extract else ''}, on "
        f"{release.imported_on} ({_age(release.imported_on, today)})"
    )


def _says(release: Release) -> str:
    """What a release speaks for."""
    dates = "all dates"
    if release.valid_from != date.min:
        dates = _span(release.valid_from, release.valid_to)
    return f"{dates}, {_keys(release)}" if release.first_key else dates


def _keys(release: Release) -> str:
    one = release.first_key == release.last_key
    return release.first_key if one else f"{release.first_key} to {release.last_key}"


def _span(start: date, end: date | None) -> str:
    begin = "service dates" if start == date.min else f"service dates from {start}"
    return f"{begin} to {end}" if end else f"{begin} on"


def _spans(covered: Coverage) -> str:
    """Service dates with the gaps between them."""
    told = ", and ".join(_span(span.start, span.end) for span in covered.spans)
    return told or "no service date by all of its releases"


def _late(end: date | None, today: date) -> str:
    return ": out of date" if end is not None and end < today else ""


def _age(then: date, today: date) -> str:
    return f"{count((today - then).days, 'day')} ago"


def _counts(changes: Counter[str]) -> str:
    return ", ".join(f"{changes[what]:,} {what}" for what in ("added", "ended", "changed"))


def _wrapped(text: str) -> str:
    return fill(text, WIDTH, subsequent_indent=" " * 15, break_on_hyphens=False)
