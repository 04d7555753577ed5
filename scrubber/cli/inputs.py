"""What the command line names: files, folders and standard input."""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from scrubber.cli.errors import say
from scrubber.outputs.files import SPOOL_BYTES
from scrubber.outputs.names import OUR_OUTPUT, output_name
from scrubber.wording import count, recorded_name
from scrubber.x12 import NotReadable, Unreadable

STANDARD_INPUT = "-"
SIDECARS = re.compile(r"\.(treatments|therapy_used)\.[^.]*$")
CLAIM_SUFFIXES = {".837", ".837p"}


@dataclass(frozen=True)
class Input:
    """An input file; `from_folder` if it was found and not named."""

    path: Path
    from_folder: bool = False

    @property
    def name(self) -> str:
        """The file's name without its path."""
        return self.path.name

    @property
    def file_name(self) -> str | None:
        """The name as records have it."""
        return recorded_name(self.name)

    def size(self) -> int:
        """How many bytes there are. Raises OSError where there is no such file."""
        return self.path.stat().st_size

    @contextmanager
    def source(self) -> Iterator[Callable[[], BinaryIO]]:
        """How to open the file's bytes; a pipe is kept, since it can be read but once."""
        if self.path.is_file():
            yield lambda: self.path.open("rb")
        else:
            with self.path.open("rb") as pipe, kept(pipe) as opened:
                yield opened

    def may_be_passed_over(self, error: NotReadable) -> bool:
        """Whether it was found in a folder and is no claim file that ought to be readable."""
        garbled = error.kind is Unreadable.NOT_X12 and self.path.suffix.lower() in CLAIM_SUFFIXES
        return self.from_folder and not error.may_hold_claims and not garbled

    def sidecar(self, kind: str) -> Path | None:
        """`{stem}.{kind}.csv` beside the input, if there is one."""
        path = self.path.with_name(f"{self.path.stem}.{kind}.csv")
        return path if path.is_file() else None

    def output_name(self, kind: str, suffix: str | None = None) -> str:
        """`day.837` gives `day.corrected.837`, or another suffix."""
        return output_name(self.name, kind, suffix)


@dataclass(frozen=True)
class StandardInput(Input):
    """Standard input: it has no name, and can be read but once."""

    path: Path = Path(STANDARD_INPUT)

    @property
    def name(self) -> str:
        """What to call it."""
        return "standard input"

    @property
    def file_name(self) -> None:
        """None: records have no name for it."""
        return

    def size(self) -> int:
        """Not known before it is read."""
        return 0

    @contextmanager
    def source(self) -> Iterator[Callable[[], BinaryIO]]:
        """How to open what was read of it."""
        with kept(sys.stdin.buffer) as opened:
            yield opened


def single_input(names: Sequence[Path]) -> Input | None:
    """The one file that is named, or standard input; None where it is a folder or several."""
    if len(names) > 1 or names[0].is_dir():
        return None
    return StandardInput() if str(names[0]) == STANDARD_INPUT else Input(names[0])


def resolve(names: Sequence[Path]) -> list[Input]:
    """The inputs in the order given; a folder's files by name, our own outputs left out."""
    inputs: list[Input] = []
    for name in names:
        if name.is_dir():
            inputs += _of_folder(name)
        else:
            inputs.append(Input(name))
    by_place = {os.path.realpath(input_.path): input_ for input_ in reversed(inputs)}
    return list(reversed(by_place.values()))


def _of_folder(folder: Path) -> list[Input]:
    """The files of a folder that may be claims; what else is in it is said, sidecars aside."""
    inputs = []
    folders = outputs = 0
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or SIDECARS.search(path.name):
            continue
        if path.is_dir():
            folders += 1
        elif OUR_OUTPUT.search(path.name):
            outputs += 1
        else:
            inputs.append(Input(path, from_folder=True))
    if folders:
        say(f"passed over {count(folders, 'folder')}: only the folder itself is read")
    if outputs:
        say(f"passed over {outputs} that by their names are outputs of this program")
    return inputs


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

    def readline(self, size: int | None = -1) -> bytes:
        """The next line of the spool, or so many bytes of it."""
        return self._source.readline(-1 if size is None else size)
