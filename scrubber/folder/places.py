"""The folders inside a watched folder: made, and tried out before any file is taken."""

import errno
import re
import secrets
import shutil
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from scrubber.folder.durable import move, temporary_name

OURS_ALONE = 0o700
"""A folder that we make holds patient data. Who else may come in is for its owner to say."""
RECENT_DAYS = 3
"""Of the archive so many days are looked through: it may hold years."""
PROBE = "scrubber"
TEMPORARY = re.compile(r"\..+\.([0-9a-f]{8})\.tmp")
"""How a copy is called until it is whole (`temporary_name`)."""


class Place(StrEnum):
    """What a folder is for; settings say how it is called."""

    IN = "in"
    WORK = "work"
    OUT = "out"
    ACK = "ack"
    LOG = "log"
    HOLD = "hold"
    QUARANTINE = "quarantine"
    ARCHIVE = "archive"


class Places:
    """The folders of a watched folder, by what they are for."""

    def __init__(self, root: Path, names: Mapping[str, str]) -> None:
        self.root = root
        self._names = names

    def __getitem__(self, place: Place) -> Path:
        return self.root / self._names[place]

    def make(self) -> None:
        """Make the folders that are not there. Raises OSError, also where a link makes two of them
        one: what goes out would come in again."""
        if not self.root.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "there is no such folder", str(self.root))
        known = [self.root]
        for place in Place:
            folder = self[place]
            with _told(folder):
                folder.mkdir(mode=OURS_ALONE, exist_ok=True)
                same = next((other for other in known if folder.samefile(other)), None)
            if same:
                reason = f"is the same folder as {same}; each must be one of its own"
                raise NotADirectoryError(errno.ENOTDIR, reason, str(folder))
            known.append(folder)

    def try_out(self) -> None:
        """Write a file, and move it from one folder to the next, as jobs do. Raises OSError."""
        probe = secrets.token_hex(4)
        at = temporary_name(self[Place.WORK] / PROBE, probe)
        try:
            with _told(at.parent):
                at.write_bytes(b"scrubber")
            for place in (*Place, Place.WORK):
                with _told(self[place]):
                    move(at, self[place] / at.name, probe)
                at = self[place] / at.name
        finally:
            at.unlink(missing_ok=True)

    def remove_leftovers(self, jobs: Container[str]) -> None:
        """Remove copies that a killed watcher did not end, but those of jobs that are there."""
        dated = sorted(path for path in self[Place.ARCHIVE].iterdir() if path.is_dir())
        ours = [self[place] for place in Place if place is not Place.IN]
        patterns = dict.fromkeys((*ours, *dated[-RECENT_DAYS:]), ".*.tmp")
        patterns[self[Place.IN]] = f".*{PROBE}.*.tmp"
        for folder, pattern in patterns.items():
            for path in folder.glob(pattern):
                copy = TEMPORARY.fullmatch(path.name)
                if copy and copy[1] not in jobs:
                    path.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """The space left where it is least."""
        return min(shutil.disk_usage(self[place]).free for place in Place)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """An error of the system as a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        reason = (
            f"cannot be used ({error.strerror}); the user that runs scrubber must be able to read "
            "it, write to it and rename files in it"
        )
        raise OSError(error.errno, reason, str(folder)) from None
