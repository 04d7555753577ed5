"""Sheets as people and programs write them, and what the csv and json modules make of them whole.

The reading here is the plain one: the whole file at once, no index. The program's must agree.
"""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import chain

from hypothesis import strategies as st

KEYS = ["C1", "C2", "c1", " C1 ", "", "Ü9", "C,3", "9" * 40]
CELLS = st.one_of(
    st.sampled_from(["", "97530", "2026-03-09", "23", "10:00", "x" * 300, "\xa0", "\x1c"]),
    st.text(alphabet='ab, "\r\n\u00e9\u2028\t', max_size=8),
)
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def whole_csv(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column of the rows of a CSV text."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    for cells in reader:
        row = {name: (cell or "").strip() for name, cell in cells.items()}
        if any(row.values()):
            yield reader.line_num, row


def whole_json_lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by name of the rows of a JSON Lines text."""
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        if line.strip():
            yield number, {name: cell.strip() for name, cell in json.loads(line).items()}


@st.composite
def csv_sheets(draw: st.DrawFn, columns: Sequence[str], keys: Sequence[str] = KEYS) -> str:
    """A CSV text: the columns in any order, runs of rows of the keys, empty rows among them."""
    names = draw(st.permutations(columns))
    end = draw(LINE_ENDS)
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    target = io.StringIO()
    writer = csv.writer(target, lineterminator=end, quoting=quoting)
    writer.writerow(names)
    for key in draw(st.lists(st.sampled_from(keys), max_size=12)):
        row = {name: draw(CELLS) for name in names} | {columns[0]: key}
        cells = [row[name] for name in names]
        writer.writerow(cells[: draw(st.integers(1, len(cells)))])
        target.write(draw(st.sampled_from(["", "", end, "," * (len(cells) - 1) + end, " " + end])))
    return draw(st.sampled_from(["", "\ufeff"])) + target.getvalue()


@st.composite
def json_sheets(draw: st.DrawFn, columns: Sequence[str], keys: Sequence[str] = KEYS) -> str:
    """A JSON Lines text of rows that have all columns, each with something in it."""
    end = draw(LINE_ENDS)
    ascii_only = draw(st.booleans())
    filled = CELLS.map(lambda cell: f"{cell}.")
    rows = [
        {name: draw(filled) for name in columns} | {columns[0]: key}
        for key in draw(st.lists(st.sampled_from([key for key in keys if key]), max_size=12))
    ]
    lines = [json.dumps(row, ensure_ascii=ascii_only) for row in rows]
    blank = draw(st.sampled_from(["", " "]))
    return draw(st.sampled_from(["", "\ufeff"])) + end.join(chain([blank], lines, [blank]))
