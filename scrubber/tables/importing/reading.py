"""What every published table is read with: its header, its cells, and what it amounts to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from scrubber.tables.importing.sheets import Line, Sheet
from scrubber.tables.stored import BadTable

PROCEDURE = re.compile(r"[A-Z0-9]{5}")
HEADER_LINES = 60
HEADER_HEIGHT = 5
EVERY_KEY = ("", "~")
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}

Cells = dict[str, str]
Placed = tuple[Sheet, int, Cells]
Headers = Sequence[Mapping[str, str]]
"""Of each table that a publication has, the columns that it is known by; as for read_header."""


@dataclass
class Tally:
    """What was read so far: lines, and those left out, by why."""

    read: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, why: str) -> None:
        """One more line that is not kept."""
        self.left_out[why] = self.left_out.get(why, 0) + 1


@dataclass(frozen=True)
class Reading:
    """A release about to be imported; `table` is its field of Tables.

    `rows` yields where each row stands and its cells by column, without the source; it raises
    BadTable at the first bad line, and fills `tally`. What the release speaks for is said as in
    Release; without `keys` it is from the first to the last first part of a key that is read.
    `compared_on`: the service date on which it is compared with what was in force.
    """

    table: str
    name: str
    source: str
    sheets: tuple[Sheet, ...]
    rows: Callable[[], Iterator[Placed]]
    valid_from: date
    valid_to: date | None
    covers_to: date
    compared_on: date
    keys: tuple[str, str] | None = None
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True)
class Header:
    """The columns of a sheet by our names for them, all their own names, and the words above."""

    columns: Mapping[str, int]
    names: tuple[str, ...]
    titles: str

    def with_column(self, name: str, at: int) -> "Header":
        """The header with one more of its columns named, or one named anew."""
        return replace(self, columns={**self.columns, name: at})


def read_header(sheet: Sheet, lines: Iterator[Line], wanted: Mapping[str, str]) -> Header | None:
    """Take lines up to the header's last: the first where each `wanted` pattern fits a column.

    A header may be several lines high, so a column's name is what stands in it from there upward,
    in lower case and without spaces; a pattern has to fit its end.
    """
    above: list[list[str]] = []
    for _, cells in lines:
        above.append(cells)
        names = _names(above[-HEADER_HEIGHT:])
        columns = {
            ours: found
            for ours, pattern in wanted.items()
            if (found := _column(names, pattern)) is not None
        }
        if len(columns) == len(wanted):
            titles = " ".join(cell for line in above[:-1] for cell in line if cell)
            return Header(columns, tuple(names), titles)
        if len(above) == HEADER_LINES:
            break
    return None


def stated_lines(
    sheet: Sheet, header: Header, lines: Iterator[Line], tally: Tally
) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines below a header: number, and cells by our names. Notes below a table, sentences in
    the first column alone, are passed over."""
    for number, cells in lines:
        if " " in cells[0] and not any(cells[1:]):
            continue
        tally.read += 1
        if len(cells) <= max(header.columns.values()):
            raise sheet.bad(number, f"{len(cells)} columns, and fewer than the header")
        yield number, {name: cells[at] for name, at in header.columns.items()}


def find_column(header: Header, pattern: str) -> int | None:
    """The first column whose name ends so."""
    return _column(header.names, pattern)


def _names(lines: list[list[str]]) -> list[str]:
    width = len(lines[-1])
    stacked = (
        "".join(line[column] for line in lines if column < len(line)) for column in range(width)
    )
    return ["".join(name.lower().split()) for name in stacked]


def _column(names: "list[str] | tuple[str, ...]", pattern: str) -> int | None:
    ending = re.compile(f"(?:{pattern})$")
    return next((at for at, name in enumerate(names) if ending.search(name)), None)


def procedure(sheet: Sheet, number: int, text: str) -> str:
    """A procedure code. Raises BadTable where it is none."""
    if not PROCEDURE.fullmatch(text):
        raise sheet.bad(number, f"{text[:20]!r} is no procedure code of 5 letters and digits")
    return text


def decimal(sheet: Sheet, number: int, text: str, what: str) -> str:
    """A number, zero or more. Raises BadTable where it is none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        raise sheet.bad(number, f"{what} is {text[:20]!r}, and no number")
    return text


@lru_cache(maxsize=4096)
def iso_date(text: str) -> str | None:
    """Yyyymmdd as YYYY-MM-DD; None where no calendar has it."""
    if len(text) != 8 or not text.isdecimal():
        return None
    try:
        return str(date(int(text[:4]), int(text[4:6]), int(text[6:])))
    except ValueError:
        return None


def quarter_end(day: date) -> date:
    """The last day of a date's quarter."""
    return month_end(day.replace(month=(day.month + 2) // 3 * 3))


def month_end(day: date) -> date:
    """The last day of a date's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def year_end(day: date) -> date:
    """The last day of a date's year."""
    return date(day.year, 12, 31)


def effective_date_unknown(sheet: Sheet, told_by: str) -> BadTable:
    """Where nothing says from which day a release holds."""
    return BadTable(
        f"{sheet.name}: neither its name nor its title lines say from which service date it holds "
        f"({told_by}); give --effective YYYY-MM-DD. Nothing was changed"
    )


def not_such_a_table(sheet: Sheet, expected: str, fitting: Sequence[str] = ()) -> BadTable:
    """Where the header that a table has to have is not found; `fitting`: the publications whose
    header it is."""
    looks = f" It looks like a file for `scrubber tables import {fitting[0]}`." if fitting else ""
    return BadTable(
        f"{sheet.name}: the columns of this table are not found in its first {HEADER_LINES} "
        f"lines; expected {expected}.{looks} Nothing was changed"
    )


def release_name(stem: str, told: re.Match[str] | None, begins: date) -> str:
    """What a release is called: its file's name, and from when it is where that does not say so."""
    return stem if told else f"{stem} of {begins}"
