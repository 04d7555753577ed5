"""How many watchers a folder has: each has a number, and a lock on it while it runs."""

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from scrubber.folder.places import Place, Places
from scrubber.folder.settings import FILE_NAME
from scrubber.wording import count


@contextmanager
def watcher_number(places: Places, most: int) -> Iterator[int]:
    """A number from 1 to `most` that no other watcher of the folder has. Raises OSError where all
    are taken."""
    for number in range(1, most + 1):
        with (places[Place.WORK] / f".watcher.{number}").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield number
            return
    reason = (
        f"{count(most, 'watcher')} at this folder already; `watchers` in {FILE_NAME} allows more"
    )
    raise BlockingIOError(errno.EAGAIN, reason, str(places.root))
