"""The terminal, as rich sees it."""

import os

from rich.console import Console
from rich.text import Text

from scrubber.cli.errors import visible


class Terminal(Console):
    """A console that leaves a broken pipe to its caller; rich would end the process with code 1,
    which says that findings remain."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, highlight=False)
        self._wraps = self.is_terminal or os.environ.get("COLUMNS", "").isdigit()

    def tell(self, said: str, style: str = "", *, head: str = "", indent: int = 0) -> None:
        """A bold head and what is said; wrapped for a person, in a pipe on one line, for grep."""
        text = Text.assemble((visible(head), "bold"), (visible(said), style))
        width = max(self.width - indent, 1)
        for line in text.wrap(self, width) if self._wraps else [text]:
            line.pad_left(indent)
            line.rstrip()
            self.print(line, soft_wrap=True)

    def tell_whole(self, said: str, style: str = "") -> None:
        """What must stay on one line: a segment, a path."""
        self.print(Text(visible(said), style), soft_wrap=True)

    def on_broken_pipe(self) -> None:
        """Say so by the usual error."""
        raise BrokenPipeError
