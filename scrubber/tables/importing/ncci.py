"""NCCI procedure-to-procedure edits, practitioner services, as CMS publishes them each quarter.

Seven columns below the title lines: column 1, column 2, a mark, effective date, deletion date (`*`:
none), modifier indicator, rationale (not kept). The four parts f1 to f4 make one table with its
whole history. The deletion date is the last service date; an edit that was deleted as of the day it
began, or with indicator 9, was never in force.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from scrubber.tables.importing.reading import (
    Headers,
    Placed,
    Reading,
    Tally,
    effective_date_unknown,
    iso_date,
    procedure,
    quarter_end,
    read_header,
    release_name,
)
from scrubber.tables.importing.sheets import Sheet
from scrubber.tables.library import Tables
from scrubber.tables.stored import BadTable

MEMBERS = re.compile(r"ccipra|practitioner", re.IGNORECASE)
EXPECTED = (
    "the NCCI edits of CMS: Column 1, Column 2, *=In existence prior to 1996, Effective Date, "
    "Deletion Date, Modifier, PTP Edit Rationale"
)
HOSPITAL = re.compile(r"ccioph|outpatient|hospital|facility", re.IGNORECASE)
MEDICAID = re.compile(r"mcd|medicaid", re.IGNORECASE)
VERSION = re.compile(r"v(\d\d)(\d)r\d", re.IGNORECASE)
PART = re.compile(r"[-_ ]f(\d)(?=\D|$)", re.IGNORECASE)
FIRST_YEAR_OF_VERSIONS = 1994
HEADERS: Headers = ({"column_1": "column1", "column_2": "column2"},)
COLUMNS = 6
VOID = "void from the start"
NOT_APPLICABLE = "9"
INDICATORS = {"0", "1", NOT_APPLICABLE}


def readings(sheets: Sequence[Sheet], effective: date | None, tables: Tables) -> list[Reading]:
    """One release of all parts given. Raises BadTable."""
    for sheet in sheets:
        _refuse_other_tables(sheet)
    _refuse_gaps(sheets)
    first = sheets[0]
    version = VERSION.search(first.name)
    begins = effective or (_quarter_of(version) if version else None)
    if begins is None:
        raise effective_date_unknown(first, "a version as in ccipra-v323r0-f1")
    tally = Tally()
    told = f"v{version[1]}.{version[2]}" if version else f"of {begins}"
    return [
        Reading(
            table="ncci_ptp",
            name=release_name(PART.sub("", first.stem), version, begins),
            source=f"CMS NCCI PTP practitioner {told}",
            sheets=tuple(sheets),
            rows=lambda: (row for sheet in sheets for row in _rows(sheet, tally)),
            valid_from=date.min,
            valid_to=None,
            covers_to=quarter_end(begins),
            compared_on=begins,
            tally=tally,
        )
    ]


def _rows(sheet: Sheet, tally: Tally) -> Iterator[Placed]:
    lines = sheet.lines()
    read_header(sheet, lines, *HEADERS)
    begun = False
    for number, cells in lines:
        if not begun and not cells[0]:
            continue  # a header in several lines: what follows its first has no column 1
        begun = True
        tally.read += 1
        if len(cells) < COLUMNS:
            raise sheet.bad(number, f"{len(cells)} columns where {COLUMNS} or more are expected")
        column_1, column_2, _, effective, deleted, indicator, *_ = cells
        begins = iso_date(effective)
        ends = "" if deleted in ("*", "") else iso_date(deleted)
        if begins is None or ends is None:
            wrong = effective if begins is None else deleted
            raise sheet.bad(number, f"{wrong[:20]!r} is no date like 20260101")
        if indicator not in INDICATORS:
            raise sheet.bad(number, f"the modifier indicator is {indicator[:20]!r}, not 0, 1 or 9")
        cells_by_name = {
            "column_1": procedure(sheet, number, column_1),
            "column_2": procedure(sheet, number, column_2),
            "valid_from": begins,
            "valid_to": ends,
            "modifier_indicator": indicator,
            "start_confirmed": "yes",
            "confirmed": "yes",
        }
        if indicator == NOT_APPLICABLE or (ends and ends <= begins):
            tally.leave_out(VOID)
        else:
            yield sheet, number, cells_by_name


def _refuse_other_tables(sheet: Sheet) -> None:
    if HOSPITAL.search(sheet.name):
        raise BadTable(
            f"{sheet.name}: a hospital table; an 837P goes by the practitioner table "
            "(ccipra-...). Nothing was changed"
        )
    if MEDICAID.search(sheet.name):
        raise BadTable(
            f"{sheet.name}: a Medicaid table; the pairs here are Medicare's practitioner edits "
            "(ccipra-...). Nothing was changed"
        )


def _refuse_gaps(sheets: Sequence[Sheet]) -> None:
    """A part that is missing between two others would look as if it had no edits."""
    parts = {int(found[1]) for sheet in sheets if (found := PART.search(sheet.name))}
    missing = sorted(set(range(min(parts, default=0), max(parts, default=0))) - parts)
    if missing:
        raise BadTable(
            f"part f{missing[0]} is missing between the others: give all parts of the table. "
            "Nothing was changed"
        )


def _quarter_of(version: re.Match[str]) -> date | None:
    """Version 30.2 is that of the third quarter of 2024."""
    year, quarter = FIRST_YEAR_OF_VERSIONS + int(version[1]), int(version[2])
    return date(year, 3 * quarter + 1, 1) if quarter < 4 else None
