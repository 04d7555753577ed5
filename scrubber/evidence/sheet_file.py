"""The bytes of an evidence file, by place."""

import codecs
import os
import stat
import weakref
from collections.abc import Iterator
from pathlib import Path

from scrubber.evidence.errors import BadEvidence

CHUNK_BYTES = 1 << 20


class SheetFile:
    """A file that is read by place while it stays as it is; a pipe, which cannot be, is held.

    `name` is without its path; `size` in bytes; `start` is the offset after a byte order mark.
    Pickled, it is opened again in the other process. Raises OSError where it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            self._held = None if stat.S_ISREG(status.st_mode) else file.read()
            if self._held is None:
                self._keep_open(file.fileno())
        self._state = _state(status)
        self.size = status.st_size if self._held is None else len(self._held)
        marked = self.read(0, len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
        self.start = len(codecs.BOM_UTF8) if marked else 0

    def read(self, start: int, end: int) -> bytes:
        """The bytes from one offset to another. Raises BadEvidence where the file has changed."""
        if self._held is not None:
            return self._held[start:end]
        # Not seek and read: a forked process shares the place in the file.
        text = os.pread(self._descriptor, end - start, start)
        if _state(os.fstat(self._descriptor)) != self._state:
            raise BadEvidence(f"{self.name}: has changed since it was first read; run again")
        return text

    def lines(self, start: int) -> Iterator[bytes]:
        r"""The lines from an offset on, each with its end: \n, \r\n or \r."""
        rest = b""
        for offset in range(start, self.size, CHUNK_BYTES):
            chunk = self.read(offset, min(offset + CHUNK_BYTES, self.size))
            lines = (rest + chunk).splitlines(keepends=True)
            # The last goes on in the next chunk; so may a \r\n of which this one has the \r.
            rest = lines.pop()
            yield from lines
        if rest:
            yield rest

    def close(self) -> None:
        """Close the file; it is not read from here on."""
        if self._held is None:
            self._close()

    def __getstate__(self) -> dict[str, object]:
        own = {"_descriptor", "_close"}
        return {name: value for name, value in vars(self).items() if name not in own}

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state)
        if self._held is None:
            with self._path.open("rb") as file:
                self._keep_open(file.fileno())

    def _keep_open(self, descriptor: int) -> None:
        self._descriptor = os.dup(descriptor)
        self._close = weakref.finalize(self, os.close, self._descriptor)


def _state(status: os.stat_result) -> tuple[int, int, int]:
    """What differs once a file is written to, or another has taken its name."""
    return status.st_ino, status.st_size, status.st_mtime_ns
