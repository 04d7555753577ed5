"""CSV and JSON Lines files of rows. A file is read through once: for what is wrong with it, and for
where the rows of each key stand. From then on a stretch of its bytes is read as rows."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple, Protocol

from scrubber.evidence.errors import BadEvidence
from scrubber.evidence.run_index import Run
from scrubber.evidence.sheet_file import SheetFile

JSON_LINES = frozenset({".jsonl", ".ndjson"})

Cells = Sequence[str]
"""The cells of a row in the order of the columns that are known; stripped, and '' where none is."""

ReadRow = Callable[[int, Cells], object]
"""Takes a row's line number, as an editor shows the last of its lines, and its cells."""


class Columns(NamedTuple):
    """The columns of a kind of sheet. The first that is known is the key that rows are found by."""

    known: tuple[str, ...]
    required: tuple[str, ...]


class Sheet(Protocol):
    """What is asked of a file of either format.

    `unread`: columns with cells that nobody reads, once the file has been read through. They are
    told: a misspelt `seperate_service` must not be lost in silence.
    """

    file: SheetFile
    unread: set[str]

    def runs(self, key_of: Callable[[str], str], check: ReadRow | None) -> Iterator[Run]:
        """Read the file through: the runs of its rows, by what `key_of` makes of the key's cell.

        `check` is given every row. Raises BadEvidence where a line is no row, and what it raises.
        """

    def rows(self, text: bytes, lines_before: int) -> Iterator[tuple[int, Cells]]:
        """Line number and cells of the rows in a stretch of the file that has been read through."""


def open_sheet(path: Path, columns: Columns) -> Sheet:
    """A file by its suffix. Raises BadEvidence where it lacks a column, OSError."""
    file = SheetFile(path)
    if path.suffix.lower() in JSON_LINES:
        return JsonLinesSheet(file, columns)
    return CsvSheet(file, columns)


class CsvSheet:
    """CSV with a header: columns in any order, their names in any case. Empty rows are left out."""

    def __init__(self, file: SheetFile, columns: Columns) -> None:
        self.file = file
        self.unread: set[str] = set()
        with _csv_errors(file.name):
            header, lines, read = next(_records(file.lines(file.start)), (b"", 0, []))
            cells = _split(header) if read is None else read
        names = [name.strip().lower() or f"column {at}" for at, name in enumerate(cells, 1)]
        _check_columns(file.name, names, columns.required)
        self._start, self._lines_before = file.start + len(header), lines
        self._width = len(names)
        self._padding = [""] * (self._width + 1)
        places = [names.index(n) if n in names else self._width for n in columns.known]
        self._key_at = places[0]
        self._in_order = itemgetter(*places)
        self._others = {at: name for at, name in enumerate(names) if name not in columns.known}

    def runs(self, key_of: Callable[[str], str], check: ReadRow | None) -> Iterator[Run]:
        """As of any sheet. A row's cells are made out only where another key may begin, where they
        are checked, and while a column that nobody reads may yet be found filled."""
        offset, line = self._start, self._lines_before
        key: str | None = None
        key_text: Sequence[bytes | str] | None = None
        key_at = self._key_at
        others = dict(self._others)
        with _csv_errors(self.file.name):
            for text, lines, read in _records(self.file.lines(offset)):
                start, before = offset, line
                offset, line = offset + len(text), line + lines
                if not text.isascii():
                    text.decode()
                if (text.count(b",") if read is None else len(read) - 1) >= self._width:
                    raise BadEvidence(
                        f"{self.file.name} line {line}: more cells than columns; "
                        "put a text that holds a comma in double quotes"
                    )
                parts = text.split(b",", key_at + 1) if read is None else read
                this_text = parts[key_at : key_at + 1]
                if this_text == key_text and check is None and not others:
                    continue
                cells = [cell.strip() for cell in (_split(text) if read is None else read)]
                if not any(cells):
                    continue
                key_text = this_text
                for at in [at for at in others if at < len(cells) and cells[at]]:
                    self.unread.add(others.pop(at))
                known = self._known(cells)
                if check:
                    check(line, known)
                this_key = key_of(known[0])
                if this_key != key:
                    key = this_key
                    yield Run(key, start, before)

    def rows(self, text: bytes, lines_before: int) -> Iterator[tuple[int, Cells]]:
        """As of any sheet."""
        lines = text.splitlines(keepends=True)
        if b'"' in text:
            reader = csv.reader(map(bytes.decode, lines), strict=True)
            numbered = ((lines_before + reader.line_num, row) for row in reader)
        else:
            numbered = (
                (number, _split(line)) for number, line in enumerate(lines, lines_before + 1)
            )
        for number, row in numbered:
            cells = list(map(str.strip, row))
            if any(cells):
                yield number, self._known(cells)

    def _known(self, cells: list[str]) -> Cells:
        """Stripped cells in the order of the known columns."""
        if len(cells) <= self._width:
            cells += self._padding[len(cells) :]
        known: tuple[str, ...] = self._in_order(cells)
        return known


class JsonLinesSheet:
    """One JSON object a line, its names in any case; every row has the required cells."""

    def __init__(self, file: SheetFile, columns: Columns) -> None:
        self.file = file
        self.unread: set[str] = set()
        self._columns = columns

    def runs(self, key_of: Callable[[str], str], check: ReadRow | None) -> Iterator[Run]:
        """As of any sheet."""
        offset = self.file.start
        key: str | None = None
        try:
            for number, text in enumerate(self.file.lines(offset), 1):
                start, offset = offset, offset + len(text)
                cells = self._cells(number, text.decode())
                if not cells:
                    continue
                self.unread.update(
                    name for name, cell in cells.items() if cell and name not in self._columns.known
                )
                known = self._known(cells)
                if check:
                    check(number, known)
                this_key = key_of(known[0])
                if this_key != key:
                    key = this_key
                    yield Run(key, start, number - 1)
        except UnicodeDecodeError:
            raise BadEvidence(f"{self.file.name}: not UTF-8 text") from None

    def rows(self, text: bytes, lines_before: int) -> Iterator[tuple[int, Cells]]:
        """As of any sheet."""
        for number, line in enumerate(text.splitlines(), lines_before + 1):
            if cells := self._cells(number, line.decode()):
                yield number, self._known(cells)

    def _cells(self, number: int, text: str) -> dict[str, str]:
        """The cells of a line by name, all that it has; none of an empty line."""
        if not text.strip():
            return {}
        try:
            record = json.loads(text)
            if "\\u" in text:
                # Half a surrogate pair is no text.
                json.dumps(record, ensure_ascii=False).encode()
            row = {name.strip().lower(): _cell(value) for name, value in record.items()}
        except (ValueError, AttributeError, RecursionError):
            # Among them: numbers of thousands of digits, lists in lists without end.
            raise BadEvidence(f"{self.file.name} line {number}: not a JSON object") from None
        lacking = [name for name in self._columns.required if not row.get(name)]
        if lacking:
            raise BadEvidence(f"{self.file.name} line {number}: lacks {', '.join(lacking)}")
        return row

    def _known(self, cells: dict[str, str]) -> Cells:
        return [cells.get(name, "") for name in self._columns.known]


def _records(lines: Iterator[bytes]) -> Iterator[tuple[bytes, int, list[str] | None]]:
    """The rows of CSV: bytes, how many lines, and the cells where they are not what the commas make
    them. The csv module reads rows with quotes, and refuses cells without end."""
    longest_cell = csv.field_size_limit()
    for line in lines:
        if b'"' not in line and len(line) <= longest_cell:
            yield line, 1, None
            continue
        taken = [line]
        reader = csv.reader(chain((line.decode(),), _decoded(lines, taken)), strict=True)
        cells = next(reader)
        yield b"".join(taken), len(taken), cells


def _decoded(lines: Iterator[bytes], taken: list[bytes]) -> Iterator[str]:
    """The lines that a quoted cell goes on in; what is taken of them is kept."""
    for line in lines:
        taken.append(line)
        yield line.decode()


def _split(line: bytes) -> list[str]:
    """The cells of a line without quotes; its end is left on the last."""
    return line.decode().split(",")


@contextmanager
def _csv_errors(name: str) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:
        raise BadEvidence(f"{name}: not UTF-8 text; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise BadEvidence(f"{name}: not readable as CSV ({error})") from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _check_columns(file_name: str, columns: list[str], required: tuple[str, ...]) -> None:
    lacking = [name for name in required if name not in columns]
    if lacking:
        separated = "; it has semicolons: save it with commas" if ";" in "".join(columns) else ""
        raise BadEvidence(f"{file_name}: lacks the column {', '.join(lacking)}{separated}")
    twice = {name for name in columns if columns.count(name) > 1}
    if twice:
        raise BadEvidence(f"{file_name}: the column {', '.join(sorted(twice))} stands twice")
