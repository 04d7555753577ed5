"""Moves and writes that survive a kill or a power cut: a file is there whole, or not at all.

A name is never given to other content. Within a device a move is one rename. Between devices it is
a copy under a temporary name, synced, renamed, read back and compared; only then the original goes.
"""

import errno
import os
import shutil
from pathlib import Path
from typing import BinaryIO

from scrubber.folder.faults import FaultPoint, fault_point
from scrubber.hashes import sha256_of
from scrubber.outputs.files import OWNER_ONLY, sync_folder


class NameTaken(OSError):
    """Other content has the name."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EEXIST, "exists with other content", str(path))


def write_durably(path: Path, data: bytes) -> None:
    """A small file of ours, whole under its name; what was there before is replaced."""
    temporary = path.with_name(f".{path.name}.tmp")
    with open_own(temporary) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Have what others have written to a file on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def move(source: Path, target: Path, job: str) -> None:
    """Give a file another place. `job` names whose copy a temporary file is.

    Where the target is there with the same content, a move was cut short, and is ended. Raises
    NameTaken where it is there with other content, or OSError.
    """
    if os.path.lexists(target):
        if not _same_content(source, target):
            raise NameTaken(target)
    else:
        try:
            source.rename(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _copy(source, target, job)
    if os.path.lexists(source):
        source.unlink()
    sync_folder(target.parent)
    sync_folder(source.parent)


def _copy(source: Path, target: Path, job: str) -> None:
    temporary = temporary_name(target, job)
    with _open_file(source) as original, open_own(temporary) as copy:
        shutil.copyfileobj(original, copy)
        copy.flush()
        os.fsync(copy.fileno())
    shutil.copystat(source, temporary)
    fault_point(FaultPoint.COPY_WRITTEN)
    if not _same_content(source, temporary):
        temporary.unlink()
        raise OSError(errno.EIO, "the copy is not what was copied", str(target))
    temporary.rename(target)
    sync_folder(target.parent)
    fault_point(FaultPoint.COPY_PUBLISHED)


def temporary_name(target: Path, job: str) -> Path:
    """How a copy is called until it is whole."""
    return target.with_name(f".{target.name}.{job}.tmp")


def _open_file(path: Path) -> BinaryIO:
    """A file to read; a link is not followed."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")


def open_own(path: Path) -> BinaryIO:
    """A new file to write that its owner alone may read. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, OWNER_ONLY)
    return os.fdopen(descriptor, "wb")


def _same_content(one: Path, other: Path) -> bool:
    return (
        not other.is_symlink()
        and other.is_file()
        and one.stat().st_size == other.stat().st_size
        and sha256_of(one) == sha256_of(other)
    )
