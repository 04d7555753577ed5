"""Files as CMS and NUCC publish them, with invented content."""

import csv
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

from scrubber.tables.library import built_in_tables

NCCI_TITLES = [
    ["CPT codes, descriptions and other data only are copyright.  All rights reserved."],
    ["Column1/Column2 Edits"],
]
NCCI_HEADER = [
    "Column 1",
    "Column 2",
    "*=in existence prior to 1996",
    "Effective Date",
    "Deletion Date *=no data",
    "Modifier 0=not allowed 1=allowed 9=not applicable",
    "PTP Edit Rationale",
]
MUE_HEADER = [
    "HCPCS/\nCPT Code",
    "Practitioner Services MUE Values",
    "MUE Adjudication Indicator",
    "MUE Rationale",
]
PPRRVU_HEADER = [
    ["", "", "2026 National Physician Fee Schedule Relative Value File January Release"],
    ["", "", "", "", "NOT USED"],
    ["", "", "", "", "FOR"],
    [
        *("", "", "", "STATUS", "MEDICARE", "WORK", "NON-FAC", "NA", "FACILITY", "NA", "MP"),
        *("NON-FACILITY", "FACILITY", "MULT", "CONV"),
    ],
    [
        *("HCPCS", "MOD", "DESCRIPTION", "CODE", "PAYMENT", "RVU", "PE RVU", "INDICATOR"),
        *("PE RVU", "INDICATOR", "RVU", "TOTAL", "TOTAL", "PROC", "FACTOR"),
    ],
]
GPCI_HEADER = [
    ["ADDENDUM E. GEOGRAPHIC PRACTICE COST INDICES BY STATE AND LOCALITY"],
    [
        "Medicare Administrative Contractor (MAC)",
        "State",
        "Locality Number",
        "Locality Name",
        "2026 PW GPCI (without 1.0 Floor)",
        "2026 PW GPCI (with 1.0 Floor)",
        "2026 PE GPCI",
        "2026 MP GPCI",
    ],
]
NUCC_HEADER = ["Code", "Grouping", "Classification", "Specialization", "Definition", "Notes"]

Lines = Iterable[Sequence[object]]
Edit = tuple[str, str, str, str, str]
"""Column 1, column 2, effective and deletion date, indicator."""


def delimited(path: Path, lines: Lines, delimiter: str = ",") -> Path:
    with path.open("w", encoding="latin-1", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(lines)
    return path


def workbook(path: Path, lines: Lines) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        sheet.append(list(line))
    book.save(path)
    return path


def zipped(path: Path, *members: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for member in members:
            archive.write(member, member.name)
    return path


def ncci_lines(edits: Iterable[Edit]) -> Iterable[Sequence[object]]:
    yield from NCCI_TITLES
    yield NCCI_HEADER
    for column_1, column_2, effective, deleted, indicator in edits:
        yield [column_1, column_2, "", effective, deleted, indicator, 'A "stated" reason']


def ncci(folder: Path, *edits: Edit, name: str = "ccipra-v320r0-f1.txt") -> Path:
    """Tab-delimited, as CMS's text files are."""
    return delimited(folder / name, ncci_lines(edits), "\t")


def with_the_rest_ended(*edits: Edit) -> tuple[Edit, ...]:
    """These edits, and of their range every built-in pair that is not among them, long ended: a
    file that lacks none, and so is no extract."""
    given = {edit[:2] for edit in edits}
    columns = {edit[0] for edit in edits}
    rest = {
        pair
        for row in built_in_tables()["ncci_ptp"].rows
        if min(columns) <= row.column_1 <= max(columns)
        and (pair := (row.column_1, row.column_2)) not in given
    }
    return (*edits, *((*pair, "19960101", "19960102", "1") for pair in sorted(rest)))


def with_the_rest_of_the_limits(
    *limits: tuple[str, str, str], without: str = ""
) -> list[tuple[str, str, str]]:
    """These limits, and the built-in ones of Medicare that are not among them, but for one."""
    given = {limit[0] for limit in limits} | {without}
    rest = [row for row in built_in_tables()["mue"].rows if row.population == "medicare"]
    return [
        *limits,
        *(
            (row.procedure, str(row.units), row.adjudication_indicator)
            for row in rest
            if row.procedure not in given
        ),
    ]


def mue(
    folder: Path,
    *limits: tuple[str, str, str],
    name: str = "MCR_MUE_PractitionerServices_Eff_01-01-2026.csv",
) -> Path:
    lines = [["CPT codes,\nall rights reserved", "", "", ""], MUE_HEADER]
    return delimited(folder / name, [*lines, *([*limit, "A reason"] for limit in limits)])


def pprrvu(
    folder: Path,
    *values: tuple[str, str, str, str, str, str, str],
    name: str = "PPRRVU2026_Jan_nonQPP.csv",
    factor: str = "33.4009",
) -> Path:
    """Of each row code, modifier, status, work, practice expense, malpractice, total."""
    lines = [
        [code, mod, "a text", status, "", work, pe, "", pe, "", mp, total, total, "5", factor]
        for code, mod, status, work, pe, mp, total in values
    ]
    return delimited(folder / name, [*PPRRVU_HEADER, *lines])


def gpci(folder: Path, *places: tuple[str, str, str, str, str], name: str = "GPCI2026.csv") -> Path:
    """Of each locality state, number, work (with its floor), practice expense, malpractice."""
    lines = [
        ["15202", state, number, "A PLACE", "0.9", work, pe, mp]
        for state, number, work, pe, mp in places
    ]
    note = ["* The floor is by law."]
    return delimited(folder / name, [*GPCI_HEADER, *lines, [], note])


def nucc(folder: Path, *codes: str, name: str = "nucc_taxonomy_261.csv") -> Path:
    lines = [[code, "a group", "a class", "", "a text, with a comma", ""] for code in codes]
    return delimited(folder / name, [NUCC_HEADER, *lines])
