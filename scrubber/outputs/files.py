"""Output files: written beside their place under another name, synced, then renamed.

Nothing is renamed before all of it is whole, and the corrected file comes last: there is none
without its log. Outputs hold patient data, so only their owner may read them (mode 0600).
"""

import filecmp
import os
import tempfile
from contextlib import suppress
from errno import EEXIST, ENOTDIR
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

OWNER_ONLY = 0o600
SPOOL_BYTES = 4 * 1024 * 1024
"""What waits to be written is kept in memory up to here, and then in a file that has no name."""


class OutputExists(Exception):
    """A file of that name with other content is there, and --overwrite was not given."""


class Outputs:
    """The outputs of one input; leaving the context without `publish` leaves nothing behind.

    `removed`: the names of files of earlier runs that `publish` has removed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[Path, tuple[Path, BinaryIO]] = {}
        self._absent: list[Path] = []
        self.removed: list[str] = []

    def __enter__(self) -> Self:
        if self._folder.exists() and not self._folder.is_dir():
            raise NotADirectoryError(ENOTDIR, "exists and is no folder", str(self._folder))
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for temporary, file in self._files.values():
            with suppress(OSError):  # a full disk lets not even close() flush; it was told before
                file.close()
            temporary.unlink(missing_ok=True)

    def open(self, name: str) -> BinaryIO:
        """A new file that will be called `name`."""
        descriptor, temporary = tempfile.mkstemp(
            prefix=f".{name}.", suffix=".tmp", dir=self._folder
        )
        file = os.fdopen(descriptor, "w+b")
        self._files[self._folder / name] = (Path(temporary), file)
        return file

    def without(self, name: str) -> None:
        """No file of that name is to be there: one of an earlier run would be taken for ours."""
        target = self._folder / name
        self._absent.append(target)
        if opened := self._files.pop(target, None):
            temporary, file = opened
            file.close()
            temporary.unlink()

    def publish(self, overwrite: bool) -> list[Path]:
        """Rename all files into place. Raises OutputExists, and then nothing is changed."""
        for target, (temporary, file) in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            if target.exists() and not target.is_file():
                # A device or a pipe would be replaced by a file.
                raise FileExistsError(EEXIST, "exists and is no file", str(target))
            if target.exists() and not overwrite and not _same(temporary, target):
                raise OutputExists(target.name)
        for target in self._absent:
            if target.exists() and not overwrite:
                raise OutputExists(target.name)
        for target in self._absent:
            if target.exists():
                target.unlink()
                self.removed.append(target.name)
        for target, (temporary, _) in reversed(self._files.items()):
            if target.exists() and _same(temporary, target):
                target.chmod(OWNER_ONLY)
                continue
            temporary.replace(target)
        sync_folder(self._folder)
        return list(self._files)


class Nowhere(BytesIO):
    """An output that is not kept."""

    def write(self, data: Any, /) -> int:
        """Let go of it."""
        return len(data)


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def sync_folder(folder: Path) -> None:
    """What was renamed in a folder is so after a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
