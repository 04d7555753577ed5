"""The terminal, as rich sees it."""

from rich.console import Console


class Terminal(Console):
    """A console that leaves a broken pipe to its caller; rich would end the process with code 1,
    which says that findings remain."""

    def on_broken_pipe(self) -> None:
        """Say so by the usual error."""
        raise BrokenPipeError
