"""The Medicare physician fee schedule as CMS publishes it: relative value units (PPRRVU), each
quarter, and geographic indices (GPCI), each year.

Of PPRRVU the rows without a modifier that Medicare pays by relative value (status A, R or T) are
kept: code, work, practice expense outside of a facility, malpractice, total. Of GPCI the work index
with its floor. A file holds from its release to the end of its year.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from scrubber.tables.importing.reading import (
    EVERY_KEY,
    MONTHS,
    Header,
    Headers,
    Placed,
    Reading,
    Tally,
    decimal,
    effective_date_unknown,
    find_column,
    procedure,
    read_header,
    release_name,
    stated_lines,
    year_end,
)
from scrubber.tables.importing.sheets import Line, Sheet
from scrubber.tables.library import Tables
from scrubber.tables.stored import BadTable

MEMBERS = re.compile(r"pprrvu|gpci", re.IGNORECASE)
EXPECTED = (
    "PPRRVU of CMS (HCPCS, MOD, STATUS CODE, WORK RVU, NON-FAC PE RVU, MP RVU, NON-FACILITY TOTAL) "
    "or GPCI (State, Locality Number, PW GPCI, PE GPCI, MP GPCI)"
)
PPRRVU = {
    "procedure": "hcpcs",
    "modifier": "mod",
    "status": "statuscode",
    "work_rvu": "workrvu",
    "pe_rvu": "non-facpervu",
    "mp_rvu": "mprvu",
    "total_rvu": "non-facilitytotal",
}
VALUES = ("work_rvu", "pe_rvu", "mp_rvu", "total_rvu")
ROUNDING = Decimal("0.01")
FACTOR = "convfactor"
GPCI = {
    "state": "state",
    "number": "localitynumber",
    "work": "pwgpci.*",
    "practice_expense": "pegpci",
    "malpractice": "mpgpci",
}
HEADERS: Headers = (PPRRVU, GPCI)
WITH_FLOOR = r"pwgpci\(with1\.0floor\)"
PAID = {"A", "R", "T"}
IN_NAME = re.compile(r"PPRRVU(?:20)?(\d\d)_?([a-z]{3})", re.IGNORECASE)
IN_TITLE = re.compile(r"(20\d\d) .{0,80}?(January|April|July|October)", re.IGNORECASE)
APM = re.compile(r"(?<!non)QPP", re.IGNORECASE)
STATE = re.compile(r"[A-Z]{2}")


def readings(sheets: Sequence[Sheet], effective: date | None, tables: Tables) -> list[Reading]:
    """One release of each of the two tables that is among the files. Raises BadTable."""
    values: list[Sheet] = []
    indices: list[Sheet] = []
    for sheet in sheets:
        (values if _header(sheet, PPRRVU) else indices).append(sheet)
    found = [_of_values(values, effective, tables)] if values else []
    if len(indices) > 1:
        raise BadTable(f"{indices[1].name}: one GPCI file at a time. Nothing was changed")
    return found + [_of_indices(sheet, effective) for sheet in indices]


def _of_values(sheets: list[Sheet], effective: date | None, tables: Tables) -> Reading:
    """The file of each population (QPP and nonQPP) has the same units and its own factor."""
    first = min(sheets, key=lambda sheet: APM.search(sheet.name) is not None)
    dates = {effective or _date_in(sheet) for sheet in sheets}
    begins = dates.pop()
    if dates:
        raise BadTable("files of several releases: import them one by one. Nothing was changed")
    if begins is None:
        raise effective_date_unknown(first, "a year and month as in PPRRVU2026_Jan_nonQPP.csv")
    tally = Tally()
    return Reading(
        table="fee_schedule",
        name=release_name(first.stem, IN_NAME.search(first.name), begins),
        source=f"CMS PPRRVU of {begins}",
        sheets=tuple(sheets),
        rows=lambda: (row for sheet in sheets for row in _units(sheet, begins, tally, tables)),
        valid_from=begins,
        valid_to=year_end(begins),
        covers_to=year_end(begins),
        compared_on=begins,
        keys=EVERY_KEY,
        tally=tally,
    )


def _units(sheet: Sheet, begins: date, tally: Tally, tables: Tables) -> Iterator[Placed]:
    header, lines = _begin(sheet, PPRRVU)
    at_factor = find_column(header, FACTOR)
    if at_factor is not None:
        header = header.with_column("factor", at_factor)
    factors: Counter[str] = Counter()
    for number, stated in stated_lines(sheet, header, lines, tally):
        code = procedure(sheet, number, stated["procedure"])
        values = {
            name: decimal(sheet, number, stated[name] or "0", name.replace("_", " ").upper())
            for name in VALUES
        }
        _refuse_other_total(sheet, number, values)
        if stated["modifier"]:
            tally.leave_out("with a modifier")
            continue
        if stated["status"] not in PAID or not Decimal(values["total_rvu"]):
            tally.leave_out("not paid by relative value")
            continue
        factors[stated.get("factor", "")] += 1
        dates = {"valid_from": str(begins), "valid_to": str(year_end(begins))}
        yield sheet, number, {"procedure": code, **dates, **values, "confirmed": "yes"}
    if at_factor is not None and factors:
        tally.notes += _factor_notes(sheet, factors.most_common(1)[0][0], begins, tables)


def _refuse_other_total(sheet: Sheet, number: int, values: dict[str, str]) -> None:
    """A total is the sum of its parts, but for a hundredth of rounding."""
    work, expense, malpractice, total = (Decimal(values[name]) for name in VALUES)
    if abs(total - work - expense - malpractice) > ROUNDING:
        raise sheet.bad(number, f"total {total} is not {work} + {expense} + {malpractice}")


def _factor_notes(sheet: Sheet, stated: str, begins: date, tables: Tables) -> list[str]:
    """Whether the file goes by another conversion factor than the one on record."""
    population = "qualifying_apm" if APM.search(sheet.name) else "standard"
    row = tables.conversion_factors.on(begins).get(population)
    on_record = "no factor" if row is None else str(row.amount)
    try:
        same = row is not None and Decimal(stated) == row.amount
    except InvalidOperation:
        same = False
    if same:
        return []
    told = (
        f"{sheet.name} goes by a conversion factor of {stated}; {tables.conversion_factors.name} "
        f"has {on_record} for {population} on {begins}, and that is what is used"
    )
    return [told]


def _of_indices(sheet: Sheet, effective: date | None) -> Reading:
    header, _ = _begin(sheet, GPCI)
    year = re.search(r"20\d\d", header.names[header.columns["practice_expense"]])
    begins = effective or (date(int(year[0]), 1, 1) if year else None)
    if begins is None:
        raise effective_date_unknown(sheet, "a year in the header, as in 2026 PE GPCI")
    tally = Tally()
    return Reading(
        table="gpci",
        name=release_name(sheet.stem, re.search(str(begins.year), sheet.name), begins),
        source=f"CMS GPCI of {begins}",
        sheets=(sheet,),
        rows=lambda: _localities(sheet, begins, tally),
        valid_from=begins,
        valid_to=year_end(begins),
        covers_to=year_end(begins),
        compared_on=begins,
        keys=EVERY_KEY,
        tally=tally,
    )


def _localities(sheet: Sheet, begins: date, tally: Tally) -> Iterator[Placed]:
    header, lines = _begin(sheet, GPCI)
    with_floor = find_column(header, WITH_FLOOR)
    if with_floor is not None:
        header = header.with_column("work", with_floor)
    for number, stated in stated_lines(sheet, header, lines, tally):
        state, locality = stated["state"], stated["number"]
        if not STATE.fullmatch(state) or not locality.isdecimal():
            raise sheet.bad(
                number, f"{f'{state} {locality}'[:20]!r} is no state and locality number"
            )
        row = {
            "locality": f"{state}-{locality:0>2}",
            "valid_from": str(begins),
            "valid_to": str(year_end(begins)),
            "confirmed": "yes",
        }
        for name in ("work", "practice_expense", "malpractice"):
            row[name] = decimal(sheet, number, stated[name], f"the index of {name}")
        yield sheet, number, row


def _header(sheet: Sheet, wanted: dict[str, str]) -> Header | None:
    return read_header(sheet, sheet.lines(), wanted)


def _begin(sheet: Sheet, wanted: dict[str, str]) -> tuple[Header, Iterator[Line]]:
    """The header, and the lines below it."""
    lines = sheet.lines()
    header = read_header(sheet, lines, wanted)
    assert header is not None
    return header, lines


def _date_in(sheet: Sheet) -> date | None:
    """The first day of the release, from the file's name or its title lines."""
    if named := IN_NAME.search(sheet.name):
        year, month = 2000 + int(named[1]), MONTHS.get(named[2].lower())
        return date(year, month, 1) if month else None
    header = _header(sheet, PPRRVU)
    titled = IN_TITLE.search(header.titles) if header else None
    return date(int(titled[1]), MONTHS[titled[2][:3].lower()], 1) if titled else None
