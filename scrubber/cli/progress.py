"""Bars on long work, where standard error is a person's terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

LONG_WORK_BYTES = 5_000_000
LONG_WORK_ROWS = 5_000
Advance = Callable[[int], None]


@contextmanager
def progress_of_bytes(name: str | None, size: int) -> Iterator[Advance | None]:
    """A bar over a file of so many bytes; it is told of each further piece."""
    if size < LONG_WORK_BYTES or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from scrubber.cli.styled import StyledConsole

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=StyledConsole(sys.stderr), transient=True) as bar:
        task = bar.add_task(name or "standard input", total=size)
        yield lambda done: bar.advance(task, done)


@contextmanager
def progress_of_rows() -> Iterator[Advance]:
    """A count of rows; it is told how many there are so far."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    from scrubber.cli.styled import StyledConsole

    columns = (TextColumn("{task.completed:,.0f} rows"), BarColumn())
    with Progress(*columns, console=StyledConsole(sys.stderr), transient=True) as bar:
        task = bar.add_task("rows", total=None, visible=False)
        yield lambda rows: bar.update(task, completed=rows, visible=rows > LONG_WORK_ROWS)


class Watched:
    """A file of which is told how much has been read."""

    def __init__(self, source: BinaryIO, advance: Advance) -> None:
        self._source = source
        self._advance = advance

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        return self._told(self._source.read(size))

    def readline(self, size: int, /) -> bytes:
        """The next line, or so many bytes of it; none at the end."""
        return self._told(self._source.readline(size))

    def _told(self, data: bytes) -> bytes:
        self._advance(len(data))
        return data
