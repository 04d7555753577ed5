"""Where a person reads: plain lines in a pipe or a file, rich on a terminal."""

import os
import sys
from typing import TextIO

from scrubber.wording import visible

STYLED_BY = ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE")
"""Variables by which rich wraps or colours where there is no terminal."""


class Terminal:
    """Without styles, and what is said on one line each, for grep."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, said: str, _style: str = "", *, head: str = "", indent: int = 0) -> None:
        """A head and what is said of it."""
        self._print(f"{' ' * indent}{visible(head)}{visible(said)}".rstrip())

    def tell_whole(self, said: str, _style: str = "", *, head: str = "") -> None:
        """What must stay on one line: a segment, a path."""
        self._print(visible(head) + visible(said))

    def skip_line(self) -> None:
        """An empty line."""
        self._print("")

    def _print(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


def terminal(*, stderr: bool = False) -> Terminal:
    """Standard output or standard error, as it can be read there."""
    stream = sys.stderr if stderr else sys.stdout
    # There is no stream where the process was started with a closed one.
    if (stream and stream.isatty()) or any(os.environ.get(name) for name in STYLED_BY):
        from scrubber.cli.styled import StyledTerminal

        return StyledTerminal(stream)
    return Terminal(stream)
