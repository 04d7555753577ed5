"""What the command line names: files, folders and standard input."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from scrubber.cli.errors import ExitCode, fail

STANDARD_INPUT = "-"
OUR_OUTPUT = re.compile(r"\.(corrected|discrepancies|held|original)(\.[^.]*)?$")
SIDECARS = re.compile(r"\.(treatments|therapy_used)\.[^.]*$")
SPOOL_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Input:
    """An input file; `from_folder` if it was found and not named."""

    path: Path
    from_folder: bool = False

    @property
    def name(self) -> str:
        """The file's name without its path."""
        return self.path.name

    @contextmanager
    def source(self) -> Iterator[Callable[[], BinaryIO]]:
        """How to open the file's bytes; a pipe is kept, since it can be read but once."""
        if self.path.is_file():
            yield lambda: self.path.open("rb")
        else:
            with self.path.open("rb") as pipe, kept(pipe) as opened:
                yield opened

    def sidecar(self, kind: str) -> Path | None:
        """`{stem}.{kind}.csv` beside the input, if there is one."""
        path = self.path.with_name(f"{self.path.stem}.{kind}.csv")
        return path if path.is_file() else None

    def output_name(self, kind: str, suffix: str | None = None) -> str:
        """`day.837` gives `day.corrected.837`, or another suffix."""
        return f"{self.path.stem}.{kind}{self.path.suffix if suffix is None else suffix}"


def resolve(names: Sequence[Path]) -> list[Input]:
    """The inputs in the order given; a folder's files by name, our own outputs left out."""
    inputs: list[Input] = []
    for name in names:
        if name.is_dir():
            inputs += [
                Input(path, from_folder=True)
                for path in sorted(name.iterdir())
                if path.is_file() and not path.name.startswith(".") and _may_be_input(path.name)
            ]
        elif name.exists():
            inputs.append(Input(name))
        else:
            fail(ExitCode.INPUT_OUTPUT, f"{name}: no such file or folder")
    seen: set[Path] = set()
    return [i for i in inputs if not (i.path.resolve() in seen or seen.add(i.path.resolve()))]  # type: ignore[func-returns-value]


def _may_be_input(name: str) -> bool:
    return not OUR_OUTPUT.search(name) and not SIDECARS.search(name)


@contextmanager
def kept(stream: BinaryIO) -> Iterator[Callable[[], BinaryIO]]:
    """A stream that can be read once (a pipe), so kept that it can be opened twice."""
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as spool:
        shutil.copyfileobj(stream, spool)

        def opened() -> BinaryIO:
            spool.seek(0)
            return _KeptOpen(spool)

        yield opened


class _KeptOpen(BytesIO):
    """A view on the spool whose close() leaves the spool alone."""

    def __init__(self, spool: "tempfile.SpooledTemporaryFile[bytes]") -> None:
        super().__init__()
        self._source = spool

    def read(self, size: int | None = -1) -> bytes:
        """The next bytes of the spool."""
        return self._source.read(-1 if size is None else size)
