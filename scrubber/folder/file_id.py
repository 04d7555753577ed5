"""A file as it was seen, so that a change of it is seen too."""

import os
import stat
from pathlib import Path
from typing import NamedTuple


class FileId(NamedTuple):
    """A file as it was seen: while this stays the same, so does the file."""

    inode: int
    size: int
    mtime_ns: int

    @classmethod
    def of(cls, found: os.stat_result) -> "FileId":
        """Of what the system says of a file."""
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)

    @classmethod
    def at(cls, path: Path) -> "FileId | None":
        """Of the regular file at a path; None where there is none. A link is not followed."""
        try:
            found = path.lstat()
        except FileNotFoundError:
            return None
        return cls.of(found) if stat.S_ISREG(found.st_mode) else None
