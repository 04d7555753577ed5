"""The provider taxonomy of the NUCC, published in January and July for use from April and October.

Codes alone are kept: their titles and definitions are licensed. What a code says here is our own
reading: a known one keeps it, a new one takes its family's (house/taxonomy_families).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from scrubber.tables.importing.reading import (
    EVERY_KEY,
    Headers,
    Placed,
    Reading,
    Tally,
    effective_date_unknown,
    month_end,
    read_header,
    release_name,
    stated_lines,
)
from scrubber.tables.importing.sheets import Sheet
from scrubber.tables.library import Tables
from scrubber.tables.rows import TaxonomyFamily, TherapyTaxonomy
from scrubber.tables.stored import BadTable

MEMBERS = re.compile(r"taxonomy", re.IGNORECASE)
EXPECTED = "the taxonomy of the NUCC: Code, Grouping, Classification, Specialization, Definition"
HEADERS: Headers = (
    {"taxonomy": "code", "grouping": "grouping", "classification": "classification"},
)
CODE = re.compile(r"[A-Z0-9]{9}X")
VERSION = re.compile(r"taxonomy\D{0,3}(\d\d)\.?([01])(?=\D|$)", re.IGNORECASE)


def readings(sheets: Sequence[Sheet], effective: date | None, tables: Tables) -> list[Reading]:
    """The release of the file. Raises BadTable."""
    if len(sheets) > 1:
        raise BadTable(f"{sheets[1].name}: one taxonomy file at a time. Nothing was changed")
    (sheet,) = sheets
    version = VERSION.search(sheet.name)
    begins = effective or (_in_use_from(version) if version else None)
    if begins is None:
        raise effective_date_unknown(sheet, "a version as in nucc_taxonomy_260.csv")
    tally = Tally()
    return [
        Reading(
            table="therapy_taxonomy",
            name=release_name(sheet.stem, version, begins),
            source=f"NUCC taxonomy {f'{version[1]}.{version[2]}' if version else f'of {begins}'}",
            sheets=(sheet,),
            rows=lambda: _rows(sheet, begins, tally, tables),
            valid_from=begins,
            valid_to=None,
            covers_to=_last_day_of_use(begins),
            compared_on=begins,
            keys=EVERY_KEY,
            tally=tally,
        )
    ]


def _rows(sheet: Sheet, begins: date, tally: Tally, tables: Tables) -> Iterator[Placed]:
    lines = sheet.lines()
    header = read_header(sheet, lines, *HEADERS)
    assert header is not None
    families = tables.taxonomy_families.on(begins)
    for number, stated in stated_lines(sheet, header, lines, tally):
        code = stated["taxonomy"]
        if not CODE.fullmatch(code):
            raise sheet.bad(number, f"{code[:20]!r} is no taxonomy code of ten characters")
        known = tables.therapy_taxonomy.history(code)
        reading: TherapyTaxonomy | TaxonomyFamily | None
        reading = known[-1] if known else families.get(code[:4])
        if reading is None:
            tally.leave_out("of other professions")
            continue
        if not known:
            modifier = f" with {reading.modifier}" if reading.modifier else ""
            tally.notes.append(f"{code} is new, taken as {reading.role}{modifier}")
        row = {
            "taxonomy": code,
            "valid_from": str(begins),
            "valid_to": "",
            "role": reading.role,
            "modifier": reading.modifier,
            "confirmed": "yes" if reading.confirmed else "no",
        }
        yield sheet, number, row


def _in_use_from(version: re.Match[str]) -> date:
    """Version 25.0 is that of January 2025, in use from April; 25.1 that of July, from October."""
    return date(2000 + int(version[1]), 10 if version[2] == "1" else 4, 1)


def _last_day_of_use(begins: date) -> date:
    """The end of the sixth month."""
    months = begins.year * 12 + begins.month - 1 + 5
    return month_end(date(months // 12, months % 12 + 1, 1))
