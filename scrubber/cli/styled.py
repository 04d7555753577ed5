"""A person's terminal, by rich. Imported only where there is one: rich is slow to import."""

import os
from typing import TextIO

from rich.console import Console
from rich.text import Text

from scrubber.cli.terminal import Terminal
from scrubber.wording import visible


class StyledConsole(Console):
    """A console that leaves a broken pipe to its caller; rich would end the process with code 1,
    which says that findings remain."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(file=stream, highlight=False)

    def on_broken_pipe(self) -> None:
        """Say so by the usual error."""
        raise BrokenPipeError


class StyledTerminal(Terminal):
    """With colours, and wrapped where the width is known."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._console = StyledConsole(stream)
        self._wraps = self._console.is_terminal or os.environ.get("COLUMNS", "").isdigit()

    def tell(self, said: str, style: str = "", *, head: str = "", indent: int = 0) -> None:
        """A head in bold and what is said of it."""
        text = _headed(head, said, style)
        width = max(self._console.width - indent, 1)
        for line in text.wrap(self._console, width) if self._wraps else [text]:
            line.pad_left(indent)
            line.rstrip()
            self._console.print(line, soft_wrap=True)

    def tell_whole(self, said: str, style: str = "", *, head: str = "") -> None:
        """What must stay on one line: a segment, a path."""
        self._console.print(_headed(head, said, style), soft_wrap=True)


def _headed(head: str, said: str, style: str) -> Text:
    return Text.assemble((visible(head), "bold"), (visible(said), style))
