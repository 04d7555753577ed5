"""Rows of a CSV or JSON Lines file, each with its line number."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from scrubber.evidence.errors import BadEvidence

JSON_LINES = frozenset({".jsonl", ".ndjson"})


def read_sheet(
    path: Path, required: tuple[str, ...], known: tuple[str, ...], unread: set[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of every row; columns in any order, cells stripped.

    Columns with cells that nobody reads are added to `unread`, to be told: a misspelt
    `seperate_service` must not be lost in silence. Raises BadEvidence where the file is no table or
    lacks a column.
    """
    read = _json_lines if path.suffix.lower() in JSON_LINES else _csv
    for number, row in read(path, required):
        unread |= {name for name, cell in row.items() if cell and name not in known}
        yield number, row


def _csv(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = [
                name.strip().lower() or f"column {at}"
                for at, name in enumerate(reader.fieldnames or (), 1)
            ]
            _check_columns(path, columns, required)
            reader.fieldnames = columns
            for cells in reader:
                if None in cells:
                    raise BadEvidence(
                        f"{path.name} line {reader.line_num}: more cells than columns; "
                        "put a text that holds a comma in double quotes"
                    )
                row = {name: (cell or "").strip() for name, cell in cells.items()}
                if any(row.values()):
                    yield reader.line_num, row
    except UnicodeDecodeError:
        raise BadEvidence(f"{path.name}: not UTF-8 text; save it as CSV UTF-8") from None
    except csv.Error as error:
        raise BadEvidence(f"{path.name}: not readable as CSV ({error})") from None


def _json_lines(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, text in enumerate(file, 1):
                if not text.strip():
                    continue
                try:
                    record = json.loads(text)
                    json.dumps(record, ensure_ascii=False).encode()
                except (ValueError, RecursionError):
                    # Among them: numbers of thousands of digits, half a surrogate pair.
                    record = None
                if not isinstance(record, dict):
                    raise BadEvidence(f"{path.name} line {number}: not a JSON object")
                row = {name.strip().lower(): _cell(value) for name, value in record.items()}
                lacking = [name for name in required if not row.get(name)]
                if lacking:
                    raise BadEvidence(f"{path.name} line {number}: lacks {', '.join(lacking)}")
                yield number, row
    except UnicodeDecodeError:
        raise BadEvidence(f"{path.name}: not UTF-8 text") from None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _check_columns(path: Path, columns: list[str], required: tuple[str, ...]) -> None:
    lacking = [name for name in required if name not in columns]
    if lacking:
        separated = "; it has semicolons: save it with commas" if ";" in "".join(columns) else ""
        raise BadEvidence(f"{path.name}: lacks the column {', '.join(lacking)}{separated}")
    twice = {name for name in columns if columns.count(name) > 1}
    if twice:
        raise BadEvidence(f"{path.name}: the column {', '.join(sorted(twice))} stands twice")
