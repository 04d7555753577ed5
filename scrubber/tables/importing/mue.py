"""Medically unlikely edits (MUE), practitioner services, as CMS publishes them each quarter.

Medicare's file has an adjudication indicator ("3 Date of Service Edit: Clinical": its first
character is kept), Medicaid's has none. No row has a date: a file holds from its release on.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from scrubber.tables.importing.reading import (
    MONTHS,
    Header,
    Headers,
    Placed,
    Reading,
    Tally,
    effective_date_unknown,
    find_column,
    not_such_a_table,
    procedure,
    quarter_end,
    read_header,
    release_name,
    stated_lines,
)
from scrubber.tables.importing.sheets import Line, Sheet
from scrubber.tables.library import Tables
from scrubber.tables.stored import BadTable

MEMBERS = re.compile(r"mue.*practitioner|practitioner.*mue", re.IGNORECASE)
EXPECTED = (
    "the practitioner MUE file of CMS: HCPCS/CPT Code, Practitioner Services MUE Values, "
    "MUE Adjudication Indicator, MUE Rationale"
)
MEDICAID = re.compile(r"mcd|medicaid", re.IGNORECASE)
OTHERS = re.compile(r"outpatient|hospital|facility|dme|supplier", re.IGNORECASE)
IN_NAME = re.compile(r"(\d\d)[-_](\d\d)[-_](20\d\d)")
IN_TITLE = re.compile(r"effective.{0,9}?([A-Z]{3})[a-z]* (\d{1,2}), (20\d\d)", re.IGNORECASE)
HEADERS: Headers = ({"procedure": "cptcode", "units": "muevalues?"},)
INDICATORS = {"1", "2", "3"}


def readings(sheets: Sequence[Sheet], effective: date | None, tables: Tables) -> list[Reading]:
    """One release a file; Medicare's and Medicaid's stand beside each other. Raises BadTable."""
    found = [_reading(sheet, effective) for sheet in sheets]
    populations = [reading.keys for reading in found]
    for reading in found:
        if populations.count(reading.keys) > 1:
            raise BadTable(
                f"{reading.name}: one import takes one file of Medicare and one of Medicaid. "
                "Nothing was changed"
            )
    return found


def _reading(sheet: Sheet, effective: date | None) -> Reading:
    medicaid = MEDICAID.search(sheet.name) is not None
    population = "medicaid" if medicaid else "medicare"
    header, _ = _begin(sheet)
    begins = effective or _date_in(sheet, header)
    if begins is None:
        raise effective_date_unknown(sheet, "a date as in ..._Eff_01-01-2026.csv")
    tally = Tally()
    whose = "Medicaid NCCI MUE" if medicaid else "NCCI MUE"
    return Reading(
        table="mue",
        name=release_name(sheet.stem, IN_NAME.search(sheet.name), begins),
        source=f"CMS {whose} practitioner services of {begins}",
        sheets=(sheet,),
        rows=lambda: _rows(sheet, population, begins, tally),
        valid_from=begins,
        valid_to=None,
        covers_to=quarter_end(begins),
        compared_on=begins,
        keys=(population, population),
        tally=tally,
    )


def _begin(sheet: Sheet) -> tuple[Header, Iterator[Line]]:
    """The header, and the lines below it."""
    lines = sheet.lines()
    header = read_header(sheet, lines, *HEADERS)
    assert header is not None
    units = header.names[header.columns["units"]]
    if OTHERS.search(sheet.name) or OTHERS.search(units):
        raise BadTable(
            f"{sheet.name}: the table of hospitals or suppliers; an 837P goes by the practitioner "
            "services table. Nothing was changed"
        )
    return header, lines


def _rows(sheet: Sheet, population: str, begins: date, tally: Tally) -> Iterator[Placed]:
    header, lines = _begin(sheet)
    at_indicator = find_column(header, "adjudicationindicator")
    if at_indicator is not None:
        header = header.with_column("indicator", at_indicator)
    elif population == "medicare":
        raise not_such_a_table(sheet, EXPECTED)
    for number, stated in stated_lines(sheet, header, lines, tally):
        units, indicator = stated["units"], stated.get("indicator")
        if not units.isdecimal():
            raise sheet.bad(number, f"the units are {units[:20]!r}, and no whole number")
        if indicator is not None and indicator[:1] not in INDICATORS:
            raise sheet.bad(number, f"the indicator is {indicator[:20]!r}, not 1, 2 or 3")
        row = {
            "population": population,
            "procedure": procedure(sheet, number, stated["procedure"]),
            "valid_from": str(begins),
            "valid_to": "",
            "units": str(int(units)),
            "adjudication_indicator": (indicator or "")[:1],
            "confirmed": "yes",
        }
        yield sheet, number, row


def _date_in(sheet: Sheet, header: Header) -> date | None:
    """The first day of the release, from the file's name or its title lines."""
    named, titled = IN_NAME.search(sheet.name), IN_TITLE.search(header.titles)
    try:
        if named:
            return date(int(named[3]), int(named[1]), int(named[2]))
        if titled:
            return date(int(titled[3]), MONTHS[titled[1].lower()], int(titled[2]))
    except (KeyError, ValueError):
        return None
    return None
