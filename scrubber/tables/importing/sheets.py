"""Published files as lines of text cells: delimited text, xlsx, or a zip of them; streamed.

A file is known by its content and not by its suffix. Text is delimited by tabs or commas, in UTF-8
with a byte order mark or else in latin-1.
"""

import csv
import hashlib
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from typing import IO

from scrubber.tables.stored import BadTable
from scrubber.wording import listed

ZIP = b"PK\x03\x04"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
SNIFFED_BYTES = 64 * 1024
FEWEST_TABS = 3
BEST_FIRST = (".csv", ".txt", ".xlsx")
"""Of the forms in which a zip holds its tables, the one that is read."""

Open = Callable[[], IO[bytes]]
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """One table as published: `name` is its file's, or its member's in a zip."""

    name: str
    open: Open

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return PurePosixPath(self.name).stem

    def digest(self) -> str:
        """SHA-256 of its bytes."""
        with self.open() as raw:
            return hashlib.file_digest(raw, "sha256").hexdigest()  # type: ignore[arg-type]

    def lines(self) -> Iterator[Line]:
        """Line numbers and cells, blank ends cut off; blank lines are left out."""
        with self.open() as raw:
            start = raw.read(SNIFFED_BYTES)
        if not start:
            raise BadTable(f"{self.name}: an empty file; nothing was changed")
        if start.startswith(UTF_16):
            raise BadTable(f"{self.name}: text in UTF-16: save it as UTF-8; nothing was changed")
        read = self._of_xlsx() if start.startswith(ZIP) else self._of_text(start)
        for number, cells in read:
            if any(cells):
                yield number, cells

    def bad(self, number: int, reason: str) -> BadTable:
        """A line that cannot be used."""
        return BadTable(f"{self.name} line {number}: {reason}; nothing was changed")

    def _of_text(self, start: bytes) -> Iterator[Line]:
        encoding = "utf-8-sig" if start.startswith(BYTE_ORDER_MARK) else "latin-1"
        tabs = any(line.count(b"\t") >= FEWEST_TABS for line in start.splitlines())
        with self.open() as raw, TextIOWrapper(raw, encoding=encoding, newline="") as text:
            lines = csv.reader(text, delimiter="\t" if tabs else ",")
            try:
                for cells in lines:
                    yield lines.line_num, [cell.strip() for cell in cells]
            except (csv.Error, UnicodeDecodeError) as error:
                raise self.bad(lines.line_num + 1, f"no delimited text ({error})") from None

    def _of_xlsx(self) -> Iterator[Line]:
        import openpyxl

        with self.open() as raw, _seekable(raw) as file:
            try:
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
                sheet = book.worksheets[0]
                sheet.reset_dimensions()  # some writers state them wrongly
                for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                    yield number, [_text(cell) for cell in cells]
                book.close()
            except (zipfile.BadZipFile, KeyError, IndexError, ValueError, SyntaxError) as error:
                raise BadTable(
                    f"{self.name}: no xlsx that can be read ({type(error).__name__}); "
                    "nothing was changed"
                ) from None


def sheets_of(paths: Iterable[Path], wanted: re.Pattern[str]) -> list[Sheet]:
    """The tables of files; of a zip the members whose names are `wanted`, in the best form it has.

    Raises BadTable where a zip has none, and OSError.
    """
    return [sheet for path in paths for sheet in _sheets_of(path, wanted)]


def _sheets_of(path: Path, wanted: re.Pattern[str]) -> Sequence[Sheet]:
    whole = Sheet(_printable(path.name), lambda: path.open("rb"))
    with path.open("rb") as file:
        start = file.read(len(ZIP))
    if start == OLD_WORKBOOK:
        raise BadTable(f"{whole.name}: an xls: save it as xlsx or csv; nothing was changed")
    if start != ZIP:
        if start and path.suffix.lower() in (".zip", ".xlsx"):
            raise BadTable(
                f"{whole.name}: no {path.suffix[1:]}, but called one; nothing was changed"
            )
        return [whole]
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.namelist()
    except zipfile.BadZipFile:
        raise BadTable(f"{whole.name}: a damaged zip or xlsx; nothing was changed") from None
    if "[Content_Types].xml" in members:
        return [whole]
    for suffix in BEST_FIRST:
        found = {
            _printable(PurePosixPath(member).name): member
            for member in members
            if member.lower().endswith(suffix) and wanted.search(PurePosixPath(member).name)
        }
        if found:
            return [Sheet(name, _member_opener(path, found[name])) for name in sorted(found)]
    held = [_printable(PurePosixPath(member).name) for member in members]
    told = f" (it holds {listed(held)})" if held else ""
    raise BadTable(f"{whole.name}: the zip holds no such table{told}; nothing was changed")


def _printable(name: str) -> str:
    """A name that a terminal can show: a zip's may hold anything."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _member_opener(path: Path, member: str) -> Open:
    return lambda: zipfile.ZipFile(path).open(member)


@contextmanager
def _seekable(raw: IO[bytes]) -> Iterator[IO[bytes]]:
    """A file that can be read at any place: a zip's member is laid aside first."""
    if not isinstance(raw, zipfile.ZipExtFile):
        yield raw
        return
    with tempfile.TemporaryFile() as aside:
        copyfileobj(raw, aside)
        aside.seek(0)
        yield aside


def _text(value: object) -> str:
    """A cell of a workbook as the text file has it: no `.0` behind a whole number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
